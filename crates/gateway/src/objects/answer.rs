//! Judging an answer: the whole object is read before a byte of it is shown.

use std::borrow::Cow;
use std::sync::Arc;

use actix_web::http::header as client_header;
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use edge::operations::{Operation, Parent};
use http::{HeaderMap, Response, StatusCode, header};

use super::facts::Facts;
use super::incoming::is_json;
use super::judge::Judge;
use super::kind::Kind;
use super::lookup::{self, For};
use super::place::{self, Stored};
use super::{body, expand};
use crate::app::App;
use crate::config::Verdicts;
use crate::forward::relay::{self, Whose};
use crate::forward::{self, Answering, Found, collect};
use crate::principal::Principal;
use crate::query;
use crate::refusal::Refusal;
use crate::route::Route;
use crate::shadow;

/// What an answer shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// An object itself.
    Object(Kind),
    /// A thing, which says whose it is.
    Belonging(Parent),
}

/// Who asked for what, and by which operation.
pub(crate) struct Asked<'a> {
    pub(crate) shown: Shown,
    pub(crate) operation: &'a Operation,
    pub(crate) principal: Principal,
}

/// Shows an object, or what belongs to it, if its type and level are the caller's to see.
pub(crate) async fn judge(
    answered: Response<Answering>,
    Asked { shown, operation, principal }: Asked<'_>,
    (request, route): (&HttpRequest, &Route<'_>),
    app: &App,
) -> Result<HttpResponse, Refusal> {
    let patience = route.upstream().patience().body;
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
    let facts = shown_by(shown, &body, route, app).await?;
    // What counts is what is held now that the object is known.
    let principal = app.principals.confirm(principal, app.live.token_time())?;
    let judged = Judge::new(&principal, operation).and_then(|judge| judge.may_touch(&facts));
    shadow::enforced(judged, route.upstream())?;
    if is_known(request, &head.headers) {
        return Ok(relay::not_modified(&head.headers));
    }
    let whole = route.upstream().verdicts() == Verdicts::Shadow;
    let expands = !whole && route.query().is_some_and(|query| query::has(query, "expand"));
    let body = if expands { pruned(body, &principal, app).await? } else { body };
    Ok(relay::whole(&head.headers, body))
}

/// Judges what an answer would show, without asking for it in the caller's name.
pub(crate) async fn rehearse(
    Asked { shown, operation, principal }: Asked<'_>,
    route: &Route<'_>,
    app: &App,
) -> Result<(), Refusal> {
    let failed = |why| Refusal::LookUp(Box::new(why));
    let found = forward::fetch(route, app.max_judged_answer, app).await.map_err(failed)?;
    // Of what is not there, the upstream says so itself.
    let Found::Whole(json) = found else { return Ok(()) };
    let facts = shown_by(shown, &json, route, app).await?;
    let judged = Judge::new(&principal, operation).and_then(|judge| judge.may_touch(&facts));
    shadow::enforced(judged, route.upstream()).map(|_| ())
}

/// What is shown beside the object is the caller's to see too.
async fn pruned(body: Bytes, principal: &Principal, app: &App) -> Result<Bytes, Refusal> {
    let mut pruned = expand::pruned(vec![&body], principal, app).await?;
    Ok(match pruned.pop() {
        Some(Cow::Owned(pruned)) => Bytes::from(pruned),
        Some(Cow::Borrowed(_)) | None => body,
    })
}

/// The object that a verdict on an answer hangs on.
async fn shown_by(
    shown: Shown,
    json: &[u8],
    route: &Route<'_>,
    app: &App,
) -> Result<Arc<Facts>, Refusal> {
    let why = "it does not say what it is";
    match shown {
        Shown::Object(kind) => {
            let facts = Arc::new(Facts::read(kind, json).ok_or(Refusal::Unjudgeable { why })?);
            let url = route.upstream().public_url().join(route.path());
            facts.note(Some(&url));
            if !names_a_version(route) {
                app.lookups.note(&url, Arc::clone(&facts));
            }
            Ok(facts)
        }
        Shown::Belonging(parent) => {
            let url = body::parent_of(parent, json).ok_or(Refusal::Unjudgeable { why })?;
            let kind = Kind::of_parent(parent);
            let found = app.lookups.object((kind, &url), For::Reading, app).await?;
            let why = "what it belongs to is not behind this gateway";
            let found = found.ok_or(Refusal::Unjudgeable { why })?;
            found.note(Some(&url));
            Ok(found)
        }
    }
}

/// Whether it is perhaps an older version of a document, which says nothing of the present one.
fn names_a_version(route: &Route<'_>) -> bool {
    let names = |parameter| route.query().is_some_and(|query| query::has(query, parameter));
    names("versie") || names("registratieOp")
}

/// Judges the object that a path lies below, before anything is asked there.
pub(crate) async fn may_look_below(
    principal: &Principal,
    operation: &Operation,
    route: &Route<'_>,
    app: &App,
) -> Result<(), Refusal> {
    let Stored::Above(named) = place::stored(operation, route) else {
        return Err(Refusal::NotThere);
    };
    let facts = match versions(route) {
        None => app.lookups.object((named.kind, &named.url), For::Reading, app).await?,
        // An older version may have another level.
        Some(version) => {
            let of_version = lookup::route_of(named.kind, &named.url, app);
            let of_version = of_version.ok_or(Refusal::NotThere)?.asking(version);
            lookup::fetched(named.kind, &of_version, app).await?
        }
    };
    let facts = facts.ok_or(Refusal::NotThere)?;
    facts.note(Some(&named.url));
    Judge::new(principal, operation)?.may_touch(&facts)
}

/// The query of a download, which may name a version.
fn versions<'a>(route: &Route<'a>) -> Option<&'a str> {
    let of_document = route.path().ends_with("/download");
    route.query().filter(|query| of_document && !query.is_empty())
}

/// Whether an answer can be judged: JSON, not compressed.
pub(super) fn judgeable(headers: &HeaderMap) -> Result<(), Refusal> {
    let mut encodings = headers.get_all(header::CONTENT_ENCODING).iter();
    if encodings.any(|encoding| encoding != "identity") {
        return Err(Refusal::Unjudgeable { why: "it is compressed though it was asked not to be" });
    }
    let mut types = headers.get_all(header::CONTENT_TYPE).iter().map(|value| value.to_str());
    match (types.next(), types.next()) {
        (Some(Ok(only)), None) if is_json(only).is_ok() => Ok(()),
        _ => Err(Refusal::Unjudgeable { why: "it is not JSON in UTF-8" }),
    }
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
