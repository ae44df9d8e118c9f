//! The first start of an installation, and the second.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

use crate::cases;
use crate::harness::{Bench, Installation, eventually, run, secrets_in, write_secret};

cases![
    the_first_start_makes_keys_that_only_their_owner_can_read,
    the_administrators_secret_is_shown_once,
    a_gateways_credential_that_no_file_takes_is_shown_beside_it,
    a_lost_sealing_key_is_not_replaced_by_another,
    another_sealing_key_opens_nothing_and_says_so,
    a_credential_that_is_there_already_is_kept_and_the_first_start_refused,
    a_first_start_after_one_that_was_killed_before_its_commit_comes_up,
    a_stop_signal_ends_both_servers_at_once,
];

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn the_first_start_makes_keys_that_only_their_owner_can_read(bench: &Bench) {
    let at = bench.shared();
    for name in ["keys/sealing.key", "keys/gateway.secret", "keys/upstream.key"] {
        assert_eq!(mode(&at.path(name)), 0o600, "{name}");
    }
    for name in at.database.files() {
        assert_eq!(mode(&at.path(name)), 0o600, "{name}");
        assert_eq!(mode(at.path(name).parent().unwrap()), 0o700, "{name}");
    }
    assert_eq!(mode(&at.path("keys")), 0o700);
}

fn the_administrators_secret_is_shown_once(bench: &Bench) {
    let mut at = bench.fresh();
    assert_eq!(secrets_in(&at.said()), 1);
    stop(&mut at);
    at.start_again();
    assert!(!at.said().contains("zp_"), "{}", at.said());
    assert!(!at.said().contains("First start"), "{}", at.said());
}

fn a_gateways_credential_that_no_file_takes_is_shown_beside_it(bench: &Bench) {
    let folder = tempfile::tempdir().unwrap();
    let anywhere = "127.0.0.1:0";
    let database = bench.database().url();
    let environment = [
        ("ZAAKPOORT__ISSUER__DATABASE", database.as_str()),
        ("ZAAKPOORT__ISSUER__LISTEN", anywhere),
        ("ZAAKPOORT__GATEWAY__LISTEN", anywhere),
        ("ZAAKPOORT__GATEWAY__CREDENTIAL__ENV", "GATEWAY_SECRET"),
    ];
    // The gateway stops at once: nobody could have set its variable before this.
    let first = run(folder.path(), &["up"], &environment);
    assert_eq!(first.status.code(), Some(1), "{}", first.stderr);
    assert!(first.stderr.contains("GATEWAY_SECRET"), "{}", first.stderr);
    assert!(first.stdout.contains("in the variable GATEWAY_SECRET"), "{}", first.stdout);
    assert_eq!(secrets_in(&first.stdout), 2, "{}", first.stdout);
    assert!(!folder.path().join("keys/gateway.secret").exists());
    let second = run(folder.path(), &["up"], &environment);
    assert!(!second.stdout.contains("zp_"), "{}", second.stdout);
}

fn a_lost_sealing_key_is_not_replaced_by_another(bench: &Bench) {
    let mut at = bench.fresh();
    stop(&mut at);
    std::fs::remove_file(at.path("keys/sealing.key")).unwrap();
    let finished = at.command(&["up"]);
    assert_eq!(finished.status.code(), Some(1));
    assert!(finished.stderr.contains("keys/sealing.key is not there"), "{}", finished.stderr);
    assert!(!at.path("keys/sealing.key").exists());
}

fn another_sealing_key_opens_nothing_and_says_so(bench: &Bench) {
    let mut at = bench.fresh();
    stop(&mut at);
    let other = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
    write_secret(&at.path("keys/sealing.key"), other);
    let finished = at.command(&["up"]);
    assert_eq!(finished.status.code(), Some(1));
    assert!(finished.stderr.contains("which is not configured"), "{}", finished.stderr);
}

fn a_credential_that_is_there_already_is_kept_and_the_first_start_refused(bench: &Bench) {
    let mut at = bench.fresh();
    stop(&mut at);
    let credential = at.path("keys/gateway.secret");
    let before = std::fs::read_to_string(&credential).unwrap();
    at.database.lose(at.folder.path());
    let finished = at.command(&["up"]);
    assert_eq!(finished.status.code(), Some(1), "{}", finished.stderr);
    let last = finished.stderr.lines().last().unwrap();
    for part in ["keys/gateway.secret exists already", "move that file away", "gateway.credential"]
    {
        assert!(last.contains(part), "{last}");
    }
    assert_eq!(std::fs::read_to_string(&credential).unwrap(), before);
    std::fs::remove_file(&credential).unwrap();
    at.start_again();
}

/// Puts on disk what such a start leaves: a credential of no database, and its note.
fn a_first_start_after_one_that_was_killed_before_its_commit_comes_up(bench: &Bench) {
    let mut at = bench.fresh();
    stop(&mut at);
    at.database.lose(at.folder.path());
    let note = at.path("keys/gateway.secret.first-start");
    write_secret(&note, &at.database.name(at.folder.path()));
    at.start_again();
    assert!(!note.exists());
}

fn a_stop_signal_ends_both_servers_at_once(bench: &Bench) {
    let mut at = bench.fresh();
    let took = stop(&mut at);
    assert!(took < Duration::from_secs(2), "{took:?}");
    assert!(std::net::TcpStream::connect(at.issuer).is_err());
    assert!(std::net::TcpStream::connect(at.gateway).is_err());
}

/// Stops it as an init system does, and says how long that took.
fn stop(at: &mut Installation) -> Duration {
    at.issuer_process().terminate();
    eventually(Duration::from_secs(10), "it ended", || !at.issuer_process().runs())
}
