//! What must hold between an issuer and a gateway of one configuration.

use edge::config::Section;
use gateway::GatewayConfig;
use issuer::IssuerConfig;

/// Records in `[gateway]` what contradicts the issuer beside it.
pub(super) fn check(section: &mut Section<'_>, issuer: &IssuerConfig, gateway: &GatewayConfig) {
    let issuer = issuer.public_url.as_str();
    if gateway.issuer != issuer {
        let reason = format!(
            "must be issuer.public_url byte for byte, as it stands in tokens: \"{issuer}\", found \"{}\"",
            gateway.issuer
        );
        section.fault("issuer", reason);
    }
    // On one origin a path would be the issuer's or an upstream's by luck.
    for upstream in gateway.upstreams.iter().filter(|one| one.public_url.as_str() == issuer) {
        let reason = format!(
            "the public_url of `{}` is issuer.public_url; issuer and gateway never share an \
             origin: give one of them another host or port",
            upstream.name
        );
        section.fault("upstream", reason);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{DEFAULTS, Needs, Settings};
    use edge::config::Document;

    /// What is said of the documented file for `up`, with one text replaced.
    fn with(from: &str, to: &str, needs: Needs) -> String {
        assert!(DEFAULTS.contains(from), "{from}");
        let document = Document::parse("test", &DEFAULTS.replace(from, to), []);
        let read = document.map(|document| Settings::read(document, needs));
        match read {
            Ok(Ok(_)) => "nothing".to_owned(),
            Ok(Err(failure)) => failure.to_string(),
            Err(faults) => format!("{faults:?}"),
        }
    }

    #[test]
    fn a_gateway_expects_the_tokens_of_the_issuer_beside_it() {
        let key = "\nissuer = \"http://localhost:8080";
        for other in ["\nissuer = \"http://127.0.0.1:8080", &format!("{key}/")] {
            let said = with(key, other, Needs::Both);
            assert!(said.contains("`gateway.issuer`"), "{other}: {said}");
            assert!(said.contains("byte for byte"), "{other}: {said}");
            assert_eq!(said.lines().count(), 1, "{said}");
            assert_eq!(with(key, other, Needs::Gateway), "nothing", "another issuer is meant");
        }
        assert_eq!(with(key, key, Needs::Both), "nothing");
    }

    #[test]
    fn issuer_and_gateway_never_share_an_origin() {
        let key = "public_url = \"http://localhost:8100\"";
        let said = with(key, "public_url = \"http://LOCALHOST:8080/\"", Needs::Both);
        assert!(said.contains("`openzaak`"), "{said}");
        assert!(said.contains("never share an origin"), "{said}");
        assert_eq!(with(key, "public_url = \"http://localhost:8081\"", Needs::Both), "nothing");
    }
}
