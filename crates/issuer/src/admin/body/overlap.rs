//! How long old secrets go on beside a new one: seconds, or a duration (RFC 3339 appendix A).

use chrono::TimeDelta;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::admin::error::AdminError;

/// Two weeks: time for a supplier to bring the new one into use.
const USUAL: TimeDelta = TimeDelta::days(14);
const LONGEST: TimeDelta = TimeDelta::days(366);
/// How far somebody looks ahead or back.
const FURTHEST: TimeDelta = TimeDelta::days(3_660);

/// Seconds as a number, or a duration as `P14D` or `PT12H`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(
    untagged,
    expecting = "`overlap` is a number of seconds, or a duration such as \"P14D\" or \"PT12H\""
)]
pub(super) enum Overlap {
    /// In seconds.
    Seconds(u32),
    /// RFC 3339 appendix A, without months and years, whose length varies.
    Duration(String),
}

/// The overlap that was asked for, else the usual one.
pub(super) fn length(overlap: Option<&Overlap>) -> Result<TimeDelta, AdminError> {
    let length = match overlap {
        None => Some(USUAL),
        Some(Overlap::Seconds(seconds)) => Some(TimeDelta::seconds(i64::from(*seconds))),
        Some(Overlap::Duration(text)) => duration(text),
    };
    length.filter(|length| *length <= LONGEST).ok_or_else(|| {
        AdminError::Invalid(
            "`overlap` is a number of seconds, or a duration such as \"P14D\" or \"PT12H\"; at \
             most 366 days, 0 for at once"
                .into(),
        )
    })
}

/// A span of time in a query: seconds, or a duration.
pub(super) fn span(text: &str) -> Option<TimeDelta> {
    let length = match text.parse::<u32>() {
        Ok(seconds) => Some(TimeDelta::seconds(i64::from(seconds))),
        Err(_) => duration(text),
    };
    length.filter(|length| *length <= FURTHEST)
}

/// `P`, then weeks or days, then `T` with hours, minutes and seconds; each at most once, in order.
fn duration(text: &str) -> Option<TimeDelta> {
    const DATE: &[(char, i64)] = &[('W', 604_800), ('D', 86_400)];
    const TIME: &[(char, i64)] = &[('H', 3_600), ('M', 60), ('S', 1)];
    let text = text.strip_prefix('P')?;
    let (date, time) = match text.split_once('T') {
        Some((_, "")) => return None,
        Some((date, time)) => (date, time),
        None if text.is_empty() => return None,
        None => (text, ""),
    };
    let seconds = sum(date, DATE)?.checked_add(sum(time, TIME)?)?;
    TimeDelta::try_seconds(seconds)
}

fn sum(mut text: &str, units: &[(char, i64)]) -> Option<i64> {
    let mut seconds = 0_i64;
    for (unit, length) in units {
        let Some((count, rest)) = text.split_once(*unit) else { continue };
        let count = count.bytes().all(|byte| byte.is_ascii_digit()).then_some(count)?;
        seconds = seconds.checked_add(count.parse::<i64>().ok()?.checked_mul(*length)?)?;
        text = rest;
    }
    text.is_empty().then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(text: &str) -> Option<i64> {
        length(Some(&Overlap::Duration(text.to_owned()))).ok().map(|length| length.num_seconds())
    }

    #[test]
    fn a_duration_is_read_as_the_standard_writes_it() {
        for (text, expected) in [
            ("P14D", 1_209_600),
            ("P2W", 1_209_600),
            ("PT12H", 43_200),
            ("P1DT2H3M4S", 93_784),
            ("PT0S", 0),
        ] {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_or_too_long_is_refused() {
        for text in
            ["", "P", "PT", "14D", "P1Y", "P1M", "PT-1S", "P1.5D", "PTS", "P1D2W", "P367D", "14d"]
        {
            assert_eq!(seconds(text), None, "{text}");
        }
        assert!(seconds("P99999999999999999999D").is_none());
    }

    #[test]
    fn seconds_count_as_they_are_and_two_weeks_when_nothing_is_said() {
        assert_eq!(length(Some(&Overlap::Seconds(0))).ok(), Some(TimeDelta::zero()));
        assert_eq!(length(None).ok(), Some(TimeDelta::days(14)));
        assert!(length(Some(&Overlap::Seconds(u32::MAX))).is_err());
    }
}
