//! A proxy that ends TLS in front: believed where it is named, and only there.

use crate::cases;
use crate::harness::people::basic;
use crate::harness::{
    Answer, Bench, IN_FORCE, Installation, Options, Request, TaskApplication, eventually,
};

cases![
    sd3_7_ng_51_what_came_to_a_trusted_proxy_over_http_may_carry_no_secret,
    what_came_to_a_trusted_proxy_over_https_is_as_private_as_tls,
    bp_32_ng_51_what_an_untrusted_peer_says_of_itself_is_not_believed,
    an_issuer_that_takes_secrets_over_plain_http_keeps_its_feed_closed_there,
    the_clients_own_address_reaches_log_and_upstream_from_a_trusted_proxy_alone,
    the_audit_log_has_the_clients_own_address,
];

/// A line for each request.
fn logging() -> Options {
    Options::default().set("LOG__FILTER", "info,access=info")
}

/// The test is the proxy: it comes from this machine.
fn behind_proxy(bench: &Bench) -> Installation {
    let own = "[\"127.0.0.1\", \"10.0.0.0/8\"]";
    let options = logging();
    let options = options.set("ISSUER__TRUSTED_PROXIES", own);
    bench.with(&options.set("GATEWAY__TRUSTED_PROXIES", own))
}

/// For whom the proxy asks.
fn relayed(request: Request, of: &str, proto: &str) -> Request {
    request.header("X-Forwarded-For", of).header("X-Forwarded-Proto", proto)
}

const OUTSIDE: &str = "203.0.113.9";

/// A token, an administration and a feed, each asked for in this way.
fn secrets(at: &Installation, way: impl Fn(Request) -> Request) -> [Answer; 3] {
    let secret = at.first_secret();
    let form = format!(
        "grant_type=client_credentials&scope=zaakpoort.admin&client_id=beheerder&client_secret={secret}"
    );
    let token = way(Request::post("/connect/token").form(&form)).send(at.issuer);
    let admin = at.administrator().token;
    let administration = Request::get("/admin/v1/applicaties").bearer(&admin);
    // With its true credential it would be read for ever.
    let feed = Request::get("/feed/v1").header("Authorization", &basic("gateway", "wrong"));
    [token, way(administration).send(at.issuer), way(feed).send(at.issuer)]
}

fn statuses(answers: &[Answer; 3]) -> [u16; 3] {
    [answers[0].status, answers[1].status, answers[2].status]
}

fn sd3_7_ng_51_what_came_to_a_trusted_proxy_over_http_may_carry_no_secret(bench: &Bench) {
    let at = behind_proxy(bench);
    for of in [OUTSIDE, "10.0.0.7", "forged, 203.0.113.9", "203.0.113.9, 10.0.0.3"] {
        let answers = secrets(&at, |request| relayed(request, of, "http"));
        assert_eq!(statuses(&answers), [400, 400, 403], "{of}: {answers:?}");
        assert_eq!(answers[0].member("error"), "invalid_request");
        for answer in &answers {
            assert!(answer.text().contains("over https"), "{}", answer.text());
        }
    }
    let jwks = relayed(Request::get("/connect/jwks"), OUTSIDE, "http");
    assert_eq!(jwks.send(at.issuer).status, 200, "what is public is for all");
}

fn what_came_to_a_trusted_proxy_over_https_is_as_private_as_tls(bench: &Bench) {
    let at = behind_proxy(bench);
    let forwarded = format!("for={OUTSIDE};proto=https");
    // A wrong credential of a gateway is looked at, and refused as such.
    let looked_at = [200, 200, 401];
    let answers = secrets(&at, |request| relayed(request, OUTSIDE, "https"));
    assert_eq!(statuses(&answers), looked_at, "{answers:?}");
    let answers = secrets(&at, |request| request.header("Forwarded", &forwarded));
    assert_eq!(statuses(&answers), looked_at, "{answers:?}");
    assert_eq!(statuses(&secrets(&at, |request| request)), looked_at, "the proxy itself is near");
}

fn bp_32_ng_51_what_an_untrusted_peer_says_of_itself_is_not_believed(bench: &Bench) {
    let at = bench.shared();
    let answers = secrets(&at, |request| relayed(request, OUTSIDE, "http"));
    assert_eq!(statuses(&answers), [200, 200, 401], "it came from this machine: {answers:?}");
}

fn an_issuer_that_takes_secrets_over_plain_http_keeps_its_feed_closed_there(bench: &Bench) {
    let options = Options::default().set("ISSUER__TRUSTED_PROXIES", "[\"127.0.0.1\"]");
    let at = bench.with(&options.set("ISSUER__PLAIN_HTTP", "everywhere"));
    let answers = secrets(&at, |request| relayed(request, OUTSIDE, "http"));
    assert_eq!(statuses(&answers), [200, 200, 403], "{answers:?}");
}

fn the_clients_own_address_reaches_log_and_upstream_from_a_trusted_proxy_alone(bench: &Bench) {
    let seen = |at: &Installation| {
        let token = TaskApplication::with_all(at).token(at);
        let jwks = relayed(Request::get("/connect/jwks"), OUTSIDE, "https");
        assert_eq!(jwks.send(at.issuer).status, 200);
        let mark = edge::chance::uuid_v4().unwrap().to_string();
        let path = format!("{}?page={}", voorbeeldzaken::sample::ZAKEN, 1);
        let request = Request::get(&path).bearer(&token).header("X-Mark", &mark);
        let answer = relayed(request, OUTSIDE, "https").send(at.gateway);
        assert_eq!(answer.status, 200, "{}", answer.text());
        at.upstream.traces(&mark).remove(0)
    };
    let at = behind_proxy(bench);
    let request = seen(&at);
    assert_eq!(request.header("x-forwarded-for"), [OUTSIDE]);
    assert_eq!(request.header("x-forwarded-proto"), ["http"], "as the public name has it");
    let line = format!("client={OUTSIDE} method=GET path=\"/connect/jwks\"");
    eventually(IN_FORCE, "the line of the log", || at.said().contains(&line));
    let alone = bench.with(&logging());
    let request = seen(&alone);
    assert_eq!(request.header("x-forwarded-for"), ["127.0.0.1"]);
    let near = "client=127.0.0.1 method=GET path=\"/connect/jwks\"";
    eventually(IN_FORCE, "the line of the log", || alone.said().contains(near));
    assert!(!alone.said().contains(OUTSIDE));
}

fn the_audit_log_has_the_clients_own_address(bench: &Bench) {
    let at = behind_proxy(bench);
    let admin = at.administrator().token;
    let body = serde_json::json!({ "label": "Van buiten" });
    let create = || Request::post("/admin/v1/applicaties").bearer(&admin).json(&body);
    assert_eq!(relayed(create(), OUTSIDE, "https").send(at.issuer).status, 201);
    assert_eq!(create().send(at.issuer).status, 201);
    let from = |address: &str| {
        let query = format!(
            "SELECT count(*) FROM audit WHERE act = 'applicatie.create' AND address = '{address}'"
        );
        at.database.rows(at.folder.path(), &query)
    };
    assert_eq!((from(OUTSIDE), from("127.0.0.1")), (vec![vec![1]], vec![vec![1]]));
}
