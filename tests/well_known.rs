//! `/.well-known/…`

use std::collections::HashMap;

use crate::cases;
use crate::harness::{Bench, Request};

cases![
    the_metadata_names_the_configured_issuer_whatever_the_host_header,
    what_is_not_built_is_not_there,
];

fn the_metadata_names_the_configured_issuer_whatever_the_host_header(bench: &Bench) {
    let at = bench.shared();
    let answer = Request::get("/.well-known/oauth-authorization-server")
        .header("Host", "evil.example")
        .header("X-Forwarded-Host", "evil.example")
        .send(at.issuer);
    assert_eq!(answer.status, 200);
    let metadata: HashMap<String, serde_json::Value> =
        serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(metadata["issuer"], at.issuer_url());
    assert_eq!(metadata["token_endpoint"], format!("{}/connect/token", at.issuer_url()));
    assert_eq!(metadata["jwks_uri"], format!("{}/connect/jwks", at.issuer_url()));
    assert!(!answer.text().contains("evil"));
}

fn what_is_not_built_is_not_there(bench: &Bench) {
    let at = bench.shared();
    for path in ["/.well-known/openid-configuration", "/connect/authorize", "/connect/userinfo"] {
        assert_eq!(Request::get(path).send(at.issuer).status, 404, "{path}");
    }
}
