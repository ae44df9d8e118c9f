//! Lists: how they are narrowed upstream, and what is shown of what comes back.

use edge::feed::{ApplicatieState, AutorisatieState, Thing};
use serde_json::{Value, json};

use crate::harness::issuer::lezer;
use crate::harness::{OTHER_ZAAKTYPE, World, ZAAKTYPE};

const ZAKEN: &str = "/zaken/api/v1/zaken";
const ZOEK: &str = "/zaken/api/v1/zaken/_zoek";
const ROLLEN: &str = "/zaken/api/v1/rollen";
const JSON: &[(&str, &str)] = &[("content-type", "application/json")];

fn reads(zaaktype: &str, most: &str) -> AutorisatieState {
    AutorisatieState {
        component: "zrc".to_owned(),
        scopes: vec!["zaken.lezen".to_owned()],
        object_type: Some(zaaktype.to_owned()),
        max_vertrouwelijkheidaanduiding: Some(most.to_owned()),
    }
}

async fn world(autorisaties: Vec<AutorisatieState>) -> World {
    let world = World::new().await;
    world.issuer.change(Thing::Applicatie(ApplicatieState { autorisaties, ..lezer() }));
    world
}

fn zaak(number: u32, zaaktype: &str, level: &str) -> Value {
    json!({ "url": url(number), "zaaktype": zaaktype, "vertrouwelijkheidaanduiding": level })
}

fn url(number: u32) -> String {
    format!("https://zaken.example{ZAKEN}/0e6b7fb6-4f4b-4d7c-a9a1-{number:012}")
}

fn page(rows: &[Value], count: usize, next: Option<&str>) -> String {
    json!({ "count": count, "next": next, "previous": null, "results": rows }).to_string()
}

async fn listed(world: &World, path: &str) -> Value {
    let answer = world.get("lezer", path, &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    serde_json::from_str(&answer.text()).unwrap()
}

#[tokio::test]
async fn one_type_is_asked_for_by_parameters_and_shown_as_it_came() {
    let world = world(vec![reads(ZAAKTYPE, "intern")]).await;
    let body = page(&[zaak(1, ZAAKTYPE, "openbaar"), zaak(2, ZAAKTYPE, "intern")], 2, None);
    world.upstream.replies(ZAKEN, 200, JSON, &body);
    let answer = world.get("lezer", &format!("{ZAKEN}?identificatie=a%2Fb"), &[]).await;
    assert_eq!((answer.status, answer.text()), (200, body));
    let seen = world.upstream.only();
    let (path, query) = seen.target.split_once('?').unwrap();
    let zaaktype = ZAAKTYPE.replace('/', "%2F").replace(':', "%3A");
    let level = "maximaleVertrouwelijkheidaanduiding=intern";
    let expected = format!("identificatie=a%2Fb&{level}&zaaktype={zaaktype}");
    assert_eq!((seen.method.as_str(), path, query), ("GET", ZAKEN, &*expected));
}

#[tokio::test]
async fn what_a_caller_asks_for_narrows_what_they_may_see_and_never_widens_it() {
    let world = world(vec![reads(ZAAKTYPE, "intern"), reads(OTHER_ZAAKTYPE, "geheim")]).await;
    world.upstream.replies(ZAKEN, 200, JSON, &page(&[], 0, None));
    for (asked, most, sent) in [
        (ZAAKTYPE, "", "intern"),
        (ZAAKTYPE, "zeer_geheim", "intern"),
        (ZAAKTYPE, "openbaar", "openbaar"),
        (OTHER_ZAAKTYPE, "vertrouwelijk", "vertrouwelijk"),
    ] {
        let mut query = format!("zaaktype={}", asked.replace('/', "%2F"));
        if !most.is_empty() {
            query.push_str(&format!("&maximaleVertrouwelijkheidaanduiding={most}"));
        }
        listed(&world, &format!("{ZAKEN}?{query}")).await;
        let target = world.upstream.only().target;
        assert!(
            target.contains(&format!("maximaleVertrouwelijkheidaanduiding={sent}")),
            "{target}"
        );
        assert!(target.contains(asked.rsplit('/').next().unwrap()), "{target}");
    }
    let nothing = listed(&world, &format!("{ZAKEN}?zaaktype=https://zaken.example/x")).await;
    assert_eq!(nothing, json!({ "count": 0, "next": null, "previous": null, "results": [] }));
    assert!(world.upstream.seen().is_empty(), "of a type that is not held nothing is asked");
}

#[tokio::test]
async fn several_types_to_one_level_are_one_search_with_links_to_the_list() {
    let world = world(vec![reads(ZAAKTYPE, "intern"), reads(OTHER_ZAAKTYPE, "intern")]).await;
    let rows = [zaak(1, ZAAKTYPE, "intern"), zaak(2, OTHER_ZAAKTYPE, "openbaar")];
    let next = "https://zaken.example/zaken/api/v1/zaken/_zoek?page=3";
    world.upstream.replies(ZOEK, 200, JSON, &page(&rows, 250, Some(next)));
    let query = "archiefstatus__in=a,b&einddatum__isnull=true&page=2";
    let list = listed(&world, &format!("{ZAKEN}?{query}")).await;
    assert_eq!((list["count"].as_u64(), list["results"].as_array().unwrap().len()), (Some(250), 2));
    let link = |page| {
        let query = "archiefstatus__in=a%2Cb&einddatum__isnull=true";
        format!("https://zaken.example{ZAKEN}?{query}&page={page}")
    };
    assert_eq!((&list["next"], &list["previous"]), (&json!(link(3)), &json!(link(1))));
    let seen = world.upstream.only();
    assert_eq!((seen.method.as_str(), seen.target.as_str()), ("POST", &*format!("{ZOEK}?page=2")));
    let body: Value = serde_json::from_slice(&seen.body).unwrap();
    let expected = json!({
        "archiefstatus__in": ["a", "b"],
        "einddatum__isnull": true,
        "maximaleVertrouwelijkheidaanduiding": "intern",
        "zaaktype__in": [ZAAKTYPE, OTHER_ZAAKTYPE],
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn a_parameter_that_no_search_knows_is_asked_for_as_it_is_and_rows_are_left_out() {
    let world = world(vec![reads(ZAAKTYPE, "intern"), reads(OTHER_ZAAKTYPE, "intern")]).await;
    let rows = [
        zaak(1, ZAAKTYPE, "geheim"),
        zaak(2, OTHER_ZAAKTYPE, "openbaar"),
        zaak(3, "https://zaken.example/x", "openbaar"),
    ];
    world.upstream.replies(ZAKEN, 200, JSON, &page(&rows, 3, None));
    let list = listed(&world, &format!("{ZAKEN}?zaaktype__omschrijving=x")).await;
    let expected = json!({ "count": 1, "next": null, "previous": null, "results": [rows[1]] });
    assert_eq!(list, expected);
}

#[tokio::test]
async fn a_search_is_narrowed_whatever_it_says_of_types_and_levels() {
    let world = world(vec![reads(ZAAKTYPE, "intern"), reads(OTHER_ZAAKTYPE, "intern")]).await;
    world.upstream.replies(ZOEK, 200, JSON, &page(&[], 0, None));
    let search = async |body: Value| {
        let headers = ["Content-Type: application/json"];
        let answer = world.ask("POST", "lezer", ZOEK, &headers, &body.to_string()).await;
        let seen = world.upstream.seen();
        let sent = seen.first().map(|seen| serde_json::from_slice(&seen.body).unwrap());
        (answer.status, sent.unwrap_or(Value::Null))
    };
    let (most, types) = ("maximaleVertrouwelijkheidaanduiding", "zaaktype__in");
    let both = json!([ZAAKTYPE, OTHER_ZAAKTYPE]);
    for (body, sent) in [
        (json!({ "x": 1 }), json!({ "x": 1, types: both, most: "intern" })),
        (json!({ "zaaktype": ZAAKTYPE }), json!({ types: [ZAAKTYPE], most: "intern" })),
        (
            json!({ types: [OTHER_ZAAKTYPE, "https://zaken.example/x"], most: "geheim" }),
            json!({ types: [OTHER_ZAAKTYPE], most: "intern" }),
        ),
        (json!({ most: "openbaar" }), json!({ types: both, most: "openbaar" })),
        (json!({ "zaaktype": "https://zaken.example/x" }), Value::Null),
    ] {
        assert_eq!(search(body.clone()).await, (200, sent), "{body}");
    }
    for body in [
        json!({ "zaakType": ZAAKTYPE }),
        json!({ "ZAAKTYPE__IN": [ZAAKTYPE] }),
        json!({ "zaaktype_in": [ZAAKTYPE] }),
        json!({ types: ZAAKTYPE }),
        json!({ "zaaktype": 1 }),
        json!({ most: "hoog" }),
        json!({ "Expand": "status" }),
        json!({ "fields": ["url"] }),
    ] {
        assert_eq!(search(body.clone()).await, (400, Value::Null), "{body}");
    }
}

#[tokio::test]
async fn rows_that_were_not_asked_for_are_not_shown() {
    let world = world(vec![reads(ZAAKTYPE, "intern")]).await;
    for row in [zaak(1, OTHER_ZAAKTYPE, "openbaar"), zaak(1, ZAAKTYPE, "geheim")] {
        world.upstream.replies(ZAKEN, 200, JSON, &page(&[row], 1, None));
        let answer = world.get("lezer", ZAKEN, &[]).await;
        assert_eq!(answer.refusal(), (502, "answer-not-judged".to_owned()));
    }
}

#[tokio::test]
async fn rows_of_one_zaak_are_shown_or_not_all_alike() {
    let world = world(vec![reads(ZAAKTYPE, "intern")]).await;
    let (seen, hidden) = (url(1), url(2));
    let gone = url(3).strip_prefix("https://zaken.example").unwrap().to_owned();
    world.upstream.replies(&gone, 404, JSON, "{}");
    let show = |url: &str, zaak: Value| {
        let path = url.strip_prefix("https://zaken.example").unwrap().to_owned();
        world.upstream.replies(&path, 200, JSON, &zaak.to_string());
    };
    show(&seen, zaak(1, ZAAKTYPE, "openbaar"));
    show(&hidden, zaak(2, OTHER_ZAAKTYPE, "openbaar"));
    let rol = json!({ "url": "x", "zaak": seen });
    world.upstream.replies(ROLLEN, 200, JSON, &page(&[rol], 1, None));
    let list = listed(&world, &format!("{ROLLEN}?zaak={seen}")).await;
    assert_eq!((list["count"].as_u64(), list["results"].as_array().unwrap().len()), (Some(1), 1));
    let nothing = json!({ "count": 0, "next": null, "previous": null, "results": [] });
    let elsewhere = "https://elders.example/zaken/api/v1/zaken/1".to_owned();
    for zaak in [hidden, url(3), elsewhere] {
        assert_eq!(listed(&world, &format!("{ROLLEN}?zaak={zaak}")).await, nothing, "{zaak}");
    }
    let twice = world.get("lezer", &format!("{ROLLEN}?zaak={seen}&zaak={}", url(2)), &[]).await;
    assert_eq!(twice.refusal(), (400, "parameter-unclear".to_owned()));
}

#[tokio::test]
async fn rows_of_many_zaken_cost_one_search_for_them() {
    let world = world(vec![reads(ZAAKTYPE, "intern")]).await;
    let zaken = [zaak(1, ZAAKTYPE, "openbaar"), zaak(2, OTHER_ZAAKTYPE, "openbaar")];
    world.upstream.replies(ZOEK, 200, JSON, &page(&zaken, 2, None));
    let rol = |number, zaak| json!({ "url": number, "zaak": url(zaak) });
    let rows = [rol(1, 1), rol(2, 2), rol(3, 1), rol(4, 3)];
    world.upstream.replies(ROLLEN, 200, JSON, &page(&rows, 4, None));
    let list = listed(&world, ROLLEN).await;
    let expected =
        json!({ "count": 2, "next": null, "previous": null, "results": [rows[0], rows[2]] });
    assert_eq!(list, expected);
    let seen = world.upstream.seen();
    let asked: Vec<&str> = seen.iter().map(|seen| seen.target.as_str()).collect();
    assert_eq!(asked, [ROLLEN, ZOEK]);
    let body: Value = serde_json::from_slice(&seen[1].body).unwrap();
    assert_eq!(body["uuid__in"].as_array().unwrap().len(), 3);
    assert_eq!(seen[1].claims()["client_id"], "gateway", "it is the gateway's own question");
}

#[tokio::test]
async fn a_page_beyond_all_numbers_is_not_there_however_the_list_is_made() {
    let last = format!("page={}", u64::MAX);
    for most in ["intern", "geheim"] {
        let world = world(vec![reads(ZAAKTYPE, "intern"), reads(OTHER_ZAAKTYPE, most)]).await;
        let body = page(&[zaak(1, ZAAKTYPE, "openbaar")], 200, None);
        world.upstream.replies(ZOEK, 200, JSON, &body);
        world.upstream.replies(ROLLEN, 200, JSON, &page(&[], 0, None));
        for list in [ROLLEN, ZAKEN] {
            let answer = world.get("lezer", &format!("{list}?{last}"), &[]).await;
            // What is narrowed to one search, the upstream says itself.
            let there = list == ZAKEN && most == "intern";
            assert_eq!(answer.status, if there { 200 } else { 404 }, "{list} {most}: {answer:?}");
        }
        assert_eq!(listed(&world, ZAKEN).await["count"], if most == "intern" { 200 } else { 400 });
    }
}
