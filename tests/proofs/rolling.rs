//! Issuers and gateways that are stopped and started, one after the other, under requests: none is
//! lost and none is wrongly allowed, for callers that do what a load balancer does.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use serde_json::json;
use voorbeeldzaken::sample;

use super::balancer::Balancer;
use super::propagation::ask;
use super::{Count, figures};
use crate::cases;
use crate::gateway::{melder, melding, zaak};
use crate::harness::{
    Bench, IN_FORCE, Installation, Options, Request, TaskApplication, eventually,
};

cases![while_issuers_and_gateways_are_restarted_no_request_is_lost_and_none_wrongly_allowed];

const REQUESTS: Count = Count { short: 3_000, long: 100_000 };
const CALLERS: usize = 4;
const ISSUERS: usize = 2;
const GATEWAYS: usize = 3;
/// After so many requests a caller asks for another token.
const PER_TOKEN: usize = 100;

/// What the callers share.
struct Run {
    issuers: Vec<SocketAddr>,
    gateways: Vec<SocketAddr>,
    /// The name of the gateways.
    host: String,
    application: TaskApplication,
    asked: AtomicUsize,
    /// Every server was restarted at least once.
    round: AtomicBool,
}

/// What a caller was answered.
#[derive(Default)]
struct Told {
    allowed: usize,
    refused: usize,
    tokens: usize,
    /// Times that it went to another server.
    moves: usize,
}

fn while_issuers_and_gateways_are_restarted_no_request_is_lost_and_none_wrongly_allowed(
    bench: &Bench,
) {
    let mut at = bench.with(&Options::default().apart(ISSUERS, GATEWAYS));
    let run = Run {
        issuers: at.issuers(),
        gateways: at.gateways(),
        host: at.gateway.to_string(),
        application: melder(&at),
        asked: AtomicUsize::new(0),
        round: AtomicBool::new(false),
    };
    known_everywhere(&run);
    let (begun, mut restarts) = (Instant::now(), 0);
    let told: Vec<Told> = thread::scope(|scope| {
        let run = &run;
        let callers: Vec<_> =
            (0..CALLERS).map(|number| scope.spawn(move || call(run, number))).collect();
        while !callers.iter().all(thread::ScopedJoinHandle::is_finished) {
            restart(&mut at, restarts);
            restarts += 1;
            run.round.fetch_or(restarts >= ISSUERS + GATEWAYS, Ordering::Relaxed);
        }
        callers.into_iter().map(|caller| caller.join().unwrap()).collect()
    });
    let sum = |of: fn(&Told) -> usize| told.iter().map(of).sum::<usize>();
    let (allowed, refused) = (sum(|told| told.allowed), sum(|told| told.refused));
    assert!(allowed + refused >= REQUESTS.get(), "{allowed} and {refused}");
    assert!(allowed.abs_diff(refused) <= CALLERS, "half of them: {allowed} and {refused}");
    let row = vec![
        ("requests", json!(allowed + refused)),
        ("allowed", json!(allowed)),
        ("refused", json!(refused)),
        ("lost or wrongly allowed", json!(0)),
        ("tokens", json!(sum(|told| told.tokens))),
        ("restarts", json!(restarts)),
        ("moves to another server", json!(sum(|told| told.moves))),
        ("seconds", json!(begun.elapsed().as_secs())),
    ];
    figures::keep("rolling", bench, vec![row]);
}

/// Waits until every server has heard of the application.
fn known_everywhere(run: &Run) {
    for &issuer in &run.issuers {
        let Run { application, .. } = run;
        let asked = || ask(issuer, &application.client_id, &application.secret);
        eventually(IN_FORCE, "every issuer knows it", || asked().status == 200);
        let token = asked().member("access_token");
        let request = Request::get(&melding()).header("Host", &run.host).bearer(&token);
        for &gateway in &run.gateways {
            let let_through = || request.send(gateway).status == 200;
            eventually(IN_FORCE, "every gateway lets it through", let_through);
        }
    }
}

/// Each server in its turn.
fn restart(at: &mut Installation, turn: usize) {
    match turn % (ISSUERS + GATEWAYS) {
        issuer @ 0..ISSUERS => at.restart_issuer(issuer),
        gateway => at.restart_gateway(gateway - ISSUERS),
    }
}

/// Asks until there were enough requests and every server was restarted.
fn call(run: &Run, number: usize) -> Told {
    let mut issuers = Balancer::new(&run.issuers, number);
    let mut gateways = Balancer::new(&run.gateways, number);
    let mut told = Told::default();
    let hidden = zaak(sample::ZAAK_BIJSTAND_ZEER_GEHEIM);
    let mut token = String::new();
    for turn in 0.. {
        let ticket = run.asked.fetch_add(1, Ordering::Relaxed);
        if ticket >= REQUESTS.get() && run.round.load(Ordering::Relaxed) {
            break;
        }
        if turn % PER_TOKEN == 0 {
            token = new_token(run, &mut issuers);
            told.tokens += 1;
        }
        let (path, status) =
            if ticket.is_multiple_of(2) { (melding(), 200) } else { (hidden.clone(), 403) };
        let request = Request::get(&path).header("Host", &run.host).bearer(&token);
        let answer = gateways.ask(&request);
        assert_eq!(answer.status, status, "{answer:?}");
        match status {
            200 => told.allowed += 1,
            _ => told.refused += 1,
        }
    }
    told.moves = issuers.moves() + gateways.moves();
    told
}

fn new_token(run: &Run, issuers: &mut Balancer<'_>) -> String {
    let (id, secret) = (&run.application.client_id, &run.application.secret);
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let answer = issuers.ask(&Request::post("/connect/token").form(&form));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.member("access_token")
}
