//! The boundary seconds, with and without leeway. No clock is read: `now` is what the test says.

use crate::testing::{
    NOW, claims, expectations, forged, header, keys, our_key, payload, token, with,
};
use crate::{AccessClaims, Expectations, MAX_LEEWAY, TokenError, UnixTime, UnverifiedToken, sign};

/// Verifies at `now` with a leeway.
fn at(token: &str, now: UnixTime, leeway: i64) -> Option<TokenError> {
    let expected = Expectations { leeway, ..expectations() };
    UnverifiedToken::parse(token).unwrap().verify(&keys(), &expected, now).err()
}

fn lasting(iat: UnixTime, exp: UnixTime) -> String {
    sign(&AccessClaims { exp, iat, ..claims() }, &our_key()).unwrap()
}

#[test]
fn a_token_is_void_from_the_second_of_its_exp() {
    let exp = NOW.plus(300);
    let token = lasting(NOW, exp);
    assert_eq!(at(&token, exp.minus(1), 0), None);
    assert_eq!(at(&token, exp, 0), Some(TokenError::Expired { exp }));
}

#[test]
fn leeway_lengthens_a_life_by_exactly_so_many_seconds() {
    let exp = NOW.plus(300);
    let token = lasting(NOW, exp);
    assert_eq!(at(&token, exp.plus(9), 10), None);
    assert_eq!(at(&token, exp.plus(10), 10), Some(TokenError::Expired { exp }));
}

#[test]
fn a_token_is_good_from_the_second_of_its_nbf() {
    let nbf = NOW.plus(30);
    let token = forged(&header(), &with(payload(), "nbf", nbf.as_secs()));
    assert_eq!(at(&token, nbf, 0), None);
    assert_eq!(at(&token, nbf.minus(1), 0), Some(TokenError::NotYetValid { nbf }));
    assert_eq!(at(&token, nbf.minus(10), 10), None);
    assert_eq!(at(&token, nbf.minus(11), 10), Some(TokenError::NotYetValid { nbf }));
}

#[test]
fn a_token_that_says_it_was_issued_in_the_future_is_refused() {
    let token = lasting(NOW, NOW.plus(300));
    let refused = Some(TokenError::IssuedInTheFuture { iat: NOW });
    assert_eq!(at(&token, NOW, 0), None);
    assert_eq!(at(&token, NOW.minus(1), 0), refused);
    assert_eq!(at(&token, NOW.minus(10), 10), None);
    assert_eq!(at(&token, NOW.minus(11), 10), refused);
}

#[test]
fn more_leeway_than_a_minute_counts_as_a_minute_and_less_than_none_as_none() {
    let exp = NOW.plus(300);
    let token = lasting(NOW, exp);
    for leeway in [MAX_LEEWAY, MAX_LEEWAY + 1, i64::MAX] {
        assert_eq!(at(&token, exp.plus(59), leeway), None);
        assert_eq!(at(&token, exp.plus(60), leeway), Some(TokenError::Expired { exp }));
    }
    for leeway in [-1, i64::MIN] {
        assert_eq!(at(&token, exp.minus(1), leeway), None);
        assert_eq!(at(&token, NOW, leeway), None);
    }
}

#[test]
fn the_default_leeway_is_ten_seconds() {
    assert_eq!(Expectations::new("x", Vec::new()).leeway, 10);
}

#[test]
fn the_last_moment_that_a_claim_may_name_overflows_nothing() {
    let token = lasting(UnixTime::new(0), UnixTime::LATEST);
    assert_eq!(at(&token, UnixTime::LATEST.minus(1), 0), None);
    let expired = Some(TokenError::Expired { exp: UnixTime::LATEST });
    assert_eq!(at(&token, UnixTime::new(i64::MAX), MAX_LEEWAY), expired);
    let future = Some(TokenError::IssuedInTheFuture { iat: UnixTime::new(0) });
    assert_eq!(at(&token, UnixTime::new(i64::MIN), MAX_LEEWAY), future);
}

#[test]
fn a_kept_token_is_in_force_as_long_as_a_fresh_one_would_be() {
    let token = token();
    let unverified = UnverifiedToken::parse(&token).unwrap();
    let verified = unverified.verify(&keys(), &expectations(), NOW).unwrap();
    let exp = verified.claims().exp;
    assert!(verified.still_valid_at(exp.minus(1), 0));
    assert!(!verified.still_valid_at(exp, 0));
    assert!(verified.still_valid_at(exp.plus(9), 10));
    assert!(!verified.still_valid_at(exp.plus(10), 10));
    assert!(!verified.still_valid_at(exp.plus(60), i64::MAX));
}
