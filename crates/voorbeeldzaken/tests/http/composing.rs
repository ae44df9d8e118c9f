//! The operations that write several things at once, and the numbers handed out ahead.

use serde_json::{Value, json};
use voorbeeldzaken::sample::grid::{self, Ending, State};
use voorbeeldzaken::sample::{
    BESLUITEN, BESLUITTYPEN, DOCUMENTEN, INFORMATIEOBJECTTYPEN, ZAAKTYPEN, ZAKEN, url,
};

use crate::fixture::{PUBLIC_URL, Upstream};

const ZRC: &str = "/zaken/api/v1";

fn statustype(ending: Ending) -> String {
    url(PUBLIC_URL, "/catalogi/api/v1/statustypen", grid::statustype(0, ending))
}

fn count(upstream: &Upstream, list: &str) -> u64 {
    upstream.get(list).json()["count"].as_u64().unwrap()
}

#[test]
fn a_zaak_is_registered_with_all_that_belongs_to_it() {
    let upstream = Upstream::grid();
    let document = url(PUBLIC_URL, DOCUMENTEN, grid::document(0, 0));
    let elsewhere = url(PUBLIC_URL, ZAKEN, grid::zaak(1, 7, State::Open));
    let body = json!({
        "zaak": { "zaaktype": url(PUBLIC_URL, ZAAKTYPEN, grid::ZAAKTYPEN[0]) },
        // Which zaak a part is of is not the body's to say.
        "status": { "statustype": statustype(Ending::First), "zaak": elsewhere },
        "rollen": [{ "roltype": "x" }, { "roltype": "y" }],
        "zaakinformatieobjecten": [{ "informatieobject": document }],
        "zaakobjecten": [{ "objectType": "adres" }],
    });
    let answer = upstream.post(&format!("{ZRC}/zaak_registreren"), &body);
    let made = answer.json();
    assert_eq!((answer.status, made["rollen"].as_array().unwrap().len()), (201, 2));
    let zaak = &made["zaak"]["url"];
    assert_eq!(&made["status"]["zaak"], zaak);
    for (name, number) in [("rollen", 1), ("zaakinformatieobjecten", 0), ("zaakobjecten", 0)] {
        assert_eq!(&made[name][number]["zaak"], zaak, "{name}");
    }
    let target = zaak.as_str().unwrap().strip_prefix(PUBLIC_URL).unwrap();
    assert_eq!(upstream.get(target).json(), made["zaak"]);
}

#[test]
fn of_a_composite_with_a_fault_nothing_is_written() {
    let upstream = Upstream::grid();
    let body = json!({
        "zaak": { "zaaktype": url(PUBLIC_URL, ZAAKTYPEN, grid::ZAAKTYPEN[0]) },
        "rollen": [{ "roltype": "x" }, {}],
    });
    let before = count(&upstream, ZAKEN);
    let register = format!("{ZRC}/zaak_registreren");
    let fault = |body: &Value| upstream.post(&register, body).first_fault();
    assert_eq!(fault(&body), ("rollen.1.roltype".to_owned(), "required".to_owned()));
    assert_eq!(fault(&json!({})), ("zaak".to_owned(), "required".to_owned()));
    assert_eq!(fault(&json!({ "zaak": {} })).0, "zaak.zaaktype");
    assert_eq!(count(&upstream, ZAKEN), before);
}

#[test]
fn a_zaak_is_changed_and_given_a_status_in_one_call() {
    let upstream = Upstream::grid();
    let uuid = grid::zaak(0, 0, State::Open);
    let status = |ending| json!({ "statustype": statustype(ending) });
    for (operation, body, member, is_closed) in [
        (
            "zaak_opschorten",
            json!({
                "zaak": { "opschorting": { "indicatie": true, "reden": "x" } },
                "status": status(Ending::First),
            }),
            "opschorting",
            false,
        ),
        (
            "zaak_verlengen",
            json!({
                "zaak": { "verlenging": { "reden": "x", "duur": "P1D" } },
                "status": status(Ending::First),
            }),
            "verlenging",
            false,
        ),
        (
            "zaak_bijwerken",
            json!({ "zaak": { "toelichting": "x" }, "rollen": [{ "roltype": "x" }] }),
            "toelichting",
            false,
        ),
        (
            "zaak_afsluiten",
            json!({
                "zaak": { "toelichting": "af" },
                "resultaat": { "resultaattype": "x" },
                "status": status(Ending::Last),
            }),
            "toelichting",
            true,
        ),
    ] {
        let answer = upstream.post(&format!("{ZRC}/{operation}/{uuid}"), &body);
        let zaak = &answer.json()["zaak"];
        assert_eq!((answer.status, &zaak[member]), (200, &body["zaak"][member]), "{operation}");
        assert_eq!(zaak["einddatum"].is_string(), is_closed, "{operation}");
        assert_eq!(&upstream.get(&url("", ZAKEN, uuid)).json(), zaak, "{operation}");
        let nowhere = format!("{ZRC}/{operation}/{}", grid::besluit(0));
        assert_eq!(upstream.post(&nowhere, &body).status, 404, "{operation}");
    }
}

#[test]
fn a_document_is_registered_with_its_zaak_and_a_besluit_with_its_documents() {
    let upstream = Upstream::grid();
    let of = url(PUBLIC_URL, INFORMATIEOBJECTTYPEN, grid::INFORMATIEOBJECTTYPEN[1]);
    let zaak = url(PUBLIC_URL, ZAKEN, grid::zaak(0, 0, State::Open));
    let body = json!({
        "enkelvoudiginformatieobject": { "informatieobjecttype": of },
        "zaakinformatieobject": { "zaak": zaak },
    });
    let made = upstream.post("/documenten/api/v1/document_registreren", &body).json();
    let document = made["enkelvoudiginformatieobject"]["url"].clone();
    assert_eq!(made["zaakinformatieobject"]["informatieobject"], document);
    assert_eq!(made["zaakinformatieobject"]["zaak"], zaak);

    let body = json!({
        "besluit": { "besluittype": url(PUBLIC_URL, BESLUITTYPEN, grid::BESLUITTYPEN[1]) },
        "besluitinformatieobjecten": [{ "informatieobject": document }],
    });
    let before = count(&upstream, BESLUITEN);
    let answer = upstream.post("/besluiten/api/v1/besluit_verwerken", &body);
    let made = answer.json();
    assert_eq!((answer.status, count(&upstream, BESLUITEN)), (201, before + 1));
    assert_eq!(made["besluitinformatieobjecten"][0]["besluit"], made["besluit"]["url"]);
}

#[test]
fn numbers_are_reserved_one_or_several_and_never_twice() {
    let upstream = Upstream::grid();
    for (path, member) in [
        ("/zaken/api/v1/zaaknummer_reserveren", "zaaknummer"),
        ("/zaken/api/v1/reserveer_zaaknummer", "zaaknummer"),
        ("/documenten/api/v1/documentnummer_reserveren", "documentnummer"),
    ] {
        let one = upstream.post(path, &json!({ "bronorganisatie": "002220647" }));
        assert_eq!((one.status, one.json()[member].is_string()), (201, true), "{path}");
        let body = json!({ "bronorganisatie": "002220647", "aantal": 2 });
        let two = upstream.post(path, &body).json();
        assert_eq!(two.as_array().unwrap().len(), 2, "{path}");
        assert_ne!((&two[0], &one.json()), (&two[1], &two[0]), "{path}");
        assert_eq!(upstream.post(path, &json!({})).first_fault().0, "bronorganisatie");
        let none = json!({ "bronorganisatie": "002220647", "aantal": 0 });
        assert_eq!(upstream.post(path, &none).first_fault().0, "aantal");
    }
}
