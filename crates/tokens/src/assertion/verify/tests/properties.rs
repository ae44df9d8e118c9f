//! No input panics, and nothing passes that no key of the client signed.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};

use super::forge::{
    ISSUER, assertion, expected, forged, forged_text, header, payload, public, verify, verify_as,
};
use crate::assertion::{ClientKey, ClientKeys, Expected, LEEWAY, Rigour, Unverified};
use crate::testing::{NOW, our_key, with};
use crate::{UnixTime, base64url};

/// The same cases in every run.
fn fixed() -> ProptestConfig {
    ProptestConfig {
        cases: 1000,
        rng_seed: RngSeed::Fixed(20_261_122),
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
        (NOW.as_secs() - 100..NOW.as_secs() + 800).prop_map(Value::from),
        (NOW.as_secs() - 100..NOW.as_secs() + 800).prop_map(|at| at.to_string().into()),
        Just(json!(ISSUER)),
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
    prop_oneof![NOW.as_secs() - 1000..NOW.as_secs() + 1000, any::<i64>()]
}

proptest! {
    #![proptest_config(fixed())]

    #[test]
    fn random_parts_neither_panic_nor_pass(parts in prop::collection::vec(".{0,40}", 0..7)) {
        prop_assert!(verify(&parts.join(".")).is_err());
        let encoded: Vec<String> = parts.iter().map(base64url::encode).collect();
        prop_assert!(verify(&encoded.join(".")).is_err());
    }

    #[test]
    fn a_genuine_signature_over_any_text_does_not_panic(
        header_text in ".{0,60}",
        bytes in prop::collection::vec(any::<u8>(), 0..60),
    ) {
        prop_assert!(verify(&forged_text(&header_text, &payload().to_string())).is_err());
        let payload = String::from_utf8_lossy(&bytes);
        prop_assert!(verify(&forged_text(&header().to_string(), &payload)).is_err());
    }

    #[test]
    fn a_letter_changed_anywhere_spoils_an_assertion(
        at in any::<prop::sample::Index>(),
        new in any::<char>(),
    ) {
        let good = assertion();
        let at = at.index(good.len());
        prop_assume!(!good[at..].starts_with(new));
        let spoilt = format!("{}{new}{}", &good[..at], &good[at + 1..]);
        prop_assert!(verify(&spoilt).is_err(), "{} at {}", new, at);
    }

    #[test]
    fn a_claim_or_header_member_of_any_value_does_not_panic(
        claim in prop::sample::select(vec!["iss", "sub", "aud", "exp", "iat", "nbf", "jti"]),
        member in prop::sample::select(vec!["typ", "alg", "kid", "crit", "b64", "zip", "jwk"]),
        value in any_json(),
        rigour in prop::sample::select(vec![Rigour::JtiAndIat, Rigour::Jti, Rigour::Neither]),
    ) {
        let text = forged(&header(), &with(payload(), claim, value.clone()));
        let expected = Expected { rigour, ..expected() };
        if let Ok(verified) = verify_as(&text, &expected) {
            prop_assert_eq!(verified.client_id(), "taakapp");
            prop_assert!(verified.end() > NOW);
        }
        let kid_is_text = value.as_str().is_some_and(|text| !text.is_empty());
        let passes = verify(&forged(&with(header(), member, value), &payload())).is_ok();
        prop_assert_eq!(passes, member == "jwk" || member == "kid" && kid_is_text, "{}", member);
    }

    /// RFC 7523 3, word for word, in numbers that cannot overflow.
    #[test]
    fn an_assertion_is_in_force_exactly_between_its_times(
        exp in any_moment(),
        iat in prop::option::of(any_moment()),
        nbf in prop::option::of(any_moment()),
        now in any_moment(),
        lifetime in 0..4000_i64,
    ) {
        let mut claims = with(payload(), "exp", exp);
        claims = with(claims, "iat", iat.map_or(json!(0), Value::from));
        if let Some(nbf) = nbf {
            claims = with(claims, "nbf", nbf);
        }
        let text = forged(&header(), &claims);
        let key = public(&our_key());
        let keys: ClientKeys<'_, ()> = [((), &key)].into_iter().collect();
        let expected = Expected { lifetime, ..expected() };
        let verdict = Unverified::parse(&text).unwrap().verify(&keys, &expected, UnixTime::new(now));
        let range = 0..=253_402_300_799_i64;
        let wide = |moment: i64| i128::from(moment);
        let mentioned = [Some(exp), iat, nbf];
        let good = mentioned.into_iter().flatten().all(|moment| range.contains(&moment))
            && wide(now) < wide(exp) + wide(LEEWAY)
            && wide(exp) <= wide(now) + wide(lifetime) + wide(LEEWAY)
            && wide(iat.unwrap_or(0)) <= wide(now) + wide(LEEWAY)
            && wide(nbf.unwrap_or(0)) <= wide(now) + wide(LEEWAY);
        prop_assert_eq!(verdict.is_ok(), good);
    }

    #[test]
    fn any_jwk_is_a_key_or_is_refused(
        member in prop::sample::select(vec![
            "kty", "use", "key_ops", "alg", "kid", "crv", "x", "y", "n", "e", "d", "x5c",
        ]),
        value in any_json(),
    ) {
        let jwk = serde_json::to_value(our_key().verification_key().to_jwk()).unwrap();
        if let Ok(key) = ClientKey::from_value(with(jwk, member, value)) {
            let ours = our_key();
            prop_assert_eq!(key.thumbprint(), ours.kid(), "{}", member);
        }
    }
}
