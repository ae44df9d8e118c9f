//! What stands in a token (RFC 9068), and that it verifies against what is published.

use std::collections::HashSet;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tokens::{Expectations, Jwk, KeySet, Meant, UnixTime, UnverifiedToken, VerificationKey};

use super::reader;
use crate::cases;
use crate::harness::{Bench, Installation, Options, Request, TaskApplication};

cases![
    ng_77_the_header_is_of_an_access_token,
    r9068_03_r9068_04_ng_74_ng_75_the_claims_are_those_of_rfc_9068,
    a_token_says_which_credential_and_which_state_it_came_of,
    a_token_verifies_against_the_published_keys,
    a_token_verifies_with_nothing_of_ours,
    ng_75_no_token_is_named_like_another,
    a_client_has_the_lifetime_that_was_set,
    a_token_lives_as_long_as_the_configuration_says,
    r6749_19_ng_13_no_refresh_token_comes_with_client_credentials,
];

fn part(token: &str, index: usize) -> Value {
    let part = URL_SAFE_NO_PAD.decode(token.split('.').nth(index).unwrap()).unwrap();
    serde_json::from_slice(&part).unwrap()
}

/// The claims of a token, unverified.
pub(super) fn of(token: &str) -> Value {
    part(token, 1)
}

/// The key that signs unless a client says otherwise.
fn published(at: &Installation) -> Value {
    let keys = Request::get("/connect/jwks").send(at.issuer).json()["keys"].clone();
    keys.as_array().unwrap().iter().find(|key| key["alg"] == "ES256").unwrap().clone()
}

fn ng_77_the_header_is_of_an_access_token(bench: &Bench) {
    let at = bench.shared();
    let header = part(&reader(&at).token(&at), 0);
    let kid = published(&at)["kid"].clone();
    assert_eq!(header, json!({ "typ": "at+jwt", "alg": "ES256", "kid": kid }));
}

fn r9068_03_r9068_04_ng_74_ng_75_the_claims_are_those_of_rfc_9068(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    let claims = of(&application.token(&at));
    assert_eq!(claims["iss"], at.issuer_url());
    for name in ["sub", "client_id", "azp"] {
        assert_eq!(claims[name], application.client_id.as_str(), "{name}");
    }
    assert_eq!(claims["aud"], at.public_url());
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 300);
    assert!(claims["jti"].as_str().unwrap().len() >= 22);
    let mut names: Vec<&String> = claims.as_object().unwrap().keys().collect();
    names.sort();
    let expected = [
        "aud",
        "azp",
        "client_id",
        "exp",
        "iat",
        "iss",
        "jti",
        "sub",
        "zp_change",
        "zp_credential",
    ];
    assert_eq!(names, expected);
}

fn a_token_says_which_credential_and_which_state_it_came_of(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    let before = of(&application.token(&at));
    assert_eq!(before["zp_credential"], application.secret_id.as_str());
    let (id, secret) = application.new_secret(&at.administrator());
    let after = of(&TaskApplication { secret, ..application }.token(&at));
    assert_eq!(after["zp_credential"], id.as_str());
    assert!(after["zp_change"].as_u64() > before["zp_change"].as_u64());
}

fn a_token_verifies_against_the_published_keys(bench: &Bench) {
    let at = bench.shared();
    let token = reader(&at).token(&at);
    let jwk: Jwk = serde_json::from_value(published(&at)).unwrap();
    let keys: KeySet = [VerificationKey::from_jwk(&jwk).unwrap()].into_iter().collect();
    let now = UnixTime::new(of(&token)["iat"].as_i64().unwrap());
    let verify = |token: &str, audience: String| {
        let expectations = Expectations {
            issuer: at.issuer_url(),
            audience: Meant::For(vec![audience]),
            leeway: 0,
        };
        UnverifiedToken::parse(token).unwrap().verify(&keys, &expectations, now).is_ok()
    };
    assert!(verify(&token, at.public_url()));
    assert!(!verify(&token, at.issuer_url()), "another audience");
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let mut signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    signature[20] ^= 1;
    let forged = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature));
    assert!(!verify(&forged, at.public_url()), "another signature");
}

fn a_token_verifies_with_nothing_of_ours(bench: &Bench) {
    let at = bench.shared();
    let token = reader(&at).token(&at);
    let jwk = published(&at);
    assert_eq!(
        (&jwk["kty"], &jwk["crv"], &jwk["alg"]),
        (&json!("EC"), &json!("P-256"), &json!("ES256"))
    );
    let coordinate = |name: &str| URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap();
    let point = [vec![4], coordinate("x"), coordinate("y")].concat();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
    assert!(key.verify(signed.as_bytes(), &signature).is_ok());
    assert!(key.verify(&signed.as_bytes()[1..], &signature).is_err());
}

fn ng_75_no_token_is_named_like_another(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    let name = || of(&application.token(&at))["jti"].as_str().unwrap().to_owned();
    let names: HashSet<String> = std::thread::scope(|scope| {
        let quarter = || (0..250).map(|_| name()).collect::<Vec<_>>();
        let quarters: Vec<_> = (0..4).map(|_| scope.spawn(quarter)).collect();
        quarters.into_iter().flat_map(|quarter| quarter.join().unwrap()).collect()
    });
    assert_eq!(names.len(), 1_000);
}

fn a_client_has_the_lifetime_that_was_set(bench: &Bench) {
    let at = bench.shared();
    let all = json!({ "label": "Lang", "heeft_alle_autorisaties": true });
    let application =
        TaskApplication::register(&at, &all, &json!({ "access_token_lifetime": 3_600 }));
    let answer = application.ask(&at, "");
    assert_eq!(answer.json()["expires_in"], 3_600);
    let claims = of(&answer.member("access_token"));
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 3_600);
}

fn a_token_lives_as_long_as_the_configuration_says(bench: &Bench) {
    let at = bench.with(&Options::default().set("ISSUER__ACCESS_TOKEN_LIFETIME", "1m"));
    let answer = reader(&at).ask(&at, "");
    assert_eq!(answer.json()["expires_in"], 60);
    let claims = of(&answer.member("access_token"));
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 60);
}

fn r6749_19_ng_13_no_refresh_token_comes_with_client_credentials(bench: &Bench) {
    let at = bench.shared();
    let answer = reader(&at).ask(&at, "scope=zaken.lezen");
    assert!(answer.json().get("refresh_token").is_none());
    assert_eq!(reader(&at).ask(&at, "scope=offline_access").status, 400);
}
