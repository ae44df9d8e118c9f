//! Settings: each rule refused, and its neighbour let through.

use serde_json::{Value, json};

use super::*;

mod bounds;
mod profile;

fn read(body: Value) -> Result<OAuth, String> {
    let body: OAuthBody = serde_json::from_value(body).map_err(|error| error.to_string())?;
    OAuth::parse(&body).map_err(|fault| fault.to_string())
}

fn by_code() -> Value {
    json!({ "grant_types": ["authorization_code"], "redirect_uris": ["https://app.example/cb"] })
}

#[expect(clippy::needless_pass_by_value, reason = "each case writes it down in place")]
fn with(mut body: Value, more: Value) -> Value {
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

#[test]
fn the_defaults_keep_every_rule_and_are_not_stored() {
    let default = read(json!({})).unwrap();
    assert_eq!(default, OAuth::default());
    assert_eq!(serde_json::to_value(default.to_body()).unwrap(), json!({}));
}

#[test]
fn what_is_stored_is_read_back_as_it_was() {
    let body = json!({
        "profile": "nlgov",
        "client_name": "Meldingen",
        "client_names": { "en": "Reports", "nl": "Meldingen" },
        "application_type": "native",
        "grant_types": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_method": "private_key_jwt",
        "redirect_uris": ["https://app.example/cb", "myapp://cb"],
        "post_logout_redirect_uris": ["https://app.example/uit"],
        "cors_origins": ["https://app.example"],
        "default_scopes": ["api1"],
        "only_scopes": ["api1", "openid"],
        "token_format": "opaque",
        "signing_algorithm": "EdDSA",
        "id_token_signed_response_alg": "PS256",
        "require_pkce": false,
        "require_pushed_authorization_requests": true,
        "refresh_token_idle_lifetime": 60,
        "refresh_token_lifetime": 61,
        "jwks_uri": "https://app.example/keys",
        "token_endpoint_auth_signing_alg": "PS256",
        "assertion_lifetime": 3600,
        "assertion_tolerance": "acm",
        "organisation": {
            "orgcode": "0123456789", "orgnaam": "Zorg", "applicatienaam": "DAO", "rsin": "1", "oin": "2"
        },
        "registered": "dynamic",
        "registration": {
            "token": "abcdefghijkl", "statement_issuer": "https://keurmerk.example",
            "client_uri": "https://app.example", "software_id": "app", "software_version": "1"
        },
    });
    let settings = read(body.clone()).unwrap();
    assert_eq!(serde_json::to_value(settings.to_body()).unwrap(), body);
    assert_eq!(OAuth::stored(&settings.to_body()), settings);
}

#[test]
fn members_that_contradict_each_other_are_refused() {
    for (body, told) in [
        (json!({ "grant_types": [] }), "at least one"),
        (json!({ "grant_types": ["client_credentials", "refresh_token"] }), "RFC 6749 4.4.3"),
        (json!({ "grant_types": ["authorization_code"] }), "needs `redirect_uris`"),
        (json!({ "token_endpoint_auth_method": "none" }), "RFC 6749 4.4"),
        (
            with(by_code(), json!({ "token_endpoint_auth_method": "none", "require_pkce": false })),
            "always uses PKCE",
        ),
        (with(by_code(), json!({ "redirect_uris": ["myapp://cb"] })), "`native`"),
        (json!({ "jwks_uri": "https://app.example/keys" }), "`private_key_jwt`"),
        (json!({ "only_scopes": [] }), "`only_scopes` is empty"),
        (
            json!({ "refresh_token_lifetime": 100, "refresh_token_idle_lifetime": 101 }),
            "is longer than",
        ),
    ] {
        let refused = read(body.clone()).unwrap_err();
        assert!(refused.contains(told), "{body}: {refused}");
    }
    read(by_code()).unwrap();
    read(with(by_code(), json!({ "token_endpoint_auth_method": "none" }))).unwrap();
    read(with(by_code(), json!({ "require_pkce": false }))).unwrap();
}

#[test]
fn all_faults_are_told_at_once_and_none_repeats_what_it_found() {
    let refused = read(json!({
        "redirect_uris": ["https://app.example/cb", "https://u:hunter2@app.example/cb"],
        "cors_origins": ["*"],
        "default_scopes": ["zaakpoort.admin"],
        "signing_algorithm": "HS256",
        "assertion_lifetime": 3601,
        "client_name": "",
        "client_names": { "de": "Meldungen" },
        "only_scopes": ["zaakpoort.admin"],
        "organisation": { "orgcode": "" },
    }))
    .unwrap_err();
    for told in [
        "`redirect_uris[1]` has a user name",
        "`cors_origins[0]` is no origin",
        "`default_scopes[0]` is given by name alone",
        "`signing_algorithm` is none of ES256, RS256, PS256, EdDSA",
        "`assertion_lifetime` is in seconds, from 60 to 3600",
        "`client_name` has 1 to 100 characters",
        "`client_names` is by language",
        "`only_scopes[0]` is given by name alone",
        "`organisation.orgcode` has 1 to 200 characters",
    ] {
        assert!(refused.contains(told), "{told}: {refused}");
    }
    assert!(!refused.contains("hunter2"), "{refused}");
}

#[test]
fn a_rule_that_came_later_keeps_no_issuer_from_starting() {
    let body = serde_json::from_value(with(
        by_code(),
        json!({ "redirect_uris": ["https://app.example/cb", "http://app.example/cb"] }),
    ));
    let settings = OAuth::stored(&body.unwrap());
    assert!(settings.redirect_uri("https://app.example/cb").is_some());
    assert!(settings.redirect_uri("http://app.example/cb").is_none());
}

#[test]
fn only_a_native_application_may_vary_the_loopback_port() {
    let with_type = |kind: &str| {
        let body = json!({ "application_type": kind, "redirect_uris": ["http://127.0.0.1/cb"] });
        read(with(by_code(), body)).unwrap()
    };
    let presented = "http://127.0.0.1:4711/cb";
    assert!(with_type("native").redirect_uri(presented).is_some());
    assert!(with_type("web").redirect_uri(presented).is_none());
    assert!(with_type("web").redirect_uri("http://127.0.0.1/cb").is_some());
}
