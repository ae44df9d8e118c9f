//! A list that the upstream narrows exactly: shown as it came, once every row was judged.

use actix_web::HttpResponse;
use bytes::Bytes;
use http::HeaderMap;

use super::body::{Form, Links, Page};
use super::seen::Seen;
use super::shown::{self, More, Part};
use super::source::Source;
use super::{Expands, Reading};
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

/// A page on which the caller may see every row.
pub(super) struct Judged {
    pub(super) form: Form,
    pub(super) count: u64,
    pub(super) next: Option<String>,
    pub(super) previous: Option<String>,
    pub(super) rows: Vec<Bytes>,
    /// Whether the rows are shown as they came.
    whole: Whole,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whole {
    AsItCame,
    Pruned,
}

/// Asks what the caller asked, and shows what comes.
pub(super) async fn answer(
    reading: &Reading<'_>,
    source: &Source,
    seen: &Seen,
) -> Result<HttpResponse, Refusal> {
    let (headers, json) = match reading.asker.ask(&source.itself()).await? {
        Said::Refused(answered) => return reading.asker.relayed(answered),
        Said::Whole(headers, json) => (headers, json),
    };
    let page = judged(reading, &headers, &json, seen).await?;
    if page.whole == Whole::AsItCame {
        return Ok(relay::whole(&headers, json));
    }
    let links = Links { count: page.count, next: page.next, previous: page.previous };
    Ok(shown::with_links(headers, page.form, &links, &page.rows))
}

/// Asks what the caller asked, who sees every row: unless something is expanded, nothing is judged.
pub(super) async fn passed(
    reading: &Reading<'_>,
    source: &Source,
    seen: &Seen,
) -> Result<HttpResponse, Refusal> {
    match reading.expands {
        Expands::Something => answer(reading, source, seen).await,
        Expands::Nothing => reading.asker.passed(&source.itself()).await,
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
            let Judged { form, count, next, rows, .. } =
                judged(reading, &headers, &json, seen).await?;
            let more = if next.is_some() { More::Follows } else { More::IsThere };
            let part = Part { form, rows, count, more };
            shown::page(reading, headers, number, &part).map(Exactly::Shown)
        }
    }
}

/// A page, if the caller may see every row of it.
pub(super) async fn judged(
    reading: &Reading<'_>,
    headers: &HeaderMap,
    json: &Bytes,
    seen: &Seen,
) -> Result<Judged, Refusal> {
    judgeable(headers)?;
    let page = Page::read(json).ok_or(Refusal::Unjudgeable { why: "it is no list" })?;
    let rows = reading.shown(&page, json, seen).await?;
    if rows.len() < page.rows.len() {
        return Err(Refusal::Unjudgeable { why: "it has rows that were not asked for" });
    }
    let as_it_came = rows.iter().zip(&page.rows).all(|(row, came)| row == came);
    let whole = if as_it_came { Whole::AsItCame } else { Whole::Pruned };
    let Page { form, count, next, previous, .. } = page;
    Ok(Judged { form, count, next, previous, rows, whole })
}
