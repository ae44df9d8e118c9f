//! What a client says about itself, or about its way here (G13 to G16, G19).

use super::{mark, melder, melding, refused, seen, unseen};
use crate::cases;
use crate::harness::{Bench, Connection, Request, TaskApplication};

mod names;

use names::{IDENTITY, REROUTING, WAY};

cases![
    a_statement_about_identity_reaches_nobody_in_any_spelling,
    a_statement_about_the_way_here_reaches_nobody_in_any_spelling,
    a_rerouting_header_reaches_nobody_and_decides_nothing,
    what_connection_names_goes_and_takes_nothing_of_ours_along,
    a_trailer_reaches_nobody,
    an_upgrade_reaches_nobody,
    what_zgw_clients_say_arrives,
];

/// As it is, in capitals, with underscores, with one underscore, with dots, and twice.
fn spellings(name: &str) -> Vec<String> {
    vec![
        name.to_owned(),
        name.to_ascii_uppercase(),
        name.replace('-', "_"),
        name.replacen('-', "_", 1),
        name.replace('-', "."),
        name.to_ascii_lowercase(),
    ]
}

/// Sends the names in every spelling, to what is streamed and to what is judged: nothing arrives.
#[track_caller]
fn reaches_nobody(bench: &Bench, names: &[&str], value: &str) {
    let at = bench.shared();
    let spoof = format!("{value}spoof-{}", mark());
    for token in [TaskApplication::with_all(&at).token(&at), melder(&at).token(&at)] {
        // actix takes 96 headers.
        for some in names.chunks(12) {
            let mark = mark();
            let mut request = Request::get(&melding()).bearer(&token).header("X-Mark", &mark);
            for spelling in some.iter().flat_map(|name| spellings(name)) {
                request = request.header(&spelling, &spoof);
            }
            let answer = request.send(at.gateway);
            assert_eq!(answer.status, 200, "{answer:?}");
            let seen = seen(&at.upstream, &mark);
            assert_eq!(seen.target, melding());
            assert_eq!(seen.method, "GET");
            let found: Vec<_> =
                seen.headers.iter().filter(|(_, value)| value == spoof.as_bytes()).collect();
            assert!(found.is_empty(), "{found:?}");
        }
    }
}

fn a_statement_about_identity_reaches_nobody_in_any_spelling(bench: &Bench) {
    reaches_nobody(bench, IDENTITY, "");
}

fn a_statement_about_the_way_here_reaches_nobody_in_any_spelling(bench: &Bench) {
    reaches_nobody(bench, WAY, "");
}

fn a_rerouting_header_reaches_nobody_and_decides_nothing(bench: &Bench) {
    reaches_nobody(bench, REROUTING, "/autorisaties/api/v1/applicaties?");
    let at = bench.shared();
    let token = melder(&at).token(&at);
    let mark = mark();
    let hidden = format!("{}?{mark}", super::zaak(voorbeeldzaken::sample::ZAAK_BIJSTAND_OPENBAAR));
    let mut request = Request::get(&hidden).bearer(&token);
    for name in REROUTING {
        request = request.header(name, &melding());
    }
    refused(&request.send(at.gateway), 403, "object-not-held");
}

fn what_connection_names_goes_and_takes_nothing_of_ours_along(bench: &Bench) {
    let at = bench.shared();
    for application in [TaskApplication::with_all(&at), melder(&at)] {
        let token = application.token(&at);
        for names in [
            "Authorization, Host, X-Forwarded-Proto, X-Forwarded-For, X-Hop",
            "close, authorization,host,x-forwarded-proto,x-forwarded-for,x-hop",
            "AUTHORIZATION , HOST , X-FORWARDED-PROTO , X-FORWARDED-FOR , X-HOP",
        ] {
            let mark = mark();
            let request = Request::get(&melding()).bearer(&token).header("X-Mark", &mark);
            let request = request.header("Connection", names).header("X-Hop", "1");
            assert_eq!(request.header("Keep-Alive", "timeout=5").send(at.gateway).status, 200);
            let seen = seen(&at.upstream, &mark);
            assert_eq!(seen.caller.as_ref().unwrap().client_id, application.client_id);
            assert_eq!(seen.header("host"), [at.gateway.to_string()]);
            assert_eq!(seen.header("x-forwarded-proto"), ["http"]);
            assert_eq!(seen.header("x-forwarded-for"), ["127.0.0.1"]);
            assert!(seen.header("x-hop").is_empty());
            assert!(seen.header("keep-alive").is_empty());
            assert!(seen.header("connection").is_empty());
        }
    }
}

fn a_trailer_reaches_nobody(bench: &Bench) {
    let at = bench.shared();
    let token = TaskApplication::with_all(&at).token(&at);
    let mark = mark();
    let body = super::new_zaak(&at, voorbeeldzaken::sample::ZAAKTYPE_MELDING, None, &mark);
    let body = body.to_string();
    let request = format!(
        "POST {} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\
         Trailer: X-User-Id\r\nTE: trailers\r\n\r\n\
         {:x}\r\n{body}\r\n0\r\nX-User-Id: spoof-{mark}\r\nAuthorization: Bearer spoof\r\n\r\n",
        voorbeeldzaken::sample::ZAKEN,
        at.gateway,
        body.len()
    );
    let mut connection = Connection::open(at.gateway);
    connection.send(request);
    let answer = connection.answer();
    let seen = at.upstream.traces(&mark);
    // Passed without its trailer, or refused as a whole: both will do.
    assert!(answer.is_some_and(|answer| matches!(answer.status, 201 | 400)));
    for seen in seen {
        assert!(seen.header("x-user-id").is_empty());
        assert!(seen.header("trailer").is_empty() && seen.header("te").is_empty());
        assert_eq!(seen.header("authorization").len(), 1);
        assert!(!String::from_utf8_lossy(&seen.body.start).contains("spoof"));
    }
}

fn an_upgrade_reaches_nobody(bench: &Bench) {
    let at = bench.shared();
    let token = TaskApplication::with_all(&at).token(&at);
    for (upgrades, status) in [
        (&["websocket"][..], 400),
        (&["WebSocket"], 400),
        (&["h2c, websocket"], 400),
        (&["x", "websocket"], 400),
        (&["websocket", "x"], 400),
        (&["x", "y", " WebSocket"], 400),
        (&["h2c"], 200),
        (&["TLS/1.0"], 200),
        (&["websockets", "x-websocket"], 200),
    ] {
        let mark = mark();
        let request = Request::get(&melding()).bearer(&token).header("X-Mark", &mark);
        let request = request
            .header("Connection", "Upgrade, HTTP2-Settings")
            .header("HTTP2-Settings", "AAMAAABkAAQAoAAAAAIAAAAA")
            .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
            .header("Sec-WebSocket-Version", "13");
        let request = upgrades.iter().fold(request, |request, to| request.header("Upgrade", to));
        let answer = request.send(at.gateway);
        assert_eq!(answer.status, status, "{upgrades:?}: {answer:?}");
        if status == 400 {
            refused(&answer, 400, "upgrade-refused");
            unseen(&at.upstream, &mark);
            continue;
        }
        let seen = seen(&at.upstream, &mark);
        for name in ["upgrade", "connection", "http2-settings"] {
            assert!(seen.header(name).is_empty(), "{upgrades:?}: {name}");
        }
    }
}

fn what_zgw_clients_say_arrives(bench: &Bench) {
    let at = bench.shared();
    let said = [
        ("Accept", "application/json"),
        ("Accept-Crs", "EPSG:4326"),
        ("Content-Crs", "EPSG:4326"),
        ("Accept-Language", "nl"),
        ("X-Audit-Toelichting", "op verzoek"),
        ("Prefer", "return=minimal"),
        ("Idempotency-Key", "jkl"),
        ("X-Requested-With", "fetch"),
        ("Access-Control-Request-Method", "GET"),
        ("X-NLX-Logrecord-ID", "abc"),
        ("X-Correlation-ID", "def"),
        ("X-Request-ID", "ghi"),
        ("Fsc-Transaction-Id", "01899c62-eba5-7b58-b68d-000000000001"),
        ("User-Agent", "taakapplicatie/1"),
    ];
    let mark = mark();
    let token = TaskApplication::with_all(&at).token(&at);
    let mut request = Request::get(&melding()).bearer(&token).header("X-Mark", &mark);
    for (name, value) in said {
        request = request.header(name, value);
    }
    assert_eq!(request.send(at.gateway).status, 200);
    let seen = seen(&at.upstream, &mark);
    for (name, value) in said {
        assert_eq!(seen.header(name), [value], "{name}");
    }
}
