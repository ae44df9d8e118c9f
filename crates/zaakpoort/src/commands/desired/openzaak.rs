//! `zaakpoort export openzaak`: a setup configuration of Open Zaak, with the secret of each client that
//! gateways derive for it.

use std::fmt::Write as _;
use std::path::Path;

use gateway::config::{Applicaties, CredentialConfig, UpstreamConfig};
use secrecy::ExposeSecret as _;
use serde_json::Value;

use super::export::keep;
use super::merge::text;
use super::state::APPLICATIES;
use super::written::scalar;
use crate::admin::Session;
use crate::cli::OpenZaakArgs;
use crate::commands::gateway::{choose, secret_at};
use crate::consent;
use crate::failure::Failure;
use crate::said::{self, counted};
use crate::settings::{Needs, Settings};

pub(super) async fn export(config: Option<&Path>, args: &OpenZaakArgs) -> Result<(), Failure> {
    let settings = Settings::load(config, Needs::Upstreams)?;
    let upstream = choose(settings.gateway()?, args.upstream.as_deref())?;
    if !matches!(upstream.credential, CredentialConfig::Zgw { .. }) {
        return Err(Failure::Input(format!(
            "upstream `{}` needs no secret per client: its credential is not of kind \"zgw\"",
            upstream.name
        )));
    }
    let session = Session::open(&args.admin, config).await?;
    let mut parts = Parts::default();
    let take =
        |page: Vec<Value>| page.iter().try_for_each(|one| parts.take(one, upstream)).map(|()| true);
    session.pages(APPLICATIES, &[("limit", "250".to_owned())], take).await?;
    let count = counted(parts.secrets, "secret", "secrets");
    let question = format!(
        "{} gets {count} in clear, with which anybody may do at `{}` whatever that lets the client do.",
        args.to.display(),
        upstream.name
    );
    consent::demand(&question, &args.yes)?;
    keep(&args.to, &parts.whole(upstream))?;
    for client in &parts.shared {
        said::remark(format_args!(
            "left out: {client} shares an imported secret with `{}`, which knows it already",
            upstream.name
        ));
    }
    Ok(())
}

/// What is written, in its two parts.
#[derive(Default)]
struct Parts {
    credentials: String,
    applicaties: String,
    secrets: usize,
    shared: Vec<String>,
}

impl Parts {
    fn take(&mut self, there: &Value, upstream: &UpstreamConfig) -> Result<(), Failure> {
        let clients = there["clients"].as_array().into_iter().flatten();
        let ids: Vec<&str> = clients.clone().map(|client| text(client, "client_id")).collect();
        for client in clients {
            let id = text(client, "client_id");
            let mut shared = client["shared_with_upstreams"].as_array().into_iter().flatten();
            if shared.any(|name| *name == upstream.name.as_str()) {
                self.shared.push(id.to_owned());
                continue;
            }
            let secret = secret_at(upstream, id)?;
            let secret = scalar(secret.expose_secret());
            let _ = write!(
                self.credentials,
                "    - identifier: {}\n      secret: {secret}\n",
                scalar(id)
            );
            self.secrets += 1;
        }
        if !ids.is_empty() {
            let ids: Vec<String> = ids.into_iter().map(scalar).collect();
            let _ = write!(
                self.applicaties,
                "    - uuid: {}\n      client_ids: [{}]\n      label: {}\n      heeft_alle_autorisaties: true\n",
                scalar(text(there, "id")),
                ids.join(", "),
                scalar(text(there, "label"))
            );
        }
        Ok(())
    }

    fn whole(&self, upstream: &UpstreamConfig) -> String {
        let mut whole = format!(
            "# A setup configuration of Open Zaak, for what Zaakpoort calls `{}`. It holds secrets.\n\
             # src/manage.py setup_configuration --yaml-file FILE\n",
            upstream.name
        );
        section("vng_api_common_credentials", &self.credentials, &mut whole);
        match upstream.applicaties {
            Applicaties::All => {
                whole.push_str(
                    "# The gateway judges, and must be the only way there: each may do everything.\n",
                );
                section("vng_api_common_applicaties", &self.applicaties, &mut whole);
            }
            Applicaties::Manual => {
                whole
                    .push_str("# Applicaties are kept there by hand (applicaties = \"manual\").\n");
            }
            Applicaties::Mirror => whole.push_str(
                "# Applicaties are kept there by the issuer (applicaties = \"mirror\").\n",
            ),
        }
        whole
    }
}

fn section(name: &str, items: &str, whole: &mut String) {
    let items =
        if items.is_empty() { "  items: []\n".to_owned() } else { format!("  items:\n{items}") };
    let _ = write!(whole, "{name}_config_enable: true\n{name}:\n{items}");
}
