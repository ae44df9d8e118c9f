//! The codes that Open Zaak was seen to give, one row per way in which a token was spoilt, and beside
//! them those rows in which we differ on purpose.

use serde_json::{Value, json};

use super::forge::{OTHER_KEY, forged, forged_text, header, payload, signed_by, token, verify};
use crate::testing::{NOW, with, without};

const OK: &str = "200";

/// The code that a token gets here.
fn code(token: &str) -> &'static str {
    verify(token).map_or_else(|refusal| refusal.code(), |_| OK)
}

fn headed(member: &str, value: impl Into<Value>) -> String {
    forged(&with(header(), member, value), &payload())
}

fn claiming(claim: &str, value: impl Into<Value>) -> String {
    forged(&header(), &with(payload(), claim, value))
}

fn silent_on(claim: &str) -> String {
    forged(&header(), &without(payload(), claim))
}

fn ago(seconds: i64) -> i64 {
    NOW.minus(seconds).as_secs()
}

/// What another client's key signed.
fn by_another(payload: &Value) -> String {
    signed_by(OTHER_KEY, &header().to_string(), &payload.to_string())
}

fn hold(rows: impl IntoIterator<Item = (&'static str, String, &'static str)>) {
    for (rule, token, expected) in rows {
        assert_eq!(code(&token), expected, "{rule}");
    }
}

#[test]
fn the_form_of_a_token_is_judged_as_recorded() {
    let good = token();
    let (message, _) = good.rsplit_once('.').unwrap();
    let no_json = forged_text(&header().to_string(), "{not json");
    let nested = forged(&header(), &json!({"iss": "taakapp", "iat": NOW.as_secs(), "zds": {}}));
    hold([
        ("as it should be", good.clone(), OK),
        ("nothing", String::new(), "jwt-decode-error"),
        ("garbage in three parts", "a.b.c".to_owned(), "jwt-decode-error"),
        ("three empty parts", "..".to_owned(), "jwt-decode-error"),
        ("two parts", message.to_owned(), "jwt-decode-error"),
        ("four parts", format!("{good}.x"), "jwt-decode-error"),
        ("a space behind", format!("{good} "), "jwt-decode-error"),
        ("a space in front", format!(" {good}"), "invalid-jwt-signature"),
        ("no signature", format!("{message}."), "invalid-jwt-signature"),
        ("a signature outside the alphabet", format!("{message}.!!!"), "invalid-jwt-signature"),
        ("a padded signature", format!("{good}="), OK),
        ("a header that is a list", forged(&json!(["HS256"]), &payload()), "jwt-decode-error"),
        ("a payload that is a list", forged(&header(), &json!([])), "jwt-decode-error"),
        ("a payload that is a text", forged(&header(), &json!("x")), "jwt-decode-error"),
        ("a payload that is no JSON", no_json, "jwt-decode-error"),
        ("claims in the old style", nested, "missing-client-identifier"),
    ]);
}

#[test]
fn header_and_signature_are_judged_as_recorded() {
    let unsigned = |alg: &str| {
        let signed = headed("alg", alg);
        format!("{}.", signed.rsplit_once('.').unwrap().0)
    };
    let detached = with(with(header(), "b64", false), "crit", json!(["b64"]));
    hold([
        ("another client's key", by_another(&payload()), "invalid-jwt-signature"),
        ("alg none", unsigned("none"), "jwt-invalidalgorithmerror"),
        ("alg None", unsigned("None"), "jwt-invalidalgorithmerror"),
        ("alg HS384", headed("alg", "HS384"), "jwt-invalidalgorithmerror"),
        ("alg HS512", headed("alg", "HS512"), "jwt-invalidalgorithmerror"),
        ("alg RS256", headed("alg", "RS256"), "jwt-invalidalgorithmerror"),
        ("alg hs256", headed("alg", "hs256"), "jwt-invalidalgorithmerror"),
        ("no alg", forged(&json!({"typ": "JWT"}), &payload()), "jwt-invalidalgorithmerror"),
        ("no typ", forged(&json!({"alg": "HS256"}), &payload()), OK),
        ("typ of an access token", headed("typ", "at+jwt"), OK),
        ("a kid", headed("kid", "x"), OK),
        ("a payload beside the token", forged(&detached, &payload()), "jwt-decode-error"),
    ]);
}

#[test]
fn who_a_token_names_is_judged_as_recorded() {
    let unknown = "invalid-client-identifier";
    hold([
        ("no client_id", silent_on("client_id"), "missing-client-identifier"),
        ("an empty one", claiming("client_id", ""), unknown),
        ("null", claiming("client_id", json!(null)), unknown),
        ("a number", claiming("client_id", 5), unknown),
        ("an object", claiming("client_id", json!({})), unknown),
        ("a list", claiming("client_id", json!(["taakapp"])), unknown),
        ("another iss", claiming("iss", "iemand-anders"), OK),
        ("an iss that is a number", claiming("iss", 5), OK),
        ("a user without a name", claiming("user_id", ""), OK),
        ("a user who is null", claiming("user_id", json!(null)), OK),
    ]);
}

#[test]
fn the_age_of_a_token_is_judged_as_recorded() {
    let silent = without(payload(), "iat");
    let old = with(payload(), "iat", ago(86_400));
    hold([
        ("no iat", silent_on("iat"), "jwt-missing-iat-claim"),
        ("no iat, another key", by_another(&silent), "invalid-jwt-signature"),
        ("null", claiming("iat", json!(null)), "jwt-missing-iat-claim"),
        ("0", claiming("iat", 0), "jwt-expired"),
        ("-1", claiming("iat", -1), "jwt-expired"),
        ("true", claiming("iat", true), "jwt-expired"),
        ("ten seconds short of an hour", claiming("iat", ago(3590)), OK),
        ("a second over an hour", claiming("iat", ago(3601)), "jwt-expired"),
        ("a day", claiming("iat", ago(86_400)), "jwt-expired"),
        ("a day, another key", by_another(&old), "invalid-jwt-signature"),
        ("a minute ahead", claiming("iat", ago(-60)), OK),
        ("digits", claiming("iat", NOW.to_string()), OK),
        ("a fraction", claiming("iat", 1_799_999_998.5), OK),
        ("no digits", claiming("iat", "abc"), "permission_denied"),
    ]);
}

#[test]
fn the_other_claims_are_judged_as_recorded() {
    hold([
        ("exp past", claiming("exp", ago(10)), "jwt-expiredsignatureerror"),
        ("exp ahead", claiming("exp", ago(-60)), OK),
        ("exp no digits", claiming("exp", "abc"), "jwt-decodeerror"),
        ("nbf past", claiming("nbf", ago(3600)), OK),
        ("nbf ahead", claiming("nbf", ago(-60)), "jwt-immaturesignatureerror"),
        ("nbf no digits", claiming("nbf", "abc"), "jwt-decodeerror"),
        ("an aud", claiming("aud", "x"), "jwt-invalidaudienceerror"),
        ("a sub that is a number", claiming("sub", 5), "jwt-invalidsubjecterror"),
        ("a sub", claiming("sub", "x"), OK),
        ("a jti that is a number", claiming("jti", 5), "jwt-invalidjtierror"),
    ]);
}

/// Open Zaak answers 200 to the first four, and 500 to the rest.
#[test]
fn where_we_differ_from_what_was_recorded_it_is_for_a_reason() {
    let twice = r#"{"client_id":"een ander","client_id":"taakapp","iat":1800000000}"#;
    let twice = forged_text(&header().to_string(), twice);
    let ahead = "jwt-immaturesignatureerror";
    hold([
        ("the client alone would say how long it lives", claiming("iat", ago(-86_400)), ahead),
        ("milliseconds", claiming("iat", NOW.as_secs() * 1000), ahead),
        ("beyond any clock", claiming("iat", 1e30), ahead),
        ("two client_ids (RFC 7519 4)", twice, "jwt-decode-error"),
        ("a kid that is not read", headed("kid", 5), OK),
        ("crit (RFC 7515 4.1.11)", headed("crit", json!(["x"])), "jwt-decode-error"),
        ("exp null", claiming("exp", json!(null)), "jwt-decodeerror"),
        ("an iat that is a list", claiming("iat", json!([])), "permission_denied"),
    ]);
}
