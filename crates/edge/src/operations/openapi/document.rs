//! An OpenAPI file as it lies on the disk: JSON or YAML, and not without end.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde_json::Value;

/// The longest file that is read, in bytes.
pub const MAX_SIZE: u64 = 8 * 1024 * 1024;

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// It is not there, or not to be read.
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// Too much.
    #[error("it is longer than {MAX_SIZE} bytes; leave out what describes bodies")]
    TooLong,
    /// No JSON.
    #[error("it is no JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// No YAML.
    #[error("it is no YAML: {}", first_line(&.0.to_string()))]
    Yaml(Box<serde_saphyr::Error>),
}

/// A fault is one line; the rest draws the place.
fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// Reads a file: JSON if its name ends so, else YAML.
pub fn load(path: &Path) -> Result<Value, DocumentError> {
    let mut text = String::new();
    File::open(path)?.take(MAX_SIZE + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MAX_SIZE {
        return Err(DocumentError::TooLong);
    }
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        return Ok(serde_json::from_str(&text)?);
    }
    serde_saphyr::from_str(&text).map_err(|error| DocumentError::Yaml(Box::new(error)))
}
