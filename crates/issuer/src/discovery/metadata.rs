//! `GET /.well-known/oauth-authorization-server`: what this issuer offers (RFC 8414). Nothing
//! stands here that does not work.

use actix_web::HttpResponse;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL};
use actix_web::web::Data;
use serde::Serialize;
use tokens::Algorithm;

use crate::app::App;
use crate::paths;

const CACHED: &str = "public, max-age=3600";

/// How a client may prove who it is.
const CLIENT_METHODS: [&str; 3] = ["client_secret_basic", "client_secret_post", "private_key_jwt"];

#[derive(Serialize)]
struct Metadata<'a> {
    issuer: &'a str,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: String,
    revocation_endpoint: String,
    revocation_endpoint_auth_methods_supported: [&'static str; 3],
    revocation_endpoint_auth_signing_alg_values_supported: [&'static str; 4],
    introspection_endpoint: String,
    introspection_endpoint_auth_methods_supported: [&'static str; 1],
    grant_types_supported: [&'static str; 1],
    token_endpoint_auth_methods_supported: [&'static str; 3],
    token_endpoint_auth_signing_alg_values_supported: [&'static str; 4],
    // RFC 8414 2 requires the member; without an authorization endpoint there is none.
    response_types_supported: [&'static str; 0],
    scopes_supported: Vec<&'a str>,
}

pub(crate) async fn get(app: Data<App>) -> HttpResponse {
    let algorithms = Algorithm::ALL.map(Algorithm::as_str);
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, CACHED))
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .json(Metadata {
            issuer: app.public_url.as_str(),
            token_endpoint: app.public_url.join(paths::TOKEN),
            jwks_uri: app.public_url.join(paths::JWKS),
            userinfo_endpoint: app.public_url.join(paths::USERINFO),
            revocation_endpoint: app.public_url.join(paths::REVOCATION),
            revocation_endpoint_auth_methods_supported: CLIENT_METHODS,
            revocation_endpoint_auth_signing_alg_values_supported: algorithms,
            introspection_endpoint: app.public_url.join(edge::introspection::PATH),
            introspection_endpoint_auth_methods_supported: ["client_secret_basic"],
            grant_types_supported: ["client_credentials"],
            token_endpoint_auth_methods_supported: CLIENT_METHODS,
            token_endpoint_auth_signing_alg_values_supported: algorithms,
            response_types_supported: [],
            scopes_supported: app.known_scopes.iter().map(autorisaties::Scope::as_str).collect(),
        })
}
