//! Pages of other origins at the gateway: preflights that it answers itself, and answers that the pages of
//! the client may read.

use serde_json::json;

use super::{mark, melding, seen, unseen};
use crate::cases;
use crate::harness::{Answer, Bench, IN_FORCE, Installation, Request, TaskApplication, eventually};

cases![
    sd3_6_a_preflight_is_answered_here_for_a_registered_origin_alone,
    sd3_6_an_answer_is_readable_for_an_origin_of_its_client_alone,
    r6750_10_a_page_reads_the_challenge_of_its_refusal,
    sd3_6_a_change_of_origins_is_in_force_within_a_second,
    what_the_issuer_answers_behind_the_gateway_is_shared_with_no_page,
];

/// A client whose pages have these origins, and a token of it that the gateway knows.
fn client(at: &Installation, origins: &[&str]) -> (TaskApplication, String) {
    let all = json!({ "label": "Pagina", "heeft_alle_autorisaties": true });
    let body = json!({ "oauth": { "cors_origins": origins } });
    let client = TaskApplication::register(at, &all, &body);
    let token = client.token(at);
    // The token waits for its change, so that the origins are known then.
    assert_eq!(get(at, &token, "https://nobody.example").status, 200);
    (client, token)
}

fn get(at: &Installation, token: &str, origin: &str) -> Answer {
    Request::get(&melding()).bearer(token).header("Origin", origin).send(at.gateway)
}

fn preflight(at: &Installation, path: &str, origin: &str) -> Answer {
    Request::new("OPTIONS", path)
        .header("Origin", origin)
        .header("Access-Control-Request-Method", "GET")
        .header("Access-Control-Request-Headers", "authorization,accept-crs")
        .send(at.gateway)
}

#[track_caller]
fn readable_by(answer: &Answer) -> Option<&str> {
    assert_eq!(answer.header("access-control-allow-credentials"), None);
    let vary = |(name, value): &(String, String)| name == "vary" && value == "Origin";
    assert!(answer.headers.iter().any(vary), "{answer:?}");
    let allowed = answer.headers.iter().filter(|(name, _)| name == "access-control-allow-origin");
    assert!(allowed.count() <= 1, "{answer:?}");
    answer.header("access-control-allow-origin")
}

fn sd3_6_a_preflight_is_answered_here_for_a_registered_origin_alone(bench: &Bench) {
    let at = bench.shared();
    let origin = "https://poort-voorvlucht.example";
    client(&at, &[origin]);
    let mark = mark();
    let path = format!("{}?{mark}", melding());
    let answer = preflight(&at, &path, origin);
    assert_eq!((answer.status, readable_by(&answer)), (204, Some(origin)));
    assert_eq!(
        answer.header("access-control-allow-methods"),
        Some("GET, HEAD, PUT, PATCH, DELETE")
    );
    let allowed = answer.header("access-control-allow-headers").unwrap();
    for name in ["Authorization", "Content-Type", "Accept-Crs", "Content-Crs", "If-None-Match"] {
        assert!(allowed.split(", ").any(|known| known == name), "{allowed}");
    }
    for other in [
        "null",
        "https://poort-voorvlucht.example.evil.example",
        "https://poort-voorvlucht.example:444",
        "http://poort-voorvlucht.example",
        "https://Poort-Voorvlucht.example",
        "*",
    ] {
        let answer = preflight(&at, &path, other);
        assert_eq!((answer.status, readable_by(&answer)), (405, None), "{other}");
    }
    for unknown in ["/zaken/api/v1/niets", "/elders"] {
        assert_eq!(preflight(&at, unknown, origin).status, 404, "{unknown}");
    }
    let bare = Request::new("OPTIONS", &path).header("Origin", origin).send(at.gateway);
    assert_eq!(bare.status, 405, "it is no preflight");
    unseen(&at.upstream, &mark);
}

fn sd3_6_an_answer_is_readable_for_an_origin_of_its_client_alone(bench: &Bench) {
    let at = bench.shared();
    let (one, two) = ("https://een-poort.example", "https://twee-poort.example");
    let ((_, first), (_, second)) = (client(&at, &[one]), client(&at, &[two]));
    for (token, origin, reads) in [(&first, one, true), (&first, two, false), (&second, two, true)]
    {
        let answer = get(&at, token, origin);
        assert_eq!((answer.status, readable_by(&answer)), (200, reads.then_some(origin)));
        let exposed = answer.header("access-control-expose-headers").unwrap_or_default();
        assert_eq!(exposed.contains("ETag"), reads);
    }
    let mark = mark();
    let sent = Request::get(&melding()).bearer(&first).header("X-Mark", &mark);
    assert_eq!(readable_by(&sent.send(at.gateway)), None, "no page asked");
    seen(&at.upstream, &mark);
}

fn r6750_10_a_page_reads_the_challenge_of_its_refusal(bench: &Bench) {
    let at = bench.shared();
    let origin = "https://poort-weigering.example";
    let stranger = "https://poort-vreemd.example";
    let all = json!({ "label": "Niets" });
    let body = json!({ "oauth": { "cors_origins": [origin] } });
    let nothing = TaskApplication::register(&at, &all, &body).token(&at);
    client(&at, &[stranger]);
    let forbidden = get(&at, &nothing, origin);
    assert_eq!((forbidden.status, readable_by(&forbidden)), (403, Some(origin)));
    assert_eq!(readable_by(&get(&at, &nothing, stranger)), None);
    // Who asks is not known: any page that some client has reads why.
    for origin in [origin, stranger] {
        let unknown = get(&at, "a.b.c", origin);
        assert_eq!((unknown.status, readable_by(&unknown)), (401, Some(origin)));
        assert!(unknown.header("www-authenticate").is_some());
        let exposed = unknown.header("access-control-expose-headers").unwrap_or_default();
        assert!(exposed.contains("WWW-Authenticate") && exposed.contains("Retry-After"));
    }
    assert_eq!(readable_by(&get(&at, "a.b.c", "https://evil.example")), None);
}

fn sd3_6_a_change_of_origins_is_in_force_within_a_second(bench: &Bench) {
    let at = bench.shared();
    let (goes, stays) = ("https://poort-gaat.example", "https://poort-blijft.example");
    let (app, token) = client(&at, &[goes, stays]);
    let (other, theirs) = client(&at, &[stays]);
    let reads = |token: &str, origin: &str| readable_by(&get(&at, token, origin)).is_some();
    assert!(reads(&token, goes) && reads(&token, stays) && reads(&theirs, stays));
    let set = |app: &TaskApplication, origins: &[&str]| {
        let path = format!("/clients/{}", app.client_id);
        let body = json!({ "oauth": { "cors_origins": origins } });
        at.administrator().done("PATCH", &path, &body);
    };
    set(&app, &[stays]);
    eventually(IN_FORCE, "gone", || !reads(&token, goes));
    assert_eq!(preflight(&at, &melding(), goes).status, 405);
    assert!(reads(&token, stays) && preflight(&at, &melding(), stays).status == 204);
    set(&app, &[]);
    eventually(IN_FORCE, "all gone", || !reads(&token, stays));
    assert!(reads(&theirs, stays), "another client's origin is its own");
    assert_eq!(preflight(&at, &melding(), stays).status, 204);
    set(&other, &[]);
    eventually(IN_FORCE, "nobody's", || preflight(&at, &melding(), stays).status == 405);
    set(&app, &[goes]);
    eventually(IN_FORCE, "back", || preflight(&at, &melding(), goes).status == 204);
}

fn what_the_issuer_answers_behind_the_gateway_is_shared_with_no_page(bench: &Bench) {
    let at = bench.shared();
    let origin = "https://poort-ac.example";
    let (_, token) = client(&at, &[origin]);
    let path = "/autorisaties/api/v1/applicaties";
    let answer = Request::get(path).bearer(&token).header("Origin", origin).send(at.gateway);
    assert_eq!((answer.status, readable_by(&answer)), (200, None));
    assert_eq!(readable_by(&preflight(&at, path, origin)), None);
}
