//! No input panics, and nothing passes that the client's key did not sign.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};

use super::forge::{KEY, forged, forged_text, header, payload, signed_by, token, verify};
use crate::testing::{NOW, with};
use crate::zgw::{Bounds, Unverified, ZgwError};
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
        (NOW.as_secs() - 4000..NOW.as_secs() + 100).prop_map(Value::from),
        (NOW.as_secs() - 4000..NOW.as_secs() + 100).prop_map(|at| at.to_string().into()),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(".{0,6}", inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
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
    fn a_letter_changed_anywhere_spoils_a_token(at in any::<prop::sample::Index>(), new in any::<char>()) {
        let good = token();
        let at = at.index(good.len());
        prop_assume!(!good[at..].starts_with(new));
        let spoilt = format!("{}{new}{}", &good[..at], &good[at + 1..]);
        prop_assert!(verify(&spoilt).is_err(), "{} at {}", new, at);
    }

    #[test]
    fn another_key_never_fits(key in prop::collection::vec(any::<u8>(), 0..80)) {
        // HMAC fills a short key up with zeros, so that zeros behind a key change nothing.
        let end = key.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        prop_assume!(key[..end] != *KEY);
        let token = signed_by(&key, &header().to_string(), &payload().to_string());
        prop_assert_eq!(verify(&token).err(), Some(ZgwError::BadSignature));
    }

    #[test]
    fn a_claim_or_header_member_of_any_value_does_not_panic(
        claim in prop::sample::select(vec![
            "client_id", "iat", "exp", "nbf", "aud", "sub", "jti", "iss", "user_id",
            "user_representation",
        ]),
        member in prop::sample::select(vec!["typ", "alg", "kid", "crit", "b64", "zip", "jwk"]),
        value in any_json(),
        now in prop_oneof![Just(NOW.as_secs()), any::<i64>()],
    ) {
        let token = forged(&header(), &with(payload(), claim, value.clone()));
        let parsed = Unverified::parse(&token);
        prop_assert!(parsed.is_ok());
        let verdict = parsed.and_then(|jwt| jwt.verify([((), KEY)], Bounds::WIDEST, UnixTime::new(now)));
        prop_assert!(verdict.is_err() || verdict.is_ok_and(|jwt| jwt.stands_at(UnixTime::new(now)).is_ok()));
        let passes = verify(&forged(&with(header(), member, value), &payload())).is_ok();
        prop_assert_eq!(passes, ["typ", "kid"].contains(&member), "{}", member);
    }
}
