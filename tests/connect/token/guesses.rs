//! Wrong guesses: who makes them waits, and whoever is right does not, from the same address too.

use serde_json::json;
use tokens::Algorithm;

use super::assert_refused;
use crate::cases;
use crate::harness::asserter::{Asserter, AssertingClient, ask};
use crate::harness::people::basic;
use crate::harness::{Answer, Bench, Events, Installation, Request, TaskApplication};

cases![
    who_guesses_at_a_client_waits_and_the_client_itself_does_not,
    who_signs_with_a_wrong_key_waits_and_who_has_the_right_one_does_not,
    who_guesses_at_the_feed_waits_and_a_gateway_does_not,
    r7662_07_who_probes_for_tokens_waits_and_what_is_alive_is_told,
];

/// So many wrong ones are told that they are wrong.
const LET: usize = 100;
/// And so many tokens that are none.
const PROBES: usize = 500;

/// Another secret of the same form.
fn altered(secret: &str) -> String {
    let last = if secret.ends_with('A') { 'B' } else { 'A' };
    format!("{}{last}", &secret[..secret.len() - 1])
}

/// Asks until there is a 429, which comes after so many, and while time goes on a few more.
#[track_caller]
fn until_one_waits(few: usize, wrong: impl Fn() -> Answer, expected: u16) {
    let mut told = 0;
    let waits = loop {
        let answer = wrong();
        if answer.status == 429 {
            break answer;
        }
        assert_eq!(answer.status, expected, "{answer:?}");
        told += 1;
        assert!(told < 3 * few + 10, "nobody waits");
    };
    assert!(told >= few, "after {told} already");
    must_wait(&waits);
}

#[track_caller]
fn must_wait(answer: &Answer) {
    assert_refused(answer, 429, "temporarily_unavailable");
    let seconds: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..60).contains(&seconds), "{seconds}");
}

fn who_guesses_at_a_client_waits_and_the_client_itself_does_not(bench: &Bench) {
    let at = bench.fresh();
    let [guessed_at, other] = [(); 2].map(|()| TaskApplication::with_all(&at));
    let wrong = |application: &TaskApplication| {
        let secret = altered(&application.secret);
        TaskApplication { secret, ..application.clone() }.ask(&at, "")
    };
    until_one_waits(LET, || wrong(&guessed_at), 401);
    // A string that is not ours would cost a hash to refuse: it is not even looked at.
    let foreign = TaskApplication { secret: "geheim".to_owned(), ..guessed_at.clone() };
    until_one_waits(0, || foreign.ask(&at, ""), 401);
    let pushed = Request::post("/connect/par")
        .header("Authorization", &basic(&guessed_at.client_id, &altered(&guessed_at.secret)));
    must_wait(&pushed.form("response_type=code").send(at.issuer));
    assert_eq!(guessed_at.ask(&at, "").status, 200, "it has the secret");
    assert_refused(&wrong(&other), 401, "invalid_client");
}

fn who_signs_with_a_wrong_key_waits_and_who_has_the_right_one_does_not(bench: &Bench) {
    let at = bench.fresh();
    let client = AssertingClient::new(&at, TaskApplication::with_all(&at), json!({}));
    let forger = Asserter::new(Algorithm::Es256);
    let forged = || ask(&at, &forger.sign(&forger.header(), &client.claims(&at)));
    until_one_waits(LET, forged, 401);
    assert_eq!(client.ask(&at).status, 200);
}

fn introspect(at: &Installation, secret: &str, token: &str) -> Answer {
    Request::post("/connect/introspect")
        .header("Authorization", &basic("register", secret))
        .form(&format!("token={token}"))
        .send(at.issuer)
}

fn r7662_07_who_probes_for_tokens_waits_and_what_is_alive_is_told(bench: &Bench) {
    let at = bench.fresh();
    let admin = at.administrator();
    let api = json!({ "reference": "Register", "resources": [], "scopes": [] });
    admin.done("PUT", "/apis/register", &api);
    let secret = admin.done("POST", "/clients/register/secrets", &json!({}))["secret"].clone();
    let secret = secret.as_str().unwrap();
    let all = json!({ "label": "Alles", "heeft_alle_autorisaties": true });
    let body = json!({ "audiences": ["register"] });
    let token = TaskApplication::register(&at, &all, &body).token(&at);
    assert_eq!(introspect(&at, secret, &token).json()["active"], true);
    assert_eq!(introspect(&at, secret, "zpt_x").json(), json!({ "active": false }));
    until_one_waits(PROBES - 1, || introspect(&at, secret, "zpt_x"), 200);
    assert_eq!(introspect(&at, secret, &token).json()["active"], true, "it is alive");
    let wrong = altered(secret);
    until_one_waits(LET, || introspect(&at, &wrong, &token), 401);
    assert_eq!(introspect(&at, secret, &token).status, 200);
}

fn who_guesses_at_the_feed_waits_and_a_gateway_does_not(bench: &Bench) {
    let at = bench.fresh();
    let own = std::fs::read_to_string(at.path("keys/gateway.secret")).unwrap();
    for wrong in [altered(own.trim()), "geheim".to_owned()] {
        let ask = || {
            let header = basic("gateway", &wrong);
            Request::get("/feed/v1").header("Authorization", &header).send(at.issuer)
        };
        let mut last = ask();
        for _ in 0..3 * LET {
            if last.status == 429 {
                break;
            }
            assert_eq!(last.status, 401);
            last = ask();
        }
        assert_eq!((last.status, last.member("code").as_str()), (429, "throttled"));
        assert!(last.header("retry-after").is_some());
    }
    assert!(Events::open(&at, "gateway", own.trim(), None).is_ok(), "it has the credential");
}
