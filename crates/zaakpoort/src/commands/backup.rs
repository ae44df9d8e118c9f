//! `zaakpoort backup`: a copy of the database while it is in use, whole or not there.

use std::fs::File;
use std::path::Path;

use edge::clock::Clock;
use edge::config::SecretSource;
use issuer::IssuerConfig;
use tempfile::NamedTempFile;

use super::programs;
use crate::cli::BackupArgs;
use crate::failure::Failure;
use crate::said::{remark, say};
use crate::settings::{Needs, Settings};

pub(crate) async fn run(config: Option<&Path>, args: &BackupArgs) -> Result<(), Failure> {
    let settings = Settings::load(config, Needs::Stored)?;
    let config = settings.issuer()?;
    if args.to.symlink_metadata().is_ok() {
        let to = args.to.display();
        return Err(Failure::Input(format!("{to} exists already; name a new file")));
    }
    // A copy that nobody can open is none.
    issuer::opens(config).await.map_err(failed)?;
    let file = beside(&args.to)?;
    match connection(config)? {
        None => issuer::copy(config, file.path()).await.map_err(failed)?,
        Some(server) => programs::dump(&server, file.path())?,
    }
    put(file, &args.to)?;
    let to = args.to.display().to_string();
    if let Err(error) = issuer::note_backup(config, &to, Clock::system().now()).await {
        remark(format_args!("the audit log has no line of this backup: {error}"));
    }
    say(format_args!("{} is in {to}, whole.\n{}", config.database.name(), beside_it(config)))
}

/// What a backup is worth nothing without.
fn beside_it(config: &IssuerConfig) -> String {
    let key = match &config.sealing_key {
        SecretSource::File(file) => file.display().to_string(),
        SecretSource::Env(name) => format!("the variable {name}"),
    };
    format!(
        "It opens with the sealing key alone ({key}): keep a copy of that elsewhere, with the upstream keys.\n\
         What is revoked from now on is not in it: zaakpoort audit export"
    )
}

/// A new file of its owner alone, in the folder of the one that is to be.
pub(super) fn beside(path: &Path) -> Result<NamedTempFile, Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    tempfile::Builder::new()
        .suffix(".unfinished")
        .tempfile_in(folder.unwrap_or(Path::new(".")))
        .map_err(|error| unwritten(path, &error))
}

/// Gives a file its name once it is on the disk; never over another.
pub(super) fn put(file: NamedTempFile, path: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| unwritten(path, &error);
    // What others wrote there, under the name that it has so far.
    File::open(file.path()).and_then(|written| written.sync_all()).map_err(failed)?;
    file.persist_noclobber(path).map_err(|error| failed(error.error))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))
        .and_then(|folder| folder.sync_all())
        .map_err(failed)
}

fn unwritten(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Input(format!("cannot write {}: {error}", path.display()))
}

/// How PostgreSQL's own programs connect; none of a SQLite file.
pub(super) fn connection(config: &IssuerConfig) -> Result<Option<issuer::Programs>, Failure> {
    config
        .database
        .for_programs()
        .map_err(|error| Failure::Input(format!("issuer.database_password: {error}")))
}

#[expect(clippy::needless_pass_by_value, reason = "it is the argument of map_err")]
pub(super) fn failed(error: issuer::RestoringError) -> Failure {
    Failure::Start(error.to_string())
}
