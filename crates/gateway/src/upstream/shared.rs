//! Secrets that a client and an upstream shared before there was a gateway: sealed under a key that
//! comes of the gateways' own for that upstream, so that who keeps and carries them cannot read them.

use autorisaties::ClientId;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use edge::sealing::{SealingError, SealingKeys};
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::UpstreamKey;
use crate::config::UpstreamName;

const PURPOSE: &str = "zaakpoort, shared upstream keys";
const FINGERPRINT: &str = "zaakpoort, fingerprint of a shared upstream key,";

/// What a client and an upstream share, as the issuer keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedKey {
    /// Opens for the gateways of the upstream alone.
    pub sealed: Vec<u8>,
    /// The same for the same secret, and nothing without the gateways' key: tells whether a secret
    /// is kept already.
    pub fingerprint: String,
}

/// Seals what a client and an upstream share.
pub fn seal_shared_key(
    key: &UpstreamKey,
    upstream: &UpstreamName,
    client: &ClientId,
    secret: &str,
) -> Result<SharedKey, SealingError> {
    let sealed = seals(key)?.seal(&place(upstream, client), secret.as_bytes())?;
    let marked = [upstream.as_str(), client.as_str(), secret];
    let marked = marked.map(|part| format!("{}:{part}", part.len())).concat();
    let fingerprint = key.derived(&format!("{FINGERPRINT} {marked}"));
    Ok(SharedKey { sealed, fingerprint: URL_SAFE_NO_PAD.encode(fingerprint) })
}

/// The keys that seal and open what is shared with an upstream.
pub(super) fn seals(key: &UpstreamKey) -> Result<SealingKeys, SealingError> {
    let bytes = Zeroizing::new(key.derived(PURPOSE));
    let file = SealingKeys::key_file(&bytes);
    SealingKeys::parse(&[SecretString::from(file.as_str())])
}

/// Opens what a client and an upstream share.
pub(super) fn open(
    seals: &SealingKeys,
    upstream: &UpstreamName,
    client: &ClientId,
    sealed: &[u8],
) -> Result<SecretString, SealingError> {
    let secret = seals.open(&place(upstream, client), sealed)?;
    let text = std::str::from_utf8(&secret).map_err(|_| SealingError::Broken)?;
    Ok(SecretString::from(text))
}

fn place<'a>(upstream: &'a UpstreamName, client: &'a ClientId) -> [&'a str; 3] {
    ["shared upstream key", upstream.as_str(), client.as_str()]
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    fn key(text: &str) -> UpstreamKey {
        UpstreamKey::new(SecretString::from(text.repeat(32))).unwrap()
    }

    #[test]
    fn what_is_shared_opens_under_the_key_of_its_upstream_for_its_client_alone() {
        let [openzaak, other] =
            ["openzaak", "other"].map(|name| UpstreamName::parse(name).unwrap());
        let [a, b] = ["a", "b"].map(|id| ClientId::parse(id).unwrap());
        let SharedKey { sealed, fingerprint } =
            seal_shared_key(&key("k"), &openzaak, &a, "geheim").unwrap();
        let opened = |key: &UpstreamKey, upstream: &UpstreamName, client: &ClientId| {
            let opened = open(&seals(key).unwrap(), upstream, client, &sealed).ok()?;
            Some(opened.expose_secret().to_owned())
        };
        assert_eq!(opened(&key("k"), &openzaak, &a).as_deref(), Some("geheim"));
        assert_eq!(opened(&key("k"), &other, &a), None);
        assert_eq!(opened(&key("k"), &openzaak, &b), None);
        assert_eq!(opened(&key("x"), &openzaak, &a), None);
        let again = |key: &UpstreamKey, client: &ClientId, secret: &str| {
            seal_shared_key(key, &openzaak, client, secret).unwrap().fingerprint
        };
        assert_eq!(again(&key("k"), &a, "geheim"), fingerprint);
        for other in [
            again(&key("x"), &a, "geheim"),
            again(&key("k"), &b, "geheim"),
            again(&key("k"), &a, "anders"),
        ] {
            assert_ne!(other, fingerprint);
        }
    }
}
