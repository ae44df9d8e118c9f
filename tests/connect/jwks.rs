//! `GET /connect/jwks`

use std::collections::HashSet;

use crate::cases;
use crate::harness::{Bench, Request};

cases![ng_68_the_key_set_has_public_halves_only_and_may_be_cached];

fn ng_68_the_key_set_has_public_halves_only_and_may_be_cached(bench: &Bench) {
    let at = bench.shared();
    let answer = Request::get("/connect/jwks").send(at.issuer);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("cache-control"), Some("public, max-age=600"));
    let keys = answer.json()["keys"].as_array().unwrap().clone();
    let expected: [(&str, &str, &[&str]); 4] = [
        ("ES256", "EC", &["alg", "crv", "kid", "kty", "use", "x", "y"]),
        ("RS256", "RSA", &["alg", "e", "kid", "kty", "n", "use"]),
        ("PS256", "RSA", &["alg", "e", "kid", "kty", "n", "use"]),
        ("EdDSA", "OKP", &["alg", "crv", "kid", "kty", "use", "x"]),
    ];
    assert_eq!(keys.len(), expected.len());
    for (key, (alg, kty, members)) in keys.iter().zip(expected) {
        assert_eq!(
            (&key["alg"], &key["kty"], &key["use"]),
            (&alg.into(), &kty.into(), &"sig".into())
        );
        let mut named: Vec<&String> = key.as_object().unwrap().keys().collect();
        named.sort();
        assert_eq!(named, members, "{alg}: and no private member");
        assert!(members.iter().all(|member| !key[member].as_str().unwrap().is_empty()), "{key}");
    }
    let kids: HashSet<&str> = keys.iter().map(|key| key["kid"].as_str().unwrap()).collect();
    assert_eq!(kids.len(), keys.len(), "a name is of one key, and so of one algorithm");
}
