//! A list as an upstream answers it: cut into rows, each byte for byte as it came.

use serde::de::IgnoredAny;
use serde_json::{Deserializer, Value};

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Page<'a> {
    pub(super) form: Form,
    /// How many rows there are on all pages, as the upstream says.
    pub(super) count: u64,
    /// Whether it says that another page follows.
    pub(super) more: bool,
    pub(super) rows: Vec<&'a [u8]>,
}

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// An array of all rows.
    Whole,
    /// `count`, `next`, `previous` and `results`.
    Paged,
}

impl<'a> Page<'a> {
    /// Reads a page; nothing if it is no list.
    pub(super) fn read(json: &'a [u8]) -> Option<Self> {
        if json.trim_ascii_start().starts_with(b"[") {
            let rows = elements(json)?;
            return Some(Self { form: Form::Whole, count: rows.len() as u64, more: false, rows });
        }
        let members = members(json)?;
        let member = |name: &str| {
            let mut found = members.iter().filter(|(known, _)| known == name);
            // Of two there would be two readings.
            found.next().filter(|_| found.next().is_none()).map(|(_, value)| *value)
        };
        let next: Option<String> = serde_json::from_slice(member("next")?).ok()?;
        let count = serde_json::from_slice(member("count")?).ok()?;
        let rows = elements(member("results")?)?;
        Some(Self { form: Form::Paged, count, more: next.is_some(), rows })
    }
}

/// The members of an object.
pub(super) fn members(json: &[u8]) -> Option<Vec<(String, &[u8])>> {
    let mut rest = opened(json, b'{')?;
    let mut members = Vec::new();
    if let Some(after) = rest.strip_prefix(b"}") {
        return after.trim_ascii().is_empty().then_some(members);
    }
    loop {
        let (name, after) = value(rest)?;
        let name: String = serde_json::from_slice(name).ok()?;
        let after = after.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
        let (member, after) = value(after)?;
        members.push((name, member));
        match followed(after, b'}')? {
            Followed::ByAnother(more) => rest = more,
            Followed::ByTheEnd => return Some(members),
        }
    }
}

/// The elements of an array.
pub(super) fn elements(json: &[u8]) -> Option<Vec<&[u8]>> {
    let mut rest = opened(json, b'[')?;
    let mut elements = Vec::new();
    if let Some(after) = rest.strip_prefix(b"]") {
        return after.trim_ascii().is_empty().then_some(elements);
    }
    loop {
        let (element, after) = value(rest)?;
        elements.push(element);
        match followed(after, b']')? {
            Followed::ByAnother(more) => rest = more,
            Followed::ByTheEnd => return Some(elements),
        }
    }
}

fn opened(json: &[u8], by: u8) -> Option<&[u8]> {
    json.trim_ascii_start().strip_prefix(&[by]).map(<[u8]>::trim_ascii_start)
}

/// The first value of a text, and what follows it.
fn value(json: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut values = Deserializer::from_slice(json).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    json.split_at_checked(values.byte_offset())
}

enum Followed<'a> {
    ByAnother(&'a [u8]),
    ByTheEnd,
}

fn followed(after: &[u8], end: u8) -> Option<Followed<'_>> {
    let (first, rest) = after.trim_ascii_start().split_first()?;
    match *first {
        b',' => Some(Followed::ByAnother(rest.trim_ascii_start())),
        byte if byte == end && rest.trim_ascii().is_empty() => Some(Followed::ByTheEnd),
        _ => None,
    }
}

/// A list as it is written.
pub(super) fn written(form: Form, links: &Links, rows: &[Vec<u8>]) -> Vec<u8> {
    let mut written = match form {
        Form::Whole => b"[".to_vec(),
        Form::Paged => {
            let link = |url: &Option<String>| {
                url.as_ref().map_or(Value::Null, |url| Value::from(url.as_str()))
            };
            let (next, previous) = (link(&links.next), link(&links.previous));
            let count = links.count;
            format!(r#"{{"count":{count},"next":{next},"previous":{previous},"results":["#)
                .into_bytes()
        }
    };
    for (at, row) in rows.iter().enumerate() {
        if at > 0 {
            written.push(b',');
        }
        written.extend_from_slice(row);
    }
    written.extend_from_slice(match form {
        Form::Whole => b"]",
        Form::Paged => b"]}",
    });
    written
}

/// What a page says of the others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Links {
    pub(super) count: u64,
    pub(super) next: Option<String>,
    pub(super) previous: Option<String>,
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_cut_into_its_rows() {
        let json = br#" {"count": 3,"next":"https://x/?page=2", "previous":null,
            "results":[ {"a":"]}"} ,{"b":[1,{}]},7 ]} "#;
        let page = Page::read(json).unwrap();
        assert_eq!((page.form, page.count, page.more), (Form::Paged, 3, true));
        let rows: Vec<&str> =
            page.rows.iter().map(|row| std::str::from_utf8(row).unwrap()).collect();
        assert_eq!(rows, [r#"{"a":"]}"}"#, r#"{"b":[1,{}]}"#, "7"]);
        let whole = Page::read(b"[ ]").unwrap();
        assert_eq!((whole.form, whole.count, whole.rows.len()), (Form::Whole, 0, 0));
    }

    #[test]
    fn what_is_no_list_or_has_two_readings_is_none() {
        for json in [
            "",
            "7",
            "{}",
            r#"{"count":1,"next":null,"results":[1],"results":[2]}"#,
            r#"{"count":"1","next":null,"results":[1]}"#,
            r#"{"count":1,"next":null,"results":[1]} x"#,
            r#"{"count":1,"next":null,"results":[1,]}"#,
            "[1,2",
            "[1 2]",
            "[1],",
        ] {
            assert_eq!(Page::read(json.as_bytes()), None, "{json}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let rows = [br#"{"a":1}"#.to_vec(), b"[]".to_vec()];
        let links = Links { count: 9, next: Some("https://x/?a=\"".to_owned()), previous: None };
        let json = written(Form::Paged, &links, &rows);
        let page = Page::read(&json).unwrap();
        assert_eq!((page.count, page.more, page.rows.len()), (9, true, 2));
        assert_eq!(written(Form::Whole, &links, &rows), br#"[{"a":1},[]]"#);
    }
}
