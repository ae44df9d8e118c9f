//! When something ends, as it is said on the command line: a day counts to its end, in UTC.

use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveTime, SecondsFormat, TimeDelta, Utc};
use edge::clock::Clock;
use tokens::zgw::KEY_DAYS;

use crate::failure::Failure;

/// The moment that something ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ending(DateTime<Utc>);

impl Ending {
    /// Reads a day or a moment.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        let end_of = |day: NaiveDate| {
            day.and_time(NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default()).and_utc()
        };
        let day = text.parse().ok().map(end_of);
        let moment = || DateTime::parse_from_rfc3339(text).ok().map(|moment| moment.to_utc());
        day.or_else(moment).map(Self).ok_or(
            "neither a day such as 2027-06-30, which counts to its end in UTC, nor a moment such as \
             2027-06-30T12:00:00Z",
        )
    }

    /// The end of a key, which the option named: it is still to come, and not too far away.
    pub(crate) fn of_key(self, option: &str) -> Result<Self, Failure> {
        let now = Clock::system().now();
        let why = match self.0 {
            end if end <= now => "has passed already",
            end if end > now + TimeDelta::days(KEY_DAYS) => "is more than three years ahead",
            _ => return Ok(self),
        };
        Err(Failure::Input(format!(
            "{option} {self} {why}: a key ends in the coming three years; by then the client fetches \
             access tokens"
        )))
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_counts_to_its_end_and_a_moment_as_it_is() {
        let read = |text: &str| Ending::parse(text).map(|end| end.to_string());
        for (text, end) in [
            ("2027-06-30", "2027-06-30T23:59:59Z"),
            ("2027-06-30T12:00:00+02:00", "2027-06-30T10:00:00Z"),
            ("2027-06-30T12:00:00.25Z", "2027-06-30T12:00:00.250Z"),
        ] {
            assert_eq!(read(text), Ok(end.to_owned()));
        }
        for bad in ["", "30-06-2027", "2027-02-30", "tomorrow", "2027-06-30T12:00"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
