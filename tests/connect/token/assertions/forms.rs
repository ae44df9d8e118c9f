//! The form of an assertion and what its header may say.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};
use serde_json::{Value, json};
use tokens::Algorithm;

use super::{asserting, refused};
use crate::cases;
use crate::harness::Bench;
use crate::harness::asserter::{Asserter, AssertingClient, ask};
use crate::harness::forge::{compact, message, sign_hs256};

cases![
    ng_00c_an_assertion_serialised_as_json_is_refused,
    r7523_08_an_alg_that_is_not_the_clients_is_refused,
    r7523_08_none_and_an_hmac_under_the_public_key_are_refused,
    r7523_09_a_crit_that_nobody_understands_is_refused,
    r7523_10_a_key_that_an_assertion_brings_along_is_ignored,
    r7523_11_a_nested_or_encrypted_assertion_is_refused,
    r7523_13_the_typ_is_absent_or_that_of_a_client_assertion,
    r7523_14_a_signature_in_der_is_refused,
    an_assertion_with_a_member_twice_is_refused,
];

fn with(mut header: Value, member: &str, value: Value) -> Value {
    header[member] = value;
    header
}

fn ng_00c_an_assertion_serialised_as_json_is_refused(bench: &Bench) {
    let at = bench.shared();
    let client = asserting(&at, json!({}));
    let good = client.assertion(&at);
    let [protected, payload, signature] = good.split('.').collect::<Vec<_>>()[..] else { return };
    let flattened = json!({ "protected": protected, "payload": payload, "signature": signature });
    let signatures = json!([{ "protected": protected, "signature": signature }]);
    let general = json!({ "payload": payload, "signatures": signatures });
    for json in [flattened, general] {
        refused(&ask(&at, &json.to_string()), "compact form");
    }
    assert_eq!(ask(&at, &good).status, 200);
}

fn r7523_08_an_alg_that_is_not_the_clients_is_refused(bench: &Bench) {
    let at = bench.shared();
    let oauth = json!({ "token_endpoint_auth_signing_alg": "PS256" });
    let application = super::reader(&at);
    let client = AssertingClient::by(&at, application, (Asserter::new(Algorithm::Ps256), oauth));
    assert_eq!(client.ask(&at).status, 200);
    let rs256 = Asserter::new(Algorithm::Rs256);
    let signed = rs256.sign(&rs256.header(), &client.claims(&at));
    refused(&ask(&at, &signed), "token_endpoint_auth_signing_alg");
}

fn r7523_08_none_and_an_hmac_under_the_public_key_are_refused(bench: &Bench) {
    let at = bench.shared();
    let client = asserting(&at, json!({}));
    for none in ["none", "None", "NONE"] {
        let header = json!({ "alg": none });
        let signed = client.with.sign(&header, &client.claims(&at));
        refused(&ask(&at, &signed), "the alg");
        let unsigned = format!("{}.", signed.rsplit_once('.').unwrap().0);
        refused(&ask(&at, &unsigned), "the alg");
    }
    let public = client.with.jwk().to_string();
    for (alg, told) in [("HS256", "the alg"), ("ES256", "fits no live key")] {
        let header = json!({ "alg": alg }).to_string();
        let claims = client.claims(&at).to_string();
        refused(&ask(&at, &sign_hs256(&header, &claims, public.as_bytes())), told);
    }
    assert_eq!(client.ask(&at).status, 200);
}

fn r7523_09_a_crit_that_nobody_understands_is_refused(bench: &Bench) {
    let at = bench.shared();
    let client = asserting(&at, json!({}));
    for (member, value) in [("crit", json!(["x"])), ("crit", json!([])), ("b64", json!(false))] {
        let header = with(client.with.header(), member, value);
        refused(&ask(&at, &client.with.sign(&header, &client.claims(&at))), "crit");
    }
    let header = with(client.with.header(), "x", json!(["crit"]));
    assert_eq!(ask(&at, &client.with.sign(&header, &client.claims(&at))).status, 200);
}

fn r7523_10_a_key_that_an_assertion_brings_along_is_ignored(bench: &Bench) {
    let at = bench.shared();
    let client = asserting(&at, json!({}));
    let stranger = Asserter::new(Algorithm::Es256);
    for (member, value) in [
        ("jwk", stranger.jwk()),
        ("jku", json!("https://kwaad.example/jwks")),
        ("x5u", json!("https://kwaad.example/x.pem")),
        ("x5c", json!(["MIIB"])),
    ] {
        let header = with(client.with.header(), member, value);
        let claims = client.claims(&at);
        refused(&ask(&at, &stranger.sign(&header, &claims)), "fits no live key");
        assert_eq!(ask(&at, &client.with.sign(&header, &claims)).status, 200, "{member}");
    }
}

fn r7523_11_a_nested_or_encrypted_assertion_is_refused(bench: &Bench) {
    let at = bench.shared();
    let client = asserting(&at, json!({}));
    let good = client.assertion(&at);
    let header = with(client.with.header(), "cty", json!("JWT")).to_string();
    refused(&ask(&at, &client.with.sign_text(&header, &good)), "JSON object");
    refused(&ask(&at, &format!("{good}.AAAA.AAAA")), "encrypted");
    let [head, _, _] = good.split('.').collect::<Vec<_>>()[..] else { return };
    refused(&ask(&at, &format!("{head}..AAAA.AAAA.AAAA")), "encrypted");
    assert_eq!(ask(&at, &good).status, 200);
}

fn r7523_13_the_typ_is_absent_or_that_of_a_client_assertion(bench: &Bench) {
    let at = bench.shared();
    let client = asserting(&at, json!({}));
    let typed = |typ: Value| {
        let header = with(client.with.header(), "typ", typ);
        ask(&at, &client.with.sign(&header, &client.claims(&at)))
    };
    for typ in ["JWT", "jwt", "client-authentication+jwt", "application/Client-Authentication+JWT"]
    {
        assert_eq!(typed(json!(typ)).status, 200, "{typ}");
    }
    for typ in ["at+jwt", "dpop+jwt", "logout+jwt", "application/at+jwt", "x"] {
        refused(&typed(json!(typ)), "another kind of token");
    }
    refused(&typed(json!(5)), "not a text");
}

fn r7523_14_a_signature_in_der_is_refused(bench: &Bench) {
    let at = bench.shared();
    let client = asserting(&at, json!({}));
    let pkcs8 = client.with.key.to_pkcs8();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &pkcs8).unwrap();
    let message = message(&client.with.header().to_string(), &client.claims(&at).to_string());
    let der = pair.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
    refused(&ask(&at, &compact(&message, der.as_ref())), "fits no live key");
    assert_eq!(client.ask(&at).status, 200);
}

fn an_assertion_with_a_member_twice_is_refused(bench: &Bench) {
    let at = bench.shared();
    let client = asserting(&at, json!({}));
    let claims = client.claims(&at).to_string();
    let twice = claims.replacen('{', r#"{"sub":"ander","#, 1);
    let header = client.with.header().to_string();
    refused(&ask(&at, &client.with.sign_text(&header, &twice)), "a member twice");
    assert_eq!(ask(&at, &client.with.sign_text(&header, &claims)).status, 200);
}
