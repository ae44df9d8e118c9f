//! What the profile demands and advises, rule by rule.

use serde_json::{Value, json};

use super::{by_code, read, with};
use crate::settings::profile::{Facts, Weight};
use crate::settings::{Breach, breaches, broken_by};

const FACTS: Facts = Facts { access_token_lifetime: 300, keys: 1 };

fn broken(body: Value, facts: Facts) -> Vec<&'static str> {
    let settings = read(body).unwrap();
    let demanded = |breach: &Breach| breach.weight == Weight::Demanded;
    breaches(&settings, facts).iter().filter(|one| demanded(one)).map(|one| one.section).collect()
}

fn exemplary() -> Value {
    json!({ "token_endpoint_auth_method": "private_key_jwt", "default_scopes": ["api1"] })
}

#[test]
fn a_client_of_nlgov_breaks_no_rule_and_each_step_aside_breaks_its_own() {
    assert_eq!(broken(exemplary(), FACTS), Vec::<&str>::new());
    let code = with(exemplary(), by_code());
    assert_eq!(broken(code.clone(), FACTS), Vec::<&str>::new());
    let keyless = Facts { keys: 0, ..FACTS };
    let lives = |seconds| Facts { access_token_lifetime: seconds, ..FACTS };
    for (body, facts, section) in [
        (json!({}), FACTS, "2.3.3"),
        (exemplary(), keyless, "2.3.4"),
        (
            with(
                code.clone(),
                json!({ "grant_types": ["client_credentials", "authorization_code"] }),
            ),
            FACTS,
            "3.1.1",
        ),
        (with(code.clone(), json!({ "redirect_uris": ["http://localhost/cb"] })), FACTS, "2.2.1"),
        (with(code.clone(), json!({ "redirect_uris": ["https://[::1]/cb"] })), FACTS, "2.2.1"),
        (
            with(code.clone(), json!({ "post_logout_redirect_uris": ["https://127.0.0.1/uit"] })),
            FACTS,
            "2.2.1",
        ),
        (with(exemplary(), json!({ "token_format": "opaque" })), FACTS, "3.2.1"),
        (with(code.clone(), json!({ "require_pkce": false })), FACTS, "3.1.7"),
        (with(exemplary(), json!({ "assertion_tolerance": "acm" })), FACTS, "2.3.3"),
        (exemplary(), lives(6 * 3600 + 1), "3.4"),
        (code.clone(), lives(3601), "3.4"),
        (
            with(
                code.clone(),
                json!({
                    "grant_types": ["authorization_code", "refresh_token"],
                    "refresh_token_lifetime": 24 * 3600 + 1,
                }),
            ),
            FACTS,
            "3.4",
        ),
    ] {
        assert_eq!(broken(body.clone(), facts), [section], "{body}");
    }
    assert_eq!(broken(exemplary(), lives(6 * 3600)), Vec::<&str>::new());
    let with_a_jwks_uri = with(exemplary(), json!({ "jwks_uri": "https://app.example/keys" }));
    assert_eq!(broken(with_a_jwks_uri, keyless), Vec::<&str>::new());
}

#[test]
fn a_public_client_of_nlgov_is_a_native_application() {
    let public = with(by_code(), json!({ "token_endpoint_auth_method": "none" }));
    let native = with(public.clone(), json!({ "application_type": "native" }));
    assert_eq!(broken(public, FACTS), ["2.3.3"]);
    assert_eq!(broken(native.clone(), FACTS), Vec::<&str>::new());
    let long = Facts { access_token_lifetime: 901, ..FACTS };
    assert_eq!(broken(native, long), ["3.4"]);
}

#[test]
fn at_its_bound_each_lifetime_keeps_the_profile() {
    let lives = |seconds| Facts { access_token_lifetime: seconds, ..FACTS };
    let code = with(exemplary(), by_code());
    let public = json!({ "token_endpoint_auth_method": "none", "application_type": "native" });
    let day = json!({
        "grant_types": ["authorization_code", "refresh_token"], "refresh_token_lifetime": 24 * 3600
    });
    for (body, facts) in [
        (code.clone(), lives(3600)),
        (with(code.clone(), public), lives(900)),
        (with(code, day), FACTS),
    ] {
        assert_eq!(broken(body.clone(), facts), Vec::<&str>::new(), "{body}");
    }
}

#[test]
fn what_is_advised_is_told_and_demanded_of_nobody() {
    let found = json!({ "jwks_uri": "https://app.example/keys" });
    let good = with(exemplary(), found.clone());
    let uris = |other: &str| {
        with(by_code(), json!({ "redirect_uris": ["https://app.example/cb", other] }))
    };
    let method = json!({ "token_endpoint_auth_method": "private_key_jwt" });
    for (body, sections) in [
        (good.clone(), &[][..]),
        (exemplary(), &["2.3.4"]),
        (with(method, found), &["3.5"]),
        (with(good.clone(), uris("https://app.example/2")), &[]),
        (with(good, uris("https://other.example/cb")), &["2.2.1"]),
    ] {
        let settings = read(with(body.clone(), json!({ "profile": "nlgov" }))).unwrap();
        let told: Vec<_> = breaches(&settings, FACTS).iter().map(|one| one.section).collect();
        assert_eq!(told, sections, "{body}");
        assert_eq!(broken_by(&settings, FACTS), None, "{body}");
    }
}

#[test]
fn a_client_of_the_profile_is_told_what_it_breaks_and_another_is_not() {
    let told = |profile: &str| {
        let settings = read(json!({ "profile": profile, "token_format": "opaque" })).unwrap();
        broken_by(&settings, FACTS)
    };
    let refused = told("nlgov").unwrap();
    for part in ["demands: a client proves", "(2.3.3); access tokens are signed", "(3.2.1)"] {
        assert!(refused.contains(part), "{refused}");
    }
    assert_eq!(told("baseline"), None);
}
