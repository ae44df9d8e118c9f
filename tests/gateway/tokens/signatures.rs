//! Signatures that are none, and the public key taken for a secret (G6).

use aws_lc_rs::hmac;
use serde_json::json;

use super::{accepted, rejected};
use crate::harness::LoneGateway;
use crate::harness::forge::{Forge, compact, message, sign_hs256};
use crate::house;

house![
    a_token_without_a_good_signature_is_refused,
    sd1_7_a_token_signed_with_the_public_key_as_secret_is_refused,
];

fn a_token_without_a_good_signature_is_refused() {
    let at = LoneGateway::start();
    let claims = at.claims("alles").to_string();
    let honest = at.forge.header();
    let good = at.forge.sign(&honest, &claims);
    let (signed, signature) = good.rsplit_once('.').unwrap();
    for alg in ["none", "None", "NONE", "nOnE", ""] {
        let header = honest.replace("ES256", alg);
        let message = message(&header, &claims);
        rejected(&at, &format!("{message}.{signature}"), alg);
        rejected(&at, &at.forge.sign(&header, &claims), alg);
    }
    for alg in ["HS256", "HS512", "RS256", "PS256", "ES384", "ES256K", "EdDSA", "es256", "ES256 "] {
        rejected(&at, &at.forge.sign(&honest.replace("ES256", alg), &claims), alg);
    }
    rejected(&at, &format!("{signed}.{}", "A".repeat(86)), "zero r and s (CVE-2022-21449)");
    rejected(&at, &format!("{signed}.AA"), "short");
    rejected(&at, &format!("{good}AA"), "long");
    rejected(&at, &format!("{good}="), "padded");
    rejected(&at, &Forge::new().sign(&honest, &claims), "another key under this kid");
    let mut other = at.claims("alles");
    other["jti"] = json!("another");
    let other = message(&honest, &other.to_string());
    rejected(&at, &format!("{other}.{signature}"), "another payload under this signature");
    accepted(&at, &good, "the honest one");
    rejected(&at, &format!("{other}.{signature}"), "the same, after the honest one is known");
}

fn sd1_7_a_token_signed_with_the_public_key_as_secret_is_refused() {
    let at = LoneGateway::start();
    let claims = at.claims("alles").to_string();
    let jwk = at.forge.jwk();
    let x = jwk["x"].as_str().unwrap().to_owned();
    let secrets =
        [jwk.to_string(), x.clone(), at.forge.key.kid().as_str().to_owned(), String::new()];
    for secret in secrets {
        for alg in ["HS256", "ES256"] {
            let header = at.forge.header().replace("ES256", alg);
            rejected(&at, &sign_hs256(&header, &claims, secret.as_bytes()), alg);
        }
    }
    let header = at.forge.header().replace("ES256", "HS512");
    let message = message(&header, &claims);
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA512, x.as_bytes()), message.as_bytes());
    rejected(&at, &compact(&message, tag.as_ref()), "HS512");
}
