//! The walk: every operation of the typed components, asked for by who is restricted by type, and
//! by who is not.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use uuid::Uuid;
use voorbeeldzaken::sample;

use super::{mark, refused, unseen};
use crate::cases;
use crate::harness::{Answer, Bench, Installation, Options, Request, TaskApplication};

cases![
    sd3_8_of_the_standard_nothing_passes_by_silence,
    of_open_zaak_nothing_passes_by_silence,
    what_no_pack_lists_is_refused_to_everybody,
    a_head_is_judged_as_the_get_of_its_path,
    r6750_09_a_head_is_answered_with_the_headers_of_the_get,
];

const PACKS: [(&str, &str); 3] = [
    ("/zaken/api/v1", include_str!("../../config/operations/zrc.csv")),
    ("/documenten/api/v1", include_str!("../../config/operations/drc.csv")),
    ("/besluiten/api/v1", include_str!("../../config/operations/brc.csv")),
];

/// What touches no object: numbers, and parts of documents, which their lock opens.
const OPEN: &[&str] = &[
    "POST /zaken/api/v1/reserveer_zaaknummer",
    "POST /zaken/api/v1/zaaknummer_reserveren",
    "POST /documenten/api/v1/documentnummer_reserveren",
    "PUT /documenten/api/v1/bestandsdelen/{uuid}",
];

struct Row {
    method: &'static str,
    path: String,
    standard: &'static str,
    openzaak: &'static str,
}

fn rows() -> Vec<Row> {
    let rows =
        PACKS.iter().flat_map(|(base, pack)| pack.lines().skip(1).map(move |row| (base, row)));
    rows.map(|(base, row)| {
        let [_, _, method, path, standard, openzaak, _] =
            row.split(',').collect::<Vec<_>>().try_into().unwrap();
        Row { method, path: format!("{base}{path}"), standard, openzaak }
    })
    .collect()
}

/// Every scope that the packs name.
fn scopes() -> Vec<String> {
    let rows = rows();
    let words = rows.iter().flat_map(|row| [row.standard, row.openzaak]).flat_map(|text| {
        text.split(|letter| "() &|".contains(letter)).map(|word| word.trim_start_matches("zrc:"))
    });
    let scopes: BTreeSet<String> =
        words.filter(|word| word.contains('.')).map(str::to_owned).collect();
    scopes.into_iter().collect()
}

/// Holds every scope there is at every level, on a type of each component that nothing is of.
fn restricted(at: &Installation) -> TaskApplication {
    let of = |component: &str, member: &str, path: &str| {
        let mut autorisatie = json!({ "component": component, "scopes": scopes() });
        autorisatie[member] = json!(sample::url(&at.public_url(), path, Uuid::nil()));
        if component != "brc" {
            autorisatie["max_vertrouwelijkheidaanduiding"] = json!("zeer_geheim");
        }
        autorisatie
    };
    let autorisaties = json!([
        of("zrc", "zaaktype", sample::ZAAKTYPEN),
        of("drc", "informatieobjecttype", sample::INFORMATIEOBJECTTYPEN),
        of("brc", "besluittype", sample::BESLUITTYPEN),
    ]);
    let body = json!({ "label": "Alles van niets", "autorisaties": autorisaties });
    TaskApplication::register(at, &body, &json!({}))
}

/// A body that would do for any of them: it names types and parents that are there.
fn body(at: &Installation) -> Value {
    let url = |path, uuid| sample::url(&at.public_url(), path, uuid);
    json!({
        "zaaktype": url(sample::ZAAKTYPEN, sample::ZAAKTYPE_MELDING),
        "informatieobjecttype": url(sample::INFORMATIEOBJECTTYPEN, sample::INFORMATIEOBJECTTYPE_FOTO),
        "besluittype": url(sample::BESLUITTYPEN, sample::BESLUITTYPE_TOEKENNING),
        "vertrouwelijkheidaanduiding": "openbaar",
        "zaak": url(sample::ZAKEN, sample::ZAAK_MELDING_OPENBAAR),
        "informatieobject": url(sample::DOCUMENTEN, sample::DOCUMENT_FOTO),
        "besluit": url(sample::BESLUITEN, sample::BESLUIT_TOEKENNING),
        "gerelateerdAan": url(sample::ZAKEN, sample::ZAAK_MELDING_OPENBAAR),
        "statustype": "x",
    })
}

fn ask(at: &Installation, row: &Row, token: &str, mark: &str) -> Answer {
    // Objects that are there, so that nothing but the rule stands in the way.
    let own = match row.path.split('/').nth(4) {
        Some("enkelvoudiginformatieobjecten") => sample::DOCUMENT_FOTO,
        Some("besluiten") => sample::BESLUIT_TOEKENNING,
        Some("statussen") => sample::STATUS_MELDING,
        _ => sample::ZAAK_MELDING_OPENBAAR,
    };
    let own = own.to_string();
    let path: String = row
        .path
        .split('/')
        .map(|segment| if segment.starts_with('{') { own.as_str() } else { segment })
        .collect::<Vec<_>>()
        .join("/");
    let request = Request::new(row.method, &path).bearer(token).header("X-Mark", mark);
    match row.method {
        "GET" | "DELETE" => request.send(at.gateway),
        _ => request.json(&body(at)).send(at.gateway),
    }
}

fn walk(at: &Installation, flavour: fn(&Row) -> &'static str) {
    let tokens = [restricted(at).token(at), TaskApplication::with_all(at).token(at)];
    let (mut open, mut closed) = (Vec::new(), 0);
    for row in rows() {
        let name = format!("{} {}", row.method, row.path);
        let [limited, all] = &tokens;
        let marks = [mark(), mark()];
        let answers = [ask(at, &row, limited, &marks[0]), ask(at, &row, all, &marks[1])];
        if flavour(&row).is_empty() {
            for (answer, mark) in answers.iter().zip(&marks) {
                assert!(matches!(answer.status, 404 | 405), "{name}: {answer:?}");
                unseen(&at.upstream, mark);
            }
            continue;
        }
        assert_eq!(at.upstream.traces(&marks[1]).len(), 1, "{name} of all: {:?}", answers[1]);
        if OPEN.contains(&name.as_str()) {
            assert_eq!(at.upstream.traces(&marks[0]).len(), 1, "{name}: {:?}", answers[0]);
            open.push(name);
            continue;
        }
        match flavour(&row) {
            "superuser" => refused(&answers[0], 403, "superuser-only"),
            _ => shows_nothing(&name, &answers[0]),
        }
        // A search reads too: which rows it is answered with was looked at.
        if row.method != "GET" && !row.path.ends_with("/_zoek") {
            unseen(&at.upstream, &marks[0]);
        }
        closed += 1;
    }
    assert!(open.len() >= 3, "{open:?}");
    assert!(closed > 90, "{closed}");
}

/// Refused, not there, or a list without rows; whatever is refused says by which rule.
fn shows_nothing(name: &str, answer: &Answer) {
    match answer.status {
        200 => {
            let list = answer.json();
            let rows = list.get("results").unwrap_or(&list).as_array();
            assert!(rows.is_some_and(Vec::is_empty), "{name}: {list}");
            assert!(list.get("count").is_none_or(|count| count == 0), "{name}: {list}");
        }
        400 | 403 | 404 => assert_ne!(answer.member("code"), "", "{name}: {answer:?}"),
        _ => panic!("{name}: {answer:?}"),
    }
}

fn sd3_8_of_the_standard_nothing_passes_by_silence(bench: &Bench) {
    walk(&bench.fresh(), |row| row.standard);
}

fn of_open_zaak_nothing_passes_by_silence(bench: &Bench) {
    let options = Options::default().set("GATEWAY__UPSTREAM__0__FLAVOUR", "openzaak");
    walk(&bench.with(&options), |row| row.openzaak);
}

fn what_no_pack_lists_is_refused_to_everybody(bench: &Bench) {
    let at = bench.shared();
    let token = TaskApplication::with_all(&at).token(&at);
    for (method, path, status) in [
        ("GET", "/_bytes/10", 404),
        ("POST", "/_sink", 404),
        ("GET", "/zaken/api/v1/schema/openapi.yaml", 404),
        ("GET", "/zaken/api/v1/onbekend", 404),
        ("GET", "/zaken/admin/", 404),
        ("GET", "/autorisaties/api/v10/applicaties", 404),
        ("GET", "/notificaties/api/v1/kanaal", 404),
        ("PUT", "/zaken/api/v1/zaken", 405),
        ("PATCH", "/zaken/api/v1/statussen/0f7b2f52-6d1e-4e57-9c55-2b7a90c14001", 405),
        ("DELETE", "/documenten/api/v1/enkelvoudiginformatieobjecten", 405),
        (
            "GET",
            "/zaken/api/v1/zaken/0f7b2f52-6d1e-4e57-9c55-2b7a90c14001/a/b/c/d/e/f/g/h/i/j",
            404,
        ),
    ] {
        let mark = mark();
        let request = Request::new(method, path).bearer(&token).header("X-Mark", &mark);
        assert_eq!(request.send(at.gateway).status, status, "{method} {path}");
        unseen(&at.upstream, &mark);
    }
}

fn r6750_09_a_head_is_answered_with_the_headers_of_the_get(bench: &Bench) {
    let at = bench.shared();
    let token = TaskApplication::with_all(&at).token(&at);
    let limited = restricted(&at).token(&at);
    let with = |method: &str, token: &str| {
        let answer = Request::new(method, sample::ZAKEN).bearer(token).send(at.gateway);
        let mut headers = answer.headers.clone();
        headers.retain(|(name, _)| !["date", "connection"].contains(&name.as_str()));
        headers.sort();
        (answer.status, headers, answer.body.len())
    };
    for token in [&token, &limited, "a.b.c"] {
        let ((status, headers, body), (as_get, of_get, _)) =
            (with("HEAD", token), with("GET", token));
        assert_eq!((status, &headers, body), (as_get, &of_get, 0));
    }
}

fn a_head_is_judged_as_the_get_of_its_path(bench: &Bench) {
    let at = bench.shared();
    let (limited, all) = (restricted(&at).token(&at), TaskApplication::with_all(&at).token(&at));
    let melding = format!("{}/{}", sample::ZAKEN, sample::ZAAK_MELDING_OPENBAAR);
    for (token, path, status, methods) in [
        (&limited, &*melding, 403, vec!["GET"]),
        (&limited, sample::ZAKEN, 200, vec!["GET"]),
        (&all, sample::ZAKEN, 200, vec!["HEAD"]),
    ] {
        let mark = mark();
        let request = Request::new("HEAD", path).bearer(token).header("X-Mark", &mark);
        let answer = request.send(at.gateway);
        assert_eq!((answer.status, answer.body.len()), (status, 0), "{answer:?}");
        let seen: Vec<_> = at.upstream.traces(&mark).into_iter().map(|seen| seen.method).collect();
        assert_eq!(seen, methods, "{path}");
    }
}
