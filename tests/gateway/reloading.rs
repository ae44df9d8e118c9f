//! SIGHUP: another configuration takes the place of the one in force, whole or not at all, and no
//! request notices.

use std::fs::File;
use std::io::Write as _;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;
use voorbeeldzaken::sample;

use super::{mark, melding, refused};
use crate::harness::{
    Bench, Connection, Finished, IN_FORCE, LoneGateway, Options, Request, TaskApplication, ZAKEN,
    eventually, get_at, reloaded, run, write_secret,
};
use crate::{cases, house};

house![
    an_upstream_that_is_added_is_served_and_one_that_is_taken_out_is_not,
    a_request_that_began_before_a_reload_ends_by_what_it_began_with,
    a_kept_connection_outlives_a_reload,
    a_faulty_configuration_changes_nothing_and_every_fault_is_told,
    what_is_read_at_the_start_only_is_refused_by_its_name,
    a_secret_that_cannot_be_read_leaves_the_one_that_is_in_force,
    a_new_version_of_an_upstream_key_is_signed_with_from_then_on,
    a_limit_that_is_lowered_counts_for_the_next_request,
    a_disk_that_hangs_holds_up_neither_the_feed_nor_a_stop,
];

cases![
    issuer_and_gateway_in_one_process_read_what_is_the_gateways,
    an_issuer_alone_reads_the_filter_of_its_log_and_names_what_it_does_not_read,
];

const PATIENCE: Duration = Duration::from_secs(5);
/// A third upstream, in front of the same API.
const MORE: &str = "http://meer.example";

/// The configuration with a third upstream.
fn with_more(lone: &LoneGateway) -> String {
    let text = lone.configuration();
    let address = lone.upstream.address();
    format!(
        "{text}\n[[gateway.upstream]]\nname = \"meer\"\npublic_url = \"{MORE}\"\n\
         audience = [\"{ZAKEN}\"]\naddress = \"http://{address}\"\n\
         credential = {{ kind = \"none\" }}\nobjects = \"upstream\"\n\
         operations = [{{ method = \"GET\", path = \"/ping\", answer = \"ping\" }}]\n"
    )
}

fn status(lone: &LoneGateway, origin: &str, token: &str) -> u16 {
    get_at(origin, &melding()).bearer(token).send(lone.address).status
}

fn an_upstream_that_is_added_is_served_and_one_that_is_taken_out_is_not() {
    let lone = LoneGateway::start();
    let (token, before) = (lone.token("alles"), lone.configuration());
    let more = || get_at(MORE, "/ping").bearer(&token).send(lone.address).status;
    assert_eq!((status(&lone, ZAKEN, &token), more()), (200, 421));
    assert_eq!(lone.reload(&with_more(&lone)), None);
    assert_eq!((status(&lone, ZAKEN, &token), more()), (200, 200));
    assert_eq!(lone.reload(&before), None);
    assert_eq!((status(&lone, ZAKEN, &token), more()), (200, 421));
}

/// A write whose body is half there, and the rest of it.
fn half_sent(lone: &LoneGateway, token: &str) -> (Connection, Vec<u8>) {
    let zaaktype = sample::url(ZAKEN, sample::ZAAKTYPEN, sample::ZAAKTYPE_MELDING);
    let body = json!({ "zaaktype": zaaktype, "bronorganisatie": "002220647" }).to_string();
    let (begin, rest) = body.split_at(body.len() / 2);
    let mut connection = Connection::open(lone.address);
    let before = lone.upstream.count();
    connection.send(format!(
        "POST {} HTTP/1.1\r\nHost: zaken.example\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{begin}",
        sample::ZAKEN,
        body.len(),
    ));
    let arrives = || lone.upstream.count() > before;
    eventually(PATIENCE, "the upstream has its beginning", arrives);
    (connection, rest.as_bytes().to_vec())
}

fn a_request_that_began_before_a_reload_ends_by_what_it_began_with() {
    let lone = LoneGateway::start();
    let token = lone.token("alles");
    let (mut running, rest) = half_sent(&lone, &token);
    // Its upstream is not there any more.
    let text = with_more(&lone).replace(ZAKEN, "http://elders.example");
    assert_eq!(lone.reload(&text), None);
    assert_eq!(status(&lone, ZAKEN, &token), 421);
    running.send(rest);
    assert_eq!(running.answer().unwrap().status, 201, "{}", lone.said());
}

fn a_kept_connection_outlives_a_reload() {
    let lone = LoneGateway::start();
    let token = lone.token("alles");
    let mut kept: Vec<Connection> = (0..8).map(|_| Connection::open(lone.address)).collect();
    let mut all_answer = |path: &str, wanted: u16| {
        for connection in &mut kept {
            connection.send(format!(
                "GET {path} HTTP/1.1\r\nHost: meer.example\r\nAuthorization: Bearer {token}\r\n\r\n"
            ));
            assert_eq!(connection.answer().unwrap().status, wanted);
        }
    };
    all_answer("/ping", 421);
    assert_eq!(lone.reload(&with_more(&lone)), None);
    all_answer("/ping", 200);
}

fn a_faulty_configuration_changes_nothing_and_every_fault_is_told() {
    let lone = LoneGateway::start();
    let (token, good) = (lone.token("alles"), with_more(&lone));
    let faulty =
        good.replace("client_id", "client_idd").replace("kind = \"none\"", "kind = \"nun\"");
    for (text, faults) in [
        (faulty.as_str(), &["client_idd", "credential.kind"][..]),
        ("[gateway", &["zaakpoort.toml:1"]),
        ("", &["gateway"]),
    ] {
        let told = lone.reload(text).unwrap();
        assert!(!told.contains("zaakpoort: "), "{told}");
        for fault in faults {
            assert!(told.contains(fault), "{fault}: {told}");
            eventually(IN_FORCE, "the log says it too", || lone.said().contains(fault));
        }
        assert_eq!(status(&lone, ZAKEN, &token), 200);
        assert_eq!(get_at(MORE, "/ping").bearer(&token).send(lone.address).status, 421);
    }
    assert_eq!(lone.reload(&good), None, "it is right now");
    assert_eq!(get_at(MORE, "/ping").bearer(&token).send(lone.address).status, 200);
}

fn what_is_read_at_the_start_only_is_refused_by_its_name() {
    let lone = LoneGateway::start();
    let (token, good) = (lone.token("alles"), with_more(&lone));
    let here = format!("listen = \"{}\"", lone.address);
    for (from, to, key) in [
        (here.as_str(), "listen = \"127.0.0.1:1\"", "gateway.listen"),
        ("client_id = \"gateway\"", "client_id = \"poort\"", "gateway.client_id"),
        (here.as_str(), &format!("{here}\nmax_staleness = \"7m\""), "gateway.max_staleness"),
        (here.as_str(), &format!("{here}\nstate = \"\""), "gateway.state"),
        ("[issuer]", "[log]\nformat = \"json\"\n[issuer]", "log.format"),
    ] {
        assert!(good.contains(from), "{from}");
        let told = lone.reload(&good.replacen(from, to, 1)).unwrap();
        assert!(told.contains(key) && told.contains("restart"), "{key}: {told}");
        assert_eq!(get_at(MORE, "/ping").bearer(&token).send(lone.address).status, 421, "{key}");
    }
    // All of them are told at once.
    let several = good.replacen("client_id = \"gateway\"", "client_id = \"poort\"", 1);
    let several = several.replacen("[issuer]", "[log]\nformat = \"json\"\n[issuer]", 1);
    let told = lone.reload(&several).unwrap();
    assert!(told.contains("log.format, gateway.client_id: "), "{told}");
    // What is said now, and counted before, is no change.
    let usual = good.replacen(&here, &format!("{here}\nmax_staleness = \"5m\""), 1);
    assert_eq!(lone.reload(&usual), None);
}

fn a_secret_that_cannot_be_read_leaves_the_one_that_is_in_force() {
    let lone = LoneGateway::start();
    let token = lone.token("alles");
    let text = lone.configuration().replace("keys/upstream.key", "keys/nowhere.key");
    let told = lone.reload(&text).unwrap();
    assert!(told.contains("keys/nowhere.key"), "{told}");
    assert_eq!(status(&lone, ZAKEN, &token), 200);
}

fn a_new_version_of_an_upstream_key_is_signed_with_from_then_on() {
    let lone = LoneGateway::start();
    let token = lone.token("alles");
    write_secret(&lone.path("keys/upstream.key"), &"n".repeat(64));
    assert_eq!(status(&lone, ZAKEN, &token), 200, "read at the start");
    let text = lone.configuration().replace("version = 1", "version = 2");
    assert_eq!(lone.reload(&text), None);
    assert!(!lone.said().contains("upstream-secret"), "{}", lone.said());
    assert_eq!(status(&lone, ZAKEN, &token), 403, "the upstream does not know the new secret");
    let told = || lone.said().contains("what `zaakpoort gateway upstream-secret` prints");
    eventually(PATIENCE, "the operator hears of it", told);
    for client in ["alles", "gateway"] {
        let arguments = ["gateway", "upstream-secret", client, "--upstream", "zaken"];
        let Finished { stdout, .. } = run(&lone.path(""), &arguments, &[]);
        lone.upstream.trusts(client, stdout.split_whitespace().last().unwrap());
    }
    assert_eq!(status(&lone, ZAKEN, &token), 200);
}

fn a_limit_that_is_lowered_counts_for_the_next_request() {
    let lone = LoneGateway::start();
    let token = lone.token("lezer");
    let zaaktype = sample::url(ZAKEN, sample::ZAAKTYPEN, sample::ZAAKTYPE_MELDING);
    let body =
        json!({ "zaaktype": zaaktype, "bronorganisatie": "002220647", "toelichting": mark() });
    let host = ZAKEN.trim_start_matches("http://");
    let post = Request::post(sample::ZAKEN).header("Host", host).bearer(&token).json(&body);
    assert_eq!(post.send(lone.address).status, 201);
    let here = format!("listen = \"{}\"", lone.address);
    let text =
        lone.configuration().replacen(&here, &format!("{here}\nmax_judged_body = \"16B\""), 1);
    assert_eq!(lone.reload(&text), None);
    refused(&post.send(lone.address), 413, "body-too-large");
}

/// A pipe in a file's place: who reads it waits until somebody writes.
fn a_disk_that_hangs_holds_up_neither_the_feed_nor_a_stop() {
    let mut lone = LoneGateway::start();
    lone.wait_until_ready();
    let (address, pipe) = (lone.address, lone.path("hangs.json"));
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let listed = "operations = [{ method = \"GET\", path = \"/ping\", answer = \"ping\" }]";
    let text = with_more(&lone).replace(listed, "openapi = { file = \"hangs.json\" }");
    std::fs::write(lone.path("zaakpoort.toml"), text).unwrap();
    let ready = || Request::get("/health/ready").send(address).json();
    let hung = Instant::now();
    lone.process().hang_up();
    eventually(PATIENCE, "four seconds pass", || {
        let ready = ready();
        assert!(ready["confirmed_seconds_ago"].as_u64().unwrap() < 3, "{ready}");
        hung.elapsed() > Duration::from_secs(4)
    });
    assert!(ready()["configured"]["refused"].is_null());
    let mut there = File::options().read(true).write(true).open(&pipe).unwrap();
    there.write_all(b"no JSON").unwrap();
    drop(there);
    eventually(PATIENCE, "it was read", || !ready()["configured"]["refused"].is_null());
    lone.process().hang_up();
    lone.process().terminate();
    assert!(lone.process().ended_within(PATIENCE).success());
}

fn issuer_and_gateway_in_one_process_read_what_is_the_gateways(bench: &Bench) {
    let mut at = bench.fresh();
    let token = TaskApplication::with_all(&at).token(&at);
    let file = at.path("zaakpoort.toml");
    let before = std::fs::read_to_string(&file).unwrap();
    let mut read = |text: &str| {
        std::fs::write(&file, text).unwrap();
        let gateway = at.gateway;
        reloaded(at.issuer_process(), gateway)
    };
    let limited = format!("{before}rate_limit = {{ requests = 1, per = \"10m\", burst = 1 }}\n");
    assert_eq!(read(&limited), None);
    let sealing = "sealing_key";
    let told =
        read(&limited.replacen(sealing, &format!("stop_delay = \"1s\"\n{sealing}"), 1)).unwrap();
    assert!(told.contains("[issuer]") && told.contains("restart"), "{told}");
    // What an issuer takes from the gateway's only upstream is the issuer's too.
    let audience = format!("{limited}audience = [\"https://elders.example\"]\n");
    let audience = audience.replacen("default_audience", "# default_audience", 1);
    let told = read(&audience).unwrap();
    assert!(told.contains("[issuer]") && told.contains("only upstream"), "{told}");
    let ask = || Request::get(&melding()).bearer(&token).send(at.gateway);
    assert_eq!(ask().status, 200);
    refused(&ask(), 429, "throttled");
}

fn an_issuer_alone_reads_the_filter_of_its_log_and_names_what_it_does_not_read(bench: &Bench) {
    let mut at = bench.with(&Options::default().apart(1, 1));
    let file = at.folder.path().join("zaakpoort.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("[log]\nfilter = \"info,access=info\"\n{text}")).unwrap();
    at.issuer_process().hang_up();
    eventually(PATIENCE, "it says so", || at.said().contains("the log's filter anew"));
    Request::get("/health/live").send(at.issuer);
    eventually(PATIENCE, "it logs so", || at.said().contains("path=\"/health/live\" status=200"));
    let later = text.replacen("[issuer]", "[issuer]\nkey_rotation = \"30d\"", 1);
    std::fs::write(&file, later).unwrap();
    at.issuer_process().hang_up();
    let told = "read at the start only, and changed since; restart the issuer for it";
    eventually(PATIENCE, "it says what", || at.said().contains(told));
    TaskApplication::with_all(&at).token(&at);
    assert!(at.issuer_process().runs());
}
