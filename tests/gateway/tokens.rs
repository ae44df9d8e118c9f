//! Forged and foreign tokens (G6 to G11). The issuer is played, so that its key is in our hands.

use aws_lc_rs::hmac;
use serde_json::{Value, json};

use super::{mark, melding, refused, unseen};
use crate::cases;
use crate::harness::forge::{Forge, claims_of, compact, message, sign_hs256};
use crate::harness::{ANDERE, Bench, LoneGateway, ZAKEN, get_at};

pub(super) mod claims;

cases![
    a_token_without_a_good_signature_is_refused,
    a_token_signed_with_the_public_key_as_secret_is_refused,
    a_key_that_the_token_brings_along_is_not_looked_at,
    a_kid_is_a_name_and_never_a_path_or_a_query,
    another_kind_of_token_is_refused,
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

fn a_token_without_a_good_signature_is_refused(_: &Bench) {
    let at = LoneGateway::start();
    let claims = at.claims("alles").to_string();
    let honest = at.forge.header();
    let good = at.forge.sign(&honest, &claims);
    let (signed, signature) = good.rsplit_once('.').unwrap();
    for alg in ["none", "None", "NONE", "nOnE", ""] {
        let header = honest.replace("ES256", alg);
        let message = message(&header, &claims);
        rejected(&at, &format!("{message}.{signature}"), alg);
        rejected(&at, &at.forge.sign(&header, &claims), alg);
    }
    for alg in ["HS256", "HS512", "RS256", "PS256", "ES384", "ES256K", "EdDSA", "es256", "ES256 "] {
        rejected(&at, &at.forge.sign(&honest.replace("ES256", alg), &claims), alg);
    }
    rejected(&at, &format!("{signed}.{}", "A".repeat(86)), "zero r and s (CVE-2022-21449)");
    rejected(&at, &format!("{signed}.AA"), "short");
    rejected(&at, &format!("{good}AA"), "long");
    rejected(&at, &format!("{good}="), "padded");
    rejected(&at, &Forge::new().sign(&honest, &claims), "another key under this kid");
    let mut other = at.claims("alles");
    other["jti"] = json!("another");
    let other = message(&honest, &other.to_string());
    rejected(&at, &format!("{other}.{signature}"), "another payload under this signature");
    accepted(&at, &good, "the honest one");
    rejected(&at, &format!("{other}.{signature}"), "the same, after the honest one is known");
}

fn a_token_signed_with_the_public_key_as_secret_is_refused(_: &Bench) {
    let at = LoneGateway::start();
    let claims = at.claims("alles").to_string();
    let jwk = at.forge.jwk();
    let x = jwk["x"].as_str().unwrap().to_owned();
    let secrets =
        [jwk.to_string(), x.clone(), at.forge.key.kid().as_str().to_owned(), String::new()];
    for secret in secrets {
        for alg in ["HS256", "ES256"] {
            let header = at.forge.header().replace("ES256", alg);
            rejected(&at, &sign_hs256(&header, &claims, secret.as_bytes()), alg);
        }
    }
    let header = at.forge.header().replace("ES256", "HS512");
    let message = message(&header, &claims);
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA512, x.as_bytes()), message.as_bytes());
    rejected(&at, &compact(&message, tag.as_ref()), "HS512");
}

fn a_key_that_the_token_brings_along_is_not_looked_at(_: &Bench) {
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

fn a_kid_is_a_name_and_never_a_path_or_a_query(_: &Bench) {
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

fn another_kind_of_token_is_refused(_: &Bench) {
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

fn what_is_critical_compressed_or_encrypted_is_refused(_: &Bench) {
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

fn a_header_with_two_readings_is_refused(_: &Bench) {
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

fn a_token_of_any_size_is_refused_and_the_next_is_served(_: &Bench) {
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
