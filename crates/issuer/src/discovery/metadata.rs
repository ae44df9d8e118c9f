//! `GET /.well-known/oauth-authorization-server` and `/.well-known/openid-configuration`: what this
//! issuer offers (RFC 8414, OpenID Connect Discovery 3). Nothing stands here that does not work.

use actix_web::HttpResponse;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL};
use actix_web::web::Data;
use serde::Serialize;
use tokens::Algorithm;

use crate::app::App;
use crate::paths;

const CACHED: &str = "public, max-age=3600";

/// How a client may prove who it is.
const CLIENT_METHODS: [&str; 4] =
    ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"];

#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "RFC 8414 has them so")]
struct Metadata<'a> {
    issuer: &'a str,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: String,
    revocation_endpoint: String,
    revocation_endpoint_auth_methods_supported: [&'static str; 4],
    revocation_endpoint_auth_signing_alg_values_supported: [&'static str; 4],
    introspection_endpoint: String,
    introspection_endpoint_auth_methods_supported: [&'static str; 1],
    end_session_endpoint: String,
    registration_endpoint: String,
    authorization_endpoint: String,
    pushed_authorization_request_endpoint: String,
    require_pushed_authorization_requests: bool,
    authorization_response_iss_parameter_supported: bool,
    code_challenge_methods_supported: [&'static str; 1],
    grant_types_supported: [&'static str; 3],
    token_endpoint_auth_methods_supported: [&'static str; 4],
    token_endpoint_auth_signing_alg_values_supported: [&'static str; 4],
    response_types_supported: [&'static str; 1],
    response_modes_supported: [&'static str; 1],
    subject_types_supported: [&'static str; 1],
    id_token_signing_alg_values_supported: [&'static str; 4],
    claims_supported: &'static [&'static str],
    prompt_values_supported: [&'static str; 4],
    request_parameter_supported: bool,
    request_uri_parameter_supported: bool,
    /// What `ui_locales` may wish for (OpenID Connect Core 3.1.2.1, RP-Initiated Logout 1.0 2).
    ui_locales_supported: [&'static str; 2],
    scopes_supported: Vec<&'a str>,
}

const OF_PEOPLE: [&str; 4] = ["openid", "profile", "email", "offline_access"];
const CLAIMS: &[&str] = &[
    "iss",
    "sub",
    "aud",
    "azp",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "at_hash",
    "name",
    "preferred_username",
    "email",
];

pub(crate) async fn get(app: Data<App>) -> HttpResponse {
    let algorithms = Algorithm::ALL.map(Algorithm::as_str);
    let scopes = app.known_scopes.iter().map(autorisaties::Scope::as_str).chain(OF_PEOPLE);
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
            end_session_endpoint: app.public_url.join(paths::END_SESSION),
            registration_endpoint: app.public_url.join(paths::REGISTER),
            authorization_endpoint: app.public_url.join(paths::AUTHORIZE),
            pushed_authorization_request_endpoint: app.public_url.join(paths::PUSH),
            require_pushed_authorization_requests: false,
            authorization_response_iss_parameter_supported: true,
            code_challenge_methods_supported: ["S256"],
            grant_types_supported: ["client_credentials", "authorization_code", "refresh_token"],
            token_endpoint_auth_methods_supported: CLIENT_METHODS,
            token_endpoint_auth_signing_alg_values_supported: algorithms,
            response_types_supported: ["code"],
            response_modes_supported: ["query"],
            subject_types_supported: ["public"],
            id_token_signing_alg_values_supported: algorithms,
            claims_supported: CLAIMS,
            prompt_values_supported: ["none", "login", "consent", "select_account"],
            request_parameter_supported: false,
            request_uri_parameter_supported: false,
            ui_locales_supported: ["nl", "en"],
            scopes_supported: scopes.collect(),
        })
}
