//! Where the journal writes to: a stream, or a file that may be moved away at any time.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How often it is looked whether the file is still there, and what was written is put on the disk.
const LOOK: Duration = Duration::from_secs(1);

/// Where lines go.
pub(crate) enum Out {
    /// What this process was given, by a name for people.
    Stream(&'static str, File),
    /// A file by its path.
    File(Moved),
}

/// A file, and when it was last looked at. Whoever moves it away (logrotate) need not tell us.
pub(crate) struct Moved {
    path: PathBuf,
    file: Option<File>,
    looked: Instant,
    /// Something was written that may not be on the disk yet.
    unsettled: bool,
}

impl Out {
    /// What another part of this process writes to as well.
    pub(crate) fn beside(name: &'static str, stream: impl AsFd) -> io::Result<Self> {
        Ok(Self::stream(name, stream.as_fd().try_clone_to_owned()?))
    }

    pub(crate) fn stream(name: &'static str, stream: OwnedFd) -> Self {
        Self::Stream(name, File::from(stream))
    }

    /// A file, which is made if it is not there.
    pub(crate) fn file(path: &Path) -> io::Result<Self> {
        let file = Some(open(path)?);
        let path = path.to_owned();
        Ok(Self::File(Moved { path, file, looked: Instant::now(), unsettled: false }))
    }

    /// Writes as much as it can.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match self {
            Self::Stream(_, stream) => stream.write(bytes),
            Self::File(file) => file.write(bytes),
        };
        match written {
            Ok(0) => Err(io::ErrorKind::WriteZero.into()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(0),
            written => written,
        }
    }

    /// Puts what was written on the disk.
    pub(super) fn settle(&mut self) {
        if let Self::File(file) = self {
            file.settle();
        }
    }
}

impl Moved {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.looked.elapsed() >= LOOK {
            self.look();
        }
        let mut file = match self.file.take() {
            Some(file) => file,
            None => open(&self.path)?,
        };
        let written = file.write(bytes);
        self.unsettled |= written.is_ok();
        self.file = Some(file);
        written
    }

    /// Lets go of a file that has another name by now, or none.
    fn look(&mut self) {
        self.settle();
        self.looked = Instant::now();
        let which = |of: fs::Metadata| (of.dev(), of.ino());
        let ours = self.file.as_ref().and_then(|file| file.metadata().ok()).map(which);
        if ours.is_none() || fs::metadata(&self.path).ok().map(which) != ours {
            self.file = None;
        }
    }

    fn settle(&mut self) {
        if std::mem::take(&mut self.unsettled)
            && let Some(file) = &self.file
        {
            // What cannot be put there now, the system will put there later or say so at a write.
            let _ = file.sync_data();
        }
    }
}

/// For who runs the gateway alone: a decision says who did what.
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).create(true).mode(0o600).open(path)
}

impl fmt::Display for Out {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stream(name, _) => f.write_str(name),
            Self::File(file) => write!(f, "{}", file.path.display()),
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn looks_again(out: &mut Out) {
        let Out::File(file) = out else { panic!("it is a file") };
        file.looked = file.looked.checked_sub(LOOK).unwrap();
    }

    #[test]
    fn a_file_is_added_to_and_is_for_nobody_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("d.jsonl");
        Out::file(&path).unwrap().write(b"one\n").unwrap();
        Out::file(&path).unwrap().write(b"two\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "one\ntwo\n");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_file_that_was_moved_away_or_removed_is_made_anew_within_a_second() {
        let folder = tempfile::tempdir().unwrap();
        let [path, moved] = ["d.jsonl", "d.jsonl.1"].map(|name| folder.path().join(name));
        let mut out = Out::file(&path).unwrap();
        out.write(b"one\n").unwrap();
        fs::rename(&path, &moved).unwrap();
        out.write(b"two\n").unwrap();
        assert_eq!(fs::read_to_string(&moved).unwrap(), "one\ntwo\n", "until it is looked again");
        looks_again(&mut out);
        out.write(b"three\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "three\n");
        fs::remove_file(&path).unwrap();
        looks_again(&mut out);
        out.write(b"four\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "four\n");
    }

    #[test]
    fn a_path_that_leads_nowhere_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Out::file(&folder.path().join("missing/d.jsonl")).is_err());
    }
}
