//! `GET` of applicaties and clients: filters, pages, and queries that cannot be understood.

use serde_json::{Value, json};

use super::{applicatie, assert_fout, empty};
use crate::cases;
use crate::harness::client::encoded;
use crate::harness::{Administrator, Bench};

cases![
    applicaties_are_found_by_a_part_of_their_label_in_any_case,
    a_wildcard_in_a_label_is_a_letter,
    an_applicatie_is_found_by_its_client_id,
    pages_hold_every_applicatie_once_in_their_order,
    clients_are_found_by_applicatie_and_role,
    pages_hold_every_client_once_in_their_order,
    one_is_shown_with_what_belongs_to_it,
    autorisaties_are_listed_as_they_were_given,
    a_query_that_cannot_be_understood_is_refused_with_what_was_meant,
];

fn results(admin: &Administrator, path: &str) -> Vec<Value> {
    admin.done("GET", path, &json!({}))["results"].as_array().unwrap().clone()
}

fn texts(results: &[Value], member: &str) -> Vec<String> {
    results.iter().map(|one| one[member].as_str().unwrap().to_owned()).collect()
}

fn applicaties_are_found_by_a_part_of_their_label_in_any_case(bench: &Bench) {
    let at = bench.shared();
    let id = applicatie(&at, &json!({ "label": "Subsidie Aanvragen Zuid" }));
    applicatie(&at, &json!({ "label": "Subsidies Noord" }));
    for part in ["aanvragen", "SUBSIDIE A", "zuid"] {
        let found = results(&at.administrator(), &format!("/applicaties?label={}", encoded(part)));
        assert_eq!(texts(&found, "id"), [id.as_str()], "{part}");
    }
    assert!(results(&at.administrator(), "/applicaties?label=subsidieloket").is_empty());
}

fn a_wildcard_in_a_label_is_a_letter(bench: &Bench) {
    let at = bench.shared();
    let id = applicatie(&at, &json!({ "label": "100% \\_zeker" }));
    applicatie(&at, &json!({ "label": "100 zeker" }));
    for part in ["100%", "% ", "\\_", "_z"] {
        let found = results(&at.administrator(), &format!("/applicaties?label={}", encoded(part)));
        assert_eq!(texts(&found, "id"), [id.as_str()], "{part}");
    }
}

fn an_applicatie_is_found_by_its_client_id(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let id = empty(&at);
    admin.done("POST", "/clients", &json!({ "client_id": "vind/mij", "applicatie": id }));
    let found = results(&admin, "/applicaties?client_id=vind%2Fmij");
    assert_eq!(texts(&found, "id"), [id]);
    assert_eq!(found[0]["client_ids"], json!(["vind/mij"]));
    assert!(results(&admin, "/applicaties?client_id=niemand").is_empty());
    assert!(results(&admin, "/applicaties?client_id=beheerder").is_empty(), "of the system");
}

/// Every item, a page at a time.
pub(super) fn paged(admin: &Administrator, path: &str, limit: usize) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let page = admin.done("GET", &format!("{path}&limit={limit}{after}"), &json!({}));
        let results = page["results"].as_array().unwrap();
        all.extend(results.iter().cloned());
        match page["next"].as_str() {
            Some(next) => {
                assert_eq!(results.len(), limit);
                after = format!("&after={next}");
            }
            None => return all,
        }
    }
}

fn pages_hold_every_applicatie_once_in_their_order(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    for label in ["Bladeren b", "Bladeren a", "Bladeren b", "Bladeren c", "Bladeren b"] {
        applicatie(&at, &json!({ "label": label }));
    }
    let once = paged(&admin, "/applicaties?label=bladeren", 500);
    let labels = ["a", "b", "b", "b", "c"].map(|letter| format!("Bladeren {letter}"));
    assert_eq!(texts(&once, "label"), labels);
    for limit in [1, 2, 3, 4, 5] {
        assert_eq!(paged(&admin, "/applicaties?label=bladeren", limit), once, "{limit}");
    }
}

fn clients_are_found_by_applicatie_and_role(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let id = empty(&at);
    for client in ["rol-b", "rol-a"] {
        admin.done("POST", "/clients", &json!({ "client_id": client, "applicatie": id }));
    }
    let found = results(&admin, &format!("/clients?applicatie={id}"));
    assert_eq!(texts(&found, "client_id"), ["rol-a", "rol-b"]);
    assert_eq!(found[0]["role"], "applicatie");
    let gateways = texts(&results(&admin, "/clients?role=gateway"), "client_id");
    assert!(gateways.contains(&"gateway".to_owned()), "{gateways:?}");
    assert!(!gateways.contains(&"beheerder".to_owned()), "{gateways:?}");
}

fn pages_hold_every_client_once_in_their_order(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let id = empty(&at);
    for client in ["blad-1", "blad-3", "blad 2", "blad%4"] {
        admin.done("POST", "/clients", &json!({ "client_id": client, "applicatie": id }));
    }
    let path = format!("/clients?applicatie={id}");
    let once = paged(&admin, &path, 500);
    assert_eq!(once.len(), 4);
    for limit in [1, 2, 3, 4] {
        assert_eq!(paged(&admin, &path, limit), once, "{limit}");
    }
}

fn one_is_shown_with_what_belongs_to_it(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let body = json!({ "label": "Getoond", "alleen_is_gereed_voor_publicatie": true });
    let id = applicatie(&at, &body);
    let client = json!({
        "client_id": "getoond", "applicatie": id, "audiences": ["https://a.example"],
        "extra_scopes": ["api1"], "access_token_lifetime": 600,
    });
    admin.done("POST", "/clients", &client);
    let shown = admin.done("GET", &format!("/applicaties/{id}"), &json!({}));
    assert_eq!((&shown["id"], &shown["label"]), (&json!(id), &json!("Getoond")));
    assert_eq!(shown["alleen_is_gereed_voor_publicatie"], true);
    assert_eq!((&shown["client_ids"], &shown["deleted_at"]), (&json!(["getoond"]), &Value::Null));
    let shown = admin.done("GET", "/clients/getoond", &json!({}));
    for (member, given) in client.as_object().unwrap() {
        assert_eq!(&shown[member], given, "{member}");
    }
    assert_eq!((&shown["judged_before"], &shown["deleted_at"]), (&json!(0), &Value::Null));
}

fn autorisaties_are_listed_as_they_were_given(bench: &Bench) {
    let at = bench.shared();
    let url = "https://catalogi.example/catalogi/api/v1/zaaktypen/1";
    let these = json!([
        { "component": "zrc", "scopes": ["zaken.lezen", "x", "zaken.lezen"], "zaaktype": url,
          "max_vertrouwelijkheidaanduiding": "intern" },
        { "component": "brc", "scopes": ["besluiten.lezen"], "besluittype": url },
        { "component": "ztc", "scopes": ["catalogi.lezen"] },
    ]);
    let id = applicatie(&at, &json!({ "label": "Lijst", "autorisaties": these }));
    let mut listed = results(&at.administrator(), &format!("/applicaties/{id}/autorisaties"));
    for one in &mut listed {
        assert!(one.as_object_mut().unwrap().remove("id").is_some());
    }
    assert_eq!(json!(listed), these);
}

fn a_query_that_cannot_be_understood_is_refused_with_what_was_meant(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    for (path, says) in [
        ("/applicaties?lable=x", "did you mean `label`?"),
        ("/applicaties?clientId=x", "did you mean `client_id`?"),
        ("/applicaties?limit=0", "from 1 to 500"),
        ("/applicaties?limit=501", "from 1 to 500"),
        ("/applicaties?limit=-1", "query"),
        ("/applicaties?limit=", "query"),
        ("/applicaties?after=x", "`next` of the page before"),
        ("/applicaties?after=IiI", "`next` of the page before"),
        ("/applicaties?deleted=ja", "query"),
        ("/applicaties?label=a&label=b", "duplicate"),
        ("/clients?role=gatewy", "did you mean `gateway`?"),
        ("/clients?applicatie=1", "query"),
        ("/clients?after=WzFd", "`next` of the page before"),
    ] {
        let answer = admin.call("GET", path, &json!({}));
        assert_fout(&answer, 400, "invalid");
        assert!(answer.member("detail").contains(says), "{path}: {}", answer.text());
    }
}
