//! `POST /connect/introspect` (RFC 7662): gateways hear what a token stands for, and nobody else does.

use serde_json::{Value, json};

use crate::cases;
use crate::harness::people::basic;
use crate::harness::{Answer, Bench, Installation, Request, TaskApplication};

cases![
    r7662_01_whatever_is_not_alive_is_inactive_and_nothing_else_is_said,
    r7662_02_without_authentication_nothing_is_said,
    r7662_04_scope_is_a_text_and_exp_a_whole_number,
    r7662_05_get_is_refused,
    ng_82_the_answer_names_scope_end_subject_and_client,
    ng_82b_introspection_asks_who_wants_to_know,
    ng_82c_no_oauth_client_introspects_not_even_its_own_token,
    a_request_that_is_no_form_says_what_to_do,
    sd3_2_an_opaque_token_has_no_dots_and_256_bits_and_is_introspected,
    a_token_that_is_longer_alive_is_inactive_at_once,
];

pub(super) mod apis;
pub(super) mod audience;

const PATH: &str = "/connect/introspect";

fn gateway_credential(at: &Installation) -> String {
    let secret = std::fs::read_to_string(at.path("keys/gateway.secret")).unwrap();
    basic("gateway", secret.trim())
}

fn introspect(at: &Installation, token: &str) -> Answer {
    let form = format!("token={token}");
    let request = Request::post(PATH).header("Authorization", &gateway_credential(at));
    request.form(&form).send(at.issuer)
}

pub(crate) fn said(at: &Installation, token: &str) -> Value {
    let answer = introspect(at, token);
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    answer.json()
}

fn opaque(at: &Installation) -> TaskApplication {
    let all = json!({ "label": "Ondoorzichtig", "heeft_alle_autorisaties": true });
    let client = json!({ "oauth": { "token_format": "opaque" }, "extra_scopes": ["api1"] });
    TaskApplication::register(at, &all, &client)
}

fn r7662_01_whatever_is_not_alive_is_inactive_and_nothing_else_is_said(bench: &Bench) {
    let at = bench.shared();
    let token = TaskApplication::with_all(&at).token(&at);
    assert_eq!(said(&at, &token)["active"], true);
    let inactive = json!({ "active": false });
    let (signed, _) = token.rsplit_once('.').unwrap();
    let unsigned = format!("{signed}.");
    let another = format!("zpt_{}", "A".repeat(43));
    let altered = format!("{signed}.{}", "A".repeat(86));
    for dead in ["x", "a.b.c", &unsigned, &altered, &another, "zpt_x", &at.first_secret()] {
        assert_eq!(said(&at, dead), inactive, "{dead}");
    }
}

fn r7662_02_without_authentication_nothing_is_said(bench: &Bench) {
    let at = bench.shared();
    let token = TaskApplication::with_all(&at).token(&at);
    let form = format!("token={token}");
    let nobody = Request::post(PATH).form(&form).send(at.issuer);
    let bearer = Request::post(PATH).bearer(&token).form(&form).send(at.issuer);
    let wrong = Request::post(PATH).header("Authorization", &basic("gateway", "zp_x")).form(&form);
    for refused in [nobody, bearer, wrong.send(at.issuer)] {
        assert_eq!(refused.status, 401, "{}", refused.text());
        assert_eq!(refused.member("error"), "invalid_client");
        let challenge = refused.header("www-authenticate").unwrap();
        assert!(challenge.starts_with("Basic realm=\""), "{challenge}");
        assert_eq!(refused.header("cache-control"), Some("no-store"));
        assert!(!refused.text().contains("active"));
    }
    assert_eq!(introspect(&at, &token).status, 200, "its neighbour");
}

fn r7662_04_scope_is_a_text_and_exp_a_whole_number(bench: &Bench) {
    let at = bench.shared();
    let token = opaque(&at).token_for(&at, "api1 zaken.lezen");
    let said = said(&at, &token);
    let mut scopes: Vec<&str> = said["scope"].as_str().unwrap().split(' ').collect();
    scopes.sort_unstable();
    assert_eq!(scopes, ["api1", "zaken.lezen"]);
    assert!(said["exp"].is_i64() && said["iat"].is_i64(), "{said}");
}

fn r7662_05_get_is_refused(bench: &Bench) {
    let at = bench.shared();
    let token = TaskApplication::with_all(&at).token(&at);
    let query = format!("{PATH}?token={token}");
    let get = Request::get(&query).header("Authorization", &gateway_credential(&at));
    let refused = get.send(at.issuer);
    assert_eq!((refused.status, refused.header("allow")), (405, Some("POST")));
    let query = Request::post(&query).header("Authorization", &gateway_credential(&at)).form("");
    let refused = query.send(at.issuer);
    assert_eq!((refused.status, refused.member("error").as_str()), (400, "invalid_request"));
}

fn ng_82_the_answer_names_scope_end_subject_and_client(bench: &Bench) {
    let at = bench.shared();
    let application = opaque(&at);
    let token = application.token_for(&at, "api1");
    let said = said(&at, &token);
    assert_eq!(said["active"], true);
    assert_eq!(said["scope"], "api1");
    assert_eq!(said["client_id"], application.client_id);
    assert_eq!(said["sub"], application.client_id);
    assert_eq!(said["iss"], at.issuer_url());
    assert_eq!(said["aud"], at.public_url());
    assert_eq!(said["token_type"], "Bearer");
    assert!(said["exp"].as_i64().unwrap() > said["iat"].as_i64().unwrap());
}

fn ng_82b_introspection_asks_who_wants_to_know(bench: &Bench) {
    let at = bench.shared();
    let token = opaque(&at).token(&at);
    let unnamed = Request::post(PATH).form(&format!("token={token}")).send(at.issuer);
    assert_eq!(unnamed.status, 401);
    assert_eq!(said(&at, &token)["active"], true);
}

fn ng_82c_no_oauth_client_introspects_not_even_its_own_token(bench: &Bench) {
    let at = bench.shared();
    let application = TaskApplication::with_all(&at);
    let token = application.token(&at);
    let own = basic(&application.client_id, &application.secret);
    let administrator = basic("beheerder", &at.first_secret());
    for credential in [own, administrator] {
        let asked = Request::post(PATH).header("Authorization", &credential);
        let refused = asked.form(&format!("token={token}")).send(at.issuer);
        assert_eq!((refused.status, refused.member("error").as_str()), (401, "invalid_client"));
    }
}

fn a_request_that_is_no_form_says_what_to_do(bench: &Bench) {
    let at = bench.shared();
    let credential = gateway_credential(&at);
    let asked = || Request::post(PATH).header("Authorization", &credential);
    let large = format!("token={}", "x".repeat(70_000));
    for (request, status, told) in [
        (asked().form(""), 400, "token is missing"),
        (asked().form("token="), 400, "token is missing"),
        (asked().form("token=a&token=b"), 400, "more than once"),
        (asked().json(&json!({ "token": "a" })), 400, "x-www-form-urlencoded"),
        (asked().form(&large), 413, "64 KiB"),
        (asked().header("Authorization", &credential).form("token=a"), 400, "more than one"),
    ] {
        let refused = request.send(at.issuer);
        assert_eq!(refused.status, status, "{}", refused.text());
        assert_eq!(refused.member("error"), "invalid_request");
        assert!(refused.member("error_description").contains(told), "{}", refused.text());
    }
}

fn sd3_2_an_opaque_token_has_no_dots_and_256_bits_and_is_introspected(bench: &Bench) {
    let at = bench.shared();
    let application = opaque(&at);
    let token = application.token(&at);
    assert!(!token.contains('.') && token.len() >= 43, "{token}");
    assert_ne!(token, application.token(&at));
    assert_eq!(said(&at, &token)["active"], true);
    let stored = at.database_bytes();
    assert!(!stored.windows(token.len()).any(|window| window == token.as_bytes()));
}

fn a_token_that_is_longer_alive_is_inactive_at_once(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    for application in [opaque(&at), TaskApplication::with_all(&at)] {
        let [one, other] = [application.token(&at), application.token(&at)];
        assert_eq!(said(&at, &one)["active"], true);
        let revoked = admin.done("POST", "/tokens/revoke", &json!({ "token": one }));
        assert!(revoked["revoked"].as_str().unwrap().starts_with("token:"));
        assert_eq!(said(&at, &one), json!({ "active": false }));
        assert_eq!(said(&at, &other)["active"], true, "its neighbour");
        let secret = format!(
            "/clients/{}/secrets/{}?force=true",
            application.client_id, application.secret_id
        );
        admin.done("DELETE", &secret, &json!({}));
        assert_eq!(said(&at, &other), json!({ "active": false }));
    }
}
