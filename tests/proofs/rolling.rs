//! Issuers and gateways that are stopped and started, one after the other, under requests: none is
//! lost and none is wrongly allowed, for callers that do what a load balancer does.

use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use voorbeeldzaken::sample;

use super::callers::{Run, Told, call};
use super::propagation::ask;
use super::{Count, figures};
use crate::cases;
use crate::gateway::{melder, melding};
use crate::harness::{
    Bench, IN_FORCE, Installation, Options, Raised, Request, TaskApplication, eventually,
};

cases![while_issuers_and_gateways_are_restarted_no_request_is_lost_and_none_wrongly_allowed];

pub(super) const REQUESTS: Count = Count { short: 3_000, long: 100_000 };
const CALLERS: usize = 4;
const ISSUERS: usize = 2;
pub(super) const GATEWAYS: usize = 3;
/// How long a withdrawal is looked at when it must be in force: longer than each server is away for its restart.
const LOOKED_AT: Duration = Duration::from_secs(6);

fn while_issuers_and_gateways_are_restarted_no_request_is_lost_and_none_wrongly_allowed(
    bench: &Bench,
) {
    let lifetime = Options::default().set("ISSUER__ACCESS_TOKEN_LIFETIME", "1h");
    let mut at = bench.with(&lifetime.apart(ISSUERS, GATEWAYS));
    let withdrawn = melder(&at);
    let run = Run::new(&at, melder(&at), withdrawn.token(&at));
    let all = TaskApplication::with_all(&at).token(&at);
    known_everywhere(&run);
    let before = zaken(&at, &all);
    let (begun, mut restarts) = (Instant::now(), 0);
    let told: Vec<Told> = thread::scope(|scope| {
        // Callers go on until this: also when a restart fails.
        let enough = Raised::when_dropped(&run.enough);
        let run = &run;
        let callers: Vec<_> =
            (0..CALLERS).map(|number| scope.spawn(move || call(run, number))).collect();
        while !callers.iter().all(thread::ScopedJoinHandle::is_finished) {
            restart(&mut at, restarts);
            restarts += 1;
            if run.asked() * 2 > REQUESTS.get() && !run.withdrawal.is_done() {
                let tokens = format!("/clients/{}/tokens/revoke", withdrawn.client_id);
                run.withdrawal.act(|| at.administrator().done("POST", &tokens, &json!({})));
            }
            let looked_at = run.withdrawal.is_done_since(IN_FORCE + LOOKED_AT);
            run.enough.fetch_or(looked_at && restarts >= ISSUERS + GATEWAYS, Ordering::Relaxed);
        }
        drop(enough);
        callers.into_iter().map(|caller| caller.join().unwrap()).collect()
    });
    let told = told.into_iter().fold(Told::default(), Told::and);
    let made = zaken(&at, &all) - before;
    let row = vec![
        ("requests", json!(told.requests)),
        ("allowed", json!(told.allowed + told.written)),
        ("of those writes", json!(told.written)),
        ("writes at the upstream", json!(made)),
        ("refused", json!(told.refused)),
        ("refused behind a withdrawal", json!(told.refused_late)),
        ("taken and not answered", json!(told.unanswered)),
        ("lost", json!(told.lost)),
        ("wrongly allowed", json!(told.wrongly_allowed)),
        ("wrongly refused", json!(told.wrongly_refused)),
        ("tokens", json!(told.tokens)),
        ("restarts", json!(restarts)),
        ("moves to another server", json!(told.moves)),
        ("reads sent once more", json!(told.retried)),
        ("seconds", json!(begun.elapsed().as_secs())),
    ];
    figures::keep("rolling", bench, vec![row]);
    let faults = (told.lost + told.unanswered, told.wrongly_allowed, told.wrongly_refused);
    assert_eq!(faults, (0, 0, 0), "{:#?}", told.said);
    // Nor was anything done that a stopping process took and did not answer.
    assert_eq!(told.written, made, "what was acknowledged is there once, and nothing else");
    assert!(told.requests >= REQUESTS.get(), "{}", told.requests);
    let kinds = [told.allowed, told.written, told.refused].map(|count| count + told.unanswered);
    assert!(kinds.iter().all(|count| *count >= REQUESTS.get() / 4), "{kinds:?}");
    assert!(told.refused_late.iter().all(|count| *count > 0), "{:?}", told.refused_late);
}

/// How many zaken the upstream has.
fn zaken(at: &Installation, token: &str) -> usize {
    let answer = Request::get(sample::ZAKEN).bearer(token).send(at.gateway);
    assert_eq!(answer.status, 200, "{}", answer.text());
    usize::try_from(answer.json()["count"].as_u64().unwrap()).unwrap()
}

/// Waits until every server has heard of the application.
fn known_everywhere(run: &Run) {
    for &issuer in &run.issuers {
        let asked = || ask(issuer, &run.application.client_id, &run.application.secret);
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
