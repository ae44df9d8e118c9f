//! One value of the configuration, with the place it came from.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::Place;
use crate::digest::Digest;

/// A value as a parser sees it. An override from the environment has no type of its own: the
/// type that is asked for decides how it is read.
#[derive(Debug, Clone)]
pub struct Value {
    pub(super) node: Node,
    pub(super) place: Place,
}

#[derive(Debug, Clone)]
pub(super) enum Node {
    Table(Table),
    Array(Vec<Value>),
    String(String),
    Integer(i64),
    Boolean(bool),
    /// The text of a variable.
    Raw(String),
    /// What no key wants, by its name.
    Unwanted(&'static str),
}

pub(super) type Table = BTreeMap<String, Entry>;

/// A key with its value; the key's place is where an unknown key is reported.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) place: Place,
    pub(super) value: Value,
}

impl Value {
    /// A string.
    pub fn text(&self) -> Result<&str, String> {
        match &self.node {
            Node::String(text) | Node::Raw(text) => Ok(text),
            other => Err(format!("expected a string, found {}", other.kind())),
        }
    }

    /// A whole number.
    pub fn integer(&self) -> Result<i64, String> {
        match self.typed() {
            Node::Integer(number) => Ok(number),
            other => Err(format!("expected a whole number, found {}", other.kind())),
        }
    }

    /// `true` or `false`.
    pub fn boolean(&self) -> Result<bool, String> {
        match self.typed() {
            Node::Boolean(answer) => Ok(answer),
            other => Err(format!("expected true or false, found {}", other.kind())),
        }
    }

    /// An array.
    pub fn list(&self) -> Result<Vec<Self>, String> {
        match self.typed() {
            Node::Array(values) => Ok(values),
            other => {
                Err(format!("expected an array such as [\"a\", \"b\"], found {}", other.kind()))
            }
        }
    }

    /// The node, or what a variable's text is when it is read as TOML.
    fn typed(&self) -> Node {
        match &self.node {
            Node::Raw(text) => from_variable(text, &self.place),
            other => other.clone(),
        }
    }
}

impl Node {
    /// Adds all that stands here, whatever lines it stands on.
    pub(super) fn add_to(&self, digest: &mut Digest) {
        match self {
            Self::Table(table) => {
                digest.add(b"table");
                for (key, entry) in table {
                    digest.add(key.as_bytes());
                    entry.value.node.add_to(digest);
                }
            }
            Self::Array(values) => {
                digest.add(b"array");
                values.iter().for_each(|value| value.node.add_to(digest));
            }
            Self::String(text) | Self::Raw(text) => {
                digest.add(b"string");
                digest.add(text.as_bytes());
                return;
            }
            Self::Integer(number) => digest.add(&number.to_be_bytes()),
            Self::Boolean(answer) => digest.add(&[u8::from(*answer)]),
            Self::Unwanted(kind) => digest.add(kind.as_bytes()),
        }
        digest.add(b"");
    }

    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Table(_) => "a table",
            Self::Array(_) => "an array",
            Self::String(_) | Self::Raw(_) => "a string",
            Self::Integer(_) => "a whole number",
            Self::Boolean(_) => "true or false",
            Self::Unwanted(kind) => kind,
        }
    }
}

/// A variable holds plain text, so what is no TOML value is a string.
fn from_variable(text: &str, place: &Place) -> Node {
    match DeValue::parse(text.trim()) {
        Ok(value) => node(value.into_inner(), &|_| place.clone()),
        Err(_) => Node::String(text.to_owned()),
    }
}

/// Turns a parsed document into entries; `place` turns an offset in bytes into a place.
pub(super) fn table(parsed: DeTable<'_>, place: &dyn Fn(usize) -> Place) -> Table {
    let entry = |key: Spanned<_>, value: Spanned<DeValue<'_>>| Entry {
        place: place(key.span().start),
        value: self::value(value, place),
    };
    parsed.into_iter().map(|(key, value)| (key.get_ref().to_string(), entry(key, value))).collect()
}

fn value(parsed: Spanned<DeValue<'_>>, place: &dyn Fn(usize) -> Place) -> Value {
    let at = place(parsed.span().start);
    Value { node: node(parsed.into_inner(), place), place: at }
}

fn node(parsed: DeValue<'_>, place: &dyn Fn(usize) -> Place) -> Node {
    match parsed {
        DeValue::String(text) => Node::String(text.into_owned()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Node::Unwanted("a number that is too large"), Node::Integer),
        DeValue::Float(_) => Node::Unwanted("a number with a fraction"),
        DeValue::Boolean(answer) => Node::Boolean(answer),
        DeValue::Datetime(_) => Node::Unwanted("a date or a time"),
        DeValue::Array(values) => {
            Node::Array(values.into_iter().map(|value| self::value(value, place)).collect())
        }
        DeValue::Table(entries) => Node::Table(table(entries, place)),
    }
}
