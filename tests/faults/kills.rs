//! An issuer that is killed in the middle of writing leaves each write whole, or none of it.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::cases;
use crate::harness::{Bench, Connection, Installation, Options};

cases![a_killed_issuer_leaves_every_write_whole_or_absent_and_the_chain_unbroken];

/// How often it is killed.
const KILLS: u64 = 12;
/// How many autorisaties each applicatie has: rows that come with it or not at all.
const ROWS: i64 = 5;

/// Writes until the issuer is gone; the ids that were acknowledged, and whether one write was not.
fn burst(issuer: SocketAddr, token: &str, over: &AtomicBool) -> (Vec<String>, bool) {
    let these: Vec<Value> =
        (0..ROWS).map(|n| json!({ "component": "ztc", "scopes": [format!("s.{n}")] })).collect();
    let body = json!({ "label": "Salvo", "autorisaties": these }).to_string();
    let request = format!(
        "POST /admin/v1/applicaties HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut connection = Connection::open(issuer);
    let mut acknowledged = Vec::new();
    while !over.load(Ordering::Relaxed) {
        connection.send(&request);
        let Some(answer) = connection.answer() else { return (acknowledged, true) };
        assert_eq!(answer.status, 201, "{}", answer.text());
        acknowledged.push(answer.member("id"));
    }
    (acknowledged, false)
}

fn a_killed_issuer_leaves_every_write_whole_or_absent_and_the_chain_unbroken(bench: &Bench) {
    let mut at = bench.with(&Options::default().split());
    let mut acknowledged = BTreeSet::new();
    let mut interrupted = 0;
    for kill in 0..KILLS {
        let (issuer, token) = (at.issuer, at.administrator().token);
        let over = AtomicBool::new(false);
        thread::scope(|scope| {
            let writing = scope.spawn(|| burst(issuer, &token, &over));
            // Each kill at a moment of its own, 5 to 200 ms into the burst.
            thread::park_timeout(Duration::from_millis(5 + kill * 195 / (KILLS - 1)));
            at.kill_issuer();
            over.store(true, Ordering::Relaxed);
            let (kept, unanswered) = writing.join().unwrap();
            acknowledged.extend(kept);
            interrupted += u64::from(unanswered);
        });
        at.start_issuer();
    }
    assert!(interrupted * 5 >= KILLS * 4, "only {interrupted} of {KILLS} kills hit a write");
    whole(&at, &acknowledged);
}

fn whole(at: &Installation, acknowledged: &BTreeSet<String>) {
    let rows = |query: &str| at.database.rows(at.folder.path(), query);
    let halves = rows(&format!(
        "SELECT count(*) FROM applicaties a WHERE {ROWS} <> \
         (SELECT count(*) FROM autorisaties WHERE applicatie_id = a.id)"
    ));
    assert_eq!(halves, [[0]], "applicaties without all of their autorisaties");
    let counts = rows(
        "SELECT (SELECT count(*) FROM applicaties), \
         (SELECT count(*) FROM changes WHERE kind = 'applicatie'), \
         (SELECT count(*) FROM audit WHERE act = 'applicatie.create')",
    );
    let [made, logged, told] = counts[0][..] else { panic!("{counts:?}") };
    assert_eq!((logged, told), (made, made), "each has its change and its line in the audit log");
    // What was sent and not answered may be there too: one for each kill at most.
    let acknowledged_count = i64::try_from(acknowledged.len()).unwrap();
    let unanswered = made - acknowledged_count;
    assert!((0..=i64::try_from(KILLS).unwrap()).contains(&unanswered), "{unanswered}");
    for id in acknowledged {
        let path = format!("/applicaties/{id}");
        assert_eq!(at.administrator().call("GET", &path, &Value::Null).status, 200, "{id}");
    }
    let chain = rows("SELECT number, prev FROM changes ORDER BY number");
    assert!(chain.windows(2).all(|pair| pair[1][1] == pair[0][0]), "{chain:?}");
}
