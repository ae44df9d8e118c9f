//! "API access management" of Open VTB: an API token that stands for somebody, and a bearer token of a
//! service, which the API shows at userinfo at each request. Its own libraries do that in
//! `tests/interop/open_vtb.py`.

use serde_json::json;

use crate::cases;
use crate::harness::canaries::PASSWORD;
use crate::harness::{Answer, Bench, IN_FORCE, Installation, Request, TaskApplication, eventually};

cases![
    sd4_1_sd4_2_sd4_3_sd4_4_sd4_5_sd4_6_sd4_7_an_application_calls_with_an_api_token_and_with_a_bearer_token,
];

const ZAKEN: &str = "/zaken/api/v1/zaken";

fn sd4_1_sd4_2_sd4_3_sd4_4_sd4_5_sd4_6_sd4_7_an_application_calls_with_an_api_token_and_with_a_bearer_token(
    bench: &Bench,
) {
    let at = bench.shared();
    let all = json!({ "label": "Open VTB", "heeft_alle_autorisaties": true });
    let body = json!({ "extra_scopes": ["openid"] });
    let application = TaskApplication::named(&at, "open-vtb", &all, &body);
    by_api_token(&at);
    by_bearer_token(&at, &application);
}

/// "API tokens are tied to a specific user."
fn by_api_token(at: &Installation) {
    let admin = at.administrator();
    let user = json!({ "username": "vtb-taken", "name": "Taken", "password": PASSWORD });
    admin.done("POST", "/users", &user);
    let body = json!({ "label": "Open VTB", "user": "vtb-taken" });
    let made = admin.done("POST", "/clients/open-vtb/api-tokens", &body);
    let token = made["token"].as_str().unwrap();
    let ask = |value: &str| Request::get(ZAKEN).header("Authorization", value).send(at.gateway);
    eventually(IN_FORCE, "taken", || ask(&format!("Token {token}")).status == 200);
    let unknown = ask("Token 0123456789abcdef0123456789abcdef01234567");
    assert_eq!((unknown.status, unknown.member("code")), (401, "authentication_failed".to_owned()));
}

/// The document's curl: everything in the body, and `scope=openid`.
fn by_bearer_token(at: &Installation, application: &TaskApplication) {
    let fetch = |scope: &str| {
        let form = format!(
            "client_id={}&client_secret={}&grant_type=client_credentials{scope}",
            application.client_id, application.secret
        );
        Request::post("/connect/token").form(&form).send(at.issuer)
    };
    let answer = fetch("&scope=openid");
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(
        (answer.member("token_type"), answer.member("scope")),
        ("Bearer".into(), "openid".into())
    );
    let said = userinfo(at, &answer.member("access_token"));
    assert_eq!(said.status, 200, "{}", said.text());
    assert_eq!(said.json()["sub"], "open-vtb");
    assert_eq!(said.json()["preferred_username"], "service-account-open-vtb");
    let again = userinfo(at, &fetch("&scope=openid").member("access_token"));
    assert_eq!(again.json(), said.json(), "the same service each time");

    // What its authentication makes of the refusals hangs on these very words.
    let without = userinfo(at, &fetch("").member("access_token"));
    refused(&without, 403, "insufficient_scope", "Missing openid scope");
    refused(&userinfo(at, "geen.token.hier"), 401, "invalid_token", "Token verification failed");
}

fn userinfo(at: &Installation, token: &str) -> Answer {
    Request::get("/connect/userinfo").bearer(token).send(at.issuer)
}

#[track_caller]
fn refused(answer: &Answer, status: u16, error: &str, description: &str) {
    assert_eq!(answer.status, status, "{}", answer.text());
    let challenge = answer.header("www-authenticate").unwrap();
    assert!(challenge.starts_with("Bearer realm=\""), "{challenge}");
    for part in [format!("error=\"{error}\""), format!("error_description=\"{description}\"")] {
        assert!(challenge.contains(&part), "{challenge}");
    }
}
