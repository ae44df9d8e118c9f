//! The claims one by one, at their boundary seconds. `now` is what the tests say.

use serde_json::{Value, json};

use super::forge::{KEY, forged, header, payload, verify};
use crate::UnixTime;
use crate::testing::{NOW, with, without};
use crate::zgw::{Bounds, MAX_AGE, MAX_AHEAD, Unverified, ZgwError};

/// What is said of a good token with one claim set.
fn claiming(claim: &str, value: impl Into<Value>) -> Option<ZgwError> {
    verify(&forged(&header(), &with(payload(), claim, value))).err()
}

#[test]
fn a_token_is_void_from_the_second_of_its_exp() {
    let next = NOW.plus(1).as_secs();
    let expired = Some(ZgwError::Expired { exp: NOW });
    assert_eq!(claiming("exp", next), None);
    assert_eq!(claiming("exp", NOW.as_secs()), expired);
    assert_eq!(claiming("exp", NOW.to_string()), expired, "as digits");
    assert_eq!(claiming("exp", next.to_string()), None, "as digits");
}

#[test]
fn a_token_is_good_from_the_second_of_its_nbf() {
    let nbf = NOW.plus(1);
    assert_eq!(claiming("nbf", NOW.as_secs()), None);
    assert_eq!(claiming("nbf", nbf.as_secs()), Some(ZgwError::NotYetValid { nbf }));
}

#[test]
fn an_exp_or_nbf_that_is_no_number_is_refused_and_null_is_none() {
    for claim in ["exp", "nbf"] {
        for odd in [json!("abc"), json!(null), json!([]), json!({}), json!("")] {
            assert_eq!(claiming(claim, odd), Some(ZgwError::NotANumber { claim }), "{claim}");
        }
    }
}

#[test]
fn a_token_that_is_meant_for_somebody_is_refused_and_one_for_nobody_is_not() {
    for aud in [json!("x"), json!(["x"]), json!([""]), json!({"a": 1}), json!(1), json!(true)] {
        assert_eq!(claiming("aud", aud.clone()), Some(ZgwError::Audience), "{aud}");
    }
    for aud in [json!(""), json!([]), json!({}), json!(null), json!(0), json!(false)] {
        assert_eq!(claiming("aud", aud.clone()), None, "{aud}");
    }
}

#[test]
fn sub_and_jti_are_texts_where_they_stand_and_iss_is_not_looked_at() {
    for (claim, refused) in [("sub", ZgwError::Subject), ("jti", ZgwError::TokenId)] {
        for odd in [json!(5), json!(null), json!(["x"])] {
            assert_eq!(claiming(claim, odd), Some(refused), "{claim}");
        }
        assert_eq!(claiming(claim, "x"), None, "{claim}");
        assert_eq!(claiming(claim, ""), None, "{claim}");
    }
    assert_eq!(claiming("iss", 5), None);
}

#[test]
fn a_token_says_when_it_was_made() {
    let silent = forged(&header(), &without(payload(), "iat"));
    assert_eq!(verify(&silent).err(), Some(ZgwError::NoIat));
    assert_eq!(claiming("iat", json!(null)), Some(ZgwError::NoIat));
    for odd in [json!("abc"), json!([]), json!({}), json!("")] {
        assert_eq!(claiming("iat", odd), Some(ZgwError::IatNotANumber));
    }
    assert_eq!(claiming("iat", NOW.to_string()), None, "as digits");
    assert_eq!(claiming("iat", 1_799_999_998.5), None, "with a fraction");
    let one = UnixTime::new(1);
    assert_eq!(claiming("iat", true), Some(ZgwError::TooOld { iat: one }));
}

#[test]
fn a_token_is_too_old_from_the_second_it_is_an_hour() {
    let iat = NOW.minus(MAX_AGE);
    assert_eq!(claiming("iat", iat.plus(1).as_secs()), None);
    assert_eq!(claiming("iat", iat.as_secs()), Some(ZgwError::TooOld { iat }));
}

#[test]
fn a_token_may_be_made_a_minute_ahead_and_no_more() {
    let iat = NOW.plus(MAX_AHEAD).plus(1);
    assert_eq!(claiming("iat", iat.minus(1).as_secs()), None);
    assert_eq!(claiming("iat", iat.as_secs()), Some(ZgwError::IatInTheFuture { iat }));
    let milliseconds = UnixTime::new(NOW.as_secs() * 1000);
    let refused = Some(ZgwError::IatInTheFuture { iat: milliseconds });
    assert_eq!(claiming("iat", milliseconds.as_secs()), refused);
}

/// The faults in the order in which they are told: each token lacks one fault more than the last.
#[test]
fn of_several_faults_the_first_in_this_order_is_told() {
    let mut claims = json!({"client_id": "taakapp", "nbf": NOW.plus(1).as_secs(), "exp": 0,
                            "aud": "x", "sub": 5, "jti": 5, "iat": "abc"});
    let order = [
        ("nbf", ZgwError::NotYetValid { nbf: NOW.plus(1) }),
        ("exp", ZgwError::Expired { exp: UnixTime::new(0) }),
        ("aud", ZgwError::Audience),
        ("sub", ZgwError::Subject),
        ("jti", ZgwError::TokenId),
        ("iat", ZgwError::IatNotANumber),
    ];
    for (claim, refusal) in order {
        let token = forged(&header(), &claims);
        assert_eq!(verify(&token).err(), Some(refusal), "{claim}");
        claims = without(claims, claim);
    }
    assert_eq!(verify(&forged(&header(), &claims)).err(), Some(ZgwError::NoIat));
}

#[test]
fn one_that_was_kept_ends_with_its_exp_or_its_age_whichever_is_first() {
    let ends = |claims: &Value, end: UnixTime, by: ZgwError| {
        let token = forged(&header(), claims);
        let verified = verify(&token).unwrap();
        assert_eq!(verified.stands_at(end.minus(1)), Ok(()), "{claims}");
        assert_eq!(verified.stands_at(end), Err(by), "{claims}");
    };
    let exp = |after: i64| with(payload(), "exp", NOW.plus(after).as_secs());
    ends(&payload(), NOW.plus(MAX_AGE), ZgwError::TooOld { iat: NOW });
    ends(&exp(60), NOW.plus(60), ZgwError::Expired { exp: NOW.plus(60) });
    ends(&exp(43_200), NOW.plus(MAX_AGE), ZgwError::TooOld { iat: NOW });
}

#[test]
fn who_verifies_may_take_less_than_an_hour_and_a_minute_and_never_more() {
    let verify = |iat: UnixTime, bounds: Bounds| {
        let token = forged(&header(), &with(payload(), "iat", iat.as_secs()));
        let keys = [((), KEY)];
        Unverified::parse(&token).unwrap().verify(keys, bounds, NOW).map(|jwt| jwt.stands_at(NOW))
    };
    let narrow = Bounds { max_age: 300, ahead: 5 };
    let wide = Bounds { max_age: i64::MAX, ahead: i64::MAX };
    for (bounds, oldest, newest) in [(narrow, 300, 5), (wide, MAX_AGE, MAX_AHEAD)] {
        let (old, new) = (NOW.minus(oldest), NOW.plus(newest).plus(1));
        assert_eq!(verify(old.plus(1), bounds), Ok(Ok(())));
        assert_eq!(verify(old, bounds), Err(ZgwError::TooOld { iat: old }));
        assert_eq!(verify(new.minus(1), bounds), Ok(Ok(())));
        assert_eq!(verify(new, bounds), Err(ZgwError::IatInTheFuture { iat: new }));
    }
}
