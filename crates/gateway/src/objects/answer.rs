//! Judging an answer: the whole object is read before a byte of it is shown.

use actix_web::http::header as client_header;
use actix_web::{HttpRequest, HttpResponse};
use edge::operations::Operation;
use http::{HeaderMap, Response, StatusCode, header};
use hyper::body::Incoming;

use super::body::Stated;
use super::create::is_json;
use super::kind::Kind;
use crate::app::App;
use crate::forward::collect;
use crate::forward::relay::{self, Whose};
use crate::permit::scopes_of;
use crate::principal::Principal;
use crate::refusal::Refusal;
use crate::route::Route;
use crate::state::Documents;

/// Who asked for an object, of which kind, and by which operation.
pub(crate) struct Asked<'a> {
    pub(crate) kind: Kind,
    pub(crate) operation: &'a Operation,
    pub(crate) principal: Principal,
}

/// Shows the object if its type and level are the caller's to see.
pub(crate) async fn judge(
    answered: Response<Incoming>,
    Asked { kind, operation, principal }: Asked<'_>,
    (request, route): (&HttpRequest, &Route<'_>),
    app: &App,
) -> Result<HttpResponse, Refusal> {
    let patience = route.upstream().timeout();
    match answered.status() {
        StatusCode::OK => {}
        // It says why there is no object, so it holds none.
        status if status.is_client_error() || status.is_server_error() => {
            return relay::streamed(answered, Whose::Upstreams, request.method(), patience);
        }
        status => return Err(Refusal::UpstreamStatus { status: status.as_u16() }),
    }
    let (head, body) = answered.into_parts();
    judgeable(&head.headers)?;
    let body = collect(body, app.max_judged_answer, patience).await?;
    let why = "it does not say what it is";
    let stated = Stated::read(kind, &body).ok_or(Refusal::Unjudgeable { why })?;
    // What counts is what is held now that the object is known.
    let principal = app.principals.confirm(principal, app.live.token_time())?;
    verdict(kind, stated, &principal, operation)?;
    if is_known(request, &head.headers) {
        return Ok(relay::not_modified(&head.headers));
    }
    Ok(relay::whole(&head.headers, body))
}

fn judgeable(headers: &HeaderMap) -> Result<(), Refusal> {
    let encoding = headers.get(header::CONTENT_ENCODING);
    if encoding.is_some_and(|encoding| encoding != "identity") {
        return Err(Refusal::Unjudgeable { why: "it is compressed though it was asked not to be" });
    }
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    match content_type.map(is_json) {
        Some(Ok(())) => Ok(()),
        Some(Err(_)) | None => Err(Refusal::Unjudgeable { why: "it is not JSON in UTF-8" }),
    }
}

fn verdict(
    kind: Kind,
    stated: Stated,
    principal: &Principal,
    operation: &Operation,
) -> Result<(), Refusal> {
    let (held, requirement) = (principal.held()?, operation.requirement());
    let for_publication = stated.for_publication;
    let facts = kind.facts(stated.object_type, stated.level);
    held.rights
        .may_on(principal.scopes(), requirement, &facts)
        .map_err(|source| Refusal::Hidden { source, scopes: scopes_of(requirement) })?;
    let narrowed = kind == Kind::Document && held.documents == Documents::ForPublication;
    if narrowed && !for_publication {
        return Err(Refusal::NotForPublication { scopes: scopes_of(requirement) });
    }
    Ok(())
}

/// RFC 9110 13.1.2: whether the client names the version that it would be shown. The condition
/// was kept from the upstream, which would have answered it without a verdict.
fn is_known(request: &HttpRequest, headers: &HeaderMap) -> bool {
    let etag = headers.get(header::ETAG).and_then(|etag| etag.to_str().ok());
    let conditions = request.headers().get_all(client_header::IF_NONE_MATCH);
    conditions.filter_map(|value| value.to_str().ok()).any(|value| matches(value, etag))
}

fn matches(condition: &str, etag: Option<&str>) -> bool {
    if condition.trim() == "*" {
        return true;
    }
    let Some(etag) = etag.map(opaque) else { return false };
    // No tag of an upstream holds a comma that would cut it in two: then it just does not match.
    condition.split(',').any(|tag| opaque(tag.trim()) == etag)
}

/// RFC 9110 8.8.3.2: weakly compared, only the opaque part counts.
fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_condition_is_compared_weakly() {
        for condition in ["\"a\"", "W/\"a\"", "\"b\", W/\"a\"", "*", " * "] {
            assert!(matches(condition, Some("\"a\"")), "{condition}");
            assert!(matches(condition, Some("W/\"a\"")), "{condition}");
        }
        for condition in ["\"b\"", "", "a", "\"a", "w/\"a\""] {
            assert!(!matches(condition, Some("\"a\"")), "{condition}");
        }
    }

    #[test]
    fn without_a_tag_only_the_star_matches() {
        assert!(matches("*", None));
        assert!(!matches("\"a\"", None));
    }
}
