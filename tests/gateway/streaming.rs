//! Large bodies cost no memory, up or down.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::json;
use voorbeeldzaken::sample;

use super::{melder, melding};
use crate::cases;
use crate::harness::{
    Bench, Installation, Options, Request, ScriptedUpstream, Tail, TaskApplication,
};

cases![
    a_large_body_that_is_not_judged_costs_no_memory,
    a_large_body_that_is_judged_costs_no_memory,
    a_large_answer_costs_no_memory,
];

const LARGE: u64 = 128 * 1024 * 1024;
/// How much more memory the gateway may take, in KiB.
const GROWTH: u64 = 10 * 1024;
const MADE: &str =
    "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

fn before(bench: &Bench, upstream: &ScriptedUpstream) -> Installation {
    let address = format!("http://{}", upstream.address);
    bench.with(&Options::default().split().set("GATEWAY__UPSTREAM__0__ADDRESS", &address))
}

/// A create whose member `inhoud` is large.
fn upload(at: &Installation, token: &str, start: &str, size: u64) -> String {
    let end = "\"}";
    let length = (start.len() + end.len()) as u64 + size;
    let mut socket = TcpStream::connect(at.gateway).unwrap();
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{start}",
        sample::DOCUMENTEN,
        at.gateway
    );
    socket.write_all(head.as_bytes()).unwrap();
    let piece = [b'z'; 16 * 1024];
    for _ in 0..size / piece.len() as u64 {
        socket.write_all(&piece).unwrap();
    }
    socket.write_all(end.as_bytes()).unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    answer
}

#[track_caller]
fn costs_no_memory(at: &Installation, mut act: impl FnMut(u64)) {
    // Every worker, and every thread that writes files, first takes what it works with.
    (0..8).for_each(|_| act(4 * 1024 * 1024));
    let before = at.gateway_process().peak_kib();
    act(LARGE);
    let after = at.gateway_process().peak_kib();
    assert!(after.saturating_sub(before) < GROWTH, "{before} KiB, then {after} KiB");
}

fn a_large_body_that_is_not_judged_costs_no_memory(bench: &Bench) {
    let upstream = ScriptedUpstream::start(MADE, Tail::End);
    let at = before(bench, &upstream);
    let token = TaskApplication::with_all(&at).token(&at);
    costs_no_memory(&at, |size| {
        let answer = upload(&at, &token, "{\"inhoud\":\"", size);
        assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    });
    assert_eq!(upstream.heads().len(), 9);
}

fn a_large_body_that_is_judged_costs_no_memory(bench: &Bench) {
    let upstream = ScriptedUpstream::start(MADE, Tail::End);
    let at = before(bench, &upstream);
    let uuid = sample::INFORMATIEOBJECTTYPE_FOTO;
    let url = sample::url(&at.public_url(), sample::INFORMATIEOBJECTTYPEN, uuid);
    let may = json!({ "label": "Scanner", "autorisaties": [{
        "component": "drc", "scopes": ["documenten.aanmaken"], "informatieobjecttype": url,
        "max_vertrouwelijkheidaanduiding": "openbaar" }] });
    let token = TaskApplication::register(&at, &may, &json!({})).token(&at);
    let start = |level: &str| {
        format!(
            "{{\"informatieobjecttype\":\"{url}\",\"vertrouwelijkheidaanduiding\":\"{level}\",\"inhoud\":\""
        )
    };
    costs_no_memory(&at, |size| {
        let answer = upload(&at, &token, &start("openbaar"), size);
        assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    });
    let answer = upload(&at, &token, &start("intern"), LARGE);
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    assert_eq!(upstream.heads().len(), 9, "what is refused never arrives");
}

fn a_large_answer_costs_no_memory(bench: &Bench) {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {LARGE}\r\n\r\n"
    );
    let upstream = ScriptedUpstream::start(&head, Tail::Bytes(LARGE));
    let at = before(bench, &upstream);
    let token = TaskApplication::with_all(&at).token(&at);
    let before = at.gateway_process().peak_kib();
    let mut socket = TcpStream::connect(at.gateway).unwrap();
    let request = format!(
        "GET {} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n",
        melding(),
        at.gateway
    );
    socket.write_all(request.as_bytes()).unwrap();
    let read = std::io::copy(&mut socket, &mut std::io::sink()).unwrap();
    assert!(read > LARGE);
    let after = at.gateway_process().peak_kib();
    // The first answer of all: what a worker takes once is in it.
    assert!(after.saturating_sub(before) < LARGE / 1024 / 8, "{before} KiB, then {after} KiB");
    // Who is restricted by type gets no answer that is too long to be judged.
    let token = melder(&at).token(&at);
    let answer = Request::get(&melding()).bearer(&token).send(at.gateway);
    super::refused(&answer, 502, "answer-too-large");
}
