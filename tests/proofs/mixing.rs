//! Many requests with two tokens, one after another and several at once on kept connections: nobody
//! gets another's answer (G32).

use std::net::SocketAddr;
use std::thread;

use serde_json::json;
use voorbeeldzaken::sample;

use super::{Count, below, figures};
use crate::cases;
use crate::gateway::{melder, zaak};
use crate::harness::{Bench, Connection, Request, TaskApplication};

cases![requests_with_two_tokens_on_kept_and_pipelined_connections_are_never_mixed_up];

const REQUESTS: Count = Count { short: 1_000, long: 10_000 };
const CONNECTIONS: usize = 8;
/// The most requests that wait on one connection.
const DEEPEST: usize = 8;

/// Who asks, and what that one may see.
struct Caller {
    client_id: String,
    token: String,
    sees_the_secret: bool,
}

fn requests_with_two_tokens_on_kept_and_pipelined_connections_are_never_mixed_up(bench: &Bench) {
    let at = bench.fresh();
    let caller = |application: TaskApplication, sees_the_secret| Caller {
        token: application.token(&at),
        client_id: application.client_id,
        sees_the_secret,
    };
    let callers = [caller(melder(&at), false), caller(TaskApplication::with_all(&at), true)];
    let each = REQUESTS.get() / CONNECTIONS;
    let refused: usize = thread::scope(|scope| {
        let on_one = |number: usize| {
            // Half of the connections have one request at a time.
            let (callers, gateway, deepest) = (&callers, at.gateway, [1, DEEPEST][number % 2]);
            scope.spawn(move || ask(gateway, callers, each, deepest))
        };
        let connections: Vec<_> = (0..CONNECTIONS).map(on_one).collect();
        connections.into_iter().map(|one| one.join().unwrap()).sum()
    });
    let known = callers.each_ref().map(|caller| &caller.client_id);
    let seen = at.upstream.saw(sample::ZAKEN);
    assert!(seen.iter().all(|seen| {
        let named = &seen.caller.as_ref().unwrap().client_id;
        known.contains(&named) && seen.header("authorization").len() == 1
    }));
    let requests = each * CONNECTIONS;
    let row = vec![
        ("requests", json!(requests)),
        ("let through, to whom they belong", json!(requests - refused)),
        ("refused", json!(refused)),
        ("mixed up", json!(0)),
    ];
    figures::keep("mixing", bench, vec![row]);
}

/// Sends so many requests on one connection, and gives how many were refused, rightly.
fn ask(gateway: SocketAddr, callers: &[Caller; 2], count: usize, deepest: usize) -> usize {
    let zaken = [sample::ZAAK_MELDING_OPENBAAR, sample::ZAAK_BIJSTAND_ZEER_GEHEIM];
    let mut connection = Connection::open(gateway);
    let (mut sent, mut refused) = (0, 0);
    while sent < count {
        let batch = (1 + below(deepest)).min(count - sent);
        let batch: Vec<_> = (0..batch).map(|_| (below(2), below(2))).collect();
        let one = |&(caller, which): &(usize, usize)| {
            let token = &callers[caller].token;
            Request::get(&zaak(zaken[which])).bearer(token).to_bytes(gateway)
        };
        let bytes: Vec<u8> = batch.iter().flat_map(one).collect();
        // In two parts, cut anywhere: also in the middle of a token.
        let (start, end) = bytes.split_at(below(bytes.len()));
        connection.send(start);
        connection.send(end);
        for &(caller, which) in &batch {
            let answer = connection.answer().expect("the connection ended");
            let caller = &callers[caller];
            if which == 1 && !caller.sees_the_secret {
                assert_eq!(
                    (answer.status, answer.member("code").as_str()),
                    (403, "object-not-held")
                );
                refused += 1;
                continue;
            }
            assert_eq!(answer.status, 200, "{answer:?}");
            assert_eq!(answer.header("x-voorbeeld-client-id"), Some(caller.client_id.as_str()));
            assert!(answer.member("url").ends_with(&zaken[which].to_string()), "{}", answer.text());
        }
        sent += batch.len();
    }
    refused
}
