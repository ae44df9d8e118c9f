//! The section `[autorisaties]` of the configuration: the Autorisaties API, and who is told of its
//! changes.

use autorisaties::{ApplicatieId, ClientId};
use edge::config::verification::{self, Keys};
use edge::config::{SecretSource, Section, Value, parse};
use edge::public_url::PublicUrl;
use edge::tls::Verification;
use url::Url;

use crate::paths;

/// Of the Notificaties API, by which it is believed over https.
const KEYS: Keys = Keys { trust: "ca", name: "tls_name" };
/// Under its root, where messages are taken.
pub(crate) const NOTIFICATIES: &str = "/notificaties";

/// How the Autorisaties API is served.
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// Reads the section; faults are recorded in it. The origin is what counts when none is named;
    /// the issuer's is where its admin API is.
    pub fn read(section: &mut Section<'_>, origin: &PublicUrl, issuer: &PublicUrl) -> Option<Self> {
        let usual = Self::usual(origin);
        let public_url =
            section.default("public_url", usual.public_url, parse::text_as(PublicUrl::parse));
        let versions = parse::one_of(&[("1.0.0", Version::V1_0_0), ("1.1.0", Version::V1_1_0)]);
        let version = section.default("version", usual.version, versions);
        let errors = parse::one_of(&[("rfc6750", Errors::Rfc6750), ("zgw", Errors::Zgw)]);
        let errors = section.default("errors", usual.errors, errors);
        let audience = section.optional("audience", |value| audience(value, issuer));
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
        let url = section.required("url", root);
        let client_id = section.required("client_id", parse::text_as(ClientId::parse));
        let secret = section.secret("secret");
        let verification = verification::read(section, KEYS);
        let url = url?;
        verification::only_over_https(section, std::slice::from_ref(&url), KEYS)?;
        Some(Self { url, client_id: client_id?, secret: secret?, verification: verification? })
    }
}

/// For whom tokens are. Of those for the admin API none may count here: what it is sent could be
/// used at this API as well.
fn audience(value: &Value, issuer: &PublicUrl) -> Result<Vec<String>, String> {
    let audience = parse::list_of(parse::string)(value)?;
    let admin = issuer.join(paths::ADMIN);
    match () {
        () if audience.is_empty() => {
            Err("of nobody every token would be refused; name one, or leave the key out".to_owned())
        }
        () if audience.iter().any(String::is_empty) => {
            Err("an audience is empty; name one, or leave it out".to_owned())
        }
        () if audience.contains(&admin) => {
            Err(format!("\"{admin}\" is the audience of the admin API alone; name another"))
        }
        () => Ok(audience),
    }
}

/// The root of a Notificaties API.
fn root(value: &Value) -> Result<Url, String> {
    let url = parse::url(value)?;
    if url.path().trim_end_matches('/').ends_with(NOTIFICATIES) {
        return Err(format!(
            "name the root of the API, such as https://notificaties.example/api/v1: leave \
             `{NOTIFICATIES}` off, which is put behind it"
        ));
    }
    Ok(url)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use edge::config::Document;

    use super::*;

    /// A section with these lines, under the issuer `http://localhost:8080`.
    fn read(lines: &str) -> Result<AutorisatiesConfig, String> {
        let text = format!("[autorisaties]\n{lines}\n");
        let mut document = Document::parse("zaakpoort.toml", &text, []).unwrap();
        let issuer = PublicUrl::parse("http://localhost:8080").unwrap();
        let config = document
            .section("autorisaties", |section| AutorisatiesConfig::read(section, &issuer, &issuer));
        match document.finish() {
            Ok(()) => config.ok_or_else(|| "nothing was said".to_owned()),
            Err(faults) => Err(faults.iter().map(ToString::to_string).collect()),
        }
    }

    fn telling(url: &str) -> Result<AutorisatiesConfig, String> {
        let secret = "secret = { env = 'S' }";
        read(&format!("[autorisaties.notificaties]\nurl = '{url}'\nclient_id = 'a'\n{secret}"))
    }

    #[test]
    fn the_root_of_a_notificaties_api_is_named_and_nothing_else() {
        for url in ["https://nrc.example/api/v1", "https://nrc.example/notificaties/api/v1/"] {
            assert!(telling(url).is_ok(), "{url}");
        }
        for (url, said) in [
            ("https://nrc.example/api/v1/notificaties", "leave `/notificaties` off"),
            ("https://nrc.example/api/v1/notificaties/", "leave `/notificaties` off"),
            ("https://nrc.example/api/v1?a=b", "must not carry a query"),
            ("https://nrc.example/api/v1#a", "or a fragment"),
            ("https://a:b@nrc.example/api/v1", "must not carry a user"),
            ("nrc.example/api/v1", "not an absolute URL"),
        ] {
            let faults = telling(url).unwrap_err();
            assert!(faults.contains("`autorisaties.notificaties.url`"), "{url}: {faults}");
            assert!(faults.contains(said), "{url}: {faults}");
        }
    }

    #[test]
    fn a_token_is_for_somebody_and_never_for_administration_too() {
        assert_eq!(read("audience = ['https://ac', 'b']").unwrap().audience, ["https://ac", "b"]);
        assert_eq!(read("").unwrap().audience, ["http://localhost:8080"]);
        for (audience, said) in [
            ("[]", "every token would be refused; name one, or leave the key out"),
            ("['https://ac', '']", "empty"),
            ("['https://ac', 'http://localhost:8080/admin/v1']", "name another"),
        ] {
            let faults = read(&format!("audience = {audience}")).unwrap_err();
            assert!(faults.contains("`autorisaties.audience`"), "{audience}: {faults}");
            assert!(faults.contains(said), "{audience}: {faults}");
        }
    }
}
