//! A JSON document as it was written: no member twice, and numbers as the text they stand for.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Self>),
    Object(Members),
}

/// The members of an object, in their order; no name stands twice.
pub(crate) type Members = Vec<(String, Json)>;

/// A number, whole or not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Whole(i128),
    Float(f64),
}

impl Json {
    /// Reads a document; the error says where it is none. It goes 128 levels deep at most.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes)
    }
}

/// As the reference implementation of the Autorisaties API writes numbers where texts belong.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Whole(whole) => whole.fmt(f),
            Self::Float(float) if float == 0.0 || (1e-4..1e16).contains(&float.abs()) => {
                write!(f, "{float:?}")
            }
            Self::Float(float) => {
                let text = format!("{float:e}");
                let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
                let (sign, exponent) = match exponent.strip_prefix('-') {
                    Some(negative) => ('-', negative),
                    None => ('+', exponent),
                };
                write!(f, "{digits}e{sign}{exponent:0>2}")
            }
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(Number::Whole(value.into())))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(Number::Whole(value.into())))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Number(Number::Float(value)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Json, E> {
        Ok(Json::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut members = Members::new();
        let mut names = std::collections::HashSet::new();
        while let Some((name, value)) = entries.next_entry::<String, Json>()? {
            // RFC 8259 4: what a name that stands twice means is anybody's guess.
            if !names.insert(name.clone()) {
                return Err(A::Error::custom("a name stands twice in one object"));
            }
            members.push((name, value));
        }
        Ok(Json::Object(members))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    fn number(text: &str) -> String {
        match Json::parse(text.as_bytes()).unwrap() {
            Json::Number(number) => number.to_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn a_number_is_written_as_the_reference_implementation_writes_it() {
        for (given, written) in [
            ("5", "5"),
            ("-7", "-7"),
            ("18446744073709551615", "18446744073709551615"),
            ("5.5", "5.5"),
            ("1.0", "1.0"),
            ("-0.0", "-0.0"),
            ("0.0001", "0.0001"),
            ("0.00001", "1e-05"),
            ("1e15", "1000000000000000.0"),
            ("1e16", "1e+16"),
            ("1.5e300", "1.5e+300"),
        ] {
            assert_eq!(number(given), written);
        }
    }

    #[test]
    fn what_is_no_json_or_says_a_name_twice_or_goes_too_deep_is_refused() {
        let deep = format!("{}{}", "[".repeat(1_000), "]".repeat(1_000));
        for bad in [
            "",
            " ",
            "{",
            "{'a':1}",
            "{\"a\":1}x",
            "{\"a\":1,\"a\":1}",
            "\u{feff}{}",
            "1e400",
            &deep,
        ] {
            assert!(Json::parse(bad.as_bytes()).is_err(), "{bad:.20}");
        }
        assert!(Json::parse(b"\"\\ud800\"").is_err(), "a lone surrogate");
        assert!(Json::parse(b"\"\xff\"").is_err(), "not UTF-8");
        let nested = format!("{}{}", "[".repeat(100), "]".repeat(100));
        assert!(Json::parse(nested.as_bytes()).is_ok());
        assert!(Json::parse(b"[{\"a\":1},{\"a\":1}]").is_ok(), "in two objects");
    }
}
