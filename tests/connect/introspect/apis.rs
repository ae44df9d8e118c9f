//! What a registered API hears of the tokens that it is sent: what concerns it, and as things stand.

use serde_json::{Value, json};

use super::PATH;
use crate::cases;
use crate::harness::people::basic;
use crate::harness::{Bench, Installation, Request, TaskApplication};

cases![
    sd5_3_a_scope_works_from_approval_on_and_stops_with_the_withdrawal,
    sd5_4_an_api_is_the_audience_by_its_id_or_a_resource_and_an_unknown_one_is_refused,
    sd5_5_a_client_as_of_acm_that_names_no_api_gets_a_token_for_itself,
    sd5_6_organisation_claims_need_vo_info_and_attributes_are_for_their_api_alone,
    r7662_03_a_token_for_another_is_inactive_for_an_api,
    r7662_06_an_apis_own_credential_fetches_no_token_and_opens_no_feed,
];

/// A registered API with a credential of its own.
pub(super) struct Api {
    id: String,
    credential: String,
}

impl Api {
    pub(super) fn register(at: &Installation, id: &str, scopes: &[&str]) -> Self {
        let admin = at.administrator();
        let body = json!({
            "reference": format!("API {id}"),
            "resources": [format!("https://{id}.example")], "scopes": scopes,
        });
        admin.done("PUT", &format!("/apis/{id}"), &body);
        let made = admin.done("POST", &format!("/clients/{id}/secrets"), &json!({}));
        let credential = basic(id, made["secret"].as_str().unwrap());
        Self { id: id.to_owned(), credential }
    }

    pub(super) fn introspect(&self, at: &Installation, token: &str) -> Value {
        let request = Request::post(PATH).header("Authorization", &self.credential);
        let answer = request.form(&format!("token={token}")).send(at.issuer);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    pub(super) fn asked_by(&self, at: &Installation, client: &str, scopes: &[&str]) -> String {
        let body = json!({ "client_id": client, "scopes": scopes });
        let path = format!("/apis/{}/accesses", self.id);
        let made = at.administrator().done("POST", &path, &body);
        made["id"].as_str().unwrap().to_owned()
    }
}

pub(super) fn decide(at: &Installation, access: &str, decision: &str, body: &Value) {
    at.administrator().done("POST", &format!("/accesses/{access}/{decision}"), body);
}

fn organisation(at: &Installation, more: &Value) -> TaskApplication {
    let mut oauth = json!({
        "organisation": {
            "orgcode": "0123456789", "orgnaam": "Zorg & Co", "applicatienaam": "DAO beta",
        },
    });
    oauth.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let client = json!({ "oauth": oauth, "extra_scopes": ["vo_info"] });
    let applicatie = json!({ "label": "DAO", "heeft_alle_autorisaties": true });
    TaskApplication::register(at, &applicatie, &client)
}

pub(super) fn inactive() -> Value {
    json!({ "active": false })
}

fn sd5_3_a_scope_works_from_approval_on_and_stops_with_the_withdrawal(bench: &Bench) {
    let at = bench.shared();
    let api = Api::register(&at, "sd53", &["sd53_lees"]);
    let client = organisation(&at, &json!({}));
    let ask = || client.ask(&at, "scope=sd53_lees");
    let refused = |answer: &crate::harness::Answer| {
        assert_eq!((answer.status, answer.member("error").as_str()), (400, "invalid_scope"));
    };
    refused(&ask());
    let access = api.asked_by(&at, &client.client_id, &["sd53_lees"]);
    refused(&ask());
    decide(&at, &access, "approve", &json!({}));
    let answer = ask();
    assert_eq!(answer.status, 200, "{}", answer.text());
    let token = answer.member("access_token");
    assert_eq!(api.introspect(&at, &token)["active"], true);
    decide(&at, &access, "withdraw", &json!({}));
    refused(&ask());
    assert_eq!(api.introspect(&at, &token), inactive());
    decide(&at, &access, "approve", &json!({}));
    assert_eq!(api.introspect(&at, &token)["active"], true, "judged as things stand");
}

fn sd5_4_an_api_is_the_audience_by_its_id_or_a_resource_and_an_unknown_one_is_refused(
    bench: &Bench,
) {
    let at = bench.shared();
    let api = Api::register(&at, "sd54", &["sd54_lees"]);
    let client = organisation(&at, &json!({ "token_format": "opaque" }));
    let access = api.asked_by(&at, &client.client_id, &["sd54_lees"]);
    decide(&at, &access, "approve", &json!({}));
    for (named, expected) in [
        ("&audience=sd54", "sd54"),
        ("&resource=https://sd54.example", "https://sd54.example"),
        ("", "https://sd54.example"),
    ] {
        let answer = client.ask(&at, &format!("scope=sd54_lees{named}"));
        assert_eq!(answer.status, 200, "{named}: {}", answer.text());
        let said = api.introspect(&at, &answer.member("access_token"));
        assert_eq!((&said["active"], &said["aud"]), (&json!(true), &json!(expected)), "{named}");
    }
    for unknown in ["audience=sd53-elders", "resource=https://sd54.example/elders"] {
        let refused = client.ask(&at, &format!("scope=sd54_lees&{unknown}"));
        assert_eq!((refused.status, refused.member("error").as_str()), (400, "invalid_target"));
    }
}

fn sd5_5_a_client_as_of_acm_that_names_no_api_gets_a_token_for_itself(bench: &Bench) {
    let at = bench.shared();
    let api = Api::register(&at, "sd55", &["sd55_lees"]);
    let client =
        organisation(&at, &json!({ "assertion_tolerance": "acm", "token_format": "opaque" }));
    let access = api.asked_by(&at, &client.client_id, &["sd55_lees"]);
    decide(&at, &access, "approve", &json!({}));
    let token = client.token_for(&at, "sd55_lees vo_info");
    let said = api.introspect(&at, &token);
    assert_eq!(said["aud"], client.client_id);
    assert_eq!(said["scope"], "sd55_lees", "of a token for another it hears of its own scopes");
}

fn sd5_6_organisation_claims_need_vo_info_and_attributes_are_for_their_api_alone(bench: &Bench) {
    let at = bench.shared();
    let api = Api::register(&at, "sd56", &["sd56_lees"]);
    let other = Api::register(&at, "sd56-ander", &["sd56_schrijf"]);
    let client = organisation(&at, &json!({}));
    let access = api.asked_by(&at, &client.client_id, &["sd56_lees"]);
    decide(&at, &access, "approve", &json!({ "attributes": { "regio": "west" } }));
    let access = other.asked_by(&at, &client.client_id, &["sd56_schrijf"]);
    decide(&at, &access, "approve", &json!({ "attributes": { "rol": "arts" } }));
    let scope = "sd56_lees sd56_schrijf vo_info";
    let token = client.token_for(&at, scope);
    let said = api.introspect(&at, &token);
    for (name, expected) in [
        ("vo_orgcode", "0123456789"),
        ("vo_orgnaam", "Zorg & Co"),
        ("vo_applicatienaam", "DAO beta"),
        ("setbyapi_regio", "west"),
        ("client_id", client.client_id.as_str()),
        ("token_type", "Bearer"),
    ] {
        assert_eq!(said[name], expected, "{said}");
    }
    assert_eq!(said.get("setbyapi_rol"), None);
    assert_eq!(other.introspect(&at, &token)["setbyapi_rol"], "arts");
    assert_eq!(other.introspect(&at, &token).get("setbyapi_regio"), None);
    let ours = |said: &Value| said.as_object().unwrap().keys().any(|name| name.starts_with("zp_"));
    assert!(!ours(&said), "{said}");
    let without = api.introspect(&at, &client.token_for(&at, "sd56_lees"));
    assert_eq!(without["active"], true);
    assert!(!without.as_object().unwrap().keys().any(|name| name.starts_with("vo_")), "{without}");
    assert_eq!(without["setbyapi_regio"], "west");
}

fn r7662_03_a_token_for_another_is_inactive_for_an_api(bench: &Bench) {
    let at = bench.shared();
    let api = Api::register(&at, "r766203", &["r766203_lees"]);
    let stranger = TaskApplication::with_all(&at);
    assert_eq!(api.introspect(&at, &stranger.token(&at)), inactive());
    // Whoever is named the audience but may not call it is nothing to it either.
    let all = json!({ "label": "Elders", "heeft_alle_autorisaties": true });
    let other = json!({ "audiences": ["https://elders.example"] });
    let elsewhere = TaskApplication::register(&at, &all, &other).token(&at);
    assert_eq!(api.introspect(&at, &elsewhere), inactive());
    let meant = json!({ "audiences": ["https://r766203.example"] });
    let for_it = TaskApplication::register(&at, &all, &meant).token(&at);
    assert_eq!(api.introspect(&at, &for_it)["active"], true, "its neighbour");
}

fn r7662_06_an_apis_own_credential_fetches_no_token_and_opens_no_feed(bench: &Bench) {
    let at = bench.shared();
    let api = Api::register(&at, "r766206", &[]);
    let with = |request: Request| request.header("Authorization", &api.credential);
    let token = with(Request::post("/connect/token")).form("grant_type=client_credentials");
    assert_eq!(token.send(at.issuer).status, 401);
    assert_eq!(with(Request::get("/feed/v1")).send(at.issuer).status, 401);
    assert_eq!(api.introspect(&at, "x"), inactive());
}
