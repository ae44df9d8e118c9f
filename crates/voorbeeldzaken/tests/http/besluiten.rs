//! Besluiten, their documents, their trail, and where a zaak lists them.

use serde_json::{Value, json};
use voorbeeldzaken::sample::grid::{self, State};
use voorbeeldzaken::sample::{BESLUITEN, BESLUITTYPEN, DOCUMENTEN, ZAKEN, url};

use crate::fixture::{PUBLIC_URL, Upstream};

const LINKS: &str = "/besluiten/api/v1/besluitinformatieobjecten";

fn besluittype(of: usize) -> String {
    url(PUBLIC_URL, BESLUITTYPEN, grid::BESLUITTYPEN[of])
}

#[test]
fn besluiten_are_narrowed_by_type_and_zaak() {
    let upstream = Upstream::grid();
    let count = |query: &str| upstream.get(&format!("{BESLUITEN}?{query}")).json()["count"].clone();
    let zaak = url(PUBLIC_URL, ZAKEN, grid::zaak(1, 0, State::Open));
    assert_eq!(count(""), 2);
    assert_eq!(count(&format!("besluittype={}", besluittype(1))), 1);
    assert_eq!(count(&format!("zaak={zaak}")), 1);
    assert_eq!(count(&format!("zaak={zaak}&besluittype={}", besluittype(0))), 0);
}

#[test]
fn a_besluit_is_changed_and_removed_but_keeps_its_type() {
    let upstream = Upstream::grid();
    let target = url("", BESLUITEN, grid::besluit(0));
    upstream.answers(&[
        ("PATCH", &target, json!({ "toelichting": "x" }), 200, json!({ "toelichting": "x" })),
        ("PATCH", &target, json!({ "besluittype": besluittype(1) }), 400, json!({})),
        (
            "PUT",
            &target,
            json!({ "besluittype": besluittype(0) }),
            200,
            json!({ "toelichting": "", "zaak": "" }),
        ),
        ("DELETE", &target, Value::Null, 204, json!({})),
        ("GET", &target, Value::Null, 404, json!({})),
        (
            "GET",
            &grid::of_besluit_path("besluitinformatieobjecten", 0),
            Value::Null,
            404,
            json!({}),
        ),
        (
            "GET",
            &grid::of_besluit_path("besluitinformatieobjecten", 1),
            Value::Null,
            200,
            json!({ "besluit": url(PUBLIC_URL, BESLUITEN, grid::besluit(1)) }),
        ),
    ]);
}

#[test]
fn a_link_needs_a_besluit_and_a_document() {
    let upstream = Upstream::grid();
    let document = url(PUBLIC_URL, DOCUMENTEN, grid::document(1, 1));
    let besluit = url(PUBLIC_URL, BESLUITEN, grid::besluit(0));
    let fault = |body: Value| upstream.post(LINKS, &body).first_fault().0;
    assert_eq!(fault(json!({ "besluit": besluit })), "informatieobject");
    assert_eq!(fault(json!({ "informatieobject": document })), "besluit");
    let body = json!({ "besluit": besluit, "informatieobject": document });
    assert_eq!(upstream.post(LINKS, &body).status, 201);
    let of_one = upstream.get(&format!("{LINKS}?besluit={besluit}")).json();
    let of_both =
        upstream.get(&format!("{LINKS}?besluit={besluit}&informatieobject={document}")).json();
    let lengths = [of_one, of_both].map(|list| list.as_array().unwrap().len());
    assert_eq!(lengths, [2, 1]);
}

#[test]
fn a_zaak_lists_the_besluiten_that_name_it() {
    let upstream = Upstream::grid();
    let zaak = url(PUBLIC_URL, ZAKEN, grid::zaak(0, 5, State::Bare));
    let list = format!("{}/besluiten", zaak.strip_prefix(PUBLIC_URL).unwrap());
    let body = json!({ "besluittype": besluittype(0), "zaak": zaak });
    let besluit = upstream.post(BESLUITEN, &body).json();
    let listed = upstream.get(&list).json();
    assert_eq!(listed[0]["besluit"], besluit["url"]);
    let one = listed[0]["url"].as_str().unwrap().strip_prefix(PUBLIC_URL).unwrap();
    assert_eq!(upstream.get(one).json(), listed[0]);
    let target = besluit["url"].as_str().unwrap().strip_prefix(PUBLIC_URL).unwrap();
    assert_eq!(upstream.patch(target, &json!({ "zaak": "" })).status, 200);
    assert_eq!(upstream.get(&list).json(), json!([]));
}

#[test]
fn the_trail_of_a_besluit_tells_of_its_documents_too() {
    let upstream = Upstream::grid();
    upstream.delete(&grid::of_besluit_path("besluitinformatieobjecten", 1));
    let target = url("", BESLUITEN, grid::besluit(1));
    let trail = upstream.get(&format!("{target}/audittrail")).json();
    let actions: Vec<_> =
        trail.as_array().unwrap().iter().map(|line| (&line["actie"], &line["resource"])).collect();
    let expected = [json!("destroy"), json!("besluitinformatieobject"), json!("create")];
    assert_eq!(actions[0], (&expected[0], &expected[1]));
    assert_eq!((actions[1].0, actions.len()), (&expected[2], 2));
    let line = grid::of_besluit_path("audittrail", 1);
    assert_eq!(upstream.get(&line).json(), trail[1]);
}
