//! Documents: versions, bytes, locks, parts to upload, and what hangs below them.

use serde_json::{Value, json};
use voorbeeldzaken::sample::grid::{self, LOCK, State};
use voorbeeldzaken::sample::{DOCUMENT_FOTO, DOCUMENTEN, INFORMATIEOBJECTTYPEN, ZAKEN, url};

use crate::client::{Answer, Request};
use crate::fixture::{HOST, PUBLIC_URL, Upstream};

const API: &str = "/documenten/api/v1";

fn target() -> String {
    url("", DOCUMENTEN, grid::document(0, 1))
}

fn new_document() -> Value {
    let of = url(PUBLIC_URL, INFORMATIEOBJECTTYPEN, grid::INFORMATIEOBJECTTYPEN[0]);
    json!({ "informatieobjecttype": of })
}

#[test]
fn an_older_version_has_its_own_level_and_bytes() {
    let upstream = Upstream::grid();
    let target = target();
    for (query, version, level) in [
        ("", 2, "beperkt_openbaar"),
        ("?versie=2", 2, "beperkt_openbaar"),
        ("?versie=1", 1, "geheim"),
        ("?registratieOp=2026-03-01T12:00:00Z", 1, "geheim"),
        ("?registratieOp=2026-03-02T12:00:00Z", 2, "beperkt_openbaar"),
    ] {
        let body = upstream.get(&format!("{target}{query}")).json();
        assert_eq!(body["versie"], version, "{query}");
        assert_eq!(body["vertrouwelijkheidaanduiding"], level, "{query}");
        let bytes = upstream.get(&format!("{target}/download{query}"));
        assert_eq!(bytes.body, format!("versie {version}").into_bytes(), "{query}");
        assert_eq!(bytes.header("Content-Type"), Some("application/octet-stream"));
        let inhoud = format!("{PUBLIC_URL}{target}/download?versie={version}");
        assert_eq!(body["inhoud"], inhoud, "{query}");
    }
    for (query, status) in
        [("versie=3", 404), ("versie=een", 400), ("registratieOp=2020-01-01T00:00:00Z", 404)]
    {
        assert_eq!(upstream.get(&format!("{target}?{query}")).status, status, "{query}");
    }
}

#[test]
fn a_download_is_no_json_and_that_is_told_before_anything_else() {
    let upstream = Upstream::grid();
    let download = format!("{}/download", target());
    let asked = |accept: &str| {
        let request = Request::new("GET", &download).header("Host", HOST);
        upstream.send(&request.header("Accept", accept)).verdict()
    };
    assert_eq!(asked("application/json"), (406, "not_acceptable".to_owned()));
    assert_eq!(asked("application/octet-stream"), (403, "permission_denied".to_owned()));
    assert_eq!(asked("*/*"), (403, "permission_denied".to_owned()));
}

#[test]
fn a_change_needs_the_lock_and_makes_a_version() {
    let upstream = Upstream::grid();
    let target = target();
    let fault = |body: &Value| upstream.patch(&target, body).first_fault().1;
    assert_eq!(fault(&json!({ "titel": "x" })), "unlocked");
    let locked = upstream.post(&format!("{target}/lock"), &json!({}));
    let lock = locked.json()["lock"].clone();
    assert_eq!((locked.status, lock.as_str().unwrap().len()), (200, 32));
    assert_eq!(upstream.get(&target).json()["locked"], true);
    let again = upstream.post(&format!("{target}/lock"), &json!({}));
    assert_eq!(again.first_fault().1, "existing-lock");
    assert_eq!(fault(&json!({ "titel": "x" })), "missing-lock-id");
    assert_eq!(fault(&json!({ "titel": "x", "lock": LOCK })), "incorrect-lock-id");
    let body = json!({ "titel": "x", "lock": lock, "vertrouwelijkheidaanduiding": "geheim" });
    let changed = upstream.patch(&target, &body);
    assert_eq!((changed.status, &changed.json()["versie"]), (200, &json!(3)));
    let before = upstream.get(&format!("{target}?versie=2")).json();
    assert_eq!(before["vertrouwelijkheidaanduiding"], "beperkt_openbaar");
    let unlock = |body: &Value| upstream.post(&format!("{target}/unlock"), body).status;
    assert_eq!((unlock(&json!({ "lock": "x" })), unlock(&json!({ "lock": lock }))), (400, 204));
    for query in ["", "?versie=2"] {
        assert_eq!(upstream.get(&format!("{target}{query}")).json()["locked"], false, "{query}");
    }
}

#[test]
fn a_document_of_the_handful_has_its_one_version() {
    let upstream = Upstream::start();
    let target = url("", DOCUMENTEN, DOCUMENT_FOTO);
    let read = |query: &str| upstream.get(&format!("{target}{query}"));
    assert_eq!((read("?versie=1").json(), read("?versie=2").status), (read("").json(), 404));
}

#[test]
fn an_unlock_without_a_lock_is_forced() {
    let upstream = Upstream::grid();
    let lock = format!("{}/lock", target());
    assert_eq!(upstream.call(Request::new("POST", &lock)).status, 200);
    let unlock = format!("{}/unlock", target());
    assert_eq!(upstream.call(Request::new("POST", &unlock)).status, 204);
}

fn upload(upstream: &Upstream, part: &str, lock: &str, bytes: &[u8]) -> Answer {
    let named =
        |name: &str| format!("--grens\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
    let mut body = format!("{}{lock}\r\n{}", named("lock"), named("inhoud")).into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--grens--\r\n");
    let request = Request::new("PUT", part);
    let request = request.header("Content-Type", "multipart/form-data; boundary=grens");
    upstream.call(request.body(&body))
}

#[test]
fn a_large_document_comes_in_parts_under_a_lock() {
    let upstream = Upstream::grid();
    let mut body = new_document();
    body["bestandsomvang"] = 100_000.into();
    let made = upstream.post(DOCUMENTEN, &body).json();
    let lock = made["lock"].as_str().unwrap();
    let parts = made["bestandsdelen"].as_array().unwrap();
    let sizes: Vec<_> = parts.iter().map(|part| part["omvang"].as_u64().unwrap()).collect();
    assert_eq!((sizes, &made["locked"]), (vec![65_536, 34_464], &json!(true)));
    let own = made["url"].as_str().unwrap().strip_prefix(PUBLIC_URL).unwrap();
    let unlock = || upstream.post(&format!("{own}/unlock"), &json!({ "lock": lock }));
    assert_eq!(unlock().first_fault().1, "incomplete-files");
    for (part, size) in parts.iter().zip([65_536, 34_464]) {
        let part = part["url"].as_str().unwrap().strip_prefix(PUBLIC_URL).unwrap();
        let sent = |lock, size| upload(&upstream, part, lock, &vec![b'q'; size]);
        assert_eq!(sent("x", size).first_fault().1, "incorrect-lock-id");
        assert_eq!(sent(lock, size - 1).first_fault().1, "file-size");
        let taken = sent(lock, size);
        assert_eq!((taken.status, &taken.json()["voltooid"]), (200, &json!(true)));
    }
    assert_eq!(unlock().status, 204);
    assert_eq!(upstream.get(&format!("{own}/download")).body, vec![b'q'; 100_000]);
    let read = upstream.get(own).json();
    assert_eq!((&read["bestandsdelen"], read.get("lock")), (&json!([]), None));
}

#[test]
fn the_part_of_the_grid_waits_for_its_bytes() {
    let upstream = Upstream::grid();
    let part = grid::of_document_path("bestandsdelen", 1, 4);
    assert_eq!(upstream.get(&part).status, 405);
    let json = upstream.call(Request::new("PUT", &part).json(&json!({ "lock": LOCK })));
    assert_eq!(json.verdict().0, 415);
    assert_eq!(upload(&upstream, &part, LOCK, b"vier").status, 200);
    let document = upstream.get(&url("", DOCUMENTEN, grid::upload(1, 4))).json();
    assert_eq!(document["bestandsdelen"][0]["url"], format!("{PUBLIC_URL}{part}"));
    assert_eq!(document["bestandsdelen"][0]["voltooid"], true);
}

#[test]
fn what_hangs_below_a_document_is_made_listed_changed_and_removed() {
    let upstream = Upstream::grid();
    let document = format!("{PUBLIC_URL}{}", target());
    let zaak = url(PUBLIC_URL, ZAKEN, grid::zaak(0, 0, State::Bare));
    for (list, body, put) in [
        ("gebruiksrechten", json!({ "informatieobject": document }), 200),
        ("verzendingen", json!({ "informatieobject": document }), 200),
        (
            "objectinformatieobjecten",
            json!({ "informatieobject": document, "object": zaak, "objectType": "zaak" }),
            405,
        ),
    ] {
        let path = format!("{API}/{list}");
        let narrowed = format!("{path}?informatieobject={document}");
        let count = || {
            let list = upstream.get(&narrowed).json();
            list.as_array().map_or_else(|| list["count"].as_u64(), |all| Some(all.len() as u64))
        };
        assert_eq!(count(), Some(1), "{list}");
        let made = upstream.post(&path, &body);
        assert_eq!((made.status, count()), (201, Some(2)), "{list}");
        let own = made.header("Location").unwrap().strip_prefix(PUBLIC_URL).unwrap().to_owned();
        upstream.answers(&[
            ("GET", &own, Value::Null, 200, body.clone()),
            ("PUT", &own, body.clone(), put, json!({})),
            ("POST", &path, json!({}), 400, json!({})),
            ("DELETE", &own, Value::Null, 204, json!({})),
            ("GET", &own, Value::Null, 404, json!({})),
        ]);
        let of_grid = grid::of_document_path(list, 0, 1);
        assert_eq!(upstream.get(&of_grid).json()["informatieobject"], document, "{list}");
    }
    let trail = upstream.get(&format!("{}/audittrail", target())).json();
    assert_eq!(trail.as_array().unwrap().len(), 1 + 3 + 2 + 3);
    let line = grid::of_document_path("audittrail", 0, 1);
    assert_eq!(upstream.get(&line).json()["hoofdObject"], document);
}

#[test]
fn a_link_to_a_zaak_has_its_other_side_among_the_documents() {
    let upstream = Upstream::grid();
    let document = format!("{PUBLIC_URL}{}", target());
    let zaak = url(PUBLIC_URL, ZAKEN, grid::zaak(1, 6, State::Open));
    let others = || upstream.get(&format!("{API}/objectinformatieobjecten?object={zaak}")).json();
    let before = others().as_array().unwrap().len();
    let body = json!({ "zaak": zaak, "informatieobject": document });
    let link = upstream.post("/zaken/api/v1/zaakinformatieobjecten", &body).json();
    let after = others();
    assert_eq!(after.as_array().unwrap().len(), before + 1);
    assert_eq!(after[0]["informatieobject"], document);
    upstream.delete(link["url"].as_str().unwrap().strip_prefix(PUBLIC_URL).unwrap());
    assert_eq!(others().as_array().unwrap().len(), before);
}

#[test]
fn whether_it_may_be_published_is_kept() {
    let upstream = Upstream::grid();
    for (level, published) in [(0, true), (1, false)] {
        let document = upstream.get(&url("", DOCUMENTEN, grid::document(0, level))).json();
        assert_eq!(document["isGereedVoorPublicatie"], published, "{level}");
    }
    let mut body = new_document();
    assert_eq!(upstream.post(DOCUMENTEN, &body).json()["isGereedVoorPublicatie"], false);
    body["isGereedVoorPublicatie"] = true.into();
    assert_eq!(upstream.post(DOCUMENTEN, &body).json()["isGereedVoorPublicatie"], true);
}
