//! When a signing key goes from one phase of its life to the next.
//!
//! next → active once every verifier that caches the key set has seen it; active → retiring the
//! moment another signs; retiring → removed once nothing that it signed can be alive.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokens::{Algorithm, KeyId, Phase};

/// How long the key set may be cached.
pub(crate) const CACHED: Duration = Duration::from_mins(10);
/// For verifiers that fetch late, and clocks that differ.
const MARGIN: TimeDelta = TimeDelta::minutes(1);

/// A signing key, as far as its life goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyLife {
    pub(crate) kid: KeyId,
    pub(crate) algorithm: Algorithm,
    pub(crate) phase: Phase,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) since: DateTime<Utc>,
    /// When its next phase begins, if that is known.
    pub(crate) until: Option<DateTime<Utc>>,
}

/// A key enters a phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) kid: KeyId,
    pub(crate) to: Phase,
    pub(crate) until: Option<DateTime<Utc>>,
}

/// Until when a key that is published now must not sign.
pub(crate) fn signs_from(now: DateTime<Utc>) -> DateTime<Utc> {
    now + CACHED + MARGIN
}

/// What is due. A token lives `longest` seconds at most.
pub(crate) fn due(keys: &[KeyLife], longest: i64, now: DateTime<Utc>) -> Vec<Step> {
    let is_due = |key: &&KeyLife| key.until.is_some_and(|until| until <= now);
    let mut steps = Vec::new();
    for key in keys.iter().filter(is_due) {
        match key.phase {
            Phase::Next => {
                steps.extend(retire(keys, key.algorithm, longest, now));
                steps.push(Step { kid: key.kid.clone(), to: Phase::Active, until: None });
            }
            Phase::Retiring => steps.push(removed(key)),
            Phase::Active | Phase::Removed => {}
        }
    }
    steps
}

/// The key of an algorithm that is going to sign.
pub(crate) fn pending(keys: &[KeyLife], algorithm: Algorithm) -> Option<&KeyLife> {
    keys.iter().find(|key| key.phase == Phase::Next && key.algorithm == algorithm)
}

/// What an emergency asks for: that no key of an algorithm counts which is there now.
pub(crate) fn all_removed(keys: &[KeyLife], algorithm: Algorithm) -> Vec<Step> {
    let counts = |key: &&KeyLife| key.phase.verifies() && key.algorithm == algorithm;
    keys.iter().filter(counts).map(removed).collect()
}

/// Another issuer may sign for a second with a key that is retired now; the margin covers that.
fn retire(keys: &[KeyLife], algorithm: Algorithm, longest: i64, now: DateTime<Utc>) -> Vec<Step> {
    let signs = |key: &&KeyLife| key.phase.signs() && key.algorithm == algorithm;
    let until = Some(now + TimeDelta::seconds(longest) + MARGIN);
    let step = |key: &KeyLife| Step { kid: key.kid.clone(), to: Phase::Retiring, until };
    keys.iter().filter(signs).map(step).collect()
}

fn removed(key: &KeyLife) -> Step {
    Step { kid: key.kid.clone(), to: Phase::Removed, until: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONGEST: i64 = 300;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap_or_default()
    }

    fn key(kid: &str, phase: Phase, until: Option<i64>) -> KeyLife {
        KeyLife {
            kid: KeyId::new(kid),
            algorithm: Algorithm::Es256,
            phase,
            created_at: at(0),
            since: at(0),
            until: until.map(at),
        }
    }

    fn step(kid: &str, to: Phase, until: Option<i64>) -> Step {
        Step { kid: KeyId::new(kid), to, until: until.map(at) }
    }

    #[test]
    fn a_key_signs_no_sooner_than_the_cached_set_without_it_has_expired() {
        assert_eq!(signs_from(at(0)), at(660));
        let keys = [key("old", Phase::Active, None), key("new", Phase::Next, Some(660))];
        assert_eq!(due(&keys, LONGEST, at(659)), []);
        let steps =
            [step("old", Phase::Retiring, Some(660 + 360)), step("new", Phase::Active, None)];
        assert_eq!(due(&keys, LONGEST, at(660)), steps);
    }

    #[test]
    fn a_key_verifies_until_the_last_token_that_it_may_have_signed_is_over() {
        let keys = [key("old", Phase::Retiring, Some(1_020)), key("new", Phase::Active, None)];
        assert_eq!(due(&keys, LONGEST, at(1_019)), []);
        assert_eq!(due(&keys, LONGEST, at(1_020)), [step("old", Phase::Removed, None)]);
    }

    #[test]
    fn what_is_removed_or_signs_without_an_end_stays_as_it_is() {
        let keys = [key("gone", Phase::Removed, None), key("signs", Phase::Active, None)];
        assert_eq!(due(&keys, LONGEST, at(1_000_000)), []);
        assert_eq!(pending(&keys, Algorithm::Es256), None);
    }

    #[test]
    fn in_an_emergency_no_key_that_was_there_counts_any_more() {
        let keys = [
            key("gone", Phase::Removed, None),
            key("late", Phase::Retiring, Some(9)),
            key("signs", Phase::Active, None),
            key("comes", Phase::Next, Some(9)),
        ];
        let gone = ["late", "signs", "comes"].map(|kid| step(kid, Phase::Removed, None));
        assert_eq!(all_removed(&keys, Algorithm::Es256), gone);
    }
}
