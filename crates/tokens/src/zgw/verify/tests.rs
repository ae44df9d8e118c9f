//! Which ZGW JWTs pass, and by what each of the others is stopped.

mod claims;
mod forge;
mod properties;
mod recorded;
mod users;

use serde_json::{Value, json};

use self::forge::{KEY, OTHER_KEY, forged, forged_text, header, payload, signed_by, token, verify};
use super::*;
use crate::MAX_TOKEN_LENGTH;
use crate::testing::{NOW, with, without};
use crate::zgw::{self, ZgwClaims};

fn undecodable(token: &str, fact: TokenError) {
    assert_eq!(verify(token).err(), Some(ZgwError::Undecodable(fact)), "{token:.60}");
}

#[test]
fn a_token_that_was_signed_here_is_verified_here_and_says_what_was_signed() {
    let claims = ZgwClaims {
        iss: "taakapp".to_owned(),
        client_id: "taakapp".to_owned(),
        iat: NOW.minus(5),
        exp: NOW.plus(60),
        user_id: Some("jansen".to_owned()),
        user_representation: Some("J. Jansen".to_owned()),
    };
    let verified = verify(&zgw::sign(&claims, KEY)).unwrap();
    assert_eq!(verified.client_id(), "taakapp");
    assert_eq!(verified.iat(), NOW.minus(5));
    assert_eq!(verified.user_id(), Some("jansen"));
    assert_eq!(verified.user_representation(), Some("J. Jansen"));
}

#[test]
fn a_token_that_somebody_elses_library_signed_is_verified() {
    let header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::HS256);
    let key = jsonwebtoken::EncodingKey::from_secret(KEY);
    let token = jsonwebtoken::encode(&header, &payload(), &key).unwrap();
    assert_eq!(verify(&token).unwrap().client_id(), "taakapp");
}

#[test]
fn a_token_has_three_parts() {
    let good = token();
    undecodable(good.rsplit_once('.').unwrap().0, TokenError::NotCompact);
    undecodable(&format!("{good}.x"), TokenError::NotCompact);
    undecodable(&format!("{good}.x.x"), TokenError::Encrypted);
    undecodable("", TokenError::NotCompact);
}

#[test]
fn a_token_of_the_longest_length_is_looked_at_and_a_longer_one_is_not() {
    let longest = "a".repeat(MAX_TOKEN_LENGTH);
    undecodable(&longest, TokenError::NotCompact);
    undecodable(&format!("{longest}a"), TokenError::TooLong);
}

#[test]
fn header_and_payload_are_base64url_of_one_json_object_each() {
    undecodable("a.b.c", TokenError::NotBase64Url(Part::Header));
    undecodable("..", TokenError::NotAnObject(Part::Header));
    undecodable(&forged_text("[]", "{}"), TokenError::NotAnObject(Part::Header));
    for other in ["[]", "\"x\"", "{not json", "", "null", "{}{}"] {
        let token = forged_text(&header().to_string(), other);
        undecodable(&token, TokenError::NotAnObject(Part::Payload));
    }
    let encoded = base64url::encode(header().to_string());
    undecodable(&format!("{encoded}.e30=.x"), TokenError::NotBase64Url(Part::Payload));
}

/// RFC 7519 4: refusing is one of the two ways; the other is to believe the last one.
#[test]
fn a_member_that_stands_twice_is_refused() {
    let twice = r#"{"client_id":"a","client_id":"taakapp","iat":1800000000}"#;
    let token = forged_text(&header().to_string(), twice);
    undecodable(&token, TokenError::Duplicate(Part::Payload));
    let token = forged_text(r#"{"alg":"none","alg":"HS256"}"#, &payload().to_string());
    undecodable(&token, TokenError::Duplicate(Part::Header));
}

#[test]
fn a_header_that_changes_how_the_rest_is_read_is_refused() {
    let headed = |member: &str, value: Value| forged(&with(header(), member, value), &payload());
    undecodable(&headed("crit", json!(["x"])), TokenError::Critical);
    undecodable(&headed("b64", json!(false)), TokenError::Transformed { member: "b64" });
}

#[test]
fn a_header_that_brings_a_key_along_is_refused() {
    for member in ["jwk", "jku", "x5u", "x5c"] {
        let headed = forged(&with(header(), member, "https://sleutels.example"), &payload());
        undecodable(&headed, TokenError::BringsAKey { member });
    }
}

#[test]
fn what_else_a_header_says_does_not_matter() {
    for (member, value) in [("kid", json!("x")), ("kid", json!(5)), ("typ", json!("at+jwt"))] {
        assert!(verify(&forged(&with(header(), member, value), &payload())).is_ok(), "{member}");
    }
    assert!(verify(&forged(&without(header(), "typ"), &payload())).is_ok());
}

#[test]
fn a_token_without_a_client_id_names_none_and_one_of_another_type_names_nobody() {
    let parse = |payload: &Value| {
        let token = forged(&header(), payload);
        Unverified::parse(&token).and_then(|jwt| jwt.client_id().map(str::to_owned))
    };
    assert_eq!(parse(&payload()), Ok("taakapp".to_owned()));
    assert_eq!(parse(&without(payload(), "client_id")), Err(ZgwError::NoClientId));
    for other in [json!(""), json!(null), json!(5), json!(["taakapp"]), json!({}), json!(true)] {
        let refused = with(payload(), "client_id", other.clone());
        assert_eq!(parse(&refused), Err(ZgwError::UnknownClient), "{other}");
        assert_eq!(verify(&forged(&header(), &refused)).err(), Some(ZgwError::UnknownClient));
    }
}

#[test]
fn a_client_without_a_key_is_unknown_and_an_empty_key_is_none() {
    let with_keys = |keys: &[&[u8]]| {
        let token = by(b"");
        Unverified::parse(&token)
            .unwrap()
            .verify(keys.iter().map(|key| ((), *key)), Bounds::WIDEST, NOW)
            .err()
    };
    assert_eq!(with_keys(&[]), Some(ZgwError::UnknownClient));
    assert_eq!(with_keys(&[b""]), Some(ZgwError::UnknownClient));
    assert_eq!(with_keys(&[b"", KEY]), Some(ZgwError::BadSignature), "not signed with the empty");
    let keyless = forged(&with(header(), "alg", "none"), &payload());
    let refused = Unverified::parse(&keyless).unwrap().verify::<()>([], Bounds::WIDEST, NOW).err();
    assert_eq!(refused, Some(ZgwError::UnknownClient), "who it is comes before how it is signed");
}

/// A good token, signed with any key.
fn by(key: &[u8]) -> String {
    signed_by(key, &header().to_string(), &payload().to_string())
}

#[test]
fn any_of_a_clients_keys_may_fit_and_the_one_that_did_is_told() {
    let keys = [("oud", KEY), ("nieuw", OTHER_KEY)];
    let signer = |key: &[u8]| {
        let token = by(key);
        let verified = Unverified::parse(&token).unwrap().verify(keys, Bounds::WIDEST, NOW);
        verified.map(|verified| *verified.key())
    };
    assert_eq!(signer(KEY), Ok("oud"));
    assert_eq!(signer(OTHER_KEY), Ok("nieuw"));
    assert_eq!(signer(b"een derde"), Err(ZgwError::BadSignature));
}

#[test]
fn a_signature_fits_with_or_without_its_padding_and_in_no_other_spelling() {
    let good = token();
    assert!(verify(&good).is_ok());
    assert!(verify(&format!("{good}=")).is_ok());
    let message = good.rsplit_once('.').unwrap().0;
    for signature in ["", "=", "!!!", "AAAA"] {
        let spoilt = format!("{message}.{signature}");
        assert_eq!(verify(&spoilt).err(), Some(ZgwError::BadSignature), "{signature}");
    }
    for more in ["==", "A", "\n", "é"] {
        assert_eq!(verify(&format!("{good}{more}")).err(), Some(ZgwError::BadSignature), "{more}");
    }
}

#[test]
fn spaces_in_front_spoil_the_signature_and_spaces_behind_the_token() {
    let good = token();
    assert_eq!(verify(&format!(" {good}")).err(), Some(ZgwError::BadSignature));
    undecodable(&format!("{good} "), TokenError::NotBase64Url(Part::Signature));
}

#[test]
fn the_alg_is_hs256_letter_by_letter_whatever_the_signature() {
    let others = ["none", "None", "hs256", "HS384", "HS512", "RS256", "ES256", "HS256 ", ""];
    let others = others.map(Value::from).into_iter().chain([json!(null), json!(["HS256"])]);
    for alg in others {
        let token = forged(&with(header(), "alg", alg.clone()), &payload());
        assert_eq!(verify(&token).err(), Some(ZgwError::InvalidAlgorithm), "{alg}");
        let unsigned = format!("{}.", token.rsplit_once('.').unwrap().0);
        assert_eq!(verify(&unsigned).err(), Some(ZgwError::InvalidAlgorithm), "{alg}");
    }
    let token = forged(&without(header(), "alg"), &payload());
    assert_eq!(verify(&token).err(), Some(ZgwError::InvalidAlgorithm));
    assert!(verify(&forged(&with(header(), "alg", "HS256"), &payload())).is_ok());
}

#[test]
fn neither_form_prints_the_token_or_the_user() {
    let good = forged(&header(), &with(payload(), "user_id", "jansen"));
    assert_eq!(format!("{:?}", Unverified::parse(&good).unwrap()), "Unverified(..)");
    let verified = verify(&good).unwrap();
    assert_eq!(format!("{verified:?}"), "Verified(client \"taakapp\", key \"de sleutel\")");
}

#[test]
fn no_refusal_repeats_the_token() {
    let spoilt = [with(payload(), "jti", json!(["geheim"])), with(payload(), "exp", "geheim")];
    for payload in spoilt {
        let refusal = verify(&forged(&header(), &payload)).unwrap_err();
        assert!(!format!("{refusal} {refusal:?}").contains("geheim"), "{refusal:?}");
    }
}
