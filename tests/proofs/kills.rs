//! An issuer that is killed in the middle of a burst of writes: what it acknowledged is there, what
//! it did not acknowledge is there as a whole or not at all, and gateways follow without a break.

use std::net::SocketAddr;
use std::thread;
use std::time::Instant;

use serde_json::{Value, json};

use super::life::Life;
use super::{Count, Form, drawn_moment, figures};
use crate::cases;
use crate::harness::{
    Administrator, Bench, Connection, Feeds, Installation, Options, OwnGateway, Request, eventually,
};

cases![an_issuer_killed_in_a_burst_of_writes_keeps_what_it_acknowledged_and_nothing_by_half];

const KILLS: Count = Count { short: 8, long: 50 };
const ADMINISTRATORS: usize = 4;
const AGAIN: std::time::Duration = std::time::Duration::from_secs(20);

/// What all kills together did.
#[derive(Default)]
struct Toll {
    kills: usize,
    /// Kills that came when a write had been sent and was waiting for its answer.
    hits: usize,
    acknowledged: usize,
    /// Writes that were sent and have no answer, and that are there.
    whole: usize,
    /// Those that are not.
    absent: usize,
    /// How often the gateway went on where it was.
    resumed: usize,
}

fn an_issuer_killed_in_a_burst_of_writes_keeps_what_it_acknowledged_and_nothing_by_half(
    bench: &Bench,
) {
    let mut at = bench.with(&Options::default().split());
    let mut toll = Toll::default();
    let mut lives: Vec<(Life, usize)> = Vec::new();
    for kill in 0..KILLS.get() {
        let (burst, killed) = burst_and_kill(&mut at, kill);
        at.start_issuer();
        let admin = at.administrator();
        toll.count(&burst, killed);
        lives.extend(burst.into_iter().map(|life| {
            let found = toll.judge(&life, &admin);
            (life, found)
        }));
        the_log_is_whole(&at, lives.iter().map(|(_, found)| found).sum());
        a_resumed_gateway_knows_what_a_fresh_one_knows(&at, kill);
    }
    let admin = at.administrator();
    for (life, found) in &lives {
        assert_eq!(life.found(&admin), *found, "what was there after one kill is there after all");
    }
    // The first feed began with a snapshot, and every other one where the one before had ended.
    let said = at.gateway_process().said();
    let feeds = Feeds::told_in(&said);
    toll.resumed = feeds.resumed;
    toll.keep(bench);
    assert_eq!((feeds.opened - feeds.resumed, feeds.snapshots), (1, 1), "{said}");
    toll.is_enough();
}

/// Several administrators write until the issuer is gone.
fn burst_and_kill(at: &mut Installation, kill: usize) -> (Vec<Life>, Instant) {
    let (issuer, token) = (at.issuer, at.administrator().token);
    thread::scope(|scope| {
        let write = |number| {
            let (name, token) = (format!("salvo-{kill:03}-{number}"), &token);
            scope.spawn(move || write_until_the_end(issuer, token, &name))
        };
        let writing: Vec<_> = (0..ADMINISTRATORS).map(write).collect();
        thread::park_timeout(drawn_moment());
        let killed = Instant::now();
        at.kill_issuer();
        (writing.into_iter().flat_map(|one| one.join().unwrap()).collect(), killed)
    })
}

fn write_until_the_end(issuer: SocketAddr, token: &str, name: &str) -> Vec<Life> {
    let mut lives = Vec::new();
    // Killed before it took the connection: nothing was written.
    let Ok(mut connection) = Connection::try_open(issuer) else { return lives };
    for turn in 0.. {
        let mut life = Life::new(format!("{name}-{turn:04}"));
        while let Some(write) = life.next() {
            let sent = connection.try_send(write.bearer(token).to_bytes(issuer));
            // What could not be sent was cut off before a server had it.
            if sent.is_ok() {
                life.sent();
            }
            let Some(answer) = connection.answer() else {
                lives.push(life);
                return lives;
            };
            life.take(&answer);
        }
        lives.push(life);
    }
    lives
}

impl Toll {
    fn count(&mut self, burst: &[Life], killed: Instant) {
        self.kills += 1;
        let mut unanswered = burst.iter().filter_map(|life| life.unanswered);
        self.hits += usize::from(unanswered.any(|sent| sent < killed));
        self.acknowledged += burst.iter().map(|life| life.acknowledged).sum::<usize>();
    }

    /// All that was acknowledged is there, and at most the one write more that was sent.
    fn judge(&mut self, life: &Life, admin: &Administrator) -> usize {
        let (found, sent) = (life.found(admin), usize::from(life.unanswered.is_some()));
        match found.checked_sub(life.acknowledged) {
            Some(0) => self.absent += sent,
            Some(1) if sent == 1 => self.whole += 1,
            _ => panic!("{} were acknowledged and {found} are there", life.acknowledged),
        }
        found
    }

    fn keep(&self, bench: &Bench) {
        let row = vec![
            ("kills", json!(self.kills)),
            ("that hit a write", json!(self.hits)),
            ("acknowledged, all there", json!(self.acknowledged)),
            ("unacknowledged, there as a whole", json!(self.whole)),
            ("unacknowledged, absent", json!(self.absent)),
            ("resumed without a snapshot", json!(self.resumed)),
        ];
        figures::keep("kills", bench, vec![row]);
    }

    /// Something was there to be lost: a proof of nothing is none.
    fn is_enough(&self) {
        let Self { kills, hits, acknowledged, whole, absent, resumed } = *self;
        assert!(hits * 5 >= kills * 4, "only {hits} of {kills} hit a write");
        assert!(acknowledged >= kills, "only {acknowledged} were acknowledged");
        assert!(resumed >= kills, "only {resumed} feeds were resumed");
        if Form::asked() == Form::Long {
            assert!(whole > 0 && absent > 0, "{whole} there as a whole and {absent} absent");
        }
    }
}

/// Each write left its change and its line in the audit log, and the changes are one chain.
fn the_log_is_whole(at: &Installation, writes: usize) {
    let rows = |query: &str| at.database.rows(at.folder.path(), query);
    let chain = rows("SELECT number, prev FROM changes ORDER BY number");
    assert_eq!(chain[0][1], 0, "it begins at the beginning");
    assert!(chain.windows(2).all(|pair| pair[1][1] == pair[0][0]), "{chain:?}");
    // Four keys and two clients are of the first start.
    assert_eq!(chain.len(), writes + 6);
    let audit = rows("SELECT count(*) FROM audit WHERE actor = 'beheerder'");
    assert_eq!(audit, [[i64::try_from(writes).unwrap()]]);
}

fn a_resumed_gateway_knows_what_a_fresh_one_knows(at: &Installation, kill: usize) {
    let mut fresh = OwnGateway::new(at, &format!("fresh-{kill}"));
    fresh.start_ready();
    let expected = fresh.ready();
    let newest = at.database.rows(at.folder.path(), "SELECT max(number) FROM changes");
    assert_eq!(expected["number"], newest[0][0]);
    let resumed = || Request::get("/health/ready").send(at.gateway).json();
    eventually(AGAIN, "it has caught up", || resumed()["number"] == expected["number"]);
    assert!(matches!(&expected["state"], Value::String(digest) if digest.len() == 32));
    assert_eq!(resumed()["state"], expected["state"]);
}
