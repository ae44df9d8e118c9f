//! An issuer that is killed and away for a while under load: no request with a known token fails.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::{Count, figures};
use crate::cases;
use crate::gateway::{melder, melding};
use crate::harness::{Bench, Feeds, Installation, Options, Raised, Request, eventually};

cases![while_its_issuer_is_gone_no_request_with_a_known_token_fails];

/// How long the issuer is gone.
const SECONDS: Count = Count { short: 5, long: 60 };
const CALLERS: usize = 4;
/// So many requests in each second of it: fewer would not be load.
const PER_SECOND: usize = 50;
const BACK: Duration = Duration::from_secs(20);

/// What the callers were answered, while the issuer was there and while it was not.
#[derive(Default)]
struct Told {
    asked: AtomicUsize,
    failed: AtomicUsize,
    done: AtomicBool,
}

fn while_its_issuer_is_gone_no_request_with_a_known_token_fails(bench: &Bench) {
    let options = Options::default().split().set("ISSUER__ACCESS_TOKEN_LIFETIME", "10m");
    let mut at = bench.with(&options);
    let application = melder(&at);
    let tokens: Vec<String> = (0..CALLERS).map(|_| application.token(&at)).collect();
    let gateway = at.gateway;
    let status = |token: &String| Request::get(&melding()).bearer(token).send(gateway).status;
    // The gateway has heard of what they were issued under.
    assert!(tokens.iter().all(|token| status(token) == 200));
    let told = Told::default();
    let (gone, during) = thread::scope(|scope| {
        let done = Raised::when_dropped(&told.done);
        for token in &tokens {
            scope.spawn(|| {
                while !told.done.load(Ordering::Relaxed) {
                    let failed = usize::from(status(token) != 200);
                    told.failed.fetch_add(failed, Ordering::Relaxed);
                    told.asked.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        let outage = outage(&mut at, &told);
        drop(done);
        outage
    });
    let failed = told.failed.into_inner();
    let row = vec![
        ("seconds without the issuer", json!(gone.as_secs())),
        ("requests meanwhile", json!(during)),
        ("requests in all", json!(told.asked.into_inner())),
        ("failed", json!(failed)),
    ];
    figures::keep("outage", bench, vec![row]);
    assert_eq!(failed, 0);
    assert!(during >= PER_SECOND * SECONDS.get(), "only {during} requests in the outage");
    let token = application.token(&at);
    assert_eq!(status(&token), 200, "it goes on with what is new");
}

/// Kills the issuer, starts it again when it was gone for long enough, and waits until the gateway
/// has resumed: how long that was, and how many requests came before it was back.
fn outage(at: &mut Installation, told: &Told) -> (Duration, usize) {
    let long = Duration::from_secs(u64::try_from(SECONDS.get()).unwrap());
    let before = told.asked.load(Ordering::Relaxed);
    at.kill_issuer();
    let begun = Instant::now();
    eventually(long * 2, "the outage is over", || begun.elapsed() >= long);
    let (gone, during) = (begun.elapsed(), told.asked.load(Ordering::Relaxed) - before);
    at.start_issuer();
    let resumed = || Feeds::told_in(&at.gateway_process().said()).resumed > 0;
    eventually(BACK, "the feed is back", resumed);
    (gone, during)
}
