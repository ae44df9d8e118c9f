//! `zaakpoort secret …`

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{AdminArgs, YesArgs};
use crate::beginning::Beginning;
use crate::ending::Ending;

#[derive(Debug, Subcommand)]
pub(crate) enum SecretCommand {
    /// Make a secret. It is shown once, and valid at once beside those that are there.
    #[command(after_help = "Examples:
  zaakpoort secret create meldingen --label productie
  zaakpoort secret create meldingen --not-before 2027-01-01 --expires 2027-12-31 --to meldingen.secret")]
    Create {
        /// The client's id.
        client_id: String,
        /// The first day, from its beginning in UTC, or the moment, from which on it may be used;
        /// without it at once.
        #[arg(long, value_name = "DATE", value_parser = Beginning::parse)]
        not_before: Option<Beginning>,
        #[command(flatten)]
        new: NewSecretArgs,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// List the secrets of a client, newest first, with their ends; or those of all clients that need care.
    ///
    /// What they are is never shown. Public keys, keys of ZGW JWTs and API tokens stand in the same list. When
    /// each was last used is right to within a minute or two. Without a client, or with --expiring, --unused or
    /// --kind, the list has what counts now or will; with a client alone also what has ended or was revoked.
    #[command(after_help = "Examples:
  zaakpoort secret list meldingen
  zaakpoort secret list --expiring 30d    what must be rotated this month
  zaakpoort secret list --unused 90d      what nobody seems to need
  zaakpoort secret list --kind zgw_hs256  who still signs ZGW JWTs, until when, and when last")]
    List {
        /// The client's id; without it all clients.
        client_id: Option<String>,
        /// Those that end within this time, such as 30d, the first to end first.
        #[arg(long, value_name = "TIME", value_parser = span)]
        expiring: Option<u32>,
        /// Those that nobody has used for this long, such as 90d, though they are as old.
        #[arg(long, value_name = "TIME", value_parser = span)]
        unused: Option<u32>,
        /// Those of a kind: secret, gateway, api, api_token, zgw_hs256, public_key or jwks_uri.
        #[arg(long)]
        kind: Option<String>,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Make a secret in the place of those that are there, which go on until the overlap ends.
    #[command(
        after_help = "Example:\n  zaakpoort secret rotate meldingen --overlap 14d --to meldingen.secret"
    )]
    Rotate {
        /// The client's id.
        client_id: String,
        /// How long the old ones go on, as 14d, 12h or 30m; 0 for not at all.
        #[arg(long, value_name = "TIME", default_value = "14d", value_parser = overlap)]
        overlap: u32,
        #[command(flatten)]
        new: NewSecretArgs,
        #[command(flatten)]
        yes: YesArgs,
        #[command(flatten)]
        admin: AdminArgs,
    },
    /// Revoke a secret. It and every token that came of it are refused within a second.
    ///
    /// So are keys and API tokens revoked. The last one of its kind that counts goes only with --force: whoever
    /// uses it stands outside then. Before an emergency, `secret rotate` brings another one into use.
    #[command(after_help = "Examples:
  zaakpoort secret revoke meldingen AbCdEfGhIjKl
  zaakpoort secret revoke meldingen AbCdEfGhIjKl --force    it is in wrong hands, and the only one")]
    Revoke {
        /// The client's id.
        client_id: String,
        /// The secret's id: the twelve characters behind `zp_`.
        #[arg(allow_hyphen_values = true)]
        secret: String,
        /// Also if it is the last of its kind that counts.
        #[arg(long)]
        force: bool,
        #[command(flatten)]
        admin: AdminArgs,
    },
}

#[derive(Debug, Clone, Args)]
pub(crate) struct NewSecretArgs {
    /// Where it is used, so that you know it again.
    #[arg(long, default_value = "")]
    pub(crate) label: String,
    /// The last day, which counts to its end in UTC, or the moment, that it may be used; without it
    /// until it is revoked.
    #[arg(long, value_name = "DATE", value_parser = Ending::parse)]
    pub(crate) expires: Option<Ending>,
    /// Write it to a new file that only you can read, instead of showing it.
    #[arg(long, value_name = "FILE")]
    pub(crate) to: Option<PathBuf>,
}

/// A time with its unit, in seconds; none is no answer here.
fn span(text: &str) -> Result<u32, String> {
    overlap(text)
        .ok()
        .filter(|seconds| *seconds > 0)
        .ok_or_else(|| "write a time with its unit (s, m, h, d or w), such as 30d".to_owned())
}

/// A time with its unit, in seconds.
fn overlap(text: &str) -> Result<u32, String> {
    let units = [('s', 1), ('m', 60), ('h', 3_600), ('d', 86_400), ('w', 604_800)];
    if text == "0" {
        return Ok(0);
    }
    let scaled = units.iter().find_map(|(unit, seconds)| {
        let count: u32 = text.strip_suffix(*unit)?.parse().ok()?;
        count.checked_mul(*seconds)
    });
    scaled
        .ok_or_else(|| "write a time with its unit (s, m, h, d or w), such as 14d; or 0".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_overlap_is_a_time_with_its_unit() {
        for (text, seconds) in [("14d", 1_209_600), ("2w", 1_209_600), ("90s", 90), ("0", 0)] {
            assert_eq!(overlap(text), Ok(seconds), "{text}");
        }
        for text in ["", "14", "d", "-1d", "1.5h", "99999999999d", "14 d", "1y"] {
            assert!(overlap(text).is_err(), "{text}");
        }
    }
}
