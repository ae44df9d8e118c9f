//! A list as the gateway writes it: the rows that may be seen, and links in the caller's own words.

use actix_web::HttpResponse;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};

use super::Reading;
use super::body::{self, Form, Links};
use crate::forward::relay;
use crate::refusal::Refusal;

/// What an upstream says of a whole answer, which is not the answer any more.
const OF_THE_WHOLE: [&str; 6] =
    ["etag", "last-modified", "content-md5", "content-digest", "repr-digest", "link"];
/// Lists that the standard does not cut into pages.
const WHOLE: [&str; 6] = [
    "/zaakinformatieobjecten",
    "/zaakcontactmomenten",
    "/zaakverzoeken",
    "/gebruiksrechten",
    "/objectinformatieobjecten",
    "/besluitinformatieobjecten",
];

/// Rows of a page, and what there is beside them.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) form: Form,
    pub(super) rows: Vec<Bytes>,
    /// How many rows are known of on all pages.
    pub(super) count: u64,
    pub(super) more: More,
}

/// Whether another page follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum More {
    Follows,
    IsThere,
}

/// A list without rows.
pub(super) fn nothing(reading: &Reading<'_>) -> HttpResponse {
    let whole = WHOLE.iter().any(|path| reading.asker.route.path().ends_with(path));
    let form = if whole { Form::Whole } else { Form::Paged };
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    relay::whole(&headers, Bytes::from(body::written(form, &Links::default(), &[])))
}

/// A page, with the headers that the upstream gave its own.
pub(super) fn page(
    reading: &Reading<'_>,
    headers: HeaderMap,
    number: u64,
    part: &Part,
) -> Result<HttpResponse, Refusal> {
    if number > 1 && part.rows.is_empty() {
        return Err(Refusal::NotThere);
    }
    let next = (part.more == More::Follows).then(|| link(reading, number + 1));
    let previous = number.checked_sub(1).filter(|before| *before > 0);
    let previous = previous.map(|before| link(reading, before));
    let links = Links { count: part.count, next, previous };
    Ok(with_links(headers, part.form, &links, &part.rows))
}

/// Rows with links that are known.
pub(super) fn with_links(
    mut headers: HeaderMap,
    form: Form,
    links: &Links,
    rows: &[Bytes],
) -> HttpResponse {
    for name in OF_THE_WHOLE {
        headers.remove(name);
    }
    relay::whole(&headers, Bytes::from(body::written(form, links, rows)))
}

fn link(reading: &Reading<'_>, number: u64) -> String {
    let route = reading.asker.route;
    let path = route.upstream().public_url().join(route.path());
    let query = reading.asked.with("page", &number.to_string()).text();
    format!("{path}?{query}")
}
