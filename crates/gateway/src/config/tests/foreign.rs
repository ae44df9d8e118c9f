//! What is read of other issuers, and what is said of those that cannot be.

use tokens::foreign::Types;

use super::*;

const FOREIGN: &str = r#"
[[gateway.foreign_issuer]]
name = "elders"
issuer = "https://login.elders.example/tenant/"
discovery = true
audience = ["https://zaken.example"]
"#;

/// The minimal file, whose upstream takes tokens of an issuer, with one text of it replaced.
fn with_foreign(from: &str, to: &str) -> Result<GatewayConfig, String> {
    let text = format!("{MINIMAL}foreign_issuers = [\"elders\"]\n{FOREIGN}");
    assert!(text.contains(from), "{from}");
    read(&text.replacen(from, to, 1))
}

#[test]
fn an_issuer_is_found_where_it_says_or_where_it_is_said() {
    let keys =
        |to: &str| with_foreign("discovery = true", to).unwrap().foreign_issuers[0].keys.clone();
    let url = |text: &str| Url::parse(text).unwrap();
    let usual = "https://login.elders.example/tenant/.well-known/openid-configuration";
    assert_eq!(keys("discovery = true"), KeysAt::Discovery(url(usual)));
    let named = keys("discovery = 'https://elders.example/metadata'");
    assert_eq!(named, KeysAt::Discovery(url("https://elders.example/metadata")));
    let jwks = keys("jwks_url = 'https://elders.example/keys'");
    assert_eq!(jwks, KeysAt::Jwks(url("https://elders.example/keys")));
}

#[test]
fn what_is_left_out_of_an_issuer_is_the_strict_way() {
    let elders = with_foreign("discovery", "discovery").unwrap().foreign_issuers.remove(0);
    assert_eq!((elders.types, elders.scope), (Types::AtJwt, ForeignScope::Ignored));
    assert_eq!((elders.client_claim.as_str(), elders.algorithms.len()), ("client_id", 4));
    assert_eq!(elders.max_key_age, Duration::from_hours(24));
    let shortest = with_foreign("discovery = true", "discovery = true\nmax_key_age = '20s'");
    assert_eq!(shortest.unwrap().foreign_issuers[0].max_key_age, Duration::from_secs(20));
}

#[test]
fn an_issuer_that_cannot_be_is_refused_with_a_reason() {
    for (from, to, reason) in [
        ("discovery = true", "", "where are its keys?"),
        ("discovery = true", "discovery = false", "where are its keys?"),
        ("discovery = true", "discovery = true\njwks_url = 'https://x'", "and not both"),
        ("discovery = true", "jwks_url = 'http://elders.example'", "over https alone"),
        ("audience = [\"https://zaken.example\"]", "audience = []", "at least one"),
        ("audience = [\"https://zaken.example\"]", "", "needs `audience`"),
        ("discovery = true", "discovery = true\nalgorithms = ['HS256']", "HS256"),
        ("discovery = true", "discovery = true\nclient_claim = 'email'", "email"),
        ("discovery = true", "discovery = true\ntyp = 'id'", "id"),
        ("discovery = true", "discovery = true\nmax_key_age = '19s'", "at least 20s"),
        ("[\"elders\"]", "[\"anders\"]", "has the name `anders`"),
        ("https://login.elders.example/tenant/", "http://127.0.0.1:8000", "our own issuer"),
    ] {
        let said = with_foreign(from, to).unwrap_err();
        assert!(said.contains(reason), "{to}: {said}");
    }
    let twice = read(&format!("{MINIMAL}{FOREIGN}{FOREIGN}")).unwrap_err();
    assert!(twice.contains("two have the name"), "{twice}");
}

#[test]
fn a_jwt_of_a_clients_own_is_at_most_an_hour_old() {
    let age = |age: &str| {
        with("client_id = \"gateway\"", &format!("client_id = 'g'\nzgw_max_age = '{age}'"))
    };
    assert_eq!(read(MINIMAL).unwrap().zgw_max_age, Duration::from_hours(1));
    assert_eq!(age("5m").unwrap().zgw_max_age, Duration::from_mins(5));
    for other in ["2h", "59s", "0s"] {
        assert!(age(other).unwrap_err().contains("from 1m to 1h"), "{other}");
    }
}
