//! API tokens (`Authorization: Token …`): shown as they are, judged as the client's own.

use serde_json::{Value, json};

use super::refused;
use crate::cases;
use crate::commands::administration::as_administrator;
use crate::harness::canaries::PASSWORD;
use crate::harness::{
    Answer, Autorisatie, Bench, IN_FORCE, Installation, Options, Request, TaskApplication,
    eventually,
};

cases![
    sd4_6_an_api_token_is_taken_in_any_case_of_the_scheme_and_stored_as_a_hash,
    sd4_7_a_wrong_api_token_is_refused_with_a_challenge,
    an_api_token_is_limited_to_its_scopes_and_to_what_its_client_holds,
    a_revoked_api_token_is_refused_within_a_second_and_its_neighbour_is_not,
    an_api_token_of_a_disabled_user_is_refused_and_stays_so,
    the_list_says_for_whom_an_api_token_speaks_and_what_it_is_limited_to,
    an_api_token_goes_on_while_the_issuer_is_away,
    an_api_token_is_no_secret_no_bearer_token_and_no_credential_of_the_issuer,
    what_makes_no_api_token_is_refused,
];

fn make(at: &Installation, client: &str, body: &Value) -> Value {
    at.administrator().done("POST", &format!("/clients/{client}/api-tokens"), body)
}

fn token_of(made: &Value) -> String {
    made["token"].as_str().unwrap().to_owned()
}

/// One that the gateway knows.
fn known(at: &Installation, client: &str, body: &Value) -> String {
    let token = token_of(&make(at, client, body));
    eventually(IN_FORCE, "known", || ask(at, &token).status != 401);
    token
}

fn ask(at: &Installation, token: &str) -> Answer {
    let value = format!("Token {token}");
    Request::get("/zaken/api/v1/zaken").header("Authorization", &value).send(at.gateway)
}

fn everything(at: &Installation) -> TaskApplication {
    let application = TaskApplication::with_all(at);
    at.trust(&application.client_id);
    application
}

fn sd4_6_an_api_token_is_taken_in_any_case_of_the_scheme_and_stored_as_a_hash(bench: &Bench) {
    let at = bench.shared();
    let application = everything(&at);
    let token = known(&at, &application.client_id, &json!({ "label": "scherm" }));
    assert!(token.starts_with("zpk_") && token.len() == 47, "{token}");
    for scheme in ["Token", "token", "TOKEN"] {
        let value = format!("{scheme} {token}");
        let answer =
            Request::get("/zaken/api/v1/zaken").header("Authorization", &value).send(at.gateway);
        assert_eq!(answer.status, 200, "{scheme}: {}", answer.text());
    }
    let stored = at.database_bytes();
    assert!(!stored.windows(token.len()).any(|window| window == token.as_bytes()));
    let path = format!("/clients/{}/secrets", application.client_id);
    let listed = at.administrator().done("GET", &path, &json!(null));
    let listed = listed["results"].as_array().unwrap();
    let row = listed.iter().find(|row| row["kind"] == "api_token").unwrap();
    assert_eq!((&row["label"], &row["state"]), (&json!("scherm"), &json!("live")));
}

fn sd4_7_a_wrong_api_token_is_refused_with_a_challenge(bench: &Bench) {
    let at = bench.shared();
    for wrong in [&format!("zpk_{}", "A".repeat(43)), "0123456789abcdef0123456789abcdef01234567"] {
        let answer = ask(&at, wrong);
        refused(&answer, 401, "authentication_failed");
        let challenge = answer.header("www-authenticate").unwrap();
        assert!(challenge.starts_with("Bearer realm=\""), "{challenge}");
    }
}

fn an_api_token_is_limited_to_its_scopes_and_to_what_its_client_holds(bench: &Bench) {
    let at = bench.shared();
    let zaaktype = voorbeeldzaken::sample::ZAAKTYPE_MELDING;
    let reads = Autorisatie::zaken(&["zaken.lezen"], zaaktype, "openbaar");
    let application = TaskApplication::with(&at, &[reads]);
    let all = everything(&at);
    let limited = json!({ "scopes": ["zaken.aanmaken"] });
    let reader = known(&at, &application.client_id, &json!({}));
    let narrow = known(&at, &all.client_id, &limited);
    let wide = known(&at, &all.client_id, &json!({ "scopes": ["zaken.lezen"] }));
    refused(&ask(&at, &narrow), 403, "scope-not-in-token");
    assert_eq!(ask(&at, &wide).status, 200);
    let melding = super::melding();
    let read = |token: &str| {
        let value = format!("Token {token}");
        Request::get(&melding).header("Authorization", &value).send(at.gateway).status
    };
    assert_eq!(read(&reader), 200);
    let path = format!(
        "/applicaties/{}/autorisaties/{}",
        application.applicatie, application.autorisaties[0]
    );
    at.administrator().done("DELETE", &path, &json!({}));
    eventually(IN_FORCE, "refused", || read(&reader) == 403);
}

fn a_revoked_api_token_is_refused_within_a_second_and_its_neighbour_is_not(bench: &Bench) {
    let at = bench.shared();
    let application = everything(&at);
    let one = make(&at, &application.client_id, &json!({}));
    let other = known(&at, &application.client_id, &json!({}));
    eventually(IN_FORCE, "known", || ask(&at, &token_of(&one)).status == 200);
    let id = one["id"].as_str().unwrap();
    let path = format!("/clients/{}/secrets/{id}", application.client_id);
    at.administrator().done("DELETE", &path, &json!({}));
    eventually(IN_FORCE, "refused", || ask(&at, &token_of(&one)).status == 401);
    assert_eq!(ask(&at, &other).status, 200);
}

fn an_api_token_of_a_disabled_user_is_refused_and_stays_so(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let person = json!({
        "username": "sleutelhouder", "name": "Jan", "password": "vier losse woorden",
    });
    admin.done("POST", "/users", &person);
    let application = everything(&at);
    let theirs = json!({ "user": "sleutelhouder" });
    let token = known(&at, &application.client_id, &theirs);
    let nobodys = known(&at, &application.client_id, &json!({}));
    assert_eq!(ask(&at, &token).status, 200);
    admin.done("POST", "/users/sleutelhouder/disable", &json!({}));
    eventually(IN_FORCE, "refused", || ask(&at, &token).status == 401);
    admin.done("POST", "/users/sleutelhouder/enable", &json!({}));
    assert_eq!((ask(&at, &token).status, ask(&at, &nobodys).status), (401, 200));
}

fn the_list_says_for_whom_an_api_token_speaks_and_what_it_is_limited_to(bench: &Bench) {
    let at = bench.shared();
    let person = json!({ "username": "lijstlezer", "name": "Jan", "password": PASSWORD });
    at.administrator().done("POST", "/users", &person);
    let application = everything(&at);
    let limited = json!({ "user": "lijstlezer", "scopes": ["zaken.lezen"] });
    let [theirs, free] = [limited, json!({})].map(|body| make(&at, &application.client_id, &body));
    let path = format!("/clients/{}/secrets", application.client_id);
    let listed = at.administrator().done("GET", &path, &json!(null));
    let said = |id: &Value| {
        let mut rows = listed["results"].as_array().unwrap().iter();
        let row = rows.find(|row| row["id"] == *id).unwrap();
        json!([row["username"], row["scopes"]])
    };
    assert_eq!(said(&theirs["id"]), json!(["lijstlezer", ["zaken.lezen"]]));
    assert_eq!(said(&free["id"]), json!([null, null]));
    let listed = ["secret", "list", &application.client_id];
    let table = as_administrator(&at, &listed, &[]).stdout;
    let row =
        table.lines().find(|line| line.contains("api_token") && line.contains("lijst")).unwrap();
    assert!(row.contains("zaken.lezen") && row.ends_with("lijstlezer"), "{table}");
}

fn an_api_token_goes_on_while_the_issuer_is_away(bench: &Bench) {
    let mut at = bench.with(&Options::default().apart(1, 1));
    let application = everything(&at);
    let token = known(&at, &application.client_id, &json!({}));
    at.kill_issuer();
    assert_eq!(ask(&at, &token).status, 200);
}

fn an_api_token_is_no_secret_no_bearer_token_and_no_credential_of_the_issuer(bench: &Bench) {
    let at = bench.shared();
    let application = everything(&at);
    let token = known(&at, &application.client_id, &json!({}));
    let bearer = Request::get("/zaken/api/v1/zaken").bearer(&token).send(at.gateway);
    refused(&bearer, 401, "token-malformed");
    let as_secret = TaskApplication { secret: token.clone(), ..application };
    assert_eq!(as_secret.ask(&at, "").status, 401);
    for path in ["/connect/userinfo", "/admin/v1/clients"] {
        assert_eq!(Request::get(path).bearer(&token).send(at.issuer).status, 401, "{path}");
        let value = format!("Token {token}");
        let shown = Request::get(path).header("Authorization", &value).send(at.issuer);
        assert_eq!(shown.status, 401, "{path}");
    }
}

fn what_makes_no_api_token_is_refused(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let application = everything(&at);
    let path = format!("/clients/{}/api-tokens", application.client_id);
    for body in [
        json!({ "scopes": [] }),
        json!({ "scopes": ["a\u{0}b"] }),
        json!({ "expires_at": "2001-01-01T00:00:00Z" }),
        json!({ "scope": "zaken.lezen" }),
        json!({ "label": "x".repeat(101) }),
    ] {
        let answer = admin.call("POST", &path, &body);
        assert_eq!((answer.status, answer.member("code").as_str()), (400, "invalid"), "{body}");
    }
    let nobody = admin.call("POST", &path, &json!({ "user": "niemand-hier" }));
    assert_eq!(nobody.status, 404, "{}", nobody.text());
    let system = admin.call("POST", "/clients/gateway/api-tokens", &json!({}));
    assert_eq!(system.status, 400, "{}", system.text());
}
