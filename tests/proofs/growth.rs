//! What tokens leave behind: those of clients in their own name nothing, those that are kept nothing once
//! they are over.

use std::net::SocketAddr;
use std::thread;
use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;

use super::{Count, Form, figures};
use crate::cases;
use crate::connect::refresh::{Offline, PASSWORD, refresh_token};
use crate::harness::people::basic;
use crate::harness::{Bench, Clocked, Connection, IN_FORCE, Request, eventually};

cases![
    tokens_that_clients_get_in_their_own_name_leave_nothing_in_the_database,
    tokens_that_are_kept_leave_when_they_are_over_and_the_database_stays_as_large,
];

/// Tokens of clients in their own name.
const SIGNED: Count = Count { short: 5_000, long: 1_000_000 };
/// Opaque tokens of a round, and as many refresh tokens.
const KEPT: Count = Count { short: 400, long: 50_000 };
const ROUNDS: Count = Count { short: 3, long: 4 };
const CLIENTS: usize = 10;
const CALLERS: usize = 4;
/// Minutes in which the tokens are fetched, and those before in which a database takes its size.
const MINUTES: usize = 40;
const FIRST_MINUTES: usize = 10;
/// Longer than anything is kept: a day of a token, a day of the audit log, and what clocks may differ.
const OVER: TimeDelta = TimeDelta::days(4);

fn tokens_that_clients_get_in_their_own_name_leave_nothing_in_the_database(bench: &Bench) {
    let at = Clocked::start(bench);
    let requests: Vec<Vec<u8>> = (0..CLIENTS).map(|number| asking(&at, number, "jwt")).collect();
    let minute = |tokens: usize| {
        fetch(at.issuer, &requests, tokens);
        at.pass(TimeDelta::minutes(1));
    };
    let a_minute = SIGNED.get().div_ceil(MINUTES);
    (0..FIRST_MINUTES).for_each(|_| minute(CLIENTS));
    let before = settled(&at);
    (0..MINUTES).for_each(|_| minute(a_minute));
    let after = settled(&at);
    at.pass(TimeDelta::hours(1));
    let told = || {
        at.rows("SELECT count(*) FROM audit WHERE act = 'token.issue' AND subject LIKE 'jwt-%'")[0]
            [0]
    };
    let clients = i64::try_from(CLIENTS).unwrap();
    eventually(IN_FORCE * 20, "the hour is told", || told() == clients);
    let counted: u64 = counts(&at).iter().sum();
    let all = FIRST_MINUTES * CLIENTS + MINUTES * a_minute;
    let row = vec![
        ("tokens", json!(MINUTES * a_minute)),
        ("bytes before", json!(before)),
        ("bytes after", json!(after)),
        ("bytes more", json!(after - before)),
        ("lines in the audit log for their hour", json!(told())),
        ("clients", json!(CLIENTS)),
    ];
    figures::keep("growth", bench, vec![row]);
    assert_eq!(after - before, 0, "bytes");
    assert_eq!(
        counted,
        u64::try_from(all).unwrap(),
        "each is counted, in one line for each client"
    );
}

/// The size once everything is written that is noted in memory.
fn settled(at: &Clocked) -> i64 {
    thread::park_timeout(Duration::from_secs(1));
    at.size()
}

fn counts(at: &Clocked) -> Vec<u64> {
    let page = at.administrator().done("GET", "/audit?act=token.issue", &json!({}));
    let lines = page["results"].as_array().unwrap();
    // The administrator has tokens too.
    let theirs = lines.iter().filter(|line| line["subject"].as_str().unwrap().starts_with("jwt-"));
    theirs.map(|line| line["after"]["count"].as_u64().unwrap()).collect()
}

fn tokens_that_are_kept_leave_when_they_are_over_and_the_database_stays_as_large(bench: &Bench) {
    let at = Clocked::keeping_the_log(bench, "1d");
    let opaque = [asking(&at, 0, "opaque")];
    let lives = json!({ "refresh_token_idle_lifetime": 86_400, "refresh_token_lifetime": 86_400 });
    let register = |number| {
        let name = format!("namens-{number}");
        Offline::register(at.issuer, &at.administrator(), (&name, &lives))
    };
    let mut people: Vec<Offline> = (0..CALLERS).map(register).collect();
    let (mut full, mut empty) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS.get() {
        fetch(at.issuer, &opaque, KEPT.get());
        thread::scope(|scope| {
            for offline in &mut people {
                scope.spawn(|| go_on(offline, KEPT.get() / CALLERS));
            }
        });
        full.push(at.size());
        at.pass(OVER);
        eventually(patience(), "all of it is gone", || left(&at) == [0; 6]);
        empty.push(at.size());
    }
    let (first, tokens) = (empty[0], i64::try_from(2 * KEPT.get()).unwrap());
    let rounds = empty.iter().zip(&full).enumerate();
    let row = |(round, (over, alive)): (usize, (&i64, &i64))| {
        vec![
            ("round", json!(round + 1)),
            ("opaque and refresh tokens", json!(tokens)),
            ("bytes with them", json!(alive)),
            ("bytes when they are over", json!(over)),
            ("MiB for ten million", json!(((alive - first) / tokens * 10_000_000) >> 20)),
        ]
    };
    figures::keep("growth_kept", bench, rounds.map(row).collect());
    // In the first round a database takes its size. How much PostgreSQL gives back in between depends on who looks
    // at that moment.
    let most = full[1] + full[1] / 20;
    assert!(full[2..].iter().all(|size| *size <= most), "{full:?}");
    assert!(empty.iter().all(|size| *size < full[0]), "{empty:?}, with them {full:?}");
}

/// Somebody signs in and lets a client go on for them, which refreshes again and again.
fn go_on(offline: &mut Offline, times: usize) {
    let name = offline.client_id.clone();
    assert_eq!(offline.browser.sign_in(&name, PASSWORD).status, 303);
    let mut token = offline.token();
    for _ in 1..times {
        token = refresh_token(&offline.refresh(&token));
    }
}

/// How many rows there are of what was kept.
fn left(at: &Clocked) -> [i64; 6] {
    let tables =
        ["access_tokens", "refresh_tokens", "grants", "codes", "authorizations", "sessions"];
    tables.map(|table| at.rows(&format!("SELECT count(*) FROM {table}"))[0][0])
}

/// Issuers look three times a minute, and take out some thousands in a second.
fn patience() -> Duration {
    match Form::asked() {
        Form::Short => Duration::from_mins(1),
        Form::Long => Duration::from_mins(5),
    }
}

/// A client whose tokens are of a format; its token request.
fn asking(at: &Clocked, number: usize, format: &str) -> Vec<u8> {
    let id = format!("{format}-{number}");
    let secret = at.client(&id, TimeDelta::minutes(5))["secret"].clone();
    let oauth = json!({ "oauth": { "token_format": format } });
    at.administrator().done("PATCH", &format!("/clients/{id}"), &oauth);
    let request = Request::post("/connect/token").form("grant_type=client_credentials");
    let header = basic(&id, secret.as_str().unwrap_or_else(|| panic!("{secret}")));
    request.header("Authorization", &header).to_bytes(at.issuer)
}

/// Fetches so many tokens over kept connections, of all clients in turn.
fn fetch(issuer: SocketAddr, requests: &[Vec<u8>], tokens: usize) {
    let call = |caller: usize| {
        let mut connection = Connection::open(issuer);
        for turn in (caller..tokens).step_by(CALLERS) {
            connection.send(&requests[turn % requests.len()]);
            let answer = connection.answer().unwrap();
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
    };
    thread::scope(|scope| (0..CALLERS).for_each(|caller| drop(scope.spawn(move || call(caller)))));
}
