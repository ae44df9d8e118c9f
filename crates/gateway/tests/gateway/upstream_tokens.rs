//! Upstreams that want an access token: the gateway's own, or the caller's.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use edge::config::SecretSource;
use edge::feed::{ApiTokenState, Thing};
use edge::tls::Verification;
use gateway::GatewayConfig;
use gateway::config::{CredentialConfig, OAuth2Config, Objects};
use tokens::{AccessClaims, token_digest};
use uuid::Uuid;

use crate::harness::issuer::client_state;
use crate::harness::raw::{OK, Plan, Raw};
use crate::harness::{Upstream, World};

const PATH: &str = "/zaken/api/v1/zaken";
const JSON: &str = "Content-Type: application/json";

/// Fetches its token there; the secret is that of the feed, which is a file already.
fn fetches_at(config: &mut GatewayConfig, server: SocketAddr) {
    let client_secret: SecretSource = config.credential.clone();
    config.upstreams[0].credential = CredentialConfig::OAuth2(OAuth2Config {
        token_url: format!("http://{server}/token").parse().unwrap(),
        verification: Verification::default(),
        client_id: "poort:1".to_owned(),
        client_secret,
        scope: Some("zaken lezen".to_owned()),
        audience: Some("https://zaken.intern".to_owned()),
    });
}

fn answered(token: &str) -> String {
    let body = format!(r#"{{"access_token":"{token}","token_type":"bearer","expires_in":300}}"#);
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

/// A server whose tokens are `token-1`, `token-2`, and so on.
async fn numbering() -> Raw {
    let count = Arc::new(AtomicUsize::new(0));
    Raw::by(move |_, _| {
        let number = count.fetch_add(1, Ordering::SeqCst) + 1;
        Plan::SayAndClose(answered(&format!("token-{number}")))
    })
    .await
}

/// An upstream that takes this token alone.
async fn taking(token: &'static str) -> Raw {
    Raw::by(move |head, _| {
        let refused = "HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n";
        let taken = head.to_ascii_lowercase().contains(&format!("authorization: bearer {token}\r"));
        Plan::Say(if taken { OK } else { refused })
    })
    .await
}

#[tokio::test]
async fn one_token_is_fetched_for_everybody_and_nobodys_own_goes_on() {
    let server = Upstream::start();
    let body = r#"{"access_token":"opaque.1","token_type":"Bearer","expires_in":300}"#;
    server.replies("/token", 200, &[], body);
    let world = World::with(|config| fetches_at(config, server.address)).await;
    let asked = futures_util::future::join_all((0..20).map(|_| world.get("alles", PATH, &[])));
    assert!(asked.await.iter().all(|answer| answer.status == 200));
    let zaaktypen = world.get("catalogus", "/catalogi/api/v1/zaaktypen", &[]).await;
    assert_eq!(zaaktypen.status, 200);
    let seen = world.upstream.seen();
    assert_eq!(seen.len(), 21);
    for seen in seen {
        assert_eq!(seen.all("authorization"), ["Bearer opaque.1"]);
    }
    let fetched = server.only();
    assert_eq!((fetched.method.as_str(), fetched.target.as_str()), ("POST", "/token"));
    let [basic] = fetched.all("authorization")[..] else { panic!("{fetched:?}") };
    let basic = STANDARD.decode(basic.strip_prefix("Basic ").unwrap()).unwrap();
    assert_eq!(String::from_utf8(basic).unwrap(), "poort%3A1:the+gateway%27s+own");
    let form =
        "grant_type=client_credentials&scope=zaken+lezen&audience=https%3A%2F%2Fzaken.intern";
    assert_eq!(String::from_utf8(fetched.body).unwrap(), form);
}

#[tokio::test]
async fn a_token_that_the_upstream_refuses_is_fetched_again_once() {
    let (server, upstream) = (numbering().await, taking("token-2").await);
    let world = World::with(|config| {
        fetches_at(config, server.address);
        config.upstreams[0].reach.addresses = vec![upstream.url()];
    })
    .await;
    assert_eq!(world.get("alles", PATH, &[]).await.status, 200, "asked again with another");
    assert_eq!((server.requests(), upstream.requests()), (2, 2));
    assert_eq!(world.ask("POST", "alles", PATH, &[JSON], "{}").await.status, 200);
    assert_eq!((server.requests(), upstream.requests()), (2, 3));
}

#[tokio::test]
async fn what_does_more_than_read_is_not_sent_again_and_a_server_is_not_asked_without_end() {
    let (server, upstream) = (numbering().await, taking("none").await);
    let world = World::with(|config| {
        fetches_at(config, server.address);
        config.upstreams[0].reach.addresses = vec![upstream.url()];
    })
    .await;
    for sent in 1..=4 {
        let answer = world.ask("POST", "alles", PATH, &[JSON], "{}").await;
        assert_eq!(answer.refusal(), (502, "upstream-credential-refused".to_owned()));
        assert_eq!(upstream.requests(), sent);
    }
    for _ in 0..4 {
        let answer = world.get("alles", PATH, &[]).await;
        assert_eq!(answer.refusal(), (502, "upstream-credential-refused".to_owned()));
    }
    assert_eq!((server.requests(), upstream.requests()), (2, 8));
}

#[tokio::test]
async fn without_a_token_nothing_is_sent_and_the_answer_says_whether_to_come_back() {
    let said = [
        ("HTTP/1.1 401 X\r\nContent-Length: 26\r\n\r\n{\"error\":\"invalid_client\"}", 502),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", 502),
        ("HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n", 503),
        ("HTTP/1.1 200 OK\r\n", 503),
    ];
    for (said, status) in said {
        let server = Raw::by(move |_, _| Plan::SayAndClose(said.to_owned())).await;
        let world = World::with(|config| fetches_at(config, server.address)).await;
        let answer = world.get("alles", PATH, &[]).await;
        let code = if status == 502 { "upstream-token-refused" } else { "upstream-token-late" };
        assert_eq!(answer.refusal(), (status, code.to_owned()), "{said}");
        assert!(!answer.text().contains("invalid_client"), "{}", answer.text());
        assert_eq!(answer.header("retry-after").is_some(), status == 503, "{said}");
        for _ in 0..3 {
            let answer = world.get("alles", PATH, &[]).await;
            assert_eq!(answer.refusal(), (503, "upstream-token-late".to_owned()), "{said}");
        }
        assert_eq!(server.requests(), 1, "{said}");
        assert!(world.upstream.seen().is_empty());
    }
}

fn passes(config: &mut GatewayConfig) {
    config.upstreams[0].credential = CredentialConfig::Passthrough;
    config.upstreams[0].objects = Objects::Upstream;
}

#[tokio::test]
async fn a_token_for_this_upstream_alone_goes_on_as_it_came() {
    let world = World::with(passes).await;
    let token = world.issuer.token("alles");
    let header = format!("Authorization: Bearer {token}");
    assert_eq!(world.ask_with("GET", &header, PATH, &[], "").await.status, 200);
    assert_eq!(world.upstream.only().all("authorization"), [format!("Bearer {token}")]);
    let hop = world.ask_with("GET", &header, PATH, &["Connection: close, Authorization"], "").await;
    assert_eq!(hop.status, 200);
    assert_eq!(world.upstream.only().all("authorization"), [format!("Bearer {token}")]);
    let usual = World::new().await;
    assert_eq!(usual.get("alles", PATH, &[]).await.status, 200);
    let seen = usual.upstream.only();
    assert_ne!(seen.claims()["iss"], crate::harness::issuer::PUBLIC_URL, "elsewhere it does not");
}

#[tokio::test]
async fn a_token_that_others_take_too_or_that_is_no_jwt_goes_nowhere() {
    let world = World::with(passes).await;
    let audience = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        world.issuer.signed(&AccessClaims { aud: names.into(), ..world.issuer.claims("alles") })
    };
    let api_token = format!("zpk_{:A<43}", "one");
    let mut client = client_state("alles", Some(Uuid::from_u128(2)));
    let hash = URL_SAFE_NO_PAD.encode(token_digest(&api_token));
    client.api_tokens =
        vec![ApiTokenState { id: "one".to_owned(), hash, scopes: None, user: None, expires: None }];
    world.issuer.change(Thing::Client(client));
    let us = "https://zaken.example";
    for (credential, code) in [
        (format!("Bearer {}", audience(&[us, "https://dao.example"])), "token-for-others"),
        (format!("Bearer {}", audience(&[us, us])), "token-for-others"),
        (format!("Bearer {}", audience(&["https://dao.example"])), "token-not-valid"),
        (format!("Token {api_token}"), "token-not-passed"),
    ] {
        let header = format!("Authorization: {credential}");
        let answer = world.ask_with("GET", &header, PATH, &[], "").await;
        assert_eq!(answer.refusal(), (401, code.to_owned()), "{}", answer.text());
        let challenge = answer.header("www-authenticate").unwrap();
        assert!(challenge.contains("error="), "{challenge}");
    }
    assert!(world.upstream.seen().is_empty());
    let alone = format!("Authorization: Bearer {}", audience(&[us]));
    assert_eq!(world.ask_with("GET", &alone, PATH, &[], "").await.status, 200);
}

#[tokio::test]
async fn where_the_upstream_does_not_take_the_callers_token_the_caller_is_told() {
    let upstream = taking("none").await;
    let world = World::with(|config| {
        passes(config);
        config.upstreams[0].reach.addresses = vec![upstream.url()];
    })
    .await;
    let answer = world.get("alles", PATH, &[]).await;
    assert_eq!(answer.refusal(), (401, "token-not-taken".to_owned()));
    assert_eq!(upstream.requests(), 1);
}
