//! What the server keeps of a zaak: its end, its status, its parts, its audit trail.

use serde_json::{Value, json};
use voorbeeldzaken::sample::grid::{self, Ending, State};
use voorbeeldzaken::sample::{STATUSSEN, ZAKEN, url};

use crate::client::Request;
use crate::fixture::{CLIENT, PUBLIC_URL, Upstream};

fn target() -> String {
    url("", ZAKEN, grid::zaak(0, 1, State::Open))
}

fn status(of: usize, ending: Ending) -> Value {
    json!({
        "zaak": format!("{PUBLIC_URL}{}", target()),
        "statustype": url(PUBLIC_URL, "/catalogi/api/v1/statustypen", grid::statustype(of, ending)),
        "datumStatusGezet": "2026-04-01T12:00:00Z",
    })
}

#[test]
fn an_end_status_closes_a_zaak_and_another_opens_it_again() {
    let upstream = Upstream::grid();
    let end = || upstream.get(&target()).json()["einddatum"].clone();
    assert_eq!(end(), Value::Null);
    assert_eq!(upstream.post(STATUSSEN, &status(0, Ending::Last)).status, 201);
    assert_eq!(end(), "2026-04-01");
    assert_eq!(upstream.post(STATUSSEN, &status(0, Ending::First)).status, 201);
    assert_eq!(end(), Value::Null);
}

#[test]
fn nobody_writes_what_the_server_keeps() {
    let upstream = Upstream::grid();
    let before = upstream.get(&target()).json();
    let body = json!({ "einddatum": "2026-01-01", "status": "x", "rollen": ["x"], "uuid": "x" });
    let answer = upstream.patch(&target(), &body);
    assert_eq!((answer.status, answer.json()), (200, before));
}

#[test]
fn a_zaak_names_what_hangs_below_it() {
    let upstream = Upstream::grid();
    let zaak = upstream.get(&target()).json();
    for (member, segment) in [("status", "statussen"), ("resultaat", "resultaten")] {
        let path = grid::sub_path(segment, 0, 1, State::Open);
        assert_eq!(zaak[member], format!("{PUBLIC_URL}{path}"), "{member}");
    }
    for (member, segment) in [
        ("rollen", "rollen"),
        ("zaakobjecten", "zaakobjecten"),
        ("zaakinformatieobjecten", "zaakinformatieobjecten"),
        ("eigenschappen", "zaakeigenschappen"),
    ] {
        let path = grid::sub_path(segment, 0, 1, State::Open);
        assert_eq!(zaak[member], json!([format!("{PUBLIC_URL}{path}")]), "{member}");
    }
    let bare = upstream.get(&url("", ZAKEN, grid::zaak(0, 1, State::Bare))).json();
    assert_eq!((&bare["status"], &bare["rollen"]), (&Value::Null, &json!([])));
}

#[test]
fn a_put_needs_all_that_must_be_there_and_blanks_the_rest() {
    let upstream = Upstream::grid();
    let put = |body: &Value| upstream.call(Request::new("PUT", &target()).json(body));
    let zaak = upstream.get(&target()).json();
    assert_eq!(put(&json!({})).first_fault(), ("zaaktype".to_owned(), "required".to_owned()));
    let changed = put(&json!({ "zaaktype": zaak["zaaktype"] }));
    assert_eq!((changed.status, &changed.json()["omschrijving"]), (200, &json!("")));
    for kept in ["identificatie", "vertrouwelijkheidaanduiding", "status", "einddatum"] {
        assert_eq!(changed.json()[kept], zaak[kept], "{kept}");
    }
}

#[test]
fn a_zaak_takes_all_below_it_along_when_it_goes() {
    let upstream = Upstream::grid();
    assert_eq!(upstream.delete(&target()).status, 204);
    for segment in grid::BELOW_A_ZAAK {
        let path = grid::sub_path(segment, 0, 1, State::Open);
        assert_eq!(upstream.get(&path).status, 404, "{path}");
        let neighbour = grid::sub_path(segment, 0, 1, State::Closed);
        assert_eq!(upstream.get(&neighbour).status, 200, "{neighbour}");
    }
}

#[test]
fn each_write_leaves_a_line_in_the_trail_of_its_zaak() {
    let upstream = Upstream::grid();
    let trail = || upstream.get(&format!("{}/audittrail", target())).json();
    let lines = |trail: &Value| trail.as_array().unwrap().len();
    assert_eq!(lines(&trail()), 1);
    upstream.patch(&target(), &json!({ "omschrijving": "anders" }));
    upstream.post(STATUSSEN, &status(0, Ending::First));
    upstream.delete(&grid::sub_path("rollen", 0, 1, State::Open));
    let trail = trail();
    let actions: Vec<_> = trail.as_array().unwrap().iter().map(|line| &line["actie"]).collect();
    assert_eq!(actions, ["destroy", "create", "partial_update", "create"]);
    let line = &trail[2];
    assert_eq!(line["applicatieId"], CLIENT);
    assert_eq!(line["gebruikersId"], "jo");
    assert_eq!(line["wijzigingen"]["nieuw"]["omschrijving"], "anders");
    let one = line["url"].as_str().unwrap().strip_prefix(PUBLIC_URL).unwrap();
    assert_eq!(&upstream.get(one).json(), line);
    let other = url("", ZAKEN, grid::zaak(0, 1, State::Closed));
    assert_eq!(lines(&upstream.get(&format!("{other}/audittrail")).json()), 1);
    assert_eq!(upstream.post(&format!("{other}/audittrail"), &json!({})).status, 405);
}

#[test]
fn twins_in_a_body_are_one_member_and_the_last_wins() {
    let upstream = Upstream::grid();
    let types = [0, 1].map(|n| url(PUBLIC_URL, "/catalogi/api/v1/zaaktypen", grid::ZAAKTYPEN[n]));
    for (first, second) in
        [("zaaktype", "ZAAKTYPE"), ("zaak_type", "zaaktype"), ("zaaktype", "zaaktype")]
    {
        let body = format!(r#"{{"{first}":"{}","{second}":"{}"}}"#, types[0], types[1]);
        let request = Request::new("POST", ZAKEN).header("Content-Type", "application/json");
        let made = upstream.call(request.body(body.as_bytes()));
        assert_eq!((made.status, &made.json()["zaaktype"]), (201, &json!(types[1])), "{body}");
    }
}
