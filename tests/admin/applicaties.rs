//! `POST /admin/v1/applicaties`: everything, or these.

use serde_json::json;

use super::{assert_fout, empty};
use crate::cases;
use crate::harness::Bench;

cases![
    everything_and_a_list_together_are_refused,
    everything_or_a_list_or_neither_yet_is_accepted,
    an_autorisatie_beside_everything_is_refused,
    the_answer_names_the_autorisaties_in_the_order_given,
    an_autorisatie_of_nobody_is_not_found,
];

fn everything_and_a_list_together_are_refused(bench: &Bench) {
    let at = bench.shared();
    let may = json!({ "component": "ztc", "scopes": ["catalogi.lezen"] });
    let both = json!({ "label": "x", "heeft_alle_autorisaties": true, "autorisaties": [may] });
    let answer = at.administrator().call("POST", "/applicaties", &both);
    assert_fout(&answer, 409, "ambiguous-authorizations");
}

fn everything_or_a_list_or_neither_yet_is_accepted(bench: &Bench) {
    let at = bench.shared();
    let may = json!({ "component": "ztc", "scopes": ["catalogi.lezen"] });
    for body in [
        json!({ "label": "x", "heeft_alle_autorisaties": true, "autorisaties": [] }),
        json!({ "label": "x", "heeft_alle_autorisaties": false, "autorisaties": [may] }),
        json!({ "label": "é".repeat(100) }),
    ] {
        assert_eq!(at.administrator().call("POST", "/applicaties", &body).status, 201);
    }
}

fn an_autorisatie_beside_everything_is_refused(bench: &Bench) {
    let at = bench.shared();
    let all = json!({ "label": "x", "heeft_alle_autorisaties": true });
    let all = super::applicatie(&at, &all);
    let may = json!({ "component": "ztc", "scopes": ["catalogi.lezen"] });
    let add = |id: &str| {
        at.administrator().call("POST", &format!("/applicaties/{id}/autorisaties"), &may)
    };
    assert_fout(&add(&all), 409, "ambiguous-authorizations");
    assert_eq!(add(&empty(&at)).status, 201);
}

fn the_answer_names_the_autorisaties_in_the_order_given(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let may = |scope: &str| json!({ "component": "ztc", "scopes": [scope] });
    let body = json!({ "label": "x", "autorisaties": [may("a"), may("b"), may("c")] });
    let made = admin.done("POST", "/applicaties", &body);
    let ids = made["autorisaties"].as_array().unwrap();
    assert_eq!(ids.len(), 3);
    for id in ids {
        let applicatie = made["id"].as_str().unwrap();
        let path = format!("/applicaties/{applicatie}/autorisaties/{}", id.as_str().unwrap());
        assert_eq!(admin.call("DELETE", &path, &json!({})).status, 204);
        assert_fout(&admin.call("DELETE", &path, &json!({})), 404, "not-found");
    }
}

fn an_autorisatie_of_nobody_is_not_found(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let may = json!({ "component": "ztc", "scopes": ["catalogi.lezen"] });
    let own = json!({ "label": "x", "autorisaties": [may.clone()] });
    let made = admin.done("POST", "/applicaties", &own);
    let (mine, theirs) = (made["autorisaties"][0].as_str().unwrap(), empty(&at));
    let of_another = format!("/applicaties/{theirs}/autorisaties/{mine}");
    assert_fout(&admin.call("DELETE", &of_another, &json!({})), 404, "not-found");
    for id in
        ["geen-uuid", "0f7b2f52-6d1e-4e57-9c55-2b7a90c1ffff", "%00", "%C3%A9", "..%2f..", "%ff"]
    {
        let path = format!("/applicaties/{id}/autorisaties");
        assert_fout(&admin.call("POST", &path, &may), 404, "not-found");
        let path = format!("/applicaties/{theirs}/autorisaties/{id}");
        assert_fout(&admin.call("DELETE", &path, &may), 404, "not-found");
    }
}
