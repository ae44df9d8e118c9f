//! `zaakpoort audit …`

use clap::{Args, Subcommand};

use super::AdminArgs;
use crate::beginning::Beginning;

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// List who did what, to what, when and from where; the newest first.
    #[command(after_help = "Examples:
  zaakpoort audit list                                     the last hundred
  zaakpoort audit list --subject meldingen                 what became of a client, its secrets included
  zaakpoort audit list --act secret --since 2027-01-01     every act on a secret this year
  zaakpoort audit list --actor zaakpoort                   what happened by itself")]
    List {
        #[command(flatten)]
        which: AuditArgs,
        /// How many at most.
        #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
        limit: u32,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Write the log as JSON lines, the oldest first: for a SIEM, or to keep it elsewhere.
    ///
    /// Each line has what the thing was before and after, where that says more than the act; never a secret.
    /// How long the log is kept here is issuer.audit_retention.
    #[command(after_help = "Examples:
  zaakpoort audit export --since 2027-01-01 --until 2027-02-01 > 2027-01.jsonl
  zaakpoort audit export --act token.revoke | jq .subject")]
    Export {
        #[command(flatten)]
        which: AuditArgs,
        #[command(flatten)]
        admin: AdminArgs,
    },
}

/// Which lines.
#[derive(Debug, Args)]
pub(crate) struct AuditArgs {
    /// Those of this client or user, by id; `zaakpoort` for what happened by itself.
    #[arg(long, value_name = "ID")]
    pub(crate) actor: Option<String>,
    /// One act, such as secret.create, or all on a kind of thing, such as secret.
    #[arg(long)]
    pub(crate) act: Option<String>,
    /// One thing, by its id, and what belongs to it.
    #[arg(long, value_name = "ID")]
    pub(crate) subject: Option<String>,
    /// From this day, in UTC, or moment on.
    #[arg(long, value_name = "DATE", value_parser = Beginning::parse)]
    pub(crate) since: Option<Beginning>,
    /// Before this day or moment.
    #[arg(long, value_name = "DATE", value_parser = Beginning::parse)]
    pub(crate) until: Option<Beginning>,
}
