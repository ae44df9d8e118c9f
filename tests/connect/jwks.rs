//! `GET /connect/jwks`

use crate::cases;
use crate::harness::{Bench, Request};

cases![the_key_set_has_public_halves_only_and_may_be_cached];

fn the_key_set_has_public_halves_only_and_may_be_cached(bench: &Bench) {
    let at = bench.shared();
    let answer = Request::get("/connect/jwks").send(at.issuer);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("cache-control"), Some("public, max-age=600"));
    let keys = answer.json()["keys"].as_array().unwrap().clone();
    assert_eq!(keys.len(), 1);
    for member in ["kid", "alg", "use", "kty", "crv", "x", "y"] {
        assert!(keys[0][member].is_string(), "{member}");
    }
    for private in ["d", "p", "q", "dp", "dq", "qi", "k"] {
        assert!(keys[0].get(private).is_none(), "{private}");
    }
}
