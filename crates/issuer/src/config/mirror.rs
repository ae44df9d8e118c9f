//! `[[issuer.mirror]]`: upstreams that keep applicaties of their own, which are written there as ours
//! change.

use std::ops::RangeInclusive;
use std::time::Duration;

use autorisaties::{ClientId, TypeAliases};
use edge::config::verification::{self, Keys};
use edge::config::{SecretSource, Section, Value, parse, type_aliases};
use edge::tls::Verification;
use url::Url;

/// By which its Autorisaties API is believed over https.
const KEYS: Keys = Keys { trust: "ca", name: "tls_name" };
/// Under its root, where applicaties lie.
pub(crate) const APPLICATIES: &str = "/applicaties";
const TIMEOUT: Duration = Duration::from_secs(10);
/// A claim on what is under way lapses after somewhat more.
const TIMEOUTS: RangeInclusive<Duration> = Duration::from_millis(100)..=TIMEOUT;
const HOLD: Duration = Duration::from_secs(10);
const HOLDS: RangeInclusive<Duration> = Duration::ZERO..=Duration::from_mins(10);
/// As which client the first gateway looks things up.
const GATEWAY: &str = crate::founding::GATEWAY;

/// An upstream whose Autorisaties API is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MirrorConfig {
    /// The upstream's name, as gateways have it.
    pub name: String,
    /// The root of its Autorisaties API.
    pub api_root: Url,
    /// Our client id there.
    pub client_id: ClientId,
    /// With what our ZGW JWTs there are signed.
    pub secret: SecretSource,
    /// How it is known to be the one that is meant.
    pub verification: Verification,
    /// How long writing one applicatie may take.
    pub timeout: Duration,
    /// How long gateways wait for it before they let through what is new.
    pub hold: Duration,
    /// Client ids whose applicaties there are never touched.
    pub keep: Vec<ClientId>,
    /// What our types are called there.
    pub type_aliases: TypeAliases,
}

/// Reads all of them; faults are recorded in the section.
pub(super) fn read_all(section: &mut Section<'_>) -> Option<Vec<MirrorConfig>> {
    let all = section.tables("mirror", read)?;
    let twice = |(number, one): (usize, &MirrorConfig)| {
        all[..number].iter().any(|other| other.name == one.name)
    };
    if all.iter().enumerate().any(twice) {
        section.fault("mirror", "one upstream stands in two tables; leave one");
        return None;
    }
    Some(all)
}

fn read(section: &mut Section<'_>) -> Option<MirrorConfig> {
    let name = section.required("name", name);
    let api_root = section.required("api_root", root);
    let client_id = section.required("client_id", parse::text_as(ClientId::parse));
    let secret = section.secret("secret");
    let verification = verification::read(section, KEYS);
    let timeout = section.default("timeout", TIMEOUT, within(TIMEOUTS, "100ms to 10s"));
    let hold = section.default("hold", HOLD, within(HOLDS, "0s to 10m"));
    let keep = section.optional("keep", parse::list_of(parse::text_as(ClientId::parse)));
    let type_aliases = type_aliases::read(section);
    let api_root = api_root?;
    verification::only_over_https(section, std::slice::from_ref(&api_root), KEYS)?;
    Some(MirrorConfig {
        name: name?,
        api_root,
        client_id: client_id?,
        secret: secret?,
        verification: verification?,
        timeout: timeout?,
        hold: hold?,
        keep: keep?.unwrap_or_else(|| ClientId::parse(GATEWAY).into_iter().collect()),
        type_aliases: type_aliases?,
    })
}

fn within(
    bounds: RangeInclusive<Duration>,
    said: &'static str,
) -> impl Fn(&Value) -> Result<Duration, String> {
    move |value| {
        let time = parse::duration(value)?;
        if bounds.contains(&time) { Ok(time) } else { Err(format!("expected a time from {said}")) }
    }
}

/// As gateways name upstreams.
fn name(value: &Value) -> Result<String, String> {
    let name = parse::string(value)?;
    let of_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if (1..=50).contains(&name.len()) && name.bytes().all(of_name) {
        return Ok(name);
    }
    Err("1 to 50 lower-case letters, digits and hyphens, as gateway.upstream.name".to_owned())
}

/// The root of an Autorisaties API.
fn root(value: &Value) -> Result<Url, String> {
    let url = parse::url(value)?;
    if url.path().trim_end_matches('/').ends_with(APPLICATIES) {
        return Err(format!(
            "name the root of the API, such as https://openzaak.intern/autorisaties/api/v1: leave \
             `{APPLICATIES}` off, which is put behind it"
        ));
    }
    Ok(url)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use edge::config::Document;

    use super::*;

    const TABLE: &str = "[[issuer.mirror]]\nname = 'openzaak'\nclient_id = 'zaakpoort-ac'\n\
                         secret = { env = 'S' }\napi_root = 'http://oz.intern/autorisaties/api/v1'\n";

    fn read(lines: &str) -> Result<Vec<MirrorConfig>, String> {
        let mut document = Document::parse("test", &format!("[issuer]\n{lines}\n"), []).unwrap();
        let read = document.section("issuer", read_all);
        match document.finish() {
            Ok(()) => Ok(read.unwrap()),
            Err(faults) => Err(faults.iter().map(ToString::to_string).collect()),
        }
    }

    #[test]
    fn what_is_documented_can_be_used_as_it_stands_and_says_what_counts_without_it() {
        let file = include_str!("../../../../config/zaakpoort.toml");
        let (_, block) = file.split_once("# [[issuer.mirror]]\n").unwrap();
        let (block, _) = block.split_once("\n\n").unwrap();
        let keys = block.lines().filter_map(|line| line.strip_prefix("# "));
        let keys: Vec<&str> = keys.filter(|line| line.contains(" = ")).collect();
        let read_all = |keys: &[&str]| read(&format!("[[issuer.mirror]]\n{}", keys.join("\n")));
        let documented = read_all(&keys).unwrap();
        assert_eq!(keys.len(), 10, "{keys:?}");
        for default in ["timeout", "hold", "keep"] {
            let named = |key: &&str| !key.starts_with(default);
            let without: Vec<&str> = keys.iter().copied().filter(named).collect();
            assert_eq!(without.len(), 9, "{default}");
            assert_eq!(read_all(&without).unwrap(), documented, "{default}");
        }
    }

    #[test]
    fn a_mirror_needs_its_name_its_root_and_who_we_are_there() {
        assert!(read("").unwrap().is_empty());
        let usual = &read(TABLE).unwrap()[0];
        assert_eq!((usual.timeout, usual.hold), (TIMEOUT, HOLD));
        assert_eq!(usual.keep, [ClientId::parse("gateway").unwrap()]);
        let alias = "type_alias = [{ from = 'https://a/c', to = 'https://b/c' }]";
        assert!(
            read(&format!("{TABLE}keep = []\nhold = '0s'\n{alias}")).unwrap()[0].keep.is_empty()
        );
        for (lines, told) in [
            (format!("{TABLE}{TABLE}"), "in two tables"),
            (TABLE.replace("/v1", "/v1/applicaties"), "leave `/applicaties` off"),
            (TABLE.replace("openzaak", "Open Zaak"), "lower-case letters"),
            (TABLE.replace("name = ", "# "), "needs `name`"),
            (format!("{TABLE}timeout = '11s'"), "100ms to 10s"),
            (format!("{TABLE}hold = '11m'"), "0s to 10m"),
            (format!("{TABLE}ca = 'a.pem'"), "begins with http://"),
            (
                format!("{TABLE}type_alias = [{{ from = 'a', to = 'https://b' }}]"),
                "no absolute URL",
            ),
        ] {
            let faults = read(&lines).unwrap_err();
            assert!(faults.contains(told), "{lines}: {faults}");
        }
    }
}
