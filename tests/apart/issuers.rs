//! Two issuers on one database: what one was told, the other knows.

use std::net::SocketAddr;
use std::thread;

use serde_json::json;

use crate::cases;
use crate::gateway::{melder, melding};
use crate::harness::{
    Bench, IN_FORCE, Installation, Options, Request, TaskApplication, eventually, secrets_in,
};

cases![
    two_issuers_that_start_for_the_first_time_at_once_make_one_set_of_keys,
    what_one_issuer_was_told_the_other_knows_within_a_second,
    a_secret_revoked_at_one_issuer_is_refused_by_the_other_within_a_second,
    a_token_of_an_issuer_that_lags_behind_a_withdrawal_opens_nothing,
];

fn two_issuers(bench: &Bench) -> Installation {
    bench.with(&Options::default().apart(2, 1))
}

/// Asks one of the issuers for a token.
fn ask(issuer: SocketAddr, application: &TaskApplication) -> crate::harness::Answer {
    let (id, secret) = (&application.client_id, &application.secret);
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    Request::post("/connect/token").form(&form).send(issuer)
}

fn two_issuers_that_start_for_the_first_time_at_once_make_one_set_of_keys(bench: &Bench) {
    let at = two_issuers(bench);
    let said = at.said();
    assert_eq!(secrets_in(&said), 1, "one administrator was announced: {said}");
    let keys = at.issuers().into_iter().map(|issuer| {
        at.administrator_at(issuer);
        Request::get("/connect/jwks").send(issuer).json()["keys"].clone()
    });
    let keys: Vec<_> = keys.collect();
    assert_eq!(keys[0].as_array().unwrap().len(), 4, "{}", keys[0]);
    assert_eq!(keys[0], keys[1]);
}

fn what_one_issuer_was_told_the_other_knows_within_a_second(bench: &Bench) {
    let at = two_issuers(bench);
    let other = at.issuers()[1];
    for _ in 0..5 {
        let application = melder(&at);
        assert_eq!(application.ask(&at, "").status, 200, "known where it was told, at once");
        eventually(IN_FORCE, "known at the other", || ask(other, &application).status == 200);
    }
}

fn a_secret_revoked_at_one_issuer_is_refused_by_the_other_within_a_second(bench: &Bench) {
    let at = two_issuers(bench);
    let (here, other) = (at.issuer, at.issuers()[1]);
    let application = melder(&at);
    eventually(IN_FORCE, "known at the other", || ask(other, &application).status == 200);
    revoke(&at, &application);
    assert_eq!(ask(here, &application).status, 401, "refused where it was revoked, at once");
    eventually(IN_FORCE, "refused by the other", || ask(other, &application).status == 401);
    // And never again.
    for _ in 0..20 {
        assert_eq!(ask(other, &application).status, 401);
    }
}

fn revoke(at: &Installation, application: &TaskApplication) {
    let path =
        format!("/clients/{}/secrets/{}?force=true", application.client_id, application.secret_id);
    at.administrator().done("DELETE", &path, &json!({}));
}

/// The other issuer stands still while the secret is revoked, with a request for a token already
/// before it. When it goes on it may answer from what it knew; no gateway believes it.
fn a_token_of_an_issuer_that_lags_behind_a_withdrawal_opens_nothing(bench: &Bench) {
    let at = two_issuers(bench);
    let (gateway, other) = (at.gateway, at.issuers()[1]);
    let through = |token: &str| Request::get(&melding()).bearer(token).send(gateway).status;
    let mut lagged = 0;
    for _ in 0..5 {
        let application = melder(&at);
        eventually(IN_FORCE, "known at the other", || ask(other, &application).status == 200);
        let before = ask(other, &application).member("access_token");
        eventually(IN_FORCE, "the gateway knows it", || through(&before) == 200);
        let frozen = at.issuer_number(1).stands_still();
        let answer = thread::scope(|scope| {
            let asked = scope.spawn(|| ask(other, &application));
            revoke(&at, &application);
            drop(frozen);
            asked.join().unwrap()
        });
        eventually(IN_FORCE, "the gateway knows that it was revoked", || through(&before) == 401);
        match answer.status {
            200 => {
                lagged += 1;
                assert_eq!(through(&answer.member("access_token")), 401);
            }
            status => assert_eq!(status, 401, "{}", answer.text()),
        }
    }
    assert!(lagged > 0, "it never answered from what it knew: nothing is shown");
}
