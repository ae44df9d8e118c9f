//! What hangs below a zaak: each list, each thing, each way to write one.

use serde_json::{Value, json};
use voorbeeldzaken::sample::grid::{self, BELOW_A_ZAAK, State};
use voorbeeldzaken::sample::{DOCUMENTEN, ZAKEN, url};

use crate::client::Request;
use crate::fixture::{PUBLIC_URL, Upstream};

const API: &str = "/zaken/api/v1";

fn zaak() -> String {
    url(PUBLIC_URL, ZAKEN, grid::zaak(0, 2, State::Open))
}

/// Lists below a zaak, what to make in each, and which methods one thing has.
fn kinds() -> Vec<(String, Value, &'static str)> {
    let zaak = zaak();
    let own = url("", ZAKEN, grid::zaak(0, 2, State::Open));
    let document = url(PUBLIC_URL, DOCUMENTEN, grid::document(1, 3));
    let of = |list: &str| format!("{API}/{list}");
    vec![
        (of("statussen"), json!({ "zaak": zaak, "statustype": "x" }), "GET, HEAD"),
        (of("substatussen"), json!({ "zaak": zaak, "omschrijving": "x" }), "GET, HEAD"),
        (of("klantcontacten"), json!({ "zaak": zaak }), "GET, HEAD"),
        (of("resultaten"), json!({ "zaak": zaak, "resultaattype": "x" }), ALL),
        (of("rollen"), json!({ "zaak": zaak, "roltype": "x" }), "GET, PUT, DELETE, HEAD"),
        (of("zaakobjecten"), json!({ "zaak": zaak, "objectType": "adres" }), ALL),
        (of("zaakinformatieobjecten"), json!({ "zaak": zaak, "informatieobject": document }), ALL),
        (of("zaakcontactmomenten"), json!({ "zaak": zaak, "contactmoment": "x" }), REMOVE),
        (of("zaakverzoeken"), json!({ "zaak": zaak, "verzoek": "x" }), REMOVE),
        (of("zaaknotities"), json!({ "gerelateerdAan": zaak, "tekst": "x" }), ALL),
        (format!("{own}/zaakeigenschappen"), json!({ "zaak": zaak, "eigenschap": "x" }), ALL),
        (
            format!("{own}/besluiten"),
            json!({ "besluit": url(PUBLIC_URL, "/besluiten/api/v1/besluiten", grid::besluit(0)) }),
            REMOVE,
        ),
    ]
}

const ALL: &str = "GET, PUT, PATCH, DELETE, HEAD";
const REMOVE: &str = "GET, DELETE, HEAD";

#[test]
fn each_thing_below_a_zaak_is_made_read_changed_and_removed_as_its_api_has_it() {
    let upstream = Upstream::grid();
    for (list, body, methods) in kinds() {
        let made = upstream.post(&list, &body);
        assert_eq!(made.status, 201, "{list}: {:?}", made.json());
        let location = made.header("Location").unwrap().to_owned();
        assert_eq!(made.json()["url"], location.as_str());
        let target = location.strip_prefix(PUBLIC_URL).unwrap();
        assert!(target.starts_with(&list), "{target}");
        let read = upstream.get(target);
        assert_eq!((read.status, read.json()), (200, made.json()), "{target}");
        assert_eq!(read.header("Allow"), Some(methods), "{target}");
        for method in ["PUT", "PATCH", "DELETE"] {
            let answer = upstream.call(Request::new(method, target).json(&body));
            let allowed = methods.contains(method);
            let expected = match method {
                _ if !allowed => 405,
                "DELETE" => 204,
                _ => 200,
            };
            assert_eq!(answer.status, expected, "{method} {target}");
        }
        assert_eq!(upstream.get(target).status, if methods == "GET, HEAD" { 200 } else { 404 });
    }
}

#[test]
fn a_part_needs_a_zaak_that_is_there() {
    let upstream = Upstream::grid();
    for (list, mut body, _) in kinds() {
        let member = if list.ends_with("zaaknotities") { "gerelateerdAan" } else { "zaak" };
        if body.get(member).is_none() {
            continue;
        }
        body[member] = format!("{}0", zaak()).into();
        let answer = upstream.post(&list, &body);
        let fault = (member.to_owned(), "object-does-not-exist".to_owned());
        assert_eq!((answer.status, answer.first_fault()), (400, fault), "{list}");
        body[member] = zaak().into();
        assert_eq!(upstream.post(&list, &body).status, 201, "{list}");
    }
}

#[test]
fn a_part_of_the_grid_stands_where_its_function_says_with_its_zaak() {
    let upstream = Upstream::grid();
    for state in [State::Open, State::Closed] {
        for segment in BELOW_A_ZAAK {
            let target = grid::sub_path(segment, 1, 7, state);
            let body = upstream.get(&target).json();
            assert_eq!(body["url"], format!("{PUBLIC_URL}{target}"));
            let member = match segment {
                "zaaknotities" => "gerelateerdAan",
                "audittrail" => "hoofdObject",
                _ => "zaak",
            };
            let zaak = url(PUBLIC_URL, ZAKEN, grid::zaak(1, 7, state));
            assert_eq!(body[member], zaak, "{target}");
            let bare = grid::sub_path(segment, 1, 7, State::Bare);
            assert_eq!(upstream.get(&bare).status, 404, "{bare}");
        }
    }
}

#[test]
fn lists_are_pages_or_arrays_and_narrow_to_a_zaak() {
    let upstream = Upstream::grid();
    let zaak = zaak();
    for (list, is_array) in [
        ("statussen", false),
        ("substatussen", false),
        ("resultaten", false),
        ("rollen", false),
        ("zaakobjecten", false),
        ("klantcontacten", false),
        ("zaakinformatieobjecten", true),
        ("zaakcontactmomenten", true),
        ("zaakverzoeken", true),
    ] {
        let all = upstream.get(&format!("{API}/{list}")).json();
        let one = upstream.get(&format!("{API}/{list}?zaak={zaak}")).json();
        let length = |body: &Value| body.as_array().map(Vec::len);
        if is_array {
            assert_eq!((length(&all), length(&one)), (Some(32), Some(1)), "{list}");
            assert_eq!(upstream.get(&format!("{API}/{list}?page=1")).status, 400, "{list}");
        } else {
            assert_eq!((&all["count"], &one["count"]), (&json!(32), &json!(1)), "{list}");
        }
        assert_eq!(upstream.get(&format!("{API}/{list}?kleur=rood")).status, 400, "{list}");
    }
    let notes = upstream.get(&format!("{API}/zaaknotities?gerelateerdAan={zaak}")).json();
    assert_eq!(notes["count"], 1);
    let own = zaak.strip_prefix(PUBLIC_URL).unwrap();
    let below = |list: &str| upstream.get(&format!("{own}/{list}")).json();
    assert_eq!(below("zaakeigenschappen").as_array().unwrap().len(), 1);
    assert_eq!(below("besluiten").as_array().unwrap().len(), 0);
    let nowhere = format!("{ZAKEN}/00000000-0000-4000-8000-000000000000/zaakeigenschappen");
    assert_eq!(upstream.get(&nowhere).status, 404);
}

#[test]
fn a_thing_below_one_zaak_is_not_found_below_another() {
    let upstream = Upstream::grid();
    let uuid = grid::sub("zaakeigenschappen", 0, 2, State::Open);
    let other = url("", ZAKEN, grid::zaak(1, 2, State::Open));
    assert_eq!(upstream.get(&format!("{other}/zaakeigenschappen/{uuid}")).status, 404);
    let own = url("", ZAKEN, grid::zaak(0, 2, State::Open));
    assert_eq!(upstream.get(&format!("{own}/zaakeigenschappen/{uuid}")).status, 200);
}

#[test]
fn of_a_property_the_zaak_in_the_body_counts_and_not_that_in_the_path() {
    let upstream = Upstream::grid();
    let path = format!("{}/zaakeigenschappen", url("", ZAKEN, grid::zaak(1, 0, State::Open)));
    let named = upstream.post(&path, &json!({ "zaak": zaak(), "eigenschap": "x" })).json();
    assert_eq!(named["zaak"], zaak());
    let silent = upstream.post(&path, &json!({ "eigenschap": "x" })).json();
    assert_eq!(silent["zaak"], url(PUBLIC_URL, ZAKEN, grid::zaak(1, 0, State::Open)));
}

#[test]
fn a_note_moves_to_another_zaak_and_a_result_does_not() {
    let upstream = Upstream::grid();
    let other = url(PUBLIC_URL, ZAKEN, grid::zaak(1, 7, State::Bare));
    upstream.answers(&[
        (
            "PATCH",
            &grid::sub_path("zaaknotities", 0, 2, State::Open),
            json!({ "gerelateerdAan": other }),
            200,
            json!({ "gerelateerdAan": other }),
        ),
        (
            "PATCH",
            &grid::sub_path("resultaten", 0, 2, State::Open),
            json!({ "zaak": other }),
            400,
            json!({ "code": "invalid" }),
        ),
    ]);
}
