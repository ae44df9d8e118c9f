//! For whom a client calls, beside what the gateway asks by itself, and while a body is on its way.

use edge::feed::{ClientState, Thing};
use edge::paths::ON_BEHALF_SCOPE;
use tokens::AccessClaims;
use uuid::Uuid;

use crate::harness::issuer::client_state;
use crate::harness::recorded::Recorded;
use crate::harness::{UUID, World, ZAAKTYPE, zaak};

const ZAKEN: &str = "/zaken/api/v1/zaken";
const JSON: &str = "Content-Type: application/json";
const JAN: &str = "X-Zaakpoort-User-Id: jan";

/// The client `lezer`, with or without the right.
fn lezer(scopes: &[&str]) -> Thing {
    let scopes = scopes.iter().map(|&scope| scope.to_owned()).collect();
    let told = client_state("lezer", Some(Uuid::from_u128(1)));
    Thing::Client(ClientState { scopes, ..told })
}

fn token(world: &World) -> String {
    let scope = Some(format!("zaken.aanmaken {ON_BEHALF_SCOPE}"));
    world.issuer.signed(&AccessClaims { scope, ..world.issuer.claims("lezer") })
}

async fn create(world: &World, headers: &[&str], body: &str) -> (u16, String) {
    let authorization = format!("Authorization: Bearer {}", token(world));
    let headers = [headers, &[JSON]].concat();
    world.ask_with("POST", &authorization, ZAKEN, &headers, body).await.refusal()
}

#[tokio::test]
async fn a_look_up_of_the_gateway_itself_names_no_user() {
    let world = World::new().await;
    world.issuer.change(lezer(&[ON_BEHALF_SCOPE]));
    let path = ZAAKTYPE.strip_prefix("https://zaken.example").unwrap();
    let json = [("content-type", "application/json")];
    world.upstream.replies(path, 200, &json, r#"{"vertrouwelijkheidaanduiding":"intern"}"#);
    let body = format!(r#"{{"zaaktype":"{ZAAKTYPE}"}}"#);
    assert_eq!(create(&world, &[JAN], &body).await.0, 200);
    let seen = world.upstream.seen();
    let [lookup, create] = seen.as_slice() else { panic!("{} requests", seen.len()) };
    assert_eq!((lookup.target.as_str(), &lookup.claims()["client_id"]), (path, &"gateway".into()));
    assert_eq!(lookup.claims().get("user_id"), None);
    assert_eq!(create.claims()["user_id"], "jan");
    assert_eq!(create.claims().get("user_representation"), None);
}

#[tokio::test]
async fn a_record_says_whose_word_it_is_who_the_user_is() {
    let mut at = Recorded::new().await;
    at.world.issuer.change(lezer(&[ON_BEHALF_SCOPE]));
    let body = zaak(ZAAKTYPE, "openbaar");
    let signed_in = AccessClaims {
        sub: "piet".to_owned(),
        zp_grant: Some(Uuid::from_u128(7).to_string()),
        ..at.world.issuer.claims("lezer")
    };
    let of_piet = at.world.issuer.signed(&signed_in);
    for (token, headers, user, said_by) in [
        (token(&at.world), &[JAN, JSON][..], Some("jan"), Some("client")),
        (of_piet, &[JSON], Some("piet"), Some("issuer")),
        (token(&at.world), &[JSON], None, None),
    ] {
        let authorization = format!("Authorization: Bearer {token}");
        let answer = at.world.ask_with("POST", &authorization, ZAKEN, headers, &body).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let record = at.only().await;
        let properties = &record["body"]["adl.core.request"]["subject"]["properties"];
        assert_eq!(properties.get("user").and_then(|name| name.as_str()), user);
        assert_eq!(properties.get("user_said_by").and_then(|name| name.as_str()), said_by);
    }
}

#[tokio::test]
async fn what_is_asked_for_a_list_is_asked_for_the_user() {
    let world = World::new().await;
    world.issuer.change(lezer(&[ON_BEHALF_SCOPE]));
    let page = format!(
        r#"{{"count":1,"next":null,"previous":null,"results":[{}]}}"#,
        zaak(ZAAKTYPE, "intern")
            .replace("\"x\"", &format!("\"https://zaken.example{ZAKEN}/{UUID}\""))
    );
    for path in [ZAKEN.to_owned(), format!("{ZAKEN}/_zoek")] {
        world.upstream.replies(&path, 200, &[("content-type", "application/json")], &page);
    }
    let scope = Some(format!("zaken.lezen {ON_BEHALF_SCOPE}"));
    let token = world.issuer.signed(&AccessClaims { scope, ..world.issuer.claims("lezer") });
    let authorization = format!("Authorization: Bearer {token}");
    let answer = world.ask_with("GET", &authorization, ZAKEN, &[JAN], "").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let seen = world.upstream.seen();
    assert!(!seen.is_empty() && seen.iter().all(|seen| seen.claims()["user_id"] == "jan"));
}

#[tokio::test]
async fn a_right_that_ends_while_the_body_is_on_its_way_counts_no_more() {
    let world = World::new().await;
    world.issuer.change(lezer(&[ON_BEHALF_SCOPE]));
    let body = zaak(ZAAKTYPE, "openbaar");
    assert_eq!(create(&world, &[JAN], &body).await.0, 200);
    assert_eq!(world.upstream.only().claims()["user_id"], "jan");
    let head = format!(
        "POST {ZAKEN} HTTP/1.1\r\nHost: zaken.example\r\nAuthorization: Bearer {}\r\n{JAN}\r\n{JSON}\r\n\
         Connection: close\r\nContent-Length: {}\r\n\r\n",
        token(&world),
        body.len()
    );
    let mut slow = tokio::net::TcpStream::connect(world.address).await.unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut slow, head.as_bytes()).await.unwrap();
    // What is asked on another connection later is answered when the head above was judged.
    assert_eq!(create(&world, &[JAN], &body).await.0, 200);
    world.issuer.change(lezer(&[]));
    assert_eq!(create(&world, &[JAN], &body).await, (403, "on-behalf-not-held".to_owned()));
    tokio::io::AsyncWriteExt::write_all(&mut slow, body.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    tokio::io::AsyncReadExt::read_to_end(&mut slow, &mut answer).await.unwrap();
    let answer = crate::harness::wire::parse(&answer);
    assert_eq!(answer.refusal(), (403, "on-behalf-not-held".to_owned()));
    assert_eq!(create(&world, &[], &body).await.0, 200);
}
