//! What a verdict costs the upstream: how many requests the gateway makes beside the caller's own.

use edge::feed::{ApplicatieState, AutorisatieState, Thing};

use crate::harness::issuer::lezer;
use crate::harness::{UUID, World, ZAAKTYPE, zaak};

const ZAKEN: &str = "/zaken/api/v1/zaken";
const STATUSSEN: &str = "/zaken/api/v1/statussen";
const JSON: &[(&str, &str)] = &[("content-type", "application/json")];

/// What `lezer` may do, with other scopes and up to another level.
fn holding(scopes: &[&str], most: &str) -> ApplicatieState {
    let autorisatie = AutorisatieState {
        component: "zrc".to_owned(),
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        object_type: Some(ZAAKTYPE.to_owned()),
        max_vertrouwelijkheidaanduiding: Some(most.to_owned()),
    };
    ApplicatieState { autorisaties: vec![autorisatie], ..lezer() }
}

async fn world(applicatie: ApplicatieState) -> World {
    let world = World::new().await;
    world.issuer.change(Thing::Applicatie(applicatie));
    let zaak = zaak(ZAAKTYPE, "openbaar");
    world.upstream.replies(&format!("{ZAKEN}/{UUID}"), 200, JSON, &zaak);
    world
}

/// The requests that one of the caller's leads to, as `METHOD path`.
async fn asked(world: &World, method: &str, path: &str, body: &str) -> (u16, Vec<String>) {
    let headers: &[&str] = if body.is_empty() { &[] } else { &["Content-Type: application/json"] };
    let answer = world.ask(method, "lezer", path, headers, body).await;
    let seen = world.upstream.seen();
    (answer.status, seen.iter().map(|seen| format!("{} {}", seen.method, seen.target)).collect())
}

fn status() -> String {
    format!(r#"{{"zaak":"https://zaken.example{ZAKEN}/{UUID}","statustype":"x"}}"#)
}

#[tokio::test]
async fn a_read_of_one_zaak_costs_no_second_request() {
    let world = world(lezer()).await;
    let path = format!("{ZAKEN}/{UUID}");
    assert_eq!(asked(&world, "GET", &path, "").await, (200, vec![format!("GET {path}")]));
}

#[tokio::test]
async fn a_status_costs_one_look_up_and_none_to_who_may_always_set_it() {
    let look_up = format!("GET {ZAKEN}/{UUID}");
    let create = format!("POST {STATUSSEN}");
    let scopes = ["zaken.statussen.toevoegen"];
    let further = world(holding(&scopes, "zeer_geheim")).await;
    for _ in 0..2 {
        let expected = vec![look_up.clone(), create.clone()];
        assert_eq!(asked(&further, "POST", STATUSSEN, &status()).await, (200, expected));
    }
    let scopes = ["zaken.statussen.toevoegen", "zaken.heropenen"];
    let always = world(holding(&scopes, "zeer_geheim")).await;
    let first = vec![look_up.clone(), create.clone()];
    assert_eq!(asked(&always, "POST", STATUSSEN, &status()).await, (200, first));
    // Its type is known now, and nothing else matters.
    assert_eq!(asked(&always, "POST", STATUSSEN, &status()).await, (200, vec![create.clone()]));
    // With a ceiling below the highest, the level matters.
    let below = world(holding(&scopes, "geheim")).await;
    for _ in 0..2 {
        let expected = vec![look_up.clone(), create.clone()];
        assert_eq!(asked(&below, "POST", STATUSSEN, &status()).await, (200, expected));
    }
}

#[tokio::test]
async fn what_belongs_to_a_zaak_costs_one_look_up_in_two_seconds() {
    let world = world(lezer()).await;
    let path = format!("{STATUSSEN}/{UUID}");
    let body = format!(r#"{{"url":"x","zaak":"https://zaken.example{ZAKEN}/{UUID}"}}"#);
    world.upstream.replies(&path, 200, JSON, &body);
    let first = vec![format!("GET {path}"), format!("GET {ZAKEN}/{UUID}")];
    assert_eq!(asked(&world, "GET", &path, "").await, (200, first));
    assert_eq!(asked(&world, "GET", &path, "").await, (200, vec![format!("GET {path}")]));
}

#[tokio::test]
async fn a_write_looks_its_zaak_up_afresh_however_lately_it_was_read() {
    let world = world(holding(&["zaken.lezen", "zaken.bijwerken"], "zeer_geheim")).await;
    let path = format!("{ZAKEN}/{UUID}");
    assert_eq!(asked(&world, "GET", &path, "").await.0, 200);
    let expected = vec![format!("GET {path}"), format!("PATCH {path}")];
    let body = r#"{"toelichting":"x"}"#;
    assert_eq!(asked(&world, "PATCH", &path, body).await, (200, expected));
    // Closed meanwhile, and not by way of this gateway.
    let closed = zaak(ZAAKTYPE, "openbaar").replace('}', r#","einddatum":"2026-11-01"}"#);
    world.upstream.replies(&path, 200, JSON, &closed);
    let answer =
        world.ask("PATCH", "lezer", &path, &["Content-Type: application/json"], body).await;
    assert_eq!(answer.refusal(), (403, "zaak-closed".to_owned()));
    let seen: Vec<String> = world.upstream.seen().into_iter().map(|seen| seen.method).collect();
    assert_eq!(seen, ["GET"]);
}

#[tokio::test]
async fn an_eigenschap_of_another_zaak_is_not_reached_by_the_path_of_ones_own() {
    let world = world(holding(&["zaken.lezen", "zaken.bijwerken"], "zeer_geheim")).await;
    let path = format!("{ZAKEN}/{UUID}/zaakeigenschappen/{UUID}");
    let own = format!("https://zaken.example{ZAKEN}/{UUID}");
    let other = own.replace("0e6b", "ffff");
    let hidden = zaak(crate::harness::OTHER_ZAAKTYPE, "openbaar");
    world.upstream.replies(
        &format!("{ZAKEN}/{}", UUID.replace("0e6b", "ffff")),
        200,
        JSON,
        &hidden,
    );
    for (zaak, read, written) in [(&own, 200, 200), (&other, 403, 404)] {
        let body = format!(r#"{{"url":"x","zaak":"{zaak}"}}"#);
        world.upstream.replies(&path, 200, JSON, &body);
        assert_eq!(asked(&world, "GET", &path, "").await.0, read, "{zaak}");
        let (status, requests) = asked(&world, "DELETE", &path, "").await;
        assert_eq!(status, written, "{zaak}: {requests:?}");
        assert_eq!(requests.iter().any(|one| one.starts_with("DELETE")), written == 200);
    }
}
