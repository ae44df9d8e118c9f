//! Requests of several clients at once: none gets another's answer, or another's name (G20, G32).

use std::thread;

use voorbeeldzaken::sample;

use super::super::{mark, melding, seen, zaak};
use crate::harness::{Connection, LoneGateway};
use crate::house;

house![requests_of_many_at_once_never_cross,];

/// So many at once, each so often on a connection of its own.
const AT_ONCE: usize = 16;
const OFTEN: usize = 20;

fn requests_of_many_at_once_never_cross() {
    let at = LoneGateway::start();
    at.upstream.remembers(AT_ONCE * OFTEN * 2);
    let hidden = zaak(sample::ZAAK_BIJSTAND_ZEER_GEHEIM);
    let ways = [("alles", hidden.clone(), 200), ("lezer", melding(), 200), ("lezer", hidden, 403)];
    thread::scope(|scope| {
        for number in 0..AT_ONCE {
            let (client, path, status) = &ways[number % ways.len()];
            let at = &at;
            scope.spawn(move || on_one_connection(at, client, path, *status));
        }
    });
}

fn on_one_connection(at: &LoneGateway, client: &str, path: &str, status: u16) {
    let token = at.token(client);
    let mut connection = Connection::open(at.address);
    for _ in 0..OFTEN {
        let mark = mark();
        connection.send(format!(
            "GET {path} HTTP/1.1\r\nHost: zaken.example\r\nX-Mark: {mark}\r\n\
             Authorization: Bearer {token}\r\nX-Client-Id: alles\r\nConnection: X-Client-Id\r\n\r\n"
        ));
        let answer = connection.answer().unwrap();
        assert_eq!(answer.status, status, "{client} {path}: {answer:?}");
        let named = answer.header("x-voorbeeld-client-id");
        assert_eq!(named, (status == 200).then_some(client), "{path}");
        if status == 200 {
            let seen = seen(&at.upstream, &mark);
            assert_eq!(seen.caller.as_ref().unwrap().client_id, client);
            assert_eq!(seen.target, path);
        }
    }
}
