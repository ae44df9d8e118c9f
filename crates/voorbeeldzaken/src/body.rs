//! JSON as Open Zaak reads it: names folded together, and of two that fold onto one the last wins.
//!
//! Open Zaak takes `zaakType`, `zaak_type` and `ZAAKTYPE` for the same member in places. This
//! witness folds more than any upstream does, for that is what twins in a body are dangerous for.

use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// The object that a request carries.
#[derive(Debug, Clone, Default)]
pub(crate) struct Body(Map<String, Value>);

impl Body {
    /// Reads a body; none when it is no JSON object.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        Self::of(serde_json::from_slice::<Folded>(bytes).ok()?.0)
    }

    /// An object within a body.
    pub(crate) fn of(value: Value) -> Option<Self> {
        match value {
            Value::Object(members) => Some(Self(members)),
            _ => None,
        }
    }

    /// The member of this name, in whatever spelling.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        let wanted = folded(name);
        self.0.iter().find(|(spelled, _)| folded(spelled) == wanted).map(|(_, value)| value)
    }

    /// Whether nothing is in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A name without case and underscores.
fn folded(name: &str) -> String {
    name.chars().filter(|letter| *letter != '_').flat_map(char::to_lowercase).collect()
}

/// A value in whose objects no two names fold onto one.
struct Folded(Value);

impl<'de> Deserialize<'de> for Folded {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Folding).map(Self)
    }
}

struct Folding;

impl<'de> Visitor<'de> for Folding {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Folded(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        let mut spellings: HashMap<String, String> = HashMap::new();
        while let Some((name, Folded(value))) = entries.next_entry::<String, Folded>()? {
            if let Some(earlier) = spellings.insert(folded(&name), name.clone()) {
                members.remove(&earlier);
            }
            members.insert(name, value);
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn of_twins_the_last_wins_in_whatever_spelling() {
        for body in [
            r#"{"zaaktype": "a", "ZAAKTYPE": "b"}"#,
            r#"{"zaak_type": "a", "zaaktype": "b"}"#,
            r#"{"zaaktype": "a", "zaaktype": "b"}"#,
            r#"{"ZaakType": "a", "other": 1, "zaakType": "b"}"#,
        ] {
            let read = Body::read(body.as_bytes()).unwrap();
            assert_eq!(read.get("zaaktype"), Some(&Value::from("b")), "{body}");
        }
    }

    #[test]
    fn twins_within_a_member_fold_too() {
        let read = Body::read(br#"{"zaak": {"Zaaktype": "a", "zaaktype": "b"}, "n": [1.5]}"#);
        let read = read.unwrap();
        assert_eq!(read.get("zaak").unwrap(), &serde_json::json!({ "zaaktype": "b" }));
        assert_eq!(read.get("n").unwrap(), &serde_json::json!([1.5]));
    }

    #[test]
    fn what_is_no_object_is_no_body() {
        for body in ["[]", "{", "1", "{}x", "{\"a\":}"] {
            assert!(Body::read(body.as_bytes()).is_none(), "{body}");
        }
        assert!(Body::read(b"{}").unwrap().is_empty());
    }
}
