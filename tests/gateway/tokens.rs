//! Forged and foreign tokens (G6 to G11): here other kinds and other shapes. The issuer is played, so that its key is in our hands.

use serde_json::{Value, json};

use super::{mark, melding, refused, unseen};
use crate::harness::forge::{claims_of, message};
use crate::harness::{ANDERE, LoneGateway, ZAKEN, get_at};
use crate::house;

pub(super) mod claims;
pub(super) mod keys;
pub(super) mod opaque;
pub(super) mod signatures;

house![
    r9068_01_another_kind_of_token_is_refused,
    what_is_critical_compressed_or_encrypted_is_refused,
    a_header_with_two_readings_is_refused,
    a_token_of_any_size_is_refused_and_the_next_is_served,
];

/// It is refused with 401 `invalid_token`, and the upstream saw nothing of it.
#[track_caller]
pub(super) fn rejected(at: &LoneGateway, token: &str, what: &str) {
    let mark = mark();
    let request = get_at(ZAKEN, &melding()).bearer(token).header("X-Mark", &mark);
    let answer = request.send(at.address);
    assert_eq!(answer.status, 401, "{what}: {answer:?}");
    refused(&answer, 401, &answer.member("code"));
    assert!(answer.header("www-authenticate").unwrap().contains("error=\"invalid_token\""));
    unseen(&at.upstream, &mark);
}

/// It is let through.
#[track_caller]
pub(super) fn accepted(at: &LoneGateway, token: &str, what: &str) {
    let answer = get_at(ZAKEN, &melding()).bearer(token).send(at.address);
    assert_eq!(answer.status, 200, "{what}: {answer:?}");
}

fn r9068_01_another_kind_of_token_is_refused() {
    let at = LoneGateway::start();
    let claims = at.claims("alles").to_string();
    let honest = at.forge.header();
    let types =
        ["JWT", "jwt", "logout+jwt", "dpop+jwt", "at+jwtx", "at", "JOSE", "application/jwt", ""];
    for typ in types {
        rejected(&at, &at.forge.sign(&honest.replace("at+jwt", typ), &claims), typ);
    }
    rejected(&at, &at.forge.sign(&honest.replace(r#""typ":"at+jwt","#, ""), &claims), "none");
    for typ in ["AT+JWT", "application/at+jwt"] {
        accepted(&at, &at.forge.sign(&honest.replace("at+jwt", typ), &claims), typ);
    }
    let id_token = json!({
        "iss": claims_of(&at.token("alles"))["iss"], "sub": "alles", "aud": ZAKEN,
        "exp": 9_999_999_999_i64, "iat": 1, "nonce": "n",
    });
    rejected(&at, &at.sign(&id_token), "the claims of an id_token");
}

fn what_is_critical_compressed_or_encrypted_is_refused() {
    let at = LoneGateway::start();
    let claims = at.claims("alles").to_string();
    let kid = at.forge.key.kid().as_str();
    for more in [
        json!({ "crit": ["exp"] }),
        json!({ "crit": ["b64"], "b64": false }),
        json!({ "crit": [] }),
        json!({ "crit": null }),
        json!({ "b64": false }),
        json!({ "zip": "DEF" }),
    ] {
        let mut header = json!({ "typ": "at+jwt", "alg": "ES256", "kid": kid });
        header.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        rejected(&at, &at.forge.sign(&header.to_string(), &claims), &header.to_string());
    }
    let encrypted = message(r#"{"alg":"dir","enc":"A256GCM","typ":"at+jwt"}"#, "");
    rejected(&at, &format!("{encrypted}.aXY.Y2lwaGVy.dGFn"), "five parts");
    rejected(&at, &format!("{}..", message(&at.forge.header(), &claims)), "four parts");
    let nested = at.forge.sign(&at.forge.header(), &at.token("alles"));
    rejected(&at, &nested, "a token in a token");
}

fn a_header_with_two_readings_is_refused() {
    let at = LoneGateway::start();
    let claims = at.claims("alles").to_string();
    let kid = at.forge.key.kid();
    for header in [
        format!(r#"{{"typ":"at+jwt","alg":"none","alg":"ES256","kid":"{kid}"}}"#),
        format!(r#"{{"typ":"at+jwt","alg":"ES256","alg":"none","kid":"{kid}"}}"#),
        format!(r#"{{"typ":"at+jwt","alg":"ES256","kid":"x","kid":"{kid}"}}"#),
        format!(r#"{{"typ":"JWT","typ":"at+jwt","alg":"ES256","kid":"{kid}"}}"#),
        format!(r#"["typ","at+jwt","alg","ES256","kid","{kid}"]"#),
        format!(r#"{{"typ":"at+jwt","alg":["ES256"],"kid":"{kid}"}}"#),
        format!("{}x", at.forge.header()),
        String::new(),
        "null".to_owned(),
        "{".repeat(3000),
        "[".repeat(3000),
    ] {
        rejected(&at, &at.forge.sign(&header, &claims), &header);
    }
    accepted(&at, &at.token("alles"), "the honest one");
}

fn a_token_of_any_size_is_refused_and_the_next_is_served() {
    let at = LoneGateway::start();
    let good = at.token("alles");
    for size in [20_000, 60_000, 130_000, 1 << 20] {
        let mark = mark();
        let token =
            format!("{}.{}.{}", "a".repeat(size / 3), "b".repeat(size / 3), "c".repeat(size / 3));
        let raw = format!(
            "GET {} HTTP/1.1\r\nHost: zaken.example\r\nX-Mark: {mark}\r\n\
             Authorization: Bearer {token}\r\nConnection: close\r\n\r\n",
            melding()
        );
        let answer = crate::harness::send_raw(at.address, raw.as_bytes());
        // Refused by us, or by the parser: a reset may then overtake its answer.
        assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 4"), "{size}");
        unseen(&at.upstream, &mark);
        accepted(&at, &good, "the honest one");
    }
    let mut padded = at.claims("alles");
    padded["x"] = Value::String("x".repeat(20_000));
    rejected(&at, &at.sign(&padded), "well signed, and longer than a token may be");
    let mut other = at.claims("alles");
    other["aud"] = json!(ANDERE);
    rejected(&at, &at.sign(&other), "of another upstream");
}
