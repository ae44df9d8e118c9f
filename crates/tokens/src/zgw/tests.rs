//! What an upstream gets.

use jsonwebtoken::{DecodingKey, Validation, decode, decode_header};
use serde_json::{Value, json};

use super::*;
use crate::testing::NOW;

/// Longer than any clock of a machine that runs this test will show: the library reads it.
const FAR: UnixTime = UnixTime::new(4_000_000_000);

fn claims() -> ZgwClaims {
    ZgwClaims {
        iss: "taakapp".to_owned(),
        client_id: "taakapp".to_owned(),
        iat: NOW,
        exp: FAR,
        user_id: None,
        user_representation: None,
    }
}

fn read(token: &str, secret: &str) -> Option<Value> {
    let key = DecodingKey::from_secret(secret.as_bytes());
    let algorithm = jsonwebtoken::Algorithm::HS256;
    decode(token, &key, &Validation::new(algorithm)).ok().map(|data| data.claims)
}

#[test]
fn a_zgw_jwt_is_read_with_the_secret_it_was_made_with_and_with_no_other() {
    let token = sign(&claims(), "geheim-é".as_bytes());
    let said = json!({"iss": "taakapp", "client_id": "taakapp", "iat": 1_800_000_000,
                      "exp": 4_000_000_000_i64});
    assert_eq!(read(&token, "geheim-é"), Some(said));
    assert_eq!(read(&token, "geheim-e"), None);
}

#[test]
fn the_header_is_the_one_that_zgw_apis_know() {
    let header = decode_header(sign(&claims(), b"geheim")).unwrap();
    assert_eq!(header, jsonwebtoken::Header::new(jsonwebtoken::Algorithm::HS256));
}

#[test]
fn the_user_is_named_when_there_is_one_and_absent_otherwise() {
    let user = ZgwClaims {
        user_id: Some("jansen".to_owned()),
        user_representation: Some("J. \"Jan\" Jansen".to_owned()),
        ..claims()
    };
    let said = read(&sign(&user, b"geheim"), "geheim").unwrap();
    assert_eq!(said["user_id"], "jansen");
    assert_eq!(said["user_representation"], "J. \"Jan\" Jansen");
    let said = read(&sign(&claims(), b"geheim"), "geheim").unwrap();
    assert_eq!((said.get("user_id"), said.get("user_representation")), (None, None));
}

#[test]
fn there_is_never_an_aud() {
    let said = read(&sign(&claims(), b"geheim"), "geheim").unwrap();
    assert_eq!(said.get("aud"), None);
}

#[test]
fn its_claims_print_without_the_user() {
    let user = ZgwClaims { user_id: Some("jansen".to_owned()), ..claims() };
    assert_eq!(format!("{user:?}"), "ZgwClaims(client \"taakapp\", until 4000000000)");
}

#[test]
fn a_user_is_of_one_line_for_every_reader() {
    for text in ["a\u{2028}b", "a\u{2029}b", "a\u{85}b", "a\nb"] {
        assert!(!is_user_text(text), "{text:?}");
    }
    for text in ["Jos\u{e9} de Vries", "a\u{2027}b", "a\u{202f}b"] {
        assert!(is_user_text(text), "{text:?}");
    }
}
