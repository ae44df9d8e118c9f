//! URLs of types as the reference implementation takes them: it checks their form, and fetches
//! nothing.

use autorisaties::TypeUrl;
use url::{Host, Url};

use super::fault::{Fault, Rule};
use super::field;
use super::json::Json;

/// Longest URL, in characters (Autorisaties API).
const MOST: usize = 1000;

/// A type's URL, or none: `""`.
pub(super) fn read(value: &Json) -> Result<Option<TypeUrl>, Vec<Fault>> {
    let text = match field::text_or_blank(value, MOST) {
        Ok(text) => text,
        // A text that is no URL says so, however long it is.
        Err(mut faults) => {
            if matches!(value, Json::Text(text) if parse(text.trim()).is_none() && !text.contains('\0'))
            {
                faults.push(Fault::new("", Rule::NotAUrl));
            }
            return Err(faults);
        }
    };
    if text.is_empty() {
        return Ok(None);
    }
    parse(&text).map(Some).ok_or_else(|| field::fault(Rule::NotAUrl))
}

fn parse(text: &str) -> Option<TypeUrl> {
    let short: String = text.chars().take(MOST).collect();
    let named = Url::parse(text).ok()?.host().is_some_and(|host| is_host(&host));
    let parsed = TypeUrl::parse(&short).ok()?;
    named.then_some(parsed)
}

/// A name with a dot, `localhost`, or an address.
fn is_host(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(_) | Host::Ipv6(_) => true,
        Host::Domain(name) => {
            name.eq_ignore_ascii_case("localhost")
                || name.trim_end_matches('.').contains('.') && !name.starts_with('.')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Option<String>, Vec<Rule>> {
        match read(&Json::Text(text.to_owned())) {
            Ok(url) => Ok(url.map(|url| url.to_string())),
            Err(faults) => Err(faults.into_iter().map(|fault| fault.rule).collect()),
        }
    }

    #[test]
    fn a_url_has_a_host_that_is_known_everywhere() {
        for good in [
            "https://a.example/x",
            "http://127.0.0.1:8100/",
            "http://[::1]/x",
            "http://localhost/x/",
            "ftp://a.example",
            "https://a.example/x?y=1#z",
        ] {
            assert_eq!(read_text(good), Ok(Some(good.to_owned())));
        }
        for bad in [
            "x",
            "/zaaktypen/1",
            "http://x",
            "http:///x",
            "urn:uuid:1",
            "file://a.b/x",
            "http://a.b/ x",
        ] {
            assert_eq!(read_text(bad), Err(vec![Rule::NotAUrl]), "{bad}");
        }
    }

    #[test]
    fn a_url_is_trimmed_kept_byte_for_byte_and_may_be_blank() {
        assert_eq!(
            read_text(" http://A.example:80/ "),
            Ok(Some("http://A.example:80/".to_owned()))
        );
        assert_eq!(read_text(""), Ok(None));
        assert_eq!(read_text("  "), Ok(None));
    }

    #[test]
    fn a_url_has_at_most_1000_characters() {
        let of = |length: usize| format!("http://a.example/{}", "x".repeat(length - 17));
        assert!(read_text(&of(1000)).is_ok());
        assert_eq!(read_text(&of(1001)), Err(vec![Rule::MaxLength(1000)]));
        assert_eq!(read_text(&"x".repeat(1001)), Err(vec![Rule::MaxLength(1000), Rule::NotAUrl]));
    }
}
