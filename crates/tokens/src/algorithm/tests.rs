//! What each algorithm makes and takes: its own signatures, those of others, and keys of its own kind.

use serde_json::{Value, from_value, json};

use super::*;
use crate::{SigningKey, VerificationKey, base64url, jws};

/// RFC 7515 A.2.1.
const RFC_7515_A_2: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0B\
    m4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5re\
    xMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFv\
    UK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
/// Its signature there.
const RFC_7515_A_2_SIGNATURE: &str = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_\
    lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARN\
    PvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh\
    6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
/// A key that another library made, for these tests alone.
const MODULUS: &str = "6fKfnD1ludYGHdZmX1Y-vV3XoaOO5GTkrx6OCUATDJRyGDR_oQJvALx-iQajhOjBQZ9poi4-\
    92i2Z37ksUqG_HtAig2eKltyNdEf6YndcbIn31kWfDJyqb3ZH75FS489sd8IvCYOsxLduVjZbWOKSk_g5KgetSuq7w4f\
    fCUw6-wuJIIZ1e1VlgyQWLN8m_IHLqDq6Vac6gd96aMt1uRhvKgLDySt45TzdWE_5I-\
    T5P5jkQ88hGeAaa3zQwpdJVk9qyHZPVF7uTxzToRV0pRlLSAg1wvrfTqPvwv6nAS27orB2UKtzznx9FCnP-\
    1Th6KumP9EcOSXO0hA_wUOob4z8w";
/// Its signature over `message`: RSASSA-PSS, with a salt as long as the hash (RFC 7518 3.5).
const PSS: &str = "rF-p0QU2blw-\
    t1b40qADudTw1eflxYPpL27_BRxbdG_dWKF0HZ3syBWIYWoeCU75smHYbqUVXdUvy74CeXWd3VPIByC5s2r66vR-\
    3UIJI_zc1MeLJJZGPOqSAdmDmjCxeV9BCuVNf1mNhCD1YpImfscaUPI71PnL1n7joU9FFy4tm1a7hJuJ6PUPnkgbXV5a\
    PMcQOBDeQ8t46FLPcmRucJjs-sEGvyg-\
    bB8b1JtlphtQPK-550BIA03nhSq9PIX1eTEy0U00VrgkzXhFoEt_CKe3FoRVZav3aXXJQ_xfIRoxwHzw2MBLY5KVr-\
    oq-hM-4pwm7HpYnlzRhsYKbkBetg";
/// The same with the longest salt.
const PSS_LONG_SALT: &str = "qgNdvqDYmusCXvwv4mwYS_L7HlOzrvnC0sp2_C330qoI0UqNJZQLueVN5PqiViujtqrZu7BHr0tXzP4jbHaqoovxh_PE\
    H50O6-yapQBtSi4eRBHUjOUbyrwsNavlqVasg7b6gyQNUrN3HgxZDacEaBs3mFtXUvj0S5w-\
    LT4aquePhXpji3xaJ2qOI3iUzazHWy8pvtwZlW8NyAfQ1XpreONLMNegv9IeIVKwqIhr6Vs03S0CryhytcrqMB8p6ooA\
    LN2_FA5_56bAnKFy746kM13PEajTthNHBDz3QxManeDuhINC_6LacIjG5NEpZZD7-Mjl2s_KcEbADKCAu9kRMQ";
/// RSASSA-PKCS1-v1_5.
const PKCS1: &str = "MdKiDXkl4Cbz1zhhwKV0h1OtldfojqYLwRX8FOPJfuClxG-dSWx-rHJZXMS9vrPiDjCZ1ROd5a4ZZLdnF8T6gvDfJEF0\
    LMwubugDA_tHplFS5XKNj1KXTqOs1TuekLDLMPDhYpsvnBavW6OXxXndjZJok9XLsBAaDRLirBnpGDN84kT8uk6mwsik\
    Y4PXPUlZvviGc4aEZH_M19boeGXKY190f01umn0iN7XMeI4TPQFj7577Ue6opuZZXfr8KtdKwl9HojKRxIlJMqUkI5rq\
    cPaXfaziLM77Kn6oPH9o6GkW-RYzcFO-czabIqZpPAG_Xj9x_iQZmBbnwnHr5AIp7g";
/// A modulus of 1024 bits.
const MODULUS_1024: &str = "mW3amOeA6sbeCp4X23O7r9hYaPeiny25e_rKAJ_cLa6G8ou8nG3_895dgdijRj64IYpAf11Ne2sgifbC1S66BJdIXfpS\
    uU06i8zLo0qTWBYjiF6gUKGiNUH27gGwoLSXd09kGlvQ-XOj0jGWmtmoXVTK0Eca_VZ44QHi77KBYq8";

fn rsa(alg: &str, n: &str) -> Value {
    json!({ "kty": "RSA", "alg": alg, "n": n, "e": "AQAB" })
}

fn read(jwk: Value) -> Result<VerificationKey, KeyError> {
    VerificationKey::from_jwk(&from_value(jwk).unwrap())
}

fn verifies(jwk: Value, message: &str, signature: &str) -> bool {
    let signature = base64url::decode(signature).unwrap();
    read(jwk).unwrap().verifies(message.as_bytes(), &signature)
}

#[test]
fn every_algorithm_signs_what_its_published_half_verifies_and_no_other_does() {
    let keys = Algorithm::ALL.map(|algorithm| SigningKey::generate(algorithm).unwrap());
    for key in &keys {
        let signature = key.signature(b"message").unwrap();
        let published = VerificationKey::from_jwk(&key.verification_key().to_jwk()).unwrap();
        assert_eq!((published.kid(), published.algorithm()), (key.kid(), key.algorithm()));
        assert!(published.verifies(b"message", &signature), "{key:?}");
        assert!(!published.verifies(b"massage", &signature), "{key:?}");
        assert!(!published.verifies(b"message", &signature[1..]), "{key:?}");
        assert!(!published.verifies(b"message", b""), "{key:?}");
        for other in keys.iter().filter(|other| other.kid() != key.kid()) {
            assert!(!other.verification_key().verifies(b"message", &signature), "{other:?}");
        }
    }
}

#[test]
fn a_stored_key_of_every_algorithm_is_read_back_and_by_no_algorithm_of_another_kind() {
    let kind = |algorithm| match algorithm {
        Algorithm::Rs256 | Algorithm::Ps256 => "RSA",
        Algorithm::Es256 => "EC",
        Algorithm::EdDsa => "OKP",
    };
    for algorithm in Algorithm::ALL {
        let key = SigningKey::generate(algorithm).unwrap();
        for by in Algorithm::ALL {
            let again = SigningKey::from_pkcs8(by, &key.to_pkcs8());
            if kind(by) == kind(algorithm) {
                assert_eq!(again.unwrap().kid(), key.kid(), "{algorithm} as {by}");
            } else {
                assert_eq!(again.err(), Some(KeyError::NotAPrivateKey), "{algorithm} as {by}");
            }
        }
        assert_eq!(key.verification_key().to_jwk().kty, kind(algorithm));
    }
}

#[test]
fn the_rs256_example_of_rfc_7515_verifies() {
    let payload = "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \
                   \"http://example.com/is_root\":true}";
    let message = jws::message(r#"{"alg":"RS256"}"#, payload);
    assert!(verifies(rsa("RS256", RFC_7515_A_2), &message, RFC_7515_A_2_SIGNATURE));
    assert!(!verifies(rsa("PS256", RFC_7515_A_2), &message, RFC_7515_A_2_SIGNATURE));
}

#[test]
fn the_eddsa_example_of_rfc_8037_verifies() {
    let jwk = json!({
        "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    });
    let message = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    let signature = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt\
                     9g7sVvpAr_MuM0KAg";
    assert!(verifies(jwk.clone(), message, signature));
    // RFC 8037 A.3.
    let named = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
    assert_eq!(read(jwk).unwrap().kid().as_str(), named);
}

#[test]
fn a_pss_signature_counts_with_a_salt_as_long_as_the_hash_and_its_own_padding_alone() {
    assert!(verifies(rsa("PS256", MODULUS), "message", PSS));
    assert!(verifies(rsa("RS256", MODULUS), "message", PKCS1));
    for (alg, signature) in [("PS256", PSS_LONG_SALT), ("PS256", PKCS1), ("RS256", PSS)] {
        assert!(!verifies(rsa(alg, MODULUS), "message", signature), "{alg}");
    }
}

#[test]
fn a_public_key_of_rsa_is_refused_for_each_member_that_is_wrong() {
    let zero_first = base64url::encode([vec![0], base64url::decode(MODULUS).unwrap()].concat());
    let long = base64url::encode([0xff; 513]);
    for (member, value, expected) in [
        ("kty", json!("EC"), KeyError::AnotherKind),
        ("crv", json!("P-256"), KeyError::AnotherKind),
        ("alg", json!("RS512"), KeyError::NoAlgorithm),
        ("n", json!(null), KeyError::NotAPublicKey),
        ("n", json!(MODULUS_1024), KeyError::NotAPublicKey),
        ("n", json!(long), KeyError::NotAPublicKey),
        ("n", json!(zero_first), KeyError::NotAPublicKey),
        ("n", json!(""), KeyError::NotAPublicKey),
        ("e", json!(null), KeyError::NotAPublicKey),
        ("e", json!(""), KeyError::NotAPublicKey),
        ("e", json!("AQ"), KeyError::NotAPublicKey),
        ("e", json!("Aw"), KeyError::NotAPublicKey),
        ("e", json!("AP__"), KeyError::NotAPublicKey),
        ("e", json!("AAEAAQ"), KeyError::NotAPublicKey),
        ("e", json!("AQAC"), KeyError::NotAPublicKey),
        ("e", json!("AQAAAAE"), KeyError::NotAPublicKey),
    ] {
        let mut spoilt = rsa("RS256", MODULUS);
        spoilt[member] = value.clone();
        assert_eq!(read(spoilt).err(), Some(expected), "{member} = {value}");
    }
    assert!(read(rsa("RS256", MODULUS)).is_ok());
}

#[test]
fn a_public_key_of_ed25519_is_refused_for_each_member_that_is_wrong() {
    let good = json!({
        "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    });
    for (member, value, expected) in [
        ("kty", json!("EC"), KeyError::AnotherKind),
        ("crv", json!("Ed448"), KeyError::AnotherKind),
        ("crv", json!("X25519"), KeyError::AnotherKind),
        ("alg", json!("Ed25519"), KeyError::NoAlgorithm),
        ("x", json!(null), KeyError::NotAPublicKey),
        ("x", json!(base64url::encode([1; 31])), KeyError::NotAPublicKey),
        ("x", json!(base64url::encode([1; 33])), KeyError::NotAPublicKey),
    ] {
        let mut spoilt = good.clone();
        spoilt[member] = value.clone();
        assert_eq!(read(spoilt).err(), Some(expected), "{member} = {value}");
    }
    assert!(read(good).is_ok());
}

#[test]
fn every_row_stands_where_its_algorithm_looks_for_it() {
    for row in &TABLE {
        assert_eq!(row.algorithm.row().name, row.name);
        assert_eq!(Algorithm::parse(row.name), Some(row.algorithm));
    }
}

#[test]
fn an_algorithm_outside_the_table_has_no_name_here() {
    for other in ["none", "HS256", "rs256", "es256", "ES384", "ES512", "Ed25519", ""] {
        assert_eq!(Algorithm::parse(other), None, "{other}");
    }
}
