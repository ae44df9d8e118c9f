//! Whatever becomes of the log, the service goes on.

use std::fs::File;
use std::io::{PipeReader, Read as _};
use std::process::Stdio;
use std::time::Duration;

use crate::cases;
use crate::harness::{Bench, Connection, Installation, Options, Request, eventually};

cases![
    a_log_that_nobody_reads_any_more_ends_neither_requests_nor_the_way_to_stop,
    a_log_whose_reader_stands_still_ends_neither_requests_nor_the_way_to_stop,
    a_full_disk_under_the_log_ends_neither_requests_nor_the_way_to_stop,
    the_log_is_written_to_its_end,
    a_request_that_goes_well_leaves_no_line_and_a_refused_one_says_who_asked_for_what,
    with_access_in_the_filter_every_request_leaves_a_line,
    the_filter_changes_at_a_signal_for_requests_of_connections_that_stand,
];

fn a_log_that_nobody_reads_any_more_ends_neither_requests_nor_the_way_to_stop(bench: &Bench) {
    let mut at = bench.fresh();
    let log = piped(&mut at);
    drop(log);
    is_answered(&at);
    ends(&mut at);
}

fn a_log_whose_reader_stands_still_ends_neither_requests_nor_the_way_to_stop(bench: &Bench) {
    let mut at = bench.fresh();
    let _log = piped(&mut at);
    // Each request is a line of more than 2 kB, and a pipe holds 64 kB.
    for _ in 0..100 {
        is_answered(&at);
    }
    ends(&mut at);
}

fn a_full_disk_under_the_log_ends_neither_requests_nor_the_way_to_stop(bench: &Bench) {
    let mut at = bench.fresh();
    ends(&mut at);
    let full = File::options().write(true).open("/dev/full").unwrap();
    at.start_again_logging_to(full.into());
    is_answered(&at);
    ends(&mut at);
}

fn the_log_is_written_to_its_end(bench: &Bench) {
    let mut at = bench.fresh();
    ends(&mut at);
    let (mut reader, writer) = std::io::pipe().unwrap();
    let log = std::thread::spawn(move || {
        let mut text = String::new();
        reader.read_to_string(&mut text).map(|_| text)
    });
    at.start_again_logging_to(Stdio::from(writer));
    ends(&mut at);
    let text = log.join().unwrap().unwrap();
    assert!(text.contains("issuer listens") && text.contains("stopping"), "{text}");
}

fn a_request_that_goes_well_leaves_no_line_and_a_refused_one_says_who_asked_for_what(
    bench: &Bench,
) {
    let at = bench.fresh();
    for address in [at.issuer, at.gateway] {
        assert_eq!(Request::get("/health/live").send(address).status, 200);
    }
    assert_eq!(Request::get("/zaken/api/v1/zaken").send(at.gateway).status, 401);
    let refused = line_with(&at, " refused ");
    for part in ["client=127.0.0.1", "method=GET", "path=\"/zaken/api/v1/zaken\""] {
        assert!(refused.contains(part), "{part} in {refused}");
    }
    assert!(!at.said().contains("answered"), "{}", at.said());
}

fn with_access_in_the_filter_every_request_leaves_a_line(bench: &Bench) {
    let at = bench.with(&Options::default().set("LOG__FILTER", "info,access=info"));
    for address in [at.issuer, at.gateway] {
        let path = format!("/health/live/{}", address.port());
        Request::get(&path).send(address);
        let line = line_with(&at, &format!("path=\"{path}\""));
        assert!(line.contains("answered") || line.contains("refused"), "{line}");
    }
    assert_eq!(Request::get("/health/live").send(at.gateway).status, 200);
    line_with(&at, "path=\"/health/live\" status=200");
}

fn the_filter_changes_at_a_signal_for_requests_of_connections_that_stand(bench: &Bench) {
    let mut at = bench.fresh();
    let file = at.folder.path().join("zaakpoort.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let mut standing = [at.issuer, at.gateway].map(Connection::open);
    let mut ask = |path: &str| {
        for connection in &mut standing {
            connection.send(format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n"));
            connection.answer().unwrap();
        }
    };
    let read = |at: &mut Installation, text: &str| {
        let before = at.said().matches("was read anew").count();
        std::fs::write(&file, text).unwrap();
        at.issuer_process().hang_up();
        eventually(Duration::from_secs(10), "it is read anew", || {
            at.said().matches("was read anew").count() > before
        });
    };
    ask("/health/live");
    read(&mut at, &format!("[log]\nfilter = \"info,access=info\"\n{text}"));
    ask("/health/live");
    let lines = |at: &Installation| at.said().matches("path=\"/health/live\" status=200").count();
    eventually(Duration::from_secs(10), "both leave a line", || lines(&at) == 2);
    read(&mut at, &text);
    ask("/health/live");
    ask("/nergens");
    line_with(&at, "path=\"/nergens\"");
    assert_eq!(lines(&at), 2, "{}", at.said());
    let faulty = format!("[log]\nfilter = \"info,=\"\n{text}");
    std::fs::write(&file, faulty).unwrap();
    at.issuer_process().hang_up();
    line_with(&at, "is not a log filter such as");
}

/// The first line of the log that has this in it; it may still be on its way.
fn line_with(at: &Installation, part: &str) -> String {
    let find = || at.said().lines().find(|line| line.contains(part)).map(str::to_owned);
    eventually(Duration::from_secs(10), part, || find().is_some());
    find().unwrap()
}

/// Starts it anew with its log in a pipe.
fn piped(at: &mut Installation) -> PipeReader {
    ends(at);
    let (reader, writer) = std::io::pipe().unwrap();
    at.start_again_logging_to(Stdio::from(writer));
    reader
}

fn is_answered(at: &Installation) {
    let nowhere = format!("/{}", "x".repeat(2_000));
    for address in [at.issuer, at.gateway] {
        assert_eq!(Request::get(&nowhere).send(address).status, 404, "{address}");
    }
}

fn ends(at: &mut Installation) {
    at.issuer_process().terminate();
    let status = at.issuer_process().ended_within(Duration::from_secs(10));
    assert!(status.success(), "{status}");
}
