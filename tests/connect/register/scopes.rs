//! Which scopes a client that registered itself may be given: what its applicatie holds, within what its
//! token allows, and no more than it registered.

use serde_json::{Value, json};

use super::{METADATA, Registrar, done, metadata, refused};
use crate::cases;
use crate::connect::authorize::{payload, refused as sent_back};
use crate::harness::{Bench, IN_FORCE, Request, TaskApplication, eventually};

cases![
    ng_61_scopes_that_an_applicatie_cannot_give_are_not_registered,
    ng_61_a_client_gets_no_scope_that_it_did_not_register,
    ng_61_a_token_limits_the_scopes_of_its_clients,
    a_limit_holds_for_tokens_of_clients_in_their_own_name_and_for_api_tokens,
];

fn reader() -> Value {
    let zrc = json!({ "component": "zrc", "scopes": ["zaken.lezen"],
                      "zaaktype": "https://zaken.example/catalogi/api/v1/zaaktypen/1",
                      "max_vertrouwelijkheidaanduiding": "openbaar" });
    json!({ "label": "Lezer", "autorisaties": [zrc] })
}

fn ng_61_scopes_that_an_applicatie_cannot_give_are_not_registered(bench: &Bench) {
    let registrar = Registrar::of(bench, &reader());
    let scope = |asked: &str| registrar.try_out(&json!({ "scope": asked }));
    let mixed =
        "openid zaken.lezen zaken.aanmaken autorisaties.bijwerken zaakpoort.admin offline_access";
    let registered = done(&scope(mixed));
    assert_eq!(registered["scope"], "openid zaken.lezen");
    let oauth = registrar.client(&registered)["oauth"].clone();
    assert_eq!(oauth["only_scopes"], json!(["openid", "zaken.lezen"]));
    assert_eq!(oauth["default_scopes"], json!(["openid", "zaken.lezen"]));
    for none in ["autorisaties.bijwerken", "zaakpoort.admin zaken.aanmaken"] {
        let why = refused(&scope(none), METADATA);
        assert!(why.contains("none of the scopes") && !why.contains(none), "{why}");
    }
    let offline = json!({ "scope": "zaken.lezen offline_access",
                          "grant_types": ["authorization_code", "refresh_token"] });
    assert_eq!(registrar.registered(&offline)["scope"], "offline_access zaken.lezen");
    let unsaid = registrar.registered(&json!({}));
    assert_eq!(unsaid.get("scope"), None);
    assert_eq!(registrar.client(&unsaid)["oauth"].get("only_scopes"), None);
}

fn ng_61_a_client_gets_no_scope_that_it_did_not_register(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let registered = registrar.registered(&json!({ "scope": "openid zaken.lezen" }));
    let mut portal = registrar.portal(&registered, "ng-61");
    for beyond in ["zaken.aanmaken", "zaken.lezen zaken.aanmaken", "profile", "zaken.lezen email"] {
        assert_eq!(sent_back(&portal.ask(&[("scope", beyond)])), "invalid_scope", "{beyond}");
    }
    let code = portal.code(&[("scope", "zaken.lezen")]);
    let token = portal.redeem(&code, &[]).member("access_token");
    assert_eq!(payload(&token)["scope"], "zaken.lezen");
    // What it registered is also what it gets when it names none.
    let code = portal.code(&[("scope", "")]);
    let token = portal.redeem(&code, &[]).member("access_token");
    assert_eq!(payload(&token)["scope"], "openid zaken.lezen");
    let path = format!("/clients/{}", portal.app.client_id);
    registrar.admin.done("PATCH", &path, &json!({ "oauth": { "only_scopes": null } }));
    portal.code(&[("scope", "zaken.lezen zaken.aanmaken")]);
}

fn ng_61_a_token_limits_the_scopes_of_its_clients(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let limited = json!({ "scopes": ["zaken.lezen", "openid"] });
    let register = |more: &Value| registrar.register(&registrar.token(&limited), &metadata(more));
    let registered = done(&register(&json!({})));
    assert_eq!(registered["scope"], "openid zaken.lezen");
    let mut portal = registrar.portal(&registered, "ng-61-token");
    assert_eq!(sent_back(&portal.ask(&[("scope", "zaken.aanmaken")])), "invalid_scope");
    portal.code(&[("scope", "zaken.lezen")]);
    let less = done(&register(&json!({ "scope": "zaken.lezen zaken.aanmaken" })));
    assert_eq!(less["scope"], "zaken.lezen");
    refused(&register(&json!({ "scope": "zaken.aanmaken" })), METADATA);
}

/// The setting is for every client.
fn a_limit_holds_for_tokens_of_clients_in_their_own_name_and_for_api_tokens(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let all = json!({ "label": "Beperkt", "heeft_alle_autorisaties": true });
    let settings = json!({ "oauth": { "only_scopes": ["zaken.lezen"] } });
    let app = TaskApplication::register(&at, &all, &settings);
    assert_eq!(payload(&app.token(&at))["scope"], "zaken.lezen", "unasked");
    let beyond = app.ask(&at, "scope=zaken.aanmaken");
    assert_eq!((beyond.status, &*beyond.member("error")), (400, "invalid_scope"));
    assert_eq!(app.ask(&at, "scope=zaken.lezen").status, 200);
    let path = format!("/clients/{}/api-tokens", app.client_id);
    let make = |scopes: Value| admin.call("POST", &path, &json!({ "scopes": scopes }));
    assert_eq!(make(json!(["zaken.aanmaken"])).status, 400);
    let made = make(json!(["zaken.lezen"]));
    assert_eq!(made.status, 201, "{}", made.text());
    let unsaid = admin.done("POST", &path, &json!({}))["token"].clone();
    let header = format!("Token {}", unsaid.as_str().unwrap());
    let create = Request::post("/zaken/api/v1/zaken").json(&json!({}));
    let create = create.header("Authorization", &header);
    eventually(IN_FORCE, "the token is known", || create.send(at.gateway).status != 401);
    let answer = create.send(at.gateway);
    assert_eq!(answer.status, 403, "{}", answer.text());
}
