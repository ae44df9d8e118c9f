//! A disk that takes no more than some bytes, in the middle of what is written or before it: what was
//! refused left nothing, and what was acknowledged is kept.

use std::time::Duration;

use serde_json::{Value, json};

use super::server::prompt;
use crate::gateway::melder;
use crate::harness::{Administrator, Answer, Bench, Installation, Options, eventually};
use crate::house;

house![a_disk_that_takes_no_more_keeps_all_that_was_acknowledged_and_nothing_by_half];

/// What one write adds to SQLite's log, about: a page and its header.
const PAGE: u64 = 4_096 + 24;
/// The most writes until the disk is full.
const MOST: usize = 50;
const AGAIN: Duration = Duration::from_secs(2);

/// What was asked for, by what came of it.
#[derive(Default)]
struct Labels {
    acknowledged: Vec<String>,
    /// Nothing was changed.
    refused: Vec<String>,
    /// The answer says that it cannot know.
    unknown: Vec<String>,
}

impl Labels {
    /// Asks for one more applicatie, with several rows of its own.
    fn write(&mut self, admin: &Administrator) -> Answer {
        let label =
            format!("vol-{:03}", self.acknowledged.len() + self.refused.len() + self.unknown.len());
        let autorisatie = |number| json!({ "component": "ztc", "scopes": [format!("s.{number}")] });
        let these: Vec<Value> = (0..5).map(autorisatie).collect();
        let body = json!({ "label": label, "autorisaties": these });
        let answer = prompt(|| admin.call("POST", "/applicaties", &body));
        match (answer.status, answer.member("code").as_str()) {
            (201, _) => self.acknowledged.push(label),
            (503, "unavailable") => self.refused.push(label),
            (503, "outcome-unknown") => self.unknown.push(label),
            _ => panic!("{answer:?}"),
        }
        answer
    }
}

fn a_disk_that_takes_no_more_keeps_all_that_was_acknowledged_and_nothing_by_half() {
    let mut at = Bench::sqlite().with(&Options::default().split());
    let application = melder(&at);
    let admin = at.administrator();
    let mut labels = Labels::default();
    // Full at once, and in the middle of a write.
    for room in [0, 1, 2, 3, 5, 8, 13] {
        at.issuer_number(0).files_end_at(Some(log_size(&at) + room * PAGE));
        let full = (0..MOST).any(|_| labels.write(&admin).status == 503);
        assert!(full, "the disk was never full");
        for _ in 0..5 {
            labels.write(&admin);
            assert_eq!(prompt(|| application.ask(&at, "")).status, 200);
        }
        at.issuer_number(0).files_end_at(None);
        eventually(AGAIN, "writes go on", || labels.write(&admin).status == 201);
        is_what_was_acknowledged(&at, &labels);
    }
    at.kill_issuer();
    at.start_issuer();
    is_what_was_acknowledged(&at, &labels);
}

/// How long SQLite's log is.
fn log_size(at: &Installation) -> u64 {
    std::fs::metadata(at.path("data/zaakpoort.db-wal")).unwrap().len()
}

fn is_what_was_acknowledged(at: &Installation, labels: &Labels) {
    let admin = at.administrator();
    let found = |label: &String| {
        let list = admin.done("GET", &format!("/applicaties?label={label}"), &Value::Null);
        list["results"].as_array().unwrap().len()
    };
    let lost: Vec<_> = labels.acknowledged.iter().filter(|label| found(label) != 1).collect();
    let done: Vec<_> = labels.refused.iter().filter(|label| found(label) != 0).collect();
    assert!(lost.is_empty() && done.is_empty(), "{lost:?} are lost, {done:?} are there");
    let known = labels.acknowledged.len() + labels.unknown.iter().map(found).sum::<usize>();
    let rows = |query: &str| at.database.rows(at.folder.path(), query);
    let whole = "SELECT count(*) FROM autorisaties WHERE component = 'ztc'";
    assert_eq!(rows(whole), [[i64::try_from(known * 5).unwrap()]], "each with all of its rows");
    let chain = rows("SELECT number, prev FROM changes ORDER BY number");
    assert!(chain.windows(2).all(|pair| pair[1][1] == pair[0][0]), "{chain:?}");
}
