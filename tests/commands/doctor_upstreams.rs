//! What `zaakpoort doctor` says of upstreams: whether they let the gateway in, and what they call their objects.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use super::doctor::Told;
use crate::cases;
use crate::harness::{Bench, ScriptedUpstream, Tail, Upstream, free_port};

cases![
    an_upstream_whose_objects_have_another_name_is_told,
    an_upstream_that_does_not_know_the_gateway_or_is_away_is_told,
    types_under_a_name_of_nobody_are_told_until_there_is_an_alias,
    objects_that_are_listed_and_then_refused_are_told,
];

fn an_upstream_whose_objects_have_another_name_is_told(bench: &Bench) {
    let at = bench.fresh();
    // As behind a proxy that asks it under a name of its own.
    let body =
        r#"{"count":1,"results":[{"url":"http://openzaak.intern:8000/zaken/api/v1/zaken/1"}]}"#;
    let answer = format!(
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let elsewhere = ScriptedUpstream::start(&answer, Tail::End);
    let other = format!("http://{}", elsewhere.address);
    let told = Told::by(&at, &[("ZAAKPOORT__GATEWAY__UPSTREAM__0__ADDRESS", &other)]);
    told.is_amiss(
        "upstream openzaak: /zaken/api/v1",
        &["http://openzaak.intern:8000/", "ALLOWED_HOSTS"],
    );
}

fn an_upstream_that_does_not_know_the_gateway_or_is_away_is_told(bench: &Bench) {
    let at = bench.fresh();
    let stranger = Upstream::start(&at.public_url());
    let other = format!("http://{}", stranger.address());
    let told = Told::by(&at, &[("ZAAKPOORT__GATEWAY__UPSTREAM__0__ADDRESS", &other)]);
    told.is_amiss(
        "upstream openzaak: /zaken/api/v1",
        &["as `gateway`", "upstream-secret gateway --upstream openzaak"],
    );
    let nobody = format!("http://127.0.0.1:{}", free_port());
    let told = Told::by(&at, &[("ZAAKPOORT__GATEWAY__UPSTREAM__0__ADDRESS", &nobody)]);
    told.is_amiss("upstream openzaak: /zaken/api/v1", &["does it run"]);
}

fn types_under_a_name_of_nobody_are_told_until_there_is_an_alias(bench: &Bench) {
    let at = bench.fresh();
    // The same upstream, whose types lie elsewhere.
    let moved = Upstream::start("http://oud.gemeente.example");
    let secret = at.command(&["gateway", "upstream-secret", "gateway"]).stdout;
    moved.trusts("gateway", secret.split_whitespace().last().unwrap());
    let address = format!("http://{}", moved.address());
    let told = Told::by(&at, &[("ZAAKPOORT__GATEWAY__UPSTREAM__0__ADDRESS", &address)]);
    told.is_amiss(
        "upstream openzaak: /zaken/api/v1",
        &["http://oud.gemeente.example/", "type_alias"],
    );
    let (public, known) =
        (at.public_url(), std::fs::read_to_string(at.path("zaakpoort.toml")).unwrap());
    let alias =
        format!("[[gateway.type_alias]]\nfrom = 'http://oud.gemeente.example'\nto = '{public}'\n");
    std::fs::write(at.path("zaakpoort.toml"), format!("{known}{alias}")).unwrap();
    let told = Told::by(&at, &[("ZAAKPOORT__GATEWAY__UPSTREAM__0__ADDRESS", &address)]);
    assert_eq!(told.amiss("upstream openzaak: /zaken/api/v1"), None);
}

/// What an upstream says that knows its name in lists only.
fn lists_and_refuses(name: &str) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let list = format!(r#"{{"count":1,"results":[{{"url":"{name}/zaken/api/v1/zaken/1"}}]}}"#);
    std::thread::spawn(move || {
        for mut socket in listener.incoming().map_while(Result::ok) {
            let mut head = [0; 4096];
            let count = socket.read(&mut head).unwrap();
            let is_list = String::from_utf8_lossy(&head[..count]).contains("/zaken HTTP/1.1");
            let (status, body) =
                if is_list { ("200 OK", list.as_str()) } else { ("403 Forbidden", "{}") };
            let answer = format!(
                "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
            let _ = socket.write_all(answer.as_bytes());
        }
    });
    address
}

fn objects_that_are_listed_and_then_refused_are_told(bench: &Bench) {
    let at = bench.fresh();
    let other = format!("http://{}", lists_and_refuses(&at.public_url()));
    let told = Told::by(&at, &[("ZAAKPOORT__GATEWAY__UPSTREAM__0__ADDRESS", &other)]);
    told.is_amiss("upstream openzaak: /zaken/api/v1", &["it lists", "says 403", "applicaties"]);
}
