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
use crate::harness::{Answer, Bench, IN_FORCE, TaskApplication, eventually};

cases![
    a_token_that_a_lagging_issuer_gives_after_a_withdrawal_opens_nothing_at_any_gateway,
    no_token_that_a_lagging_issuer_gives_for_a_revoked_secret_opens_anything_at_any_gateway,
];

const ROUNDS: Count = Count { short: 4, long: 50 };
/// In so many rounds the other issuer must have given a token by what it knew, or nothing is shown.
const LAGGED: Count = Count { short: 1, long: 25 };

/// What all rounds came to.
#[derive(Default)]
struct Tally {
    /// Rounds in which the other issuer gave a token from behind.
    lagged: usize,
    behind: usize,
    current: usize,
    /// Tokens that one gateway or another let through although they must open nothing.
    let_through: usize,
}

fn a_token_that_a_lagging_issuer_gives_after_a_withdrawal_opens_nothing_at_any_gateway(
    bench: &Bench,
) {
    let stage = Stage::with(bench, 2);
    let application = melder(&stage.at);
    let mut tally = Tally::default();
    for _ in 0..ROUNDS.get() {
        let before = application.token(&stage.at);
        stage.everywhere(&before, 200);
        let path = format!("/clients/{}/tokens/revoke", application.client_id);
        let withdraw = || stage.administrator(0).done("POST", &path, &json!({}));
        let (withdrawn, answers) =
            while_one_stands_still(&stage, &application, &application.secret, withdraw);
        let number = withdrawn["judged_before"].as_u64().unwrap();
        stage.everywhere(&before, 401);
        let tokens = answers.map(|answer| {
            assert_eq!(answer.status, 200, "{}", answer.text());
            answer.member("access_token")
        });
        let (behind, current): (Vec<_>, Vec<_>) =
            tokens.into_iter().partition(|token| change_of(token) < number);
        // It had heard of the withdrawal: this is a new token of a client in good standing.
        for token in &current {
            stage.everywhere(token, 200);
        }
        tally.round(&stage, &behind);
        tally.current += current.len();
    }
    tally.keep(bench, "lagging");
}

/// It was frozen when the secret was revoked: whatever it says that it knew, the token is refused.
fn no_token_that_a_lagging_issuer_gives_for_a_revoked_secret_opens_anything_at_any_gateway(
    bench: &Bench,
) {
    let stage = Stage::with(bench, 2);
    let application = melder(&stage.at);
    let id = &application.client_id;
    let mut tally = Tally::default();
    for _ in 0..ROUNDS.get() {
        let admin = stage.administrator(0);
        let (secret_id, secret) = application.new_secret(admin);
        let asked = || ask(stage.at.issuers()[1], id, &secret);
        eventually(IN_FORCE, "known at the other", || asked().status == 200);
        let before = asked().member("access_token");
        stage.everywhere(&before, 200);
        let path = format!("/clients/{id}/secrets/{secret_id}");
        let revoke = || admin.done("DELETE", &path, &json!({}));
        let (_, answers) = while_one_stands_still(&stage, &application, &secret, revoke);
        stage.everywhere(&before, 401);
        let given = answers.iter().filter(|answer| answer.status != 401).map(|answer| {
            assert_eq!(answer.status, 200, "{}", answer.text());
            answer.member("access_token")
        });
        tally.round(&stage, &given.collect::<Vec<_>>());
        eventually(IN_FORCE, "refused by the other", || asked().status == 401);
    }
    tally.keep(bench, "lagging_secret");
}

impl Tally {
    /// Counts what must open nothing, and asks every gateway.
    fn round(&mut self, stage: &Stage, tokens: &[String]) {
        self.lagged += usize::from(!tokens.is_empty());
        self.behind += tokens.len();
        let gateways = stage.at.gateways();
        let opens = |token: &&String| {
            gateways.iter().any(|&gateway| stage.status(gateway, token.as_str()) != 401)
        };
        self.let_through += tokens.iter().filter(opens).count();
    }

    fn keep(&self, bench: &Bench, name: &'static str) {
        let row = vec![
            ("withdrawals", json!(ROUNDS.get())),
            ("where the other lagged", json!(self.lagged)),
            ("tokens from behind", json!(self.behind)),
            ("of those not refused", json!(self.let_through)),
            ("tokens from after it, let through", json!(self.current)),
        ];
        figures::keep(name, bench, vec![row]);
        assert_eq!(self.let_through, 0);
        assert!(self.lagged >= LAGGED.get(), "it lagged in {} rounds only", self.lagged);
    }
}

/// What is done at one issuer while the other is frozen, and what that answers who asked it for a
/// token meanwhile and at once when it went on.
fn while_one_stands_still(
    stage: &Stage,
    application: &TaskApplication,
    secret: &str,
    act: impl FnOnce() -> Value,
) -> (Value, [Answer; 2]) {
    let (at, other) = (&stage.at, stage.at.issuers()[1]);
    let frozen = at.issuer_number(1).stands_still();
    let asks = || ask(other, &application.client_id, secret);
    thread::scope(|scope| {
        let asked = scope.spawn(asks);
        let done = act();
        drop(frozen);
        let at_once = asks();
        (done, [asked.join().unwrap(), at_once])
    })
}

/// By which state a token was judged.
fn change_of(token: &str) -> u64 {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    claims["zp_change"].as_u64().unwrap()
}
