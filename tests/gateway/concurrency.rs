//! Many at once: nobody gets another's answer (G32).

use std::thread;

use voorbeeldzaken::sample;

use super::{melder, melding, zaak};
use crate::cases;
use crate::harness::{Bench, Connection, TaskApplication};

cases![two_clients_are_never_mixed_up];

const CONNECTIONS: usize = 8;
const REQUESTS: usize = 125;

fn two_clients_are_never_mixed_up(bench: &Bench) {
    let at = bench.fresh();
    let (one, all) = (melder(&at), TaskApplication::with_all(&at));
    let callers = [(one.token(&at), one.client_id), (all.token(&at), all.client_id)];
    let secret = zaak(sample::ZAAK_BIJSTAND_ZEER_GEHEIM);
    let gateway = at.gateway;
    let request = |token: &str, path: &str| {
        format!("GET {path} HTTP/1.1\r\nHost: {gateway}\r\nAuthorization: Bearer {token}\r\n\r\n")
    };
    thread::scope(|scope| {
        for number in 0..CONNECTIONS {
            let (callers, secret) = (&callers, &secret);
            scope.spawn(move || {
                let mut connection = Connection::open(gateway);
                for turn in 0..REQUESTS {
                    let which = (number + turn / 3) % 2;
                    let (token, client_id) = &callers[which];
                    connection.send(request(token, &melding()) + &request(token, secret));
                    let (open, hidden) =
                        (connection.answer().unwrap(), connection.answer().unwrap());
                    assert_eq!(open.status, 200, "{open:?}");
                    assert_eq!(open.header("x-voorbeeld-client-id"), Some(client_id.as_str()));
                    assert_eq!(hidden.status, if which == 0 { 403 } else { 200 }, "{hidden:?}");
                }
            });
        }
    });
    let callers: Vec<_> = [&callers[0].1, &callers[1].1].to_vec();
    let seen = at.upstream.saw(&melding());
    assert!(seen.iter().all(|seen| {
        let named = &seen.caller.as_ref().unwrap().client_id;
        callers.contains(&named) && seen.header("authorization").len() == 1
    }));
}
