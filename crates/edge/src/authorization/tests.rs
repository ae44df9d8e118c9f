//! What one Authorization header may say, and in how many ways it can be wrong.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use actix_web::http::header::HeaderValue;

use super::*;

fn shown(value: &str) -> String {
    match Authorization::parse(value.as_bytes()) {
        Ok(Authorization::Basic(Basic { user_id, password })) => {
            format!("basic {user_id:?} {:?}", password.expose_secret())
        }
        Ok(Authorization::Bearer(token)) => format!("bearer {}", token.expose_secret()),
        Ok(Authorization::Token(key)) => format!("token {}", key.expose_secret()),
        Ok(Authorization::Other(scheme)) => format!("other {scheme}"),
        Err(error) => format!("{error:?}"),
    }
}

fn basic(pair: &[u8]) -> String {
    shown(&format!("Basic {}", STANDARD.encode(pair)))
}

#[test]
fn every_scheme_is_read_in_any_case_of_letters() {
    let cases = [
        ("Basic QTpC", r#"basic "A" "B""#),
        ("bAsIc   QTpC", r#"basic "A" "B""#),
        ("bearer a.b-c_d~e+f/g==", "bearer a.b-c_d~e+f/g=="),
        ("BEARER x", "bearer x"),
        ("Token 0a1b", "token 0a1b"),
        ("token {any}", "token {any}"),
        ("Negotiate abc", "other Negotiate"),
        ("Digest", "other Digest"),
    ];
    for (value, expected) in cases {
        assert_eq!(shown(value), expected, "{value}");
    }
}

#[test]
fn what_is_not_a_header_of_its_scheme_is_refused_by_name() {
    let cases = [
        ("", "NoScheme"),
        (" Basic QTpC", "NoScheme"),
        ("Basic\tQTpC", "NoScheme"),
        ("Bas(ic QTpC", "NoScheme"),
        ("Basic", "NoCredentials"),
        ("Bearer   ", "NoCredentials"),
        ("Basic QTpC!", "BasicNotBase64"),
        ("Basic QTpCRA", "BasicNotBase64"),
        ("Basic QTp-", "BasicNotBase64"),
        ("Basic QTpC ", "BasicNotBase64"),
        ("Bearer a b", "BearerNotAToken"),
        ("Bearer a=b", "BearerNotAToken"),
        ("Bearer ==", "BearerNotAToken"),
        ("Bearer é", "BearerNotAToken"),
        ("Token a b", "TokenNotAKey"),
        ("Token é", "TokenNotAKey"),
    ];
    for (value, expected) in cases {
        assert_eq!(shown(value), expected, "{value}");
    }
}

#[test]
fn a_pair_is_split_at_its_first_colon_and_left_raw() {
    assert_eq!(basic(b"a:b:c"), r#"basic "a" "b:c""#);
    assert_eq!(basic(b"cl:"), r#"basic "cl" """#);
    assert_eq!(basic(b":"), r#"basic "" """#);
    assert_eq!(basic(b"a%3Ab:s/e+c r%et"), r#"basic "a%3Ab" "s/e+c r%et""#);
    assert_eq!(basic("zoë:ü".as_bytes()), r#"basic "zoë" "ü""#);
}

#[test]
fn a_pair_that_is_none_is_refused_by_name() {
    assert_eq!(basic(b"no colon"), "BasicWithoutColon");
    assert_eq!(basic(b"a:\xff"), "BasicNotUtf8");
    assert_eq!(basic(b"a:b\n"), "BasicControlCharacter");
    assert_eq!(basic(b""), "NoCredentials");
}

#[test]
fn one_header_is_read_none_is_none_and_two_are_refused() {
    let mut headers = HeaderMap::new();
    assert!(Authorization::of(&headers).unwrap().is_none());
    headers.append(AUTHORIZATION, HeaderValue::from_static("Bearer a"));
    assert!(Authorization::of(&headers).unwrap().is_some());
    headers.append(AUTHORIZATION, HeaderValue::from_static("Bearer a"));
    assert_eq!(Authorization::of(&headers).unwrap_err(), AuthorizationError::Several);
}

#[test]
fn debug_output_keeps_the_secret() {
    let shown = format!("{:?}", Authorization::parse(b"Basic QTpodW50ZXIy").unwrap());
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[test]
fn a_bearer_token_has_the_letters_of_the_rfc_and_no_others() {
    for byte in 0..=u8::MAX {
        let listed = byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
        for token in [vec![b'a', byte], [&[b'a'; 70], &[byte][..]].concat()] {
            let value = [b"Bearer ", token.as_slice()].concat();
            assert_eq!(Authorization::parse(&value).is_ok(), listed, "{byte:#x}");
        }
    }
}
