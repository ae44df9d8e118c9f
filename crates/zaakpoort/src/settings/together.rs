//! What must hold between an issuer and a gateway of one configuration.

use edge::config::{Document, Section};
use edge::public_url::PublicUrl;
use gateway::GatewayConfig;
use gateway::config::Applicaties;
use issuer::{IssuerConfig, MirrorConfig};

/// For whom a token is when `issuer.default_audience` does not say: for the only upstream. A faulty
/// `[gateway]` is told of itself, not by a key that is missed because of it.
pub(super) fn usual_audience(
    document: &Document,
    gateway: Option<&GatewayConfig>,
) -> Option<String> {
    match gateway.map(|gateway| &gateway.upstreams[..]) {
        Some([only]) => only.audience.first().cloned(),
        Some(_) => None,
        None => document.has("gateway").then(String::new),
    }
}

/// The origin in the URLs of the Autorisaties API when nothing is said: that of the only upstream,
/// under whose name clients reach it.
pub(super) fn usual_origin(gateway: Option<&GatewayConfig>) -> Option<PublicUrl> {
    match gateway.map(|gateway| &gateway.upstreams[..]) {
        Some([only]) => Some(only.public_url.clone()),
        _ => None,
    }
}

/// Warns of URLs of the Autorisaties API under a name that neither of the two has: something else in
/// front of them may have it, so it is no fault.
pub(crate) fn warn_of_another_name(issuer: &IssuerConfig, gateway: &GatewayConfig) {
    let name = &issuer.autorisaties.public_url;
    let known = gateway.upstreams.iter().map(|upstream| &upstream.public_url);
    if known.chain([&issuer.public_url]).any(|known| known == name) {
        return;
    }
    tracing::warn!(
        public_url = name.as_str(),
        "the URLs of the Autorisaties API lead nowhere unless something in front brings this name \
         here: autorisaties.public_url is neither issuer.public_url nor that of an upstream; name \
         one of those, or leave it out"
    );
}

/// Records what contradicts between the two.
pub(super) fn check(document: &mut Document, issuer: &IssuerConfig, gateway: &GatewayConfig) {
    document.section("gateway", |section| {
        check_gateway(section, issuer, gateway);
        Some(())
    });
    let audience = &issuer.default_audience;
    if !gateway.upstreams.iter().any(|upstream| upstream.audience.contains(audience)) {
        document.section("issuer", |section| {
            section.fault("default_audience", no_use(audience, gateway));
            Some(())
        });
    }
}

/// With such tokens every request would be answered 401.
fn no_use(audience: &str, gateway: &GatewayConfig) -> String {
    let expected = gateway.upstreams.iter().flat_map(|upstream| &upstream.audience);
    let expected = expected.map(|one| format!("\"{one}\"")).collect::<Vec<_>>().join(" or ");
    format!(
        "no upstream takes a token for \"{audience}\"; write {expected}, or name it in \
         `gateway.upstream.audience`"
    )
}

const ONE_FEED_KEY: &str = "must be issuer.feed_key: what the one seals for the feed, the other opens; \
                            name one file in both, or neither";

fn check_gateway(section: &mut Section<'_>, issuer: &IssuerConfig, gateway: &GatewayConfig) {
    let feed_keys = gateway.feed_key.as_ref().zip(issuer.feed_key.as_ref());
    if feed_keys.is_some_and(|(gateways, issuers)| gateways != issuers) {
        section.fault("feed_key", ONE_FEED_KEY);
    }
    let (issuer, mirrors) = (issuer.public_url.as_str(), &issuer.mirrors);
    if gateway.issuer != issuer {
        let reason = format!(
            "must be issuer.public_url byte for byte, as it stands in tokens: \"{issuer}\", found \"{}\"",
            gateway.issuer
        );
        section.fault("issuer", reason);
    }
    check_mirrors(section, mirrors, gateway);
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

/// What the one relies on, the other does. A mirror of an upstream that is not here may be behind
/// another gateway.
fn check_mirrors(section: &mut Section<'_>, mirrors: &[MirrorConfig], gateway: &GatewayConfig) {
    for upstream in &gateway.upstreams {
        let is_mirrored = mirrors.iter().any(|mirror| mirror.name == upstream.name.as_str());
        let reason = match (upstream.applicaties, is_mirrored) {
            (Applicaties::Mirror, true) | (Applicaties::All | Applicaties::Manual, false) => {
                continue;
            }
            (Applicaties::Mirror, false) => "nobody writes its applicaties there; add",
            (Applicaties::All | Applicaties::Manual, true) => {
                "the issuer writes its applicaties there, so write applicaties = \"mirror\" here, or take away"
            }
        };
        let name = &upstream.name;
        section.fault(
            "upstream",
            format!("`{name}`: {reason} [[issuer.mirror]] with name = \"{name}\""),
        );
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
    fn what_the_issuer_seals_for_the_feed_the_gateway_beside_it_opens() {
        let keys: Vec<_> = DEFAULTS.lines().filter(|line| line.starts_with("feed_key")).collect();
        let [issuers, gateways] = keys[..] else { panic!("{keys:?}") };
        for other in ["feed_key = { file = \"elders.key\" }", "feed_key = { env = \"FEED\" }"] {
            let said = with(issuers, other, Needs::Both);
            assert!(said.contains("`gateway.feed_key`: must be issuer.feed_key"), "{said}");
            assert_eq!(with(gateways, other, Needs::Gateway), "nothing", "another issuer is meant");
        }
    }

    #[test]
    fn what_the_gateway_relies_on_the_issuer_does_and_the_other_way_round() {
        let (all, gateway) = ("applicaties = \"all\"", "\n[gateway]\n");
        let mirror = |name: &str| {
            format!(
                "\n[[issuer.mirror]]\nname = \"{name}\"\nclient_id = \"zaakpoort\"\nsecret = {{ env = \"S\" }}\n\
                 api_root = \"http://127.0.0.1:8000/autorisaties/api/v1\"{gateway}"
            )
        };
        let said = with(all, "applicaties = \"mirror\"", Needs::Both);
        assert!(said.contains("add [[issuer.mirror]] with name = \"openzaak\""), "{said}");
        let elsewhere = with(all, "applicaties = \"mirror\"", Needs::Gateway);
        assert_eq!(elsewhere, "nothing", "another issuer is meant");
        let said = with(gateway, &mirror("openzaak"), Needs::Both);
        assert!(said.contains("write applicaties = \"mirror\" here"), "{said}");
        assert_eq!(with(gateway, &mirror("elders"), Needs::Both), "nothing");
    }

    #[test]
    fn issuer_and_gateway_never_share_an_origin() {
        let key = "public_url = \"http://localhost:8100\"";
        let said = with(key, "public_url = \"http://LOCALHOST:8080/\"", Needs::Both);
        assert!(said.contains("`openzaak`"), "{said}");
        assert!(said.contains("never share an origin"), "{said}");
        assert_eq!(with(key, "public_url = \"http://localhost:8081\"", Needs::Both), "nothing");
    }

    #[test]
    fn without_a_default_audience_tokens_are_for_the_only_upstream() {
        let key = "public_url = \"http://localhost:8100\"";
        let other = "public_url = \"https://zaken.gemeente.example\"";
        assert_eq!(with(key, other, Needs::Both), "nothing");
        let documented = "# default_audience = \"http://localhost:8100\"";
        let said = with(documented, "default_audience = \"https://elders\"", Needs::Both);
        assert!(said.contains("`issuer.default_audience`"), "{said}");
        assert!(said.contains("write \"http://localhost:8100\""), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert_eq!(with(documented, &documented[2..], Needs::Both), "nothing");
        // A gateway elsewhere may take it.
        let alone = with(documented, "default_audience = \"https://elders\"", Needs::Issuer);
        assert_eq!(alone, "nothing");
    }
}
