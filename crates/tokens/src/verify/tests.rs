//! Which tokens pass, and by what each of the others is stopped.

mod claims;
mod library_traps;
mod properties;
mod signatures;
mod times;

use crate::testing::{
    claims as good_claims, forged, header, our_key, payload, token, verify, with,
};
use crate::{MAX_TOKEN_LENGTH, Part, TokenError, UnverifiedToken};

#[test]
fn a_token_of_ours_passes_and_says_what_was_signed() {
    let verified = verify(&token()).unwrap();
    assert_eq!(verified.claims(), &good_claims());
    assert_eq!(verified.kid(), our_key().kid());
}

#[test]
fn a_token_has_three_parts() {
    let good = token();
    let two = good.rsplit_once('.').unwrap().0;
    assert_eq!(verify(two).err(), Some(TokenError::NotCompact));
    for other in ["", ".", "abc", "a.b.c.d", "a.b.c.d.e.f", "......................."] {
        assert_eq!(verify(other).err(), Some(TokenError::NotCompact), "{other}");
    }
    assert_eq!(verify(&format!("{good}.")).err(), Some(TokenError::NotCompact));
}

/// RFC 7516 7.1: five parts, whatever is in them.
#[test]
fn an_encrypted_token_is_refused_as_such() {
    assert_eq!(verify("eyJhbGciOiJkaXIifQ..AAAA.AAAA.AAAA").err(), Some(TokenError::Encrypted));
    assert_eq!(verify(&format!("{}.x.x", token())).err(), Some(TokenError::Encrypted));
}

#[test]
fn a_token_of_the_longest_length_is_looked_at_and_a_longer_one_is_not() {
    let longest = "a".repeat(MAX_TOKEN_LENGTH);
    assert_eq!(verify(&longest).err(), Some(TokenError::NotCompact));
    assert_eq!(verify(&format!("{longest}a")).err(), Some(TokenError::TooLong));
}

#[test]
fn a_part_in_another_spelling_of_base64_is_refused() {
    let good = token();
    let (message, signature) = good.rsplit_once('.').unwrap();
    let refused = Some(TokenError::NotBase64Url(Part::Signature));
    // 64 bytes leave four bits over in the last letter; a canonical text has zeros there.
    let last = signature.chars().last().unwrap();
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let next = alphabet.chars().nth(alphabet.find(last).unwrap() + 1).unwrap();
    let respelt = format!("{message}.{}{next}", &signature[..signature.len() - 1]);
    assert_eq!(verify(&respelt).err(), refused);
    assert_eq!(verify(&format!("{good}==")).err(), refused);
    assert_eq!(verify(&format!("{good}\n")).err(), refused);
    assert_eq!(verify(&format!("{good}é")).err(), refused);
    assert_eq!(verify(&format!(" {good}")).err(), Some(TokenError::NotBase64Url(Part::Header)));
}

/// Even where a known key signed it.
#[test]
fn a_payload_that_is_no_plain_object_is_refused() {
    use crate::testing::forged_text;
    let header = header().to_string();
    for other in ["", "[]", "null", "\"text\"", "{", "not json"] {
        let refused = verify(&forged_text(&header, other)).err();
        assert_eq!(refused, Some(TokenError::NotAnObject(Part::Payload)), "{other}");
    }
    assert!(verify(&forged_text(&header, &payload().to_string())).is_ok());
}

#[test]
fn a_padded_payload_is_refused_though_the_signature_fits() {
    use crate::{base64url, jws};
    let message = |payload: &str| format!("{}.{payload}", base64url::encode(header().to_string()));
    let signed = |message: String| {
        let signature = our_key().signature(message.as_bytes()).unwrap();
        verify(&jws::compact(message, &signature)).err()
    };
    let encoded = base64url::encode(payload().to_string());
    let refused = Some(TokenError::NotBase64Url(Part::Payload));
    assert_eq!(signed(message(&format!("{encoded}="))), refused);
    assert_eq!(signed(message(&encoded)), None);
}

#[test]
fn a_token_of_another_kind_is_not_an_access_token() {
    // RFC 8725 3.11: an id_token, a client assertion, a logout token.
    for typ in ["JWT", "client-authentication+jwt", "logout+jwt"] {
        let refused = verify(&forged(&with(header(), "typ", typ), &payload())).err();
        assert_eq!(refused, Some(TokenError::WrongType), "{typ}");
    }
}

#[test]
fn neither_tokens_nor_refusals_print_the_text_of_a_token() {
    let token = token();
    let parts: Vec<&str> = token.split('.').collect();
    let unverified = UnverifiedToken::parse(&token).unwrap();
    let printed = [
        format!("{unverified:?}"),
        format!("{:?}", verify(&token).unwrap()),
        format!("{:?}", verify(&token[1..]).unwrap_err()),
        verify(&token[..token.len() - 2]).unwrap_err().to_string(),
    ];
    for text in &printed {
        assert!(!parts.iter().any(|part| text.contains(part)), "{text}");
        assert!(!text.contains("9aJ2"), "{text}");
    }
}

/// Made by the library alone; only its `typ` keeps the first from being an access token.
#[test]
fn a_token_that_the_library_made_passes_when_it_says_what_ours_say() {
    let key = jsonwebtoken::EncodingKey::from_ec_der(&our_key().to_pkcs8());
    let mut header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::ES256);
    header.kid = Some(our_key().kid().as_str().to_owned());
    let plain = jsonwebtoken::encode(&header, &payload(), &key).unwrap();
    assert_eq!(verify(&plain), Err(TokenError::WrongType));
    header.typ = Some("at+jwt".to_owned());
    let typed = jsonwebtoken::encode(&header, &payload(), &key).unwrap();
    assert_eq!(verify(&typed).unwrap(), verify(&token()).unwrap());
}

#[test]
fn a_log_is_told_of_a_token_no_more_than_whose_it_is() {
    let text = token();
    let unverified = UnverifiedToken::parse(&text).unwrap();
    assert_eq!(format!("{unverified:?}"), "UnverifiedToken(..)");
    let verified = verify(&text).unwrap();
    let shown = format!("{verified:?}");
    assert!(shown.contains(&good_claims().client_id) && shown.contains(verified.kid().as_str()));
    assert!(!shown.contains(&good_claims().jti), "{shown}");
}
