//! Configurations that are read, and what is said of those that are not.

use edge::config::Document;

use super::*;

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
        ("http://127.0.0.1:8000", "https://issuer.example", "loopback"),
        ("http://127.0.0.1:8000", "http://10.0.0.1:8000", "loopback"),
        ("https://zaken.example", "https://zaken.example/zaken", "scheme, host and port alone"),
        ("http://127.0.0.1:8001", "https://127.0.0.1:8001", "https comes in a later version"),
        ("/zaken/api/v1", "/zaken/api/v1/", "without a slash at the end"),
        ("/zaken/api/v1", "/zaken/../api", "dot segment"),
        ("/zaken/api/v1", "/health", "the gateway's own"),
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
    assert!(with("['http://127.0.0.1:1', 'http://10.0.0.1']").unwrap_err().contains("loopback"));
}
