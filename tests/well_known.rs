//! `/.well-known/…`

use serde_json::{Value, json};

use crate::cases;
use crate::harness::{Answer, Bench, Installation, Request, run};

cases![
    r8414_07_the_metadata_names_the_configured_issuer_whatever_the_host_header,
    r8414_01_bp_06_bp_14_ng_52_the_metadata_has_what_rfc_8414_requires,
    r8414_03_ng_67_the_metadata_may_be_cached_and_read_from_any_page,
    r8414_02_an_issuer_has_no_path_so_that_it_has_one_address_of_each_kind,
    r8414_06_the_metadata_is_found_from_the_issuer_with_a_slash_behind_it,
    ng_65_ng_66_openid_connect_finds_the_same_document,
    what_is_read_answers_head_and_tells_other_methods_what_it_takes,
];

fn ng_65_ng_66_openid_connect_finds_the_same_document(bench: &Bench) {
    let at = bench.shared();
    let answer = Request::get("/.well-known/openid-configuration").send(at.issuer);
    assert_eq!(answer.text(), metadata(&at).text());
    assert_eq!(answer.json()["subject_types_supported"], json!(["public"]));
}

const METADATA: &str = "/.well-known/oauth-authorization-server";

fn metadata(at: &Installation) -> Answer {
    let answer = Request::get(METADATA).send(at.issuer);
    assert_eq!(answer.status, 200);
    answer
}

fn r8414_07_the_metadata_names_the_configured_issuer_whatever_the_host_header(bench: &Bench) {
    let at = bench.shared();
    let answer = Request::get(METADATA)
        .header("Host", "evil.example")
        .header("X-Forwarded-Host", "evil.example")
        .header("X-Forwarded-Proto", "gopher")
        .header("Forwarded", "host=evil.example;proto=gopher")
        .send(at.issuer);
    assert_eq!(answer.text(), metadata(&at).text());
    let metadata = answer.json();
    assert_eq!(metadata["issuer"], at.issuer_url());
    assert_eq!(metadata["token_endpoint"], format!("{}/connect/token", at.issuer_url()));
    assert_eq!(metadata["jwks_uri"], format!("{}/connect/jwks", at.issuer_url()));
}

fn r8414_01_bp_06_bp_14_ng_52_the_metadata_has_what_rfc_8414_requires(bench: &Bench) {
    let metadata = metadata(&bench.shared()).json();
    assert_eq!(metadata["response_types_supported"], json!(["code"]));
    let grants = json!(["client_credentials", "authorization_code", "refresh_token"]);
    assert_eq!(metadata["grant_types_supported"], grants);
    assert_eq!(metadata["code_challenge_methods_supported"], json!(["S256"]));
    assert_eq!(metadata["authorization_response_iss_parameter_supported"], true);
    assert_eq!(metadata["require_pushed_authorization_requests"], false);
    let methods = json!(["client_secret_basic", "client_secret_post", "private_key_jwt", "none"]);
    assert_eq!(metadata["token_endpoint_auth_methods_supported"], methods);
    let scopes = metadata["scopes_supported"].as_array().unwrap();
    assert!(scopes.contains(&json!("zaken.lezen")));
    let of_the_system = |scope: &Value| scope.as_str().unwrap().starts_with("zaakpoort.");
    assert!(!scopes.iter().any(of_the_system), "nobody is invited to ask for those");
}

fn r8414_03_ng_67_the_metadata_may_be_cached_and_read_from_any_page(bench: &Bench) {
    let at = bench.shared();
    for answer in [metadata(&at), Request::get("/connect/jwks").send(at.issuer)] {
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert!(answer.header("cache-control").unwrap().starts_with("public, max-age="));
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        assert_eq!(answer.header("access-control-allow-credentials"), None);
    }
}

fn what_is_read_answers_head_and_tells_other_methods_what_it_takes(bench: &Bench) {
    let at = bench.shared();
    for path in [METADATA, "/connect/jwks", "/health/live", "/health/ready"] {
        assert_eq!(Request::new("HEAD", path).send(at.issuer).status, 200, "{path}");
        let refused = Request::new("DELETE", path).send(at.issuer);
        assert_eq!(refused.status, 405, "{path}");
        assert_eq!(refused.header("allow"), Some("GET, HEAD"), "{path}");
        assert!(refused.member("detail").contains("GET, HEAD"), "{path}");
    }
}

fn r8414_02_an_issuer_has_no_path_so_that_it_has_one_address_of_each_kind(bench: &Bench) {
    let at = bench.shared();
    let name = [("ZAAKPOORT__ISSUER__PUBLIC_URL", "https://zaken.example/uitgifte")];
    let finished = run(at.folder.path(), &["issuer"], &name);
    assert_eq!(finished.status.code(), Some(2), "{}", finished.stderr);
    assert!(finished.stderr.contains("scheme, host and port alone"), "{}", finished.stderr);
    for path in ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"] {
        assert_eq!(Request::get(path).send(at.issuer).status, 200);
        assert_eq!(Request::get(&format!("{path}/x")).send(at.issuer).status, 404);
        assert_eq!(Request::get(&format!("/x{path}")).send(at.issuer).status, 404);
    }
}

/// Libraries join the well-known path to an address that ends with a slash.
fn r8414_06_the_metadata_is_found_from_the_issuer_with_a_slash_behind_it(bench: &Bench) {
    let at = bench.shared();
    let issuer = url::Url::parse(&format!("{}/", at.issuer_url())).unwrap();
    let address = issuer.join(".well-known/openid-configuration").unwrap();
    let answer = Request::get(address.path()).send(at.issuer);
    assert_eq!(answer.json()["issuer"], at.issuer_url(), "and it has none itself");
}
