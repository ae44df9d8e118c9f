//! What ends tokens before their time, as the issuer tells it, and which tokens that reaches.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokens::{AccessClaims, UnixTime};

use super::ChangeNumber;

/// The name of what every token has in common.
const EVERY: &str = "every:token";

/// What tokens have in common that are revoked at once: their own name, the grant that they came of,
/// the person that they speak for, their client, or nothing but that they are ours.
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

    /// All tokens of a client, by its id.
    pub fn client(id: &str) -> Self {
        Self(format!("client:{id}"))
    }

    /// All tokens.
    pub fn every() -> Self {
        Self(EVERY.to_owned())
    }

    /// All that an access token may be revoked by.
    pub fn of(claims: &AccessClaims) -> Vec<Self> {
        let grant = claims.zp_grant.as_deref().map(Self::grant);
        let user = (claims.sub != claims.client_id).then(|| Self::user(&claims.sub));
        let always = [Self::token(&claims.jti), Self::client(&claims.client_id), Self::every()];
        always.into_iter().chain(grant).chain(user).collect()
    }

    /// As it stands in a row of the log.
    pub fn read(text: &str) -> Option<Self> {
        let (kind, name) = text.split_once(':')?;
        let known = matches!(kind, "token" | "grant" | "user" | "client") && !name.is_empty();
        (known || text == EVERY).then(|| Self(text.to_owned()))
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

/// How old a token is, by both measures that a revocation has.
#[derive(Debug, Clone, Copy)]
pub struct Issuance {
    /// The number of the state that it was judged by.
    pub judged_by: ChangeNumber,
    /// Since when what it rests on has been given.
    pub since: UnixTime,
}

impl From<&AccessClaims> for Issuance {
    fn from(claims: &AccessClaims) -> Self {
        Self { judged_by: ChangeNumber::new(claims.zp_change), since: claims.rests_since() }
    }
}

/// Tokens that are refused although they have not expired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevocationState {
    /// Which tokens.
    pub of: Revocable,
    /// Those of them that were judged by a state before this number; none where it is 0.
    pub before: ChangeNumber,
    /// And those that rest on something of before this moment, which counts in whole seconds, as tokens do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_before: Option<DateTime<Utc>>,
    /// From when on none of them can be alive, so that this may be forgotten.
    pub until: DateTime<Utc>,
}

impl RevocationState {
    /// Whether a token is refused that has this in common with it.
    pub fn reaches(&self, issuance: Issuance) -> bool {
        let moment = self.issued_before.map(|moment| UnixTime::new(moment.timestamp()));
        issuance.judged_by < self.before || moment.is_some_and(|moment| issuance.since < moment)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nothing_else_is() {
        for one in [
            Revocable::token("a:b"),
            Revocable::grant("g"),
            Revocable::user("u"),
            Revocable::client("c"),
            Revocable::every(),
        ] {
            assert_eq!(one.to_string(), one.as_str());
            assert_eq!(Revocable::read(one.as_str()), Some(one));
        }
        for text in ["", "token", "token:", "client:", "every:", "every:x", "all:x", ":x"] {
            assert_eq!(Revocable::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_revocation_reaches_what_was_judged_before_its_number_or_given_before_its_moment() {
        let issuance = |judged_by, since| Issuance {
            judged_by: ChangeNumber::new(judged_by),
            since: UnixTime::new(since),
        };
        let revocation = |before, moment: Option<i64>| RevocationState {
            of: Revocable::every(),
            before: ChangeNumber::new(before),
            issued_before: moment.map(|second| DateTime::from_timestamp(second, 0).unwrap()),
            until: DateTime::UNIX_EPOCH,
        };
        for (revocation, issuance, reached) in [
            (revocation(5, None), issuance(4, 100), true),
            (revocation(5, None), issuance(5, 0), false),
            (revocation(0, Some(100)), issuance(9, 99), true),
            (revocation(0, Some(100)), issuance(0, 100), false),
            (revocation(5, Some(100)), issuance(4, 101), true),
            (revocation(5, Some(100)), issuance(9, 99), true),
            (revocation(5, Some(100)), issuance(5, 100), false),
        ] {
            assert_eq!(revocation.reaches(issuance), reached, "{revocation:?} {issuance:?}");
        }
    }

    #[test]
    fn a_revocation_without_a_moment_is_told_as_before() {
        let told = r#"{"of":"token:x","before":3,"until":"2026-01-01T00:00:00Z"}"#;
        let read: RevocationState = serde_json::from_str(told).unwrap();
        assert_eq!(read.issued_before, None);
        assert_eq!(serde_json::to_string(&read).unwrap(), told);
    }
}
