//! An issuer that stands still while tokens are withdrawn at the other one: what it issues by the
//! state that it knew opens nothing, at any gateway.

use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::propagation::{Stage, ask};
use super::{Count, figures};
use crate::cases;
use crate::gateway::melder;
use crate::harness::{Bench, TaskApplication};

cases![a_token_that_a_lagging_issuer_gives_after_a_withdrawal_opens_nothing_at_any_gateway];

const ROUNDS: Count = Count { short: 4, long: 50 };

fn a_token_that_a_lagging_issuer_gives_after_a_withdrawal_opens_nothing_at_any_gateway(
    bench: &Bench,
) {
    let stage = Stage::with(bench, 2);
    let application = melder(&stage.at);
    let (mut behind, mut current) = (0, 0);
    for _ in 0..ROUNDS.get() {
        let before = application.token(&stage.at);
        stage.everywhere(&before, 200);
        let (number, tokens) = withdraw_while_one_stands_still(&stage, &application);
        stage.everywhere(&before, 401);
        for token in tokens {
            if change_of(&token) < number {
                behind += 1;
                for gateway in stage.at.gateways() {
                    assert_eq!(stage.status(gateway, &token), 401, "{gateway}");
                }
            } else {
                // It had heard of the withdrawal: this is a new token of a client in good standing.
                current += 1;
                stage.everywhere(&token, 200);
            }
        }
    }
    let row = vec![
        ("withdrawals", json!(ROUNDS.get())),
        ("tokens from behind, all refused", json!(behind)),
        ("tokens from after it, all let through", json!(current)),
    ];
    figures::keep("lagging", bench, vec![row]);
}

/// The number of the withdrawal, and the tokens that were asked of the other issuer before it and
/// at once when that went on.
fn withdraw_while_one_stands_still(
    stage: &Stage,
    application: &TaskApplication,
) -> (u64, Vec<String>) {
    let (at, id) = (&stage.at, &application.client_id);
    let other = at.issuers()[1];
    at.issuer_number(1).freeze();
    let asks = || ask(other, id, &application.secret);
    let (withdrawn, answers) = thread::scope(|scope| {
        let asked = scope.spawn(asks);
        let path = format!("/clients/{id}/tokens/revoke");
        let withdrawn = stage.administrator(0).done("POST", &path, &json!({}));
        at.issuer_number(1).thaw();
        let at_once = asks();
        (withdrawn, [asked.join().unwrap(), at_once])
    });
    let tokens = answers.map(|answer| {
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.member("access_token")
    });
    (withdrawn["issued_before"].as_u64().unwrap(), tokens.to_vec())
}

/// By which state a token was judged.
fn change_of(token: &str) -> u64 {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    claims["zp_change"].as_u64().unwrap()
}
