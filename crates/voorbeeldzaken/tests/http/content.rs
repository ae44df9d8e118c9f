//! The content: what the grid holds, hiding a part of it, going back, and how calls are negotiated.

use serde_json::{Value, json};
use voorbeeldzaken::sample::grid::{self, Ending, LEVELS, State};
use voorbeeldzaken::sample::{DOCUMENTEN, STATUS_MELDING, STATUSSEN, ZAKEN, url};
use voorbeeldzaken::{Content, Crs};

use crate::client::Request;
use crate::fixture::{HOST, PUBLIC_URL, Upstream};

#[test]
fn every_type_stands_at_every_level_in_every_state() {
    let upstream = Upstream::grid();
    for of in 0..2 {
        for (level, name) in LEVELS.into_iter().enumerate() {
            for state in [State::Open, State::Closed, State::Bare] {
                let zaak = upstream.get(&url("", ZAKEN, grid::zaak(of, level, state))).json();
                assert_eq!(zaak["vertrouwelijkheidaanduiding"], name);
                let zaaktype = grid::ZAAKTYPEN[of].to_string();
                assert!(zaak["zaaktype"].as_str().unwrap().ends_with(&zaaktype));
                assert_eq!(zaak["einddatum"].is_string(), state == State::Closed);
                assert_eq!(zaak["status"].is_string(), state != State::Bare);
            }
            for document in [grid::document(of, level), grid::upload(of, level)] {
                let document = upstream.get(&url("", DOCUMENTEN, document)).json();
                assert_eq!(document["vertrouwelijkheidaanduiding"], name);
            }
        }
    }
}

#[test]
fn what_is_hidden_was_never_there_and_comes_back_with_a_reset() {
    let upstream = Upstream::grid();
    let hidden = url("", ZAKEN, grid::zaak(0, 7, State::Open));
    let below = grid::sub_path("zaakeigenschappen", 0, 7, State::Open);
    let neighbour = url("", ZAKEN, grid::zaak(0, 7, State::Closed));
    let read = |target: &str| upstream.get(target).body;
    let (whole, other) = (read(ZAKEN), read(&neighbour));
    upstream.running().hide(|path| path == hidden);
    upstream.answers(&[
        ("GET", &hidden, Value::Null, 404, json!({})),
        ("GET", &below, Value::Null, 404, json!({})),
        ("GET", ZAKEN, Value::Null, 200, json!({ "count": 47 })),
        ("GET", STATUSSEN, Value::Null, 200, json!({ "count": 31 })),
    ]);
    assert_eq!(read(&neighbour), other);
    upstream
        .post(STATUSSEN, &json!({ "zaak": format!("{PUBLIC_URL}{neighbour}"), "statustype": "x" }));
    assert_ne!(read(&neighbour), other);
    upstream.running().reset();
    assert_eq!((read(ZAKEN), read(&neighbour)), (whole, other));
}

#[test]
fn a_reset_goes_back_to_what_was_there_when_it_settled() {
    let upstream = Upstream::grid();
    let zaak = format!("{PUBLIC_URL}{}", url("", ZAKEN, grid::zaak(0, 7, State::Closed)));
    let more = || upstream.post(STATUSSEN, &json!({ "zaak": zaak, "statustype": "x" }));
    let read = || upstream.get(STATUSSEN).body;
    let begun = read();
    more();
    let settled = read();
    assert_ne!(settled, begun);
    upstream.running().settle();
    more();
    assert_ne!(read(), settled);
    upstream.running().reset();
    assert_eq!(read(), settled);
}

#[test]
fn two_grids_answer_byte_for_byte_the_same() {
    let [one, other] = [Upstream::grid(), Upstream::grid()];
    for list in [ZAKEN, DOCUMENTEN, STATUSSEN, "/documenten/api/v1/gebruiksrechten"] {
        assert_eq!(one.get(list).body, other.get(list).body, "{list}");
    }
}

#[test]
fn the_handful_has_statustypen_too() {
    let upstream = Upstream::start();
    let path = "/catalogi/api/v1/statustypen";
    assert_eq!(upstream.get(path).json()["count"], 4);
    for (ending, ends) in [(Ending::First, false), (Ending::Last, true)] {
        let statustype = upstream.get(&url("", path, grid::statustype(1, ending))).json();
        assert_eq!(statustype["isEindstatus"], ends);
    }
    assert_eq!(upstream.get(&url("", STATUSSEN, STATUS_MELDING)).json()["statustype"], "Ontvangen");
}

#[test]
fn coordinates_are_asked_for_on_zaken_alone() {
    let zaak = url("", ZAKEN, grid::zaak(0, 0, State::Open));
    let search = format!("{ZAKEN}/_zoek");
    for (crs, without) in [(Crs::Demanded, 412), (Crs::Assumed, 200)] {
        let upstream = Upstream::with(Content::Grid, crs);
        for (method, target, expected) in [
            ("GET", ZAKEN, without),
            ("GET", &*zaak, without),
            ("HEAD", &*zaak, without),
            ("GET", STATUSSEN, 200),
        ] {
            let asked = |crs: Option<&str>| {
                let request = Request::new(method, target);
                let request = match crs {
                    Some(crs) => request.header("Accept-Crs", crs),
                    None => request,
                };
                upstream.call(request)
            };
            assert_eq!(asked(None).status, expected, "{method} {target}");
            assert_eq!(asked(Some("EPSG:4326")).status, 200, "{method} {target}");
            let other = if target == STATUSSEN { 200 } else { 406 };
            assert_eq!(asked(Some("EPSG:28992")).status, other, "{method} {target}");
            let spoken = asked(None).header("Content-Crs").map(str::to_owned);
            assert_eq!(spoken.is_some(), target != STATUSSEN, "{method} {target}");
        }
        let body = json!({ "identificatie": "x" });
        assert_eq!(upstream.post(&search, &body).status, without);
        assert_eq!(upstream.delete(&zaak).status, 204);
        let stranger = upstream.send(&Request::new("GET", ZAKEN).header("Host", HOST));
        assert_eq!(stranger.verdict().0, 403);
    }
}

#[test]
fn what_is_no_json_is_406_before_the_method_and_the_token() {
    let upstream = Upstream::start();
    let asked = |method: &str, accept: &str| {
        let request = Request::new(method, ZAKEN).header("Host", HOST);
        upstream.send(&request.header("Accept", accept)).status
    };
    assert_eq!((asked("GET", "text/html"), asked("DELETE", "text/html")), (406, 406));
    for accept in ["application/json", "*/*", "text/html, application/*;q=0.1"] {
        assert_eq!((asked("GET", accept), asked("DELETE", accept)), (403, 405), "{accept}");
    }
}
