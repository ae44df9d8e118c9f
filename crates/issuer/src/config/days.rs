//! Times of days and years in the configuration, or a word for one without end.

use std::time::Duration;

use chrono::TimeDelta;
use edge::config::{Value, parse};

const DAY: Duration = Duration::from_hours(24);
/// What is longer than ten years has no end, and better said so.
const LONGEST: Duration = DAY.saturating_mul(3_650);

/// A time from a day to ten years; nothing for the word.
pub(super) fn or(value: &Value, word: &str) -> Result<Option<TimeDelta>, String> {
    if value.text() == Ok(word) {
        return Ok(None);
    }
    let time = parse::duration(value).map_err(|why| format!("{why}; or \"{word}\""))?;
    if !(DAY..=LONGEST).contains(&time) {
        return Err(format!("expected a time from \"1d\" to \"3650d\", or \"{word}\""));
    }
    TimeDelta::from_std(time).map(Some).map_err(|error| error.to_string())
}
