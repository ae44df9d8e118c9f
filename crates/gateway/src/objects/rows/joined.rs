//! Several lists, each exact, one behind the other as one: their counts add up.

use actix_web::HttpResponse;
use bytes::Bytes;
use futures_util::future::try_join_all;
use http::HeaderMap;

use super::body::Form;
use super::seen::Seen;
use super::shown::{self, More, Part};
use super::source::Source;
use super::{Reading, exact};
use crate::forward::question::Said;
use crate::refusal::Refusal;

/// How many rows a page has unless another number is asked for.
const USUAL_PAGE: usize = 100;

/// One of the lists.
struct List<'a> {
    source: &'a Source,
    headers: HeaderMap,
    count: u64,
    first: Vec<Bytes>,
}

/// Asks each list for its length, and for its part of the page that was asked for.
pub(super) async fn answer(
    reading: &Reading<'_>,
    sources: &[Source],
    seen: &Seen,
) -> Result<HttpResponse, Refusal> {
    let number = reading.page()?;
    let size = reading.page_size()?.unwrap_or(USUAL_PAGE);
    let begun = sources.iter().map(|source| begin(reading, source, seen));
    let lists = match try_join_all(begun).await {
        Ok(lists) => lists,
        Err(Ended::Refused(answer)) => return Ok(*answer),
        Err(Ended::Failed(refusal)) => return Err(refusal),
    };
    let count = lists.iter().map(|list| list.count).sum();
    let from = (number - 1).saturating_mul(size as u64);
    let mut rows = Vec::new();
    let mut before = 0;
    for list in &lists {
        let mut at = from.saturating_sub(before);
        while rows.len() < size && at < list.count {
            let more = list.rows_from(at, size, (reading, seen)).await?;
            if more.is_empty() {
                break;
            }
            at += more.len() as u64;
            rows.extend(more);
        }
        before += list.count;
    }
    rows.truncate(size);
    let more = if from.saturating_add(size as u64) < count { More::Follows } else { More::IsThere };
    let headers = lists.into_iter().next().map(|list| list.headers).unwrap_or_default();
    shown::page(reading, headers, number, &Part { form: Form::Paged, rows, count, more })
}

/// Why there is nothing to join.
enum Ended {
    /// The upstream says why.
    Refused(Box<HttpResponse>),
    Failed(Refusal),
}

impl From<Refusal> for Ended {
    fn from(refusal: Refusal) -> Self {
        Self::Failed(refusal)
    }
}

async fn begin<'a>(
    reading: &Reading<'_>,
    source: &'a Source,
    seen: &Seen,
) -> Result<List<'a>, Ended> {
    match reading.asker.ask(&source.page(1)).await? {
        Said::Whole(headers, json) => {
            let (count, first) = rows(reading, &headers, &json, seen).await?;
            Ok(List { source, headers, count, first })
        }
        Said::Refused(answered) => Err(Ended::Refused(Box::new(reading.asker.relayed(answered)?))),
    }
}

impl List<'_> {
    /// The rows of one page of it, from a row on.
    async fn rows_from(
        &self,
        at: u64,
        size: usize,
        (reading, seen): (&Reading<'_>, &Seen),
    ) -> Result<Vec<Bytes>, Refusal> {
        let page = at / size as u64 + 1;
        let skipped = usize::try_from(at % size as u64).unwrap_or(usize::MAX);
        if page == 1 {
            return Ok(self.first.iter().skip(skipped).cloned().collect());
        }
        match reading.asker.ask(&self.source.page(page)).await? {
            Said::Whole(headers, json) => {
                let (_, rows) = rows(reading, &headers, &json, seen).await?;
                Ok(rows.into_iter().skip(skipped).collect())
            }
            // It became shorter meanwhile.
            Said::Refused(answered) if answered.status() == 404 => Ok(Vec::new()),
            Said::Refused(answered) => {
                Err(Refusal::UpstreamStatus { status: answered.status().as_u16() })
            }
        }
    }
}

async fn rows(
    reading: &Reading<'_>,
    headers: &HeaderMap,
    json: &Bytes,
    seen: &Seen,
) -> Result<(u64, Vec<Bytes>), Refusal> {
    let page = exact::judged(reading, headers, json, seen).await?;
    Ok((page.count, page.rows))
}
