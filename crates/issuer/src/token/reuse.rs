//! What it means that a refresh token comes (RFC 9700 4.14.2): the first time, once more because an answer
//! was lost, beside the first time, or stolen.
//!
//! An answer that is lost is asked for again by a client that has waited for it. So within a moment of its
//! use a token gives nothing more and does no harm: of many who present it at once, one wins. After that
//! moment, until the grace is over, it counts once more, unless what came of it is in use: the token that
//! the lost answer held is void from then on. Whatever comes later comes from somebody who should not have
//! it, or means that somebody else has it too: the grant ends.

use chrono::{DateTime, TimeDelta, Utc};

use crate::settings::{OAuth, Profile};
use crate::store::grants::GrantRecord;
use crate::store::refresh_tokens::RefreshToken;

/// For so long after its use a token comes beside that use, not again.
const MOMENT: TimeDelta = TimeDelta::seconds(2);
/// For so long after its use an answer may be lost.
const GRACE: TimeDelta = TimeDelta::seconds(10);

/// Whether a lost answer is made good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grace {
    Given,
    Never,
}

/// What it means that a token comes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Use {
    First,
    /// Its answer was lost; with the successor that was in it.
    Again(String),
    /// Somebody uses it at this moment.
    Beside,
    /// Nothing comes of it any more.
    Over,
    /// It was used up.
    Reuse,
}

impl Grace {
    /// The NL GOV profile has tokens of public clients count once (3.1.9).
    pub(super) fn of(settings: &OAuth) -> Self {
        let strict = settings.profile == Profile::Nlgov && settings.is_public();
        if strict { Self::Never } else { Self::Given }
    }
}

/// Judges a token by what became of it.
pub(super) fn judge(
    token: &RefreshToken,
    grant: &GrantRecord,
    grace: Grace,
    now: DateTime<Utc>,
) -> Use {
    if grant.revoked_at.is_some() || now >= grant.ends_at {
        return Use::Over;
    }
    let Some(used_at) = token.used_at else {
        return if now < token.expires_at { Use::First } else { Use::Over };
    };
    // One without a successor was replaced by another.
    let (Grace::Given, Some(successor)) = (grace, &token.successor) else { return Use::Reuse };
    if now - token.retried_at.unwrap_or(used_at) < MOMENT {
        return Use::Beside;
    }
    let in_grace = token.retried_at.is_none() && now - used_at < GRACE;
    if in_grace { Use::Again(successor.clone()) } else { Use::Reuse }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Authentication;

    fn seconds(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    fn grant() -> GrantRecord {
        GrantRecord {
            id: "g".to_owned(),
            client: "c".to_owned(),
            user: uuid::Uuid::nil(),
            scope: "openid".to_owned(),
            audience: Vec::new(),
            authenticated_at: seconds(0),
            created_at: seconds(0),
            ends_at: seconds(1_000),
            revoked_at: None,
        }
    }

    fn token(used: Option<i64>, retried: Option<i64>) -> RefreshToken {
        RefreshToken {
            digest: "d".to_owned(),
            grant: "g".to_owned(),
            expires_at: seconds(500),
            used_at: used.map(seconds),
            successor: used.map(|_| "s".to_owned()),
            retried_at: retried.map(seconds),
        }
    }

    #[test]
    fn a_token_counts_once_and_once_more_after_a_moment_and_before_the_end_of_the_grace() {
        let again = || Use::Again("s".to_owned());
        for (used, retried, now, expected) in [
            (None, None, 0, Use::First),
            (None, None, 499, Use::First),
            (None, None, 500, Use::Over),
            (Some(100), None, 99, Use::Beside),
            (Some(100), None, 101, Use::Beside),
            (Some(100), None, 102, again()),
            (Some(100), None, 109, again()),
            (Some(100), None, 110, Use::Reuse),
            (Some(100), Some(103), 104, Use::Beside),
            (Some(100), Some(103), 105, Use::Reuse),
            (Some(100), None, 600, Use::Reuse),
            (Some(100), None, 1_000, Use::Over),
        ] {
            let judged = judge(&token(used, retried), &grant(), Grace::Given, seconds(now));
            assert_eq!(judged, expected, "used {used:?}, retried {retried:?}, now {now}");
        }
    }

    #[test]
    fn a_lost_answer_is_made_good_but_to_public_clients_of_nlgov() {
        let (public, secret) = (Authentication::None, Authentication::ClientSecret);
        for (profile, authentication, expected) in [
            (Profile::Nlgov, public, Grace::Never),
            (Profile::Nlgov, secret, Grace::Given),
            (Profile::Baseline, public, Grace::Given),
            (Profile::Baseline, secret, Grace::Given),
        ] {
            let settings = OAuth { profile, authentication, ..OAuth::default() };
            assert_eq!(Grace::of(&settings), expected, "{profile:?} {authentication:?}");
        }
    }

    #[test]
    fn one_that_was_replaced_comes_from_somebody_else_whenever_it_comes() {
        let replaced = RefreshToken { successor: None, ..token(Some(100), None) };
        assert_eq!(judge(&replaced, &grant(), Grace::Given, seconds(100)), Use::Reuse);
    }

    #[test]
    fn without_grace_every_second_time_is_one_too_many() {
        for now in [100, 101, 105, 200] {
            let used = token(Some(100), None);
            assert_eq!(judge(&used, &grant(), Grace::Never, seconds(now)), Use::Reuse, "{now}");
        }
        assert_eq!(judge(&token(None, None), &grant(), Grace::Never, seconds(1)), Use::First);
    }

    #[test]
    fn of_a_grant_that_ended_nothing_comes_and_nothing_more_is_ended() {
        let ended = GrantRecord { revoked_at: Some(seconds(1)), ..grant() };
        for token in [token(None, None), token(Some(2), None)] {
            assert_eq!(judge(&token, &ended, Grace::Given, seconds(50)), Use::Over);
        }
    }
}
