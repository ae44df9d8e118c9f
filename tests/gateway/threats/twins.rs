//! A second reading of a body, after so much of a first one that nobody who keeps it all is left (G30).

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use voorbeeldzaken::sample;

use super::super::melder;
use crate::cases;
use crate::harness::{Bench, Installation, Options, ScriptedUpstream, Tail};

cases![a_twin_behind_a_long_member_is_found_and_costs_no_memory,];

/// How much stands between the twins: 16 MiB, or what `ZAAKPOORT_TWINS_MIB` says.
fn between() -> usize {
    let said = std::env::var("ZAAKPOORT_TWINS_MIB").ok().and_then(|text| text.parse().ok());
    said.unwrap_or(16) * 1024 * 1024
}

const PIECE: usize = 16 * 1024;
/// How much more memory the gateway may take, in KiB.
const GROWTH: u64 = 10 * 1024;
const MADE: &str =
    "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

/// Sends `start`, so many bytes of text, and `end`; gives the answer.
fn send(at: &Installation, token: &str, (start, end): (&str, &str), size: usize) -> String {
    let mut socket = TcpStream::connect(at.gateway).unwrap();
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{start}",
        sample::ZAKEN,
        at.gateway,
        start.len() + size + end.len()
    );
    socket.write_all(head.as_bytes()).unwrap();
    for _ in 0..size / PIECE {
        socket.write_all(&[b'z'; PIECE]).unwrap();
    }
    socket.write_all(end.as_bytes()).unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    answer
}

fn a_twin_behind_a_long_member_is_found_and_costs_no_memory(bench: &Bench) {
    let upstream = ScriptedUpstream::start(MADE, Tail::End);
    let address = format!("http://{}", upstream.address);
    let options = Options::default().split().set("GATEWAY__UPSTREAM__0__ADDRESS", &address);
    let at = bench.with(&options);
    let token = melder(&at).token(&at);
    let url = |uuid| sample::url(&at.public_url(), sample::ZAAKTYPEN, uuid);
    let other = url(sample::ZAAKTYPE_BIJSTAND);
    let start = format!(
        "{{\"bronorganisatie\":\"002220647\",\"vertrouwelijkheidaanduiding\":\"openbaar\",\
         \"zaaktype\":\"{}\",\"toelichting\":\"",
        url(sample::ZAAKTYPE_MELDING)
    );
    // Every worker, and every thread that writes files, first takes what it works with.
    for _ in 0..8 {
        let answer = send(&at, &token, (&start, "\"}"), 4 * 1024 * 1024);
        assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    }
    let made = upstream.heads().len();
    let before = at.gateway_process().peak_kib();
    for twin in ["zaaktype", "ZAAKTYPE", "zaak_type", "zaakt\\u0079pe", "toelichting"] {
        let end = format!("\",\"{twin}\":\"{other}\"}}");
        let answer = send(&at, &token, (&start, &end), between());
        assert!(answer.starts_with("HTTP/1.1 400"), "{twin}: {answer}");
        assert!(answer.contains("body-not-judged"), "{twin}: {answer}");
    }
    assert_eq!(upstream.heads().len(), made, "not a byte arrives");
    let answer = send(&at, &token, (&start, "\",\"omschrijving\":\"x\"}"), between());
    assert!(answer.starts_with("HTTP/1.1 201"), "one reading passes: {answer}");
    let after = at.gateway_process().peak_kib();
    assert!(after.saturating_sub(before) < GROWTH, "{before} KiB, then {after} KiB");
}
