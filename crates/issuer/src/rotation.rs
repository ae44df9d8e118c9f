//! When a signing key goes from one phase of its life to the next.
//!
//! next → active once every verifier that caches the key set has seen it; active → retiring the
//! moment another signs; retiring → removed once nothing that it signed can be alive.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokens::{Algorithm, KeyId, Phase};

use crate::config::KeyRotation;

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

impl KeyLife {
    /// Whether it signs, for this algorithm.
    pub(crate) fn signs(&self, algorithm: Algorithm) -> bool {
        self.phase.signs() && self.algorithm == algorithm
    }

    fn is_due(&self, now: DateTime<Utc>) -> bool {
        self.until.is_some_and(|until| until <= now)
    }
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

/// A new key is published, and signs as soon as every verifier can know it.
pub(crate) fn next(kid: &KeyId, now: DateTime<Utc>) -> Step {
    Step { kid: kid.clone(), to: Phase::Next, until: Some(signs_from(now)) }
}

/// Whether a key's next phase should have begun.
pub(crate) fn is_any_due(keys: &[KeyLife], now: DateTime<Utc>) -> bool {
    keys.iter().any(|key| key.is_due(now))
}

/// What is due. A token lives `longest` seconds at most.
pub(crate) fn due(keys: &[KeyLife], longest: i64, now: DateTime<Utc>) -> Vec<Step> {
    let mut steps = Vec::new();
    for key in keys.iter().filter(|key| key.is_due(now)) {
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

/// The algorithms of which a new key is to be published: whose key has signed for so long that the
/// next one is to take over, and those that have none, as in an installation of an older version.
pub(crate) fn wanting(
    keys: &[KeyLife],
    rotation: KeyRotation,
    now: DateTime<Utc>,
) -> Vec<Algorithm> {
    let ends = |since: DateTime<Utc>| match rotation {
        KeyRotation::Never => None,
        KeyRotation::Every(period) => Some(since + period),
    };
    let is_wanting = |algorithm: &Algorithm| {
        let present = keys.iter().find(|key| key.signs(*algorithm));
        let is_old = |key: &KeyLife| ends(key.since).is_some_and(|end| end <= signs_from(now));
        pending(keys, *algorithm).is_none() && present.is_none_or(is_old)
    };
    Algorithm::ALL.into_iter().filter(is_wanting).collect()
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
    let signs = |key: &&KeyLife| key.signs(algorithm);
    let until = Some(now + TimeDelta::seconds(longest) + MARGIN);
    let step = |key: &KeyLife| Step { kid: key.kid.clone(), to: Phase::Retiring, until };
    keys.iter().filter(signs).map(step).collect()
}

fn removed(key: &KeyLife) -> Step {
    Step { kid: key.kid.clone(), to: Phase::Removed, until: None }
}

#[cfg(test)]
mod tests {
    use Algorithm::{EdDsa, Es256, Ps256, Rs256};

    use super::*;

    const LONGEST: i64 = 300;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap_or_default()
    }

    fn key(kid: &str, phase: Phase, until: Option<i64>) -> KeyLife {
        KeyLife {
            kid: KeyId::new(kid),
            algorithm: Es256,
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
        assert_eq!(pending(&keys, Es256), None);
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
        assert_eq!(all_removed(&keys, Es256), gone);
    }

    /// A key of each algorithm that signs.
    fn four() -> [KeyLife; 4] {
        Algorithm::ALL
            .map(|algorithm| KeyLife { algorithm, ..key(algorithm.as_str(), Phase::Active, None) })
    }

    const DAILY: KeyRotation = KeyRotation::Every(TimeDelta::days(1));
    const DAY: i64 = 86_400;

    #[test]
    fn the_next_key_is_published_so_that_it_signs_when_the_period_of_the_present_one_is_over() {
        let mut keys = four();
        assert_eq!(wanting(&keys, DAILY, at(DAY - 661)), []);
        assert_eq!(wanting(&keys, DAILY, at(DAY - 660)), Algorithm::ALL);
        assert_eq!(signs_from(at(DAY - 660)), at(DAY));
        assert_eq!(wanting(&keys, KeyRotation::Never, at(DAY * 10_000)), []);
        // It counts from when it began to sign.
        keys[1].since = at(1);
        assert_eq!(wanting(&keys, DAILY, at(DAY - 660)), [Es256, Ps256, EdDsa]);
    }

    #[test]
    fn of_an_algorithm_that_has_a_key_to_come_no_other_one_is_wanted() {
        let mut keys = four().to_vec();
        keys.push(KeyLife { algorithm: Rs256, ..key("comes", Phase::Next, Some(DAY)) });
        assert_eq!(wanting(&keys, DAILY, at(DAY)), [Es256, Ps256, EdDsa]);
    }

    #[test]
    fn an_algorithm_whose_key_is_missing_or_signs_no_more_wants_one_at_once() {
        let mut keys = four().to_vec();
        keys.remove(3);
        keys[1].phase = Phase::Retiring;
        keys[2].phase = Phase::Removed;
        for rotation in [KeyRotation::Never, DAILY] {
            assert_eq!(wanting(&keys, rotation, at(0)), [Rs256, Ps256, EdDsa]);
            assert_eq!(wanting(&[], rotation, at(0)), Algorithm::ALL);
        }
    }
}
