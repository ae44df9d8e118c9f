//! Writing: create, change, remove, and what a body may not hold.

use serde_json::{Value, json};
use voorbeeldzaken::sample::{
    BESLUITEN, BESLUITTYPE_TOEKENNING, BESLUITTYPEN, DOCUMENTEN, INFORMATIEOBJECTTYPE_INKOMEN,
    INFORMATIEOBJECTTYPEN, STATUS_MELDING, STATUSSEN, ZAAK_MELDING_OPENBAAR, ZAAKTYPE_BIJSTAND,
    ZAAKTYPE_MELDING, ZAAKTYPEN, ZAKEN, url,
};

use crate::client::{Answer, Request};
use crate::fixture::{PUBLIC_URL, Upstream};

fn bijstand() -> String {
    url(PUBLIC_URL, ZAAKTYPEN, ZAAKTYPE_BIJSTAND)
}

fn patch(upstream: &Upstream, body: &Value) -> Answer {
    let target = url("", ZAKEN, ZAAK_MELDING_OPENBAAR);
    upstream.call(Request::new("PATCH", &target).json(body))
}

#[test]
fn a_new_zaak_is_201_with_its_location_and_the_level_of_its_type() {
    let upstream = Upstream::start();
    let answer = upstream.post(ZAKEN, &json!({ "zaaktype": bijstand(), "omschrijving": "nieuw" }));
    let zaak = answer.json();
    assert_eq!(answer.status, 201);
    assert_eq!(answer.header("Location"), zaak["url"].as_str());
    assert_eq!(zaak["vertrouwelijkheidaanduiding"], "zaakvertrouwelijk");
    let path = zaak["url"].as_str().unwrap().strip_prefix(PUBLIC_URL).unwrap().to_owned();
    assert_eq!(upstream.get(&path).json(), zaak);
}

#[test]
fn a_level_that_is_given_is_kept() {
    let upstream = Upstream::start();
    let body = json!({ "zaaktype": bijstand(), "vertrouwelijkheidaanduiding": "geheim" });
    assert_eq!(upstream.post(ZAKEN, &body).json()["vertrouwelijkheidaanduiding"], "geheim");
}

#[test]
fn a_zaak_needs_a_zaaktype_that_is_known_under_exactly_that_url() {
    let upstream = Upstream::start();
    let refused = |body: Value| {
        let answer = upstream.post(ZAKEN, &body);
        assert_eq!(answer.status, 400, "{body}");
        answer.first_fault()
    };
    let fault = |code: &str| ("zaaktype".to_owned(), code.to_owned());
    assert_eq!(refused(json!({})), fault("required"));
    assert_eq!(refused(json!({ "zaaktype": "" })), fault("required"));
    assert_eq!(refused(json!({ "zaaktype": null })), fault("null"));
    assert_eq!(refused(json!({ "zaaktype": 5 })), fault("invalid"));
    let elsewhere = url("http://elders.example", ZAAKTYPEN, ZAAKTYPE_BIJSTAND);
    let unknown = url(PUBLIC_URL, ZAAKTYPEN, BESLUITTYPE_TOEKENNING);
    for zaaktype in [elsewhere, unknown, format!("{}/", bijstand()), "geen url".to_owned()] {
        assert_eq!(refused(json!({ "zaaktype": zaaktype })), fault("object-does-not-exist"));
    }
}

#[test]
fn all_faults_of_a_body_are_told_at_once() {
    let upstream = Upstream::start();
    let body = json!({ "omschrijving": 5, "vertrouwelijkheidaanduiding": "beetje" });
    let problem = upstream.post(ZAKEN, &body).json();
    let faults = problem["invalidParams"].as_array().unwrap();
    let codes: Vec<_> = faults.iter().map(|fault| fault["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["invalid", "required", "invalid_choice"]);
}

#[test]
fn a_body_that_is_no_json_object_is_refused() {
    let upstream = Upstream::start();
    let sent = |kind: &str, body: &[u8]| {
        let request = Request::new("POST", ZAKEN).header("Content-Type", kind);
        upstream.call(request.body(body)).verdict()
    };
    assert_eq!(sent("application/json", b"{"), (400, "parse_error".to_owned()));
    assert_eq!(sent("application/json", b"[]"), (400, "parse_error".to_owned()));
    assert_eq!(sent("text/plain", b"{}"), (415, "unsupported_media_type".to_owned()));
    assert_eq!(sent("application/json; charset=utf-8", b"{}"), (400, "invalid".to_owned()));
}

#[test]
fn a_body_over_16_mib_is_413_and_one_of_16_mib_is_read() {
    let upstream = Upstream::start();
    let sent = |size: usize| {
        let request = Request::new("POST", ZAKEN).header("Content-Type", "application/json");
        upstream.call(request.body(&vec![b' '; size])).status
    };
    assert_eq!((sent(16 * 1024 * 1024), sent(16 * 1024 * 1024 + 1)), (400, 413));
}

#[test]
fn a_patch_changes_what_it_names_and_nothing_else() {
    let upstream = Upstream::start();
    let before = upstream.get(&url("", ZAKEN, ZAAK_MELDING_OPENBAAR));
    let changed = patch(&upstream, &json!({ "vertrouwelijkheidaanduiding": "geheim" }));
    let mut expected = before.json();
    expected["vertrouwelijkheidaanduiding"] = "geheim".into();
    assert_eq!((changed.status, changed.json()), (200, expected));
    let after = upstream.get(&url("", ZAKEN, ZAAK_MELDING_OPENBAAR));
    assert_ne!(after.header("ETag"), before.header("ETag"));
}

#[test]
fn the_zaaktype_of_a_zaak_does_not_change() {
    let upstream = Upstream::start();
    let other = patch(&upstream, &json!({ "zaaktype": bijstand() }));
    assert_eq!(other.status, 400);
    assert_eq!(other.first_fault(), ("zaaktype".to_owned(), "wijzigen-niet-toegelaten".to_owned()));
    let same = url(PUBLIC_URL, ZAAKTYPEN, ZAAKTYPE_MELDING);
    assert_eq!(patch(&upstream, &json!({ "zaaktype": same })).status, 200);
}

#[test]
fn a_removed_zaak_is_gone_and_so_are_its_statussen() {
    let upstream = Upstream::start();
    let target = url("", ZAKEN, ZAAK_MELDING_OPENBAAR);
    let remove = || upstream.call(Request::new("DELETE", &target)).status;
    assert_eq!((remove(), remove()), (204, 404));
    assert_eq!(upstream.get(&target).status, 404);
    assert_eq!(upstream.get(&url("", STATUSSEN, STATUS_MELDING)).status, 404);
}

#[test]
fn a_new_status_becomes_the_status_of_its_zaak() {
    let upstream = Upstream::start();
    let zaak = url(PUBLIC_URL, ZAKEN, ZAAK_MELDING_OPENBAAR);
    let status = upstream.post(STATUSSEN, &json!({ "zaak": zaak, "statustype": "Afgehandeld" }));
    assert_eq!(status.status, 201);
    let read = upstream.get(&url("", ZAKEN, ZAAK_MELDING_OPENBAAR)).json();
    assert_eq!(read["status"], status.json()["url"]);
}

#[test]
fn a_document_takes_the_level_of_its_type() {
    let upstream = Upstream::start();
    let of = url(PUBLIC_URL, INFORMATIEOBJECTTYPEN, INFORMATIEOBJECTTYPE_INKOMEN);
    let answer = upstream.post(DOCUMENTEN, &json!({ "informatieobjecttype": of }));
    assert_eq!((answer.status, answer.header("Location").is_some()), (201, true));
    assert_eq!(answer.json()["vertrouwelijkheidaanduiding"], "vertrouwelijk");
    assert_eq!(upstream.post(DOCUMENTEN, &json!({})).first_fault().0, "informatieobjecttype");
}

#[test]
fn a_besluit_may_name_a_zaak_that_exists() {
    let upstream = Upstream::start();
    let of = url(PUBLIC_URL, BESLUITTYPEN, BESLUITTYPE_TOEKENNING);
    let zaak = url(PUBLIC_URL, ZAKEN, ZAAK_MELDING_OPENBAAR);
    let taken = |zaak: &str| upstream.post(BESLUITEN, &json!({ "besluittype": of, "zaak": zaak }));
    assert_eq!((taken(&zaak).status, taken("").status), (201, 201));
    let nowhere = taken(&format!("{zaak}0"));
    assert_eq!((nowhere.status, nowhere.first_fault().0), (400, "zaak".to_owned()));
}
