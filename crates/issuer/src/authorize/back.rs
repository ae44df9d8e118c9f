//! The way back to a client: its registered redirect URI, with what it asked to get back. Nothing else
//! makes a `Location` to another site.

use actix_web::HttpResponse;

use super::fault::Fault;
use crate::pages::Forms;
use crate::{location, session};

/// A redirect URI that was found to be the client's, and what every answer to it carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Back {
    pub(super) uri: String,
    pub(super) state: Option<String>,
    /// RFC 9207: so that a client of several issuers knows who answers.
    pub(super) issuer: String,
}

impl Back {
    /// With a code (RFC 6749 4.1.2).
    pub(super) fn with_code(&self, code: &str) -> HttpResponse {
        session::see_other(&self.location(&[("code", code)]))
    }

    /// With an error (RFC 6749 4.1.2.1).
    pub(super) fn with_error(&self, fault: &Fault) -> HttpResponse {
        let (error, description) = fault.told();
        let members = [("error", error), ("error_description", description)];
        session::see_other(&self.location(&members))
    }

    fn location(&self, members: &[(&str, &str)]) -> String {
        let state = self.state.as_deref().map(|state| ("state", state));
        let all = members.iter().copied().chain(state).chain([("iss", self.issuer.as_str())]);
        location::with(&self.uri, all)
    }

    /// Where the forms of a page may lead whose answer ends here.
    pub(super) fn forms(&self) -> Forms {
        location::forms(&self.uri)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    fn location(uri: &str, state: Option<&str>) -> String {
        let state = state.map(str::to_owned);
        let back = Back { uri: uri.to_owned(), state, issuer: "https://i".to_owned() };
        back.location(&[("code", "a-b")])
    }

    #[test]
    fn r6749_16_the_uris_own_query_is_kept() {
        let issuer = "iss=https%3A%2F%2Fi";
        let cases = [
            ("https://a/cb", "https://a/cb?code=a-b&"),
            ("https://a/cb?", "https://a/cb?code=a-b&"),
            ("https://a/cb?a=b&c=%2F", "https://a/cb?a=b&c=%2F&code=a-b&"),
            ("https://a/cb?a&", "https://a/cb?a&code=a-b&"),
            ("nl.app:/cb", "nl.app:/cb?code=a-b&"),
        ];
        for (uri, expected) in cases {
            assert_eq!(location(uri, None), format!("{expected}{issuer}"));
        }
    }

    #[test]
    fn ng_28_the_state_comes_back_byte_by_byte() {
        for state in
            ["a+b c%20", "\r\nSet-Cookie: a=b", "&code=x#y", "\u{e9}\u{1f9ea}", "\0\"'<>\\"]
        {
            let location = location("https://a/cb", Some(state));
            assert!(location.bytes().all(|byte| byte.is_ascii_graphic()), "{location}");
            let query = location.split_once('?').unwrap().1;
            let pairs: Vec<(String, String)> =
                form_urlencoded::parse(query.as_bytes()).into_owned().collect();
            assert_eq!(pairs.len(), 3, "{location}");
            assert_eq!(pairs[1], ("state".to_owned(), state.to_owned()));
        }
    }
}
