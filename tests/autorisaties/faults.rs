//! Every fault of a body at once, each under its name and with its code.

use serde_json::json;

use super::{assert_problem, faults_of, pairs, reader_of_catalogi};
use crate::cases;
use crate::harness::ac::{AcClient, path_of};
use crate::harness::{Answer, Bench, Request};

cases![
    sd2_3_every_code_of_a_body_is_told_at_once,
    a_body_that_is_no_object_has_one_fault,
    what_concerns_several_fields_is_told_when_each_is_good,
    a_body_of_faults_alone_is_answered_with_the_first_thousand,
    the_page_of_a_fault_explains_its_code,
    an_answer_names_ten_of_many_and_each_cut_short,
];

const URL: &str = "https://catalogi.example/zaaktypen/1";

fn sd2_3_every_code_of_a_body_is_told_at_once(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let body = json!({
        "clientIds": ["", "x".repeat(51), "a\u{0}", true, null, ["b"], "c\td"],
        "label": "x".repeat(101),
        "heeftAlleAutorisaties": "misschien",
        "alleenIsGereedVoorPublicatie": null,
        "autorisaties": [
            json!({ "component": "xxx", "scopes": "geen lijst" }),
            json!({ "scopes": [""] }),
            json!({ "component": "zrc", "scopes": ["zaken.lezen"] }),
            json!({ "component": "zrc", "scopes": ["zaken.lezen"], "zaaktype": "",
                         "maxVertrouwelijkheidaanduiding": "" }),
            json!({ "component": "drc", "scopes": ["documenten.lezen"],
                         "informatieobjecttype": "geen url",
                         "maxVertrouwelijkheidaanduiding": "geheimst" }),
            json!({ "component": "brc", "scopes": ["besluiten.lezen", "x".repeat(101)],
                         "besluittype": null }),
            json!("geen object"),
            json!({ "component": null, "scopes": null }),
            json!({ "component": "brc", "scopes": [],
                         "besluittype": format!("{URL}{}", "x".repeat(1000)) }),
        ]
    });
    let expected = pairs(&[
        ("clientIds.0", "blank"),
        ("clientIds.1", "max_length"),
        ("clientIds.2", "null_characters_not_allowed"),
        ("clientIds.3", "invalid"),
        ("clientIds.4", "null"),
        ("clientIds.5", "invalid"),
        ("clientIds.6", "invalid"),
        ("label", "max_length"),
        ("heeftAlleAutorisaties", "invalid"),
        ("alleenIsGereedVoorPublicatie", "null"),
        ("autorisaties.0.component", "invalid_choice"),
        ("autorisaties.0.scopes", "not_a_list"),
        ("autorisaties.1.component", "required"),
        ("autorisaties.1.scopes.0", "blank"),
        ("autorisaties.2.zaaktype", "required"),
        ("autorisaties.2.maxVertrouwelijkheidaanduiding", "required"),
        ("autorisaties.3.zaaktype", "required"),
        ("autorisaties.3.maxVertrouwelijkheidaanduiding", "required"),
        ("autorisaties.4.informatieobjecttype", "invalid"),
        ("autorisaties.4.maxVertrouwelijkheidaanduiding", "invalid_choice"),
        ("autorisaties.5.scopes.1", "max_length"),
        ("autorisaties.5.besluittype", "null"),
        ("autorisaties.6.nonFieldErrors", "invalid"),
        ("autorisaties.7.component", "null"),
        ("autorisaties.7.scopes", "null"),
        ("autorisaties.8.besluittype", "max_length"),
    ]);
    let answer = ac.call("POST", "/applicaties", &body);
    assert_problem(&answer, 400, "invalid");
    assert_eq!(faults_of(&answer), expected);
    let params = answer.json()["invalidParams"].as_array().unwrap().clone();
    assert!(params.iter().all(|param| !param["reason"].as_str().unwrap().is_empty()));
    // A client id of another does not hide behind a fault elsewhere, nor hide one.
    let own = format!("{}-fout", ac.application.client_id);
    let made = ac.done("POST", "/applicaties", &reader_of_catalogi(&[&own]));
    let both = json!({ "clientIds": [ac.application.client_id], "label": "" });
    for (method, path) in [("POST", "/applicaties"), ("PUT", &path_of(&made))] {
        let answer = ac.call(method, path, &both);
        let expected = pairs(&[("label", "blank"), ("clientIds", "clientId-exists")]);
        assert_eq!(faults_of(&answer), expected, "{method}");
    }
}

fn a_body_that_is_no_object_has_one_fault(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    for body in [json!([]), json!("x"), json!(5), json!(null), json!(true)] {
        let answer = ac.call("POST", "/applicaties", &body);
        assert_problem(&answer, 400, "invalid");
        assert_eq!(faults_of(&answer), pairs(&[("nonFieldErrors", "invalid")]), "{body}");
    }
    let required = pairs(&[("clientIds", "required"), ("label", "required")]);
    for answer in [ac.ask("POST", "/applicaties"), ac.call("POST", "/applicaties", &json!({}))] {
        assert_eq!(faults_of(&answer), required);
    }
}

fn what_concerns_several_fields_is_told_when_each_is_good(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let some = json!([{ "component": "ztc", "scopes": [] }]);
    for (with, code) in [
        (json!({}), "missing-authorizations"),
        (json!({ "autorisaties": [] }), "missing-authorizations"),
        (json!({ "heeftAlleAutorisaties": false }), "missing-authorizations"),
        (
            json!({ "heeftAlleAutorisaties": true, "autorisaties": some }),
            "ambiguous-authorizations-specified",
        ),
    ] {
        let mut body = json!({ "clientIds": ["nooit"], "label": "x" });
        for (name, value) in with.as_object().unwrap() {
            body[name] = value.clone();
        }
        let answer = ac.call("POST", "/applicaties", &body);
        assert_problem(&answer, 400, "invalid");
        assert_eq!(faults_of(&answer), pairs(&[("nonFieldErrors", code)]), "{body}");
    }
}

fn a_body_of_faults_alone_is_answered_with_the_first_thousand(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let refused = |many: usize| {
        let many = format!(r#"{{"clientIds":[{}0],"label":null}}"#, "[],".repeat(many - 1));
        let request = ac.request("POST", "/applicaties").body("application/json", many);
        let answer = request.send(at.issuer);
        assert_problem(&answer, 400, "invalid");
        assert!(answer.body.len() < 200_000, "{}", answer.body.len());
        faults_of(&answer)
    };
    let faults = refused(5_000);
    assert_eq!((faults.len(), faults[0].0.as_str()), (1_000, "clientIds.0"));
    assert_eq!(refused(500_000), pairs(&[("clientIds", "max_length"), ("label", "null")]));
}

fn the_page_of_a_fault_explains_its_code(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let refused = [
        ac.ask("POST", "/applicaties"),
        ac.request("POST", "/applicaties").body("application/json", "{").send(at.issuer),
        ac.request("POST", "/applicaties").body("text/plain", "{}").send(at.issuer),
        ac.ask("PUT", "/applicaties"),
        ac.ask("OPTIONS", "/applicaties"),
        ac.ask("GET", "/niets"),
        ac.request("GET", "/applicaties").header("Accept", "text/html").send(at.issuer),
        Request::get("/autorisaties/api/v1/applicaties").send(at.issuer),
        Request::get("/autorisaties/api/v1/applicaties").bearer("x").send(at.issuer),
    ];
    let statuses: Vec<u16> = refused.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [400, 400, 415, 405, 403, 404, 406, 401, 401]);
    for answer in refused {
        let kind = answer.member("type");
        let path = kind.strip_prefix(&at.issuer_url()).unwrap();
        assert!(path.starts_with("/ref/fouten/") && path.ends_with('/'), "{path}");
        let page = Request::get(path).send(at.issuer);
        assert_eq!(
            (page.status, page.header("content-type")),
            (200, Some("text/html; charset=utf-8"))
        );
        assert!(page.text().contains(&answer.member("title")), "{path}");
        let head = Request::new("HEAD", path).send(at.issuer);
        assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
        let code = answer.member("code");
        let told = ["invalid", "not_authenticated", "permission_denied", "jwt-decode-error"];
        let explained = page.text().contains(&format!("<code>{code}</code>"));
        assert!(explained || !told.contains(&code.as_str()), "{code}");
        let faults = faults_of(&answer);
        assert!(faults.iter().all(|(_, code)| page.text().contains(code)), "{faults:?}");
    }
    assert_eq!(Request::get("/ref/fouten/Niets/").send(at.issuer).status, 404);
}

fn an_answer_names_ten_of_many_and_each_cut_short(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let own = &ac.application.client_id;
    let ids: Vec<String> = (0..12).map(|number| format!("{own}-{number}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    ac.done("POST", "/applicaties", &reader_of_catalogi(&ids));
    let reason = |answer: &Answer| answer.json()["invalidParams"][0]["reason"].to_string();
    let taken = ac.call("POST", "/applicaties", &reader_of_catalogi(&ids));
    assert_eq!(faults_of(&taken), pairs(&[("clientIds", "clientId-exists")]));
    let told = reason(&taken);
    assert_eq!(told.matches(&format!("{own}-")).count(), 10, "{told}");
    assert!(told.contains(" en nog 2."), "{told}");
    let query: Vec<String> =
        (0..11).map(|number| format!("{}{number}=1", "%C3%A9".repeat(120))).collect();
    let unknown = ac.ask("GET", &format!("/applicaties?{}", query.join("&")));
    let told = reason(&unknown);
    assert!(told.contains(&format!("`{}…`", "é".repeat(100))), "{told}");
    assert!(!told.contains(&"é".repeat(101)) && told.contains(" en nog 1."), "{told}");
}
