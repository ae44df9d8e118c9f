//! Before which moment something was issued, as it is said on the command line: a day counts from its
//! beginning, in UTC.

use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveTime, SecondsFormat, Utc};

/// The moment from which on nothing is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Beginning(DateTime<Utc>);

impl Beginning {
    /// Reads a day or a moment.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        let day = text.parse().ok().map(|day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc());
        let moment = || DateTime::parse_from_rfc3339(text).ok().map(|moment| moment.to_utc());
        day.or_else(moment).map(Self).ok_or(
            "neither a day such as 2026-11-20, which counts from its beginning in UTC, nor a moment such \
             as 2026-11-20T14:30:00+01:00",
        )
    }
}

impl fmt::Display for Beginning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_counts_from_its_beginning_and_a_moment_as_it_is() {
        let read = |text: &str| Beginning::parse(text).map(|moment| moment.to_string());
        for (text, moment) in [
            ("2026-11-20", "2026-11-20T00:00:00Z"),
            ("2026-11-20T14:30:00+01:00", "2026-11-20T13:30:00Z"),
            ("2026-11-20T14:30:00.5Z", "2026-11-20T14:30:00.500Z"),
        ] {
            assert_eq!(read(text), Ok(moment.to_owned()));
        }
        for bad in ["", "20-11-2026", "2026-02-30", "yesterday", "2026-11-20T14:30", "-1h"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
