//! No input panics, and no spoilt token passes: random bytes, random damage, random claims.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};

use crate::testing::{
    AUDIENCE, NOW, expectations, forged, forged_text, header, keys, payload, token, verify, with,
};
use crate::{Expectations, MAX_LEEWAY, UnixTime, UnverifiedToken, base64url};

/// The same cases in every run.
fn fixed() -> ProptestConfig {
    ProptestConfig {
        cases: 1000,
        rng_seed: RngSeed::Fixed(20_261_121),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (NOW.as_secs() - 5..NOW.as_secs() + 5).prop_map(Value::from),
        Just(json!(AUDIENCE)),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(".{0,6}", inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

/// A moment near `NOW`, or any at all.
fn any_moment() -> impl Strategy<Value = i64> {
    prop_oneof![NOW.as_secs() - 100..NOW.as_secs() + 100, any::<i64>()]
}

/// RFC 9068 4 and RFC 7519 4.1, word for word, in numbers that cannot overflow.
fn in_force(exp: i64, iat: i64, nbf: Option<i64>, now: i64, leeway: i64) -> bool {
    let range = 0..=253_402_300_799_i64;
    let leeway = i128::from(leeway.clamp(0, MAX_LEEWAY));
    let (now, wide) = (i128::from(now), i128::from);
    let mentioned = [Some(exp), Some(iat), nbf];
    mentioned.into_iter().flatten().all(|moment| range.contains(&moment))
        && now < wide(exp) + leeway
        && now + leeway >= wide(iat)
        && nbf.is_none_or(|nbf| now + leeway >= wide(nbf))
}

proptest! {
    #![proptest_config(fixed())]

    #[test]
    fn random_bytes_neither_panic_nor_pass(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(verify(&String::from_utf8_lossy(&bytes)).is_err());
    }

    #[test]
    fn random_parts_neither_panic_nor_pass(parts in prop::collection::vec(".{0,40}", 0..7)) {
        prop_assert!(verify(&parts.join(".")).is_err());
        let encoded: Vec<String> = parts.iter().map(base64url::encode).collect();
        prop_assert!(verify(&encoded.join(".")).is_err());
    }

    #[test]
    fn a_letter_changed_anywhere_spoils_a_token(at in any::<prop::sample::Index>(), new in any::<char>()) {
        let good = token();
        let at = at.index(good.len());
        prop_assume!(!good[at..].starts_with(new));
        let spoilt = format!("{}{new}{}", &good[..at], &good[at + 1..]);
        prop_assert!(verify(&spoilt).is_err(), "{} at {}", new, at);
    }

    #[test]
    fn a_letter_put_in_or_taken_out_spoils_a_token(at in any::<prop::sample::Index>(), new in any::<char>()) {
        let good = token();
        let at = at.index(good.len());
        let longer = format!("{}{new}{}", &good[..at], &good[at..]);
        let shorter = format!("{}{}", &good[..at], &good[at + 1..]);
        prop_assert!(verify(&longer).is_err() && verify(&shorter).is_err());
        prop_assert!(verify(&good[..at]).is_err());
    }

    #[test]
    fn a_genuine_signature_over_any_text_does_not_panic(header in ".{0,60}", payload in ".{0,60}") {
        prop_assert!(verify(&forged_text(&header, &payload)).is_err());
    }

    #[test]
    fn a_header_member_of_any_value_does_not_panic(
        member in prop::sample::select(vec!["typ", "alg", "kid", "crit", "b64", "zip", "jwk", "x5c"]),
        value in any_json(),
    ) {
        let passes = verify(&forged(&with(header(), member, value), &payload())).is_ok();
        prop_assert_eq!(passes, ["jwk", "x5c"].contains(&member), "{}", member);
    }

    #[test]
    fn a_claim_of_any_value_passes_only_where_it_has_the_claims_type(
        claim in prop::sample::select(vec!["sub", "jti", "client_id", "azp", "scope", "zp_credential"]),
        value in any_json(),
    ) {
        let right = value.as_str().is_some_and(|text| !text.is_empty());
        let passes = verify(&forged(&header(), &with(payload(), claim, value))).is_ok();
        prop_assert_eq!(passes, right, "{}", claim);
    }

    #[test]
    fn an_audience_of_any_value_passes_only_where_we_are_in_it(value in any_json()) {
        let ours = Value::from(AUDIENCE);
        let right = match &value {
            Value::Array(several) => several.iter().all(Value::is_string) && several.contains(&ours),
            one => *one == ours,
        };
        prop_assert_eq!(verify(&forged(&header(), &with(payload(), "aud", value))).is_ok(), right);
    }

    #[test]
    fn any_times_are_judged_as_the_naive_evaluator_judges_them(
        (exp, iat, now) in (any_moment(), any_moment(), any_moment()),
        nbf in prop::option::of(any_moment()),
        leeway in prop_oneof![-5..70_i64, any::<i64>()],
    ) {
        let mut claims = with(with(payload(), "exp", exp), "iat", iat);
        if let Some(nbf) = nbf {
            claims = with(claims, "nbf", nbf);
        }
        let token = forged(&header(), &claims);
        let expected = Expectations { leeway, ..expectations() };
        let verdict = UnverifiedToken::parse(&token).unwrap().verify(&keys(), &expected, UnixTime::new(now));
        prop_assert_eq!(verdict.is_ok(), in_force(exp, iat, nbf, now, leeway));
    }
}
