//! How long, how many, and where; and how a client is known by what it gave.

use serde_json::json;

use super::read;
use crate::settings::{GrantType, OAuth};

const YEAR: i64 = 365 * 24 * 3600;

#[test]
fn lifetimes_are_what_is_said_of_them_and_within_their_bounds() {
    let OAuth { refresh, assertions, .. } = OAuth::default();
    assert_eq!((refresh.idle, refresh.absolute, assertions.longest), (8 * 3600, 24 * 3600, 600));
    let short = read(json!({ "refresh_token_lifetime": 3600 })).unwrap();
    assert_eq!(short.refresh.idle, 3600, "none outlives all");
    for (absolute, idle, good) in [
        (60, 60, true),
        (YEAR, YEAR, true),
        (59, 60, false),
        (60, 59, false),
        (YEAR + 1, 60, false),
        (YEAR, YEAR + 1, false),
    ] {
        let body =
            json!({ "refresh_token_lifetime": absolute, "refresh_token_idle_lifetime": idle });
        assert_eq!(read(body).is_ok(), good, "{absolute} {idle}");
    }
    for (seconds, good) in [(59, false), (60, true), (3600, true), (3601, false)] {
        assert_eq!(read(json!({ "assertion_lifetime": seconds })).is_ok(), good, "{seconds}");
    }
}

#[test]
fn keys_are_fetched_over_tls_or_from_the_own_machine() {
    let at = |uri: &str| {
        let method = "private_key_jwt";
        read(json!({ "token_endpoint_auth_method": method, "jwks_uri": uri }))
    };
    for good in ["https://app.example/keys", "http://localhost:1/keys", "http://[::1]/keys"] {
        at(good).unwrap();
    }
    for bad in [
        "http://app.example/keys",
        "ftp://localhost/keys",
        "https://u@app.example/keys",
        "https://:p@app.example/keys",
        "https://app.example/keys#x",
        "/keys",
    ] {
        assert!(at(bad).unwrap_err().contains("`jwks_uri` is an https URL"), "{bad}");
    }
    let long = |length: usize| format!("{:a<length$}", "https://app.example/");
    at(&long(1_000)).unwrap();
    at(&long(1_001)).unwrap_err();
}

#[test]
fn of_each_list_there_are_fifty_at_most() {
    let origins = |count: usize| {
        let origins: Vec<_> = (0..count).map(|n| format!("https://app{n}.example")).collect();
        read(json!({ "cors_origins": origins }))
    };
    assert_eq!(origins(50).unwrap().cors_origins.len(), 50);
    assert!(origins(51).unwrap_err().contains("more than 50"));
}

#[test]
fn a_client_is_known_by_its_names_and_origins_and_reaches_its_scopes() {
    let settings = read(json!({
        "client_name": "Meldingen",
        "client_names": { "en": "Reports" },
        "cors_origins": ["https://app.example"],
        "only_scopes": ["api1"],
    }));
    let settings = settings.unwrap();
    assert_eq!(settings.name_in("en"), Some("Reports"));
    assert_eq!(settings.name_in("nl"), Some("Meldingen"));
    assert_eq!(OAuth::default().name_in("nl"), None);
    assert!(settings.has_origin("https://app.example"));
    assert!(!settings.has_origin("https://app.example:8443"));
    assert!(settings.reaches("api1") && !settings.reaches("api2"));
    assert!(OAuth::default().reaches("api2"), "who is not limited reaches all");
}

#[test]
fn a_grant_type_is_called_by_one_name() {
    for grant in
        [GrantType::ClientCredentials, GrantType::AuthorizationCode, GrantType::RefreshToken]
    {
        assert_eq!(json!(grant), grant.as_str());
    }
}
