//! The form of an assertion, and what its header may say.

use serde_json::{Value, json};

use super::forge::{assertion, forged, forged_text, header, payload, verify};
use crate::assertion::{AssertionError, Unverified};
use crate::testing::{with, without};
use crate::{Flaw, MAX_TOKEN_LENGTH, Part, TokenError, base64url};

fn undecodable(text: &str, fact: TokenError) {
    assert_eq!(verify(text).err(), Some(AssertionError::Undecodable(fact)), "{text:.60}");
}

fn headed(header: &Value) -> Option<AssertionError> {
    verify(&forged(header, &payload())).err()
}

#[test]
fn a_good_assertion_says_who_vouches_with_which_key_and_until_when() {
    let text = assertion();
    let unverified = Unverified::parse(&text).unwrap();
    assert_eq!((unverified.client_id(), unverified.kid()), ("taakapp", None));
    let verified = verify(&text).unwrap();
    assert_eq!((verified.client_id(), *verified.key()), ("taakapp", "nieuw"));
    assert_eq!(verified.end().as_secs(), 1_800_000_330);
}

/// R7523-11, NG-00c.
#[test]
fn an_assertion_has_three_parts_and_no_other_form() {
    let good = assertion();
    undecodable(good.rsplit_once('.').unwrap().0, TokenError::NotCompact);
    undecodable(&format!("{good}.x"), TokenError::NotCompact);
    undecodable(&format!("{good}.x.x"), TokenError::Encrypted);
    undecodable("", TokenError::NotCompact);
    let [head, body, signature] = good.split('.').collect::<Vec<_>>()[..] else { return };
    let flattened = json!({"protected": head, "payload": body, "signature": signature});
    undecodable(&flattened.to_string(), TokenError::NotCompact);
    let general =
        json!({"payload": body, "signatures": [{"protected": head, "signature": signature}]});
    undecodable(&general.to_string(), TokenError::NotCompact);
}

#[test]
fn an_assertion_of_the_longest_length_is_looked_at_and_a_longer_one_is_not() {
    let longest = "a".repeat(MAX_TOKEN_LENGTH);
    undecodable(&longest, TokenError::NotCompact);
    undecodable(&format!("{longest}a"), TokenError::TooLong);
}

/// R7523-11: a JWT within a JWT, which its `cty` would say.
#[test]
fn a_payload_that_is_another_jwt_is_refused() {
    let nested = forged_text(&with(header(), "cty", "JWT").to_string(), &assertion());
    undecodable(&nested, TokenError::NotAnObject(Part::Payload));
}

/// R7523-12.
#[test]
fn header_and_payload_are_base64url_of_one_json_object_each() {
    undecodable("a.b.c", TokenError::NotBase64Url(Part::Header));
    undecodable("..", TokenError::NotAnObject(Part::Header));
    undecodable(&forged_text("[]", "{}"), TokenError::NotAnObject(Part::Header));
    for other in ["[]", "\"x\"", "5", "{not json", "", "null", "true", "{}{}"] {
        let text = forged_text(&header().to_string(), other);
        undecodable(&text, TokenError::NotAnObject(Part::Payload));
    }
    let head = base64url::encode(header().to_string());
    undecodable(&format!("{head}.e30=.x"), TokenError::NotBase64Url(Part::Payload));
    let good = assertion();
    undecodable(&format!("{good}=="), TokenError::NotBase64Url(Part::Signature));
    undecodable(&format!("{good}\n"), TokenError::NotBase64Url(Part::Signature));
}

#[test]
fn a_member_that_stands_twice_is_refused() {
    let twice = r#"{"iss":"taakapp","sub":"ander","sub":"taakapp"}"#;
    undecodable(&forged_text(&header().to_string(), twice), TokenError::Duplicate(Part::Payload));
    let twice = forged_text(r#"{"alg":"none","alg":"ES256"}"#, &payload().to_string());
    undecodable(&twice, TokenError::Duplicate(Part::Header));
}

/// R7523-13.
#[test]
fn the_typ_is_absent_or_that_of_a_jwt_that_authenticates_a_client() {
    for typ in [
        "JWT",
        "jwt",
        "application/jwt",
        "client-authentication+jwt",
        "Client-Authentication+JWT",
        "application/client-authentication+jwt",
        "APPLICATION/client-authentication+jwt",
    ] {
        assert_eq!(headed(&with(header(), "typ", typ)), None, "{typ}");
    }
    assert_eq!(headed(&header()), None);
    for typ in [
        "at+jwt",
        "AT+JWT",
        "application/at+jwt",
        "dpop+jwt",
        "logout+jwt",
        "oauth-authz-req+jwt",
        "token-introspection+jwt",
        "secevent+jwt",
        "JOSE",
        "JWT ",
        "text/jwt",
        "application/application/jwt",
        "application/",
    ] {
        let refused = Some(AssertionError::WrongType);
        assert_eq!(headed(&with(header(), "typ", typ)), refused, "{typ}");
    }
    for odd in [json!(5), json!(null), json!(["JWT"]), json!({})] {
        let flaw = TokenError::Header { member: "typ", flaw: Flaw::WrongKind };
        let refused = Some(AssertionError::Undecodable(flaw));
        assert_eq!(headed(&with(header(), "typ", odd.clone())), refused, "{odd}");
    }
}

/// R7523-09.
#[test]
fn a_header_that_changes_how_the_rest_is_read_is_refused() {
    let refused = |fact| Some(AssertionError::Undecodable(fact));
    for crit in [json!(["x"]), json!([]), json!(null), json!("exp")] {
        assert_eq!(headed(&with(header(), "crit", crit)), refused(TokenError::Critical));
    }
    for member in ["b64", "zip"] {
        let fact = TokenError::Transformed { member };
        assert_eq!(headed(&with(header(), member, false)), refused(fact));
    }
}

#[test]
fn a_kid_is_a_text_if_it_is_there() {
    for odd in [json!(5), json!(null), json!(["x"])] {
        let fact = TokenError::Header { member: "kid", flaw: Flaw::WrongKind };
        let refused = Some(AssertionError::Undecodable(fact));
        assert_eq!(headed(&with(header(), "kid", odd.clone())), refused, "{odd}");
    }
    // Of a key without a name nobody knows better.
    assert_eq!(headed(&with(header(), "kid", "../../dev/null")), None);
}

/// R7523-08.
#[test]
fn the_alg_is_one_of_four_and_never_none() {
    let refused = |fact| Some(AssertionError::Undecodable(fact));
    for none in ["none", "None", "NONE", "nOnE"] {
        assert_eq!(headed(&with(header(), "alg", none)), refused(TokenError::Unsigned), "{none}");
        let text = forged(&with(header(), "alg", none), &payload());
        let unsigned = format!("{}.", text.rsplit_once('.').unwrap().0);
        undecodable(&unsigned, TokenError::Unsigned);
    }
    for alg in ["HS256", "HS512", "RS512", "ES384", "es256", "Ed25519", "dir", "ES256 "] {
        let fact = TokenError::UnsupportedAlgorithm;
        assert_eq!(headed(&with(header(), "alg", alg)), refused(fact), "{alg}");
    }
    let missing = TokenError::Header { member: "alg", flaw: Flaw::Missing };
    assert_eq!(headed(&without(header(), "alg")), refused(missing));
}

#[test]
fn an_assertion_names_its_client_in_its_sub() {
    let parse = |payload: &Value| {
        let text = forged(&header(), payload);
        Unverified::parse(&text).map(|jwt| jwt.client_id().to_owned())
    };
    assert_eq!(parse(&payload()), Ok("taakapp".to_owned()));
    let refused = |flaw| Err(AssertionError::Claim { claim: "sub", flaw });
    assert_eq!(parse(&without(payload(), "sub")), refused(Flaw::Missing));
    assert_eq!(parse(&with(payload(), "sub", "")), refused(Flaw::Empty));
    for odd in [json!(5), json!(null), json!(["taakapp"]), json!({})] {
        assert_eq!(parse(&with(payload(), "sub", odd.clone())), refused(Flaw::WrongKind), "{odd}");
    }
}

#[test]
fn neither_form_prints_the_assertion() {
    let good = assertion();
    assert_eq!(format!("{:?}", Unverified::parse(&good).unwrap()), "Unverified(..)");
    let verified = format!("{:?}", verify(&good).unwrap());
    assert_eq!(verified, "Verified(client \"taakapp\", key \"nieuw\")");
}

#[test]
fn no_refusal_repeats_the_assertion() {
    let spoilt = [
        with(payload(), "iss", "geheim"),
        with(payload(), "exp", "geheim"),
        with(payload(), "aud", "geheim"),
        with(payload(), "jti", json!(["geheim"])),
    ];
    for payload in spoilt {
        let refusal = verify(&forged(&header(), &payload)).unwrap_err();
        assert!(!format!("{refusal} {refusal:?}").contains("geheim"), "{refusal:?}");
    }
    let refusal = verify(&forged(&with(header(), "typ", "geheim"), &payload())).unwrap_err();
    assert!(!format!("{refusal} {refusal:?}").contains("geheim"));
}
