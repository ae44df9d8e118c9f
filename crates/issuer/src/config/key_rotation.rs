//! `issuer.key_rotation`: how long a key signs before the next one takes over by itself.

use chrono::TimeDelta;
use edge::config::Value;

use super::days;

/// What a key signs for when nobody says otherwise.
const USUAL: TimeDelta = TimeDelta::days(90);
/// When a key is replaced by itself. A key stays in the key set until its last token is over, which clients
/// may have live for days: rotated faster than once a day, the set would grow, and verifiers that were away
/// for a night would know no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyRotation {
    /// Only when somebody asks for it.
    Never,
    /// When it has signed for so long.
    Every(TimeDelta),
}

impl KeyRotation {
    pub(super) const USUAL: Self = Self::Every(USUAL);

    /// `"never"`, or a time from a day to ten years.
    pub(super) fn parse(value: &Value) -> Result<Self, String> {
        Ok(days::or(value, "never")?.map_or(Self::Never, Self::Every))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use edge::config::Document;

    use super::*;

    fn parsed(toml: &str) -> Result<KeyRotation, String> {
        let text = format!("[s]\nk = {toml}");
        let mut document = Document::parse("test", &text, []).unwrap();
        let read = document.section("s", |section| section.required("k", KeyRotation::parse));
        let told = |faults: Vec<edge::config::Fault>| faults[0].to_string();
        document.finish().map_err(told).map(|()| read.unwrap())
    }

    #[test]
    fn a_key_is_rotated_after_a_day_at_the_soonest_or_never() {
        for (toml, expected) in [
            ("'never'", KeyRotation::Never),
            ("'90d'", KeyRotation::Every(TimeDelta::days(90))),
            ("'24h'", KeyRotation::Every(TimeDelta::days(1))),
            ("'3650d'", KeyRotation::Every(TimeDelta::days(3_650))),
        ] {
            assert_eq!(parsed(toml), Ok(expected), "{toml}");
        }
        for (toml, told) in [
            ("'23h'", "from \"1d\" to \"3650d\", or \"never\""),
            ("'0s'", "from \"1d\""),
            ("'3651d'", "from \"1d\""),
            ("'Never'", "not a time with its unit"),
            ("90", "expected a time with its unit"),
            ("90", "or \"never\""),
        ] {
            let refused = parsed(toml).unwrap_err();
            assert!(refused.contains(told), "{toml}: {refused}");
        }
    }
}
