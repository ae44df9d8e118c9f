//! A YAML file as a tree that knows its lines, so that every fault of it can say where it is.

use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_saphyr::Spanned;

/// Files of ten thousand applicaties are read; what aliases make of a small file has an end before that.
const MOST_NODES: usize = 20_000_000;

/// A value, and the line that it begins in.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) line: u64,
    pub(super) is: Is,
}

/// What stands there.
#[derive(Debug, Clone)]
pub(super) enum Is {
    Map(Vec<Entry>),
    List(Vec<Node>),
    Text(String),
    Number(i64),
    Boolean(bool),
    Nothing,
    /// A number that no key wants.
    Other,
}

/// A key and its value.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) line: u64,
    pub(super) key: String,
    pub(super) value: Node,
}

impl Node {
    /// What a key holds, if this has keys.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let Is::Map(entries) = &self.is else { return None };
        entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// What is listed under a key.
    pub(super) fn listed(&self, key: &str) -> &[Self] {
        match self.get(key).map(|node| &node.is) {
            Some(Is::List(these)) => these,
            _ => &[],
        }
    }

    pub(super) fn kind(&self) -> &'static str {
        match self.is {
            Is::Map(_) => "keys with values",
            Is::List(_) => "a list",
            Is::Text(_) => "a text",
            Is::Number(_) | Is::Other => "a number",
            Is::Boolean(_) => "true or false",
            Is::Nothing => "nothing",
        }
    }
}

/// Reads a text. What is no YAML is told with its line, and without what stands there.
pub(super) fn read(text: &str) -> Result<Node, (u64, String)> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_nodes: MOST_NODES,
            max_events: 3 * MOST_NODES,
            enforce_alias_anchor_ratio: false,
        },
        with_snippet: false,
    };
    let read: Result<Spanned<Is>, _> = serde_saphyr::from_str_with_options(text, options);
    read.map(node).map_err(|error| {
        let line = error.location().map_or(1, |at| at.line());
        let why = error.to_string();
        let why = why.lines().next().unwrap_or_default();
        (line, format!("not YAML that can be read: {why}"))
    })
}

fn node(read: Spanned<Is>) -> Node {
    Node { line: read.referenced.line(), is: read.value }
}

impl<'de> Deserialize<'de> for Is {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Is;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Is, A::Error> {
        let mut entries = Vec::new();
        while let Some((key, value)) = map.next_entry::<Spanned<String>, Spanned<Is>>()? {
            let (value, at) = (node(value), key.referenced.line());
            let line = if at == 0 { value.line } else { at };
            entries.push(Entry { line, key: key.value, value });
        }
        Ok(Is::Map(entries))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Is, A::Error> {
        let mut these = Vec::new();
        while let Some(one) = list.next_element::<Spanned<Is>>()? {
            these.push(node(one));
        }
        Ok(Is::List(these))
    }

    fn visit_str<E>(self, text: &str) -> Result<Is, E> {
        Ok(Is::Text(text.to_owned()))
    }

    fn visit_bool<E>(self, answer: bool) -> Result<Is, E> {
        Ok(Is::Boolean(answer))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Is, E> {
        Ok(Is::Number(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Is, E> {
        Ok(i64::try_from(number).map_or(Is::Other, Is::Number))
    }

    fn visit_i128<E>(self, _: i128) -> Result<Is, E> {
        Ok(Is::Other)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Is, E> {
        Ok(Is::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Is, E> {
        Ok(Is::Other)
    }

    fn visit_unit<E>(self) -> Result<Is, E> {
        Ok(Is::Nothing)
    }

    fn visit_none<E>(self) -> Result<Is, E> {
        Ok(Is::Nothing)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Is, D::Error> {
        Is::deserialize(deserializer)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn every_key_and_every_value_knows_its_line() {
        let read = read("version: 1\napis:\n\n  - client_id: x\n    scopes: [a, b]\n").unwrap();
        let api = &read.listed("apis")[0];
        assert_eq!((api.line, api.get("client_id").unwrap().line), (4, 4));
        let Is::Map(entries) = &api.is else { panic!("{api:?}") };
        assert_eq!((entries[1].key.as_str(), entries[1].line), ("scopes", 5));
    }

    #[test]
    fn what_is_no_yaml_and_what_is_said_twice_is_told_with_its_line() {
        assert_eq!(read("a: 1\nb: [x\n").unwrap_err().0, 2);
        assert_eq!(read("a: 1\nb: 2\na: 3\n").unwrap_err().0, 3);
    }
}
