//! What an assertion must say: one case for each claim, and its neighbours.

use serde_json::{Value, json};

use super::forge::{
    ENDPOINT, ISSUER, expected, forged, header, payload, verify, verify_as, verify_with,
};
use crate::assertion::{AssertionError, Expected, LEEWAY, MAX_JTI_LENGTH, Rigour};
use crate::testing::{NOW, with, without};
use crate::{Flaw, UnixTime};

fn said(payload: &Value) -> Option<AssertionError> {
    verify(&forged(&header(), payload)).err()
}

fn flawed(claim: &'static str, flaw: Flaw) -> AssertionError {
    AssertionError::Claim { claim, flaw }
}

fn ahead(seconds: i64) -> i64 {
    NOW.plus(seconds).as_secs()
}

/// R7523-01.
#[test]
fn the_iss_is_the_sub() {
    let refused = Some(AssertionError::IssuerNotSubject);
    for iss in ["ander", "Taakapp", "taakapp ", ISSUER] {
        assert_eq!(said(&with(payload(), "iss", iss)), refused, "{iss}");
    }
    assert_eq!(said(&with(payload(), "sub", "ander")), refused);
    assert_eq!(said(&without(payload(), "iss")), Some(flawed("iss", Flaw::Missing)));
    assert_eq!(
        said(&with(payload(), "iss", json!(["taakapp"]))),
        Some(flawed("iss", Flaw::WrongKind))
    );
    assert_eq!(said(&payload()), None);
}

/// R7523-02.
#[test]
fn the_aud_is_one_of_our_names_and_no_other() {
    for aud in [json!(ISSUER), json!(ENDPOINT), json!([ISSUER]), json!([ENDPOINT])] {
        assert_eq!(said(&with(payload(), "aud", aud.clone())), None, "{aud}");
    }
    let wrong = Some(AssertionError::WrongAudience);
    for aud in [
        "https://kwaad.nl",
        "https://poort.voorbeeld.nl/",
        "https://poort.voorbeeld.nl/connect/token/",
        "https://poort.voorbeeld.nl/connect",
        "HTTPS://poort.voorbeeld.nl",
        "",
    ] {
        assert_eq!(said(&with(payload(), "aud", aud)), wrong, "{aud}");
        assert_eq!(said(&with(payload(), "aud", json!([aud]))), wrong, "[{aud}]");
    }
    let several = Some(AssertionError::SeveralAudiences);
    for aud in [
        json!([ISSUER, "https://kwaad.nl"]),
        json!(["https://kwaad.nl", ISSUER]),
        json!([ISSUER, ENDPOINT]),
        json!([ISSUER, ISSUER]),
        json!([ISSUER, 5]),
    ] {
        assert_eq!(said(&with(payload(), "aud", aud.clone())), several, "{aud}");
    }
    assert_eq!(said(&without(payload(), "aud")), Some(flawed("aud", Flaw::Missing)));
    assert_eq!(said(&with(payload(), "aud", json!([]))), Some(flawed("aud", Flaw::Empty)));
    for odd in [json!(5), json!(null), json!({"aud": ISSUER}), json!([5]), json!([[ISSUER]])] {
        assert_eq!(
            said(&with(payload(), "aud", odd.clone())),
            Some(flawed("aud", Flaw::WrongKind)),
            "{odd}"
        );
    }
}

/// R7523-03.
#[test]
fn the_exp_is_there_not_past_and_not_far() {
    let exp = |seconds: i64| said(&with(payload(), "exp", ahead(seconds)));
    assert_eq!(said(&without(payload(), "exp")), Some(flawed("exp", Flaw::Missing)));
    let at = |seconds| UnixTime::new(ahead(seconds));
    assert_eq!(exp(-LEEWAY + 1), None);
    assert_eq!(exp(-LEEWAY), Some(AssertionError::Expired { exp: at(-LEEWAY) }));
    assert_eq!(exp(-3600), Some(AssertionError::Expired { exp: at(-3600) }));
    assert_eq!(exp(600), None);
    assert_eq!(exp(600 + LEEWAY), None);
    let too_long = |seconds| Some(AssertionError::TooLong { exp: at(seconds), at_most: 600 });
    assert_eq!(exp(600 + LEEWAY + 1), too_long(600 + LEEWAY + 1));
    assert_eq!(exp(11 * 60), too_long(11 * 60));
    assert_eq!(exp(365 * 86_400), too_long(365 * 86_400));
}

#[test]
fn a_client_that_may_ask_for_longer_has_its_own_bound() {
    let long = Expected { lifetime: 3600, ..expected() };
    let exp =
        |seconds| verify_as(&forged(&header(), &with(payload(), "exp", ahead(seconds))), &long);
    assert!(exp(3600).is_ok());
    assert!(matches!(exp(3700), Err(AssertionError::TooLong { at_most: 3600, .. })));
}

/// R7523-07.
#[test]
fn a_moment_is_a_number_and_never_a_text() {
    for claim in ["exp", "iat", "nbf"] {
        let text = ahead(5).to_string();
        for odd in [json!(text), json!(null), json!(true), json!([ahead(5)]), json!({})] {
            let refused = said(&with(payload(), claim, odd.clone()));
            assert_eq!(refused, Some(flawed(claim, Flaw::WrongKind)), "{claim} {odd}");
        }
        for odd in [json!(-1), json!(1e300), json!(u64::MAX), json!(ahead(5) * 1000)] {
            let refused = said(&with(payload(), claim, odd.clone()));
            assert_eq!(refused, Some(flawed(claim, Flaw::OutOfRange)), "{claim} {odd}");
        }
        // RFC 7519 2: a NumericDate need not be whole; Python's time.time() is not.
        let fraction = with(payload(), claim, json!(1_800_000_005.75));
        assert_eq!(said(&fraction), None, "{claim}");
    }
}

/// R7523-15.
#[test]
fn clocks_may_differ_by_ten_seconds_and_not_by_sixty() {
    for claim in ["iat", "nbf"] {
        let at = |seconds: i64| said(&with(payload(), claim, ahead(seconds)));
        for passes in [-86_400, 0, 10, LEEWAY] {
            assert_eq!(at(passes), None, "{claim} {passes}");
        }
        for refused in [LEEWAY + 1, 60, 3600] {
            let when = UnixTime::new(ahead(refused));
            let expected = if claim == "iat" {
                AssertionError::IssuedInTheFuture { iat: when }
            } else {
                AssertionError::NotYetValid { nbf: when }
            };
            assert_eq!(at(refused), Some(expected), "{claim} {refused}");
        }
    }
    assert_eq!(said(&with(payload(), "exp", ahead(-10))), None);
    assert!(said(&with(payload(), "exp", ahead(-60))).is_some());
}

/// R7523-05.
#[test]
fn which_claims_may_be_missing_is_the_clients_setting() {
    let (no_jti, no_iat) = (without(payload(), "jti"), without(payload(), "iat"));
    let neither = without(no_jti.clone(), "iat");
    let missing = |claim| Some(flawed(claim, Flaw::Missing));
    for (rigour, payload, refused) in [
        (Rigour::JtiAndIat, &payload(), None),
        (Rigour::JtiAndIat, &no_jti, missing("jti")),
        (Rigour::JtiAndIat, &no_iat, missing("iat")),
        (Rigour::Jti, &payload(), None),
        (Rigour::Jti, &no_jti, missing("jti")),
        (Rigour::Jti, &no_iat, None),
        (Rigour::Neither, &payload(), None),
        (Rigour::Neither, &no_jti, None),
        (Rigour::Neither, &no_iat, None),
        (Rigour::Neither, &neither, None),
    ] {
        assert_eq!(verify_with(rigour, payload).err(), refused, "{rigour:?} {payload}");
    }
}

/// NG-30.
#[test]
fn a_jti_that_is_there_is_a_text_of_some_length_whatever_is_forgiven() {
    for rigour in [Rigour::JtiAndIat, Rigour::Jti, Rigour::Neither] {
        let jti = |value: Value| verify_with(rigour, &with(payload(), "jti", value)).err();
        assert_eq!(jti(json!("x")), None);
        assert_eq!(jti(json!("x".repeat(MAX_JTI_LENGTH))), None);
        let long = jti(json!("x".repeat(MAX_JTI_LENGTH + 1)));
        assert_eq!(long, Some(flawed("jti", Flaw::OutOfRange)));
        assert_eq!(jti(json!("")), Some(flawed("jti", Flaw::Empty)));
        for odd in [json!(5), json!(null), json!(["x"])] {
            assert_eq!(jti(odd.clone()), Some(flawed("jti", Flaw::WrongKind)), "{odd}");
        }
    }
}

/// R7523-04: what counts once.
#[test]
fn a_jti_names_an_assertion_and_without_one_what_was_signed_does() {
    let used = |payload: &Value| *verify_with(Rigour::Neither, payload).unwrap().single_use();
    let named = used(&payload());
    assert_eq!(used(&with(payload(), "exp", ahead(200))), named, "the same jti");
    assert_ne!(used(&with(payload(), "jti", "ander")), named);
    let nameless = without(payload(), "jti");
    assert_ne!(used(&nameless), named);
    // Signed anew: of ECDSA everybody can write a second signature that fits, without the key.
    assert_eq!(used(&nameless), used(&nameless));
    assert_ne!(used(&with(nameless.clone(), "exp", ahead(200))), used(&nameless));
}

#[test]
fn claims_that_are_not_ours_are_ignored() {
    for (claim, value) in [("client_id", json!("ander")), ("x", json!({})), ("azp", json!(5))] {
        assert_eq!(said(&with(payload(), claim, value)), None, "{claim}");
    }
}
