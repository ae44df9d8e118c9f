//! Looking up the level of a type: a catalogus that fails is not the caller's fault.

use std::collections::VecDeque;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread;

use voorbeeldzaken::sample;

use super::creating::create;
use super::{mark, new_zaak, refused};
use crate::cases;
use crate::harness::{Answer, Autorisatie, Bench, Installation, Options, TaskApplication};

cases![
    a_connection_that_is_lost_while_a_level_is_looked_up_is_not_the_callers_fault,
    a_look_up_that_fails_is_the_upstreams_fault_and_nothing_is_sent_on,
    a_type_that_is_not_there_is_told_as_before,
];

/// What it says to a request for a type; empty: it hangs up.
const LOST: &str = "";
const LEVEL: &str = r#"{"vertrouwelijkheidaanduiding":"openbaar"}"#;

/// A catalogus whose answers are laid down, before an API that makes everything.
struct Catalogus {
    address: SocketAddr,
    answers: Arc<Mutex<VecDeque<String>>>,
    made: Arc<Mutex<usize>>,
}

impl Catalogus {
    fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let answers = Arc::new(Mutex::new(VecDeque::<String>::new()));
        let made = Arc::new(Mutex::new(0));
        let (next, count) = (Arc::clone(&answers), Arc::clone(&made));
        thread::spawn(move || {
            for mut socket in listener.incoming().map_while(Result::ok) {
                let mut request = [0; 16 * 1024];
                let length = socket.read(&mut request).unwrap_or_default();
                let answer = if request[..length].starts_with(b"GET") {
                    next.lock().unwrap().pop_front().unwrap()
                } else {
                    *count.lock().unwrap() += 1;
                    said("201 Created", "{}")
                };
                // Whoever breaks off gets no answer.
                let _ = socket.write_all(answer.as_bytes());
            }
        });
        Self { address, answers, made }
    }

    fn before(&self, bench: &Bench) -> (Installation, String) {
        let address = format!("http://{}", self.address);
        let options = Options::default()
            .set("GATEWAY__UPSTREAM__0__ADDRESS", &address)
            .set("GATEWAY__UPSTREAM__0__TIMEOUT", "1s");
        let at = bench.with(&options);
        let may = Autorisatie::zaken(&["zaken.aanmaken"], sample::ZAAKTYPE_MELDING, "intern");
        let token = TaskApplication::with(&at, &[may]).token(&at);
        (at, token)
    }

    fn says(&self, answers: &[String]) {
        *self.answers.lock().unwrap() = answers.iter().cloned().collect();
    }

    fn made(&self) -> usize {
        *self.made.lock().unwrap()
    }
}

fn said(status: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    )
}

/// A create that leaves the level to its type.
fn without_level(at: &Installation, token: &str) -> Answer {
    create(at, sample::ZAKEN, token, &new_zaak(at, sample::ZAAKTYPE_MELDING, None, &mark()))
}

fn a_connection_that_is_lost_while_a_level_is_looked_up_is_not_the_callers_fault(bench: &Bench) {
    let catalogus = Catalogus::start();
    let (at, token) = catalogus.before(bench);
    catalogus.says(&[LOST.to_owned(), said("200 OK", LEVEL)]);
    let answer = without_level(&at, &token);
    assert_eq!((answer.status, catalogus.made()), (201, 1), "{answer:?}");
}

fn a_look_up_that_fails_is_the_upstreams_fault_and_nothing_is_sent_on(bench: &Bench) {
    let catalogus = Catalogus::start();
    let (at, token) = catalogus.before(bench);
    let half = said("200 OK", LEVEL).replace("openbaar\"}", "");
    for (answers, status, code) in [
        (vec![LOST.to_owned(), LOST.to_owned()], 502, "upstream-broke-off"),
        (vec![said("500 Failed", "{}")], 502, "upstream-status"),
        (vec![said("403 Forbidden", "{}")], 502, "upstream-credential-refused"),
        (vec![said("401 Unauthorized", "{}")], 502, "upstream-credential-refused"),
        (vec![said("200 OK", "{}")], 502, "answer-not-judged"),
        (vec![half], 502, "answer-not-judged"),
    ] {
        catalogus.says(&answers);
        let answer = without_level(&at, &token);
        refused(&answer, status, code);
        assert!(answer.member("detail").contains("nothing was sent on"), "{}", answer.text());
    }
    assert_eq!(catalogus.made(), 0);
    catalogus.says(&[said("200 OK", LEVEL)]);
    assert_eq!(without_level(&at, &token).status, 201, "what failed is not remembered");
}

fn a_type_that_is_not_there_is_told_as_before(bench: &Bench) {
    let catalogus = Catalogus::start();
    let (at, token) = catalogus.before(bench);
    for status in ["404 Not Found", "410 Gone"] {
        catalogus.says(&[said(status, "{}")]);
        refused(&without_level(&at, &token), 403, "level-not-stated");
    }
    assert_eq!(catalogus.made(), 0);
}
