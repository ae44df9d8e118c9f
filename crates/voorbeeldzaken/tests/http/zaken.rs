//! Reading: lists, single things, conditions, hosts, and what is not there.

use serde_json::json;
use voorbeeldzaken::sample::{
    BESLUIT_TOEKENNING, BESLUITEN, DOCUMENT_INKOMEN, DOCUMENTEN, STATUS_MELDING, STATUSSEN,
    ZAAK_BIJSTAND_ZEER_GEHEIM, ZAAK_MELDING_OPENBAAR, ZAAKTYPE_BIJSTAND, ZAAKTYPE_MELDING,
    ZAAKTYPEN, ZAKEN, url,
};

use crate::client::Request;
use crate::fixture::{HOST, PUBLIC_URL, Upstream, claims, token};

fn zaak() -> String {
    url("", ZAKEN, ZAAK_MELDING_OPENBAAR)
}

#[test]
fn every_collection_is_listed_with_the_version_of_its_api() {
    let upstream = Upstream::start();
    let cases = [
        (ZAKEN, 6, "1.5.1"),
        (STATUSSEN, 2, "1.5.1"),
        (DOCUMENTEN, 2, "1.4.2"),
        (BESLUITEN, 1, "1.1.0"),
        (ZAAKTYPEN, 2, "1.3.1"),
        ("/catalogi/api/v1/informatieobjecttypen", 2, "1.3.1"),
        ("/catalogi/api/v1/besluittypen", 1, "1.3.1"),
    ];
    for (path, count, version) in cases {
        let answer = upstream.get(path);
        assert_eq!((answer.status, &answer.json()["count"]), (200, &json!(count)), "{path}");
        assert_eq!(answer.header("API-version"), Some(version), "{path}");
        assert_eq!(answer.json()["results"].as_array().unwrap().len(), count, "{path}");
    }
}

#[test]
fn a_list_is_narrowed_by_type_and_by_level() {
    let upstream = Upstream::start();
    let bijstand = url(PUBLIC_URL, ZAAKTYPEN, ZAAKTYPE_BIJSTAND);
    let of_type = upstream.get(&format!("{ZAKEN}?zaaktype={bijstand}")).json();
    let ceiling = "maximaleVertrouwelijkheidaanduiding=zaakvertrouwelijk";
    let below = upstream.get(&format!("{ZAKEN}?zaaktype={bijstand}&{ceiling}")).json();
    assert_eq!((&of_type["count"], &below["count"]), (&json!(3), &json!(2)));
}

#[test]
fn an_unknown_query_parameter_is_400() {
    let upstream = Upstream::start();
    let answer = upstream.get(&format!("{ZAKEN}?kleur=rood"));
    assert_eq!(answer.status, 400);
    assert_eq!(
        answer.first_fault(),
        ("nonFieldErrors".to_owned(), "unknown-parameters".to_owned())
    );
}

#[test]
fn a_list_comes_in_pages_that_link_to_each_other() {
    let upstream = Upstream::start();
    let page = upstream.get(&format!("{ZAKEN}?pageSize=4&page=2")).json();
    assert_eq!(page["count"], 6);
    assert_eq!(page["results"].as_array().unwrap().len(), 2);
    assert_eq!(page["next"], json!(null));
    assert_eq!(page["previous"], format!("{PUBLIC_URL}{ZAKEN}?page=1&pageSize=4"));
    assert_eq!(upstream.get(&format!("{ZAKEN}?pageSize=4&page=3")).status, 404);
}

#[test]
fn a_zaak_is_read_with_its_type_and_level() {
    let upstream = Upstream::start();
    let body = upstream.get(&zaak()).json();
    assert_eq!(body["url"], format!("{PUBLIC_URL}{}", zaak()));
    assert_eq!(body["zaaktype"], url(PUBLIC_URL, ZAAKTYPEN, ZAAKTYPE_MELDING));
    assert_eq!(body["vertrouwelijkheidaanduiding"], "openbaar");
    assert_eq!(body["status"], url(PUBLIC_URL, STATUSSEN, STATUS_MELDING));
}

#[test]
fn documenten_and_besluiten_are_read_alike() {
    let upstream = Upstream::start();
    let document = upstream.get(&url("", DOCUMENTEN, DOCUMENT_INKOMEN)).json();
    let besluit = upstream.get(&url("", BESLUITEN, BESLUIT_TOEKENNING)).json();
    assert_eq!(document["vertrouwelijkheidaanduiding"], "vertrouwelijk");
    assert!(besluit["zaak"].as_str().unwrap().starts_with(&format!("{PUBLIC_URL}{ZAKEN}/")));
}

#[test]
fn urls_follow_host_and_forwarded_proto_but_those_of_types_do_not() {
    let upstream = Upstream::start();
    let bearer = format!("Bearer {}", token(&claims()));
    let request = Request::new("GET", &zaak())
        .header("Host", "elders.example:8443")
        .header("X-Forwarded-Proto", "https")
        .header("X-Forwarded-Host", "nergens.example")
        .header("Authorization", &bearer);
    let body = upstream.send(&request).json();
    assert_eq!(body["url"], format!("https://elders.example:8443{}", zaak()));
    assert_eq!(body["zaaktype"], url(PUBLIC_URL, ZAAKTYPEN, ZAAKTYPE_MELDING));
}

#[test]
fn a_known_etag_is_answered_304_and_another_200() {
    let upstream = Upstream::start();
    let tag = upstream.get(&zaak()).header("ETag").unwrap().to_owned();
    let asked =
        |known: &str| upstream.call(Request::new("GET", &zaak()).header("If-None-Match", known));
    let not_modified = asked(&format!("\"anders\", W/{tag}"));
    assert_eq!((not_modified.status, not_modified.body.len()), (304, 0));
    assert_eq!(not_modified.header("ETag"), Some(tag.as_str()));
    assert_eq!(asked("*").status, 304);
    assert_eq!(asked("\"anders\"").status, 200);
}

#[test]
fn head_is_get_without_the_body() {
    let upstream = Upstream::start();
    let get = upstream.get(&zaak());
    let head = upstream.call(Request::new("HEAD", &zaak()));
    assert_eq!((head.status, head.body.len()), (200, 0));
    for name in ["ETag", "Content-Length", "Content-Type", "API-version"] {
        assert_eq!(head.header(name), get.header(name), "{name}");
        assert!(head.header(name).is_some(), "{name}");
    }
}

#[test]
fn what_is_not_there_is_404_and_an_unknown_path_is_a_page() {
    let upstream = Upstream::start();
    let unknown = format!("{ZAKEN}/00000000-0000-4000-8000-000000000000");
    for path in [unknown, format!("{ZAKEN}/geen-uuid")] {
        let answer = upstream.get(&path);
        assert_eq!(answer.verdict(), (404, "not_found".to_owned()), "{path}");
        assert_eq!(answer.json()["type"], format!("{PUBLIC_URL}/ref/fouten/NotFound/"));
    }
    let page = upstream.send(&Request::new("GET", &format!("{ZAKEN}/")).header("Host", HOST));
    assert_eq!((page.status, page.header("Content-Type")), (404, Some("text/html; charset=utf-8")));
}

#[test]
fn a_zaak_that_is_zeer_geheim_is_shown_to_every_client_for_it_enforces_nothing() {
    let upstream = Upstream::start();
    assert_eq!(upstream.get(&url("", ZAKEN, ZAAK_BIJSTAND_ZEER_GEHEIM)).status, 200);
}

#[test]
fn a_method_that_is_not_there_is_405_before_the_token_is_looked_at() {
    let upstream = Upstream::start();
    let answer = upstream.send(&Request::new("DELETE", ZAKEN).header("Host", HOST));
    assert_eq!(answer.verdict(), (405, "method_not_allowed".to_owned()));
    assert_eq!(answer.header("Allow"), Some("GET, POST, HEAD"));
}

#[test]
fn a_problem_is_problem_json_only_for_who_asks_for_exactly_that() {
    let upstream = Upstream::start();
    let asked = |accept: &str| {
        let request = Request::new("GET", ZAKEN).header("Host", HOST);
        let answer = upstream.send(&request.header("Accept", accept));
        answer.header("Content-Type").unwrap().to_owned()
    };
    assert_eq!(asked("application/problem+json"), "application/problem+json");
    assert_eq!(asked("application/json, application/problem+json"), "application/json");
}
