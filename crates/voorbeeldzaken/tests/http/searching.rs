//! Lists and searches: filters, pages, order, and what each `_zoek` wants.

use serde_json::{Value, json};
use voorbeeldzaken::sample::grid::{self, State};
use voorbeeldzaken::sample::{DOCUMENTEN, INFORMATIEOBJECTTYPEN, ZAAKTYPEN, ZAKEN, url};

use crate::fixture::{PUBLIC_URL, Upstream};

fn zaaktype(of: usize) -> String {
    url(PUBLIC_URL, ZAAKTYPEN, grid::ZAAKTYPEN[of])
}

fn count(upstream: &Upstream, target: &str) -> Value {
    upstream.get(target).json()["count"].clone()
}

#[test]
fn zaken_are_narrowed_by_each_filter_that_a_list_knows() {
    let upstream = Upstream::grid();
    let bijstand = zaaktype(1);
    for (query, expected) in [
        ("", 48),
        (&*format!("zaaktype={bijstand}"), 24),
        ("maximaleVertrouwelijkheidaanduiding=beperkt_openbaar", 12),
        (&*format!("zaaktype={bijstand}&maximaleVertrouwelijkheidaanduiding=openbaar"), 3),
        ("identificatie=ZAAK-2026-000", 1),
        ("bronorganisatie__in=002220647,111222333", 48),
        ("bronorganisatie=111222333", 0),
        ("einddatum__isnull=true", 32),
        ("einddatum__isnull=false", 16),
        ("einddatum__lt=2026-03-03", 16),
        ("startdatum__gt=2026-03-02", 0),
        ("startdatum__gte=2026-03-02", 48),
        ("rol__betrokkeneType=natuurlijk_persoon", 32),
        ("rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn=900000000", 1),
        ("zaaktype=", 48),
        ("zaaktype=https://elders.example/catalogi/api/v1/zaaktypen/x", 0),
    ] {
        assert_eq!(count(&upstream, &format!("{ZAKEN}?{query}")), expected, "{query}");
    }
    for query in ["zaaktype__in=x", "uuid__in=x", "expand=geheim", "ordering=toelichting"] {
        assert_eq!(upstream.get(&format!("{ZAKEN}?{query}")).status, 400, "{query}");
    }
}

#[test]
fn zaken_come_newest_first_or_in_the_order_asked_for() {
    let upstream = Upstream::grid();
    let names = |query: &str| {
        let list = upstream.get(&format!("{ZAKEN}?{query}")).json();
        let zaken = list["results"].as_array().unwrap().clone();
        let names: Vec<String> =
            zaken.iter().map(|zaak| zaak["identificatie"].as_str().unwrap().to_owned()).collect();
        names
    };
    let newest = names("");
    assert_eq!((newest[0].as_str(), newest[47].as_str()), ("ZAAK-2026-172", "ZAAK-2026-000"));
    let rising = names("ordering=identificatie");
    assert_eq!((rising[0].as_str(), rising[47].as_str()), ("ZAAK-2026-000", "ZAAK-2026-172"));
    let falling = names("ordering=-einddatum,identificatie");
    assert_eq!(&falling[..2], ["ZAAK-2026-001", "ZAAK-2026-011"]);
}

#[test]
fn pages_have_the_size_asked_for_within_bounds() {
    let upstream = Upstream::grid();
    for (query, shown, next) in [
        ("pageSize=40", 40, Some("page=2&pageSize=40")),
        ("pageSize=40&page=2", 8, None),
        ("pageSize=0", 48, None),
        ("pageSize=501", 48, None),
        ("page=last&pageSize=47", 1, None),
    ] {
        let page = upstream.get(&format!("{ZAKEN}?{query}")).json();
        let next = next.map(|query| format!("{PUBLIC_URL}{ZAKEN}?{query}"));
        assert_eq!(page["results"].as_array().unwrap().len(), shown, "{query}");
        assert_eq!((&page["count"], &page["next"]), (&json!(48), &json!(next)), "{query}");
    }
    for page in ["0", "-1", "2", "een"] {
        assert_eq!(upstream.get(&format!("{ZAKEN}?page={page}")).status, 404, "{page}");
    }
}

#[test]
fn a_search_of_zaken_goes_by_types_level_and_uuids() {
    let upstream = Upstream::grid();
    let search = format!("{ZAKEN}/_zoek");
    let [melding, bijstand] = [zaaktype(0), zaaktype(1)];
    let some = [grid::zaak(0, 0, State::Open), grid::zaak(1, 7, State::Closed)];
    for (body, expected) in [
        (json!({ "zaaktype": melding }), 24),
        (json!({ "zaaktype__in": [melding, bijstand] }), 48),
        (json!({ "zaaktype__not_in": [melding] }), 24),
        (json!({ "zaaktype__in": [melding], "maximaleVertrouwelijkheidaanduiding": "intern" }), 9),
        (json!({ "uuid__in": some }), 2),
        (json!({ "uuid__in": some, "zaaktype": melding }), 1),
        (json!({ "identificatie": "ZAAK-2026-000" }), 1),
        // An empty list is no filter there.
        (json!({ "zaaktype__in": [], "kleur": "rood" }), 48),
        (json!({ "ZAAKTYPE": melding, "zaaktype": bijstand, "page": 1 }), 24),
    ] {
        let answer = upstream.post(&search, &body);
        assert_eq!((answer.status, &answer.json()["count"]), (200, &json!(expected)), "{body}");
    }
    assert_eq!(upstream.post(&search, &json!({})).first_fault().1, "empty_search_body");
    assert_eq!(upstream.get(&search).status, 405);
}

#[test]
fn pages_of_a_search_are_asked_for_in_the_query_or_in_the_body() {
    let upstream = Upstream::grid();
    let search = format!("{ZAKEN}/_zoek");
    let body = json!({ "zaaktype": zaaktype(0) });
    let first = upstream.post(&format!("{search}?pageSize=20"), &body).json();
    assert_eq!(first["next"], format!("{PUBLIC_URL}{search}?page=2&pageSize=20"));
    let second = upstream.post(&format!("{search}?page=2&pageSize=20"), &body).json();
    assert_eq!(second["results"].as_array().unwrap().len(), 4);
    let body = json!({ "zaaktype": zaaktype(0), "page": 2, "pageSize": 20 });
    assert_eq!(upstream.post(&search, &body).json()["results"], second["results"]);
    assert_eq!(upstream.post(&format!("{search}?page=2"), &body).status, 200);
    assert_eq!(upstream.post(&format!("{search}?kleur=rood"), &body).status, 400);
}

#[test]
fn documents_are_narrowed_in_a_list_and_searched_by_uuid() {
    let upstream = Upstream::grid();
    let foto = url(PUBLIC_URL, INFORMATIEOBJECTTYPEN, grid::INFORMATIEOBJECTTYPEN[0]);
    let zaak = url(PUBLIC_URL, ZAKEN, grid::zaak(0, 3, State::Open));
    for (query, expected) in [
        ("", 32),
        (&*format!("informatieobjecttype={foto}"), 16),
        ("vertrouwelijkheidaanduiding=geheim", 4),
        (&*format!("objectinformatieobjecten__object={zaak}"), 1),
        (&*format!("objectinformatieobjecten_object={zaak}"), 1),
        ("trefwoorden=brug", 0),
    ] {
        assert_eq!(count(&upstream, &format!("{DOCUMENTEN}?{query}")), expected, "{query}");
    }
    let search = format!("{DOCUMENTEN}/_zoek");
    let some = json!({ "uuid__in": [grid::document(0, 0), grid::upload(1, 7)] });
    assert_eq!(upstream.post(&search, &some).json()["count"], 2);
    assert_eq!(upstream.post(&search, &json!({})).first_fault().1, "required");
}

#[test]
fn what_is_expanded_stands_beside_what_links_to_it() {
    let upstream = Upstream::grid();
    let target = url("", ZAKEN, grid::zaak(1, 2, State::Closed));
    let expand = "expand=zaaktype,status.statustype,rollen,resultaat,hoofdzaak";
    let read = upstream.get(&format!("{target}?{expand}")).json();
    let shown = &read["_expand"];
    assert_eq!(shown["zaaktype"]["url"], read["zaaktype"]);
    assert_eq!(shown["status"]["_expand"]["statustype"]["isEindstatus"], true);
    assert_eq!(shown["rollen"][0]["url"], read["rollen"][0]);
    assert_eq!((shown.get("hoofdzaak"), shown["status"]["url"].is_string()), (None, true));
    let list = upstream.get(&format!("{ZAKEN}?{expand}")).json();
    let listed = list["results"].as_array().unwrap().iter().find(|z| z["url"] == read["url"]);
    assert_eq!(listed, Some(&read));
    let body = json!({ "uuid__in": [grid::zaak(1, 2, State::Closed)], "expand": expand[7..] });
    assert_eq!(upstream.post(&format!("{ZAKEN}/_zoek"), &body).json()["results"][0], read);
    assert_eq!(upstream.get(&target).json().get("_expand"), None);
    assert_eq!(upstream.get(&format!("{target}?expand=toelichting")).status, 400);
}

#[test]
fn a_search_of_zaken_shows_no_more_than_the_fields_it_names() {
    let upstream = Upstream::grid();
    let search = format!("{ZAKEN}/_zoek");
    let mut body = json!({ "uuid__in": [grid::zaak(1, 2, State::Closed)] });
    let whole = upstream.post(&search, &body).json()["results"][0].clone();
    body["fields"] = json!(["identificatie", { "zaaktype": ["omschrijving"], "rollen": ["*"] }]);
    let picked = upstream.post(&search, &body).json()["results"][0].clone();
    let names: Vec<&String> = picked.as_object().unwrap().keys().collect();
    assert_eq!(names, ["_expand", "identificatie"]);
    assert_eq!(picked["identificatie"], whole["identificatie"]);
    let zaaktype = json!({ "omschrijving": "Aanvraag bijzondere bijstand" });
    assert_eq!(picked["_expand"]["zaaktype"], zaaktype);
    assert_eq!(picked["_expand"]["rollen"][0]["url"], whole["rollen"][0]);
    body["fields"] = json!(["*"]);
    assert_eq!(upstream.post(&search, &body).json()["results"][0], whole);
    body["fields"] = "identificatie".into();
    assert_eq!(upstream.post(&search, &body).first_fault().1, "not_a_list");
    body["fields"] = json!(["url"]);
    body["expand"] = "zaaktype".into();
    assert_eq!(upstream.post(&search, &body).first_fault().1, "mutual-exclusive");
}

#[test]
fn documents_and_besluiten_are_expanded_likewise() {
    let upstream = Upstream::grid();
    for (target, expand, pointer) in [
        (
            grid::of_document_path("gebruiksrechten", 0, 5),
            "informatieobject.informatieobjecttype",
            "/_expand/informatieobject/_expand/informatieobjecttype/url",
        ),
        (
            grid::of_besluit_path("besluitinformatieobjecten", 1),
            "besluit.zaak,informatieobject",
            "/_expand/besluit/_expand/zaak/identificatie",
        ),
        (
            grid::sub_path("zaakinformatieobjecten", 0, 0, State::Open),
            "informatieobject",
            "/_expand/informatieobject/titel",
        ),
        (grid::sub_path("statussen", 0, 0, State::Open), "zaak", "/_expand/zaak/zaaktype"),
    ] {
        let body = upstream.get(&format!("{target}?expand={expand}")).json();
        assert!(body.pointer(pointer).is_some_and(Value::is_string), "{target}: {body}");
    }
}
