//! A list as an upstream answers it: cut into rows, each byte for byte as it came.

use bytes::Bytes;
use serde_json::Value;

use crate::objects::slices::{elements, members, spaced};

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Page<'a> {
    pub(super) form: Form,
    /// How many rows there are on all pages, as the upstream says.
    pub(super) count: u64,
    pub(super) next: Option<String>,
    pub(super) previous: Option<String>,
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
        if spaced(json).starts_with(b"[") {
            let rows = elements(json)?;
            let count = rows.len() as u64;
            return Some(Self { form: Form::Whole, count, next: None, previous: None, rows });
        }
        let members = members(json)?;
        let member = |name: &str| {
            let mut found = members.iter().filter(|(known, _)| known == name);
            // Of two there would be two readings.
            found.next().filter(|_| found.next().is_none()).map(|(_, value)| *value)
        };
        let next = serde_json::from_slice(member("next")?).ok()?;
        let previous = serde_json::from_slice(member("previous")?).ok()?;
        let count = serde_json::from_slice(member("count")?).ok()?;
        let rows = elements(member("results")?)?;
        Some(Self { form: Form::Paged, count, next, previous, rows })
    }
}

/// A list as it is written.
pub(super) fn written(form: Form, links: &Links, rows: &[Bytes]) -> Vec<u8> {
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
        assert_eq!((page.form, page.count), (Form::Paged, 3));
        assert_eq!((page.next.as_deref(), page.previous), (Some("https://x/?page=2"), None));
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
            r#"{"count":1,"next":null,"previous":null,"results":[1],"results":[2]}"#,
            r#"{"count":"1","next":null,"previous":null,"results":[1]}"#,
            r#"{"count":1,"next":null,"previous":null,"results":[1]} x"#,
            r#"{"count":1,"next":null,"previous":null,"results":[1,]}"#,
            "[1,2",
            "[1 2]",
            "[1],",
        ] {
            assert_eq!(Page::read(json.as_bytes()), None, "{json}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let rows = [Bytes::from_static(br#"{"a":1}"#), Bytes::from_static(b"[]")];
        let links = Links { count: 9, next: Some("https://x/?a=\"".to_owned()), previous: None };
        let json = written(Form::Paged, &links, &rows);
        let page = Page::read(&json).unwrap();
        assert_eq!((page.count, page.next, page.rows.len()), (9, links.next.clone(), 2));
        assert_eq!(written(Form::Whole, &links, &rows), br#"[{"a":1},[]]"#);
    }
}
