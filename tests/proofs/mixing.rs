//! Many requests with two tokens, one after another and several at once on kept connections: nobody
//! gets another's answer (G32).

use std::net::SocketAddr;
use std::thread;

use serde_json::json;
use uuid::Uuid;
use voorbeeldzaken::{Seen, sample};

use super::{Count, below, figures};
use crate::cases;
use crate::gateway::{melder, zaak};
use crate::harness::{Answer, Bench, Connection, Request, TaskApplication};

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
    let requests = REQUESTS.get();
    at.upstream.remembers(2 * requests);
    let before = at.upstream.saw(sample::ZAKEN).len();
    let told: Vec<Told> = thread::scope(|scope| {
        let on_one = |number: usize| {
            // Half of the connections have one request at a time.
            let (callers, gateway, deepest) = (&callers, at.gateway, [1, DEEPEST][number % 2]);
            scope.spawn(move || ask(gateway, callers, requests / CONNECTIONS, deepest))
        };
        let connections: Vec<_> = (0..CONNECTIONS).map(on_one).collect();
        connections.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let sum = |of: fn(&Told) -> usize| told.iter().map(of).sum::<usize>();
    let (through, refused) = (sum(|told| told.through), sum(|told| told.refused));
    let seen = at.upstream.saw(sample::ZAKEN).split_off(before);
    let anothers = seen.iter().filter(|seen| !is_whole(seen, &callers)).count();
    let mixed: Vec<&String> = told.iter().flat_map(|told| &told.mixed).collect();
    let row = vec![
        ("requests", json!(through + refused + mixed.len())),
        ("let through, to whom they belong", json!(through)),
        ("refused", json!(refused)),
        ("mixed up", json!(mixed.len())),
        ("seen by the upstream", json!(seen.len())),
        ("mixed up there", json!(anothers)),
    ];
    figures::keep("mixing", bench, vec![row]);
    assert_eq!((mixed.len(), anothers), (0, 0), "{mixed:?}");
    assert_eq!(through + refused, requests);
    assert!(through > requests / 2 && refused > requests / 8, "{through} and {refused}");
    // What is refused was looked at first: each request is there once.
    assert_eq!(seen.len(), requests);
}

/// It came for one of them, with one credential.
fn is_whole(seen: &Seen, callers: &[Caller; 2]) -> bool {
    let named = seen.caller.as_ref().map(|caller| caller.client_id.as_str());
    let known = callers.iter().any(|caller| named == Some(caller.client_id.as_str()));
    known && seen.header("authorization").len() == 1
}

/// What was answered on one connection.
#[derive(Default)]
struct Told {
    through: usize,
    refused: usize,
    /// The answers that belong to another request or to another token.
    mixed: Vec<String>,
}

impl Told {
    fn take(&mut self, caller: &Caller, zaak: Uuid, answer: &Answer) {
        let hidden = zaak == sample::ZAAK_BIJSTAND_ZEER_GEHEIM && !caller.sees_the_secret;
        let of_the_caller =
            answer.header("x-voorbeeld-client-id") == Some(caller.client_id.as_str());
        let of_the_zaak = answer.member("url").ends_with(&zaak.to_string());
        match answer.status {
            403 if hidden && answer.member("code") == "object-not-held" => self.refused += 1,
            200 if !hidden && of_the_caller && of_the_zaak => self.through += 1,
            _ => self.mixed.push(format!("{} asked for {zaak}: {answer:?}", caller.client_id)),
        }
    }
}

/// Sends so many requests on one connection.
fn ask(gateway: SocketAddr, callers: &[Caller; 2], count: usize, deepest: usize) -> Told {
    let zaken = [sample::ZAAK_MELDING_OPENBAAR, sample::ZAAK_BIJSTAND_ZEER_GEHEIM];
    let mut connection = Connection::open(gateway);
    let (mut sent, mut told) = (0, Told::default());
    while sent < count {
        let batch = (1 + below(deepest)).min(count - sent);
        let batch: Vec<_> = (0..batch).map(|_| (&callers[below(2)], zaken[below(2)])).collect();
        let one = |(caller, which): &(&Caller, Uuid)| {
            Request::get(&zaak(*which)).bearer(&caller.token).to_bytes(gateway)
        };
        let bytes: Vec<u8> = batch.iter().flat_map(one).collect();
        // In two parts, cut anywhere: also in the middle of a token.
        let (start, end) = bytes.split_at(below(bytes.len()));
        connection.send(start);
        connection.send(end);
        for &(caller, which) in &batch {
            told.take(caller, which, &connection.answer().expect("the connection ended"));
        }
        sent += batch.len();
    }
    told
}
