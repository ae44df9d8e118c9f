//! Configurations that are read, and what is said of those that are not.

mod foreign;

use edge::config::Document;
use edge::operations::Listed;
use edge::tls::{TlsName, Trust};

use super::*;

mod credentials;
mod decisions;
mod openapi;
mod profile;
mod reach;

const MINIMAL: &str = r#"
[gateway]
issuer = "http://127.0.0.1:8000"
client_id = "gateway"
credential = { file = "gateway.secret" }

[[gateway.upstream]]
name = "openzaak"
public_url = "https://zaken.example"
address = "http://127.0.0.1:8001"
credential = { kind = "zgw", key = { file = "upstream.key" } }
apis = [{ component = "zrc", path = "/zaken/api/v1" }]
"#;

fn read(text: &str) -> Result<GatewayConfig, String> {
    let mut document =
        Document::parse("zaakpoort.toml", text, []).map_err(|faults| format!("{faults:?}"))?;
    let config = document.section("gateway", GatewayConfig::read);
    match document.finish() {
        Ok(()) => config.ok_or_else(|| "nothing was said".to_owned()),
        Err(faults) => Err(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")),
    }
}

fn with(from: &str, to: &str) -> Result<GatewayConfig, String> {
    assert!(MINIMAL.contains(from), "{from}");
    read(&MINIMAL.replace(from, to))
}

#[test]
fn what_is_left_out_has_its_default() {
    let config = read(MINIMAL).unwrap();
    let addresses: Vec<&str> = config.issuer_addresses.iter().map(Url::as_str).collect();
    assert_eq!(addresses, ["http://127.0.0.1:8000/"]);
    assert_eq!((config.max_staleness, config.leeway), (Duration::from_mins(5), 10));
    assert_eq!(config.max_judged_body, 256 * 1024 * 1024);
    let upstream = &config.upstreams[0];
    assert_eq!(upstream.audience, ["https://zaken.example"]);
    assert_eq!((upstream.errors, upstream.objects), Default::default());
    assert!(matches!(upstream.credential, CredentialConfig::Zgw { version: 1, .. }));
    assert_eq!(upstream.apis[0].path.as_str(), "/zaken/api/v1");
}

#[test]
fn what_cannot_be_is_refused_with_a_reason() {
    for (from, to, reason) in [
        ("http://127.0.0.1:8000", "http://10.0.0.1:8000", "over https alone: write https://"),
        ("http://127.0.0.1:8000", "http://issuer.example", "or set `issuer_address`"),
        ("https://zaken.example", "https://zaken.example/zaken", "scheme, host and port alone"),
        ("http://127.0.0.1:8001", "https://127.0.0.1:8001/x", "scheme, host and port alone"),
        ("http://127.0.0.1:8001", "ftp://127.0.0.1:8001", "http or https"),
        ("/zaken/api/v1", "/zaken/api/v1/", "without a slash at the end"),
        ("/zaken/api/v1", "/zaken/../api", "dot segment"),
        ("/zaken/api/v1", "/health", "the gateway's own"),
        ("/zaken/api/v1", "/autorisaties/api/v1", "the AC is the issuer's; remove it"),
        ("/zaken/api/v1", "/autorisaties/api/v1/applicaties", "the AC is the issuer's; remove it"),
        ("/zaken/api/v1", "/autorisaties/api", "the AC is the issuer's; remove it"),
        ("\"zrc\"", "\"ac\"", "the AC is the issuer's; remove it"),
        ("\"zrc\"", "\"zzz\"", "a component is one of"),
        ("\"openzaak\"", "\"Open Zaak\"", "lower-case"),
        ("client_id = \"gateway\"", "client_id = \"gateway\"\nleeway = \"61s\"", "expiry"),
        ("client_id = \"gateway\"", "client_id = \"gateway\"\nrealm = 'a\"b'", "quotes"),
        ("client_id = \"gateway\"", "client_id = \"gateway\"\nlisen = 1", "listen"),
        (
            "client_id = \"gateway\"",
            "client_id = \"gateway\"\noperations_dir = 'packs'",
            "unknown key",
        ),
        ("\"zgw\"", "\"zwg\"", "zwg"),
    ] {
        let faults = with(from, to).unwrap_err();
        assert!(faults.contains(reason), "{to}: {faults}");
    }
}

const APIS: &str = "apis = [{ component = \"zrc\", path = \"/zaken/api/v1\" }]";

#[test]
fn operations_are_listed_beside_apis_or_instead_of_them() {
    let line =
        "operations = [{ method = \"GET\", path = \"/v1/dossiers/{id}\", scope = \"a | b\" }]";
    let beside = with(APIS, &format!("{APIS}\n{line}\norganisation_headers = true")).unwrap();
    assert_eq!(beside.upstreams[0].organisation_headers, OrganisationHeaders::Sent);
    let alone = with(APIS, line).unwrap();
    assert_eq!(alone.upstreams[0].organisation_headers, OrganisationHeaders::Withheld);
    let names: Vec<_> = alone.upstreams[0].operations.operations().map(Listed::name).collect();
    assert_eq!(names, ["GET /v1/dossiers/{id}"]);
    let ping = "operations = [{ method = \"GET\", path = \"/ping\", answer = \"ping\" }]";
    assert!(with(APIS, ping).is_ok(), "a ping needs no scope");
}

#[test]
fn an_operation_that_cannot_be_is_refused_with_a_reason() {
    for (line, reason) in [
        ("method = 'HEAD', path = '/a', scope = 'a'", "HEAD goes with GET"),
        ("method = 'get', path = '/a', scope = 'a'", "expected one of GET"),
        ("method = 'GET', path = 'a', scope = 'a'", "begins with `/`"),
        ("method = 'GET', path = '/a/{', scope = 'a'", "is not a parameter"),
        ("method = 'GET', path = '/a/../b', scope = 'a'", "canonical"),
        ("method = 'GET', path = '/health/live', scope = 'a'", "the gateway's own"),
        ("method = 'GET', path = '/autorisaties/api/v1/x', scope = 'a'", "the AC is the issuer's"),
        ("method = 'GET', path = '/a', scope = ''", "is missing at offset 0"),
        ("method = 'GET', path = '/a', scope = 'a b'", "offset 2"),
        ("method = 'GET', path = '/a', scope = 'zaakpoort.admin'", "granted by name only"),
        ("method = 'GET', path = '/a'", "name the scope"),
        ("method = 'POST', path = '/a', answer = 'ping'", "asked with GET"),
        ("method = 'GET', path = '/a', answer = 'pong'", "`ping`"),
        ("method = 'GET', path = '/a', scope = 'a', skope = 'b'", "did you mean `scope`"),
        (
            "method = 'GET', path = '/a', scope = 'a' }, { method = 'GET', path = '/a', scope = 'b'",
            "is the same as",
        ),
    ] {
        let faults = with(APIS, &format!("operations = [{{ {line} }}]")).unwrap_err();
        assert!(faults.contains(reason), "{line}: {faults}");
    }
    assert!(with(APIS, "operations = []").unwrap_err().contains("needs an API"));
}

#[test]
fn the_feed_is_read_over_https_or_on_this_machine() {
    let address = "client_id = \"gateway\"\nissuer_address = ";
    for (to, taken) in [
        ("https://issuer.example:8443", true),
        ("https://10.0.0.1", true),
        ("http://127.0.0.2:8000", true),
        ("http://[::1]:8000", true),
        ("http://localhost:8000", true),
        ("http://issuer.example", false),
        ("http://10.0.0.1:8000", false),
        ("http://0.0.0.0:8000", false),
    ] {
        let read = with("client_id = \"gateway\"", &format!("{address}\"{to}\""));
        assert_eq!(read.is_ok(), taken, "{to}: {read:?}");
    }
    assert!(with("http://127.0.0.1:8000", "https://issuer.example").is_ok());
}

#[test]
fn who_is_believed_is_named_where_https_is_spoken_and_nowhere_else() {
    let key = "client_id = \"gateway\"";
    let ours = format!("{key}\nissuer_ca = 'ca.pem'\nissuer_tls_name = 'issuer.intern'");
    let faults = with(key, &ours).unwrap_err();
    assert_eq!(faults.matches("who is believed over https").count(), 2, "{faults}");
    let secure = MINIMAL.replace("http://127.0.0.1:8000", "https://issuer.example");
    let config = read(&secure.replace(key, &ours)).unwrap();
    assert_eq!(config.issuer_verification.trust, Trust::Only("ca.pem".into()));
    assert_eq!(config.issuer_verification.name, TlsName::parse("issuer.intern").ok());
    let key = "name = \"openzaak\"";
    let theirs = format!("{key}\nca = 'ca.pem'\ntls_name = '10.0.0.5'");
    let faults = with(key, &theirs).unwrap_err();
    assert_eq!(faults.matches("who is believed over https").count(), 2, "{faults}");
    let secure = MINIMAL.replace("http://127.0.0.1:8001", "https://10.1.1.1");
    let config = read(&secure.replace(key, &theirs)).unwrap();
    assert_eq!(config.upstreams[0].reach.verification.trust, Trust::Only("ca.pem".into()));
    assert!(with(key, &format!("{key}\ntls_name = 'not a name'")).is_err());
}

#[test]
fn proxies_and_a_certificate_of_its_own_are_read() {
    let key = "client_id = \"gateway\"";
    let tls = "tls = { certificate = 'gateway.pem', key = { file = 'gateway.key' } }";
    let more = format!("{key}\ntrusted_proxies = ['10.0.0.0/8', '::1']\n{tls}");
    let config = with(key, &more).unwrap();
    assert!(config.tls.is_some() && !config.trusted_proxies.is_empty());
    for (more, reason) in [
        ("trusted_proxies = ['everybody']", "not an address or a network"),
        ("trusted_proxies = ['0.0.0.0/0']", "is everybody"),
        ("trusted_proxies = '10.0.0.0/8'", "expected an array"),
        ("tls = {}", "[gateway.tls] needs `certificate`"),
        ("tls = { certificate = 'a', key = 'b' }", "write { file = "),
        ("tls = { certificat = 'a', key = { file = 'b' } }", "did you mean `certificate`?"),
    ] {
        let faults = with(key, &format!("{key}\n{more}")).unwrap_err();
        assert!(faults.contains(reason), "{more}: {faults}");
    }
}

#[test]
fn two_apis_cannot_share_a_place_nor_two_upstreams_a_name() {
    let api = r#"{ component = "zrc", path = "/zaken/api/v1" }"#;
    let faults = with(api, &format!("{api}, {api}")).unwrap_err();
    assert!(faults.contains("two APIs"), "{faults}");
    let second = MINIMAL.split_once("[[").unwrap().1.replace("https://zaken", "https://other");
    let faults = read(&format!("{MINIMAL}\n[[{second}")).unwrap_err();
    assert!(faults.contains("two upstreams"), "{faults}");
}

#[test]
fn a_gateway_with_nothing_behind_it_is_told_what_to_write() {
    let bare = MINIMAL.split_once("[[").unwrap().0;
    let faults = read(bare).unwrap_err();
    assert!(faults.contains("write [[gateway.upstream]] with `name`"), "{faults}");
    let api = r#"apis = [{ component = "zrc", path = "/zaken/api/v1" }]"#;
    for none in ["", "apis = []"] {
        let faults = with(api, none).unwrap_err();
        assert!(faults.contains(&format!("write {api}")), "{faults}");
        assert!(!faults.contains("[[gateway.upstream]]"), "said once: {faults}");
    }
}

#[test]
fn aliases_and_other_credentials_are_read() {
    let alias =
        "[[gateway.type_alias]]\nfrom = \"https://oud.example\"\nto = \"https://nieuw.example\"\n";
    assert!(read(&format!("{MINIMAL}\n{alias}")).is_ok());
    let zgw = r#"{ kind = "zgw", key = { file = "upstream.key" } }"#;
    let token = with(zgw, r#"{ kind = "token", token = { env = "T" } }"#).unwrap();
    let CredentialConfig::Token { header, scheme, .. } = &token.upstreams[0].credential else {
        unreachable!("a token was configured")
    };
    assert_eq!((header.as_str(), scheme.as_str()), ("Authorization", "Token"));
    let none = with(zgw, r#"{ kind = "none" }"#).unwrap();
    assert!(matches!(none.upstreams[0].credential, CredentialConfig::None));
}

#[test]
fn the_state_is_kept_unless_its_path_is_empty() {
    let usual = read(MINIMAL).unwrap();
    let KeptConfig::At { path, .. } = &usual.state else { unreachable!("it is kept") };
    assert_eq!(path.to_str(), Some("data/gateway.state"));
    assert_eq!(usual.when_stale, WhenStale::Refuse);
    let none = with("client_id = \"gateway\"", "client_id = \"gateway\"\nstate = ''").unwrap();
    assert!(matches!(none.state, KeptConfig::Nowhere));
    let serve = "client_id = \"gateway\"\nwhen_stale = 'serve'";
    let serve = with("client_id = \"gateway\"", serve).unwrap();
    assert_eq!(serve.when_stale, WhenStale::Serve);
}

#[test]
fn the_issuer_may_have_several_addresses_but_not_none() {
    let with = |addresses: &str| {
        let keys = format!("client_id = \"gateway\"\nissuer_address = {addresses}");
        with("client_id = \"gateway\"", &keys)
    };
    let two = with("['http://127.0.0.1:1', 'http://127.0.0.1:2']").unwrap();
    assert_eq!(two.issuer_addresses.len(), 2);
    assert!(with("[]").unwrap_err().contains("at least one"));
    assert!(
        with("['http://127.0.0.1:1', 'http://10.0.0.1']").unwrap_err().contains("over https alone")
    );
}

#[test]
fn what_is_said_beside_answers_and_requests_is_chosen_by_name() {
    let own = |keys: &str| with("client_id = \"gateway\"", &format!("client_id = \"g\"\n{keys}"));
    let usual = read(MINIMAL).unwrap();
    assert_eq!(usual.answers, Answers::TransportSecurity);
    assert_eq!(usual.forwarded_header, ForwardedHeader::Withheld);
    let other = own("answers = 'as-they-come'\nforwarded_header = true").unwrap();
    assert_eq!(other.answers, Answers::AsTheyCome);
    assert_eq!(other.forwarded_header, ForwardedHeader::Sent);
    let same = own("answers = 'adr-transport-security'\nforwarded_header = false").unwrap();
    assert_eq!(same.answers, Answers::TransportSecurity);
    let fault = own("answers = 'off'").unwrap_err();
    assert!(fault.contains("`adr-transport-security` or `as-they-come`"), "{fault}");
}
