//! Where a secret lies: a file or a variable, never the configuration itself.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use super::fault::Place;
use super::value::{Node, Value};

/// Where a secret lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretSource {
    /// A file that only its owner may read (mode 0600 or 0400), or one of root's that a group may read too.
    File(PathBuf),
    /// A variable of the environment, by its name.
    Env(String),
}

/// Why a secret could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file is not there or may not be read.
    #[error("the secret file {} cannot be read: {source}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Others than its owner may open the file.
    #[error(
        "the secret file {path} may be read by others (mode {mode:04o}); run: chmod 600 {path}",
        path = .path.display()
    )]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The variable is not set, or not UTF-8.
    #[error("the variable {0}, which should hold a secret, is not set (or is not UTF-8)")]
    NotSet(String),
    /// Nothing but an end of line.
    #[error("the secret in {0} is empty")]
    Empty(String),
}

const WANTED: &str = "a secret does not stand in the configuration; write { file = \"/path\" } \
                      or { env = \"NAME\" }, which says where it lies";

impl SecretSource {
    /// Reads the secret, without the newline that editors leave at its end.
    pub fn read(&self) -> Result<SecretString, SecretError> {
        let (text, source) = match self {
            Self::File(path) => (read_file(path)?, path.display().to_string()),
            Self::Env(name) => {
                let text = std::env::var(name).map_err(|_| SecretError::NotSet(name.clone()))?;
                (text, name.clone())
            }
        };
        let text = SecretString::from(text);
        without_newline(&text).ok_or(SecretError::Empty(source))
    }

    /// Reads where a secret lies; what stands there instead is never repeated.
    pub(super) fn parse(value: &Value) -> Result<Self, String> {
        let Node::Table(table) = &value.node else {
            return Err(WANTED.to_owned());
        };
        if let Some(other) = table.keys().find(|key| !matches!(key.as_str(), "file" | "env")) {
            return Err(format!("unknown key `{other}`: {WANTED}"));
        }
        match (table.get("file"), table.get("env")) {
            (Some(file), None) => from_file(&file.value),
            (None, Some(env)) => from_env(&env.value),
            (Some(file), Some(env)) => match (&file.place, &env.place) {
                // A variable overrides the file also when it changes the kind of source.
                (Place::Variable(_), Place::Line(_)) => from_file(&file.value),
                (Place::Line(_), Place::Variable(_)) => from_env(&env.value),
                _ => Err("has both `file` and `env`; keep one".to_owned()),
            },
            (None, None) => Err(WANTED.to_owned()),
        }
    }
}

fn from_file(value: &Value) -> Result<SecretSource, String> {
    super::parse::path(value).map(SecretSource::File)
}

fn from_env(value: &Value) -> Result<SecretSource, String> {
    match value.text()? {
        "" => Err("expected the name of a variable, found an empty string".to_owned()),
        name => Ok(SecretSource::Env(name.to_owned())),
    }
}

fn read_file(path: &Path) -> Result<String, SecretError> {
    let unreadable = |source| SecretError::Unreadable { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(unreadable)?;
    let found = file.metadata().map_err(unreadable)?;
    let mode = found.mode() & 0o7777;
    let me = rustix::process::geteuid().as_raw();
    if is_exposed(mode, Owner(found.uid()), Me(me)) {
        return Err(SecretError::Exposed { path: path.to_owned(), mode });
    }
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(unreadable)?;
    Ok(text)
}

/// Who owns a file.
#[derive(Clone, Copy)]
struct Owner(u32);
/// As whom this process runs.
#[derive(Clone, Copy)]
struct Me(u32);

/// Whether more may read it than should. Root hands a secret to who is not root by a group: so do systemd
/// (`LoadCredential`) and Kubernetes (`fsGroup`); nobody else could, without owning it.
const fn is_exposed(mode: u32, owner: Owner, me: Me) -> bool {
    let handed_over = owner.0 == 0 && me.0 != 0;
    mode & (if handed_over { 0o037 } else { 0o077 }) != 0
}

fn without_newline(text: &SecretString) -> Option<SecretString> {
    let text = text.expose_secret();
    let text = text.strip_suffix('\n').map_or(text, |text| text.strip_suffix('\r').unwrap_or(text));
    (!text.is_empty()).then(|| SecretString::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_root_hands_over_may_be_read_by_a_group_and_by_nobody_else() {
        for mode in [0o400, 0o440, 0o600, 0o640] {
            assert!(!is_exposed(mode, Owner(0), Me(65_532)), "{mode:o}");
        }
        for mode in [0o444, 0o460, 0o604, 0o641] {
            assert!(is_exposed(mode, Owner(0), Me(65_532)), "{mode:o}");
        }
        // Its own file is its own, and root needs no group.
        for (owner, me) in [(65_532, 65_532), (0, 0), (1_000, 65_532)] {
            assert!(is_exposed(0o440, Owner(owner), Me(me)));
            assert!(!is_exposed(0o400, Owner(owner), Me(me)));
        }
    }
}
