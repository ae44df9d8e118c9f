//! `zaakpoort restore`: a backup takes the place of a database that is lost, and nothing that was revoked since
//! comes back to life.

use std::fs;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::Path;

use edge::clock::Clock;
use issuer::{AuditLine, IssuerConfig, Restored};

use super::backup::{beside, connection, failed, put};
use super::programs;
use crate::cli::RestoreArgs;
use crate::failure::Failure;
use crate::said::{counted, printable, say};
use crate::settings::{Needs, Settings};

/// How many of a list are shown; the log has the rest.
const SHOWN: usize = 200;

pub(crate) async fn run(config: Option<&Path>, args: &RestoreArgs) -> Result<(), Failure> {
    let settings = Settings::load(config, Needs::Stored)?;
    let config = settings.issuer()?;
    // What cannot be read is no reason to begin.
    let log = log(args.audit.as_deref())?;
    issuer::has_sealing_key(config).map_err(failed)?;
    if let Some(from) = &args.from {
        put_back(config, from).await?;
    }
    let now = Clock::system().now();
    let restored = issuer::restore(config, &log, now).await.map_err(failed)?;
    say(printable(&told(config, &restored, args)))
}

fn log(file: Option<&Path>) -> Result<Vec<AuditLine>, Failure> {
    let Some(file) = file else { return Ok(Vec::new()) };
    let at = file.display();
    let text = fs::read_to_string(file)
        .map_err(|error| Failure::Input(format!("cannot read {at}: {error}")))?;
    issuer::parse_audit(&text).map_err(|why| Failure::Input(format!("{at}: {why}")))
}

/// Puts a copy in the place of the database, which must be empty.
async fn put_back(config: &IssuerConfig, from: &Path) -> Result<(), Failure> {
    let unread = |error| Failure::Input(format!("cannot read {}: {error}", from.display()));
    fs::File::open(from).map_err(unread)?;
    issuer::clear(config).await.map_err(failed)?;
    if let Some(server) = connection(config)? {
        return programs::restore(&server, from);
    }
    let Some(place) = config.database.file() else { return Ok(()) };
    refuse_leftovers(place)?;
    if let Some(folder) = place.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
        made.map_err(|error| Failure::Input(format!("cannot make {}: {error}", folder.display())))?;
    }
    let file = beside(place)?;
    fs::copy(from, file.path()).map_err(unread)?;
    // The mode is copied too, and is its owner's choice; this file is as any database of ours.
    file.as_file().set_permissions(fs::Permissions::from_mode(0o600)).map_err(unread)?;
    issuer::check_copy(file.path()).await.map_err(|error| {
        let place = file.path().display().to_string();
        Failure::Input(error.to_string().replace(&place, &from.display().to_string()))
    })?;
    put(file, place)
}

/// The log of another file of that name would be read into this one.
fn refuse_leftovers(place: &Path) -> Result<(), Failure> {
    for ending in ["-wal", "-shm"] {
        let left = format!("{}{ending}", place.display());
        if Path::new(&left).exists() {
            return Err(Failure::Input(format!(
                "{left} was left by the database that is lost; move it away first, it does not belong to \
                 the backup"
            )));
        }
    }
    Ok(())
}

fn told(config: &IssuerConfig, restored: &Restored, args: &RestoreArgs) -> String {
    let mut told = vec![format!(
        "{} counts again{}.",
        config.database.name(),
        restored.last_known.map(|at| format!(", as it was after {at}")).unwrap_or_default()
    )];
    told.push(
        "Every token, grant and session of before is refused, and new keys sign: clients fetch new tokens, \
         people sign in again."
            .to_owned(),
    );
    if args.without_audit {
        told.push(
            "Without the audit log: a secret, key, API token, client or password that was withdrawn since then COUNTS \
             AGAIN. Withdraw anew what you know of, and rotate what may have leaked: zaakpoort secret list"
                .to_owned(),
        );
    }
    if restored.has_gap {
        told.push(
            "The log that you named begins after the backup ends: what was withdrawn between stands in neither."
                .to_owned(),
        );
    }
    let groups = [
        ("withdrawn once more", "", &restored.withdrawn),
        ("to be looked at", ", for it may allow more than it should", &restored.to_look_at),
        ("lost", ": done since the backup; do it again if it is still wanted", &restored.lost),
    ];
    for (what, why, lines) in groups.iter().filter(|(_, _, lines)| !lines.is_empty()) {
        told.push(format!("\n{} {what}{why}:", counted(lines.len(), "act", "acts")));
        told.extend(lines.iter().take(SHOWN).map(line));
        if lines.len() > SHOWN {
            told.push(format!("  … and {} more, in the log that you named", lines.len() - SHOWN));
        }
    }
    told.push("\nStart the issuers; gateways take everything anew by themselves.".to_owned());
    told.join("\n")
}

fn line(line: &AuditLine) -> String {
    format!("  {}  {}  {}", line.at.format("%F %T"), line.act, line.subject)
}
