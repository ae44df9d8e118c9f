//! Passwords of people: what one must be, and a hashing pool of their own.
//!
//! NIST SP 800-63B 5.1.1.2: length is what counts, nothing is demanded of which characters, and what
//! everybody tries first is refused. A password is taken as it was typed, without normalising: what
//! browsers send is composed already, and what was hashed is then what was typed, byte for byte.

use edge::chance::{self, NoChance};
use secrecy::{ExposeSecret as _, SecretString};

use crate::person::UsernameKey;
use crate::secret::PoolSize;
use crate::secret::hash::{self, HashPool};
use crate::secret::{HashError, HashLoad};

mod common;

/// How many characters one has at least.
pub(crate) const SHORTEST: usize = 12;
/// And at most.
pub(crate) const LONGEST: usize = 128;

/// People wait here, so that no flood of logins stands before the secret of a client. A quarter of
/// the cores, for a login hashes each time, and a token request hardly ever.
const QUEUE: usize = 64;

/// What a made password is written with: no two look alike. 32 of them, so that each has 5 bits.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// 125 bits.
const MADE: usize = 25;
const GROUP: usize = 5;

/// A password that may be somebody's.
#[derive(Debug, Clone)]
pub(crate) struct Password(SecretString);

/// Why a password may not be this user's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PasswordError {
    #[error("a password has at least 12 characters")]
    Short,
    #[error("a password has at most 128 characters")]
    Long,
    #[error("a password has no control characters, such as a tab or the end of a line")]
    Control,
    #[error("this password is among the first that anybody would try; choose another")]
    Common,
    #[error("a password is not the username; choose another")]
    Username,
}

impl Password {
    /// Takes one as it was typed.
    pub(crate) fn parse(typed: SecretString, of: &UsernameKey) -> Result<Self, PasswordError> {
        let text = typed.expose_secret();
        match text.chars().count() {
            0..SHORTEST => return Err(PasswordError::Short),
            SHORTEST..=LONGEST => {}
            _ => return Err(PasswordError::Long),
        }
        if text.contains(char::is_control) {
            return Err(PasswordError::Control);
        }
        if UsernameKey::of(text) == *of {
            return Err(PasswordError::Username);
        }
        if common::is_common(text) {
            return Err(PasswordError::Common);
        }
        Ok(Self(typed))
    }

    /// Makes one that nobody can guess, to be shown once.
    pub(crate) fn make() -> Result<Self, NoChance> {
        let letter = |byte: u8| char::from(LETTERS[usize::from(byte) % LETTERS.len()]);
        let letters: Vec<char> = chance::bytes::<MADE>()?.into_iter().map(letter).collect();
        let groups: Vec<String> =
            letters.chunks(GROUP).map(|group| group.iter().collect()).collect();
        Ok(Self(groups.join("-").into()))
    }

    pub(crate) fn text(&self) -> &SecretString {
        &self.0
    }
}

/// Hashes and compares passwords.
#[derive(Debug)]
pub(crate) struct Passwords {
    pool: HashPool,
    /// The hash of a password that nobody knows.
    dummy: String,
}

impl Passwords {
    pub(crate) fn new() -> Result<Self, NoChance> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
        let size = PoolSize { workers: (cores / 4).max(1), queue: QUEUE };
        Ok(Self { pool: HashPool::new(size), dummy: hash::nobodys()? })
    }

    /// Whether as many are signing in as may.
    pub(crate) fn are_busy(&self) -> bool {
        self.pool.is_full()
    }

    /// How much hashing goes on.
    pub(crate) fn load(&self) -> HashLoad {
        self.pool.load()
    }

    pub(crate) async fn hash(&self, password: &Password) -> Result<String, HashError> {
        self.pool.hash(password.0.clone()).await
    }

    /// Whether this is the password behind the hash; without one it costs as much, and is not.
    pub(crate) async fn verify(
        &self,
        presented: &SecretString,
        hash: Option<&str>,
    ) -> Result<bool, HashError> {
        let against = hash.unwrap_or(&self.dummy).to_owned();
        let same = self.pool.verify(presented.clone(), against).await?;
        Ok(same && hash.is_some())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Password, PasswordError> {
        Password::parse(text.into(), &UsernameKey::of("J.Jansen-van-Dijk"))
    }

    #[test]
    fn a_password_is_long_enough_and_otherwise_free() {
        for good in
            ["vier losse woorden", "éèéèéèéèéèéè", "🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑x", " spaties tellen "]
        {
            assert_eq!(parse(good).unwrap().text().expose_secret(), good);
        }
        assert!(parse(&"lang ".repeat(25)).is_ok(), "125 characters");
        for (bad, why) in [
            ("elf tekens.", PasswordError::Short),
            ("", PasswordError::Short),
            (&*"x y".repeat(43), PasswordError::Long),
            ("een\tgoed wachtwoord", PasswordError::Control),
            ("j.jansen-VAN-dijk", PasswordError::Username),
            ("wachtwoord123", PasswordError::Common),
        ] {
            assert_eq!(parse(bad).unwrap_err(), why, "{bad}");
        }
    }

    #[test]
    fn a_made_password_is_one_that_would_be_taken_and_no_two_are_one() {
        let made = || Password::make().unwrap().text().expose_secret().to_owned();
        let one = made();
        assert_eq!((one.len(), one.matches('-').count()), (29, 4));
        assert!(parse(&one).is_ok());
        assert_ne!(one, made());
    }

    #[actix_web::test]
    async fn the_right_password_is_known_and_no_other_nor_any_of_nobody() {
        let passwords = Passwords::new().unwrap();
        let hash = passwords.hash(&parse("vier losse woorden").unwrap()).await.unwrap();
        for (presented, hash, right) in [
            ("vier losse woorden", Some(hash.as_str()), true),
            ("vier losse woordeN", Some(&hash), false),
            ("vier losse woorden", None, false),
        ] {
            let verified = passwords.verify(&presented.into(), hash).await;
            assert_eq!(verified, Ok(right), "{presented}");
        }
    }
}
