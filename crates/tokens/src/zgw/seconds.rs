//! A moment as clients of ZGW APIs write it: more ways than RFC 7519 2 has.

use serde_json::{Number, Value};

use crate::UnixTime;

/// A number, a text of digits, or a boolean (1 or 0); fractions of a second are dropped. One beyond
/// what the clock can say is the end of the clock.
pub(super) fn seconds(value: &Value) -> Option<UnixTime> {
    let seconds = match value {
        Value::Number(number) => whole(number),
        Value::String(text) => text.trim().parse().ok(),
        Value::Bool(yes) => Some(i64::from(*yes)),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    seconds.map(UnixTime::new)
}

#[expect(clippy::cast_possible_truncation, reason = "a float beyond the range becomes its end")]
fn whole(number: &Number) -> Option<i64> {
    number.as_i64().or_else(|| number.as_f64().map(|float| float as i64))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_texts_of_digits_and_booleans_are_moments() {
        let moments = [
            (json!(1_800_000_000), 1_800_000_000),
            (json!(-1), -1),
            (json!(1_799_999_998.5), 1_799_999_998),
            (json!(-0.5), 0),
            (json!("1800000000"), 1_800_000_000),
            (json!(" -5 "), -5),
            (json!(true), 1),
            (json!(false), 0),
            (json!(1e30), i64::MAX),
            (json!(u64::MAX), i64::MAX),
            (json!(-1e30), i64::MIN),
        ];
        for (value, moment) in moments {
            assert_eq!(seconds(&value), Some(UnixTime::new(moment)), "{value}");
        }
    }

    #[test]
    fn nothing_else_is_a_moment() {
        let others = ["abc", "", " ", "1.5", "0x10", "1_000", "1e9", "99999999999999999999"];
        for other in others.map(Value::from) {
            assert_eq!(seconds(&other), None, "{other}");
        }
        for other in [json!(null), json!([]), json!([1]), json!({})] {
            assert_eq!(seconds(&other), None, "{other}");
        }
    }
}
