//! What is presented, and what is answered to it.

use edge::feed::{ClientState, Ended, Thing};
use tokens::{AccessClaims, UnixTime};
use uuid::Uuid;

use crate::harness::issuer::client_state;
use crate::harness::{HOST, NOW, World, exchange};

const PATH: &str = "/catalogi/api/v1/zaaktypen";

#[tokio::test]
async fn a_request_with_a_good_token_reaches_the_upstream_with_a_zgw_jwt() {
    let world = World::new().await;
    let answer = world.get("catalogus", &format!("{PATH}?page=2"), &[]).await;
    assert_eq!((answer.status, answer.text().as_str()), (200, "{}"));
    let seen = world.upstream.only();
    assert_eq!(seen.target, format!("{PATH}?page=2"));
    let claims = seen.claims();
    assert_eq!((&claims["client_id"], &claims["iss"]), (&"catalogus".into(), &"catalogus".into()));
    assert_eq!((&claims["iat"], &claims["exp"]), (&NOW.into(), &(NOW + 60).into()));
    assert!(claims.get("aud").is_none());
}

#[tokio::test]
async fn without_a_token_the_challenge_has_a_realm_and_no_error() {
    let world = World::new().await;
    let answer = world.ask_with("GET", "", PATH, &[], "").await;
    assert_eq!(answer.refusal(), (401, "not_authenticated".to_owned()));
    assert_eq!(answer.header("www-authenticate"), Some("Bearer realm=\"zaken\""));
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert!(world.upstream.seen().is_empty());
}

#[tokio::test]
async fn what_is_no_token_is_refused_and_says_how() {
    let world = World::new().await;
    let good = world.issuer.token("catalogus");
    let two = format!("Authorization: Bearer {good}\r\nAuthorization: Bearer {good}");
    let list = format!("Authorization: Bearer {good}, Bearer {good}");
    for (authorization, status, code) in [
        ("Authorization: Bearer", 400, "authorization-malformed"),
        ("Authorization: Bearer abc", 401, "token-malformed"),
        ("Authorization: Bearer a.b.c", 401, "token-not-valid"),
        ("Authorization: Basic YTpi", 401, "scheme-not-taken"),
        ("Authorization: Token abc", 401, "authentication_failed"),
        (two.as_str(), 400, "several-credentials"),
        (list.as_str(), 400, "several-credentials"),
    ] {
        let answer = world.ask_with("GET", authorization, PATH, &[], "").await;
        assert_eq!(answer.refusal(), (status, code.to_owned()), "{authorization}");
        assert!(answer.header("www-authenticate").unwrap().starts_with("Bearer realm=\"zaken\""));
    }
    assert!(world.upstream.seen().is_empty());
}

#[tokio::test]
async fn a_token_in_the_query_is_never_used() {
    let world = World::new().await;
    let token = world.issuer.token("catalogus");
    let path = format!("{PATH}?access_token={token}");
    let answer = world.ask_with("GET", "", &path, &[], "").await;
    assert_eq!(answer.refusal(), (401, "token-in-query".to_owned()));
    assert!(!answer.text().contains(&token));
    let answer = world.get("catalogus", &path, &[]).await;
    assert_eq!(answer.refusal(), (400, "token-in-query".to_owned()));
    assert!(world.upstream.seen().is_empty());
}

#[tokio::test]
async fn a_token_that_is_not_for_here_is_refused() {
    let world = World::new().await;
    let claims = || world.issuer.claims("catalogus");
    for (claims, code) in [
        (AccessClaims { exp: UnixTime::new(NOW - 11), ..claims() }, "token-expired"),
        (AccessClaims { aud: "https://zaken.example.evil".into(), ..claims() }, "token-not-valid"),
        (
            AccessClaims { iss: "https://issuer.example.evil".to_owned(), ..claims() },
            "token-not-valid",
        ),
        (AccessClaims { client_id: "nobody".to_owned(), ..claims() }, "client-gone"),
        (AccessClaims { zp_credential: Some("lezer-1".to_owned()), ..claims() }, "credential-gone"),
    ] {
        let token = tokens::sign(&claims, &world.issuer.key).unwrap();
        let answer =
            world.ask_with("GET", &format!("Authorization: Bearer {token}"), PATH, &[], "").await;
        assert_eq!(answer.refusal(), (401, code.to_owned()));
        assert!(answer.header("www-authenticate").unwrap().contains("error=\"invalid_token\""));
    }
    let other = tokens::SigningKey::generate(tokens::Algorithm::Es256).unwrap();
    let token = tokens::sign(&claims(), &other).unwrap();
    let answer =
        world.ask_with("GET", &format!("Authorization: Bearer {token}"), PATH, &[], "").await;
    assert_eq!(answer.refusal(), (401, "token-not-valid".to_owned()));
    assert!(world.upstream.seen().is_empty());
}

#[tokio::test]
async fn a_withdrawn_credential_is_refused_at_once_though_its_token_was_seen_before() {
    let world = World::new().await;
    let token = format!("Authorization: Bearer {}", world.issuer.token("catalogus"));
    assert_eq!(world.ask_with("GET", &token, PATH, &[], "").await.status, 200);
    let gone = ClientState {
        credentials: Vec::new(),
        ..client_state("catalogus", Some(Uuid::from_u128(3)))
    };
    world.issuer.change(Thing::Client(gone));
    // A token of another client that is ahead of the gateway makes sure that the change arrived.
    assert_eq!(world.get("alles", PATH, &[]).await.status, 200);
    let answer = world.ask_with("GET", &token, PATH, &[], "").await;
    assert_eq!(answer.refusal(), (401, "credential-gone".to_owned()));
}

#[tokio::test]
async fn a_client_without_applicatie_may_do_nothing() {
    let world = World::new().await;
    world.issuer.change(Thing::ApplicatieEnded(Ended { id: Uuid::from_u128(3) }));
    let answer = world.get("catalogus", PATH, &[]).await;
    assert_eq!(answer.refusal(), (403, "applicatie-missing".to_owned()));
}

#[tokio::test]
async fn zgw_clients_get_the_403_that_they_expect() {
    let world = World::with(|config| config.upstreams[0].errors = gateway::Errors::Zgw).await;
    let answer = world.ask_with("GET", "", PATH, &[], "").await;
    assert_eq!(answer.refusal(), (403, "permission_denied".to_owned()));
}

#[tokio::test]
async fn a_second_request_on_a_connection_does_not_ride_on_the_firsts_token() {
    let world = World::new().await;
    let token = world.issuer.token("catalogus");
    let both = format!(
        "GET {PATH} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {token}\r\n\r\n\
         GET {PATH} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n"
    );
    let first = exchange(world.address, both.as_bytes()).await;
    assert_eq!(first.status, 200);
    assert!(first.text().contains("HTTP/1.1 401"), "{}", first.text());
    assert_eq!(world.upstream.seen().len(), 1);
}
