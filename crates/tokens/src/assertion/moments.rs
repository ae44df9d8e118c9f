//! A moment as RFC 7519 2 has it (`NumericDate`): a number, whole or not.

use serde_json::Value;

use crate::body::Body;
use crate::{Flaw, UnixTime};

/// A number between 1970 and the year 9999, so that no sum with it overflows; fractions of a second
/// are dropped. Never a text, though it may read like a number.
pub(crate) fn moment(body: &Body, name: &str) -> Result<UnixTime, Flaw> {
    let Value::Number(number) = body.value(name)? else { return Err(Flaw::WrongKind) };
    let seconds = match number.as_i64() {
        Some(whole) => whole,
        None => number.as_f64().and_then(whole).ok_or(Flaw::OutOfRange)?,
    };
    let moment = UnixTime::new(seconds);
    let in_range = UnixTime::new(0) <= moment && moment <= UnixTime::LATEST;
    if in_range { Ok(moment) } else { Err(Flaw::OutOfRange) }
}

#[expect(clippy::cast_possible_truncation, reason = "a float beyond the range becomes its end")]
fn whole(float: f64) -> Option<i64> {
    float.is_finite().then(|| float.floor() as i64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: &Value) -> Result<i64, Flaw> {
        let body = Body::parse(json!({ "exp": value }).to_string().as_bytes());
        body.map_err(|_| Flaw::Empty).and_then(|body| moment(&body, "exp")).map(UnixTime::as_secs)
    }

    #[test]
    fn a_number_is_a_moment_and_its_fraction_is_dropped() {
        for (value, seconds) in [
            (json!(0), 0),
            (json!(1_800_000_000), 1_800_000_000),
            (json!(1_800_000_000.9), 1_800_000_000),
            (json!(1.8e9), 1_800_000_000),
            (json!(253_402_300_799_i64), 253_402_300_799),
        ] {
            assert_eq!(read(&value), Ok(seconds), "{value}");
        }
    }

    #[test]
    fn a_number_out_of_range_is_none_nor_is_anything_else() {
        for value in [json!(-1), json!(-0.5), json!(253_402_300_800_i64), json!(1e300)] {
            assert_eq!(read(&value), Err(Flaw::OutOfRange), "{value}");
        }
        assert_eq!(read(&json!(u64::MAX)), Err(Flaw::OutOfRange));
        for value in [json!("1800000000"), json!(null), json!(true), json!([1]), json!({})] {
            assert_eq!(read(&value), Err(Flaw::WrongKind), "{value}");
        }
    }
}
