//! Backups, and what comes back with one: what was in use, and nothing that was revoked.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::json;

use crate::cases;
use crate::gateway::{melder, melding};
use crate::harness::{
    Bench, Finished, Installation, Options, Request, TaskApplication, eventually,
};

const AGAIN: Duration = Duration::from_secs(20);

cases![
    the_restore_drill_passes,
    a_backup_is_a_file_of_its_owner_alone_and_never_over_another,
    a_damaged_backup_is_told_and_nothing_is_put_there,
    a_database_that_was_only_put_back_serves_nothing,
    people_sign_in_again_and_an_administrator_is_never_kept_out,
    a_log_that_cannot_be_read_stops_a_restore_before_it_begins,
    an_opaque_token_of_before_is_refused_whoever_signs_now,
];

/// The script that operators run, with the binary of this suite on the path.
fn the_restore_drill_passes(bench: &Bench) {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_zaakpoort"));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/backup/drill");
    let [old, new] = [bench.database(), bench.database()];
    let path = format!("{}:/usr/bin:/bin", binary.parent().unwrap().display());
    let ran = Command::new("bash")
        .arg(script)
        .args([old.url(), new.url()])
        .env_clear()
        .env("PATH", path)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{said}{}", String::from_utf8_lossy(&ran.stderr));
    assert!(said.lines().count() >= 12 && !said.contains("NOT OK"), "{said}");
}

/// Runs the command in the installation's folder.
fn zaakpoort(at: &Installation, arguments: &[&str]) -> Finished {
    at.command(arguments)
}

fn backed_up(at: &Installation, name: &str) -> PathBuf {
    let made = zaakpoort(at, &["backup", "--to", name]);
    assert!(made.status.success(), "{}", made.stderr);
    at.path(name)
}

fn a_backup_is_a_file_of_its_owner_alone_and_never_over_another(bench: &Bench) {
    use std::os::unix::fs::PermissionsExt as _;
    let at = bench.fresh();
    let copy = backed_up(&at, "een.backup");
    assert_eq!(copy.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let again = zaakpoort(&at, &["backup", "--to", "een.backup"]);
    assert_eq!(again.status.code(), Some(2), "{}", again.stderr);
    assert!(again.stderr.contains("exists already"), "{}", again.stderr);
    let kept = at.administrator().done("GET", "/audit?act=database.backup", &json!(null));
    assert_eq!(kept["results"][0]["subject"], "een.backup");
    std::fs::write(at.path("keys/sealing.key"), format!("{}\n", "A".repeat(43) + "=")).unwrap();
    let unopened = zaakpoort(&at, &["backup", "--to", "twee.backup"]);
    assert_eq!(unopened.status.code(), Some(1));
    assert!(unopened.stderr.contains("opens nothing"), "{}", unopened.stderr);
    assert!(!at.path("twee.backup").exists());
}

fn a_damaged_backup_is_told_and_nothing_is_put_there(bench: &Bench) {
    let mut at = bench.with(&Options::default().split());
    let copy = backed_up(&at, "nacht.backup");
    at.stop_issuer();
    at.database.lose(at.folder.path());
    let whole = std::fs::read(&copy).unwrap();
    let mut bytes = whole.clone();
    let middle = bytes.len() / 2;
    bytes.truncate(middle);
    std::fs::write(&copy, &bytes).unwrap();
    let restore = ["restore", "--from", "nacht.backup", "--without-audit"];
    let refused = zaakpoort(&at, &restore);
    assert!(!refused.status.success());
    std::fs::write(&copy, b"iets anders").unwrap();
    let other = zaakpoort(&at, &restore);
    assert!(other.stderr.contains("no backup of"), "{}", other.stderr);
    // Its neighbour is taken, in the same place.
    std::fs::write(&copy, &whole).unwrap();
    let done = zaakpoort(&at, &restore);
    assert!(done.status.success(), "{}", done.stderr);
    assert!(done.stdout.contains("COUNTS AGAIN"), "{}", done.stdout);
    at.start_issuer();
}

fn a_database_that_was_only_put_back_serves_nothing(bench: &Bench) {
    let mut at = bench.with(&Options::default().split());
    at.stop_issuer();
    at.database.changed(at.folder.path(), "CREATE TABLE restored_copy (mark INTEGER)");
    let refused = zaakpoort(&at, &["issuer"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(refused.stderr.contains("zaakpoort restore --audit FILE"), "{}", refused.stderr);
    let done = zaakpoort(&at, &["restore", "--without-audit"]);
    assert!(done.status.success(), "{}", done.stderr);
    at.start_issuer();
}

fn people_sign_in_again_and_an_administrator_is_never_kept_out(bench: &Bench) {
    let mut at = bench.with(&Options::default().split());
    let application = melder(&at);
    let admin = at.administrator();
    let user = json!({ "username": "j.jansen", "name": "Jan", "password": "een lange zin om te onthouden" });
    let user = admin.done("POST", "/users", &user);
    backed_up(&at, "nacht.backup");
    let id = user["id"].as_str().unwrap();
    admin.done("POST", &format!("/users/{id}/disable"), &json!(null));
    let rotated = admin.done("POST", "/clients/beheerder/secrets/rotate", &json!({}));
    assert!(rotated["secret"].is_string());
    let exported = admin.done("GET", "/audit?order=oldest", &json!(null));
    let lines = exported["results"].as_array().unwrap().iter().map(|line| format!("{line}\n"));
    std::fs::write(at.path("audit.jsonl"), lines.collect::<String>()).unwrap();
    at.stop_issuer();
    at.database.lose(at.folder.path());
    let done = zaakpoort(&at, &["restore", "--from", "nacht.backup", "--audit", "audit.jsonl"]);
    assert!(done.status.success(), "{}", done.stderr);
    assert!(done.stdout.contains("secret.rotate  beheerder/"), "{}", done.stdout);
    at.start_issuer();
    // With the secret that the backup knows: the other one is lost.
    let user = at.administrator().done("GET", &format!("/users/{id}"), &json!(null));
    assert!(user["disabled_at"].is_string(), "{user}");
    let token = application.token(&at);
    let allowed = || Request::get(&melding()).bearer(&token).send(at.gateway).status == 200;
    eventually(AGAIN, "the gateway goes on", allowed);
}

fn a_log_that_cannot_be_read_stops_a_restore_before_it_begins(bench: &Bench) {
    let at = bench.fresh();
    backed_up(&at, "nacht.backup");
    std::fs::write(at.path("audit.jsonl"), "{\"id\": 1}\n").unwrap();
    let refused = zaakpoort(&at, &["restore", "--from", "nacht.backup", "--audit", "audit.jsonl"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(refused.stderr.contains("line 1 is no line"), "{}", refused.stderr);
    let undecided = zaakpoort(&at, &["restore", "--from", "nacht.backup"]);
    assert!(undecided.stderr.contains("--audit"), "{}", undecided.stderr);
    let taken = zaakpoort(&at, &["restore", "--from", "nacht.backup", "--without-audit"]);
    assert!(taken.stderr.contains("there is a database already"), "{}", taken.stderr);
}

/// No key has signed it, so new keys do not end it.
fn an_opaque_token_of_before_is_refused_whoever_signs_now(bench: &Bench) {
    let mut at = bench.with(&Options::default().split());
    let all = json!({ "label": "Alles", "heeft_alle_autorisaties": true });
    let application =
        TaskApplication::register(&at, &all, &json!({ "oauth": { "token_format": "opaque" } }));
    let before = application.token(&at);
    let asked = |at: &Installation, token: &str| {
        Request::get(&melding()).bearer(token).send(at.gateway).status
    };
    eventually(AGAIN, "it is let through", || asked(&at, &before) == 200);
    backed_up(&at, "nacht.backup");
    at.stop_issuer();
    at.database.lose(at.folder.path());
    let done = zaakpoort(&at, &["restore", "--from", "nacht.backup", "--without-audit"]);
    assert!(done.status.success(), "{}", done.stderr);
    at.start_issuer();
    eventually(AGAIN, "it is refused", || asked(&at, &before) == 401);
    let after = application.token(&at);
    eventually(AGAIN, "the next one is let through", || asked(&at, &after) == 200);
}
