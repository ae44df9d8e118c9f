//! `zaakpoort audit …`

use clap::{Args, Subcommand};

use super::AdminArgs;
use crate::beginning::Beginning;

const LIST_EXAMPLES: &str = "Examples:
  zaakpoort audit list                                     the last hundred
  zaakpoort audit list --subject meldingen                 what became of a client, its secrets included
  zaakpoort audit list --act secret --since 2027-01-01     every act on a secret this year
  zaakpoort audit list --actor zaakpoort                   what happened by itself
  zaakpoort audit list --act client.change --diff          which settings were changed, from what to what
  zaakpoort audit list --act token.refuse                  who was refused a token, why, and how often";

/// The examples, and every act.
#[cfg(feature = "issuer")]
fn long_help() -> String {
    let acts = issuer::acts().map(|(name, meaning)| format!("  {name:25}{meaning}"));
    format!("{LIST_EXAMPLES}\n\nActs:\n{}", acts.collect::<Vec<_>>().join("\n"))
}

/// A gateway alone knows no acts; the issuer's build lists them.
#[cfg(not(feature = "issuer"))]
const fn long_help() -> &'static str {
    LIST_EXAMPLES
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// List who did what, to what, when and from where; the newest first.
    ///
    /// What a thing was before an act and after it stands in the answer as JSON (--json), and with --diff.
    /// Tokens that a client gets in its own name are counted, one line for each client and hour
    /// (token.issue), and so is what is refused, for each minute (token.refuse, user.refuse); a token that
    /// speaks for a person has a line of its own.
    #[command(after_help = LIST_EXAMPLES, after_long_help = long_help())]
    List {
        #[command(flatten)]
        which: AuditArgs,
        /// How many at most.
        #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
        limit: u32,
        /// Under each line what it changed: - for what was, + for what is.
        #[arg(long)]
        diff: bool,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Write the log as JSON lines, the oldest first: for a SIEM, or to keep it elsewhere.
    ///
    /// Each line has what the thing was before and after; never a secret.
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
