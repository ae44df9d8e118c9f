//! The section `[autorisaties]` of the configuration: the Autorisaties API, and who is told of its
//! changes.

use autorisaties::{ApplicatieId, ClientId};
use edge::config::verification::{self, Keys};
use edge::config::{SecretSource, Section, parse};
use edge::public_url::PublicUrl;
use edge::tls::Verification;
use url::Url;

use crate::paths;

/// Of the Notificaties API, by which it is believed over https.
const KEYS: Keys = Keys { trust: "ca", name: "tls_name" };

/// How the Autorisaties API is served.
#[derive(Debug, Clone)]
pub struct AutorisatiesConfig {
    /// The origin in its URLs.
    pub public_url: PublicUrl,
    /// Which version of the standard.
    pub version: Version,
    /// How refusals are worded.
    pub errors: Errors,
    /// For whom a token must be.
    pub audience: Vec<String>,
    /// Who is told of changes.
    pub notificaties: Option<NotificatiesConfig>,
}

/// A version of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// Without `alleenIsGereedVoorPublicatie`.
    V1_0_0,
    /// With it.
    V1_1_0,
}

impl Version {
    /// As it stands in the header `API-version`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V1_0_0 => "1.0.0",
            Self::V1_1_0 => "1.1.0",
        }
    }
}

/// How refusals of a credential are worded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errors {
    /// 401 with a challenge (RFC 6750).
    Rfc6750,
    /// The 403s that ZGW clients expect.
    Zgw,
}

/// A Notificaties API, and how we are known there.
#[derive(Debug, Clone)]
pub struct NotificatiesConfig {
    /// Its root, such as `https://notificaties.example/api/v1`.
    pub url: Url,
    /// Our client id there.
    pub client_id: ClientId,
    /// With what our ZGW JWTs there are signed.
    pub secret: SecretSource,
    /// How it is known to be the one that is meant.
    pub verification: Verification,
}

impl AutorisatiesConfig {
    /// Reads the section; faults are recorded in it. The origin is what counts when none is named.
    pub fn read(section: &mut Section<'_>, origin: &PublicUrl) -> Option<Self> {
        let usual = Self::usual(origin);
        let public_url =
            section.default("public_url", usual.public_url, parse::text_as(PublicUrl::parse));
        let versions = parse::one_of(&[("1.0.0", Version::V1_0_0), ("1.1.0", Version::V1_1_0)]);
        let version = section.default("version", usual.version, versions);
        let errors = parse::one_of(&[("rfc6750", Errors::Rfc6750), ("zgw", Errors::Zgw)]);
        let errors = section.default("errors", usual.errors, errors);
        let audience = section.optional("audience", parse::list_of(parse::string));
        let notificaties = section.optional_section("notificaties", NotificatiesConfig::read);
        let public_url = public_url?;
        Some(Self {
            audience: audience?.unwrap_or_else(|| vec![public_url.as_str().to_owned()]),
            public_url,
            version: version?,
            errors: errors?,
            notificaties: notificaties?,
        })
    }

    /// What counts when nothing is said.
    pub(crate) fn usual(origin: &PublicUrl) -> Self {
        Self {
            public_url: origin.clone(),
            version: Version::V1_1_0,
            errors: Errors::Rfc6750,
            audience: vec![origin.as_str().to_owned()],
            notificaties: None,
        }
    }

    /// Where an applicatie is found.
    pub(crate) fn applicatie_url(&self, id: ApplicatieId) -> String {
        format!("{}/{id}", self.applicaties_url())
    }

    /// Where applicaties are found.
    pub(crate) fn applicaties_url(&self) -> String {
        self.public_url.join(&format!("{}/applicaties", paths::AUTORISATIES))
    }
}

impl NotificatiesConfig {
    fn read(section: &mut Section<'_>) -> Option<Self> {
        let url = section.required("url", parse::url);
        let client_id = section.required("client_id", parse::text_as(ClientId::parse));
        let secret = section.secret("secret");
        let verification = verification::read(section, KEYS);
        let url = url?;
        verification::only_over_https(section, std::slice::from_ref(&url), KEYS)?;
        Some(Self { url, client_id: client_id?, secret: secret?, verification: verification? })
    }
}
