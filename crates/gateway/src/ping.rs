//! The ping: who the caller is to this gateway, told without asking any upstream.

use actix_web::HttpResponse;
use actix_web::http::ConnectionType;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use serde_json::json;

use crate::permit::Permit;
use crate::refusal::Rest;

/// The client, its scopes of APIs as they count now, and the organisation that its token names. Codes
/// are text, which keeps their zeros.
pub(crate) fn answer(permit: Permit<'_>, rest: Rest) -> HttpResponse {
    let (principal, _) = permit.spend();
    let scopes = principal.beside().iter().filter(|scope| principal.carries(scope));
    let scopes: Vec<&str> = scopes.map(autorisaties::Scope::as_str).collect();
    let mut body = json!({ "client_id": principal.client().as_str(), "scopes": scopes });
    let organisation = principal.organisation().map(|known| json!(known));
    if let (Some(members), Some(organisation)) = (body.as_object_mut(), organisation) {
        members.extend(organisation.as_object().cloned().unwrap_or_default());
    }
    let mut answer = HttpResponse::Ok().content_type("application/json").body(body.to_string());
    // RFC 9111 5.2.2.5: what it says is of this caller, and of this moment.
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if rest == Rest::Body {
        answer.head_mut().set_connection_type(ConnectionType::Close);
    }
    answer
}
