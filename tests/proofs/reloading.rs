//! A gateway whose configuration is read anew, again and again, under requests: none is lost, none is
//! judged otherwise, and no connection is closed.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use serde_json::{Value, json};
use voorbeeldzaken::sample;

use super::{Count, figures};
use crate::cases;
use crate::gateway::{melder, melding, new_zaak, zaak};
use crate::harness::{
    Answer, Bench, Connection, Installation, Options, OwnGateway, Raised, Request, TaskApplication,
};

cases![while_the_configuration_is_read_anew_no_request_is_lost_and_no_connection_closed];

const REQUESTS: Count = Count { short: 3_000, long: 100_000 };
const CALLERS: usize = 4;
/// A reload each way, and each way to be refused, at least so often.
const TURNS: usize = 8;
/// The name of an upstream that comes and goes.
const MORE: &str = "meer.example";

/// Where the gateway keeps its decisions.
const RECORDS: &str = "data/herlezen.jsonl";

/// What a caller asks, and the status that it must be answered.
type Question = (Request, u16);

/// What callers were answered.
#[derive(Default)]
struct Told {
    requests: usize,
    written: usize,
    lost: usize,
    /// Answered, and not as they had to be.
    wrong: Vec<String>,
}

/// What the callers share.
struct Run {
    questions: [Question; 3],
    gateway: std::net::SocketAddr,
    asked: AtomicUsize,
    enough: AtomicBool,
}

fn while_the_configuration_is_read_anew_no_request_is_lost_and_no_connection_closed(bench: &Bench) {
    let lifetime = Options::default().set("ISSUER__ACCESS_TOKEN_LIFETIME", "1h");
    let at = bench.with(&lifetime);
    let mut gateway = OwnGateway::serving(&at, "herlezen", "");
    gateway.set("DECISIONS__TO", RECORDS);
    gateway.start_ready();
    let (caller, all) = (melder(&at), TaskApplication::with_all(&at).token(&at));
    let token = caller.token(&at);
    let host = at.gateway.to_string();
    let ask = |request: Request| request.header("Host", &host).bearer(&token);
    let write = new_zaak(&at, sample::ZAAKTYPE_MELDING, None, "herlezen");
    let run = Run {
        questions: [
            (ask(Request::get(&melding())), 200),
            (ask(Request::get(&zaak(sample::ZAAK_BIJSTAND_ZEER_GEHEIM))), 403),
            (ask(Request::post(sample::ZAKEN)).json(&write), 201),
        ],
        gateway: gateway.address(),
        asked: AtomicUsize::new(0),
        enough: AtomicBool::new(false),
    };
    let count = || gateway.get(sample::ZAKEN, &all).json()["count"].as_u64().unwrap();
    let (before, begun, mut turns) = (count(), Instant::now(), 0);
    let told: Vec<Told> = thread::scope(|scope| {
        let _enough = Raised::when_dropped(&run.enough);
        let callers: Vec<_> = (0..CALLERS).map(|_| scope.spawn(|| call(&run))).collect();
        while !callers.iter().all(thread::ScopedJoinHandle::is_finished) {
            turn(&gateway, turns, &all);
            turns += 1;
            run.enough.fetch_or(turns >= TURNS, Ordering::Relaxed);
        }
        callers.into_iter().map(|caller| caller.join().unwrap()).collect()
    });
    let sum = |what: fn(&Told) -> usize| told.iter().map(what).sum::<usize>();
    let (requests, written) = (sum(|told| told.requests), sum(|told| told.written));
    let (lost, wrong) = (sum(|told| told.lost), sum(|told| told.wrong.len()));
    let made = count() - before;
    gateway.stop();
    let records = of_client(&at, &caller.client_id);
    let row = vec![
        ("requests", json!(requests)),
        ("of those writes", json!(written)),
        ("writes at the upstream", json!(made)),
        ("decisions on record", json!(records)),
        ("lost, or their connection closed", json!(lost)),
        ("wrongly answered", json!(wrong)),
        ("configurations taken over", json!(turns.div_ceil(2))),
        ("configurations refused", json!(turns / 2)),
        ("seconds", json!(begun.elapsed().as_secs())),
    ];
    figures::keep("reloading", bench, vec![row]);
    let said: Vec<&String> = told.iter().flat_map(|told| &told.wrong).collect();
    assert_eq!((lost, wrong), (0, 0), "{said:#?}");
    assert_eq!(u64::try_from(written).unwrap(), made);
    assert_eq!(records, requests, "each request has one decision on record");
    assert!(requests >= REQUESTS.get() && written >= REQUESTS.get() / 4, "{requests} {written}");
}

/// How many decisions on record are about this client.
fn of_client(at: &Installation, client_id: &str) -> usize {
    let records = std::fs::read_to_string(at.path(RECORDS)).unwrap();
    let whose = |line: &&str| {
        let record: Value = serde_json::from_str(line).unwrap();
        record["body"]["adl.core.request"]["subject"]["id"] == client_id
    };
    records.lines().filter(whose).count()
}

/// Has the gateway read the next configuration, and sees that it counts, or does not.
fn turn(gateway: &OwnGateway, number: usize, token: &str) {
    let more = || gateway.ask(MORE, Request::get("/ping").bearer(token)).status;
    let (more_at, refused) = match number % 4 {
        0 => (200, gateway.reload(&with_more(gateway))),
        1 => (200, gateway.reload("[gateway]\nlisten = 7\n")),
        2 => (421, gateway.reload(gateway.written())),
        _ => (421, gateway.reload(&gateway.written().replacen("[gateway]", "[gatewei]", 1))),
    };
    assert_eq!(refused.is_some(), number % 2 == 1, "turn {number}: {refused:?}");
    assert_eq!(more(), more_at, "turn {number}");
}

fn with_more(gateway: &OwnGateway) -> String {
    let (text, audience) = (gateway.written(), gateway.public_url());
    format!(
        "{text}\n[[gateway.upstream]]\nname = \"meer\"\npublic_url = \"http://{MORE}\"\n\
         audience = [\"{audience}\"]\naddress = \"http://127.0.0.1:1\"\n\
         credential = {{ kind = \"none\" }}\n\
         operations = [{{ method = \"GET\", path = \"/ping\", answer = \"ping\" }}]\n"
    )
}

/// Asks one question after the other over one connection.
fn call(run: &Run) -> Told {
    let mut told = Told::default();
    let mut connection = Connection::open(run.gateway);
    loop {
        let ticket = run.asked.fetch_add(1, Ordering::Relaxed);
        if ticket >= REQUESTS.get() && run.enough.load(Ordering::Relaxed) {
            return told;
        }
        let (request, wanted) = &run.questions[ticket % run.questions.len()];
        told.requests += 1;
        connection.send(request.to_bytes(run.gateway));
        match connection.answer() {
            Some(Answer { status, .. }) if status == *wanted => {
                told.written += usize::from(status == 201);
            }
            Some(answer) => told.wrong.push(format!("{}: {}", answer.status, answer.text())),
            None => {
                told.lost += 1;
                connection = Connection::open(run.gateway);
            }
        }
    }
}
