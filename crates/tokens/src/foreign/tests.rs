//! Which tokens of another issuer pass, and by what each of the others is stopped.

use serde_json::{Value, json};

use super::*;
use crate::SigningKey;
use crate::testing::{self, NOW, other_key, our_key, with, without};

const ISSUER: &str = "https://login.elders.example/tenant";

fn keys(key: &SigningKey) -> Vec<ClientKey> {
    let mut jwk = serde_json::to_value(key.verification_key().to_jwk()).unwrap();
    jwk["kid"] = json!("k-1");
    vec![ClientKey::from_value(jwk).unwrap()]
}

fn header() -> Value {
    json!({ "typ": "at+jwt", "alg": "ES256", "kid": "k-1" })
}

fn payload() -> Value {
    json!({
        "iss": ISSUER, "aud": ["x", "https://zaken.example"], "exp": NOW.plus(60).as_secs(),
        "iat": NOW.as_secs(), "client_id": "meldingen",
    })
}

fn signed_by(key: &SigningKey, header: &Value, payload: &Value) -> String {
    testing::signed_by(key, &header.to_string(), &payload.to_string())
}

fn expected(types: Types) -> Expected {
    Expected {
        issuer: ISSUER.to_owned(),
        audience: vec!["https://zaken.example".to_owned()],
        algorithms: vec![Algorithm::Es256],
        types,
        client_claim: "client_id".to_owned(),
        leeway: 0,
    }
}

fn verify_as(types: Types, header: &Value, payload: &Value) -> Result<Verified, TokenError> {
    let token = signed_by(&our_key(), header, payload);
    Unverified::parse(&token)?.verify(&keys(&our_key()), &expected(types), NOW)
}

fn verify(header: &Value, payload: &Value) -> Result<Verified, TokenError> {
    verify_as(Types::AtJwt, header, payload)
}

#[test]
fn a_right_token_names_its_client_and_the_key_that_signed_it() {
    let verified = verify(&header(), &with(payload(), "scope", "a b")).unwrap();
    assert_eq!((verified.client(), verified.scope()), ("meldingen", Some("a b")));
    assert_eq!(verified.key(), our_key().kid());
    assert!(verified.stands_at(NOW.plus(59), 0).is_ok());
    assert!(verified.stands_at(NOW.plus(60), 0).is_err());
    assert!(verify(&without(header(), "kid"), &payload()).is_ok(), "any of its keys may be meant");
}

#[test]
fn each_claim_that_is_wrong_or_missing_stops_it() {
    let stopped = |payload: &Value| verify(&header(), payload).err();
    let later = NOW.plus(1);
    for (claim, value, error) in [
        ("iss", json!("https://login.elders.example/tenant/"), TokenError::WrongIssuer),
        ("aud", json!("https://zaken.example/"), TokenError::WrongAudience),
        ("aud", json!([]), TokenError::WrongAudience),
        ("exp", json!(NOW.as_secs()), TokenError::Expired { exp: NOW }),
        ("nbf", json!(later.as_secs()), TokenError::NotYetValid { nbf: later }),
        ("iat", json!(later.as_secs()), TokenError::IssuedInTheFuture { iat: later }),
        ("client_id", json!(5), TokenError::NamesNoClient { flaw: Flaw::WrongKind }),
        ("client_id", json!(""), TokenError::NamesNoClient { flaw: Flaw::Empty }),
    ] {
        let refused = stopped(&with(payload(), claim, value.clone()));
        if claim == "aud" && value == json!([]) {
            assert!(refused.is_some());
        } else {
            assert_eq!(refused, Some(error), "{claim} {value}");
        }
    }
    for claim in ["iss", "aud", "exp", "iat", "client_id"] {
        assert!(stopped(&without(payload(), claim)).is_some(), "{claim}");
    }
    for text in ["exp", "iat", "nbf"] {
        let odd = stopped(&with(payload(), text, NOW.as_secs().to_string()));
        assert_eq!(odd, Some(TokenError::Claim { claim: text, flaw: Flaw::WrongKind }));
    }
}

#[test]
fn a_token_that_is_bound_to_what_its_client_holds_is_none_for_who_does_not_ask_for_that() {
    for cnf in [json!({ "x5t#S256": "x" }), json!({ "jkt": "x" }), json!({}), json!(null)] {
        let bound = with(payload(), "cnf", cnf.clone());
        assert_eq!(verify(&header(), &bound).err(), Some(TokenError::Bound), "{cnf}");
        assert_eq!(verify_as(Types::Jwt, &header(), &bound).err(), Some(TokenError::Bound));
    }
    assert!(verify(&header(), &with(payload(), "cnf_", json!({}))).is_ok());
}

#[test]
fn what_another_key_signed_or_another_algorithm_is_stopped() {
    let forged = signed_by(&other_key(), &header(), &payload());
    let refused = |token: &str, expected: &Expected| {
        Unverified::parse(token).and_then(|it| it.verify(&keys(&our_key()), expected, NOW)).err()
    };
    let usual = expected(Types::AtJwt);
    assert_eq!(refused(&forged, &usual), Some(TokenError::BadSignature));
    let renamed = signed_by(&our_key(), &with(header(), "kid", "k-2"), &payload());
    assert_eq!(refused(&renamed, &usual), Some(TokenError::UnknownKey));
    assert!(!Unverified::parse(&renamed).unwrap().is_of(&keys(&our_key())));
    let others = Expected { algorithms: vec![Algorithm::Rs256], ..usual.clone() };
    let right = signed_by(&our_key(), &header(), &payload());
    assert_eq!(refused(&right, &others), Some(TokenError::UnsupportedAlgorithm));
    for alg in ["none", "HS256", "RS256"] {
        assert!(verify(&with(header(), "alg", alg), &payload()).is_err(), "{alg}");
    }
    assert!(verify(&with(header(), "crit", json!(["x"])), &payload()).is_err());
    assert!(verify(&with(header(), "jku", "https://x"), &payload()).is_ok(), "never looked at");
}

#[test]
fn only_an_access_token_passes_for_one() {
    let typed = |types, typ: &str| verify_as(types, &with(header(), "typ", typ), &payload());
    for (typ, strict, old) in
        [("at+jwt", true, true), ("JWT", false, true), ("logout+jwt", false, false)]
    {
        assert_eq!(typed(Types::AtJwt, typ).is_ok(), strict, "{typ}");
        assert_eq!(typed(Types::Jwt, typ).is_ok(), old, "{typ}");
    }
    let of_old = |claim: &str, value: &str| {
        verify_as(Types::Jwt, &without(header(), "typ"), &with(payload(), claim, value)).is_ok()
    };
    assert!(of_old("typ", "Bearer") && of_old("token_use", "access") && of_old("x", "y"));
    for (claim, value) in [
        ("nonce", "n"),
        ("at_hash", "h"),
        ("c_hash", "h"),
        ("events", "e"),
        ("typ", "ID"),
        ("typ", "Refresh"),
        ("token_use", "id"),
    ] {
        assert!(!of_old(claim, value), "{claim}");
    }
}
