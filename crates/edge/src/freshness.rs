//! How long an answer of another server may be kept, as that says (RFC 9111).

use std::time::Duration;

use http::HeaderMap;
use http::header::CACHE_CONTROL;

/// `max-age` (RFC 9111 5.2.2.1), if it is said; what is no number of seconds says nothing.
pub fn max_age(headers: &HeaderMap) -> Option<Duration> {
    let directives = headers.get_all(CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok());
    let mut ages = directives.flat_map(|value| value.split(',')).filter_map(|directive| {
        let (name, seconds) = directive.trim().split_once('=')?;
        let seconds = name.eq_ignore_ascii_case("max-age").then_some(seconds)?;
        seconds.trim_matches('"').parse().ok().map(Duration::from_secs)
    });
    ages.next()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn the_first_age_that_is_a_number_counts_in_any_case_and_in_quotes() {
        for (value, expected) in [
            ("public, max-age=900", Some(900)),
            ("MAX-AGE=\"60\"", Some(60)),
            ("max-age=x, max-age=5", Some(5)),
            ("s-maxage=5, no-store", None),
            ("max-age=-1", None),
            ("max-age", None),
        ] {
            let headers = HeaderMap::from_iter([(CACHE_CONTROL, HeaderValue::from_static(value))]);
            assert_eq!(max_age(&headers).map(|age| age.as_secs()), expected, "{value}");
        }
        assert_eq!(max_age(&HeaderMap::new()), None);
    }
}
