//! Names of clients, applicaties and types: strings that must not be swapped.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use uuid::Uuid;

use crate::misleading::Misleading;

/// Longest client id, in characters (`clientIds` of the Autorisaties API).
const MAX_CLIENT_ID: usize = 50;
/// Longest type URL, in characters (Autorisaties API).
const MAX_TYPE_URL: usize = 1000;

/// Why a text is no client id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClientIdError {
    /// Empty, or longer than 50 characters.
    #[error("a client id has 1 to 50 characters")]
    Length,
    /// It looks like another.
    #[error("a client id has {0}")]
    Misleading(Misleading),
}

/// A client id: 1 to 50 characters. It names one applicatie, for ever (`ac-001`), so none that is newly
/// given is [`Misleading`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientId(Arc<str>);

impl ClientId {
    /// Reads a client id, letter by letter.
    pub fn parse(text: &str) -> Result<Self, ClientIdError> {
        Self::unless(text, Misleading::of_given)
    }

    /// Reads a client id that is to be given to somebody.
    pub fn parse_new(text: &str) -> Result<Self, ClientIdError> {
        Self::unless(text, Misleading::of)
    }

    fn unless(
        text: &str,
        misleading: impl FnOnce(&str) -> Option<Misleading>,
    ) -> Result<Self, ClientIdError> {
        if text.is_empty() || text.chars().count() > MAX_CLIENT_ID {
            return Err(ClientIdError::Length);
        }
        match misleading(text) {
            Some(how) => Err(ClientIdError::Misleading(how)),
            None => Ok(Self(text.into())),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for ClientId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClientId({})", self.0)
    }
}

/// Names an applicatie; the last segment of its URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApplicatieId(Uuid);

impl ApplicatieId {
    /// From the UUID itself.
    pub const fn new(uuid: Uuid) -> Self {
        Self(uuid)
    }

    /// The UUID.
    pub const fn as_uuid(self) -> Uuid {
        self.0
    }
}

impl fmt::Display for ApplicatieId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why a text is no type URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TypeUrlError {
    /// Longer than 1000 characters.
    #[error("a type URL has at most 1000 characters")]
    Length,
    /// Not an absolute http, https or ftp URL.
    #[error("a type URL is absolute: http, https or ftp, and a host")]
    NotAbsolute,
    /// White space or a control character.
    #[error("a type URL has no white space and no control characters")]
    WhiteSpace,
}

/// URL of a zaaktype, informatieobjecttype or besluittype, kept byte for byte: types are the same
/// when their URLs are.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeUrl(Arc<str>);

impl TypeUrl {
    /// Reads a URL. It is not fetched, and nothing in it is normalised.
    pub fn parse(text: &str) -> Result<Self, TypeUrlError> {
        // Nearly every URL is visible ASCII, and then a character is a byte.
        let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
        let length = if plain { text.len() } else { text.chars().count() };
        if length > MAX_TYPE_URL {
            return Err(TypeUrlError::Length);
        }
        if !plain && text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(TypeUrlError::WhiteSpace);
        }
        let (scheme, rest) = text.split_once("://").ok_or(TypeUrlError::NotAbsolute)?;
        let known = ["http", "https", "ftp"].iter().any(|one| scheme.eq_ignore_ascii_case(one));
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if !known || host.is_empty() {
            return Err(TypeUrlError::NotAbsolute);
        }
        Ok(Self(text.into()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a clone of it lives elsewhere.
    pub(crate) fn is_shared(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }
}

impl Borrow<str> for TypeUrl {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TypeUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for TypeUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TypeUrl({})", self.0)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn a_client_id_has_1_to_50_characters_none_of_them_misleading() {
        assert!(ClientId::parse("a").is_ok());
        assert!(ClientId::parse(&"é".repeat(50)).is_ok());
        assert_eq!(ClientId::parse(""), Err(ClientIdError::Length));
        assert_eq!(ClientId::parse(&"a".repeat(51)), Err(ClientIdError::Length));
        for misleading in ["a\0", "a\u{202e}", "a\u{a0}"] {
            let refused = ClientId::parse(misleading);
            assert!(matches!(refused, Err(ClientIdError::Misleading(_))), "{misleading:?}");
        }
    }

    #[test]
    fn what_nobody_sees_is_in_no_new_client_id_and_is_read_where_it_was_given_before() {
        for given in ["gateway\u{200b}", "a\u{ad}b", "\u{feff}a"] {
            assert!(ClientId::parse(given).is_ok(), "{given:?}");
            let refused = ClientId::parse_new(given);
            let expected = ClientIdError::Misleading(Misleading::Invisible);
            assert_eq!(refused, Err(expected), "{given:?}");
        }
        assert!(ClientId::parse_new("gateway").is_ok());
    }

    #[test]
    fn an_id_says_what_it_is_to_people_to_logs_and_to_maps() {
        let client = ClientId::parse("meldingen").unwrap();
        let borrowed: &str = client.borrow();
        assert_eq!([client.as_str(), borrowed], ["meldingen"; 2]);
        assert_eq!(client.to_string(), "meldingen");
        assert_eq!(format!("{client:?}"), "ClientId(meldingen)");
        let id = Uuid::from_u128(7);
        assert_eq!(ApplicatieId::new(id).to_string(), id.to_string());
        let url = TypeUrl::parse("https://a/x").unwrap();
        assert_eq!(format!("{url:?}"), "TypeUrl(https://a/x)");
    }

    #[test]
    fn a_type_url_is_absolute_and_kept_as_it_is() {
        for good in ["https://a/x", "HTTP://A/x/", "ftp://a", "http://a:1/x?y=1#z"] {
            assert_eq!(
                TypeUrl::parse(good).map(|url| url.as_str().to_owned()),
                Ok(good.to_owned())
            );
        }
        for bad in ["", "a", "/x", "//a/x", "urn:a:b", "https://", "https:///x", "file://a"] {
            assert_eq!(TypeUrl::parse(bad), Err(TypeUrlError::NotAbsolute), "{bad}");
        }
        assert_eq!(TypeUrl::parse("https://a/ x"), Err(TypeUrlError::WhiteSpace));
    }

    #[test]
    fn a_type_url_has_at_most_1000_characters() {
        let of_length = |length: usize| format!("https://a/{}", "x".repeat(length - 10));
        assert!(TypeUrl::parse(&of_length(1000)).is_ok());
        assert_eq!(TypeUrl::parse(&of_length(1001)), Err(TypeUrlError::Length));
    }
}
