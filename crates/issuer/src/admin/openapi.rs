//! `GET /admin/v1/openapi.json`: the admin API described (OpenAPI 3.1), made of the handlers and
//! bodies themselves. It needs no token: it says nothing about this installation.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, ContentType};
use actix_web::web::Data;
use serde::Serialize;
use utoipa::openapi::Server;
use utoipa::openapi::security::{ClientCredentials, Flow, OAuth2, Scopes, SecurityScheme};
use utoipa::{IntoResponses, OpenApi, ToSchema};

use super::{
    accesses, api_tokens, apis, applicatie_end, applicaties, audit, autorisaties, bindings,
    client_settings, clients, explain, feed, grants, imports, keys, mirrors, notificaties,
    public_keys, registration_tokens, secret_imports, secret_rotation, secret_search, secrets,
    tokens, upstream_keys, user_access, users, wholes, zgw_keys,
};
use crate::app::App;
use crate::paths;

const SCHEME: &str = "administrator";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Zaakpoort administration",
        description = "Applicaties, their autorisaties, clients and secrets; signing keys; the \
                       feed; notifications; explanations of verdicts; the applicaties of upstreams. Every call is made with a token for exactly this API that carries \
                       the scope `zaakpoort.admin`. A change is in force at every connected \
                       gateway within a second of its answer.",
        license(name = "EUPL-1.2", identifier = "EUPL-1.2")
    ),
    paths(
        get,
        applicaties::list, applicaties::create, applicaties::show,
        applicatie_end::delete, applicatie_end::restore,
        autorisaties::list, autorisaties::add, autorisaties::remove,
        clients::list, clients::create, clients::show, clients::delete, clients::restore,
        client_settings::change, client_settings::lint, tokens::revoke, tokens::revoke_some,
        audit::list,
        grants::list, grants::revoke,
        registration_tokens::list, registration_tokens::create, registration_tokens::revoke,
        apis::list, apis::show, apis::put,
        accesses::list, accesses::list_all, accesses::ask, accesses::approve, accesses::refuse, accesses::withdraw,
        secrets::list, secrets::create, secrets::revoke, secret_rotation::rotate, secret_search::list,
        zgw_keys::create, api_tokens::create, public_keys::create,
        upstream_keys::list, upstream_keys::forget, secret_imports::secret,
        imports::applicatie, bindings::list, bindings::create, bindings::remove,
        wholes::list, wholes::show, wholes::put,
        users::list, users::create, users::show, users::change,
        user_access::set_password, user_access::disable, user_access::enable,
        keys::list, keys::rotate,
        feed::status, explain::explain,
        mirrors::list, mirrors::waiting, mirrors::retry, mirrors::differences, mirrors::sync,
        notificaties::list, notificaties::retry, notificaties::retry_all, notificaties::give_up
    ),
    components(schemas(InvalidParam)),
    security(("administrator" = ["zaakpoort.admin"]))
)]
struct Document;

/// The document, for an issuer at this address.
pub(super) fn document(issuer: &str) -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    document.servers = Some(vec![Server::new(format!("{issuer}{}", paths::ADMIN))]);
    let scopes = Scopes::from_iter([(paths::ADMIN_SCOPE, "Everything under /admin/v1.")]);
    let token_url = format!("{issuer}{}", paths::TOKEN);
    let flow = Flow::ClientCredentials(ClientCredentials::new(token_url, scopes));
    if let Some(components) = document.components.as_mut() {
        components.add_security_scheme(SCHEME, SecurityScheme::OAuth2(OAuth2::new([flow])));
    }
    document
}

/// This document.
#[utoipa::path(
    get, path = "/openapi.json", tag = "description", operation_id = "openapi", security(()),
    responses((status = 200, description = "This document.", content_type = "application/json"))
)]
pub(super) async fn get(app: Data<App>) -> HttpResponse {
    let written = || document(app.public_url.as_str()).to_json().unwrap_or_default().into();
    let body = app.description.get_or_init(written).clone();
    let cached = (CACHE_CONTROL, "public, max-age=3600");
    HttpResponse::Ok().insert_header(cached).content_type(ContentType::json()).body(body)
}

/// An error of the ZGW standard (`Fout`), as `application/problem+json`.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Fout {
    /// The rule that refused, as a stable word.
    code: String,
    title: String,
    status: u16,
    /// What is wrong with this request, and what to do.
    detail: String,
    /// Names this one refusal, here and in the log.
    instance: String,
    /// Every fault of an applicatie that is imported.
    #[serde(rename = "invalidParams", skip_serializing_if = "Vec::is_empty")]
    invalid_params: Vec<InvalidParam>,
}

/// One fault, as the Autorisaties API tells it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InvalidParam {
    name: String,
    code: String,
    reason: String,
}

/// An applicatie as the Autorisaties API of the standard has it (ac 1.0.0 or 1.1.0): `clientIds`,
/// `label`, `heeftAlleAutorisaties`, `alleenIsGereedVoorPublicatie`, `autorisaties`.
#[derive(ToSchema)]
#[schema(value_type = Object)]
#[expect(dead_code, reason = "it describes what `register::Draft` reads")]
pub(super) struct Standard(serde_json::Value);

/// What every operation may answer instead.
#[derive(Debug, IntoResponses)]
#[expect(dead_code, reason = "it describes what `AdminError` answers")]
pub(super) enum Refusals {
    /// The request is not valid; `detail` says where.
    #[response(status = 400, content_type = "application/problem+json")]
    Invalid(#[to_schema] Fout),
    /// There is no token, or it is not for this API, or it is no longer alive.
    #[response(status = 401, content_type = "application/problem+json")]
    NotAuthenticated(#[to_schema] Fout),
    /// The token lacks the scope `zaakpoort.admin`.
    #[response(status = 403, content_type = "application/problem+json")]
    NotAllowed(#[to_schema] Fout),
    /// There is no such thing.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(#[to_schema] Fout),
    /// Things stand otherwise; `code` and `detail` say how.
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(#[to_schema] Fout),
    /// It was meant for another state than there is.
    #[response(status = 412, content_type = "application/problem+json")]
    Moved(#[to_schema] Fout),
    /// It does not say for which state it is meant.
    #[response(status = 428, content_type = "application/problem+json")]
    Unconditional(#[to_schema] Fout),
    /// The body is larger than 1 MiB.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(#[to_schema] Fout),
    /// The body is not `application/json`.
    #[response(status = 415, content_type = "application/problem+json")]
    MediaType(#[to_schema] Fout),
    /// Not now; `Retry-After` says when.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(#[to_schema] Fout),
}
