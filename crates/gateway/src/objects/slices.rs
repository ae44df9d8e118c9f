//! JSON cut into its parts, each byte for byte as it came: what is shown is not written anew.

use serde::de::IgnoredAny;
use serde_json::{Deserializer, Value};

/// The members of an object.
pub(super) fn members(json: &[u8]) -> Option<Vec<(String, &[u8])>> {
    let mut rest = opened(json, b'{')?;
    let mut members = Vec::new();
    if let Some(after) = rest.strip_prefix(b"}") {
        return ends(after).then_some(members);
    }
    loop {
        let (name, after) = value(rest)?;
        let name: String = serde_json::from_slice(name).ok()?;
        let after = spaced(spaced(after).strip_prefix(b":")?);
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
        return ends(after).then_some(elements);
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
    spaced(json).strip_prefix(&[by]).map(spaced)
}

/// What follows the space in front of it: that of JSON alone (RFC 8259 2), without the form feed of ASCII's.
pub(super) fn spaced(json: &[u8]) -> &[u8] {
    let space = json.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    &json[space.count()..]
}

fn ends(json: &[u8]) -> bool {
    spaced(json).is_empty()
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
    let (first, rest) = spaced(after).split_first()?;
    match *first {
        b',' => Some(Followed::ByAnother(spaced(rest))),
        byte if byte == end && ends(rest) => Some(Followed::ByTheEnd),
        _ => None,
    }
}

/// An object of these members.
pub(super) fn object<'m>(members: impl Iterator<Item = (&'m str, &'m [u8])>) -> Vec<u8> {
    let mut written = b"{".to_vec();
    for (at, (name, value)) in members.enumerate() {
        if at > 0 {
            written.push(b',');
        }
        written.extend_from_slice(Value::from(name).to_string().as_bytes());
        written.push(b':');
        written.extend_from_slice(value);
    }
    written.push(b'}');
    written
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_put_together_from_its_members_again() {
        let json = br#"{"a":[1, {"b":"]}"}],"c\"d":null,"e":-1.50}"#;
        let members = members(json).unwrap();
        let again = members.iter().map(|(name, value)| (name.as_str(), *value));
        assert_eq!(object(again), json);
        assert_eq!(super::members(b" { } ").unwrap().len(), 0);
    }

    #[test]
    fn what_goes_wrong_anywhere_is_not_cut() {
        for json in [
            "",
            "[]",
            "{",
            r#"{"a"}"#,
            r#"{"a":}"#,
            r#"{"a":1,}"#,
            r#"{"a":1}}"#,
            "{1:2}",
            "{\x0c}",
        ] {
            assert!(members(json.as_bytes()).is_none(), "{json}");
        }
        for json in ["", "{}", "[", "[1", "[1,]", "[1]]", "[,]", "[1\x0c]", "\x0c[1]", "[1]\x0c"] {
            assert!(elements(json.as_bytes()).is_none(), "{json}");
        }
    }
}
