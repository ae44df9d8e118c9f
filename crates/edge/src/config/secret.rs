//! Where a secret lies: a file or a variable, never the configuration itself.

use std::path::PathBuf;

use secrecy::SecretString;

/// Where a secret lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretSource {
    /// A file of mode 0600.
    File(PathBuf),
    /// A variable of the environment.
    Env(String),
}

/// Why a secret could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The variable is not set.
    #[error("the variable {name} is not set")]
    NotSet {
        /// Its name.
        name: String,
    },
}

impl SecretSource {
    /// Reads the secret.
    pub fn read(&self) -> Result<SecretString, SecretError> {
        Err(SecretError::NotSet { name: String::new() })
    }
}
