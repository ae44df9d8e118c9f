//! POST, PUT, PATCH and DELETE: what is answered, and what is merged with what was stored.

use serde_json::{Value, json};

use super::{assert_problem, faults_of, pairs, reader_of_catalogi};
use crate::cases;
use crate::harness::ac::{AcClient, path_of};
use crate::harness::{Bench, Options};

cases![
    what_is_made_is_answered_whole_with_its_url_and_shown_the_same,
    every_answer_of_a_path_says_what_the_path_takes,
    sd2_7_put_and_patch_change_what_they_name_and_keep_the_rest,
    sd2_1_all_or_a_list_is_judged_with_what_is_stored,
    a_refused_write_changes_nothing,
    autorisaties_are_those_of_the_admin_api_and_keep_their_ids_across_a_put,
    version_1_0_0_neither_shows_nor_changes_alleen_is_gereed_voor_publicatie,
];

const URL: &str = "https://catalogi.example/zaaktypen/1";

fn what_is_made_is_answered_whole_with_its_url_and_shown_the_same(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let id = format!("{}-heel", ac.application.client_id);
    let body = json!({
        "url": "https://elders.example/1",
        "client_ids": [5, format!(" {id} ")],
        "label": 5.5,
        "heeft_alle_autorisaties": "no",
        "alleenIsGereedVoorPublicatie": 1,
        "onbekend": {},
        "autorisaties": [
            { "component": "brc", "componentWeergave": "x", "scopes": ["besluiten.lezen"],
              "besluittype": URL, "zaaktype": "geen url" },
            { "component": "zrc", "scopes": ["a", "a"] },
            { "component": "kc", "scopes": [] },
            { "component": "drc", "scopes": ["documenten.lezen"], "informatieobjecttype": URL,
              "max_vertrouwelijkheidaanduiding": "zeer_geheim" },
        ]
    });
    let mut first = body.clone();
    first["client_ids"][0] = json!(format!("{id}-5"));
    let made = ac.call("POST", "/applicaties", &first);
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(made.header("content-type"), Some("application/json"));
    let url = made.json()["url"].as_str().unwrap().to_owned();
    assert_eq!(made.header("location"), Some(url.as_str()));
    let expected = json!({
        "url": url,
        "clientIds": [format!("{id}-5"), id],
        "label": "5.5",
        "heeftAlleAutorisaties": false,
        "alleenIsGereedVoorPublicatie": true,
        "autorisaties": [
            { "component": "brc", "componentWeergave": "Besluiten API",
              "scopes": ["besluiten.lezen"], "besluittype": URL },
            { "component": "zrc", "componentWeergave": "Zaken API", "scopes": ["a", "a"],
              "zaaktype": "", "maxVertrouwelijkheidaanduiding": "" },
            { "component": "kc", "componentWeergave": "Klanten API", "scopes": [] },
            { "component": "drc", "componentWeergave": "Documenten API",
              "scopes": ["documenten.lezen"], "informatieobjecttype": URL,
              "maxVertrouwelijkheidaanduiding": "zeer_geheim" },
        ]
    });
    let mut shown = made.json();
    shown["autorisaties"][2]["componentWeergave"] = json!("Klanten API");
    assert_eq!(shown, expected);
    assert_eq!(ac.ask("GET", &path_of(&expected)).json(), made.json());
}

fn every_answer_of_a_path_says_what_the_path_takes(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let made = ac.done("POST", "/applicaties", &body_of(&ac, "allow"));
    let one = path_of(&made);
    for (path, allow) in [
        ("/applicaties", "GET, HEAD, POST, OPTIONS"),
        ("/applicaties/consumer", "GET, HEAD, OPTIONS"),
        (one.as_str(), "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"),
        ("/applicaties/niets", "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"),
        ("/", "GET, HEAD, OPTIONS"),
    ] {
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "LINK", "OPTIONS"]
        {
            if method == "DELETE" && path == one {
                continue;
            }
            let answer = ac.request(method, path).send(at.issuer);
            assert_eq!(answer.header("allow"), Some(allow), "{method} {path}");
            assert_eq!(answer.header("api-version"), Some("1.1.0"), "{method} {path}");
            let takes = allow.split(", ").any(|one| one == method);
            match method {
                "OPTIONS" => assert_problem(&answer, 403, "permission_denied"),
                _ if !takes => assert_problem(&answer, 405, "method_not_allowed"),
                _ => assert_ne!(answer.status, 405, "{method} {path}"),
            }
        }
    }
    let gone = ac.ask("DELETE", &one);
    assert_eq!((gone.status, gone.header("api-version")), (204, Some("1.1.0")));
    assert_eq!(gone.header("allow"), Some("GET, HEAD, PUT, PATCH, DELETE, OPTIONS"));
}

/// A body that is taken, of a client id of your own.
fn body_of(ac: &AcClient, end: &str) -> Value {
    reader_of_catalogi(&[&format!("{}-{end}", ac.application.client_id)])
}

fn sd2_7_put_and_patch_change_what_they_name_and_keep_the_rest(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let mut now = ac.done("POST", "/applicaties", &body_of(&ac, "deel"));
    let path = path_of(&now);
    let zaken = json!([{ "component": "ac", "componentWeergave": "Autorisaties API",
                         "scopes": ["autorisaties.lezen"] }]);
    let id = now["clientIds"][0].as_str().unwrap().to_owned();
    for (method, body) in [
        ("PATCH", json!({})),
        ("PATCH", json!({ "label": "Anders" })),
        ("PATCH", json!({ "clientIds": [format!("{id}-2"), id] })),
        ("PATCH", json!({ "autorisaties": zaken })),
        ("PATCH", json!({ "alleenIsGereedVoorPublicatie": true })),
        ("PATCH", json!({ "heeftAlleAutorisaties": true, "autorisaties": [] })),
        ("PUT", json!({ "clientIds": [id], "label": "Weer anders" })),
        (
            "PUT",
            json!({ "clientIds": [id], "label": "Lijst", "heeftAlleAutorisaties": false,
                        "alleenIsGereedVoorPublicatie": false, "autorisaties": zaken }),
        ),
        ("PUT", json!({ "clientIds": [id, format!("{id}-2")], "label": "Lijst" })),
    ] {
        for (name, value) in body.as_object().unwrap() {
            now[name] = value.clone();
        }
        let answer = ac.call(method, &path, &body);
        assert_eq!((answer.status, answer.json()), (200, now.clone()), "{method} {body}");
        assert_eq!(answer.header("location"), None);
        assert_eq!(ac.ask("GET", &path).json(), now, "{method} {body}");
    }
    for (body, expected) in [
        (json!({}), &[("clientIds", "required"), ("label", "required")][..]),
        (json!({ "label": "x" }), &[("clientIds", "required")]),
        (json!({ "clientIds": [id] }), &[("label", "required")]),
    ] {
        assert_eq!(faults_of(&ac.call("PUT", &path, &body)), pairs(expected), "{body}");
    }
}

fn sd2_1_all_or_a_list_is_judged_with_what_is_stored(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let made = ac.done("POST", "/applicaties", &body_of(&ac, "merge"));
    let (path, list) = (path_of(&made), made["autorisaties"].clone());
    let patch = |body: &Value| {
        let answer = ac.call("PATCH", &path, body);
        (answer.status, faults_of(&answer).into_iter().map(|(_, code)| code).collect::<String>())
    };
    let (all, not_all) =
        (json!({ "heeftAlleAutorisaties": true }), json!({ "heeftAlleAutorisaties": false }));
    let (ambiguous, missing) = ("ambiguous-authorizations-specified", "missing-authorizations");
    assert_eq!(patch(&all), (400, ambiguous.to_owned()));
    assert_eq!(patch(&json!({ "autorisaties": [] })), (400, missing.to_owned()));
    assert_eq!(patch(&not_all), (200, String::new()));
    assert_eq!(patch(&json!({ "heeftAlleAutorisaties": true, "autorisaties": [] })).0, 200);
    assert_eq!(patch(&json!({ "autorisaties": [] })).0, 200);
    assert_eq!(patch(&json!({ "autorisaties": list })), (400, ambiguous.to_owned()));
    assert_eq!(patch(&not_all), (400, missing.to_owned()));
    assert_eq!(patch(&json!({ "heeftAlleAutorisaties": false, "autorisaties": list })).0, 200);
}

fn a_refused_write_changes_nothing(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let made = ac.done("POST", "/applicaties", &body_of(&ac, "blijft"));
    let path = path_of(&made);
    for body in [
        json!({ "label": "Nieuw", "clientIds": ["nieuw-a", ac.application.client_id] }),
        json!({ "label": "Nieuw", "autorisaties": [] }),
        json!({ "label": "Nieuw", "autorisaties": [{ "component": "zrc", "scopes": ["zaken.lezen"] }] }),
        json!({ "clientIds": ["nieuw-a"], "label": "" }),
    ] {
        assert_problem(&ac.call("PATCH", &path, &body), 400, "invalid");
        assert_eq!(ac.ask("GET", &path).json(), made);
        let mut whole = body.clone();
        whole["clientIds"] = json!(["nieuw-a", ac.application.client_id]);
        assert_problem(&ac.call("POST", "/applicaties", &whole), 400, "invalid");
    }
    let list = ac.ask("GET", "/applicaties?clientIds=nieuw-a").json();
    assert_eq!(list["count"], 0);
    let taken = ac.call("POST", "/applicaties", &reader_of_catalogi(&["nieuw-a"]));
    assert_eq!(taken.status, 201, "and its client id was never given: {}", taken.text());
}

fn autorisaties_are_those_of_the_admin_api_and_keep_their_ids_across_a_put(bench: &Bench) {
    let at = bench.shared();
    let (ac, admin) = (AcClient::writer(&at), at.administrator());
    let of = |scope: &str| json!({ "component": "ztc", "scopes": [scope] });
    let mut body = body_of(&ac, "ids");
    body["autorisaties"] = json!([of("a"), of("b"), of("b"), of("c")]);
    let made = ac.done("POST", "/applicaties", &body);
    let path = path_of(&made);
    let list = format!("{path}/autorisaties");
    let known = || {
        let listed = admin.done("GET", &list, &json!({}))["results"].as_array().unwrap().clone();
        let pair = |one: &Value| (one["scopes"][0].clone(), one["id"].as_str().unwrap().to_owned());
        listed.iter().map(pair).collect::<Vec<_>>()
    };
    let before = known();
    assert_eq!(before.iter().map(|(scope, _)| scope).collect::<Vec<_>>(), ["a", "b", "b", "c"]);
    ac.done("PUT", &path, &body);
    assert_eq!(known(), before, "nothing changed");
    // Turned round, with one that is new and one that is gone.
    body["autorisaties"] = json!([of("c"), of("d"), of("b"), of("a")]);
    ac.done("PUT", &path, &body);
    let after = known();
    assert_eq!(after.iter().map(|(scope, _)| scope).collect::<Vec<_>>(), ["c", "d", "b", "a"]);
    assert_eq!((&after[0], &after[2], &after[3]), (&before[3], &before[1], &before[0]));
    assert!(before.iter().all(|(_, id)| *id != after[1].1));
    let shown = ac.ask("GET", &path).json();
    let scopes: Vec<_> = shown["autorisaties"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["scopes"][0].clone())
        .collect();
    assert_eq!(scopes, ["c", "d", "b", "a"]);
    // What the administration adds and removes is what the AC shows.
    let added = admin.done("POST", &list, &of("e"));
    admin.done("DELETE", &format!("{list}/{}", after[0].1), &json!({}));
    let shown = ac.ask("GET", &path).json();
    let scopes: Vec<_> = shown["autorisaties"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["scopes"][0].clone())
        .collect();
    assert_eq!(scopes, ["d", "b", "a", "e"]);
    assert_eq!(known().last().unwrap().1, added["id"].as_str().unwrap());
}

fn version_1_0_0_neither_shows_nor_changes_alleen_is_gereed_voor_publicatie(bench: &Bench) {
    let at = bench.with(&Options::default().set("AUTORISATIES__VERSION", "1.0.0"));
    let (ac, admin) = (AcClient::writer(&at), at.administrator());
    let body = body_of(&ac, "oud");
    let made = ac.call("POST", "/applicaties", &body);
    assert_eq!(made.header("api-version"), Some("1.0.0"));
    assert_eq!(made.json().get("alleenIsGereedVoorPublicatie"), None);
    let path = path_of(&made.json());
    let flag = || admin.done("GET", &path, &json!({}))["alleen_is_gereed_voor_publicatie"].clone();
    assert_eq!(flag(), false);
    let mut named = body.clone();
    named["alleenIsGereedVoorPublicatie"] = json!(true);
    assert_eq!(ac.done("PUT", &path, &named).get("alleenIsGereedVoorPublicatie"), None);
    assert_eq!(flag(), false, "a name that the version does not know is read over");
    let ready = json!({ "label": "Klaar", "alleen_is_gereed_voor_publicatie": true,
                        "autorisaties": [{ "component": "ztc", "scopes": ["catalogi.lezen"] }] });
    let id = admin.done("POST", "/applicaties", &ready)["id"].as_str().unwrap().to_owned();
    let client_id = format!("{}-klaar", ac.application.client_id);
    let path = format!("/applicaties/{id}");
    ac.done("PUT", &path, &reader_of_catalogi(&[&client_id]));
    let kept = admin.done("GET", &path, &json!({}));
    assert_eq!(kept["alleen_is_gereed_voor_publicatie"], true, "what a PUT does not name is kept");
}
