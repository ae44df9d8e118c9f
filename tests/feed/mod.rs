//! `GET /feed/v1`

use crate::cases;
use crate::harness::{Bench, Request};

use crate::Case;

pub(crate) const SUITES: &[&[Case]] = &[CASES];

cases![the_feed_is_closed_without_a_gateways_credential];

fn the_feed_is_closed_without_a_gateways_credential(bench: &Bench) {
    let at = bench.shared();
    assert_eq!(Request::get("/feed/v1").send(at.issuer).status, 401);
}
