//! `zaakpoort explain …`

use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::AdminArgs;

pub(crate) const HELP: &str = "\
A gateway answers, by the steps that would decide the request itself. It looks up what the verdict hangs
on, and does nothing else at the upstream; so a write may be tried as it stands. That it was asked is in
the audit log; what the caller shows is in no log.

Examples:
  zaakpoort explain --client meldingen --url https://zaken.gemeente.example/zaken/api/v1/zaken/…
  zaakpoort explain --client meldingen --scope 'zaken.lezen' --url https://…
  zaakpoort explain --token-file token.txt --url 'https://…/zaken?page=2' --header 'Accept-Crs: EPSG:4326'
  zaakpoort explain --client meldingen --method POST --body zaak.json --url https://…/zaken/api/v1/zaken";

/// A request, and who would make it.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("who").required(true)))]
pub(crate) struct ExplainArgs {
    /// The URL, as the client asks for it: with the public name, and its query.
    #[arg(long)]
    pub(crate) url: String,
    /// The method.
    #[arg(long, default_value = "GET")]
    pub(crate) method: String,
    /// A file with what the caller shows: a token, an API token, a ZGW JWT, or the whole value of its
    /// `Authorization` header.
    #[arg(long, value_name = "FILE", group = "who")]
    pub(crate) token_file: Option<PathBuf>,
    /// Or the client that calls, as with a token that it fetched this moment.
    #[arg(long, value_name = "CLIENT_ID", group = "who")]
    pub(crate) client: Option<String>,
    /// The scopes of that token; without them all that the client may have.
    #[arg(long, requires = "client")]
    pub(crate) scope: Option<String>,
    /// A header of the request; may be repeated.
    #[arg(long = "header", value_name = "NAME: VALUE")]
    pub(crate) headers: Vec<String>,
    /// A file with the body of the request, which is sent as application/json unless a header says otherwise.
    #[arg(long, value_name = "FILE")]
    pub(crate) body: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) admin: AdminArgs,
}
