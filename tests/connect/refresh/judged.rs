//! What was given is judged anew with each refresh: what the client may have no longer is not given.

use serde_json::{Value, json};

use super::{Offline, is_invalid, refresh_token, says};
use crate::cases;
use crate::harness::{Bench, Installation};

cases![
    a_scope_that_the_client_may_have_no_longer_is_left_out_or_refused_by_name,
    a_scope_of_an_api_goes_with_the_access_to_it,
    a_client_that_may_refresh_no_longer_does_not,
];

fn scope(client: &Offline, token: &mut String) -> Value {
    let answer = client.refresh(token);
    *token = refresh_token(&answer);
    says(&answer.member("access_token"))["scope"].clone()
}

fn hold(at: &Installation, client: &str, scopes: &[&str]) {
    let body = json!({ "extra_scopes": scopes });
    at.administrator().done("PATCH", &format!("/clients/{client}"), &body);
}

fn a_scope_that_the_client_may_have_no_longer_is_left_out_or_refused_by_name(bench: &Bench) {
    let at = bench.shared();
    let more = json!({ "extra_scopes": ["api1", "api2"] });
    let mut client = Offline::with(&at, "minder-recht", &more);
    let mut token = refresh_token(&client.given("api1 api2 offline_access"));
    hold(&at, "minder-recht", &["api2"]);
    is_invalid(&client.refresh_for(&token, "&scope=api1"), "invalid_scope");
    assert_eq!(scope(&client, &mut token), "api2 offline_access");
    hold(&at, "minder-recht", &["api1", "api2"]);
    assert_eq!(scope(&client, &mut token), "api1 api2 offline_access", "it was given");
    let mut alone = refresh_token(&client.given("api1 offline_access"));
    hold(&at, "minder-recht", &["api2"]);
    assert_eq!(scope(&client, &mut alone), "offline_access");
    is_invalid(&client.refresh_for(&alone, "&scope=api1"), "invalid_scope");
    assert_eq!(scope(&client, &mut alone), "offline_access", "and the token is as it was");
}

fn a_scope_of_an_api_goes_with_the_access_to_it(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let api = json!({ "reference": "Ververste API", "resources": ["https://vers.example"],
                      "scopes": ["vers_lezen"] });
    admin.done("PUT", "/apis/verse-api", &api);
    let mut client = Offline::at(&at, "verse-client");
    let asked = json!({ "client_id": "verse-client", "scopes": ["vers_lezen"] });
    let access = admin.done("POST", "/apis/verse-api/accesses", &asked);
    let access = access["id"].as_str().unwrap();
    let decide = |what: &str| {
        admin.done("POST", &format!("/accesses/{access}/{what}"), &json!({}));
    };
    decide("approve");
    let first = client.given("vers_lezen offline_access");
    assert_eq!(says(&first.member("access_token"))["aud"], "https://vers.example");
    let token = refresh_token(&first);
    decide("withdraw");
    is_invalid(&client.refresh(&token), "invalid_target");
    is_invalid(&client.refresh_for(&token, "&scope=vers_lezen"), "invalid_scope");
    decide("approve");
    let answer = client.refresh(&token);
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["scope"], "offline_access vers_lezen");
}

fn a_client_that_may_refresh_no_longer_does_not(bench: &Bench) {
    let at = bench.shared();
    let mut client = Offline::at(&at, "niet-meer-vers");
    let token = client.token();
    let admin = at.administrator();
    let grants = |grants: &[&str]| {
        let body = json!({ "oauth": { "grant_types": grants } });
        admin.done("PATCH", "/clients/niet-meer-vers", &body);
    };
    let code = client.code("openid offline_access", "");
    grants(&["authorization_code"]);
    is_invalid(&client.refresh(&token), "unauthorized_client");
    let redeemed = client.redeem(&code);
    assert_eq!((redeemed.status, redeemed.json().get("refresh_token")), (200, None));
    grants(&["authorization_code", "refresh_token"]);
    assert_eq!(client.refresh(&token).status, 200);
}
