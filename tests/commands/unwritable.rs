//! A stdout that takes nothing: a full disk, or a pipe that nobody reads any longer.

use std::fs::OpenOptions;
use std::process::Stdio;

use serde_json::Value;

use super::administration::{administer, text};
use crate::cases;
use crate::harness::{
    Bench, Finished, Installation, run, run_into, run_without_room, secrets_in, write_secret,
};

cases![
    a_list_into_a_full_disk_is_told_in_one_line,
    a_list_that_nobody_reads_to_its_end_is_no_fault,
    a_secret_that_could_not_be_shown_is_told_as_lost_with_the_way_to_end_it,
    a_secret_whose_file_has_no_room_is_not_made,
    a_token_that_could_not_be_written_is_told_without_it,
    a_first_start_whose_secret_nobody_saw_has_made_nothing,
];

fn full_disk() -> Stdio {
    OpenOptions::new().write(true).open("/dev/full").unwrap().into()
}

fn unread_pipe() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

/// Runs a command as the administrator, its answer going there.
fn into(stdout: Stdio, at: &Installation, arguments: &[&str]) -> Finished {
    let secret = at.first_secret();
    let administrator = [("ZAAKPOORT_ADMIN_SECRET", secret.as_str())];
    run_into(stdout, &at.path(""), arguments, &administrator)
}

/// A client with an applicatie of its own.
fn new_client(at: &Installation, id: &str) {
    let made = administer(at, &["applicatie", "create", "--label", id]);
    administer(at, &["client", "create", id, "--applicatie", text(&made, "id")]);
}

/// The one line in which it is told; a server's log may stand before it.
fn told_in_one_line(finished: &Finished) -> &str {
    assert_eq!(finished.status.code(), Some(1), "{}", finished.stderr);
    assert!(!finished.stderr.contains("panicked"), "{}", finished.stderr);
    let mut told = finished.stderr.lines().skip_while(|line| line.contains(" INFO "));
    let (first, more) = (told.next().unwrap(), told.next());
    assert!(first.starts_with("zaakpoort: ") && more.is_none(), "{}", finished.stderr);
    first
}

fn a_list_into_a_full_disk_is_told_in_one_line(bench: &Bench) {
    let at = &bench.shared();
    for arguments in [&["client", "list"][..], &["client", "list", "--json"], &["feed", "status"]] {
        let finished = into(full_disk(), at, arguments);
        let told = told_in_one_line(&finished);
        assert!(told.contains("stdout cannot be written: No space left"), "{told}");
    }
}

fn a_list_that_nobody_reads_to_its_end_is_no_fault(bench: &Bench) {
    let at = &bench.shared();
    for arguments in [&["client", "list"][..], &["client", "list", "--json"], &["feed", "status"]] {
        let finished = into(unread_pipe(), at, arguments);
        assert!(finished.status.success(), "{arguments:?}: {}", finished.stderr);
        assert_eq!(finished.stderr, "");
    }
}

fn a_secret_that_could_not_be_shown_is_told_as_lost_with_the_way_to_end_it(bench: &Bench) {
    let at = &bench.shared();
    let client = "stil-geheim";
    new_client(at, client);
    for stdout in [full_disk(), unread_pipe(), Stdio::null()] {
        let finished = into(stdout, at, &["secret", "create", client]);
        let told = told_in_one_line(&finished);
        assert_eq!(secrets_in(told), 0, "{told}");
        let way_out = told.split('`').nth(1).unwrap().strip_prefix("zaakpoort ").unwrap();
        let way_out: Vec<&str> = way_out.split(' ').collect();
        administer(at, &way_out);
    }
    let listed = administer(at, &["secret", "list", client]);
    let states: Vec<&Value> =
        listed["results"].as_array().unwrap().iter().map(|one| &one["state"]).collect();
    assert_eq!(states, ["revoked"; 3]);
}

fn a_secret_whose_file_has_no_room_is_not_made(bench: &Bench) {
    let at = &bench.shared();
    let client = "geen-plek";
    new_client(at, client);
    let secret = at.first_secret();
    let administrator = [("ZAAKPOORT_ADMIN_SECRET", secret.as_str())];
    let place = ["--to", "geen-plek.secret"];
    let create = [&["secret", "create", client], &place[..]].concat();
    for arguments in [create.clone(), [&["secret", "rotate", client], &place[..]].concat()] {
        let finished = run_without_room(&at.path(""), &arguments, &administrator);
        assert_eq!(finished.status.code(), Some(2), "{}", finished.stderr);
        assert!(finished.stderr.contains("cannot write geen-plek.secret"), "{}", finished.stderr);
    }
    let listed = || administer(at, &["secret", "list", client])["results"].clone();
    assert_eq!(listed().as_array().unwrap().len(), 0);
    let finished = run(&at.path(""), &create, &administrator);
    assert!(finished.status.success(), "{}", finished.stderr);
    assert_eq!(listed().as_array().unwrap().len(), 1);
}

fn a_token_that_could_not_be_written_is_told_without_it(bench: &Bench) {
    let at = &bench.shared();
    let client = "stil-token";
    new_client(at, client);
    let secret = administer(at, &["secret", "create", client]);
    let path = at.path("stil-token.secret");
    write_secret(&path, text(&secret, "secret"));
    let who = ["--client-id", client, "--secret-file", path.to_str().unwrap()];
    for more in [&["--raw"][..], &[]] {
        let finished = into(full_disk(), at, &[&["token"], &who[..], more].concat());
        assert!(!told_in_one_line(&finished).contains("eyJ"), "{}", finished.stderr);
    }
}

fn a_first_start_whose_secret_nobody_saw_has_made_nothing(bench: &Bench) {
    let folder = tempfile::tempdir().unwrap();
    let database = bench.database().url();
    let environment = [
        ("ZAAKPOORT__ISSUER__DATABASE", database.as_str()),
        ("ZAAKPOORT__ISSUER__LISTEN", "127.0.0.1:0"),
        ("ZAAKPOORT__GATEWAY__LISTEN", "127.0.0.1:0"),
        // It ends by itself once both have started: nobody could have set this.
        ("ZAAKPOORT__GATEWAY__CREDENTIAL__ENV", "GATEWAY_SECRET"),
    ];
    for stdout in [full_disk(), unread_pipe(), Stdio::null()] {
        let finished = run_into(stdout, folder.path(), &["up"], &environment);
        let told = told_in_one_line(&finished);
        let causes = ["No space left", "Broken pipe", "/dev/null"];
        assert!(causes.iter().any(|cause| told.contains(cause)), "{told}");
    }
    let seen = run(folder.path(), &["up"], &environment);
    assert_eq!(secrets_in(&seen.stdout), 2, "{}", seen.stdout);
}
