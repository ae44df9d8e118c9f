//! The key files of an installation: made on the first start, mode 0600, never overwritten.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use edge::chance;
use edge::config::SecretSource;
use secrecy::{ExposeSecret as _, SecretString};
use tracing::info;

use crate::failure::Failure;

/// Makes a key of 256 bits if its file is not there; a source that is no file is left alone.
pub(crate) fn make(source: &SecretSource, what: &str) -> Result<(), Failure> {
    let SecretSource::File(path) = source else { return Ok(()) };
    if path.exists() {
        return Ok(());
    }
    let key = chance::bytes::<32>().map_err(|error| Failure::Start(error.to_string()))?;
    let text = SecretString::from(format!("{}\n", STANDARD.encode(key)));
    write(path, &text).map_err(|error| {
        Failure::Start(format!("cannot write {what} to {}: {error}", path.display()))
    })?;
    info!(path = %path.display(), "made {what}; keep a copy where the database's copies are not");
    Ok(())
}

/// Writes a secret to a file that only its owner can read; all of it, or nothing.
pub(crate) fn write(path: &Path, secret: &SecretString) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let unfinished = path.with_extension("unfinished");
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    file.write_all(secret.expose_secret().as_bytes())?;
    file.sync_all()?;
    fs::rename(&unfinished, path)?;
    fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
