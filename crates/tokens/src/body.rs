//! The JSON inside a token's part: one object, each member once (RFC 7519 4).

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use crate::{Flaw, UnixTime};

/// The members of an object, looked at one by one with the type that each must have.
pub(crate) struct Body(BTreeMap<String, Value>);

/// Why bytes have no one reading as an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unreadable {
    NotAnObject,
    Duplicate,
}

impl Body {
    pub(crate) fn parse(json: &[u8]) -> Result<Self, Unreadable> {
        let read: Members = serde_json::from_slice(json).map_err(|_| Unreadable::NotAnObject)?;
        read.unique.map(Self).ok_or(Unreadable::Duplicate)
    }

    /// All of them.
    pub(crate) fn into_members(self) -> serde_json::Map<String, Value> {
        self.0.into_iter().collect()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(crate) fn value(&self, name: &str) -> Result<&Value, Flaw> {
        self.0.get(name).ok_or(Flaw::Missing)
    }

    /// A text with something in it.
    pub(crate) fn text(&self, name: &str) -> Result<&str, Flaw> {
        match self.value(name)?.as_str() {
            Some("") => Err(Flaw::Empty),
            Some(text) => Ok(text),
            None => Err(Flaw::WrongKind),
        }
    }

    /// A number that is written as an integer, and not negative.
    pub(crate) fn whole(&self, name: &str) -> Result<u64, Flaw> {
        let Value::Number(number) = self.value(name)? else { return Err(Flaw::WrongKind) };
        let too_small = number.as_i64().map_or(Flaw::WrongKind, |_| Flaw::OutOfRange);
        number.as_u64().ok_or(too_small)
    }

    /// A moment: an integer between 1970 and the year 9999, so that no sum with it overflows.
    pub(crate) fn moment(&self, name: &str) -> Result<UnixTime, Flaw> {
        let seconds = i64::try_from(self.whole(name)?).map_err(|_| Flaw::OutOfRange)?;
        let moment = UnixTime::new(seconds);
        if moment > UnixTime::LATEST { Err(Flaw::OutOfRange) } else { Ok(moment) }
    }
}

/// A member that may be left out; one that is there must be right.
pub(crate) fn optional<T>(read: Result<T, Flaw>) -> Result<Option<T>, Flaw> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(Flaw::Missing) => Ok(None),
        Err(flaw) => Err(flaw),
    }
}

/// What an object held; `unique` is none when a name came twice.
struct Members {
    unique: Option<BTreeMap<String, Value>>,
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut unique = Some(BTreeMap::new());
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            let before = unique.as_mut().and_then(|members| members.insert(name, value));
            if before.is_some() {
                unique = None;
            }
        }
        Ok(Members { unique })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
