//! Keys that a token brings along or points at (G7).

use serde_json::json;

use super::{accepted, rejected};
use crate::harness::LoneGateway;
use crate::harness::forge::{Forge, sign_hs256};
use crate::house;

house![
    ng_93_a_key_that_the_token_brings_along_is_not_looked_at,
    a_kid_is_a_name_and_never_a_path_or_a_query,
];

fn ng_93_a_key_that_the_token_brings_along_is_not_looked_at() {
    let at = LoneGateway::start();
    let claims = at.claims("alles").to_string();
    let own = Forge::new();
    let asked = at.issuer.asked();
    let elsewhere = format!("http://{}/keys", at.issuer.address);
    let kids = [own.key.kid().as_str().to_owned(), at.forge.key.kid().as_str().to_owned()];
    for kid in kids {
        for brought in [
            json!({ "jwk": own.jwk() }),
            json!({ "jku": elsewhere }),
            json!({ "x5u": elsewhere }),
            json!({ "x5c": ["MIIB"] }),
            json!({ "jwk": own.jwk(), "jku": elsewhere, "x5u": elsewhere }),
        ] {
            let mut header = json!({ "typ": "at+jwt", "alg": "ES256", "kid": kid });
            header.as_object_mut().unwrap().extend(brought.as_object().unwrap().clone());
            rejected(&at, &own.sign(&header.to_string(), &claims), &header.to_string());
        }
    }
    assert_eq!(at.issuer.asked(), asked, "nothing is fetched");
    accepted(&at, &at.token("alles"), "the honest one");
}

fn a_kid_is_a_name_and_never_a_path_or_a_query() {
    let at = LoneGateway::start();
    let claims = at.claims("alles").to_string();
    for kid in [
        json!("../../../../dev/null"),
        json!("/dev/null"),
        json!("keys/upstream.key"),
        json!("' OR 1=1 --"),
        json!("x' UNION SELECT 'AAAA"),
        json!("|| id"),
        json!("http://127.0.0.1:1/key"),
        json!(""),
        json!(" "),
        json!("*"),
        json!("%s%n"),
        json!("a".repeat(8000)),
        json!(null),
        json!(0),
        json!([at.forge.key.kid().as_str()]),
        json!(at.forge.key.kid().as_str().to_ascii_lowercase()),
        json!(format!("{} ", at.forge.key.kid())),
    ] {
        let header = json!({ "typ": "at+jwt", "alg": "ES256", "kid": kid }).to_string();
        rejected(&at, &at.forge.sign(&header, &claims), &header);
        rejected(&at, &sign_hs256(&header.replace("ES256", "HS256"), &claims, b""), &header);
    }
    rejected(&at, &at.forge.sign(r#"{"typ":"at+jwt","alg":"ES256"}"#, &claims), "no kid");
}
