//! `zaakpoort backup` and `zaakpoort restore`

use std::path::PathBuf;

use clap::Args;

pub(super) const BACKUP: &str = "\
Of a SQLite file it is one file, of a moment. Of PostgreSQL it is what pg_dump writes (--format=custom), which must be
installed. Key files are not in it: keep a copy of the sealing key elsewhere, for without it the backup opens nothing.

What was revoked after a backup is not in it either. Have the audit log written elsewhere, often:
  zaakpoort audit export --since 2027-01-31 > audit.jsonl

Examples:
  zaakpoort backup --to /var/backups/zaakpoort/$(date +%F).backup
  zaakpoort restore --from 2027-01-31.backup --audit audit.jsonl      on the new machine";

pub(super) const RESTORE: &str = "\
With the issuers stopped, and the sealing key in its place. Before anything counts again all in one step:
  - every token, refresh token, code and session of before is refused, and new keys sign from now on;
  - what the audit log says was withdrawn since the backup is withdrawn once more: secrets, keys, API tokens, clients,
    applicaties, autorisaties, bindings, registration tokens; people whose password was changed or who were disabled
    are disabled;
  - what may allow more than it should, and what was made since and is lost, is listed.
Until that is done an issuer does not start with a copy that this command, or `backup` of a SQLite file, has made.
A PostgreSQL that was put back in another way (a snapshot, point-in-time recovery) bears no such mark: run this
without --from before its issuers start.

Examples:
  zaakpoort restore --from 2027-01-31.backup --audit audit.jsonl
  zaakpoort restore --audit audit.jsonl                the database lies in its place already";

#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// The file to write, mode 0600. There must be none yet.
    #[arg(long, value_name = "FILE")]
    pub(crate) to: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// The backup; without it what lies in the database's place is one.
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
    /// What `zaakpoort audit export` wrote since the backup, as JSON lines; what is in the backup too does no harm.
    #[arg(long, value_name = "FILE", required_unless_present = "without_audit")]
    pub(crate) audit: Option<PathBuf>,
    /// There is no such log: secrets that were revoked since the backup count again.
    #[arg(long, conflicts_with = "audit")]
    pub(crate) without_audit: bool,
}
