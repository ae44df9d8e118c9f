//! What ends tokens before their time, as the issuer tells it.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::ChangeNumber;

/// What tokens have in common that are revoked at once: their own name, the grant that they came of,
/// or the person that they speak for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revocable(String);

impl Revocable {
    /// One token, by its `jti`.
    pub fn token(jti: &str) -> Self {
        Self(format!("token:{jti}"))
    }

    /// All tokens of a grant.
    pub fn grant(id: &str) -> Self {
        Self(format!("grant:{id}"))
    }

    /// All tokens that speak for a person, by the `sub` of these.
    pub fn user(sub: &str) -> Self {
        Self(format!("user:{sub}"))
    }

    /// As it stands in a row of the log.
    pub fn read(text: &str) -> Option<Self> {
        let (kind, name) = text.split_once(':')?;
        let known = matches!(kind, "token" | "grant" | "user") && !name.is_empty();
        known.then(|| Self(text.to_owned()))
    }

    /// The text of it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Revocable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Tokens that are refused although they have not expired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevocationState {
    /// Which tokens.
    pub of: Revocable,
    /// Those of them that were judged by a state before this number.
    pub before: ChangeNumber,
    /// From when on none of them can be alive, so that this may be forgotten.
    pub until: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nothing_else_is() {
        for one in [Revocable::token("a:b"), Revocable::grant("g"), Revocable::user("u")] {
            assert_eq!(Revocable::read(one.as_str()), Some(one));
        }
        for text in ["", "token", "token:", "client:x", ":x"] {
            assert_eq!(Revocable::read(text), None, "{text}");
        }
    }
}
