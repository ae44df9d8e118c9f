//! An issuer that stands still. One that is gone for a while, under load: `proofs/outage.rs`.

use std::time::{Duration, Instant};

use super::{melder, melding, refused};
use crate::cases;
use crate::harness::{Bench, Options, Request, eventually};

cases![an_issuer_that_stands_still_is_as_good_as_gone_until_it_moves_again];

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
