//! Public keys of clients: registered, told apart, revoked.

use rcgen::{CertificateParams, KeyPair};
use serde_json::{Value, json};
use tokens::{Algorithm, SigningKey};

use super::super::reader;
use super::{asserting, nlgov, refused};
use crate::cases;
use crate::harness::asserter::{self, Asserter, AssertingClient};
use crate::harness::{Answer, Bench, IN_FORCE, Installation, Options, Request, eventually};

cases![
    ng_04_a_client_of_nlgov_has_a_key_of_its_own,
    ng_35_a_client_of_nlgov_has_a_key_before_it_is_one,
    sd5_8_either_of_two_keys_is_good_and_a_revoked_one_ends_at_once,
    sd5_9_a_private_jwk_is_refused_and_not_logged,
    a_key_is_taken_as_pem_or_out_of_a_certificate,
    a_key_is_listed_and_outlives_the_rotation_of_secrets,
    a_key_that_cannot_serve_is_refused,
    a_key_that_ended_is_refused,
];

fn add(at: &Installation, client_id: &str, body: &Value) -> Answer {
    let path = format!("/clients/{client_id}/public-keys");
    at.administrator().call("POST", &path, body)
}

fn ng_04_a_client_of_nlgov_has_a_key_of_its_own(bench: &Bench) {
    let at = bench.shared();
    let first = asserting(&at, nlgov());
    let (second, third) = (asserting(&at, json!({})), asserting(&at, json!({})));
    let jwk = |client: &AssertingClient| json!({ "jwk": client.with.jwk() });
    for (to, of) in [(&second, &first), (&first, &second)] {
        let answer = add(&at, to.client_id(), &jwk(of));
        assert_eq!(answer.status, 400, "{}", answer.text());
        assert!(answer.member("detail").contains(of.client_id()), "{}", answer.text());
    }
    let answer = add(&at, second.client_id(), &jwk(&third));
    assert_eq!(answer.status, 201, "elsewhere it is only noted: {}", answer.text());
    assert!(answer.member("note").contains(third.client_id()), "{}", answer.text());
    let again = add(&at, second.client_id(), &jwk(&third));
    assert_eq!(again.status, 400, "{}", again.text());
    assert!(again.member("detail").contains("already"), "{}", again.text());
}

fn ng_35_a_client_of_nlgov_has_a_key_before_it_is_one(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    let path = format!("/clients/{}", application.client_id);
    let oauth = json!({ "profile": "nlgov", "token_endpoint_auth_method": "private_key_jwt" });
    let become_one = || at.administrator().call("PATCH", &path, &json!({ "oauth": oauth }));
    let answer = become_one();
    assert_eq!(answer.status, 400);
    assert!(answer.member("detail").contains("public key"), "{}", answer.text());
    let key = Asserter::new(Algorithm::Es256);
    asserter::register(&at.administrator(), &application.client_id, &key);
    assert_eq!(become_one().status, 200);
}

fn sd5_8_either_of_two_keys_is_good_and_a_revoked_one_ends_at_once(bench: &Bench) {
    let at = bench.shared();
    let old = asserting(&at, json!({}));
    let admin = at.administrator();
    let key = Asserter::new(Algorithm::EdDsa);
    let key_id = asserter::register(&admin, old.client_id(), &key);
    let new = AssertingClient { application: old.application.clone(), with: key, key_id };
    let token = |client: &AssertingClient| {
        let answer = client.ask(&at);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.member("access_token")
    };
    let (of_old, of_new) = (token(&old), token(&new));
    let zaken =
        |token: &str| Request::get("/zaken/api/v1/zaken").bearer(token).send(at.gateway).status;
    assert_eq!((zaken(&of_old), zaken(&of_new)), (200, 200));
    let path = format!("/clients/{}/secrets/{}", old.client_id(), old.key_id);
    admin.done("DELETE", &path, &json!({}));
    refused(&old.ask(&at), "fits no live key");
    eventually(IN_FORCE, "refused", || zaken(&of_old) == 401);
    assert_eq!(zaken(&of_new), 200);
    assert_eq!(new.ask(&at).status, 200);
}

fn sd5_9_a_private_jwk_is_refused_and_not_logged(bench: &Bench) {
    let at = bench.with(&Options::default().set("LOG__FILTER", "debug"));
    let application = reader(&at);
    let canary = "a2FuYXJpZS1pbi1lZW4tc2xldXRlbA";
    for jwk in [
        with(Asserter::new(Algorithm::Es256).jwk(), "d", canary),
        with(Asserter::new(Algorithm::Rs256).jwk(), "p", canary),
        with(Asserter::new(Algorithm::EdDsa).jwk(), "d", canary),
        json!({ "kty": "oct", "k": canary }),
    ] {
        let answer = add(&at, &application.client_id, &json!({ "jwk": jwk }));
        assert_eq!(answer.status, 400, "{}", answer.text());
        assert!(answer.member("detail").contains("private or secret key"), "{}", answer.text());
        assert!(!answer.text().contains(canary));
    }
    let pair = KeyPair::generate().unwrap();
    let pem = pair.serialize_pem();
    let answer = add(&at, &application.client_id, &json!({ "pem": pem }));
    assert_eq!(answer.status, 400);
    assert!(answer.member("detail").contains("private key"), "{}", answer.text());
    let middle = pem.lines().nth(1).unwrap();
    for secret in [canary, middle] {
        assert!(!answer.text().contains(secret) && !at.said().contains(secret));
        let database = at.database_bytes();
        assert!(!database.windows(secret.len()).any(|window| window == secret.as_bytes()));
    }
    let public = Asserter::new(Algorithm::Es256).jwk();
    assert_eq!(add(&at, &application.client_id, &json!({ "jwk": public })).status, 201);
}

fn with(mut jwk: Value, member: &str, value: &str) -> Value {
    jwk[member] = value.into();
    jwk
}

fn a_key_is_taken_as_pem_or_out_of_a_certificate(bench: &Bench) {
    let at = bench.shared();
    for as_certificate in [false, true] {
        let pair = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(["klant.example".to_owned()]).unwrap();
        let certificate = certificate.self_signed(&pair).unwrap().pem();
        let pem = if as_certificate { certificate } else { pair.public_key_pem() };
        let client = asserting(&at, json!({}));
        let answer = add(&at, client.client_id(), &json!({ "pem": pem }));
        assert_eq!(answer.status, 201, "{}", answer.text());
        assert_eq!(answer.json()["algorithms"], json!(["ES256"]));
        let key = SigningKey::from_pkcs8(Algorithm::Es256, pair.serialized_der()).unwrap();
        assert_eq!(answer.member("thumbprint"), key.kid().as_str());
        let by = Asserter { key };
        // A key without a name answers to any.
        let header = json!({ "alg": "ES256", "kid": "zelf bedacht" });
        let assertion = by.sign(&header, &client.claims(&at));
        assert_eq!(asserter::ask(&at, &assertion).status, 200);
    }
}

fn a_key_is_listed_and_outlives_the_rotation_of_secrets(bench: &Bench) {
    let at = bench.shared();
    let client = asserting(&at, json!({}));
    let admin = at.administrator();
    let path = format!("/clients/{}/secrets", client.client_id());
    let listed = || {
        let list = admin.done("GET", &path, &json!({}));
        let mut rows = list["results"].as_array().unwrap().clone().into_iter();
        rows.find(|row| row["id"] == client.key_id).unwrap()
    };
    assert_eq!((&listed()["kind"], &listed()["state"]), (&json!("public_key"), &json!("live")));
    let rotated = admin.done("POST", &format!("{path}/rotate"), &json!({ "overlap": 0 }));
    let replaced = rotated["replaced"].as_array().unwrap();
    assert!(replaced.iter().all(|row| row["kind"] == "secret"), "{rotated}");
    assert_eq!(client.ask(&at).status, 200);
    admin.done("DELETE", &format!("{path}/{}?force=true", client.key_id), &json!({}));
    assert_eq!(listed()["state"], "revoked");
}

fn a_key_that_cannot_serve_is_refused(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    let jwk = Asserter::new(Algorithm::Es256).jwk();
    for (body, told) in [
        (json!({}), "one of the two"),
        (json!({ "jwk": jwk, "pem": "x" }), "one of the two"),
        (json!({ "jwk": "x" }), "not a JWK"),
        (json!({ "pem": "x" }), "BEGIN PUBLIC KEY"),
        (json!({ "jwk": with(jwk.clone(), "use", "enc") }), "for signatures"),
        (json!({ "jwk": with(jwk.clone(), "alg", "RS256") }), "alg"),
        (json!({ "jwk": with(jwk.clone(), "crv", "P-384") }), "kinds"),
        (json!({ "jwk": jwk, "kid": "x" }), "unknown field"),
    ] {
        let answer = add(&at, &application.client_id, &body);
        assert_eq!(answer.status, 400, "{body}: {}", answer.text());
        assert!(answer.member("detail").contains(told), "{told}: {}", answer.text());
    }
    for of_the_system in ["beheerder", "gateway"] {
        assert_eq!(add(&at, of_the_system, &json!({ "jwk": jwk })).status, 400);
    }
    assert_eq!(add(&at, "niemand", &json!({ "jwk": jwk })).status, 404);
    let answer = add(&at, &application.client_id, &json!({ "jwk": jwk }));
    assert!(answer.member("note").contains("private_key_jwt"), "{}", answer.text());
}

fn a_key_that_ended_is_refused(bench: &Bench) {
    let at = bench.shared();
    let client = asserting(&at, json!({}));
    let soon = edge::clock::Clock::system().now() + chrono::TimeDelta::milliseconds(1_500);
    let key = Asserter::new(Algorithm::Es256);
    let body = json!({ "jwk": key.jwk(), "expires_at": soon.to_rfc3339() });
    assert_eq!(add(&at, client.client_id(), &body).status, 201);
    let ask = || asserter::ask(&at, &key.sign(&key.header(), &client.claims(&at)));
    assert_eq!(ask().status, 200);
    eventually(std::time::Duration::from_secs(4), "refused", || ask().status == 401);
    assert_eq!(client.ask(&at).status, 200);
}
