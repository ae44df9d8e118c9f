//! Upstreams with several addresses, and how many requests they have at once.

use std::time::{Duration, Instant};

use gateway::config::HealthConfig;
use tokio::net::TcpSocket;
use url::Url;

use crate::harness::raw::{OK, Plan, Raw};
use crate::harness::{Answer, HOST, World, ZAAKTYPE, exchange, zaak};

const PATH: &str = "/zaken/api/v1/zaken";
const JSON: &str = "Content-Type: application/json";

/// An address at which nobody listens while this is held.
fn nobody() -> (TcpSocket, Url) {
    let held = TcpSocket::new_v4().unwrap();
    held.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = held.local_addr().unwrap();
    (held, format!("http://{address}").parse().unwrap())
}

async fn at(addresses: Vec<Url>) -> World {
    World::with(|config| config.upstreams[0].reach.addresses = addresses).await
}

async fn ask(world: &World) -> Answer {
    world.get("alles", PATH, &[]).await
}

#[tokio::test]
async fn requests_go_round_over_all_addresses() {
    let [one, other] = [Raw::start(&[Plan::Say(OK)]).await, Raw::start(&[Plan::Say(OK)]).await];
    let world = at(vec![one.url(), other.url()]).await;
    for _ in 0..40 {
        assert_eq!(ask(&world).await.status, 200);
    }
    let (one, other) = (one.requests(), other.requests());
    assert!(one + other == 40 && one >= 10 && other >= 10, "{one} {other}");
}

#[tokio::test]
async fn where_an_address_is_away_the_next_gets_the_whole_request() {
    let (_held, away) = nobody();
    let world = World::with(|config| {
        let reach = &mut config.upstreams[0].reach;
        reach.addresses = vec![away.clone(), reach.addresses[0].clone()];
    })
    .await;
    let long = "0123456789abcdef".repeat(64 * 1024);
    for body in ["", "{}", &long, &long] {
        assert_eq!(world.ask("POST", "alles", PATH, &[JSON], body).await.status, 200);
        let seen = world.upstream.only();
        assert!(seen.body == body.as_bytes(), "{} bytes", seen.body.len());
        assert_eq!(seen.all("host"), [HOST]);
    }
    let judged = zaak(ZAAKTYPE, "openbaar");
    for _ in 0..4 {
        assert_eq!(world.ask("POST", "lezer", PATH, &[JSON], &judged).await.status, 200);
        assert_eq!(world.upstream.only().body, judged.as_bytes());
    }
    let chunked = format!(
        "POST {PATH} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\
         Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
        world.issuer.token("alles")
    );
    for _ in 0..4 {
        assert_eq!(exchange(world.address, chunked.as_bytes()).await.status, 200);
        assert_eq!(world.upstream.only().body, b"abcde");
    }
}

#[tokio::test]
async fn what_may_have_reached_one_address_is_sent_to_no_other() {
    let [one, other] = [Raw::start(&[Plan::Close]).await, Raw::start(&[Plan::Close]).await];
    let world = at(vec![one.url(), other.url()]).await;
    for sent in 1..=4 {
        let answer = world.ask("POST", "alles", PATH, &[JSON], "{}").await;
        assert_eq!(answer.refusal(), (502, "upstream-broke-off".to_owned()));
        assert!(answer.text().contains("whether it acted is unknown"), "{}", answer.text());
        assert_eq!(one.requests() + other.requests(), sent);
    }
}

#[tokio::test]
async fn an_address_that_fails_again_and_again_is_left_alone() {
    let [bad, good] = [Raw::start(&[Plan::Close]).await, Raw::start(&[Plan::Say(OK)]).await];
    let world = at(vec![bad.url(), good.url()]).await;
    let mut failed = 0;
    for _ in 0..40 {
        match world.ask("POST", "alles", PATH, &[JSON], "{}").await.status {
            200 => {}
            502 => failed += 1,
            other => panic!("{other}"),
        }
    }
    assert_eq!((failed, bad.requests(), good.requests()), (3, 3, 37));
}

#[tokio::test]
async fn where_every_request_fails_the_next_is_refused_at_once() {
    let raw = Raw::start(&[Plan::Close]).await;
    let world = at(vec![raw.url()]).await;
    for sent in 1..=10 {
        let answer = world.ask("POST", "alles", PATH, &[JSON], "{}").await;
        assert_eq!(answer.refusal(), (502, "upstream-broke-off".to_owned()));
        assert_eq!(raw.requests(), sent);
    }
    for _ in 0..3 {
        let answer = ask(&world).await;
        assert_eq!(answer.refusal(), (503, "upstream-resting".to_owned()));
        let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=6).contains(&wait), "{wait}");
    }
    assert_eq!(raw.requests(), 10);
}

#[tokio::test]
async fn more_than_it_may_have_at_once_are_refused_until_one_is_done() {
    let raw = Raw::by(
        |head, _| if head.contains("/zaken?page=2 ") { Plan::Silence } else { Plan::Say(OK) },
    )
    .await;
    let world = World::with(|config| {
        let reach = &mut config.upstreams[0].reach;
        (reach.addresses, reach.max_in_flight) = (vec![raw.url()], 1);
        reach.timeout = Duration::from_secs(1);
    })
    .await;
    let busy = async {
        while raw.requests() == 0 {
            tokio::task::yield_now().await;
        }
        let answer = ask(&world).await;
        assert_eq!(answer.header("retry-after"), Some("1"));
        answer.refusal()
    };
    let page = format!("{PATH}?page=2");
    let (silent, busy) = tokio::join!(world.get("alles", &page, &[]), busy);
    assert_eq!((silent.status, busy), (504, (503, "busy".to_owned())));
    assert_eq!(ask(&world).await.status, 200);
}

#[tokio::test]
async fn a_connection_stands_soon_or_nothing_was_sent() {
    // The kernel takes the connection, and nobody speaks TLS.
    let held = [(); 2].map(|()| std::net::TcpListener::bind("127.0.0.1:0").unwrap());
    let addresses = held.each_ref().map(|one| format!("https://{}", one.local_addr().unwrap()));
    let world = World::with(|config| {
        let reach = &mut config.upstreams[0].reach;
        reach.addresses = addresses.iter().map(|one| one.parse().unwrap()).collect();
        reach.connect_timeout = Duration::from_millis(200);
    })
    .await;
    let begun = Instant::now();
    let answer = world.ask("POST", "alles", PATH, &[JSON], "{}").await;
    assert_eq!(answer.refusal(), (502, "upstream-unreachable".to_owned()));
    let taken = begun.elapsed();
    assert!(taken >= Duration::from_millis(400) && taken < Duration::from_secs(5), "{taken:?}");
}

#[tokio::test]
async fn an_answer_that_stands_still_is_cut_however_long_the_head_may_take() {
    let raw = Raw::start(&[Plan::Say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")]).await;
    let world = World::with(|config| {
        let reach = &mut config.upstreams[0].reach;
        (reach.addresses, reach.idle_timeout) = (vec![raw.url()], Duration::from_millis(200));
    })
    .await;
    let begun = Instant::now();
    let answer = ask(&world).await;
    assert_eq!((answer.status, answer.text().as_str()), (200, "half"));
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn an_address_whose_health_check_fails_is_asked_no_more_until_it_is_well() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    const UNWELL: &str = "HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n";
    let well = Arc::new(AtomicBool::new(false));
    let said = Arc::clone(&well);
    let ill = Raw::by(move |head, _| {
        let is_check = head.starts_with("GET /_health?deep=1 ");
        if is_check && !said.load(Ordering::SeqCst) { Plan::Say(UNWELL) } else { Plan::Say(OK) }
    })
    .await;
    let good = Raw::start(&[Plan::Say(OK)]).await;
    let world = World::with(|config| {
        let reach = &mut config.upstreams[0].reach;
        reach.addresses = vec![ill.url(), good.url()];
        reach.health = Some(HealthConfig {
            path: "/_health?deep=1".parse().unwrap(),
            interval: Duration::from_millis(20),
            healthy: 2,
            unhealthy: 3,
            status: 200,
        });
    })
    .await;
    let checks = || ill.heads().iter().filter(|head| head.starts_with("GET /_health")).count();
    until(|| checks() >= 5).await;
    let asked = |raw: &Raw| raw.heads().iter().filter(|head| head.contains(PATH)).count();
    for _ in 0..10 {
        assert_eq!(ask(&world).await.status, 200);
    }
    assert_eq!((asked(&ill), asked(&good)), (0, 10));
    let check = ill.heads()[0].to_ascii_lowercase();
    assert!(check.contains(&format!("host: {HOST}\r\n")), "{check}");
    assert!(check.contains("x-forwarded-proto: https\r\n"), "{check}");
    assert!(!check.contains("authorization"), "{check}");
    well.store(true, Ordering::SeqCst);
    let before = checks();
    until(|| checks() >= before + 4).await;
    for _ in 0..10 {
        assert_eq!(ask(&world).await.status, 200);
    }
    assert!(asked(&ill) > 0);
}

async fn until(met: impl Fn() -> bool) {
    let waiting = async {
        while !met() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.unwrap();
}
