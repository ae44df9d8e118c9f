//! A list that no parameter narrows exactly: the upstream's pages are read from the first one on,
//! until the page that was asked for is full and it is known whether another one follows.

use actix_web::HttpResponse;
use bytes::Bytes;
use edge::operations::Flavour;
use http::HeaderMap;

use super::Reading;
use super::body::{Form, Page};
use super::seen::Seen;
use super::shown::{self, More, Part};
use super::source::Source;
use crate::forward::question::Said;
use crate::objects::answer::judgeable;
use crate::refusal::Refusal;

/// How many of the upstream's pages are read for one answer.
const MOST_PAGES: u64 = 50;
/// How many rows a page of Open Zaak may have.
const LARGEST_PAGE: usize = 500;

/// Asks for page after page, and shows the rows that the caller sees.
pub(super) async fn answer(
    reading: &Reading<'_>,
    source: &Source,
    seen: &Seen,
) -> Result<HttpResponse, Refusal> {
    let number = reading.page()?;
    let mut heap = Heap { number, size: reading.page_size()?, passed: 0, rows: Vec::new() };
    let mut first: Option<(HeaderMap, Form)> = None;
    for at in 1..=MOST_PAGES {
        let (headers, json) = match reading.asker.ask(&source.page(at)).await? {
            Said::Whole(headers, json) => (headers, json),
            // A page that was announced is gone: rows were removed meanwhile.
            Said::Refused(answered) if first.is_some() && answered.status() == 404 => {
                return heap.shown(reading, first);
            }
            Said::Refused(answered) => return reading.asker.relayed(answered),
        };
        judgeable(&headers)?;
        let page = Page::read(&json).ok_or(Refusal::Unjudgeable { why: "it is no list" })?;
        let visible = reading.shown(&page, &json, seen).await?;
        let (form, more) = (page.form, page.next.is_some());
        let size = if more { page.rows.len().max(1) } else { usize::MAX };
        heap.take(visible, size);
        first.get_or_insert((headers, form));
        if !more || heap.is_full() {
            return heap.shown(reading, first);
        }
    }
    Err(Refusal::ListTooWide { most: MOST_PAGES })
}

/// The rows of the page that was asked for, and one more if there is one.
struct Heap {
    number: u64,
    /// How many rows a page has; until a page says it, not known.
    size: Option<usize>,
    /// Visible rows of the pages before.
    passed: u64,
    rows: Vec<Bytes>,
}

impl Heap {
    /// Takes the visible rows of a page of the upstream's, on which there were so many in all.
    fn take(&mut self, visible: Vec<Bytes>, of: usize) {
        let size = *self.size.get_or_insert(of);
        let before = (self.number - 1).saturating_mul(size as u64);
        for row in visible {
            if self.passed < before {
                self.passed += 1;
            } else if self.rows.len() <= size {
                self.rows.push(row);
            }
        }
    }

    fn is_full(&self) -> bool {
        self.size.is_some_and(|size| self.rows.len() > size)
    }

    fn shown(
        mut self,
        reading: &Reading<'_>,
        first: Option<(HeaderMap, Form)>,
    ) -> Result<HttpResponse, Refusal> {
        let (headers, form) = first.ok_or(Refusal::NotThere)?;
        let count = self.passed + self.rows.len() as u64;
        let more = if self.is_full() { More::Follows } else { More::IsThere };
        if let Some(size) = self.size.filter(|_| form == Form::Paged) {
            self.rows.truncate(size);
        }
        shown::page(reading, headers, self.number, &Part { form, rows: self.rows, count, more })
    }
}

impl Reading<'_> {
    /// Which page was asked for.
    pub(super) fn page(&self) -> Result<u64, Refusal> {
        match self.query.one("page")? {
            None | Some("") => Ok(1),
            Some(page) => page.parse().ok().filter(|page| *page > 0).ok_or(Refusal::NotThere),
        }
    }

    /// How many rows a page has, where that can be asked for. Open Zaak ignores what is out of bounds.
    pub(super) fn page_size(&self) -> Result<Option<usize>, Refusal> {
        let asked = self.query.one("pageSize")?;
        let can = self.asker.route.upstream().flavour() == Flavour::OpenZaak;
        let asked = asked.filter(|_| can).and_then(|size| size.parse().ok());
        Ok(asked.filter(|size| (1..=LARGEST_PAGE).contains(size)))
    }
}
