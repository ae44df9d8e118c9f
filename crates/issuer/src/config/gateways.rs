//! Where gateways are that explain verdicts: `gateways`, `gateways_ca`, `gateways_tls_name`.

use edge::config::verification::{self, Keys};
use edge::config::{Section, Value, parse};
use edge::scheme::is_exposed;
use edge::tls::Verification;
use url::Url;

/// By which they are believed over https.
const KEYS: Keys = Keys { trust: "gateways_ca", name: "gateways_tls_name" };

/// Gateways that this issuer asks; for all else gateways come to the issuer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GatewaysConfig {
    /// Where each listens. The next one is asked where nobody is.
    pub addresses: Vec<Url>,
    /// How they are known to be ours.
    pub verification: Verification,
}

impl GatewaysConfig {
    /// Reads the keys; faults are recorded in the section.
    pub(super) fn read(section: &mut Section<'_>) -> Option<Self> {
        let addresses = section.optional("gateways", parse::list_of(address));
        let verification = verification::read(section, KEYS);
        let addresses = addresses?.unwrap_or_default();
        verification::only_over_https(section, &addresses, KEYS)?;
        Some(Self { addresses, verification: verification? })
    }
}

fn address(value: &Value) -> Result<Url, String> {
    let url = parse::url(value)?;
    if url.path() != "/" || url.query().is_some() {
        return Err(
            "name the address alone, as https://poort.intern:8100: which request is explained, \
                    whoever asks says"
                .to_owned(),
        );
    }
    if is_exposed(&url) {
        return Err(
            "what is asked there holds somebody's token, so off this machine it goes over \
                    https alone: write https://…, and name the gateway's own authority with \
                    issuer.gateways_ca if it has one"
                .to_owned(),
        );
    }
    Ok(url)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use edge::config::Document;

    use super::*;

    fn read(lines: &str) -> Result<usize, String> {
        let mut document = Document::parse("test", &format!("[issuer]\n{lines}\n"), []).unwrap();
        let read = document.section("issuer", GatewaysConfig::read);
        match document.finish() {
            Ok(()) => Ok(read.unwrap().addresses.len()),
            Err(faults) => Err(faults.iter().map(ToString::to_string).collect()),
        }
    }

    #[test]
    fn addresses_alone_are_named_over_https_or_on_this_machine() {
        assert_eq!(read(""), Ok(0));
        assert_eq!(read("gateways = ['http://127.0.0.1:8100', 'https://poort.intern']"), Ok(2));
        for (bad, why) in [
            ("gateways = ['http://10.0.0.7:8100']", "https alone"),
            ("gateways = ['https://poort.intern/zaken']", "the address alone"),
            ("gateways = ['http://localhost:8100']\ngateways_ca = 'ca.pem'", "https"),
        ] {
            let said = read(bad).unwrap_err();
            assert!(said.contains(why), "{bad}: {said}");
        }
    }
}
