//! What is answered: the client id and secret, and everything that counts, also what was not said.

use serde_json::{Value, json};

use super::{METADATA, Registrar, metadata, refused};
use crate::cases;
use crate::connect::authorize::CALLBACK;
use crate::harness::{Bench, Request};

cases![
    ng_59_r7591_01_r7591_02_what_was_not_said_is_answered_as_it_counts,
    ng_59_all_that_was_said_and_is_understood_is_answered_as_it_counts,
    ng_16_whoever_registers_twice_has_two_ids,
    ng_17_clients_are_registered_by_administrators_and_by_themselves,
    r7591_01_no_client_without_a_secret_hears_when_it_ends,
    r7591_03_what_nobody_knows_is_passed_over,
    bp_15_no_client_chooses_its_id_or_what_only_administrators_give,
    what_is_no_json_object_is_refused,
];

fn ng_59_r7591_01_r7591_02_what_was_not_said_is_answered_as_it_counts(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let answer = registrar.try_out(&json!({}));
    assert_eq!((answer.status, answer.header("cache-control")), (201, Some("no-store")));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    let mut body = answer.json();
    let members = body.as_object_mut().unwrap();
    let id = members.remove("client_id").unwrap();
    assert!(id.as_str().unwrap().starts_with("dyn-"), "{id}");
    assert!(members.remove("client_secret").unwrap().as_str().unwrap().starts_with("zp_"));
    assert!(members.remove("client_id_issued_at").unwrap().as_i64().unwrap() > 1_700_000_000);
    let expected = json!({
        "client_secret_expires_at": 0,
        "redirect_uris": [CALLBACK],
        "token_endpoint_auth_method": "client_secret_basic",
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "application_type": "web",
        "id_token_signed_response_alg": "RS256",
        "require_pushed_authorization_requests": false,
    });
    assert_eq!(body, expected);
}

fn ng_59_all_that_was_said_and_is_understood_is_answered_as_it_counts(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let said = json!({
        "redirect_uris": ["https://app.example/cb", "nl.voorbeeld.app:/cb", "http://127.0.0.1/cb"],
        "token_endpoint_auth_method": "client_secret_post",
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "application_type": "native",
        "client_name": "Meldingen",
        "client_name#en": "Reports",
        "client_uri": "https://app.example/over",
        "scope": "openid zaken.lezen",
        "post_logout_redirect_uris": ["https://app.example/uit"],
        "id_token_signed_response_alg": "ES256",
        "token_endpoint_auth_signing_alg": "ES256",
        "require_pushed_authorization_requests": true,
        "software_id": "4NRB1-0XZABZI9E6-5SM3R",
        "software_version": "2.1",
    });
    let answered = registrar.registered(&said);
    for (name, value) in said.as_object().unwrap() {
        assert_eq!(&answered[name], value, "{name}");
    }
    let client = registrar.client(&answered);
    let oauth = &client["oauth"];
    for name in ["redirect_uris", "grant_types", "application_type", "client_name"] {
        assert_eq!(oauth[name], said[name], "{name}");
    }
    assert_eq!(client["applicatie"], json!(registrar.applicatie));
    assert_eq!(
        (&oauth["registered"], &oauth["client_names"]["en"]),
        (&json!("dynamic"), &json!("Reports"))
    );
    assert_eq!(oauth["registration"]["software_id"], said["software_id"]);
    assert_eq!(oauth["registration"]["client_uri"], said["client_uri"]);
    let tokens = registrar.admin.done("GET", "/registration-tokens?limit=500", &json!({}));
    let tokens = tokens["results"].as_array().unwrap().clone();
    assert!(tokens.iter().any(|one| one["id"] == oauth["registration"]["token"]), "{client}");
}

fn ng_16_whoever_registers_twice_has_two_ids(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let token = registrar.token(&json!({}));
    let body = metadata(&json!({ "software_id": "dezelfde" }));
    let [one, other] = [(); 2].map(|()| super::done(&registrar.register(&token, &body)));
    assert_ne!(one["client_id"], other["client_id"]);
    assert_ne!(one["client_secret"], other["client_secret"]);
    assert_eq!(registrar.clients().len(), 2);
}

fn ng_17_clients_are_registered_by_administrators_and_by_themselves(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let by_hand = json!({ "client_id": "ng-17-met-de-hand", "applicatie": registrar.applicatie });
    registrar.admin.done("POST", "/clients", &by_hand);
    let itself = registrar.registered(&json!({}));
    let shown = registrar.clients();
    let registered = |id: &Value| {
        let of = shown.iter().find(|one| one["client_id"] == *id).unwrap();
        of["oauth"].get("registered").cloned()
    };
    assert_eq!(registered(&by_hand["client_id"]), None);
    assert_eq!(registered(&itself["client_id"]), Some(json!("dynamic")));
    // Both stand in the Autorisaties API, as client ids of one applicatie.
    let path = format!("/applicaties/{}", registrar.applicatie);
    let applicatie = registrar.admin.done("GET", &path, &json!({}));
    let ids = applicatie["client_ids"].as_array().unwrap();
    assert!(ids.contains(&itself["client_id"]) && ids.contains(&by_hand["client_id"]), "{ids:?}");
}

fn r7591_01_no_client_without_a_secret_hears_when_it_ends(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let public = registrar.registered(&json!({ "token_endpoint_auth_method": "none" }));
    for member in ["client_secret", "client_secret_expires_at"] {
        assert_eq!(public.get(member), None, "{public}");
    }
    let post = registrar.registered(&json!({ "token_endpoint_auth_method": "client_secret_post" }));
    assert_eq!(post["client_secret_expires_at"], 0);
}

fn r7591_03_what_nobody_knows_is_passed_over(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let unknown = json!({
        "contacts": ["a@app.example"], "logo_uri": "https://app.example/logo", "tos_uri": 7,
        "policy_uri": null, "tls_client_auth_subject_dn": "CN=x", "x": { "y": [1, { "z": "\u{0}" }] },
        "client_name#fr": "Rapports", "client_uri#nl": "x", "": 1,
    });
    let answered = registrar.registered(&unknown);
    for name in unknown.as_object().unwrap().keys() {
        assert_eq!(answered.get(name), None, "{name}");
    }
    let page = registrar.portal(&answered, "r7591-03").page(&[]).text();
    assert!(!page.contains("app.example/logo"), "nothing of third parties is shown: {page}");
}

fn bp_15_no_client_chooses_its_id_or_what_only_administrators_give(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let chosen = "5f0c5a2e-7a57-4b33-9a43-3f7d0f3b2c11";
    let greedy = json!({
        "client_id": chosen, "client_secret": "geheim", "applicatie": chosen, "system": "administrator",
        "organisation": { "orgcode": "0123456789", "oin": "1" }, "vo_orgcode": "0123456789",
        "extra_scopes": ["zaakpoort.admin"], "audiences": ["https://ander.example"],
        "token_format": "opaque", "access_token_lifetime": 86_400, "require_pkce": false,
        "cors_origins": ["https://evil.example"], "assertion_tolerance": "acm",
        "default_scopes": ["zaken.lezen"], "only_scopes": ["zaken.lezen"], "profile": "nlgov",
        "refresh_token_lifetime": 31_536_000, "signing_algorithm": "RS256",
        "registered": "administrator", "registration": { "statement_issuer": "https://keurmerk.example" },
        "client_id_issued_at": 1, "client_secret_expires_at": 1, "judged_before": 0,
        "oauth": { "registered": "administrator" },
    });
    let answered = registrar.registered(&greedy);
    for name in greedy.as_object().unwrap().keys() {
        assert_ne!(answered.get(name), Some(&greedy[name]), "{name}: {answered}");
    }
    let client = registrar.client(&answered);
    let token = client["oauth"]["registration"]["token"].clone();
    let oauth = json!({
        "grant_types": ["authorization_code"], "redirect_uris": [CALLBACK],
        "registered": "dynamic", "registration": { "token": token },
    });
    assert_eq!(client["oauth"], oauth, "nothing else is set");
    assert_eq!((&client["audiences"], &client["extra_scopes"]), (&json!([]), &json!([])));
    assert_eq!(client["access_token_lifetime"], Value::Null);
    assert_eq!(client["applicatie"], json!(registrar.applicatie));
    assert_eq!(registrar.admin.call("GET", &format!("/clients/{chosen}"), &json!({})).status, 404);
}

fn what_is_no_json_object_is_refused(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let token = registrar.token(&json!({}));
    let post = || Request::post("/connect/register").bearer(&token);
    let good = metadata(&json!({})).to_string();
    let twice = good.replacen('{', r#"{"redirect_uris":[],"#, 1);
    let deep = format!(r#"{{"x":{}{}}}"#, "[".repeat(1_000), "]".repeat(1_000));
    let bodies = ["", "{", "[]", "null", "\"x\"", "1", "{}{}", "redirect_uris=x", &twice, &deep];
    for body in bodies {
        refused(&post().body("application/json", body).send(registrar.at.issuer), METADATA);
    }
    refused(
        &post().body("application/json", &b"{\"a\":\"\xff\"}"[..]).send(registrar.at.issuer),
        METADATA,
    );
    for media_type in ["application/x-www-form-urlencoded", "text/plain", "application/jwt", ""] {
        let answer = post().body(media_type, &*good).send(registrar.at.issuer);
        assert_eq!((answer.status, &*answer.member("error")), (415, METADATA), "{media_type}");
    }
    let long = metadata(&json!({ "x": "y".repeat(64 * 1024) }));
    let answer = post().json(&long).send(registrar.at.issuer);
    assert_eq!((answer.status, &*answer.member("error")), (413, METADATA));
    assert_eq!(registrar.clients().len(), 0);
    let media_type = "application/json; charset=utf-8";
    super::done(&post().body(media_type, good).send(registrar.at.issuer));
}
