//! Which public keys clients may be known by, and what each of the others is refused for.

use serde_json::{Value, json};

use super::*;
use crate::base64url;
use crate::testing::{with, without};

/// What another program made of keys of its own (`openssl pkey -pubout`), for these tests alone.
const RSA: &str = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAqHzOr6oF2FqXPzbUMjZWWgaJvid_glSI5u69QS6ZMy\
    sOwFN1rHN4WCnH7kwygY8c01LPU36doHWi_2gadzMsE17lpzy54OrpVG_fPo0ntCKRYBDzgnG5rGeF_PEE72DK\
    A20x88fpQzYa85OClhiF0neE315RYnNZcpS-AVFzEjyt04PpYUtLSaO0-1wBLX8ZA72DnCSiYt_72oLxyKB8Vu\
    Un8IN1AAoOS3Xyv0gtzO30e1PoviHmc4PnCYju5gg3B4qim65irrOhtM4_7Rzdva5NRhYcUUmDbSJjzVlugXN0\
    Dp12B-DlD4bW4tNnIcrQbOCbg7E6OtHM6IE465gwowIDAQAB";
const P256: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEgYEpEhAnlYcRFnS9Lp2w8CSSfbclKHngiNseitUrRkKVLBhX3z\
    sAv2zcyjUFCUO2M5fGwc6NLzLrvGEsiWdS0w";
const ED25519: &str = "MCowBQYDK2VwAyEAokrDVYi2hFgVDxgt4Gy7cZEzSnUX9-7yDVcTWUjGxyY";
const P384: &str = "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEsd-CusDmflh6CGdzNsfsnnTOO8D_XAYW_goii4tJ51Ttaqp7rLEk-3\
    2a2gf8Z1DHiMgcefvRkY34h2yriYVxxzJeosbwn16wt6U5dWlU-994AMgXOKvORYCmkA-qUeCv";
const RSA_1024: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCq2Q_neUEkBvqJXRPLQm_e1jLnSMfsnqcCaulyyeH76ipLbD\
    dog_tGx72rzlri1UfMUYO130I8ul70WA8sPOelw6zS1Eh03bOUBrV5Ha-CPRU0srnP2Lwnav_xRElgK035i7LK\
    2i5ZUXXhtpq8M3-J4nNH_-u8QvthBAz5PIbEmwIDAQAB";
/// The members of the same keys, as that program says them.
const MODULUS: &str = "qHzOr6oF2FqXPzbUMjZWWgaJvid_glSI5u69QS6ZMysOwFN1rHN4WCnH7kwygY8c01LPU36doHWi_2gadzMsE1\
    7lpzy54OrpVG_fPo0ntCKRYBDzgnG5rGeF_PEE72DKA20x88fpQzYa85OClhiF0neE315RYnNZcpS-AVFzEjyt\
    04PpYUtLSaO0-1wBLX8ZA72DnCSiYt_72oLxyKB8VuUn8IN1AAoOS3Xyv0gtzO30e1PoviHmc4PnCYju5gg3B4\
    qim65irrOhtM4_7Rzdva5NRhYcUUmDbSJjzVlugXN0Dp12B-DlD4bW4tNnIcrQbOCbg7E6OtHM6IE465gwow";
const X: &str = "gYEpEhAnlYcRFnS9Lp2w8CSSfbclKHngiNseitUrRkI";
const Y: &str = "lSwYV987AL9s3Mo1BQlDtjOXxsHOjS8y67xhLIlnUtM";
const EDWARDS_X: &str = "okrDVYi2hFgVDxgt4Gy7cZEzSnUX9-7yDVcTWUjGxyY";

fn rsa() -> Value {
    json!({ "kty": "RSA", "n": MODULUS, "e": "AQAB" })
}

fn ec() -> Value {
    json!({ "kty": "EC", "crv": "P-256", "x": X, "y": Y })
}

fn edwards() -> Value {
    json!({ "kty": "OKP", "crv": "Ed25519", "x": EDWARDS_X })
}

fn read(jwk: Value) -> Result<ClientKey, ClientKeyError> {
    ClientKey::from_value(jwk)
}

fn served(jwk: Value) -> Result<Vec<Algorithm>, ClientKeyError> {
    read(jwk).map(|key| key.algorithms().collect())
}

#[test]
fn a_key_without_an_alg_serves_all_that_its_kind_can() {
    assert_eq!(served(rsa()), Ok(vec![Algorithm::Rs256, Algorithm::Ps256]));
    assert_eq!(served(ec()), Ok(vec![Algorithm::Es256]));
    assert_eq!(served(edwards()), Ok(vec![Algorithm::EdDsa]));
}

#[test]
fn a_key_with_an_alg_serves_that_alone_and_none_of_another_kind() {
    for (jwk, kind) in [
        (rsa(), &[Algorithm::Rs256, Algorithm::Ps256][..]),
        (ec(), &[Algorithm::Es256]),
        (edwards(), &[Algorithm::EdDsa]),
    ] {
        for algorithm in Algorithm::ALL {
            let serves = served(with(jwk.clone(), "alg", algorithm.as_str()));
            let expected = if kind.contains(&algorithm) {
                Ok(vec![algorithm])
            } else {
                Err(ClientKeyError::AnotherAlgorithm)
            };
            assert_eq!(serves, expected, "{algorithm} of {}", jwk["kty"]);
        }
        for other in ["none", "HS256", "RS512", "RS1", "RSA-OAEP", "", "rs256"] {
            let serves = served(with(jwk.clone(), "alg", other));
            assert_eq!(serves, Err(ClientKeyError::AnotherAlgorithm), "{other}");
        }
    }
}

#[test]
fn a_key_has_whatever_name_its_client_gave_it() {
    for kid in ["sleutel 1", "0", "A1:B2:C3", "é", "2026-11-22"] {
        assert_eq!(read(with(ec(), "kid", kid)).unwrap().kid(), Some(kid));
    }
    assert_eq!(read(ec()).unwrap().kid(), None);
    assert_eq!(read(with(ec(), "kid", "")).unwrap().kid(), None);
}

#[test]
fn one_key_is_the_same_whatever_it_is_called_and_however_it_came() {
    for (jwk, der) in [(rsa(), RSA), (ec(), P256), (edwards(), ED25519)] {
        let named = with(with(jwk.clone(), "kid", "x"), "use", "sig");
        let der = ClientKey::from_spki(&base64url::decode(der).unwrap()).unwrap();
        let read = read(jwk).unwrap();
        assert_eq!(read.thumbprint(), ClientKey::from_value(named).unwrap().thumbprint());
        assert_eq!(read.thumbprint(), der.thumbprint());
        assert_eq!(read.to_jwk(), der.to_jwk());
    }
    assert_ne!(read(ec()).unwrap().thumbprint(), read(rsa()).unwrap().thumbprint());
}

#[test]
fn what_is_kept_of_a_key_is_read_as_the_same_key() {
    let bound = with(with(rsa(), "alg", "PS256"), "kid", "a b");
    for jwk in [rsa(), ec(), edwards(), bound, with(ec(), "x5c", json!(["MIIB"]))] {
        let key = read(jwk).unwrap();
        let kept = serde_json::to_value(key.to_jwk()).unwrap();
        let again = read(kept.clone()).unwrap();
        assert_eq!((again.kid(), again.thumbprint()), (key.kid(), key.thumbprint()));
        assert_eq!(again.algorithms().collect::<Vec<_>>(), key.algorithms().collect::<Vec<_>>());
        assert_eq!(kept.get("x5c"), None);
    }
}

/// SD5-9.
#[test]
fn a_key_with_what_only_its_owner_may_know_is_refused_and_not_repeated() {
    for member in PRIVATE {
        for jwk in [rsa(), ec(), edwards()] {
            let refused = read(with(jwk, member, "Z2VoZWlt")).unwrap_err();
            assert_eq!(refused, ClientKeyError::Private, "{member}");
            assert!(!format!("{refused} {refused:?}").contains("Z2VoZWlt"));
        }
    }
    let symmetric = json!({ "kty": "oct", "alg": "HS256" });
    assert_eq!(read(symmetric).err(), Some(ClientKeyError::Private));
}

#[test]
fn a_key_is_for_signatures_or_does_not_say() {
    let refused = Some(ClientKeyError::NotForSignatures);
    assert_eq!(read(with(ec(), "use", "enc")).err(), refused);
    assert_eq!(read(with(ec(), "use", "sig")).err(), None);
    for ops in [json!([]), json!(["sign"]), json!(["encrypt"]), json!("verify"), json!(null)] {
        assert_eq!(read(with(ec(), "key_ops", ops.clone())).err(), refused, "{ops}");
    }
    assert_eq!(read(with(ec(), "key_ops", json!(["verify"]))).err(), None);
}

#[test]
fn a_key_of_another_kind_or_strength_is_refused() {
    let other = Some(ClientKeyError::AnotherKind);
    for (member, value) in [("crv", "P-384"), ("crv", "secp256k1"), ("kty", "AKP"), ("kty", "")] {
        assert_eq!(read(with(ec(), member, value)).err(), other, "{member} {value}");
    }
    assert_eq!(read(with(edwards(), "crv", "Ed448")).err(), other);
    assert_eq!(read(with(edwards(), "crv", "X25519")).err(), other);
    assert_eq!(read(with(rsa(), "crv", "P-256")).err(), other);
    let broken = Some(ClientKeyError::NotAPublicKey);
    assert_eq!(read(with(ec(), "y", X)).err(), broken, "off the curve");
    assert_eq!(read(without(ec(), "y")).err(), broken);
    assert_eq!(read(with(rsa(), "e", "Aw")).err(), broken);
    let short = base64url::encode([0xc3; 128]);
    assert_eq!(read(with(rsa(), "n", short)).err(), broken, "1024 bits");
}

#[test]
fn a_point_of_small_order_is_no_key() {
    let mut eight = base64url::decode("JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU").unwrap();
    let around = |first: u8, between: u8, last: u8| {
        let mut bytes = [between; 32];
        (bytes[0], bytes[31]) = (first, last);
        bytes.to_vec()
    };
    let mut small = vec![around(0, 0, 0), around(1, 0, 0), eight.clone()];
    small.extend([0xec, 0xed, 0xee].map(|first| around(first, 0xff, 0x7f)));
    small.extend(small.clone().into_iter().map(|mut point| {
        point[31] |= 0x80;
        point
    }));
    for point in small {
        let x = base64url::encode(&point);
        let refused = read(with(edwards(), "x", x.as_str())).err();
        assert_eq!(refused, Some(ClientKeyError::NotAPublicKey), "{x}");
    }
    // What only looks like one is a key, if it is on the curve.
    let on_the_curve = |point: &[u8]| read(with(edwards(), "x", base64url::encode(point))).is_ok();
    assert!((1..=20).any(|change| {
        eight[0] = eight[0].wrapping_add(change);
        on_the_curve(&eight)
    }));
}

#[test]
fn what_is_no_jwk_is_refused() {
    for other in [json!(null), json!([]), json!("x"), json!({}), json!({ "kty": 5 })] {
        assert_eq!(read(other.clone()).err(), Some(ClientKeyError::NotAJwk), "{other}");
    }
    assert_eq!(read(with(ec(), "kid", 5)).err(), Some(ClientKeyError::NotAJwk));
    assert_eq!(read(with(ec(), "x", json!(["x"]))).err(), Some(ClientKeyError::NotAJwk));
}

#[test]
fn a_key_in_der_is_of_one_of_three_kinds_and_strong_enough() {
    let read = |der: &[u8]| ClientKey::from_spki(der).err();
    let der = |text| base64url::decode(text).unwrap();
    assert_eq!(read(&der(P384)), Some(ClientKeyError::AnotherKind));
    assert_eq!(read(&der(RSA_1024)), Some(ClientKeyError::NotAPublicKey));
    assert_eq!(read(b""), Some(ClientKeyError::AnotherKind));
    for good in [P256, ED25519] {
        let good = der(good);
        assert_eq!(read(&good[..good.len() - 1]), Some(ClientKeyError::NotAPublicKey));
        assert_eq!(read(&[&good[..], &[0]].concat()), Some(ClientKeyError::NotAPublicKey));
    }
}

fn found(keys: &[(&str, Value)], kid: Option<&str>, algorithm: Algorithm) -> Vec<String> {
    let keys: Vec<(String, ClientKey)> =
        keys.iter().map(|(id, jwk)| ((*id).to_owned(), read(jwk.clone()).unwrap())).collect();
    let keys: ClientKeys<'_, &str> = keys.iter().map(|(id, key)| (id.as_str(), key)).collect();
    keys.candidates(kid, algorithm).map(|(id, _)| (*id).to_owned()).collect()
}

/// R7523-06.
#[test]
fn without_a_kid_every_key_that_serves_the_alg_is_tried() {
    let keys = [
        ("a", with(ec(), "kid", "1")),
        ("b", ec()),
        ("c", rsa()),
        ("d", with(rsa(), "alg", "PS256")),
    ];
    assert_eq!(found(&keys, None, Algorithm::Es256), ["a", "b"]);
    assert_eq!(found(&keys, None, Algorithm::Rs256), ["c"]);
    assert_eq!(found(&keys, None, Algorithm::Ps256), ["c", "d"]);
    assert!(found(&keys, None, Algorithm::EdDsa).is_empty());
}

#[test]
fn with_a_kid_who_has_that_name_is_tried_and_otherwise_who_has_none() {
    let thumbprint = read(ec()).unwrap().thumbprint().to_string();
    let keys = [("a", with(ec(), "kid", "1")), ("b", with(rsa(), "kid", "2")), ("c", rsa())];
    assert_eq!(found(&keys, Some("1"), Algorithm::Es256), ["a"]);
    assert_eq!(found(&keys, Some("2"), Algorithm::Rs256), ["b"]);
    assert!(found(&keys, Some("1"), Algorithm::Rs256).is_empty(), "the name of another kind");
    assert_eq!(found(&keys, Some("3"), Algorithm::Rs256), ["c"], "a name that nobody has");
    assert!(found(&keys, Some("3"), Algorithm::Es256).is_empty());
    assert_eq!(found(&keys, Some(&thumbprint), Algorithm::Es256), ["a"], "the thumbprint names it");
}

#[test]
fn of_very_many_keys_only_some_are_tried() {
    let many: Vec<(&str, Value)> = (0..MOST_TRIED + 3).map(|_| ("a", ec())).collect();
    assert_eq!(found(&many, None, Algorithm::Es256).len(), MOST_TRIED);
}

#[test]
fn a_key_prints_as_its_thumbprint() {
    let key = read(ec()).unwrap();
    assert_eq!(format!("{key:?}"), format!("ClientKey({})", key.thumbprint()));
}
