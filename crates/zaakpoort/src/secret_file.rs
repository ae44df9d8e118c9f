//! A new file for a secret that is not made yet: that there is a place for it, and room, is known
//! before the secret is, which is shown once.

use std::io::{self, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret as _, SecretString};
use tempfile::NamedTempFile;

use crate::failure::Failure;

/// More than any secret is long.
const ROOM: usize = 512;

/// A place that is kept; gone again unless a secret is put there.
pub(crate) struct SecretFile {
    path: PathBuf,
    file: NamedTempFile,
}

impl SecretFile {
    /// Keeps a place beside where the file will be, with room. There must be none yet.
    pub(crate) fn reserve(path: &Path) -> Result<Self, Failure> {
        if path.symlink_metadata().is_ok() {
            return Err(Failure::Input(format!(
                "{} exists already; name a new file, or move that one away",
                path.display()
            )));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        // tempfile gives it mode 0600.
        let mut file = tempfile::Builder::new()
            .suffix(".unfinished")
            .tempfile_in(folder.unwrap_or(Path::new(".")))
            .map_err(|error| refused(path, &error))?;
        written(&mut file, &[b'\n'; ROOM]).map_err(|error| refused(path, &error))?;
        Ok(Self { path: path.to_owned(), file })
    }

    /// Puts the secret there.
    pub(crate) fn keep(mut self, secret: &SecretString) -> Result<PathBuf, NotKept> {
        let lost = |error| NotKept::Lost { place: self.path.clone(), error };
        let line = format!("{}\n", secret.expose_secret());
        written(&mut self.file, line.as_bytes()).map_err(lost)?;
        let Err(taken) = self.file.persist_noclobber(&self.path) else { return Ok(self.path) };
        let (_, found) = taken.file.keep().map_err(|error| lost(error.error))?;
        Err(NotKept::Elsewhere { place: self.path.clone(), error: taken.error, found })
    }
}

/// The secret is not where it should be.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotKept {
    /// It is nowhere.
    #[error("cannot write {}: {error}", .place.display())]
    Lost { place: PathBuf, error: io::Error },
    /// Somebody put another file there meanwhile.
    #[error("{}: {error}; the secret stands in {}", .place.display(), .found.display())]
    Elsewhere { place: PathBuf, error: io::Error, found: PathBuf },
}

/// In place of what was there before, and on the disk.
fn written(file: &mut NamedTempFile, text: &[u8]) -> io::Result<()> {
    file.rewind()?;
    file.write_all(text)?;
    file.as_file().set_len(text.len().try_into().unwrap_or(u64::MAX))?;
    file.as_file().sync_all()
}

fn refused(path: &Path, error: &io::Error) -> Failure {
    Failure::Input(format!("cannot write {}: {error}", path.display()))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_secret_lies_in_a_file_of_its_owner_alone_and_nothing_without_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.secret");
        drop(SecretFile::reserve(&path).unwrap());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        SecretFile::reserve(&path).unwrap().keep(&"zp_x".into()).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "zp_x\n");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(SecretFile::reserve(&path).is_err(), "never over another");
    }

    #[test]
    fn a_file_that_came_between_stays_and_the_secret_is_not_lost() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.secret");
        let reserved = SecretFile::reserve(&path).unwrap();
        std::fs::write(&path, "another").unwrap();
        let told = reserved.keep(&"zp_x".into()).err().unwrap().to_string();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "another");
        let kept = told.rsplit_once("stands in ").unwrap().1;
        assert_eq!(std::fs::read_to_string(kept).unwrap(), "zp_x\n");
    }

    #[test]
    fn a_folder_that_is_not_there_is_told_before_anything_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let told = SecretFile::reserve(&folder.path().join("no/app.secret")).err().unwrap();
        assert!(told.to_string().contains("cannot write"), "{told}");
    }
}
