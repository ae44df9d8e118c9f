//! `expand`: what comes beside an object is judged by itself, and left out where it is hidden.

use edge::feed::{ApplicatieState, AutorisatieState, Thing};

use crate::harness::issuer::lezer;
use crate::harness::{OTHER_ZAAKTYPE, UUID, World, ZAAKTYPE};

const ZAKEN: &str = "/zaken/api/v1/zaken";
const OTHER: &str = "22222222-4f4b-4d7c-a9a1-9a6a6a0f8a22";

fn url(path: &str, uuid: &str) -> String {
    format!("https://zaken.example{path}/{uuid}")
}

fn zaak(uuid: &str, zaaktype: &str, level: &str, expanded: &str) -> String {
    format!(
        r#"{{"url":"{}","zaaktype":"{zaaktype}","vertrouwelijkheidaanduiding":"{level}"{expanded}}}"#,
        url(ZAKEN, uuid)
    )
}

/// Reads zaken as `lezer` does, and the catalogus.
async fn world() -> World {
    let world = World::new().await;
    let catalogus = AutorisatieState {
        component: "ztc".to_owned(),
        scopes: vec!["catalogi.lezen".to_owned()],
        object_type: None,
        max_vertrouwelijkheidaanduiding: None,
    };
    let mut reads = lezer();
    reads.autorisaties.push(catalogus);
    world.issuer.change(Thing::Applicatie(ApplicatieState { ..reads }));
    world
}

async fn shown(world: &World, body: &str, expand: &str) -> String {
    let path = format!("{ZAKEN}/{UUID}");
    world.upstream.replies(&path, 200, &[("content-type", "application/json")], body);
    let answer = world.get("lezer", &format!("{path}?expand={expand}"), &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.text()
}

#[tokio::test]
async fn what_is_expanded_and_visible_is_shown_byte_for_byte() {
    let world = world().await;
    let hoofdzaak = zaak(OTHER, ZAAKTYPE, "intern", "");
    let status = format!(
        r#"{{"url":"{}","zaak":"{}"}}"#,
        url("/zaken/api/v1/statussen", OTHER),
        url(ZAKEN, UUID)
    );
    let zaaktype = format!(r#"{{"url":"{ZAAKTYPE}", "omschrijving":"x"}}"#);
    let expanded = format!(
        r#", "_expand": {{"zaaktype":{zaaktype}, "hoofdzaak":{hoofdzaak},"status":{status},"resultaat":null}}"#
    );
    let body = zaak(UUID, ZAAKTYPE, "openbaar", &expanded);
    assert_eq!(shown(&world, &body, "zaaktype,hoofdzaak,status").await, body);
}

#[tokio::test]
async fn what_is_expanded_and_hidden_is_left_out_at_any_depth() {
    let world = world().await;
    let hidden = zaak(OTHER, OTHER_ZAAKTYPE, "openbaar", r#","omschrijving":"geheim ding""#);
    let too_high = zaak(OTHER, ZAAKTYPE, "geheim", r#","omschrijving":"geheim ding""#);
    let deeper = format!(r#","_expand":{{"hoofdzaak":{hidden}}}"#);
    let visible = zaak(OTHER, ZAAKTYPE, "intern", &deeper);
    let expanded = format!(
        r#","_expand":{{"hoofdzaak":{too_high},"deelzaken":[{hidden},{visible},{too_high}]}}"#
    );
    let body = zaak(UUID, ZAAKTYPE, "openbaar", &expanded);
    let answer = shown(&world, &body, "hoofdzaak,deelzaken.hoofdzaak").await;
    assert!(!answer.contains("geheim ding"), "{answer}");
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    assert!(answer["_expand"].get("hoofdzaak").is_none());
    let deelzaken = answer["_expand"]["deelzaken"].as_array().unwrap();
    assert_eq!(deelzaken.len(), 1);
    assert_eq!(deelzaken[0]["vertrouwelijkheidaanduiding"], "intern");
    assert!(deelzaken[0]["_expand"].get("hoofdzaak").is_none());
    assert_eq!(answer["zaaktype"], ZAAKTYPE);
}

#[tokio::test]
async fn what_belongs_to_a_hidden_zaak_is_left_out_and_what_cannot_be_told_too() {
    let world = world().await;
    let other = format!("{ZAKEN}/{OTHER}");
    let hidden = zaak(OTHER, OTHER_ZAAKTYPE, "openbaar", "");
    world.upstream.replies(&other, 200, &[("content-type", "application/json")], &hidden);
    let rol = |zaak: &str, naam: &str| {
        let at = url("/zaken/api/v1/rollen", OTHER);
        format!(r#"{{"url":"{at}","zaak":"{}","naam":"{naam}"}}"#, url(ZAKEN, zaak))
    };
    let strange = r#"{"url":"https://elders.example/zaken/api/v1/rollen/1","naam":"vreemd"}"#;
    let expanded = format!(
        r#","_expand":{{"rollen":[{},{},{strange},{{"naam":"naamloos"}}]}}"#,
        rol(UUID, "eigen"),
        rol(OTHER, "ander"),
    );
    let body = zaak(UUID, ZAAKTYPE, "openbaar", &expanded);
    let answer = shown(&world, &body, "rollen").await;
    assert!(answer.contains("eigen"));
    for left_out in ["ander", "vreemd", "naamloos"] {
        assert!(!answer.contains(left_out), "{answer}");
    }
}

#[tokio::test]
async fn an_expand_without_the_scope_of_its_component_reaches_nobody() {
    let world = World::new().await;
    for (query, refusal) in [
        ("expand=zaaktype", "scope-not-held"),
        ("expand=zaakinformatieobjecten.informatieobject", "scope-not-held"),
        ("expand=onbekend", "expand-not-judged"),
        ("fields=url", "parameter-restricted"),
    ] {
        let answer = world.get("lezer", &format!("{ZAKEN}/{UUID}?{query}"), &[]).await;
        assert_eq!(answer.refusal(), (403, refusal.to_owned()), "{query}");
    }
    assert!(world.upstream.seen().is_empty());
}
