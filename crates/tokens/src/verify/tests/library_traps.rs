//! What jsonwebtoken accepts unless told otherwise, shown to be accepted by it and refused by us.

use std::collections::HashSet;

use jsonwebtoken::{DecodingKey, Validation};
use serde_json::{Value, json};

use crate::testing::{
    AUDIENCE, ISSUER, NOW, expectations, forged, forged_text, header, keys, our_key, payload,
    token, verify, with, without,
};
use crate::{Expectations, Flaw, Part, TokenError, UnixTime, UnverifiedToken, base64url};

/// Later than any clock of a machine that runs this test will show: the library reads it.
const FAR: i64 = 4_000_000_000;

fn lasting() -> Value {
    with(payload(), "exp", FAR)
}

/// The library with issuer and audience set and all else as it comes.
fn library() -> Validation {
    let mut validation = Validation::new(jsonwebtoken::Algorithm::ES256);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    validation
}

fn library_takes(token: &str, validation: &Validation) -> bool {
    let jwk = our_key().verification_key().to_jwk();
    let key = DecodingKey::from_ec_components(&jwk.x.unwrap(), &jwk.y.unwrap()).unwrap();
    jsonwebtoken::decode::<Value>(token, &key, validation).is_ok()
}

fn claim(claim: &'static str, flaw: Flaw) -> TokenError {
    TokenError::Claim { claim, flaw }
}

/// The token passes the library as it comes and is refused here.
fn trap(token: &str, refusal: TokenError) {
    assert!(library_takes(token, &library()), "no trap any more");
    assert_eq!(verify(token), Err(refusal));
}

#[test]
fn trap_iss_or_aud_may_be_missing_even_where_they_are_set() {
    trap(&forged(&header(), &without(lasting(), "iss")), claim("iss", Flaw::Missing));
    trap(&forged(&header(), &without(lasting(), "aud")), claim("aud", Flaw::Missing));
}

#[test]
fn trap_iss_or_aud_of_the_wrong_type_count_as_absent() {
    trap(&forged(&header(), &with(lasting(), "iss", 7)), claim("iss", Flaw::WrongKind));
    trap(&forged(&header(), &with(lasting(), "aud", 7)), claim("aud", Flaw::WrongKind));
}

#[test]
fn trap_iss_may_be_an_array() {
    let issuers = json!(["https://kwaad.nl", ISSUER]);
    trap(&forged(&header(), &with(lasting(), "iss", issuers)), claim("iss", Flaw::WrongKind));
}

/// The library's own leeway is a minute; here it is what the verifier says, to the second.
#[test]
fn trap_a_token_that_expired_fifty_seconds_ago_passes() {
    assert_eq!(library().leeway, 60);
    let token = token();
    let fifty_later = NOW.plus(300 + 50);
    let refused = UnverifiedToken::parse(&token).unwrap().verify(
        &keys(),
        &Expectations::new(ISSUER, vec![AUDIENCE.to_owned()]),
        fifty_later,
    );
    assert_eq!(refused, Err(TokenError::Expired { exp: NOW.plus(300) }));
}

#[test]
fn trap_an_nbf_in_the_future_is_not_looked_at() {
    let token = forged(&header(), &with(lasting(), "nbf", FAR - 1));
    trap(&token, TokenError::NotYetValid { nbf: UnixTime::new(FAR - 1) });
}

#[test]
fn trap_any_crit_passes() {
    let critical = with(header(), "crit", json!(["http://kwaad.nl/extension"]));
    trap(&forged(&critical, &lasting()), TokenError::Critical);
}

#[test]
fn trap_any_typ_passes() {
    trap(&forged(&with(header(), "typ", "logout+jwt"), &lasting()), TokenError::WrongType);
    let untyped = forged(&without(header(), "typ"), &lasting());
    trap(&untyped, TokenError::Header { member: "typ", flaw: Flaw::Missing });
}

#[test]
fn trap_exp_may_be_a_fraction() {
    let fraction = forged(&header(), &with(payload(), "exp", 4_000_000_000.5));
    trap(&fraction, claim("exp", Flaw::WrongKind));
}

/// CVE-2026-25537: an `nbf` of the wrong type was taken for none. It still is while `validate_nbf`
/// is off, which it is unless set.
#[test]
fn trap_a_time_of_the_wrong_type_counts_as_absent() {
    let text = forged(&header(), &with(lasting(), "nbf", "later"));
    trap(&text, claim("nbf", Flaw::WrongKind));
    let text = forged(&header(), &with(lasting(), "exp", "later"));
    assert_eq!(verify(&text), Err(claim("exp", Flaw::WrongKind)));
}

#[test]
fn trap_sub_client_id_iat_and_jti_are_nobodys_business() {
    for name in ["sub", "client_id", "iat", "jti"] {
        trap(&forged(&header(), &without(lasting(), name)), claim(name, Flaw::Missing));
    }
}

/// The library refuses this too, but only where its own types have a field for the claim.
#[test]
fn a_duplicate_claim_is_refused() {
    let known = lasting().to_string().replacen('{', r#"{"exp":1,"#, 1);
    let unknown = lasting().to_string().replacen('{', r#"{"x":1,"x":2,"#, 1);
    let token = |payload: &str| forged_text(&header().to_string(), payload);
    assert_eq!(verify(&token(&known)), Err(TokenError::Duplicate(Part::Payload)));
    trap(&token(&unknown), TokenError::Duplicate(Part::Payload));
}

/// A list of algorithms lets the token choose. A key here has exactly one, from its own JWK.
#[test]
fn trap_a_list_of_algorithms_lets_the_header_choose() {
    let key = our_key().verification_key().clone();
    let mut without_alg = key.to_jwk();
    without_alg.alg = None;
    assert!(crate::VerificationKey::from_jwk(&without_alg).is_err());
    let refused = |alg| verify(&forged(&with(header(), "alg", alg), &payload())).err();
    for unknown in ["ES384", "RS384", "HS256"] {
        assert_eq!(refused(unknown), Some(TokenError::UnsupportedAlgorithm), "{unknown}");
    }
    for of_another_key in ["RS256", "PS256", "EdDSA"] {
        assert_eq!(
            refused(of_another_key),
            Some(TokenError::AlgorithmNotOfKey),
            "{of_another_key}"
        );
    }
}

/// The library's header does not parse with these; ours says what is wrong.
#[test]
fn es512_and_ed25519_are_refused_by_name() {
    for alg in ["ES512", "Ed25519"] {
        let token = forged(&with(header(), "alg", alg), &lasting());
        assert!(jsonwebtoken::decode_header(&token).is_err(), "{alg}");
        assert_eq!(verify(&token), Err(TokenError::UnsupportedAlgorithm), "{alg}");
    }
}

#[test]
fn trap_kid_is_not_set_unless_we_do() {
    let library = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::ES256);
    assert_eq!(library.kid, None);
    let ours = jsonwebtoken::decode_header(token()).unwrap();
    assert_eq!(ours.kid.as_deref(), Some(our_key().kid().as_str()));
    assert_eq!(ours.typ.as_deref(), Some("at+jwt"));
    let nameless = forged(&without(header(), "kid"), &payload());
    let missing = TokenError::Header { member: "kid", flaw: Flaw::Missing };
    assert_eq!(verify(&nameless), Err(missing));
}

/// The library's checks read the machine's clock. The same token, judged in 2001 and in 2096.
#[test]
fn trap_the_system_clock_is_read() {
    let at = |now: i64| {
        let issued = with(with(payload(), "iat", now), "exp", now + 300);
        let token = forged(&header(), &issued);
        UnverifiedToken::parse(&token).unwrap().verify(&keys(), &expectations(), UnixTime::new(now))
    };
    assert!(at(1_000_000_000).is_ok());
    assert!(at(FAR).is_ok());
    let long_ago = with(payload(), "exp", 1_000_000_300);
    assert!(!library_takes(&forged(&header(), &long_ago), &library()));
}

/// With everything that the library can check turned on, it agrees with us on the good token.
#[test]
fn the_library_takes_the_token_that_we_take() {
    let token = forged(&header(), &lasting());
    let mut strict = library();
    strict.required_spec_claims = HashSet::from(["exp", "iss", "aud", "sub"].map(str::to_owned));
    strict.validate_nbf = true;
    assert!(library_takes(&token, &strict));
    assert!(verify(&token).is_ok());
}

/// It joins the coordinates unseen: a short one makes another point, or none.
#[test]
fn trap_coordinates_of_any_length_make_a_key() {
    let jwk = our_key().verification_key().to_jwk();
    let short = base64url::encode([1, 2, 3]);
    assert!(DecodingKey::from_ec_components(&short, &short).is_ok());
    let spoilt = crate::Jwk { x: Some(short), ..jwk };
    assert!(crate::VerificationKey::from_jwk(&spoilt).is_err());
}
