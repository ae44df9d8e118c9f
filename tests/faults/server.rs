//! A database server that is stopped, or that is there and says nothing.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::gateway::{melder, melding};
use crate::harness::{Answer, Bench, Installation, Options, Request, TaskApplication, eventually};
use crate::server;

server![
    a_server_that_is_stopped_is_a_503_within_a_second_and_comes_back_by_itself,
    a_server_that_is_frozen_is_a_503_within_a_second_and_comes_back_by_itself,
    an_issuer_that_starts_without_its_server_says_so_and_ends,
];

/// How long an answer may take, whatever is the matter: a second, and what the machine takes.
pub(super) const PROMPT: Duration = Duration::from_millis(1_500);

/// An answer, which must come in time.
pub(super) fn prompt(ask: impl FnOnce() -> Answer) -> Answer {
    let begun = Instant::now();
    let answer = ask();
    assert!(begun.elapsed() < PROMPT, "{:?}: {}", begun.elapsed(), answer.text());
    answer
}

/// What an issuer does, all at once: a token, a write, whether it is ready.
fn everything(at: &Installation, application: &TaskApplication, token: &str) -> [u16; 3] {
    let write = Request::post("/admin/v1/applicaties").bearer(token);
    let write = write.json(&json!({ "label": "Storing" }));
    thread::scope(|scope| {
        let token = scope.spawn(|| prompt(|| application.ask(at, "")).status);
        let write = scope.spawn(|| prompt(|| write.send(at.issuer)).status);
        let ready = prompt(|| Request::get("/health/ready").send(at.issuer)).status;
        [token.join().unwrap(), write.join().unwrap(), ready]
    })
}

fn a_server_that_is_stopped_is_a_503_within_a_second_and_comes_back_by_itself(bench: &Bench) {
    let at = bench.with_own_server(&Options::default());
    let cluster = at.database.cluster().unwrap();
    suffers(&at, || cluster.stop(), || cluster.start_again());
}

fn a_server_that_is_frozen_is_a_503_within_a_second_and_comes_back_by_itself(bench: &Bench) {
    let at = bench.with_own_server(&Options::default());
    let cluster = at.database.cluster().unwrap();
    suffers(&at, || cluster.freeze(), || cluster.thaw());
}

/// Goes away and comes back, twice: what the first time left behind must not matter.
fn suffers(at: &Installation, goes: impl Fn(), comes_back: impl Fn()) {
    let application = melder(at);
    let token = at.administrator().token;
    let well = [200, 201, 200];
    let known = application.token(at);
    assert_eq!(everything(at, &application, &token), well);
    for _ in 0..2 {
        goes();
        // For a second it may answer from what it confirmed.
        let gone = || everything(at, &application, &token) == [503, 503, 503];
        eventually(Duration::from_secs(5), "it answers 503", gone);
        for _ in 0..3 {
            assert_eq!(everything(at, &application, &token), [503, 503, 503]);
        }
        let zaak = Request::get(&melding()).bearer(&known);
        assert_eq!(zaak.send(at.gateway).status, 200, "the gateway goes on");
        comes_back();
        let back = || everything(at, &application, &token) == well;
        eventually(Duration::from_secs(5), "it answers again", back);
        for _ in 0..10 {
            assert_eq!(everything(at, &application, &token), well);
        }
    }
}

fn an_issuer_that_starts_without_its_server_says_so_and_ends(bench: &Bench) {
    let mut at = bench.with_own_server(&Options::default().split());
    at.kill_issuer();
    at.database.cluster().unwrap().stop();
    let finished = at.command(&["issuer"]);
    assert_eq!(finished.status.code(), Some(1), "{}", finished.stderr);
    let last = finished.stderr.lines().last().unwrap();
    for part in ["issuer.database", "cannot connect to", "is PostgreSQL running there"] {
        assert!(last.contains(part), "{last}");
    }
    at.database.cluster().unwrap().start_again();
    at.start_issuer();
}
