//! Of many who redeem the same at once, at two issuers, one wins.

use std::net::SocketAddr;
use std::sync::{Arc, Barrier};
use std::thread;

use super::{Offline, USUAL, refresh_token};
use crate::cases;
use crate::connect::authorize::{CALLBACK, VERIFIER};
use crate::harness::client::encoded;
use crate::harness::people::basic;
use crate::harness::{Answer, Bench, IN_FORCE, Installation, Options, Request, eventually};
use crate::proofs::rounds;

cases![
    i7_i38_of_fifty_who_use_one_refresh_token_at_two_issuers_one_wins,
    r6749_12_i38_of_fifty_who_redeem_one_code_at_two_issuers_one_wins,
];

/// How many ask at once.
const AT_ONCE: usize = 50;

fn two_issuers(bench: &Bench, name: &str) -> (Arc<Installation>, Offline) {
    let at = Arc::new(bench.with(&Options::default().apart(2, 1)));
    let client = Offline::register(at.issuer, &at.administrator(), (name, &serde_json::json!({})));
    for issuer in at.issuers() {
        let knows =
            || post(issuer, &client, "grant_type=refresh_token&refresh_token=x").status == 400;
        eventually(IN_FORCE, "both issuers know the client", knows);
    }
    (at, client)
}

fn post(issuer: SocketAddr, client: &Offline, form: &str) -> Answer {
    let header = basic(&client.client_id, &client.secret);
    Request::post("/connect/token").header("Authorization", &header).form(form).send(issuer)
}

/// What fifty hear who send the same at once; the one that won.
fn winner(issuers: &[SocketAddr], client: &Offline, form: &str) -> Answer {
    let start = Barrier::new(AT_ONCE);
    let answers: Vec<Answer> = thread::scope(|scope| {
        let start = &start;
        let send = |issuer: &SocketAddr| {
            let issuer = *issuer;
            scope.spawn(move || {
                start.wait();
                post(issuer, client, form)
            })
        };
        let threads: Vec<_> = issuers.iter().cycle().take(AT_ONCE).map(send).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let of = |status: u16| answers.iter().filter(|one| one.status == status).count();
    // Who found the database busy heard so, and won nothing either.
    assert_eq!((of(200), of(400) + of(503)), (1, AT_ONCE - 1));
    assert!(of(400) > 0, "some are judged");
    answers.iter().find(|one| one.status == 200).unwrap().clone()
}

/// Each wins the token for the next round: nothing that the others did has ended the grant.
fn i7_i38_of_fifty_who_use_one_refresh_token_at_two_issuers_one_wins(bench: &Bench) {
    let (at, mut client) = two_issuers(bench, "wedloop");
    let mut token = client.token();
    for _ in 0..rounds(20, 100) {
        let form = format!("grant_type=refresh_token&refresh_token={token}");
        token = refresh_token(&winner(&at.issuers(), &client, &form));
    }
}

fn r6749_12_i38_of_fifty_who_redeem_one_code_at_two_issuers_one_wins(bench: &Bench) {
    let (at, mut client) = two_issuers(bench, "codewedloop");
    let uri = encoded(CALLBACK);
    for _ in 0..rounds(20, 100) {
        let code = client.code(USUAL, "");
        let form = format!(
            "grant_type=authorization_code&code={code}&redirect_uri={uri}&code_verifier={VERIFIER}"
        );
        let token = refresh_token(&winner(&at.issuers(), &client, &form));
        // RFC 6749 4.1.2: the others ended what came of it.
        assert_eq!(client.refresh(&token).status, 400);
    }
}
