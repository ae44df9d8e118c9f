//! What the scanner finds in a body is what every other reader finds there, in whatever pieces it comes.

use serde::de::IgnoredAny;
use serde_json::Value;

use super::fault::BodyFault;
use super::scan::{EACH, Found, Member, Scanner, Wanted, Way};
use crate::query::fold;

const WANTED: Wanted = &[
    &["zaaktype"],
    &["vertrouwelijkheidaanduiding"],
    &["zaak", "zaaktype"],
    &["links", EACH, "informatieobject"],
];

/// Takes the first byte for how the body is cut, and the rest as a body.
pub(crate) fn holds(input: &[u8]) {
    let Some((&size, body)) = input.split_first() else { return };
    let scanned = in_pieces(body, body.len());
    assert_eq!(in_pieces(body, usize::from(size)), scanned, "in pieces of {size}");
    let Ok(found) = scanned else { return };
    let text = std::str::from_utf8(body);
    assert!(text.is_ok_and(|text| text.trim_ascii().starts_with('{')), "one object, in UTF-8");
    let read = serde_json::from_slice::<IgnoredAny>(body);
    assert!(read.is_ok(), "JSON to others too: {read:?}");
    // What serde_json cannot hold, such as 1e999, it still reads past.
    let Ok(value) = serde_json::from_slice::<Value>(body) else { return };
    for way in WANTED {
        let ours: Vec<&Member> = found.each(way).collect();
        let theirs = reached(&value, way);
        assert_eq!(ours, theirs.iter().collect::<Vec<_>>(), "{way:?}");
    }
}

fn in_pieces(body: &[u8], size: usize) -> Result<Found, BodyFault> {
    let mut scanner = Scanner::new(WANTED);
    body.chunks(size.max(1)).try_for_each(|piece| scanner.push(piece))?;
    scanner.finish()
}

/// What a reader that folds names finds at the end of a way.
fn reached(value: &Value, way: Way) -> Vec<Member> {
    match (way.split_first(), value) {
        (None, Value::String(text)) => vec![Member::Text(text.clone())],
        (None, Value::Null) => vec![Member::Null],
        (Some((&EACH, rest)), Value::Array(values)) => {
            values.iter().flat_map(|value| reached(value, rest)).collect()
        }
        (Some((next, rest)), Value::Object(members)) if *next != EACH => {
            let named = members.iter().filter(|(name, _)| fold(name) == fold(next));
            named.flat_map(|(_, value)| reached(value, rest)).collect()
        }
        _ => vec![Member::NotText],
    }
}
