//! What of an upstream's answer reaches a client (G27), and what a failing upstream looks like.

use voorbeeldzaken::sample;

use super::{mark, melder, melding, new_zaak, refused};
use crate::cases;
use crate::harness::{
    Answer, Bench, Installation, Options, Request, ScriptedUpstream, Tail, TaskApplication,
};

cases![
    hop_headers_cors_and_what_runs_upstream_stay_there,
    bp_53_what_was_shown_for_a_token_is_kept_by_no_shared_cache,
    what_the_api_says_comes_back,
    an_upstreams_401_is_not_the_clients,
    a_switch_of_protocols_is_not_passed_on,
    an_upstream_that_is_away_is_a_502_that_names_nothing,
    an_upstream_that_answers_no_http_is_a_502,
    surplus_bytes_of_an_answer_reach_nobody,
    an_answer_that_cannot_be_judged_is_not_shown,
];

fn before(bench: &Bench, upstream: std::net::SocketAddr) -> Installation {
    let address = format!("http://{upstream}");
    bench.with(&Options::default().set("GATEWAY__UPSTREAM__0__ADDRESS", &address))
}

fn ask(at: &Installation) -> Answer {
    let token = TaskApplication::with_all(at).token(at);
    Request::get(&melding())
        .bearer(&token)
        .header("Origin", "https://evil.example")
        .send(at.gateway)
}

fn hop_headers_cors_and_what_runs_upstream_stay_there(bench: &Bench) {
    let upstream = ScriptedUpstream::start(
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\
         Connection: X-Secret, close\r\nX-Secret: s\r\nKeep-Alive: timeout=5\r\n\
         Proxy-Authenticate: Basic\r\nProxy-Connection: close\r\nTE: trailers\r\nTrailer: X\r\n\
         Upgrade: h2c\r\nVia: 1.1 intern\r\nServer: uWSGI\r\nX-Powered-By: Django\r\n\
         Set-Cookie: sessionid=1\r\nWWW-Authenticate: Basic realm=x\r\n\
         Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Credentials: true\r\n\
         Access-Control-Expose-Headers: X\r\nX-Accel-Redirect: /intern\r\n\
         Alt-Svc: h3=\":443\"\r\nAuthorization: Bearer echo\r\nServer-Timing: db;dur=5\r\n\
         X-AspNet-Version: 4\r\nX-Debug-Token: a\r\nX-Envoy-Upstream-Service-Time: 5\r\n\
         X-Forwarded-For: 10.0.0.5\r\nX-Runtime: 0.1\r\nX-Served-By: web-3\r\n\
         X-Sendfile: /srv/x\r\nSurrogate-Control: max-age=60\r\n\r\n{}",
        Tail::End,
    );
    let at = before(bench, upstream.address);
    let answer = ask(&at);
    assert_eq!((answer.status, answer.text().as_str()), (200, "{}"));
    let mut names: Vec<&str> = answer.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.retain(|name| !["content-length", "content-type", "date", "connection"].contains(name));
    names.sort_unstable();
    let ours = [
        "cache-control",
        "content-security-policy",
        "vary",
        "x-content-type-options",
        "x-frame-options",
    ];
    assert_eq!(names, ours, "ours: {answer:?}");
    assert_eq!(answer.header("connection"), Some("close"), "our own, as the client asked");
}

fn bp_53_what_was_shown_for_a_token_is_kept_by_no_shared_cache(bench: &Bench) {
    for (said, kept) in [
        ("", "no-store"),
        ("Cache-Control: public, max-age=60\r\n", "no-store"),
        ("Cache-Control: no-cache\r\n", "no-cache"),
    ] {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n{said}\r\n{{}}");
        let upstream = ScriptedUpstream::start(&head, Tail::End);
        let answer = ask(&before(bench, upstream.address));
        assert_eq!(answer.header("cache-control"), Some(kept), "{answer:?}");
    }
}

fn what_the_api_says_comes_back(bench: &Bench) {
    let upstream = ScriptedUpstream::start(
        "HTTP/1.1 418 Theepot\r\nContent-Length: 3\r\nContent-Type: text/x; charset=y\r\n\
         ETag: W/\"a\"\r\nLocation: http://elders/x\r\nAPI-version: 1.5.1\r\nAllow: GET\r\n\
         Content-Crs: EPSG:4326\r\nVary: Accept\r\nWarning: 299 - \"oud\"\r\nLink: <x>\r\n\
         Content-Disposition: attachment\r\nX-A: 1\r\nX-A: 2\r\nConnection: close\r\n\r\n\0\u{e9}",
        Tail::End,
    );
    let at = before(bench, upstream.address);
    let answer = ask(&at);
    assert_eq!(answer.status, 418);
    for (name, value) in [
        ("etag", "W/\"a\""),
        ("location", "http://elders/x"),
        ("api-version", "1.5.1"),
        ("allow", "GET"),
        ("content-crs", "EPSG:4326"),
        ("vary", "Accept"),
        ("warning", "299 - \"oud\""),
        ("content-type", "text/x; charset=y"),
        ("content-disposition", "attachment"),
        ("link", "<x>"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name}");
    }
    let twice = answer.headers.iter().filter(|(name, _)| name == "x-a").count();
    assert_eq!(twice, 2);
}

fn an_upstreams_401_is_not_the_clients(bench: &Bench) {
    let upstream = ScriptedUpstream::start(
        "HTTP/1.1 401 No\r\nContent-Length: 0\r\nWWW-Authenticate: Basic realm=\"x\"\r\n\r\n",
        Tail::End,
    );
    let at = before(bench, upstream.address);
    let answer = ask(&at);
    refused(&answer, 502, "upstream-credential-refused");
    assert_eq!(answer.header("www-authenticate"), None);
}

fn a_switch_of_protocols_is_not_passed_on(bench: &Bench) {
    let upstream = ScriptedUpstream::start(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nx",
        Tail::End,
    );
    let at = before(bench, upstream.address);
    let answer = ask(&at);
    assert_eq!(answer.status, 502, "{answer:?}");
    assert_eq!(answer.header("upgrade"), None);
}

fn an_upstream_that_is_away_is_a_502_that_names_nothing(bench: &Bench) {
    let gone = std::net::SocketAddr::from(([127, 0, 0, 1], crate::harness::free_port()));
    let at = before(bench, gone);
    let answer = ask(&at);
    refused(&answer, 502, "upstream-unreachable");
    assert!(!answer.text().contains(&gone.to_string()), "{}", answer.text());
    assert!(!answer.text().contains("os error"), "{}", answer.text());
}

fn an_upstream_that_answers_no_http_is_a_502(bench: &Bench) {
    let upstream = ScriptedUpstream::start("", Tail::End);
    let at = before(bench, upstream.address);
    let half = "HTTP/1.1 200 OK\r\nContent-Length: 5";
    for said in ["", "SSH-2.0-x\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", half] {
        upstream.says(said);
        let answer = ask(&at);
        assert_eq!(answer.status, 502, "{said:?}: {answer:?}");
        assert!(!answer.text().contains("SSH"), "{}", answer.text());
    }
}

fn surplus_bytes_of_an_answer_reach_nobody(bench: &Bench) {
    let mark = mark();
    let said = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{{}}HTTP/1.1 200 OK\r\nContent-Length: 36\r\n\r\n{mark}"
    );
    let upstream = ScriptedUpstream::start(&said, Tail::End);
    let at = before(bench, upstream.address);
    let token = TaskApplication::with_all(&at).token(&at);
    for _ in 0..5 {
        let answer = Request::get(&melding()).bearer(&token).send(at.gateway);
        assert_eq!((answer.status, answer.text().as_str()), (200, "{}"));
    }
    assert_eq!(upstream.heads().len(), 5);
}

/// What is shown to who is restricted by type is read whole before, and has one reading.
fn an_answer_that_cannot_be_judged_is_not_shown(bench: &Bench) {
    let upstream = ScriptedUpstream::start("", Tail::End);
    let at = before(bench, upstream.address);
    let token = melder(&at).token(&at);
    let good = new_zaak(&at, sample::ZAAKTYPE_MELDING, Some("intern"), "geheim").to_string();
    let inner = &good[1..good.len() - 1];
    let zaaktype = sample::url(&at.public_url(), sample::ZAAKTYPEN, sample::ZAAKTYPE_MELDING);
    let values = format!("[\"{zaaktype}\",null,null,\"openbaar\",null]");
    let json = "Content-Type: application/json\r\n";
    let ask = |status: &str, headers: &str, body: &str| {
        upstream.says(&format!(
            "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        ));
        Request::get(&melding()).bearer(&token).send(at.gateway)
    };
    for (status, headers, body) in [
        ("206 Partial", json, good.as_str()),
        ("203 Changed", json, &good),
        ("302 Found", json, &good),
        ("200 OK", "", &good),
        ("200 OK", "Content-Type: text/html\r\n", &good),
        ("200 OK", "Content-Type: application/json; charset=utf-16\r\n", &good),
        ("200 OK", &format!("{json}Content-Encoding: gzip\r\n"), &good),
        ("200 OK", json, ""),
        ("200 OK", json, "{}"),
        ("200 OK", json, &format!("[{good}]")),
        ("200 OK", json, &values),
        ("200 OK", json, &format!("{good}{good}")),
        ("200 OK", json, &format!("\u{feff}{good}")),
        ("200 OK", json, &good.replace("intern", "onbekend")),
        ("200 OK", json, &good.replace("vertrouwelijkheidaanduiding", "niveau")),
        ("200 OK", json, &format!("{{{inner},\"zaaktype\":\"http://x/y\"}}")),
        ("200 OK", json, &format!("{{\"vertrouwelijkheidaanduiding\":\"zeer_geheim\",{inner}}}")),
        ("200 OK", json, &good[..good.len() - 1]),
    ] {
        let answer = ask(status, headers, body);
        assert_eq!(answer.status, 502, "{status} {headers} {body}: {answer:?}");
        assert!(!answer.text().contains("geheim"), "{}", answer.text());
    }
    let shown = ask("200 OK", json, &good);
    assert_eq!((shown.status, shown.text()), (200, good.clone()));
    let hidden = ask("200 OK", json, &good.replace("intern", "zeer_geheim"));
    refused(&hidden, 403, "object-not-held");
}
