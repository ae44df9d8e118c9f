//! `[issuer.webhook]`: who is told of what needs care, beside the log.

use edge::config::verification::{self, Keys};
use edge::config::{SecretSource, Section, parse};
use edge::tls::Verification;
use url::Url;

/// By which it is believed over https.
const KEYS: Keys = Keys { trust: "ca", name: "tls_name" };

/// Where messages go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookConfig {
    /// What is posted to.
    pub url: Url,
    /// With what messages are signed.
    pub secret: SecretSource,
    /// How it is known to be the one that is meant.
    pub verification: Verification,
}

impl WebhookConfig {
    /// Reads the section; faults are recorded in it.
    pub(super) fn read(section: &mut Section<'_>) -> Option<Self> {
        let url = section.required("url", parse::url);
        let secret = section.secret("secret");
        let verification = verification::read(section, KEYS);
        let url = url?;
        verification::only_over_https(section, std::slice::from_ref(&url), KEYS)?;
        Some(Self { url, secret: secret?, verification: verification? })
    }
}
