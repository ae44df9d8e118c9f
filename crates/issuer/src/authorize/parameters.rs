//! The parameters of an authorization request, each read once (RFC 6749 3.1), as they are kept while
//! they wait for a person.

use std::collections::BTreeSet;

use autorisaties::ClientId;
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

use super::hint::Hint;
use crate::pages::{Language, UI_LOCALES};

/// What a `request_uri` of ours begins with (RFC 9126 2.2).
pub(super) const PUSHED: &str = "urn:ietf:params:oauth:request_uri:";
/// Since when somebody is asked, where they come back to a request that nothing was kept of yet: in
/// microseconds since 1970. It is no secret and proves nothing; who changes it can leave out `prompt`
/// and `max_age` as well. A client goes by `auth_time`, or pushes its requests.
pub(super) const SINCE: &str = "zp_since";
/// Those that may be repeated (RFC 8707 2).
pub(super) const REPEATABLE: [&str; 2] = ["resource", "audience"];
/// Longest request that is taken.
const LONGEST: usize = 8 * 1024;

/// What was asked. An empty parameter counts as absent, an unknown one is ignored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Parameters {
    pub(super) client_id: Option<String>,
    pub(super) redirect_uri: Option<String>,
    pub(super) response_type: Option<String>,
    pub(super) response_mode: Option<String>,
    pub(super) scope: Option<String>,
    pub(super) state: Option<String>,
    pub(super) code_challenge: Option<String>,
    pub(super) code_challenge_method: Option<String>,
    pub(super) prompt: Option<String>,
    pub(super) max_age: Option<String>,
    pub(super) login_hint: Option<String>,
    pub(super) ui_locales: Option<String>,
    #[serde(skip)]
    pub(super) id_token_hint: Option<Hint>,
    /// The `sub` of that, from when it was verified.
    pub(super) hinted: Option<String>,
    pub(super) nonce: Option<String>,
    pub(super) request: Option<String>,
    pub(super) request_uri: Option<String>,
    /// `resource` (RFC 8707) and `audience`, which may be repeated.
    pub(super) targets: Vec<String>,
    /// Those that came more than once, and count as absent.
    pub(super) repeated: BTreeSet<String>,
    #[serde(skip)]
    pub(super) since: Option<i64>,
}

fn is_secret(name: &str) -> bool {
    matches!(name, "client_secret" | "client_assertion" | "client_assertion_type")
}

/// What is no request at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unreadable {
    #[error("the request is longer than is taken")]
    TooLong,
    #[error("the request is no text")]
    NotText,
}

impl Parameters {
    pub(super) fn parse(query: &str) -> Result<Self, Unreadable> {
        if query.len() > LONGEST {
            return Err(Unreadable::TooLong);
        }
        let mut found = Self::default();
        let mut seen = BTreeSet::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decoded(name)?, decoded(value)?);
            if name == SINCE {
                found.since = value.parse().ok();
            } else if REPEATABLE.contains(&&*name) {
                found.targets.extend((!value.is_empty()).then_some(value));
            } else if seen.insert(name.clone()) {
                found.set(&name, (!value.is_empty()).then_some(value));
            } else {
                found.set(&name, None);
                found.repeated.insert(name);
            }
        }
        Ok(found)
    }

    /// Those that a client pushed: its own, none of them repeated.
    pub(super) fn pushed<'a>(
        client: &ClientId,
        pairs: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Unreadable> {
        let (mut found, mut length) = (Self::default(), 0);
        let told = pairs.filter(|(name, value)| !value.is_empty() && !is_secret(name));
        for (name, value) in told {
            length += name.len() + value.len();
            if length > LONGEST {
                return Err(Unreadable::TooLong);
            }
            let value = readable(value)?;
            if REPEATABLE.contains(&name) {
                found.targets.push(value.to_owned());
            } else {
                found.set(name, Some(value.to_owned()));
            }
        }
        found.client_id = Some(client.to_string());
        Ok(found)
    }

    /// What names a request that was pushed here, if this is one. Whatever else is said beside it
    /// counts for nothing (RFC 9126 4, RFC 9101 6.3).
    pub(super) fn names_a_pushed_one(&self) -> Option<&str> {
        self.request_uri.as_deref().and_then(|uri| uri.strip_prefix(PUSHED))
    }

    /// What the person is to read, if pages are written in it (OpenID Connect Core 3.1.2.1).
    pub(super) fn language(&self) -> Option<Language> {
        self.ui_locales.as_deref().and_then(Language::first_of)
    }

    fn set(&mut self, name: &str, value: Option<String>) {
        match name {
            "client_id" => self.client_id = value,
            "redirect_uri" => self.redirect_uri = value,
            "response_type" => self.response_type = value,
            "response_mode" => self.response_mode = value,
            "scope" => self.scope = value,
            "state" => self.state = value,
            "code_challenge" => self.code_challenge = value,
            "code_challenge_method" => self.code_challenge_method = value,
            "prompt" => self.prompt = value,
            "max_age" => self.max_age = value,
            "login_hint" => self.login_hint = value,
            UI_LOCALES => self.ui_locales = value,
            "id_token_hint" => self.id_token_hint = value.map(Hint::new),
            "nonce" => self.nonce = value,
            "request" => self.request = value,
            "request_uri" => self.request_uri = value,
            _ => {}
        }
    }
}

/// A NUL is kept by no database of ours that is told it is text.
fn readable(text: &str) -> Result<&str, Unreadable> {
    if text.contains('\0') { Err(Unreadable::NotText) } else { Ok(text) }
}

fn decoded(text: &str) -> Result<String, Unreadable> {
    let spaces = text.replace('+', " ");
    let text = percent_decode_str(&spaces).decode_utf8().map_err(|_| Unreadable::NotText)?;
    readable(&text).map(str::to_owned)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_form_decoded_and_an_empty_one_counts_as_absent() {
        let found = Parameters::parse("client_id=a%2Bb+c&state=&x=y&&scope").unwrap();
        assert_eq!(found.client_id.as_deref(), Some("a+b c"));
        assert_eq!((found.state, found.scope), (None, None));
    }

    #[test]
    fn what_comes_twice_counts_as_absent_and_is_remembered() {
        let found = Parameters::parse("state=a&%73tate=a&x=1&x=1&scope=b").unwrap();
        assert_eq!((found.state, found.scope.as_deref()), (None, Some("b")));
        assert_eq!(found.repeated, BTreeSet::from(["state".to_owned(), "x".to_owned()]));
    }

    #[test]
    fn resource_and_audience_may_be_repeated() {
        let found = Parameters::parse("resource=a&resource=b&audience=c&audience=").unwrap();
        assert_eq!(found.targets, ["a", "b", "c"]);
        assert!(found.repeated.is_empty());
    }

    #[test]
    fn an_id_token_is_not_kept_and_nobody_says_whom_it_names_but_the_token() {
        let found = Parameters::parse("id_token_hint=a.b.c&hinted=x").unwrap();
        assert!(found.id_token_hint.is_some());
        let kept = serde_json::to_value(&found).unwrap();
        assert!(kept["hinted"].is_null() && !kept.to_string().contains("a.b.c"), "{kept}");
    }

    #[test]
    fn what_is_no_text_or_too_long_is_no_request() {
        assert_eq!(Parameters::parse("state=%ff"), Err(Unreadable::NotText));
        assert_eq!(Parameters::parse(&"a".repeat(LONGEST + 1)), Err(Unreadable::TooLong));
    }
}
