//! A SQLite file that is taken away, replaced or not writable, while the issuer runs or before.

use std::fs;
use std::time::Duration;

use serde_json::json;

use crate::harness::{Administrator, Bench, IN_FORCE, Installation, Process, Request, eventually};
use crate::house;

house![
    a_database_that_is_moved_away_acknowledges_nothing_until_it_is_back,
    a_database_that_is_replaced_acknowledges_nothing_and_asks_for_a_restart,
    without_its_database_an_installation_does_not_begin_anew,
    a_database_that_can_only_be_read_is_told_at_the_start,
];

const FILES: [&str; 3] = ["zaakpoort.db", "zaakpoort.db-wal", "zaakpoort.db-shm"];

fn a_database_that_is_moved_away_acknowledges_nothing_until_it_is_back() {
    let at = Bench::sqlite().fresh();
    let admin = at.administrator();
    fs::create_dir(at.path("elders")).unwrap();
    for file in FILES {
        fs::rename(at.path(&format!("data/{file}")), at.path(&format!("elders/{file}"))).unwrap();
    }
    assert_eq!(write(&admin), 503);
    eventually(IN_FORCE, "not ready", || ready(&at).0 == 503);
    assert!(ready(&at).1.contains("the database's file is gone or another"), "{}", ready(&at).1);
    assert_eq!(write(&admin), 503);
    assert!(!at.path("data/zaakpoort.db").exists(), "no new one is made");
    assert!(at.said().contains("data/zaakpoort.db is gone; put this very file back"));
    for file in FILES {
        fs::rename(at.path(&format!("elders/{file}")), at.path(&format!("data/{file}"))).unwrap();
    }
    eventually(Duration::from_secs(5), "ready again", || ready(&at).0 == 200);
    assert_eq!(write(&admin), 201);
}

fn a_database_that_is_replaced_acknowledges_nothing_and_asks_for_a_restart() {
    let mut at = Bench::sqlite().fresh();
    let admin = at.administrator();
    fs::copy(at.path("data/zaakpoort.db"), at.path("data/kopie.db")).unwrap();
    fs::rename(at.path("data/kopie.db"), at.path("data/zaakpoort.db")).unwrap();
    assert_eq!(write(&admin), 503);
    eventually(IN_FORCE, "not ready", || ready(&at).0 == 503);
    eventually(IN_FORCE, "told", || at.said().contains("start zaakpoort again to go on with it"));
    at.issuer_process().terminate();
    let ended = at.issuer_process().ended_within(Duration::from_secs(10));
    assert!(ended.success());
}

fn without_its_database_an_installation_does_not_begin_anew() {
    let mut at = Bench::sqlite().fresh();
    at.kill_issuer();
    fs::remove_dir_all(at.path("data")).unwrap();
    let said = refused(&at);
    for part in ["is not there or holds nothing", "restore its backup", "to begin anew"] {
        assert!(said.contains(part), "{said}");
    }
    assert!(!at.path("data").exists(), "and nothing is in the way of a backup");
}

fn a_database_that_can_only_be_read_is_told_at_the_start() {
    let mut at = Bench::sqlite().fresh();
    at.kill_issuer();

    let config = fs::read_to_string(at.path("zaakpoort.toml")).unwrap();
    let config = config.replace("data/zaakpoort.db", "data/zaakpoort.db?mode=ro");
    fs::write(at.path("zaakpoort.toml"), config).unwrap();
    let said = refused(&at);
    assert!(said.contains("data/zaakpoort.db cannot be written; make the file"), "{said}");
}

/// Starts it, and says what it says when it does not.
fn refused(at: &Installation) -> String {
    let mut process = Process::start(at.folder.path(), &["up"], &[]);
    let status = process.ended_within(Duration::from_secs(10));
    assert_eq!(status.code(), Some(1), "{}", process.said());
    eventually(IN_FORCE, "its last line", || process.said().contains("zaakpoort: "));
    process.said()
}

fn write(admin: &Administrator) -> u16 {
    admin.call("POST", "/applicaties", &json!({ "label": "weg" })).status
}

fn ready(at: &Installation) -> (u16, String) {
    let answer = Request::get("/health/ready").send(at.issuer);
    (answer.status, answer.text())
}
