//! `zaakpoort doctor`

use std::path::PathBuf;

use clap::Args;

pub(super) const HELP: &str = "\
Run it on the server, as the user that zaakpoort runs as, before a start, after an upgrade, and when something is odd. It
changes nothing. Of an issuer it looks at secrets and their modes, the database (there, up to date, writable, room), whether
the sealing key opens it, the certificate, clocks, the last backup, and what is told under issuer.public_url. Of a
gateway: secrets, room, whether the issuer knows it, and of each upstream whether it lets the gateway in and what it calls
its objects. Of both: whether metrics are told, and whether the collector takes traces.

Exit code 0: all is well. 1: something is to be done, and the line says what. 2: the configuration has faults.

Examples:
  zaakpoort doctor
  zaakpoort --config /etc/zaakpoort/gateway.toml doctor --json | jq '.findings[] | select(.state == \"amiss\")'";

#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    /// The authority that signed what is shown under issuer.public_url, as a PEM file; without it, gateway.issuer_ca if that is
    /// configured here, else those that this system trusts.
    #[arg(long, value_name = "FILE", env = "ZAAKPOORT_CA")]
    pub(crate) ca: Option<PathBuf>,
    /// Print JSON, for machines.
    #[arg(long)]
    pub(crate) json: bool,
}
