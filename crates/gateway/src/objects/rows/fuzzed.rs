//! A list that is cut into rows is the list that others read; a row that is shown is one that they too
//! would show; and what is written of the rows that are left is those rows, byte for byte.

use std::collections::HashSet;

use autorisaties::{TypeUrl, Vertrouwelijkheidaanduiding};
use bytes::Bytes;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::body::{Form, Links, Page, written};
use super::seen::Seen;
use crate::objects::facts::Facts;
use crate::objects::kind::Kind;
use crate::objects::slices::members;

const SEEN: &str = "https://zaken.example/catalogi/api/v1/zaaktypen/1";
const UP_TO: Vertrouwelijkheidaanduiding = Vertrouwelijkheidaanduiding::Intern;

/// Takes the input as an upstream's answer.
pub(crate) fn holds(input: &[u8]) {
    let Some(page) = Page::read(input) else { return };
    assert!(serde_json::from_slice::<IgnoredAny>(input).is_ok(), "JSON to others too");
    if let Ok(whole) = serde_json::from_slice::<Value>(input) {
        let rows = match page.form {
            Form::Whole => &whole,
            Form::Paged => &whole["results"],
        };
        let cut: Vec<Value> =
            page.rows.iter().filter_map(|row| serde_json::from_slice(row).ok()).collect();
        assert_eq!(rows.as_array(), Some(&cut));
    }
    let Ok(of) = TypeUrl::parse(SEEN) else { return };
    let seen = Seen::these([(of, UP_TO)]);
    let shows = |row: &&&[u8]| Facts::read(Kind::Zaak, row).is_some_and(|facts| seen.shows(&facts));
    let shown: Vec<&[u8]> = page.rows.iter().filter(shows).copied().collect();
    for row in &shown {
        assert!(may_be_shown(row), "{}", String::from_utf8_lossy(row));
    }
    let rows: Vec<Bytes> = shown.iter().map(|row| Bytes::copy_from_slice(row)).collect();
    let links = Links { count: rows.len() as u64, next: page.next.clone(), previous: None };
    let answer = written(page.form, &links, &rows);
    let again = Page::read(&answer);
    assert_eq!(again.map(|again| again.rows), Some(shown));
}

/// As a reader decides that keeps the first of two members, and one that keeps the last: both must.
fn may_be_shown(row: &[u8]) -> bool {
    let Some(members) = members(row) else { return false };
    let names: HashSet<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    let decides = |name: &str| {
        let values = members.iter().filter(|(known, _)| known == name);
        let values: Vec<Option<String>> =
            values.map(|(_, value)| serde_json::from_slice(value).ok()).collect();
        values
    };
    let types = decides("zaaktype");
    let levels = decides("vertrouwelijkheidaanduiding");
    let low = |level: &Option<String>| {
        level.as_deref().is_some_and(|level| {
            Vertrouwelijkheidaanduiding::parse(level).is_ok_and(|level| level <= UP_TO)
        })
    };
    names.contains("zaaktype")
        && types.iter().all(|of| of.as_deref() == Some(SEEN))
        && !levels.is_empty()
        && levels.iter().all(low)
}
