//! The `WWW-Authenticate` challenge of RFC 6750 3: `realm` first, every parameter `key="value"`.

use std::fmt::Write as _;

/// What a challenge says beside its realm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Challenge {
    /// The answer has none.
    None,
    /// No credential that counts was sent, so no error code (RFC 6750 3.1).
    Bare,
    /// `error` and `error_description`.
    Error { error: &'static str, description: &'static str },
    /// `insufficient_scope`, with the scopes that the operation asks for.
    Scope { description: &'static str, scope: String },
}

impl Challenge {
    /// The header's value.
    pub(super) fn text(&self, realm: &str) -> Option<String> {
        let mut text = format!("Bearer realm=\"{realm}\"");
        // Writing to a String does not fail.
        let _ = match self {
            Self::None => return None,
            Self::Bare => Ok(()),
            Self::Error { error, description } => {
                write!(text, ", error=\"{error}\", error_description=\"{description}\"")
            }
            Self::Scope { description, scope } => {
                let _ = write!(text, ", error=\"insufficient_scope\"");
                let _ = write!(text, ", error_description=\"{description}\"");
                if scope.is_empty() { Ok(()) } else { write!(text, ", scope=\"{scope}\"") }
            }
        };
        Some(text)
    }
}

/// Whether a text may stand as `error_description` (RFC 6750 3), and so as `realm` here.
pub(crate) fn is_description(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, 0x20..=0x21 | 0x23..=0x5B | 0x5D..=0x7E))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_challenge_names_only_the_realm() {
        assert_eq!(Challenge::Bare.text("zaken").as_deref(), Some(r#"Bearer realm="zaken""#));
    }

    #[test]
    fn an_error_comes_behind_the_realm() {
        let challenge = Challenge::Error { error: "invalid_token", description: "It expired" };
        let expected =
            r#"Bearer realm="zaken", error="invalid_token", error_description="It expired""#;
        assert_eq!(challenge.text("zaken").as_deref(), Some(expected));
    }

    #[test]
    fn missing_scopes_are_named() {
        let scope = "zaken.aanmaken zaken.lezen".to_owned();
        let challenge = Challenge::Scope { description: "More is needed", scope };
        let expected = "Bearer realm=\"zaken\", error=\"insufficient_scope\", \
                        error_description=\"More is needed\", scope=\"zaken.aanmaken zaken.lezen\"";
        assert_eq!(challenge.text("zaken").as_deref(), Some(expected));
    }

    #[test]
    fn no_scope_is_left_out_rather_than_sent_empty() {
        let challenge = Challenge::Scope { description: "No", scope: String::new() };
        assert!(challenge.text("zaken").is_some_and(|text| !text.contains("scope=\"\"")));
        assert_eq!(Challenge::None.text("zaken"), None);
    }

    #[test]
    fn a_quote_a_backslash_and_what_is_not_ascii_are_no_description() {
        for text in ["a\"b", "a\\b", "a\nb", "é", "\u{7f}"] {
            assert!(!is_description(text), "{text:?}");
        }
        assert!(is_description("It's fine: [a] (b) {c} ~"));
    }
}
