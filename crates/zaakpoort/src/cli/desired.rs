//! `zaakpoort plan | apply | export`

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{AdminArgs, YesArgs};

/// What the file looks like; clap shows it below the help of both commands that read it.
pub(super) const FILE: &str = "\
Example of a file:
  version: 1
  apis:
    - client_id: kvk-zoeken
      reference: KVK zoeken
      scopes: [kvk.lezen]
  applicaties:
    - label: Zaaksysteem
      autorisaties:
        - component: zrc
          scopes: [zaken.lezen, zaken.bijwerken]
          zaaktype: https://catalogi.gemeente.nl/catalogi/api/v1/zaaktypen/1
          max_vertrouwelijkheidaanduiding: zaakvertrouwelijk
      clients:
        - client_id: zaaksysteem
          accesses:
            - api: kvk-zoeken
              scopes: [kvk.lezen]
          zgw_keys:
            - secret: { file: zaaksysteem.key }
              until: 2027-06-30

Names are those of the admin API; `zaakpoort export` shows every one that is in use. Secrets stand in files or
in variables ({ env: NAME }), never here; those that Zaakpoort makes itself are none of this file's business. An
applicatie is known again by its client ids, so its label may change; one without clients needs an `id`, a
UUID of your own. What is in the file becomes as it is there. What is not in it - applicaties, clients, APIs,
bindings, accesses, public keys - is reported, and goes only with --prune. Users, upstreams and keys that sign
are not kept in it: upstreams stand in the gateway's configuration.";

#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    /// The file; - for stdin.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Count what is not in the file as to be taken away.
    #[arg(long)]
    pub(crate) prune: bool,
    #[command(flatten)]
    pub(crate) admin: AdminArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ApplyArgs {
    /// The file; - for stdin.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Take away what is not in the file, once you say yes.
    #[arg(long)]
    pub(crate) prune: bool,
    #[command(flatten)]
    pub(crate) yes: YesArgs,
    #[command(flatten)]
    pub(crate) admin: AdminArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    #[command(subcommand)]
    pub(crate) what: Option<ExportWhat>,
    /// A new file for it, readable by its owner alone; without it stdout.
    #[arg(long, value_name = "FILE")]
    pub(crate) to: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) admin: AdminArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ExportWhat {
    /// Write a setup configuration of Open Zaak: each client with the secret that gateways sign with there.
    ///
    /// Run it where the gateway's configuration and key are. A client that shares an imported secret with the
    /// upstream is left out, for it is known there already. Applicaties are written too, with
    /// heeft_alle_autorisaties, where the upstream leaves judging to the gateway (applicaties = "all").
    #[command(after_help = "Example:
  zaakpoort export openzaak --to setup_configuration.yaml
Then, at Open Zaak:
  src/manage.py setup_configuration --yaml-file setup_configuration.yaml")]
    Openzaak(OpenZaakArgs),
}

#[derive(Debug, Args)]
pub(crate) struct OpenZaakArgs {
    /// A new file for it, readable by its owner alone: it holds secrets.
    #[arg(long, value_name = "FILE")]
    pub(crate) to: PathBuf,
    /// The upstream, if the configuration has more than one.
    #[arg(long, value_name = "NAME")]
    pub(crate) upstream: Option<String>,
    #[command(flatten)]
    pub(crate) yes: YesArgs,
    #[command(flatten)]
    pub(crate) admin: AdminArgs,
}
