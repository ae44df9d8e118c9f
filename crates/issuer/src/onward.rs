//! Where somebody goes on who has signed in: a page of ours, never another's.

use crate::pages::Language;
use crate::paths;

/// Longest that is taken; an authorization request in a query is far shorter.
const LONGEST: usize = 8 * 1024;

/// Pages that somebody may be sent back to, and what may stand behind them.
const KNOWN: &[(&str, Query)] = &[
    (paths::ACCOUNT, Query::None),
    (paths::PASSWORD, Query::None),
    (paths::AUTHORIZE, Query::Any),
    (paths::CONSENT, Query::Any),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Query {
    None,
    Any,
}

/// A path of ours with its query, as it stands in a `Location`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Onward(String);

impl Onward {
    /// One's own page: where one goes on who came from nowhere.
    pub(crate) fn account() -> Self {
        Self(paths::ACCOUNT.to_owned())
    }

    /// Where one changes one's password.
    pub(crate) fn password() -> Self {
        Self(paths::PASSWORD.to_owned())
    }

    /// Takes exactly a known path, and behind `?` what RFC 3986 3.4 has in a query. What a browser might
    /// read otherwise than we do (`//`, a backslash, a control character, `%2f` in the path) is no
    /// known path, or no letter of a query.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (path, query) = match text.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (text, None),
        };
        let (_, takes) = KNOWN.iter().find(|(known, _)| *known == path)?;
        let fits = match query {
            None => true,
            Some(query) => *takes == Query::Any && query.bytes().all(is_of_query),
        };
        (fits && text.len() <= LONGEST).then(|| Self(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The language that a client wishes for (OpenID Connect Core 3.1.2.1), where its request goes on here.
    /// No other address of ours has a query.
    pub(crate) fn wish(&self) -> Option<Language> {
        let (_, query) = self.0.split_once('?')?;
        Language::wished_in(query)
    }

    /// Whether the way may end at a client: then the browser is led on to another site.
    pub(crate) fn may_leave(&self) -> bool {
        ![paths::ACCOUNT, paths::PASSWORD].contains(&self.as_str())
    }
}

/// RFC 3986 3.4: pchar, `/` and `?`; a `%` begins what is encoded.
fn is_of_query(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?%".contains(&byte)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn pages_of_ours_are_taken_as_they_are() {
        for good in [
            "/account",
            "/account/wachtwoord",
            "/connect/authorize",
            "/connect/authorize?client_id=a&redirect_uri=https%3A%2F%2Fb.example%2Fcb&state=%00",
            "/connect/authorize?redirect_uri=https://b.example/cb?x=//y",
            "/toestemming?verzoek=1",
        ] {
            assert_eq!(Onward::parse(good).unwrap().as_str(), good);
        }
    }

    #[test]
    fn nothing_else_is() {
        for evil in [
            "",
            "/",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "https:evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "/account/../login",
            "/account/",
            "/account//evil.example",
            "/account?x",
            "/account/wachtwoord?x",
            "/account/wachtwoord/",
            "/account/toestemmingen",
            "/Account",
            "/account#x",
            "/account@evil.example",
            " /account",
            "/account ",
            "\t/account",
            "/account\r\nSet-Cookie: a=b",
            "/connect/authorize?a=b\r\nX: y",
            "/connect/authorize?a b",
            "/connect/authorize?\\",
            "/connect/authorize?<x>",
            "/connect/authorize?\"",
            "/logout",
            "/connect/authorize#x",
            "/connect/authorize?x#y",
            "/connect%2fauthorize",
            "/%61ccount",
            "/connect/authorize?\u{e9}",
            "/connect/authorize\u{2028}",
            ".//evil",
            "account",
            "?x",
            "/connect/authorize/..//evil.example",
            "/login",
            "/admin/v1/users",
            "/connect/token",
        ] {
            assert_eq!(Onward::parse(evil), None, "{evil:?}");
        }
        let long = |length: usize| format!("{:a<length$}", "/connect/authorize?");
        assert!(Onward::parse(&long(8_192)).is_some());
        assert_eq!(Onward::parse(&long(8_193)), None);
    }

    #[test]
    fn pages_of_ones_own_are_where_they_are_said_to_be() {
        assert_eq!(Onward::parse(paths::ACCOUNT), Some(Onward::account()));
        assert_eq!(Onward::parse(paths::PASSWORD), Some(Onward::password()));
    }

    #[test]
    fn a_clients_wish_for_a_language_stands_in_its_request() {
        let english = Some(Language::English);
        for (text, wish) in [
            ("/connect/authorize?client_id=a&ui_locales=fr%20en-GB", english),
            ("/toestemming?verzoek=1&ui_locales=en", english),
            ("/connect/authorize?client_id=a&state=ui_locales%3Den", None),
            ("/connect/authorize", None),
            ("/account", None),
        ] {
            assert_eq!(Onward::parse(text).unwrap().wish(), wish, "{text}");
        }
    }

    #[test]
    fn only_an_authorization_leads_to_another_site() {
        for (text, leaves) in [
            ("/account", false),
            ("/account/wachtwoord", false),
            ("/connect/authorize?client_id=a", true),
            ("/toestemming?verzoek=1", true),
        ] {
            assert_eq!(Onward::parse(text).unwrap().may_leave(), leaves, "{text}");
        }
    }
}
