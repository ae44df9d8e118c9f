//! Nothing of a list depends on rows that are not shown: the same is answered, byte for byte, when those rows were never there.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::asking::{Asked, Content};
use super::bodies::belongs_by;
use super::table::{self, BESLUITEN, DOCUMENTEN, LEVELS, ZAKEN};
use super::world::path_of;
use super::{Judged, MAKER};
use crate::harness::Answer;

/// One component: its objects, what decides of them, and the lists of what belongs to them.
struct Component {
    name: &'static str,
    base: &'static str,
    objects: &'static str,
    reads: &'static str,
    member: &'static str,
    types: &'static str,
    lists: &'static [&'static str],
}

const COMPONENTS: [Component; 3] = [
    Component {
        name: "zrc",
        base: ZAKEN,
        objects: "zaken",
        reads: "zaken.lezen",
        member: "zaaktype",
        types: "zaaktype",
        lists: &["statussen", "rollen", "zaakobjecten", "zaakinformatieobjecten", "zaaknotities"],
    },
    Component {
        name: "drc",
        base: DOCUMENTEN,
        objects: "enkelvoudiginformatieobjecten",
        reads: "documenten.lezen",
        member: "informatieobjecttype",
        types: "informatieobjecttype",
        lists: &["gebruiksrechten", "objectinformatieobjecten", "verzendingen"],
    },
    Component {
        name: "brc",
        base: BESLUITEN,
        objects: "besluiten",
        reads: "besluiten.lezen",
        member: "besluittype",
        types: "besluittype",
        lists: &["besluitinformatieobjecten"],
    },
];

/// What is asked of the objects themselves, and of what belongs to them.
const OF_OBJECTS: &[&str] = &[
    "",
    "page=2",
    "pageSize=3",
    "pageSize=3&page=2",
    "pageSize=3&page=4",
    "pageSize=3&page=99",
    "pageSize=500",
    "page=0",
    "page=last",
];
const OF_ZAKEN: &[&str] = &[
    "ordering=-startdatum",
    "pageSize=3&ordering=identificatie&page=2",
    "maximaleVertrouwelijkheidaanduiding=intern",
    "einddatum__isnull=true&pageSize=5",
    "expand=status,rollen",
    "onbekend=1",
];

/// A row that every list is asked for anew without.
struct Row {
    object: Value,
    shown: bool,
}

pub(super) fn nothing_of_a_list_depends_on_hidden_rows() {
    let bench = Judged::start();
    let (mut compared, mut with_rows, mut other) = (0, 0, 0);
    for applicatie in table::applicaties() {
        let client = applicatie["client_id"].as_str().unwrap();
        for component in &COMPONENTS {
            let rows = rows(&bench, component, &applicatie);
            let hidden: BTreeSet<String> = rows
                .iter()
                .filter(|row| !row.shown)
                .map(|row| path_of(&row.object["url"]))
                .collect();
            let asked = questions(component, &rows);
            let ask = |client: &str| bench.answers(&asked, client);
            let (before, all_before) = (ask(client), ask(MAKER));
            bench.gateway.upstream.hides(&hidden);
            let (after, all_after) = (ask(client), ask(MAKER));
            bench.gateway.upstream.reset();
            for ((asked, before), after) in asked.iter().zip(&before).zip(&after) {
                assert_eq!(
                    told(before),
                    told(after),
                    "{client}: {} {}",
                    asked.method,
                    asked.target
                );
                compared += 1;
                with_rows += usize::from(before.text().contains(r#""url""#));
            }
            other += all_before.iter().zip(&all_after).filter(|(a, b)| told(a) != told(b)).count();
        }
    }
    println!("{compared} lists compared, {with_rows} of them with rows");
    assert!(compared > 2000 && with_rows > 400, "{compared}, {with_rows}");
    assert!(other > 500, "rows were taken away for {other} alone");
}

/// Every object of a component, and whether an applicatie sees it.
fn rows(bench: &Judged, component: &Component, applicatie: &Value) -> Vec<Row> {
    let asked = Asked::get(&format!("{}/{}?pageSize=500", component.base, component.objects));
    let answer = bench.answers(&[asked], MAKER).remove(0);
    let objects = answer.json()["results"].as_array().unwrap().clone();
    let row = |object: Value| Row { shown: shows(component, applicatie, &object), object };
    objects.into_iter().map(row).collect()
}

/// Whether one autorisatie by itself gives the scope on its type up to its level.
fn shows(component: &Component, applicatie: &Value, object: &Value) -> bool {
    let level = |text: &Value| LEVELS.iter().position(|level| text == level);
    let reaches = |autorisatie: &Value| {
        let named = autorisatie["type"].as_str().and_then(|named| named.split_once(':'));
        let of_type = named.is_some_and(|(types, place)| {
            types == component.types
                && object[component.member]
                    == super::bodies::type_url(types, place.parse().unwrap())
        });
        let gives = autorisatie["scopes"].as_array().unwrap().contains(&json!(component.reads));
        let high = level(&autorisatie["max"]) >= level(&object["vertrouwelijkheidaanduiding"]);
        autorisatie["component"] == component.name && of_type && gives && high
    };
    let all = applicatie["heeft_alle_autorisaties"] == true;
    let autorisaties = applicatie["autorisaties"].as_array().unwrap();
    let unready = component.name == "drc" && object["isGereedVoorPublicatie"] != true;
    let kept = applicatie["alleen_is_gereed_voor_publicatie"] == true && unready;
    !kept && (all || autorisaties.iter().any(reaches))
}

/// What is asked for, the same before and after.
fn questions(component: &Component, rows: &[Row]) -> Vec<Asked> {
    let at = |list: &str, query: &str| {
        let mark = if query.is_empty() { "" } else { "?" };
        Asked::get(&format!("{}/{list}{mark}{query}", component.base))
    };
    let of_zaken = if component.name == "zrc" { OF_ZAKEN } else { &[] };
    let objects = OF_OBJECTS.iter().chain(of_zaken);
    let mut asked: Vec<Asked> = objects.map(|query| at(component.objects, query)).collect();
    for list in component.lists {
        let by = belongs_by(list);
        let of = |row: &Row| format!("{by}={}", row.object["url"].as_str().unwrap());
        let some = [rows.iter().find(|row| row.shown), rows.iter().find(|row| !row.shown)];
        asked.extend(["", "page=2"].map(|query| at(list, query)));
        asked.extend(some.into_iter().flatten().map(|row| at(list, &of(row))));
    }
    asked.extend(searches(component, rows));
    asked
}

fn searches(component: &Component, rows: &[Row]) -> Vec<Asked> {
    let uuids: Vec<String> = rows
        .iter()
        .map(|row| super::world::last(&path_of(&row.object["url"])).to_owned())
        .collect();
    let types = [0, 1].map(|place| super::bodies::type_url(component.types, place));
    let bodies = match component.name {
        "zrc" => vec![
            json!({}),
            json!({ "zaaktype__in": types }),
            json!({ "uuid__in": uuids }),
            json!({ "maximaleVertrouwelijkheidaanduiding": "vertrouwelijk" }),
            json!({ "zaaktype": types[1], "ordering": "-startdatum" }),
        ],
        "drc" => vec![json!({ "uuid__in": uuids }), json!({ "uuid__in": uuids[..5] })],
        _ => Vec::new(),
    };
    let path = format!("{}/{}/_zoek", component.base, component.objects);
    let search = |(query, body): (&str, &Value)| Asked {
        method: "POST",
        target: format!("{path}{query}"),
        headers: Vec::new(),
        body: Content::Json(body.clone()),
    };
    let pages = ["", "?page=2", "?pageSize=3&page=2"];
    bodies.iter().flat_map(|body| pages.map(|query| search((query, body)))).collect()
}

/// An answer without what differs each time.
fn told(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let mut headers = answer.headers.clone();
    headers.retain(|(name, _)| name != "date");
    headers.sort();
    let text = answer.text();
    let instance = text.find("urn:uuid:").map_or(text.len(), |at| at + 9);
    let end = text.len().min(instance + 36);
    (answer.status, headers, format!("{}{}", &text[..instance], &text[end..]))
}

impl Judged {
    fn answers(&self, asked: &[Asked], client: &str) -> Vec<Answer> {
        let token = self.gateway.token(client);
        self.asking.each(asked, |asked, line| line.ask(&asked.clone().by(&token)))
    }
}
