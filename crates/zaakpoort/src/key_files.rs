//! The key files of an installation: made on the first start, mode 0600, never overwritten.

use std::fs::{self, DirBuilder};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use edge::chance;
use edge::config::SecretSource;
use secrecy::{ExposeSecret as _, SecretString};
use tracing::info;

use crate::failure::Failure;

/// What it means when a key is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WhenLost {
    /// What was made with it is lost too.
    #[cfg(feature = "issuer")]
    Fatal,
    /// What follows from it has to be told to others again.
    #[cfg(all(feature = "issuer", feature = "gateway"))]
    Told,
    /// What was made with it is made again, once others have the new one too.
    #[cfg(feature = "issuer")]
    Shared,
    /// What was made with it is made again.
    #[cfg(feature = "gateway")]
    Harmless,
}

impl WhenLost {
    const fn advice(self) -> &'static str {
        match self {
            #[cfg(feature = "issuer")]
            Self::Fatal => "; keep a copy where the database's copies are not",
            #[cfg(all(feature = "issuer", feature = "gateway"))]
            Self::Told => {
                "; upstreams must know what follows from it: `zaakpoort gateway upstream-secret CLIENT_ID`. \
                 Keep a copy where the database's copies are not"
            }
            #[cfg(feature = "issuer")]
            Self::Shared => "; it needs no copy but at every gateway and every other issuer",
            #[cfg(feature = "gateway")]
            Self::Harmless => "; it needs no copy",
        }
    }
}

/// Makes a key of 256 bits if its file is not there; a source that is no file is left alone.
pub(crate) fn make(source: &SecretSource, what: &str, lost: WhenLost) -> Result<(), Failure> {
    let SecretSource::File(path) = source else { return Ok(()) };
    if path.exists() {
        return Ok(());
    }
    let key = chance::bytes::<32>().map_err(|error| Failure::Start(error.to_string()))?;
    let text = SecretString::from(format!("{}\n", STANDARD.encode(key)));
    match write(path, &text) {
        Ok(()) => {
            info!(path = %path.display(), "made {what}{}", lost.advice());
            Ok(())
        }
        // Another process that starts for the first time made it: both go on with that one.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => {
            Err(Failure::Start(format!("cannot write {what} to {}: {error}", path.display())))
        }
    }
}

/// Writes a secret to a new file that only its owner can read; all of it, or nothing.
/// `AlreadyExists` when there is a file of that name, which stays as it is.
pub(crate) fn write(path: &Path, secret: &SecretString) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    // A name of its own for each writer; tempfile gives it mode 0600.
    let mut file = tempfile::Builder::new().suffix(".unfinished").tempfile_in(folder)?;
    file.write_all(secret.expose_secret().as_bytes())?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    fs::File::open(folder)?.sync_all()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn of_many_that_make_one_key_at_once_all_find_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let source = SecretSource::File(folder.path().join("keys/sealing.key"));
        let made_and_read = || {
            make(&source, "a key", WhenLost::Fatal).unwrap();
            source.read().unwrap().expose_secret().to_owned()
        };
        let keys: Vec<String> = std::thread::scope(|scope| {
            let makers: Vec<_> = (0..16).map(|_| scope.spawn(made_and_read)).collect();
            makers.into_iter().map(|maker| maker.join().unwrap()).collect()
        });
        assert!(keys.iter().all(|key| *key == keys[0]));
        let left = fs::read_dir(folder.path().join("keys")).unwrap().count();
        assert_eq!(left, 1, "nothing unfinished is left");
    }

    #[test]
    fn a_new_file_is_its_owners_alone_and_an_old_one_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        write(&path, &"first".into()).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let refused = write(&path, &"second".into()).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&path).unwrap(), "first");
    }
}
