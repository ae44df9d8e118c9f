//! The first gateway's credential on its way from the issuer that made it to the gateway.
//!
//! It is written just before the database is committed, and never over another's file. A first
//! start that is killed in between leaves a file that opens nothing. So a note stands beside the
//! file until the commit, with the database's name in it: only a file with this database's own
//! note may be replaced.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use edge::config::SecretSource;
use secrecy::SecretString;

use crate::key_files;

/// Where the first gateway's credential is left.
#[derive(Debug, Clone)]
pub(crate) struct Handover {
    gateway: Option<SecretSource>,
    database: String,
}

impl Handover {
    /// From the database of this name to where the gateway looks for its credential.
    pub(crate) fn new(gateway: Option<SecretSource>, database: String) -> Self {
        Self { gateway, database }
    }

    /// Refuses a first start when another one has left its credential already.
    pub(crate) fn refuse_a_second(&self) -> io::Result<()> {
        match &self.gateway {
            Some(SecretSource::File(path)) if path.exists() && !self.noted(path) => {
                Err(self.in_the_way(path))
            }
            _ => Ok(()),
        }
    }

    /// Leaves the credential where the gateway reads it; called under the database's write lock.
    pub(crate) fn leave(&self, credential: &SecretString) -> io::Result<()> {
        let Some(SecretSource::File(path)) = &self.gateway else { return Ok(()) };
        if self.noted(path) {
            remove(path)?;
        } else if path.exists() {
            return Err(self.in_the_way(path));
        } else {
            key_files::write(&note(path), &self.database.clone().into())
                .map_err(|error| io::Error::other(format!("{}: {error}", note(path).display())))?;
        }
        key_files::write(path, credential).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => self.in_the_way(path),
            _ => io::Error::other(format!("{}: {error}", path.display())),
        })
    }

    /// Where a person must put the credential, in a sentence; none when a file takes it.
    pub(crate) fn by_hand(&self) -> Option<String> {
        match &self.gateway {
            Some(SecretSource::File(_)) => None,
            Some(SecretSource::Env(name)) => {
                Some(format!("Put it in the variable {name} of the gateway's environment."))
            }
            None => Some(
                "Put it where gateway.credential points on the gateway's machine: in a file of \
                 mode 0600, or in a variable of its environment."
                    .to_owned(),
            ),
        }
    }

    /// Takes the note away: the database is committed, and the credential holds.
    pub(crate) fn finish(&self) -> io::Result<()> {
        match &self.gateway {
            Some(SecretSource::File(path)) if self.noted(path) => remove(&note(path)),
            _ => Ok(()),
        }
    }

    fn in_the_way(&self, path: &Path) -> io::Error {
        let (path, database) = (path.display(), &self.database);
        io::Error::new(
            ErrorKind::AlreadyExists,
            format!(
                "{path} exists already, but the database {database} is not there or holds nothing: \
                 if it was lost, restore its backup and start again; to begin anew, move that file \
                 away, or point gateway.credential elsewhere"
            ),
        )
    }

    /// Whether a first start of this very database wrote the file, or was about to.
    fn noted(&self, path: &Path) -> bool {
        fs::read_to_string(note(path)).is_ok_and(|name| name == self.database)
    }
}

fn note(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".first-start");
    PathBuf::from(name)
}

/// Removes a file that may be gone already.
fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn handover(folder: &TempDir, database: &str) -> Handover {
        let source = SecretSource::File(folder.path().join("gateway.secret"));
        Handover::new(Some(source), database.to_owned())
    }

    fn left_in(folder: &TempDir) -> String {
        fs::read_to_string(folder.path().join("gateway.secret")).unwrap()
    }

    #[test]
    fn a_credential_is_left_and_no_note_stays_behind() {
        let folder = tempfile::tempdir().unwrap();
        let handover = handover(&folder, "a.db");
        handover.leave(&"zp_a".into()).unwrap();
        handover.finish().unwrap();
        assert_eq!(left_in(&folder), "zp_a");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_a_killed_first_start_left_is_replaced_by_the_next() {
        let folder = tempfile::tempdir().unwrap();
        handover(&folder, "a.db").leave(&"zp_lost".into()).unwrap();
        handover(&folder, "a.db").leave(&"zp_a".into()).unwrap();
        assert_eq!(left_in(&folder), "zp_a");
    }

    #[test]
    fn what_another_databases_first_start_left_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        handover(&folder, "a.db").leave(&"zp_a".into()).unwrap();
        handover(&folder, "b.db").finish().unwrap();
        let refused = handover(&folder, "b.db").leave(&"zp_b".into()).unwrap_err();
        assert!(refused.to_string().contains("gateway.secret exists already"), "{refused}");
        assert_eq!(left_in(&folder), "zp_a");
    }

    #[test]
    fn a_credential_in_use_is_refused_also_when_it_was_left_by_a_first_start() {
        let folder = tempfile::tempdir().unwrap();
        let handover = handover(&folder, "a.db");
        handover.leave(&"zp_a".into()).unwrap();
        handover.finish().unwrap();
        handover.leave(&"zp_again".into()).unwrap_err();
        assert_eq!(left_in(&folder), "zp_a");
    }
}
