//! Addresses of clients that a browser is led to: what is said there, and what a page's policy has to
//! allow for it. That an address is the client's own, who calls this has found out.

use std::fmt::Write as _;

use url::Url;

use crate::pages::Forms;

/// An address with more behind it; its own query stays as it is.
pub(crate) fn with<'a>(uri: &str, said: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut location = uri.to_owned();
    let mut before = match location.split_once('?') {
        None => "?",
        Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
        Some(_) => "&",
    };
    for (name, value) in said {
        location.push_str(before);
        location.push_str(name);
        location.push('=');
        encode(value, &mut location);
        before = "&";
    }
    location
}

/// Where the forms of a page may lead whose answer ends there.
pub(crate) fn forms(uri: &str) -> Forms {
    match Url::parse(uri) {
        // No source of a policy stands for an address in brackets.
        Ok(_) if uri.contains('[') => Forms::Anywhere,
        Ok(url) if matches!(url.scheme(), "http" | "https") => {
            Forms::AlsoTo(url.origin().ascii_serialization())
        }
        Ok(url) => Forms::AlsoTo(format!("{}:", url.scheme())),
        Err(_) => Forms::Own,
    }
}

/// Every byte that RFC 3986 2.3 does not call unreserved, so that nothing in a value is read as
/// anything but a value.
fn encode(value: &str, into: &mut String) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            into.push(char::from(byte));
        } else {
            // A String takes whatever is written.
            let _ = write!(into, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_stands_behind_the_addresss_own_query_and_is_nothing_but_a_value() {
        let said = [("code", "a b&c=d#e%/\u{e9}"), ("state", "A-z0._~")];
        let told = "code=a%20b%26c%3Dd%23e%25%2F%C3%A9&state=A-z0._~";
        for (uri, expected) in [
            ("https://app.example/cb", "https://app.example/cb?"),
            ("https://app.example/cb?", "https://app.example/cb?"),
            ("https://app.example/cb?x=%2F", "https://app.example/cb?x=%2F&"),
            ("https://app.example/cb?x=1&", "https://app.example/cb?x=1&"),
        ] {
            assert_eq!(with(uri, said), format!("{expected}{told}"), "{uri}");
        }
        assert_eq!(with("nl.app:/cb", []), "nl.app:/cb");
    }

    #[test]
    fn a_form_may_lead_to_the_origin_or_the_scheme_of_an_address() {
        let to = |source: &str| Forms::AlsoTo(source.to_owned());
        for (uri, expected) in [
            ("https://app.example:8443/cb?x", to("https://app.example:8443")),
            ("http://127.0.0.1:9/cb", to("http://127.0.0.1:9")),
            ("http://[::1]:9/cb", Forms::Anywhere),
            ("nl.gemeente.app:/cb", to("nl.gemeente.app:")),
            ("/cb", Forms::Own),
        ] {
            assert_eq!(forms(uri), expected, "{uri}");
        }
    }
}
