//! One applicatie: by its URL, by its client ids, by one of them; and what is found by nobody.

use serde_json::{Value, json};

use super::{assert_problem, faults_of, pairs, reader_of_catalogi};
use crate::cases;
use crate::harness::ac::{AcClient, path_of};
use crate::harness::{Bench, Installation};

cases![
    client_ids_narrow_the_list_to_who_holds_them_all,
    sd2_5_a_consumer_is_one_object,
    a_client_id_with_a_comma_is_found_where_it_is_no_two,
    sd2_4_an_unknown_parameter_is_named_where_something_is_read,
    head_says_what_get_says_without_the_body,
    what_gives_nothing_is_shown_to_nobody_and_its_client_ids_clash_all_the_same,
    what_was_deleted_is_found_by_nobody,
    a_path_that_names_nothing_is_not_found,
];

/// An applicatie of two client ids, and its body.
fn of_two(ac: &AcClient) -> ([String; 2], Value) {
    let ids = ["x", "y"].map(|end| format!("{}-{end}", ac.application.client_id));
    let made = ac.done("POST", "/applicaties", &reader_of_catalogi(&[&ids[0], &ids[1]]));
    (ids, made)
}

fn client_ids_narrow_the_list_to_who_holds_them_all(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let ([x, y], made) = of_two(&ac);
    let found = |value: &str| {
        let page = ac.ask("GET", &format!("/applicaties?clientIds={value}")).json();
        assert_eq!((&page["next"], &page["previous"]), (&Value::Null, &Value::Null));
        assert_eq!(page["count"], page["results"].as_array().unwrap().len());
        page["results"].clone()
    };
    for one in [x.clone(), y.clone(), format!("{x},{y}"), format!("{y},{x}"), format!("+{x}+")] {
        assert_eq!(found(&one), json!([made]), "{one}");
    }
    assert_eq!(found(&format!("niemand&clientIds={x}")), json!([made]), "the last one counts");
    let own = &ac.application.client_id;
    for none in [format!("{x},"), format!(",{x}"), format!("{x},+{y}"), format!("{x},{own}")] {
        assert_eq!(found(&none), json!([]), "{none}");
    }
    for none in [x.to_uppercase(), "niemand".to_owned(), "%25".to_owned(), "%27".to_owned()] {
        assert_eq!(found(&none), json!([]), "{none}");
    }
    let answer = ac.ask("GET", &format!("/applicaties?clientIds={x}&page=2"));
    assert_problem(&answer, 404, "not_found");
    let nul = ac.ask("GET", &format!("/applicaties?clientIds={x}%00"));
    assert_problem(&nul, 400, "invalid");
    assert_eq!(faults_of(&nul), pairs(&[("clientIds", "null_characters_not_allowed")]));
    let on_one = |value: &str| ac.ask("GET", &format!("{}?clientIds={value}", path_of(&made)));
    assert_eq!((on_one(&x).status, on_one(own).status, on_one("").status), (200, 404, 200));
}

fn a_client_id_with_a_comma_is_found_where_it_is_no_two(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let own = &ac.application.client_id;
    let (left, right) = (format!("{own}-l"), format!("{own}-r"));
    let both = format!("{left},{right}");
    let made = ac.done("POST", "/applicaties", &reader_of_catalogi(&[&both]));
    let consumer = |id: &str| ac.ask("GET", &format!("/applicaties/consumer?clientId={id}")).json();
    let listed = |id: &str| ac.ask("GET", &format!("/applicaties?clientIds={id}")).json();
    assert_eq!((consumer(&both), &listed(&both)["results"]), (made.clone(), &json!([made])));
    let two = ac.done("POST", "/applicaties", &reader_of_catalogi(&[&left, &right]));
    assert_eq!((consumer(&both), &listed(&both)["results"]), (two.clone(), &json!([two])));
}

fn sd2_5_a_consumer_is_one_object(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let ([x, y], made) = of_two(&ac);
    let ask = |query: &str| ac.ask("GET", &format!("/applicaties/consumer{query}"));
    for query in [format!("?clientId={x}"), format!("?clientId={x},{y}"), format!("?clientId=+{y}")]
    {
        assert_eq!(ask(&query).json(), made, "{query}");
    }
    for query in ["?clientId=niemand".to_owned(), format!("?clientId={x},"), "?clientId=a,b".into()]
    {
        assert_problem(&ask(&query), 404, "not_found");
        assert!(ask(&query).text().contains("heeft deze client-id"), "{query}");
    }
    for query in ["", "?clientId=", "?clientId=+"] {
        let answer = ask(query);
        assert_problem(&answer, 400, "invalid");
        assert_eq!(faults_of(&answer), pairs(&[("clientId", "required")]), "{query}");
    }
    let nul = ask("?clientId=%00");
    assert_eq!(faults_of(&nul), pairs(&[("clientId", "null_characters_not_allowed")]));
}

fn sd2_4_an_unknown_parameter_is_named_where_something_is_read(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let (_, made) = of_two(&ac);
    for path in ["/applicaties", &path_of(&made), "/applicaties/consumer"] {
        for method in ["GET", "HEAD"] {
            let answer = ac.ask(method, &format!("{path}?foo=1&pageSize=5&foo=2&client_ids=x"));
            assert_eq!(answer.status, 400, "{method} {path}");
            if method == "HEAD" {
                continue;
            }
            assert_eq!(faults_of(&answer), pairs(&[("nonFieldErrors", "unknown-parameters")]));
            let reason = answer.json()["invalidParams"][0]["reason"].as_str().unwrap().to_owned();
            assert!(
                ["`foo`", "`pageSize`", "`client_ids`"].iter().all(|name| reason.contains(name))
            );
            assert_eq!(reason.matches("`foo`").count(), 1, "once: {reason}");
        }
    }
    let label = json!({ "label": "Anders" });
    let written = ac.call("PATCH", &format!("{}?foo=1", path_of(&made)), &label);
    assert_eq!(written.status, 200, "a write looks at no query");
    assert_eq!(ac.ask("DELETE", &format!("{}?foo=1", path_of(&made))).status, 204);
}

fn head_says_what_get_says_without_the_body(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let ([x, _], made) = of_two(&ac);
    let paths = [
        "/".to_owned(),
        "/applicaties?clientIds=niemand".to_owned(),
        format!("/applicaties/consumer?clientId={x}"),
        "/applicaties/consumer".to_owned(),
        path_of(&made),
        "/applicaties/niets".to_owned(),
        "/niets".to_owned(),
    ];
    for path in paths {
        let (get, head) = (ac.ask("GET", &path), ac.ask("HEAD", &path));
        assert_eq!(get.status, head.status, "{path}");
        for name in ["content-type", "api-version", "allow", "content-length"] {
            assert_eq!(get.header(name), head.header(name), "{name} of {path}");
        }
        assert!(!get.body.is_empty() && head.body.is_empty());
    }
}

/// One that the administration made, without anything that it may do.
fn bare(at: &Installation, client_id: &str) -> String {
    let admin = at.administrator();
    let made = admin.done("POST", "/applicaties", &json!({ "label": "Leeg" }));
    let id = made["id"].as_str().unwrap().to_owned();
    admin.done("POST", "/clients", &json!({ "client_id": client_id, "applicatie": id }));
    id
}

fn is_hidden(ac: &AcClient, id: &str, client_id: &str) {
    let path = format!("/applicaties/{id}");
    for method in ["GET", "PUT", "PATCH", "DELETE"] {
        assert_problem(&ac.call(method, &path, &json!({ "label": "x" })), 404, "not_found");
    }
    let consumer = ac.ask("GET", &format!("/applicaties/consumer?clientId={client_id}"));
    assert_problem(&consumer, 404, "not_found");
    let list = ac.ask("GET", &format!("/applicaties?clientIds={client_id}")).json();
    assert_eq!(list["count"], 0);
    let taken = ac.call("POST", "/applicaties", &reader_of_catalogi(&[client_id]));
    assert_problem(&taken, 400, "invalid");
    assert_eq!(faults_of(&taken), pairs(&[("clientIds", "clientId-exists")]));
    let reason = taken.json()["invalidParams"][0]["reason"].as_str().unwrap().to_owned();
    assert!(reason.contains(client_id) && reason.contains(id), "{reason}");
}

fn what_gives_nothing_is_shown_to_nobody_and_its_client_ids_clash_all_the_same(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let client_id = format!("{}-leeg", ac.application.client_id);
    let id = bare(&at, &client_id);
    is_hidden(&ac, &id, &client_id);
}

fn what_was_deleted_is_found_by_nobody(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let ([x, y], made) = of_two(&ac);
    let gone = ac.ask("DELETE", &path_of(&made));
    assert_eq!((gone.status, gone.body.len()), (204, 0));
    let path = path_of(&made);
    let id = path.rsplit('/').next().unwrap();
    is_hidden(&ac, id, &x);
    is_hidden(&ac, id, &y);
}

fn a_path_that_names_nothing_is_not_found(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    for path in [
        "/applicaties/",
        "/applicaties/niets",
        "/applicaties/00000000-0000-0000-0000-000000000000",
        "/applicaties/%FF",
        "/applicaties/%00",
        "/applicaties/a%2Fb",
        "/applicaties/consumer/",
        "/applicatie",
        "/v2",
    ] {
        for method in ["GET", "DELETE"] {
            assert_problem(&ac.ask(method, path), 404, "not_found");
        }
    }
}
