//! An issuer that is killed in the middle of a burst of writes at the Autorisaties API: each that it
//! acknowledged is told to the Notificaties API at least once, in order for each applicatie, and
//! nothing is told that is not there.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::told_life::ToldLife;
use super::{Count, Form, drawn_moment, figures};
use crate::cases;
use crate::harness::ac::AcClient;
use crate::harness::{
    Bench, Connection, Installation, Manner, Options, PlayedNotificaties, eventually,
};

cases![an_issuer_killed_in_a_burst_of_writes_tells_of_each_that_it_acknowledged];

const KILLS: Count = Count { short: 8, long: 50 };
const WRITERS: usize = 4;
/// A claim of a killed issuer lapses, and what was refused waits for its time.
const TOLD: Duration = Duration::from_secs(90);
/// The notifications of the client itself: its applicatie, and the client in it.
const OF_THE_CLIENT: usize = 2;

/// What all kills together did.
#[derive(Default)]
struct Toll {
    kills: usize,
    /// Kills that came when a write had been sent and was waiting for its answer.
    hits: usize,
    acknowledged: usize,
    /// Writes that were refused because the disk was slow: none of them is there.
    refused: usize,
    /// Writes that were sent and have no answer, and that are there.
    whole: usize,
    /// Those that are not.
    absent: usize,
    /// Notifications that were still to be delivered when the issuer was killed.
    waiting: usize,
    told: usize,
    /// Those of them that came once more.
    again: usize,
}

fn an_issuer_killed_in_a_burst_of_writes_tells_of_each_that_it_acknowledged(bench: &Bench) {
    let nrc = PlayedNotificaties::start();
    nrc.pauses(Duration::from_millis(3));
    let mut at = bench.with(&Options::default().split().telling(&nrc));
    let ac = AcClient::writer(&at);
    let mut toll = Toll::default();
    let mut lives: Vec<(ToldLife, usize)> = Vec::new();
    for kill in 0..KILLS.get() {
        // At every other one it takes nothing, so that much is left to be told.
        let manner = if kill % 2 == 1 { Manner::Says(503, json!({})) } else { Manner::Takes };
        nrc.becomes(manner);
        let (burst, killed) = burst_and_kill(&mut at, &ac, kill);
        toll.waiting += rows(&at, "SELECT count(*) FROM outbox");
        nrc.becomes(Manner::Takes);
        at.start_issuer();
        toll.count(&burst, killed);
        for life in burst {
            let found = toll.judge(&life, &ac);
            lives.push((life, found));
        }
    }
    at.administrator().done("POST", "/notificaties/retry", &Value::Null);
    eventually(TOLD, "all is told", || rows(&at, "SELECT count(*) FROM outbox") == 0);
    toll.hear(&nrc, &lives);
    the_log_is_whole(&at, lives.iter().map(|(_, found)| found).sum());
    toll.keep(bench);
    toll.is_enough();
}

/// Several clients write until the issuer is gone.
fn burst_and_kill(at: &mut Installation, ac: &AcClient, kill: usize) -> (Vec<ToldLife>, Instant) {
    let issuer = at.issuer;
    thread::scope(|scope| {
        let write = |number| {
            let name = format!("salvo-{kill:03}-{number}");
            scope.spawn(move || write_until_the_end(issuer, ac, &name))
        };
        let writing: Vec<_> = (0..WRITERS).map(write).collect();
        // A write here is also told: long enough that some are acknowledged and some delivered.
        thread::park_timeout(drawn_moment() * 3);
        let killed = Instant::now();
        at.kill_issuer();
        (writing.into_iter().flat_map(|one| one.join().unwrap()).collect(), killed)
    })
}

fn write_until_the_end(issuer: SocketAddr, ac: &AcClient, name: &str) -> Vec<ToldLife> {
    let mut lives = Vec::new();
    // Killed before it took the connection: nothing was written.
    let Ok(mut connection) = Connection::try_open(issuer) else { return lives };
    for turn in 0.. {
        let mut life = ToldLife::new(format!("{name}-{turn:04}"));
        while let Some(write) = life.next(ac) {
            let sent = connection.try_send(write.to_bytes(issuer));
            // What could not be sent was cut off before a server had it.
            if sent.is_ok() {
                life.sent();
            }
            let Some(answer) = connection.answer() else {
                lives.push(life);
                return lives;
            };
            // Where the disk stands still, one is refused: then nothing of it is there.
            if answer.status == 503 {
                life.refused();
                break;
            }
            life.take(&answer);
        }
        lives.push(life);
    }
    lives
}

impl Toll {
    fn count(&mut self, burst: &[ToldLife], killed: Instant) {
        self.kills += 1;
        let mut unanswered = burst.iter().filter_map(|life| life.unanswered);
        self.hits += usize::from(unanswered.any(|sent| sent < killed));
        self.acknowledged += burst.iter().map(|life| life.acknowledged).sum::<usize>();
        self.refused += burst.iter().filter(|life| life.is_refused).count();
    }

    /// All that was acknowledged is there, and at most the one write more that was sent.
    fn judge(&mut self, life: &ToldLife, ac: &AcClient) -> usize {
        let (found, sent) = (life.found(ac), usize::from(life.unanswered.is_some()));
        match found.checked_sub(life.acknowledged) {
            Some(0) => self.absent += sent,
            Some(1) if sent == 1 => self.whole += 1,
            _ => panic!("{} were acknowledged and {found} are there", life.acknowledged),
        }
        found
    }

    /// Each write that is there was told, in order, and nothing else was.
    fn hear(&mut self, nrc: &PlayedNotificaties, lives: &[(ToldLife, usize)]) {
        for (life, found) in lives.iter().filter(|(_, found)| *found > 0) {
            let mut heard = nrc.taken_of(life.id());
            // One that came again came before the next: the last that was taken was not written down.
            heard.dedup();
            assert_eq!(heard, ToldLife::ACTIES[..*found], "{}", life.id());
        }
        let taken: Vec<Value> =
            nrc.told().into_iter().filter(|told| told.taken).map(|told| told.body).collect();
        let distinct: HashSet<String> = taken.iter().map(Value::to_string).collect();
        self.told = distinct.len();
        self.again = taken.len() - distinct.len();
        let expected: usize = lives.iter().map(|(_, found)| found).sum();
        assert_eq!(self.told, expected + OF_THE_CLIENT);
    }

    fn keep(&self, bench: &Bench) {
        let row = vec![
            ("kills", json!(self.kills)),
            ("that hit a write", json!(self.hits)),
            ("acknowledged, all there and told", json!(self.acknowledged)),
            ("unacknowledged, there as a whole and told", json!(self.whole)),
            ("unacknowledged, absent and not told", json!(self.absent)),
            ("refused, absent and not told", json!(self.refused)),
            ("not yet told when killed", json!(self.waiting)),
            ("told", json!(self.told)),
            ("told once more", json!(self.again)),
        ];
        figures::keep("telling", bench, vec![row]);
    }

    /// Something was there to be lost: a proof of nothing is none.
    fn is_enough(&self) {
        let Self { kills, hits, acknowledged, whole, absent, waiting, .. } = *self;
        assert!(hits * 5 >= kills * 4, "only {hits} of {kills} hit a write");
        assert!(acknowledged >= kills, "only {acknowledged} were acknowledged");
        assert!(waiting >= kills, "only {waiting} were still to be told");
        if Form::asked() == Form::Long {
            assert!(whole > 0 && absent > 0, "{whole} there as a whole and {absent} absent");
        }
    }
}

/// Each write left its line in the audit log, and the changes are one chain.
fn the_log_is_whole(at: &Installation, writes: usize) {
    let chain = "SELECT number, prev FROM changes ORDER BY number";
    let chain = at.database.rows(at.folder.path(), chain);
    assert!(chain.windows(2).all(|pair| pair[1][1] == pair[0][0]), "{chain:?}");
    assert_eq!(rows(at, "SELECT count(*) FROM audit WHERE actor LIKE 'app-%'"), writes);
}

fn rows(at: &Installation, count: &str) -> usize {
    usize::try_from(at.database.rows(at.folder.path(), count)[0][0]).unwrap()
}
