//! A client's assertion counts once, at whichever of two issuers it is presented.

use std::net::SocketAddr;
use std::sync::Barrier;
use std::thread;

use serde_json::json;
use tokens::Algorithm;

use crate::cases;
use crate::harness::asserter::{Asserter, AssertingClient, TYPE};
use crate::harness::client::encoded;
use crate::harness::{Bench, Options, Request, TaskApplication};
use crate::proofs::rounds;

cases![r7523_04_of_fifty_who_use_one_assertion_at_two_issuers_one_wins];

/// How many use one assertion at once.
const AT_ONCE: usize = 50;

fn r7523_04_of_fifty_who_use_one_assertion_at_two_issuers_one_wins(bench: &Bench) {
    let at = bench.with(&Options::default().apart(2, 1));
    let with = (Asserter::new(Algorithm::Es256), json!({}));
    let client = AssertingClient::by(&at, TaskApplication::with_all(&at), with);
    let issuers = at.issuers();
    // Both know the client.
    for issuer in &issuers {
        crate::harness::eventually(crate::harness::IN_FORCE, "known", || {
            present(*issuer, &client.assertion(&at)) == 200
        });
    }
    for round in 0..rounds(20, 100) {
        let assertion = client.assertion(&at);
        let start = Barrier::new(AT_ONCE);
        let statuses: Vec<u16> = thread::scope(|scope| {
            let (assertion, start) = (&assertion, &start);
            let both = issuers.iter().cycle().take(AT_ONCE);
            let threads: Vec<_> = both
                .map(|issuer| {
                    scope.spawn(move || {
                        start.wait();
                        present(*issuer, assertion)
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let won = statuses.iter().filter(|status| **status == 200).count();
        // On a machine that does much else some are told to come again.
        let lost = statuses.iter().filter(|status| [401, 503].contains(*status)).count();
        assert_eq!((won, lost), (1, AT_ONCE - 1), "round {round}: {statuses:?}");
        assert!(statuses.contains(&401), "round {round}: {statuses:?}");
    }
}

/// What an issuer answers.
fn present(issuer: SocketAddr, assertion: &str) -> u16 {
    let form = format!(
        "grant_type=client_credentials&client_assertion_type={}&client_assertion={assertion}",
        encoded(TYPE)
    );
    Request::post("/connect/token").form(&form).send(issuer).status
}
