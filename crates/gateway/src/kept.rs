//! The last state, kept on disk for a start while the issuer is away: sealed, in the feed's own words.
//!
//! The file holds a snapshot and the changes behind it as they came, with the moments at which the
//! issuer confirmed them. Every frame of it opens only behind the one before it, in the file of
//! this gateway of this issuer. So any beginning of it is a state that was once true, as of a
//! moment that it names; what is cut off, changed or put back can only be older, and how old a
//! state may be is judged where all states are (`state::Live`).

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use autorisaties::Compiler;
use edge::config::SecretError;
use edge::sealing::{SealingError, SealingKeys};

use crate::config::{GatewayConfig, KeptConfig};
use crate::state::{Confirmed, State};

mod frames;
mod keeper;
mod replay;
mod scribe;
mod wire;
mod writer;

use frames::Seal;
pub(crate) use keeper::Keeper;
use writer::Writer;

/// How often a confirmation is written down, if nothing else is.
const CONFIRM: Duration = Duration::from_secs(5);

/// The place of the kept state, for as long as the process runs.
#[derive(Debug)]
pub(crate) struct Kept(Option<Place>);

#[derive(Debug)]
struct Place {
    path: PathBuf,
    seal: Seal,
    confirm_every: Duration,
    /// Held until the process ends, also when it is killed.
    lock: File,
}

/// A state that was found, and when it was last confirmed.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) state: State,
    pub(crate) confirmed: Confirmed,
}

/// Why no state can be kept.
#[derive(Debug, thiserror::Error)]
pub enum KeptError {
    /// The key cannot be read.
    #[error(
        "gateway.state_key: {0}; `openssl rand -base64 32` makes a key, and without its file the gateway makes one"
    )]
    Key(#[from] SecretError),
    /// The key is none.
    #[error("gateway.state_key: {0}")]
    BadKey(#[from] SealingError),
    /// Another gateway has it.
    #[error(
        "another gateway keeps its state in {} (gateway.state); give each a file of its own, or stop the other",
        .0.display()
    )]
    InUse(PathBuf),
    /// It cannot be written.
    #[error(
        "{} (gateway.state) cannot be written: {source}; name a file in a folder of the gateway's own, or set gateway.state = \"\" to keep none",
        .path.display()
    )]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl Kept {
    /// Keeps nothing.
    #[cfg(test)]
    pub(crate) const fn nowhere() -> Self {
        Self(None)
    }

    /// Takes the place for this process; what lies there is not looked at yet.
    pub(crate) fn take(config: &GatewayConfig) -> Result<Self, KeptError> {
        let KeptConfig::At { path, key } = &config.state else { return Ok(Self(None)) };
        let keys = SealingKeys::parse(&[key.read()?])?;
        let seal = Seal::new(keys, &config.issuer, &config.client_id);
        let lock = lock(path)?;
        let confirm_every = CONFIRM.min(config.max_staleness / 10);
        Ok(Self(Some(Place { path: path.clone(), seal, confirm_every, lock })))
    }

    /// Reads what was kept, and keeps what comes from now on. It blocks.
    pub(crate) fn open(self, compiler: &mut Compiler) -> (Option<Found>, Keeper) {
        let Some(Place { path, seal, confirm_every, lock }) = self.0 else {
            return (None, Keeper::nowhere());
        };
        let (found, at) = match replay::read(&path, &seal, compiler) {
            Ok(None) => (None, None),
            Ok(Some((found, at))) => (Some(found), Some(at)),
            Err(reason) => {
                tracing::warn!(
                    path = %path.display(), %reason,
                    "the kept state is not used; the issuer is asked for all of it"
                );
                (None, None)
            }
        };
        (found, Keeper::start(Writer::new(path, seal, at), lock, confirm_every))
    }
}

/// One gateway per file. The lock lies beside it, because the file itself is replaced.
fn lock(path: &Path) -> Result<File, KeptError> {
    let unwritable = |source| KeptError::Unwritable { path: path.to_owned(), source };
    let folder = folder_of(path);
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(unwritable)?;
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false).mode(0o600);
    let file = options.open(beside(path, "lock")).map_err(unwritable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(KeptError::InUse(path.to_owned())),
        Err(TryLockError::Error(source)) => Err(unwritable(source)),
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A file of the same name and one more ending.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
