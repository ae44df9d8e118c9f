//! The upstream that has the imported secrets too, and what is kept of them for its gateways.

use std::path::Path;

use autorisaties::ClientId;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gateway::config::{CredentialConfig, UpstreamConfig};
use gateway::{UpstreamKey, seal_shared_key};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use crate::commands::gateway::choose;
use crate::failure::Failure;
use crate::settings::{Needs, Settings};

/// An upstream whose gateways will sign with what is imported.
pub(super) struct Sharing {
    upstream: UpstreamConfig,
    key: UpstreamKey,
}

impl Sharing {
    /// The upstream that was named, or the only one.
    pub(super) fn with(config: Option<&Path>, named: Option<&str>) -> Result<Self, Failure> {
        let hint = "; where no upstream of ours has these secrets, say --no-upstream";
        let hinted = |failure: Failure| Failure::Input(format!("{failure}{hint}"));
        let settings = Settings::load(config, Needs::Upstreams).map_err(hinted)?;
        let upstream = choose(settings.gateway()?, named).map_err(hinted)?.clone();
        let CredentialConfig::Zgw { key, .. } = &upstream.credential else {
            return Err(Failure::Input(format!(
                "upstream `{}` shares no secrets with clients: its credential is not of kind \
                 \"zgw\"{hint}",
                upstream.name
            )));
        };
        let key = key.read().map_err(|error| Failure::Input(error.to_string()))?;
        let key = UpstreamKey::new(key).map_err(|error| Failure::Input(error.to_string()))?;
        Ok(Self { upstream, key })
    }

    pub(super) fn upstream(&self) -> &str {
        self.upstream.name.as_str()
    }

    /// A secret as the issuer keeps it for the gateways of the upstream.
    pub(super) fn sealed(&self, client: &str, secret: &SecretString) -> Result<Value, Failure> {
        let name = &self.upstream.name;
        let client = ClientId::parse(client)
            .map_err(|error| Failure::Input(format!("`{client}`: {error}")))?;
        let sealed = seal_shared_key(&self.key, name, &client, secret.expose_secret())
            .map_err(|error| Failure::Input(error.to_string()))?;
        Ok(json!({
            "upstream": name.as_str(),
            "sealed": URL_SAFE_NO_PAD.encode(sealed.sealed),
            "fingerprint": sealed.fingerprint,
        }))
    }
}
