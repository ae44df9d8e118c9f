//! What an applicatie may do now decides, for each request.

use edge::feed::{ApplicatieState, Thing};
use tokens::AccessClaims;

use crate::harness::issuer::lezer;
use crate::harness::{UUID, World};

const TYPES: &str = "/catalogi/api/v1/zaaktypen";

#[tokio::test]
async fn a_scope_that_no_autorisatie_gives_is_named_in_the_refusal() {
    let world = World::new().await;
    let answer =
        world.ask("POST", "catalogus", TYPES, &["Content-Type: application/json"], "{}").await;
    assert_eq!(answer.refusal(), (403, "scope-not-held".to_owned()));
    let challenge = answer.header("www-authenticate").unwrap();
    assert!(challenge.contains("error=\"insufficient_scope\""), "{challenge}");
    assert!(challenge.contains("scope=\"catalogi.schrijven\""), "{challenge}");
    assert!(world.upstream.seen().is_empty());
    assert_eq!(world.get("catalogus", TYPES, &[]).await.status, 200);
}

#[tokio::test]
async fn another_component_is_not_opened_by_this_ones_scopes() {
    let world = World::new().await;
    let answer = world.get("catalogus", "/zaken/api/v1/zaken", &[]).await;
    assert_eq!(answer.refusal(), (403, "scope-not-held".to_owned()));
}

#[tokio::test]
async fn a_token_may_be_narrower_than_the_applicatie_but_not_wider() {
    let world = World::new().await;
    for (client, scope, status) in [
        ("catalogus", "catalogi.lezen", 200),
        ("catalogus", "catalogi.schrijven", 403),
        ("catalogus", "catalogi.lezen2", 403),
        ("catalogus", "CATALOGI.LEZEN", 403),
        ("alles", "catalogi.schrijven", 403),
        ("alles", "catalogi.lezen", 200),
        ("lezer", "catalogi.lezen", 403),
    ] {
        let claims = AccessClaims { scope: Some(scope.to_owned()), ..world.issuer.claims(client) };
        let token = tokens::sign(&claims, &world.issuer.key).unwrap();
        let token = format!("Authorization: Bearer {token}");
        let answer = world.ask_with("GET", &token, TYPES, &[], "").await;
        assert_eq!(answer.status, status, "{client} {scope}: {}", answer.text());
    }
}

#[tokio::test]
async fn heeft_alle_autorisaties_passes_everywhere() {
    let world = World::new().await;
    let item = format!("/zaken/api/v1/zaken/{UUID}?expand=zaaktype");
    for path in ["/zaken/api/v1/zaken", "/zaken/api/v1/rollen", item.as_str(), TYPES] {
        assert_eq!(world.get("alles", path, &[]).await.status, 200, "{path}");
    }
    let answer =
        world.ask("DELETE", "alles", &format!("/zaken/api/v1/zaken/{UUID}"), &[], "").await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn an_autorisatie_that_is_taken_away_counts_no_more_for_a_token_that_was_used_before() {
    let world = World::new().await;
    let token = format!("Authorization: Bearer {}", world.issuer.token("catalogus"));
    assert_eq!(world.ask_with("GET", &token, TYPES, &[], "").await.status, 200);
    let id = uuid::Uuid::from_u128(3);
    let nothing = ApplicatieState { id, autorisaties: Vec::new(), ..lezer() };
    world.issuer.change(Thing::Applicatie(nothing));
    assert_eq!(world.get("alles", TYPES, &[]).await.status, 200, "the change has arrived");
    let answer = world.ask_with("GET", &token, TYPES, &[], "").await;
    assert_eq!(answer.refusal(), (403, "scope-not-held".to_owned()));
}

#[tokio::test]
async fn an_upstream_that_judges_objects_itself_gets_them_all() {
    let judges = |config: &mut gateway::GatewayConfig| {
        config.upstreams[0].objects = gateway::config::Objects::Upstream;
    };
    let world = World::with(judges).await;
    assert_eq!(world.get("lezer", "/zaken/api/v1/zaken", &[]).await.status, 200);
    let answer =
        world.ask("DELETE", "lezer", &format!("/zaken/api/v1/zaken/{UUID}"), &[], "").await;
    assert_eq!(answer.refusal(), (403, "scope-not-held".to_owned()), "scopes are still judged");
}
