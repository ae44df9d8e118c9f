//! Pages of other origins at the issuer: what they may read, and where they may read nothing.

use serde_json::{Value, json};

use crate::cases;
use crate::harness::people::basic;
use crate::harness::{Answer, Bench, Installation, Request, TaskApplication};

cases![
    bp_16_sd3_6_r6749_18_a_preflight_is_answered_for_a_registered_origin_alone,
    sd3_6_an_answer_is_readable_for_an_origin_of_the_client_that_asks,
    sd3_6_a_page_reads_why_its_client_is_refused,
    sd3_6_an_origin_that_is_taken_away_reads_nothing_and_its_neighbour_goes_on,
    bp_16_userinfo_is_readable_for_the_client_of_the_token,
    fp_03_bp_16_no_page_reads_what_people_administrators_and_apis_see,
];

const ENDPOINTS: [&str; 3] = ["/connect/token", "/connect/revocation", "/connect/userinfo"];

/// A client whose pages have these origins.
fn client(at: &Installation, origins: &[&str]) -> TaskApplication {
    let all = json!({ "label": "Pagina", "heeft_alle_autorisaties": true });
    let body = json!({ "oauth": { "cors_origins": origins }, "extra_scopes": ["openid"] });
    TaskApplication::register(at, &all, &body)
}

fn preflight(at: &Installation, path: &str, origin: &str) -> Answer {
    Request::new("OPTIONS", path)
        .header("Origin", origin)
        .header("Access-Control-Request-Method", "POST")
        .header("Access-Control-Request-Headers", "authorization")
        .send(at.issuer)
}

fn ask(at: &Installation, credential: &str, origin: &str) -> Answer {
    let request = Request::post("/connect/token").header("Authorization", credential);
    request.header("Origin", origin).form("grant_type=client_credentials").send(at.issuer)
}

fn of(client: &TaskApplication) -> String {
    basic(&client.client_id, &client.secret)
}

/// Who may read it; nobody ever with credentials of the browser.
#[track_caller]
fn readable_by(answer: &Answer) -> Option<&str> {
    assert_eq!(answer.header("access-control-allow-credentials"), None);
    let allowed = answer.headers.iter().filter(|(name, _)| name == "access-control-allow-origin");
    assert!(allowed.count() <= 1, "{answer:?}");
    answer.header("access-control-allow-origin")
}

/// What differs by origin says so.
#[track_caller]
fn varies(answer: &Answer) {
    let vary = |(name, value): &(String, String)| name == "vary" && value == "Origin";
    assert!(answer.headers.iter().any(vary), "{answer:?}");
}

fn bp_16_sd3_6_r6749_18_a_preflight_is_answered_for_a_registered_origin_alone(bench: &Bench) {
    let at = bench.shared();
    let origin = "https://voorvlucht.example";
    client(&at, &[origin, "http://localhost:5173"]);
    for path in ENDPOINTS {
        for origin in [origin, "http://localhost:5173"] {
            let answer = preflight(&at, path, origin);
            assert_eq!((answer.status, readable_by(&answer)), (204, Some(origin)), "{path}");
            let header = |name: &str| answer.header(name).unwrap_or_default().to_owned();
            assert!(header("access-control-allow-methods").contains("POST"));
            assert!(header("access-control-allow-headers").contains("Authorization"));
            varies(&answer);
        }
        for other in [
            "null",
            "https://voorvlucht.example.evil.example",
            "https://evil-voorvlucht.example",
            "https://voorvlucht.example:8443",
            "https://voorvlucht.example/",
            "https://VOORVLUCHT.example",
            "http://voorvlucht.example",
            "*",
            "",
        ] {
            let answer = preflight(&at, path, other);
            assert_eq!((answer.status, readable_by(&answer)), (405, None), "{path} {other}");
            varies(&answer);
        }
        // Without the question it is no preflight, and two origins are none.
        let bare = Request::new("OPTIONS", path).header("Origin", origin);
        assert_eq!(bare.send(at.issuer).status, 405);
        let twice = bare.header("Access-Control-Request-Method", "POST").header("Origin", "null");
        assert_eq!(readable_by(&twice.send(at.issuer)), None);
    }
}

fn sd3_6_an_answer_is_readable_for_an_origin_of_the_client_that_asks(bench: &Bench) {
    let at = bench.shared();
    let (one, two) = ("https://een-pagina.example", "https://twee-pagina.example");
    let (first, second) = (client(&at, &[one]), client(&at, &[two]));
    for (client, origin, reads) in [(&first, one, true), (&first, two, false), (&second, two, true)]
    {
        let answer = ask(&at, &of(client), origin);
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(readable_by(&answer), reads.then_some(origin));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        varies(&answer);
    }
    assert_eq!(preflight(&at, "/connect/token", two).status, 204, "a preflight names no client");
    let without = first.ask(&at, "");
    assert_eq!((without.status, readable_by(&without)), (200, None), "no page asked");
    varies(&without);
}

fn sd3_6_a_page_reads_why_its_client_is_refused(bench: &Bench) {
    let at = bench.shared();
    let (one, two) = ("https://een-fout.example", "https://twee-fout.example");
    let (first, _) = (client(&at, &[one]), client(&at, &[two]));
    let wrong = basic(&first.client_id, "mis");
    for (credential, origin, reads) in [
        (wrong.as_str(), one, true),
        (&wrong, two, false),
        (&basic("niemand-die-er-is", "x"), two, true),
        (&basic("niemand-die-er-is", "x"), "https://evil.example", false),
    ] {
        let answer = ask(&at, credential, origin);
        assert_eq!((answer.status, readable_by(&answer)), (401, reads.then_some(origin)));
        let exposed = answer.header("access-control-expose-headers").unwrap_or_default();
        assert_eq!(exposed.contains("WWW-Authenticate"), reads);
    }
    let nonsense = Request::post("/connect/token").header("Origin", one).form("x");
    assert_eq!(readable_by(&nonsense.send(at.issuer)), Some(one));
}

fn sd3_6_an_origin_that_is_taken_away_reads_nothing_and_its_neighbour_goes_on(bench: &Bench) {
    let at = bench.shared();
    let (goes, stays) = ("https://gaat.example", "https://blijft.example");
    let app = client(&at, &[goes, stays]);
    let reads = |origin: &str| {
        let asked = readable_by(&preflight(&at, "/connect/token", origin)).is_some();
        let answered = readable_by(&ask(&at, &of(&app), origin)).is_some();
        (asked, answered)
    };
    assert_eq!((reads(goes), reads(stays)), ((true, true), (true, true)));
    let path = format!("/clients/{}", app.client_id);
    let without = json!({ "oauth": { "cors_origins": [stays] } });
    at.administrator().done("PATCH", &path, &without);
    assert_eq!((reads(goes), reads(stays)), ((false, false), (true, true)));
}

fn bp_16_userinfo_is_readable_for_the_client_of_the_token(bench: &Bench) {
    let at = bench.shared();
    let (own, other) = ("https://wie-ben-ik.example", "https://wie-is-dat.example");
    let app = client(&at, &[own]);
    client(&at, &[other]);
    let token = app.token_for(&at, "openid");
    let ask = |token: &str, origin: &str| {
        Request::get("/connect/userinfo").bearer(token).header("Origin", origin).send(at.issuer)
    };
    let answer = ask(&token, own);
    assert_eq!((answer.status, readable_by(&answer)), (200, Some(own)));
    assert_eq!(readable_by(&ask(&token, other)), None);
    let refused = ask("mis", other);
    assert_eq!((refused.status, readable_by(&refused)), (401, Some(other)));
    let exposed = refused.header("access-control-expose-headers").unwrap_or_default();
    assert!(exposed.contains("WWW-Authenticate"), "{exposed}");
}

fn fp_03_bp_16_no_page_reads_what_people_administrators_and_apis_see(bench: &Bench) {
    let at = bench.shared();
    let origin = "https://nergens.example";
    let app = client(&at, &[origin]);
    let token = app.token(&at);
    for path in [
        "/connect/authorize",
        "/login",
        "/account",
        "/toestemming",
        "/admin/v1/clients",
        "/connect/introspect",
        "/feed/v1",
        "/feed/v1/uses",
        "/autorisaties/api/v1/applicaties",
        "/health/ready",
    ] {
        let asked = preflight(&at, path, origin);
        assert_eq!(readable_by(&asked), None, "{path}");
        // The Autorisaties API says to anybody which methods it has.
        let refused = (400..500).contains(&asked.status) || path.starts_with("/autorisaties");
        assert!(refused, "{path}: {}", asked.status);
        for request in [Request::get(path), Request::get(path).bearer(&token)] {
            assert_eq!(readable_by(&request.header("Origin", origin).send(at.issuer)), None);
        }
    }
    let body: Value = json!({ "client_id": app.client_id });
    let posted = Request::post("/admin/v1/clients").header("Origin", origin).json(&body);
    assert_eq!(readable_by(&posted.send(at.issuer)), None);
    assert_eq!(readable_by(&preflight(&at, "/connect/token", origin)), Some(origin));
}
