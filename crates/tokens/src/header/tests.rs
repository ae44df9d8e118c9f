//! What a header must say, and what it must not.

use serde_json::{Value, json};

use super::*;
use crate::testing::{header, our_key, with, without};

fn parse(header: &Value) -> Result<(KeyId, Algorithm), TokenError> {
    let parsed = Header::parse(&base64url::encode(header.to_string()))?;
    Ok((parsed.kid, parsed.algorithm))
}

#[test]
fn the_header_that_we_write_is_the_one_that_we_read() {
    let key = our_key();
    let written: Value = serde_json::from_str(&Header::json(&key)).unwrap();
    assert_eq!(written, header());
    assert_eq!(parse(&written), Ok((key.kid().clone(), Algorithm::Es256)));
}

#[test]
fn the_typ_of_an_access_token_is_taken_in_any_case_and_no_other_typ_is() {
    for typ in ["at+jwt", "AT+JWT", "application/at+jwt", "Application/AT+jwt"] {
        assert!(parse(&with(header(), "typ", typ)).is_ok(), "{typ}");
    }
    for typ in ["JWT", "jwt", "at+jwt ", "at-jwt", "logout+jwt", "text/at+jwt", "at+jwt;v=1"] {
        assert_eq!(parse(&with(header(), "typ", typ)), Err(TokenError::WrongType), "{typ}");
    }
}

#[test]
fn a_missing_or_odd_member_is_named() {
    for member in ["alg", "typ", "kid"] {
        let refused = |flaw| Err(TokenError::Header { member, flaw });
        assert_eq!(parse(&without(header(), member)), refused(Flaw::Missing), "{member}");
        assert_eq!(parse(&with(header(), member, "")), refused(Flaw::Empty), "{member}");
        for odd in [json!(null), json!(1), json!(["ES256"]), json!({})] {
            assert_eq!(parse(&with(header(), member, odd)), refused(Flaw::WrongKind), "{member}");
        }
    }
}

#[test]
fn an_unsigned_token_is_refused_in_every_spelling() {
    for none in ["none", "None", "NONE", "nOnE"] {
        assert_eq!(parse(&with(header(), "alg", none)), Err(TokenError::Unsigned), "{none}");
    }
}

#[test]
fn an_algorithm_without_a_row_is_refused() {
    for alg in ["HS256", "HS384", "RS384", "PS512", "ES384", "ES512", "es256", "ES256 ", "dir"] {
        let refused = parse(&with(header(), "alg", alg));
        assert_eq!(refused, Err(TokenError::UnsupportedAlgorithm), "{alg}");
    }
}

#[test]
fn a_crit_is_refused_whatever_it_lists() {
    for crit in [json!(["exp"]), json!(["b64"]), json!([]), json!(null), json!("x")] {
        assert_eq!(parse(&with(header(), "crit", crit)), Err(TokenError::Critical));
    }
}

#[test]
fn a_header_that_changes_how_the_payload_is_read_is_refused() {
    let refused = |member| Err(TokenError::Transformed { member });
    assert_eq!(parse(&with(header(), "b64", false)), refused("b64"));
    assert_eq!(parse(&with(header(), "b64", true)), refused("b64"));
    assert_eq!(parse(&with(header(), "zip", "DEF")), refused("zip"));
}

#[test]
fn a_member_that_is_not_known_is_ignored() {
    assert!(parse(&with(header(), "nonce", "x")).is_ok());
}

#[test]
fn a_header_that_is_no_plain_object_is_refused() {
    let of = |text: &str| Header::parse(&base64url::encode(text)).err();
    assert_eq!(of("[]"), Some(TokenError::NotAnObject(Part::Header)));
    assert_eq!(of(""), Some(TokenError::NotAnObject(Part::Header)));
    assert_eq!(of(r#"{"alg":"ES256","alg":"none"}"#), Some(TokenError::Duplicate(Part::Header)));
    let padded = Header::parse("e30=").err();
    assert_eq!(padded, Some(TokenError::NotBase64Url(Part::Header)));
}
