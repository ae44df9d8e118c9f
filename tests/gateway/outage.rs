//! An issuer that is gone for a while, or stands still, while requests come in.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::{melder, melding, refused};
use crate::cases;
use crate::harness::{Bench, Options, Request, eventually};

cases![
    while_its_issuer_is_gone_no_request_with_a_known_token_fails,
    an_issuer_that_stands_still_is_as_good_as_gone_until_it_moves_again,
];

/// How long the issuer is gone; `ZAAKPOORT_TEST_OUTAGE` says otherwise, in seconds, up to 280.
const OUTAGE: Duration = Duration::from_secs(5);
const CALLERS: usize = 4;

fn outage() -> Duration {
    let wanted = std::env::var("ZAAKPOORT_TEST_OUTAGE").ok().and_then(|text| text.parse().ok());
    wanted.map_or(OUTAGE, Duration::from_secs)
}

fn while_its_issuer_is_gone_no_request_with_a_known_token_fails(bench: &Bench) {
    let options = Options::default().split().set("ISSUER__ACCESS_TOKEN_LIFETIME", "10m");
    let mut at = bench.with(&options);
    let application = melder(&at);
    let tokens: Vec<String> = (0..CALLERS).map(|_| application.token(&at)).collect();
    let gateway = at.gateway;
    for token in &tokens {
        // The gateway has heard of what it was issued under.
        assert_eq!(Request::get(&melding()).bearer(token).send(gateway).status, 200);
    }
    let (done, asked) = (AtomicBool::new(false), AtomicUsize::new(0));
    thread::scope(|scope| {
        for token in &tokens {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let answer = Request::get(&melding()).bearer(token).send(gateway);
                    assert_eq!(answer.status, 200, "{answer:?}");
                    asked.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        at.kill_issuer();
        let gone = Instant::now();
        let (enough, before) = (|| gone.elapsed() >= outage(), asked.load(Ordering::Relaxed));
        eventually(Duration::from_mins(5), "the outage is over", enough);
        at.start_issuer();
        let after = asked.load(Ordering::Relaxed);
        assert!(after > before + 20, "only {} requests in the outage", after - before);
        // And while the gateway resumes.
        let back = || at.gateway_process().said().matches("feed opened").count() > 1;
        eventually(Duration::from_secs(20), "the feed is back", back);
        done.store(true, Ordering::Relaxed);
    });
    let token = application.token(&at);
    assert_eq!(Request::get(&melding()).bearer(&token).send(gateway).status, 200);
}

fn an_issuer_that_stands_still_is_as_good_as_gone_until_it_moves_again(bench: &Bench) {
    let options = Options::default().split().set("GATEWAY__MAX_STALENESS", "2s");
    let mut at = bench.with(&options);
    let token = melder(&at).token(&at);
    let gateway = at.gateway;
    let ask = || Request::get(&melding()).bearer(&token).send(gateway);
    assert_eq!(ask().status, 200);
    at.issuer_process().freeze();
    let frozen = Instant::now();
    eventually(Duration::from_secs(10), "it stops", || ask().status == 503);
    assert!(frozen.elapsed() < Duration::from_secs(4), "{:?}", frozen.elapsed());
    refused(&ask(), 503, "state-stale");
    at.issuer_process().thaw();
    eventually(Duration::from_secs(10), "it goes on", || ask().status == 200);
}
