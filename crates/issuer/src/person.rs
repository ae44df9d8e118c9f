//! People who sign in: who they are, and what stands for them.

use std::fmt;

use autorisaties::Misleading;
use uuid::Uuid;

const MAX_USERNAME: usize = 100;
const MAX_NAME: usize = 200;
/// RFC 5321 4.5.3.1.3: what fits between `<` and `>`.
const MAX_EMAIL: usize = 254;

/// Somebody who may sign in. The id is the `sub` of tokens about them, and never another's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) id: Uuid,
    pub(crate) username: Username,
    pub(crate) name: Name,
    pub(crate) email: Option<Email>,
    pub(crate) role: Role,
}

/// What somebody may do here beside signing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Administers.
    Administrator,
    /// Nothing.
    None,
}

impl Role {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::None => "none",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Administrator, Self::None].into_iter().find(|role| role.as_str() == text)
    }
}

/// Why a text does not stand for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PersonError {
    #[error("a username has 1 to 100 characters")]
    UsernameLength,
    #[error("a username has {0}")]
    Username(Misleading),
    #[error("a username is not a UUID: those are the ids of users")]
    UsernameIsId,
    #[error("a name has 1 to 200 characters")]
    NameLength,
    #[error("a name has {0}")]
    Name(Misleading),
    #[error("an e-mail address is such as j.jansen@gemeente.example, with at most 254 characters")]
    Email,
}

/// By what somebody says who they are, as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Username(String);

impl Username {
    pub(crate) fn parse(text: &str) -> Result<Self, PersonError> {
        if !has_length(text, MAX_USERNAME) {
            return Err(PersonError::UsernameLength);
        }
        if let Some(how) = Misleading::of(text) {
            return Err(PersonError::Username(how));
        }
        // A path names a user by either.
        if Uuid::parse_str(text).is_ok() {
            return Err(PersonError::UsernameIsId);
        }
        Ok(Self(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn key(&self) -> UsernameKey {
        UsernameKey::of(&self.0)
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What two usernames are compared by: letters of either size, and no space around them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct UsernameKey(String);

impl UsernameKey {
    /// Of whatever was typed; no username has a key that is longer.
    pub(crate) fn of(typed: &str) -> Self {
        Self(typed.trim().chars().take(MAX_USERNAME + 1).flat_map(char::to_lowercase).collect())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// What somebody is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name(String);

impl Name {
    pub(crate) fn parse(text: &str) -> Result<Self, PersonError> {
        if !has_length(text, MAX_NAME) {
            return Err(PersonError::NameLength);
        }
        match Misleading::of_label(text) {
            Some(how) => Err(PersonError::Name(how)),
            None => Ok(Self(text.to_owned())),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where somebody is written to. Only its form is looked at: nobody has shown that it is theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Email(String);

impl Email {
    pub(crate) fn parse(text: &str) -> Result<Self, PersonError> {
        let visible = !text.contains(|c: char| c.is_whitespace()) && Misleading::of(text).is_none();
        let parts = text.rsplit_once('@').filter(|(local, domain)| {
            !local.is_empty() && domain.contains('.') && !domain.starts_with('.')
        });
        match parts {
            Some(_) if visible && text.len() <= MAX_EMAIL => Ok(Self(text.to_owned())),
            _ => Err(PersonError::Email),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

fn has_length(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.chars().count())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn usernames_that_differ_in_the_size_of_letters_alone_are_one() {
        let key = |text: &str| Username::parse(text).unwrap().key();
        assert_eq!(key("J.Jansen"), key("j.jansen"));
        assert_eq!(UsernameKey::of("  J.JANSEN "), key("j.jansen"));
        assert_eq!(key("ÉLISE"), key("élise"));
        assert_ne!(key("jansen"), key("janssen"));
    }

    #[test]
    fn a_username_looks_like_what_it_is_and_is_no_id() {
        for text in ["", " jan", "j\u{200b}an", "j\u{202e}an", "j\nan", &"x".repeat(101)] {
            assert!(Username::parse(text).is_err(), "{text:?}");
        }
        let id = "0f7b2f52-6d1e-4e57-9c55-2b7a90c1d001";
        assert_eq!(Username::parse(id), Err(PersonError::UsernameIsId));
        for text in ["jan", "j.jansen@gemeente.example", "Jan de Vries", &"é".repeat(100)] {
            assert_eq!(Username::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn an_address_has_a_user_and_a_domain() {
        for text in ["a@b.nl", "jan+zaken@gemeente.example", "\"a@b\"@c.nl"] {
            assert!(Email::parse(text).is_ok(), "{text}");
        }
        for text in ["", "a", "a@b", "@b.nl", "a@.nl", "a @b.nl", "a@b.nl\n"] {
            assert!(Email::parse(text).is_err(), "{text}");
        }
    }
}
