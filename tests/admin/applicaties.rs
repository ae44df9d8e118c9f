//! `POST /admin/v1/applicaties`: everything, or these.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::{assert_fout, empty};
use crate::cases;
use crate::harness::Bench;
use crate::harness::client::encoded;

cases![
    everything_and_a_list_together_are_refused,
    everything_or_a_list_or_neither_yet_is_accepted,
    an_autorisatie_beside_everything_is_refused,
    the_answer_names_the_autorisaties_in_the_order_given,
    an_autorisatie_of_nobody_is_not_found,
    a_label_looks_like_what_it_is,
    a_scope_has_no_control_characters,
    a_list_is_looked_through_for_text_alone,
    an_array_is_read_for_no_object,
    what_is_of_another_type_is_told_in_the_words_of_json,
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

fn a_label_looks_like_what_it_is(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    for label in ["a\0b", "a\nb", "a\u{9b}b", "\u{7f}", "a\u{202e}b", "a\u{a0}", "a\u{200b}", " a"]
    {
        let answer = admin.call("POST", "/applicaties", &json!({ "label": label }));
        assert_fout(&answer, 400, "invalid");
        let answer = admin.call("POST", "/clients/gateway/secrets", &json!({ "label": label }));
        assert_fout(&answer, 400, "invalid");
    }
    for label in ["Burger\u{a0}zaken", "\u{5d0}\u{5d1}", "\u{1f469}\u{200d}\u{1f4bb}"] {
        let answer = admin.call("POST", "/applicaties", &json!({ "label": label }));
        assert_eq!(answer.status, 201, "{label}");
    }
}

fn a_scope_has_no_control_characters(bench: &Bench) {
    let at = bench.shared();
    let with = |scope: &str| {
        let may = json!({ "component": "ztc", "scopes": [scope] });
        let body = json!({ "label": "x", "autorisaties": [may] });
        at.administrator().call("POST", "/applicaties", &body)
    };
    for scope in ["a\0b", "a\tb", "\u{7f}", "a\u{85}b"] {
        assert_fout(&with(scope), 400, "invalid");
    }
    assert_eq!(with("mag \u{e9}\u{e9}n ding").status, 201);
}

fn a_list_is_looked_through_for_text_alone(bench: &Bench) {
    let at = bench.shared();
    let list = |query: &str| at.administrator().call("GET", query, &json!({}));
    let behind = |item: &str| URL_SAFE_NO_PAD.encode(item);
    let nil = "00000000-0000-0000-0000-000000000000";
    for query in [
        "/applicaties?label=a%00".to_owned(),
        format!("/applicaties?after={}", behind(&format!(r#"["a\u0000","{nil}"]"#))),
        format!("/clients?after={}", behind(r#""a\u0000""#)),
    ] {
        assert_fout(&list(&query), 400, "invalid");
    }
    assert_eq!(list(&format!("/applicaties?label={}", encoded(" \u{e9}"))).status, 200);
}

fn an_array_is_read_for_no_object(bench: &Bench) {
    let at = bench.shared();
    let may = json!(["ztc", ["catalogi.lezen"], null, null, null, null]);
    let body = json!({ "label": "x", "autorisaties": [may] });
    let answer = at.administrator().call("POST", "/applicaties", &body);
    assert_fout(&answer, 400, "invalid");
    assert!(answer.member("detail").contains("array, expected an object"), "{}", answer.text());
}

fn what_is_of_another_type_is_told_in_the_words_of_json(bench: &Bench) {
    let at = bench.shared();
    let client = |member: &str, value: serde_json::Value| json!({ "client_id": "x", "applicatie": "0f7b2f52-6d1e-4e57-9c55-2b7a90c1ffff", member: value });
    let overlap = json!({ "overlap": [] });
    for (path, body, said) in [
        ("/clients", client("access_token_lifetime", json!("1")), "expected a whole number"),
        ("/clients", client("access_token_lifetime", json!(1.5)), "number `1.5`, expected a whole"),
        ("/clients", client("audiences", json!({})), "object, expected an array"),
        ("/applicaties", json!({ "label": ["x"] }), "array, expected a string"),
        ("/clients/gateway/secrets/rotate", overlap, "a number of seconds, or a duration"),
    ] {
        let answer = at.administrator().call("POST", path, &body);
        assert_fout(&answer, 400, "invalid");
        assert!(answer.member("detail").contains(said), "{}", answer.text());
    }
}
