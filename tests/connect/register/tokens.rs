//! Registration tokens: without one nobody registers, and each is good for as much as it was made for.

use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use chrono::TimeDelta;
use edge::clock::Clock;
use serde_json::{Value, json};

use super::{Registrar, done, metadata, register};
use crate::cases;
use crate::harness::{Answer, Bench, Clocked, Options, Request, TaskApplication, eventually};

cases![
    ng_62_who_shows_no_token_is_challenged_and_who_shows_a_wrong_one_is_told,
    ng_62_a_token_is_good_for_so_many_clients_and_no_more,
    ng_62_a_token_that_was_revoked_is_void_at_once,
    a_token_ends_with_its_applicatie,
    a_token_ends_by_itself_and_is_forgotten,
    of_many_who_register_with_the_last_use_one_is_registered,
    who_tries_tokens_out_waits_and_who_has_one_does_not,
    what_a_token_may_be_is_bounded,
    a_registration_token_opens_nothing_else,
];

/// It is looked for three times a minute.
const SWEPT: Duration = Duration::from_mins(1);
/// Wrong guesses that are free.
const LET: usize = 100;

/// Refused for the token, and nothing else was looked at.
fn void(answer: &Answer) {
    assert_eq!(answer.status, 401, "{}", answer.text());
    let challenge = answer.header("www-authenticate").unwrap();
    assert_eq!(challenge, r#"Bearer realm="Zaakpoort", error="invalid_token""#);
    assert_eq!(answer.member("error"), "invalid_token");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

fn ng_62_who_shows_no_token_is_challenged_and_who_shows_a_wrong_one_is_told(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let at = &registrar.at;
    let post = || Request::post("/connect/register").json(&metadata(&json!({})));
    let (token, basic) = (registrar.token(&json!({})), "Basic YTpi");
    let in_the_body = metadata(&json!({ "access_token": token }));
    for request in [
        post(),
        post().header("Authorization", basic),
        Request::post(&format!("/connect/register?access_token={token}")).json(&in_the_body),
    ] {
        let answer = request.send(at.issuer);
        assert_eq!(answer.status, 401, "{}", answer.text());
        let challenge = answer.header("www-authenticate").unwrap();
        assert_eq!(challenge, r#"Bearer realm="Zaakpoort""#, "without an error");
    }
    let other = format!("{}x", &token[..token.len() - 1]);
    let access = TaskApplication::with_all(at).token(at);
    let administrators = registrar.admin.token.clone();
    for wrong in ["x", "zpi_", &token[4..], &other, &format!("{token}x"), &access, &administrators]
    {
        void(&post().bearer(wrong).send(at.issuer));
    }
    let twice = post().bearer(&token).bearer(&token).send(at.issuer);
    assert_eq!((twice.status, &*twice.member("error")), (400, "invalid_request"));
    assert_eq!(registrar.clients().len(), 0);
    done(&post().bearer(&token).send(at.issuer));
    for method in ["GET", "PUT", "DELETE", "PATCH", "HEAD"] {
        let answer = Request::new(method, "/connect/register").bearer(&token).send(at.issuer);
        assert_eq!((answer.status, answer.header("allow")), (405, Some("POST")), "{method}");
    }
}

fn ng_62_a_token_is_good_for_so_many_clients_and_no_more(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let (usual, two) = (json!({ "uses": null }), json!({ "uses": 2, "label": "twee" }));
    for (more, uses) in [(usual, 1), (two, 2)] {
        let made = registrar.made(&more);
        assert_eq!(made["uses"], uses);
        let token = made["token"].as_str().unwrap();
        for _ in 0..uses {
            // What is refused counts as no use.
            let wrong = registrar.register(token, &json!({ "redirect_uris": [] }));
            assert_eq!(wrong.status, 400, "{}", wrong.text());
            done(&registrar.register(token, &metadata(&json!({}))));
        }
        void(&registrar.register(token, &metadata(&json!({}))));
        let listed = listed(&registrar, &made["id"]);
        assert_eq!((&listed["state"], &listed["used"]), (&json!("used_up"), &json!(uses)));
        assert_eq!(listed.get("token"), None, "it is shown once");
    }
    assert_eq!(registrar.clients().len(), 3);
}

fn listed(registrar: &Registrar, id: &Value) -> Value {
    let path = format!("/registration-tokens?applicatie={}", registrar.applicatie);
    let found = registrar.admin.done("GET", &path, &json!({}))["results"].clone();
    found.as_array().unwrap().iter().find(|one| one["id"] == *id).unwrap().clone()
}

fn ng_62_a_token_that_was_revoked_is_void_at_once(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let (made, other) = (registrar.made(&json!({})), registrar.token(&json!({})));
    let token = made["token"].as_str().unwrap();
    let registered = done(&registrar.register(token, &metadata(&json!({}))));
    let path = format!("/registration-tokens/{}", made["id"].as_str().unwrap());
    registrar.admin.done("DELETE", &path, &json!({}));
    void(&registrar.register(token, &metadata(&json!({}))));
    assert_eq!(registrar.client(&registered)["deleted_at"], Value::Null, "its clients stay");
    assert_eq!(listed(&registrar, &made["id"])["state"], "revoked");
    assert_eq!(registrar.admin.call("DELETE", &path, &json!({})).status, 404);
    let by_itself = format!("/registration-tokens/{other}");
    assert_eq!(registrar.admin.call("DELETE", &by_itself, &json!({})).status, 400);
    done(&registrar.register(&other, &metadata(&json!({}))));
}

fn a_token_ends_with_its_applicatie(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let token = registrar.token(&json!({}));
    let other = Registrar::open(bench);
    let path = format!("/applicaties/{}", registrar.applicatie);
    registrar.admin.done("DELETE", &path, &json!({}));
    void(&registrar.register(&token, &metadata(&json!({}))));
    registrar.admin.done("POST", &format!("{path}/restore"), &json!({}));
    void(&registrar.register(&token, &metadata(&json!({}))));
    done(&other.register(&other.token(&json!({})), &metadata(&json!({}))));
    done(&registrar.try_out(&json!({})));
    let nobody = json!({ "applicatie": "00000000-0000-0000-0000-000000000000", "label": "x" });
    let answer = registrar.admin.call("POST", "/registration-tokens", &nobody);
    assert_eq!(answer.status, 404, "{}", answer.text());
}

fn a_token_ends_by_itself_and_is_forgotten(bench: &Bench) {
    let at = Clocked::start(bench);
    let all = json!({ "label": "Alles", "heeft_alle_autorisaties": true });
    let applicatie = at.administrator().done("POST", "/applicaties", &all)["id"].clone();
    let body = json!({ "applicatie": applicatie, "label": "x", "uses": 10 });
    let made = at.administrator().done("POST", "/registration-tokens", &body);
    let post = || {
        let request = Request::post("/connect/register").bearer(made["token"].as_str().unwrap());
        request.json(&metadata(&json!({}))).send(at.issuer)
    };
    at.pass(TimeDelta::days(7) - TimeDelta::seconds(1));
    done(&post());
    at.pass(TimeDelta::seconds(1));
    void(&post());
    let list = || {
        let found = at.administrator().done("GET", "/registration-tokens", &json!({}));
        found["results"].as_array().unwrap().clone()
    };
    assert_eq!(list()[0]["state"], "expired");
    let rows = || at.rows("SELECT used FROM registration_tokens");
    assert_eq!(rows(), [[1]]);
    at.pass(TimeDelta::days(31));
    eventually(SWEPT, "it is forgotten", || rows().is_empty());
    assert_eq!(list().len(), 0);
}

fn of_many_who_register_with_the_last_use_one_is_registered(bench: &Bench) {
    const AT_ONCE: usize = 12;
    let at = bench.with(&Options::default().apart(2, 1)).into();
    let all = json!({ "label": "Alles", "heeft_alle_autorisaties": true });
    let registrar = Registrar::at(at, &all);
    let token = registrar.token(&json!({ "uses": 2 }));
    done(&registrar.register(&token, &metadata(&json!({}))));
    let (issuers, start) = (registrar.at.issuers(), Barrier::new(AT_ONCE));
    // Without a secret: nothing is hashed, and all arrive together.
    let body = metadata(&json!({ "token_endpoint_auth_method": "none" }));
    let answers: Vec<Answer> = thread::scope(|scope| {
        let send = |issuer: &std::net::SocketAddr| {
            let request = Request::post("/connect/register").bearer(&token).json(&body);
            let (issuer, start) = (*issuer, &start);
            scope.spawn(move || {
                start.wait();
                request.send(issuer)
            })
        };
        let threads: Vec<_> = issuers.iter().cycle().take(AT_ONCE).map(send).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let of = |status: u16| answers.iter().filter(|one| one.status == status).count();
    // Who found the database busy heard so, and registered nothing.
    assert_eq!((of(201), of(401) + of(503)), (1, AT_ONCE - 1), "{answers:?}");
    assert_eq!(registrar.clients().len(), 2);
}

fn who_tries_tokens_out_waits_and_who_has_one_does_not(bench: &Bench) {
    let all = json!({ "label": "Alles", "heeft_alle_autorisaties": true });
    let registrar = Registrar::at(bench.fresh().into(), &all);
    let token = registrar.token(&json!({}));
    let wrong = format!("{}x", &token[..token.len() - 1]);
    let tried = |token: &str| registrar.register(token, &metadata(&json!({})));
    let many = LET + 20;
    let answers: Vec<Answer> = (0..many).map(|_| tried(&wrong)).collect();
    assert!(answers[..LET].iter().all(|one| one.status == 401));
    let waiting = answers.iter().find(|one| one.status == 429).unwrap();
    let seconds: u64 = waiting.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    assert_eq!(tried("x").status, 429, "of whatever form");
    done(&tried(&token));
}

fn what_a_token_may_be_is_bounded(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let moment = |days: i64| (Clock::system().now() + TimeDelta::days(days)).to_rfc3339();
    let tried = |more: Value| {
        let token = super::with(json!({ "applicatie": registrar.applicatie, "label": "x" }), &more);
        registrar.admin.call("POST", "/registration-tokens", &token)
    };
    for more in [
        json!({ "label": "" }),
        json!({ "label": null }),
        json!({ "uses": 0 }),
        json!({ "uses": 1_001 }),
        json!({ "uses": "1" }),
        json!({ "expires_at": moment(-1) }),
        json!({ "expires_at": moment(91) }),
        json!({ "scopes": [] }),
        json!({ "scopes": ["zaakpoort.admin"] }),
        json!({ "scopes": ["a b"] }),
        json!({ "profile": "fapi" }),
        json!({ "applicatie": "x" }),
        json!({ "token": "zpi_x" }),
    ] {
        let answer = tried(more.clone());
        assert_eq!(answer.status, 400, "{more}: {}", answer.text());
        assert!(!answer.member("detail").is_empty());
    }
    for more in [
        json!({ "uses": 1_000 }),
        json!({ "expires_at": moment(89) }),
        json!({ "scopes": ["zaken.lezen"], "profile": "nlgov" }),
    ] {
        let answer = tried(more.clone());
        assert_eq!(answer.status, 201, "{more}: {}", answer.text());
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
}

fn a_registration_token_opens_nothing_else(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let (at, token) = (&registrar.at, registrar.token(&json!({})));
    crate::harness::canaries::the_forms_are_those_of_what_is_used(&[&token]);
    for (method, path) in [
        ("GET", "/admin/v1/clients"),
        ("GET", "/connect/userinfo"),
        ("GET", "/autorisaties/api/v1/applicaties"),
    ] {
        let answer = Request::new(method, path).bearer(&token).send(at.issuer);
        assert_eq!(answer.status, 401, "{path}: {}", answer.text());
    }
    let answer = Request::get("/zaken/api/v1/zaken").bearer(&token).send(at.gateway);
    assert_eq!(answer.status, 401, "{}", answer.text());
    let form = format!("grant_type=client_credentials&client_id=x&client_secret={token}");
    let answer = Request::post("/connect/token").form(&form).send(at.issuer);
    assert_eq!(answer.status, 401, "{}", answer.text());
    done(&register(at, &token, &metadata(&json!({}))));
    assert!(!at.said().contains(&token));
}
