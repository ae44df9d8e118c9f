//! With which algorithm a client's tokens are signed, and what others make of them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{DecodingKey, Validation, decode, decode_header};
use serde_json::{Value, json};
use voorbeeldzaken::sample;

use super::assert_refused;
use crate::cases;
use crate::harness::forge::header_of;
use crate::harness::{
    Bench, IN_FORCE, Installation, Options, Request, TaskApplication, eventually,
};

cases![
    ng_77_ng_78_a_clients_tokens_are_signed_with_its_algorithm_and_verify_at_the_gateway_and_elsewhere,
    a_token_that_is_relabelled_as_of_another_algorithm_or_key_is_refused,
    a_gateway_whose_issuer_is_away_verifies_tokens_of_every_algorithm,
    an_algorithm_whose_key_does_not_sign_yet_gives_no_token_and_is_not_taken,
];

const ALGORITHMS: [&str; 4] = ["ES256", "RS256", "PS256", "EdDSA"];

/// A task application that may do everything, with tokens of this algorithm.
fn signed_with(at: &Installation, algorithm: &str) -> TaskApplication {
    let all = json!({ "label": algorithm, "heeft_alle_autorisaties": true });
    let oauth = json!({ "oauth": { "signing_algorithm": algorithm } });
    TaskApplication::register(at, &all, &oauth)
}

/// A token of it, which is signed so.
fn token_with(at: &Installation, application: &TaskApplication, algorithm: &str) -> String {
    let token = application.token(at);
    assert_eq!(header_of(&token)["alg"], algorithm);
    token
}

fn call(at: &Installation, token: &str) -> u16 {
    let path = format!("{}/{}", sample::ZAKEN, sample::ZAAK_MELDING_OPENBAAR);
    Request::get(&path).bearer(token).send(at.gateway).status
}

fn published(at: &Installation) -> Value {
    Request::get("/connect/jwks").send(at.issuer).json()
}

/// What a library of others says of a token: the key that its header names, and nothing of ours.
fn verifies_elsewhere(at: &Installation, token: &str) -> bool {
    let keys: JwkSet = serde_json::from_value(published(at)).unwrap();
    let header = decode_header(token).unwrap();
    let Some(jwk) = keys.find(header.kid.as_deref().unwrap()) else { return false };
    let mut expected = Validation::new(header.alg);
    expected.set_issuer(&[at.issuer_url()]);
    expected.set_audience(&[at.public_url()]);
    decode::<Value>(token, &DecodingKey::from_jwk(jwk).unwrap(), &expected).is_ok()
}

fn ng_77_ng_78_a_clients_tokens_are_signed_with_its_algorithm_and_verify_at_the_gateway_and_elsewhere(
    bench: &Bench,
) {
    let at = bench.shared();
    for algorithm in ALGORITHMS {
        let application = signed_with(&at, algorithm);
        let token = application.token(&at);
        let keys = published(&at)["keys"].clone();
        let key = keys.as_array().unwrap().iter().find(|key| key["alg"] == algorithm).unwrap();
        let header = json!({ "typ": "at+jwt", "alg": algorithm, "kid": key["kid"] });
        assert_eq!(header_of(&token), header);
        assert!(verifies_elsewhere(&at, &token), "{algorithm}");
        eventually(IN_FORCE, algorithm, || call(&at, &token) == 200);
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let mut signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        signature[9] ^= 1;
        let forged = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature));
        assert_eq!((call(&at, &forged), verifies_elsewhere(&at, &forged)), (401, false));
    }
}

fn a_token_that_is_relabelled_as_of_another_algorithm_or_key_is_refused(bench: &Bench) {
    let at = bench.shared();
    let keys = published(&at)["keys"].as_array().unwrap().clone();
    for algorithm in ALGORITHMS {
        let token = token_with(&at, &signed_with(&at, algorithm), algorithm);
        eventually(IN_FORCE, algorithm, || call(&at, &token) == 200);
        let (_, rest) = token.split_once('.').unwrap();
        let own = header_of(&token)["kid"].clone();
        for key in &keys {
            for kid in [&own, &key["kid"]] {
                let header = json!({ "typ": "at+jwt", "alg": key["alg"], "kid": kid });
                let encoded = URL_SAFE_NO_PAD.encode(header.to_string());
                let expected = if header == header_of(&token) { 200 } else { 401 };
                let original = token.split('.').next().unwrap();
                let head = if expected == 200 { original } else { &encoded };
                assert_eq!(call(&at, &format!("{head}.{rest}")), expected, "{algorithm}: {header}");
            }
        }
    }
}

fn a_gateway_whose_issuer_is_away_verifies_tokens_of_every_algorithm(bench: &Bench) {
    let mut at = bench.with(&Options::default().split());
    let unseen = ALGORITHMS.map(|algorithm| {
        let application = signed_with(&at, algorithm);
        let known = application.token(&at);
        eventually(IN_FORCE, "the gateway knows the client", || call(&at, &known) == 200);
        token_with(&at, &application, algorithm)
    });
    at.kill_issuer();
    for token in unseen {
        assert_eq!(call(&at, &token), 200, "{}", header_of(&token));
    }
}

/// An installation of an older version has no key of RS256 until one is published, and then not one
/// that signs; a client of it may come of a configuration that was tried before.
fn an_algorithm_whose_key_does_not_sign_yet_gives_no_token_and_is_not_taken(bench: &Bench) {
    let mut at = bench.with(&Options::default().split());
    let [early, other] = [(); 2].map(|()| TaskApplication::with_all(&at));
    at.kill_issuer();
    let id = &early.client_id;
    for sql in [
        "DELETE FROM signing_keys WHERE algorithm = 'RS256'",
        &format!(
            r#"UPDATE clients SET oauth = '{{"signing_algorithm":"RS256"}}' WHERE id = '{id}'"#
        ),
    ] {
        at.database.changed(at.folder.path(), sql);
    }
    at.start_issuer();
    let admin = at.administrator();
    eventually(IN_FORCE, "a key is published", || {
        published(&at)["keys"].as_array().unwrap().len() == ALGORITHMS.len()
    });
    let none = early.ask(&at, "");
    assert_refused(&none, 503, "temporarily_unavailable");
    let wait: i64 = none.header("retry-after").unwrap().parse().unwrap();
    assert!((600..=660).contains(&wait), "{wait}");
    assert_eq!(other.ask(&at, "").status, 200);
    let path = |id: &str| format!("/clients/{id}");
    let change =
        |id: &str, oauth: Value| admin.call("PATCH", &path(id), &json!({ "oauth": oauth }));
    for member in ["signing_algorithm", "id_token_signed_response_alg"] {
        let was = json!({ member: "EdDSA" });
        assert_eq!(change(&other.client_id, was).status, 200, "its neighbour is taken");
        let refused = change(&other.client_id, json!({ member: "RS256" }));
        assert_eq!((refused.status, refused.member("code").as_str()), (409, "no-key-yet"));
        assert!(refused.member("detail").contains("signs from 2"), "{}", refused.text());
    }
    let new = json!({ "client_id": "nieuw", "applicatie": early.applicatie,
                      "oauth": { "signing_algorithm": "RS256" } });
    assert_eq!(admin.call("POST", "/clients", &new).status, 409);
    let renamed = change(&early.client_id, json!({ "client_name": "Vroeg" }));
    assert_eq!(renamed.status, 200, "what it has already is not asked for: {}", renamed.text());
    let at_once = json!({ "algorithm": "RS256", "at_once": true });
    admin.done("POST", "/keys/rotate", &at_once);
    assert_eq!(header_of(&early.token(&at))["alg"], "RS256");
    assert_eq!(admin.call("POST", "/clients", &new).status, 201);
}
