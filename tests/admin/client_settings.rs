//! `PATCH /admin/v1/clients/{client_id}` and `…/lint`: how a client may ask for tokens.

use serde_json::{Value, json};

use super::{assert_fout, empty};
use crate::cases;
use crate::harness::{Answer, Bench, Installation, Request, TaskApplication};

cases![
    a_client_is_given_its_settings_and_shows_them,
    what_a_patch_names_changes_and_null_brings_a_default_back,
    a_setting_that_breaks_a_rule_is_refused_and_changes_nothing,
    a_client_of_the_system_has_no_settings,
    a_client_that_lost_a_grant_gets_no_token_by_it,
    ng_54_ng_82f_a_client_of_the_profile_nlgov_keeps_its_rules,
    lint_names_each_rule_that_a_client_breaks,
];

fn given(at: &Installation, client_id: &str, oauth: &Value) -> Answer {
    let body = json!({ "client_id": client_id, "applicatie": empty(at), "oauth": oauth });
    at.administrator().call("POST", "/clients", &body)
}

fn change(at: &Installation, client_id: &str, patch: &Value) -> Answer {
    at.administrator().call("PATCH", &format!("/clients/{client_id}"), patch)
}

fn shown(at: &Installation, client_id: &str) -> Value {
    at.administrator().done("GET", &format!("/clients/{client_id}"), &json!(null))
}

fn a_client_is_given_its_settings_and_shows_them(bench: &Bench) {
    let at = bench.shared();
    let oauth = json!({
        "client_name": "Burgerzaken",
        "grant_types": ["authorization_code", "refresh_token"],
        "redirect_uris": ["https://app.example/cb?x=1"],
        "cors_origins": ["https://app.example"],
    });
    assert_eq!(given(&at, "met-instellingen", &oauth).status, 201);
    assert_eq!(shown(&at, "met-instellingen")["oauth"], oauth);
    assert_eq!(given(&at, "zonder-instellingen", &json!({})).status, 201);
    assert_eq!(shown(&at, "zonder-instellingen")["oauth"], json!({}));
}

fn what_a_patch_names_changes_and_null_brings_a_default_back(bench: &Bench) {
    let at = bench.shared();
    let oauth = json!({ "client_name": "Een", "token_format": "opaque" });
    assert_eq!(given(&at, "wisselt", &oauth).status, 201);
    let patch = json!({
        "audiences": ["https://api.example"],
        "access_token_lifetime": 600,
        "oauth": { "client_name": "Twee", "token_format": null },
    });
    let changed = change(&at, "wisselt", &patch);
    assert_eq!(changed.status, 200, "{}", changed.text());
    let after = shown(&at, "wisselt");
    assert_eq!(changed.json(), after);
    assert_eq!(after["oauth"], json!({ "client_name": "Twee" }));
    assert_eq!(after["audiences"], json!(["https://api.example"]));
    assert_eq!(after["access_token_lifetime"], 600);
    let back = json!({ "access_token_lifetime": null });
    assert_eq!(change(&at, "wisselt", &back).json()["access_token_lifetime"], json!(null));
    assert_eq!(shown(&at, "wisselt")["oauth"], json!({ "client_name": "Twee" }), "it stays");
}

fn a_setting_that_breaks_a_rule_is_refused_and_changes_nothing(bench: &Bench) {
    let at = bench.shared();
    let oauth = json!({ "client_name": "Blijft" });
    assert_eq!(given(&at, "blijft", &oauth).status, 201);
    for (patch, told) in [
        (json!({ "oauth": { "redirect_uris": ["http://app.example/cb"] } }), "plain http"),
        (json!({ "oauth": { "grant_types": ["password"] } }), "unknown variant"),
        (json!({ "oauth": { "grant_types": ["authorization_code"] } }), "redirect_uris"),
        (json!({ "oauth": { "redirect_uri": ["https://app.example/cb"] } }), "did you mean"),
        (json!({ "oauth": { "registered": "x" } }), "unknown variant"),
        (json!({ "oauth": [] }), "expected an object"),
        (json!({ "client_id": "anders" }), "unknown field"),
        (json!([]), "expected an object"),
        (json!({ "access_token_lifetime": 59 }), "from 60"),
    ] {
        let refused = change(&at, "blijft", &patch);
        assert_fout(&refused, 400, "invalid");
        assert!(refused.member("detail").contains(told), "{patch}: {}", refused.text());
    }
    assert_eq!(shown(&at, "blijft")["oauth"], oauth);
    assert_eq!(change(&at, "blijft", &json!({ "oauth": { "registered": "dynamic" } })).status, 200);
    assert_eq!(shown(&at, "blijft")["oauth"], oauth, "who registered it is nobody's to say");
    assert_fout(&change(&at, "niemand", &json!({})), 404, "not-found");
    let unnamed = Request::new("PATCH", "/admin/v1/clients/blijft").json(&json!({}));
    assert_eq!(unnamed.send(at.issuer).status, 401);
}

fn a_client_of_the_system_has_no_settings(bench: &Bench) {
    let at = bench.shared();
    for id in ["beheerder", "gateway"] {
        let refused = change(&at, id, &json!({ "access_token_lifetime": 600 }));
        assert_fout(&refused, 400, "invalid");
    }
}

fn a_client_that_lost_a_grant_gets_no_token_by_it(bench: &Bench) {
    let at = bench.shared();
    let app = TaskApplication::with_all(&at);
    assert_eq!(app.ask(&at, "").status, 200);
    let by_code = json!({
        "grant_types": ["authorization_code"], "redirect_uris": ["https://app.example/cb"],
    });
    assert_eq!(change(&at, &app.client_id, &json!({ "oauth": by_code })).status, 200);
    let refused = app.ask(&at, "");
    assert_eq!((refused.status, refused.member("error").as_str()), (400, "unauthorized_client"));
    assert!(refused.member("error_description").contains("grant type"));
    let back = json!({ "oauth": { "grant_types": null } });
    assert_eq!(change(&at, &app.client_id, &back).status, 200);
    assert_eq!(app.ask(&at, "").status, 200);
}

fn ng_54_ng_82f_a_client_of_the_profile_nlgov_keeps_its_rules(bench: &Bench) {
    let at = bench.shared();
    let refused = given(&at, "nlgov-geheim", &json!({ "profile": "nlgov" }));
    assert_fout(&refused, 400, "invalid");
    for told in ["private_key_jwt", "(2.3.3)"] {
        assert!(refused.member("detail").contains(told), "{}", refused.text());
    }
    let signs = json!({
        "profile": "nlgov",
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks_uri": "https://app.example/keys",
    });
    assert_eq!(given(&at, "nlgov-sleutel", &signs).status, 201);
    let both = json!({
        "oauth": {
            "grant_types": ["client_credentials", "authorization_code"],
            "redirect_uris": ["https://app.example/cb"],
        },
    });
    let refused = change(&at, "nlgov-sleutel", &both);
    assert!(refused.member("detail").contains("(3.1.1)"), "{}", refused.text());
    let longest = change(&at, "nlgov-sleutel", &json!({ "access_token_lifetime": 21_600 }));
    assert_eq!(longest.status, 200, "{}", longest.text());
    let longer = change(&at, "nlgov-sleutel", &json!({ "access_token_lifetime": 21_601 }));
    assert!(longer.member("detail").contains("(3.4)"), "{}", longer.text());
}

fn lint_names_each_rule_that_a_client_breaks(bench: &Bench) {
    let at = bench.shared();
    let app = TaskApplication::with_all(&at);
    let sections = |query: &str| -> Vec<String> {
        let path = format!("/clients/{}/lint{query}", app.client_id);
        let lint = at.administrator().done("GET", &path, &json!(null));
        let broken = lint["broken"].as_array().unwrap().iter();
        broken
            .map(|one| format!("{} {}", one["section"].as_str().unwrap(), one["weight"]))
            .collect()
    };
    assert_eq!(sections(""), ["2.3.3 \"demanded\"", "3.5 \"advised\""]);
    assert_eq!(sections("?profile=nlgov"), sections(""));
    assert_eq!(sections("?profile=baseline"), Vec::<String>::new());
    let unknown = format!("/clients/{}/lint?profile=fapi2", app.client_id);
    assert_fout(&at.administrator().call("GET", &unknown, &json!(null)), 400, "invalid");
}
