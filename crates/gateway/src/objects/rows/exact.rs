//! A list that the upstream narrows exactly: shown as it came, once every row was judged.

use actix_web::HttpResponse;
use bytes::Bytes;
use http::HeaderMap;

use super::Reading;
use super::body::Page;
use super::seen::Seen;
use super::shown::{self, More, Part};
use super::source::Source;
use crate::forward::question::Said;
use crate::forward::relay;
use crate::objects::answer::judgeable;
use crate::refusal::Refusal;

/// Whether a search was what the upstream takes.
pub(super) enum Exactly {
    Shown(HttpResponse),
    /// It knows a parameter in lists alone, or something else that no search has.
    NotTaken,
}

/// Asks what the caller asked, and shows what comes.
pub(super) async fn answer(
    reading: &Reading<'_>,
    source: &Source,
    seen: &Seen,
) -> Result<HttpResponse, Refusal> {
    match reading.asker.ask(&source.itself()).await? {
        Said::Refused(answered) => reading.asker.relayed(answered),
        Said::Whole(headers, json) => {
            judged(reading, &headers, &json, seen).await?;
            Ok(relay::whole(&headers, json))
        }
    }
}

/// Asks by a search. Of a list the links are written anew, for they lead to the search.
pub(super) async fn narrowed(
    reading: &Reading<'_>,
    source: &Source,
    seen: &Seen,
) -> Result<Exactly, Refusal> {
    if reading.search.is_some() {
        return answer(reading, source, seen).await.map(Exactly::Shown);
    }
    let number = reading.page()?;
    match reading.asker.ask(&source.itself()).await? {
        Said::Refused(answered) if answered.status() == 400 => Ok(Exactly::NotTaken),
        Said::Refused(answered) => reading.asker.relayed(answered).map(Exactly::Shown),
        Said::Whole(headers, json) => {
            let page = judged(reading, &headers, &json, seen).await?;
            let rows = page.rows.iter().map(|row| row.to_vec()).collect();
            let more = if page.more { More::Follows } else { More::IsThere };
            let part = Part { form: page.form, rows, count: page.count, more };
            shown::page(reading, headers, number, &part).map(Exactly::Shown)
        }
    }
}

/// The rows, if the caller may see every one of them.
pub(super) async fn judged<'a>(
    reading: &Reading<'_>,
    headers: &HeaderMap,
    json: &'a Bytes,
    seen: &Seen,
) -> Result<Page<'a>, Refusal> {
    judgeable(headers)?;
    let page = Page::read(json).ok_or(Refusal::Unjudgeable { why: "it is no list" })?;
    if reading.seen(&page.rows, seen).await?.contains(&false) {
        return Err(Refusal::Unjudgeable { why: "it has rows that were not asked for" });
    }
    Ok(page)
}
