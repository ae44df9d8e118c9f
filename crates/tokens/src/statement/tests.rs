//! Which software statements pass, and by what each of the others is stopped.

use serde_json::{Value, json};

use super::*;
use crate::SigningKey;
use crate::assertion::ClientKey;
use crate::testing::{ISSUER, NOW, other_key, our_key};

const KEURMERK: &str = "https://keurmerk.voorbeeld.nl";

fn claims() -> Value {
    json!({
        "iss": KEURMERK,
        "redirect_uris": ["https://app.example/cb"],
        "grant_types": ["authorization_code"],
        "client_name": "App",
        "client_uri": "https://app.example",
        "jwks_uri": "https://app.example/jwks",
        "exp": NOW.as_secs() + 300,
    })
}

fn with(mut claims: Value, name: &str, value: Value) -> Value {
    if value.is_null() {
        claims.as_object_mut().unwrap().remove(name);
    } else {
        claims[name] = value;
    }
    claims
}

fn signed(header: &Value, claims: &Value, key: &SigningKey) -> String {
    crate::sign::signed(&header.to_string(), &claims.to_string(), key).unwrap()
}

fn verify(statement: &str) -> Result<Map<String, Value>, StatementError> {
    let jwk = serde_json::to_value(our_key().verification_key().to_jwk()).unwrap();
    let key = ClientKey::from_value(jwk).unwrap();
    let keys = ClientKeys::from_iter([((), &key)]);
    Unverified::parse(statement)?.verify(&keys, ISSUER, NOW)
}

fn of(claims: &Value) -> Result<Map<String, Value>, StatementError> {
    verify(&signed(&json!({ "alg": "ES256" }), claims, &our_key()))
}

#[test]
fn ng_63_what_a_trusted_key_signed_is_taken_as_it_says() {
    let said = of(&claims()).unwrap();
    assert_eq!(Value::Object(said), claims());
    for typ in ["JWT", "jwt"] {
        let header = json!({ "alg": "ES256", "typ": typ });
        verify(&signed(&header, &claims(), &our_key())).unwrap();
    }
    of(&with(claims(), "exp", Value::Null)).unwrap();
    let keys = with(claims(), "jwks_uri", Value::Null);
    of(&with(keys, "jwks", json!({ "keys": [] }))).unwrap();
}

#[test]
fn ng_63_what_another_signed_or_was_changed_is_refused() {
    let header = json!({ "alg": "ES256" });
    let forged = signed(&header, &claims(), &other_key());
    assert_eq!(verify(&forged), Err(StatementError::BadSignature));
    let good = signed(&header, &claims(), &our_key());
    let other = with(claims(), "client_name", json!("Bank"));
    let payload = base64url::encode(other.to_string());
    let parts: Vec<&str> = good.split('.').collect();
    let changed = format!("{}.{payload}.{}", parts[0], parts[2]);
    assert_eq!(verify(&changed), Err(StatementError::BadSignature));
    // Its keys are public, so anybody could sign with them as a shared secret.
    for alg in ["HS256", "none", "ES384"] {
        let header = json!({ "alg": alg });
        let refused = verify(&signed(&header, &claims(), &our_key()));
        assert!(matches!(refused, Err(StatementError::Undecodable(_))), "{alg}: {refused:?}");
    }
    let named = json!({ "alg": "ES256", "typ": "at+jwt" });
    assert_eq!(verify(&signed(&named, &claims(), &our_key())), Err(StatementError::WrongType));
    for text in ["", "x", "a.b", "a.b.c", "e30.e30.", &good[..good.len() - 1]] {
        assert!(verify(text).is_err(), "{text}");
    }
}

#[test]
fn ng_63_what_must_be_in_it_is() {
    for claim in ["redirect_uris", "grant_types", "client_name", "client_uri"] {
        let refused = of(&with(claims(), claim, Value::Null));
        assert_eq!(refused, Err(StatementError::Claim { claim, flaw: Flaw::Missing }));
    }
    let refused = of(&with(claims(), "jwks_uri", Value::Null));
    assert_eq!(refused, Err(StatementError::Claim { claim: "jwks", flaw: Flaw::Missing }));
    for issuer in [Value::Null, json!(""), json!(7)] {
        let refused = of(&with(claims(), "iss", issuer));
        assert!(matches!(refused, Err(StatementError::Claim { claim: "iss", .. })), "{refused:?}");
    }
}

#[test]
fn a_claim_that_is_null_vouches_for_nothing() {
    for (claim, missing) in [("redirect_uris", "redirect_uris"), ("jwks_uri", "jwks")] {
        let mut empty = claims();
        empty[claim] = Value::Null;
        let refused = of(&empty);
        assert_eq!(refused, Err(StatementError::Claim { claim: missing, flaw: Flaw::Missing }));
    }
    let mut empty = claims();
    empty["post_logout_redirect_uris"] = Value::Null;
    assert_eq!(Value::Object(of(&empty).unwrap()), claims());
}

#[test]
fn a_statement_that_says_for_whom_it_is_is_for_no_other() {
    let aud = |aud: Value| of(&with(claims(), "aud", aud));
    aud(json!(ISSUER)).unwrap();
    aud(json!(["https://ander.voorbeeld.nl", ISSUER])).unwrap();
    for other in
        [json!("https://ander.voorbeeld.nl"), json!(format!("{ISSUER}/")), json!([]), json!("")]
    {
        assert_eq!(aud(other.clone()), Err(StatementError::WrongAudience), "{other}");
    }
    for odd in [json!(7), json!({}), json!([ISSUER, 7]), json!(false)] {
        let refused = aud(odd);
        assert_eq!(refused, Err(StatementError::Claim { claim: "aud", flaw: Flaw::WrongKind }));
    }
    let mut empty = claims();
    empty["aud"] = Value::Null;
    assert!(matches!(of(&empty), Err(StatementError::Claim { claim: "aud", .. })));
}

#[test]
fn a_statement_counts_from_its_begin_to_its_end() {
    let end = |seconds: i64| of(&with(claims(), "exp", json!(NOW.as_secs() + seconds)));
    end(-LEEWAY + 1).unwrap();
    assert_eq!(end(-LEEWAY), Err(StatementError::Expired));
    let begin = |seconds: i64| of(&with(claims(), "nbf", json!(NOW.as_secs() + seconds)));
    begin(LEEWAY).unwrap();
    assert_eq!(begin(LEEWAY + 1), Err(StatementError::NotYetValid));
    let odd = of(&with(claims(), "exp", json!("later")));
    assert!(matches!(odd, Err(StatementError::Claim { claim: "exp", .. })), "{odd:?}");
}

#[test]
fn a_statement_says_who_vouches_and_is_not_printed() {
    let text = signed(&json!({ "alg": "ES256" }), &claims(), &our_key());
    let unverified = Unverified::parse(&text).unwrap();
    assert_eq!(unverified.issuer(), KEURMERK);
    assert_eq!(format!("{unverified:?}"), "Unverified(..)");
}
