//! How long a change takes from its acknowledgement until it is in force at all gateways, whichever
//! issuer was told and whichever issuer a gateway follows.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::json;
use voorbeeldzaken::sample;

use super::{Count, figures};
use crate::cases;
use crate::gateway::{melder, melding};
use crate::harness::{Administrator, Bench, IN_FORCE, Installation, Options, Request, eventually};

cases![ninety_nine_of_a_hundred_changes_are_in_force_at_all_gateways_within_a_second];

const CHANGES: Count = Count { short: 15, long: 200 };
/// What its table says beneath.
const NOTE: &str = "Several issuers are promised on PostgreSQL only; with SQLite there is one. \
    A revoked secret is in force when no gateway lets its tokens through and no issuer takes it.";
/// After this something is wrong, and not only slow.
const PATIENCE: Duration = Duration::from_secs(20);

fn ninety_nine_of_a_hundred_changes_are_in_force_at_all_gateways_within_a_second(bench: &Bench) {
    let stage = Stage::new(bench);
    let (added, removed) = autorisaties(&stage);
    let kinds = [
        ("autorisatie add", added),
        ("autorisatie remove", removed),
        ("secret revoke", secrets(&stage)),
        ("tokens revoke", tokens(&stage)),
    ];
    let kinds = kinds.map(|(kind, took)| (kind, Spread::of(took)));
    let rows = kinds.iter().map(|(kind, spread)| spread.row(kind, &stage)).collect();
    figures::keep_with_note("propagation", bench, rows, NOTE);
    for (kind, spread) in kinds {
        assert!(spread.p99 < IN_FORCE, "{kind}: {:?}", spread.p99);
    }
}

/// Three gateways, and with PostgreSQL two issuers: each change is told to the next of them.
pub(super) struct Stage {
    pub(super) at: Installation,
    administrators: Vec<Administrator>,
}

impl Stage {
    fn new(bench: &Bench) -> Self {
        Self::with(bench, if bench.is_postgres() { 2 } else { 1 })
    }

    pub(super) fn with(bench: &Bench, issuers: usize) -> Self {
        let options =
            Options::default().apart(issuers, 3).set("ISSUER__ACCESS_TOKEN_LIFETIME", "1h");
        let at = bench.with(&options);
        let administrators = at.issuers().into_iter().map(|issuer| at.administrator_at(issuer));
        Self { administrators: administrators.collect(), at }
    }

    pub(super) fn administrator(&self, turn: usize) -> &Administrator {
        &self.administrators[turn % self.administrators.len()]
    }

    fn issuer(&self, turn: usize) -> SocketAddr {
        let issuers = self.at.issuers();
        issuers[turn % issuers.len()]
    }

    /// What one gateway answers to a token.
    pub(super) fn status(&self, gateway: SocketAddr, token: &str) -> u16 {
        let request = Request::get(&melding()).header("Host", &self.at.gateway.to_string());
        request.bearer(token).send(gateway).status
    }

    /// Waits until all gateways answer this, and says how long that took.
    pub(super) fn everywhere(&self, token: &str, status: u16) -> Duration {
        let begun = Instant::now();
        for gateway in self.at.gateways() {
            let what = format!("{gateway} answers {status}");
            eventually(PATIENCE, &what, || self.status(gateway, token) == status);
        }
        begun.elapsed()
    }

    /// Waits until all issuers answer this to who asks for a token with a secret.
    fn at_every_issuer(&self, id: &str, secret: &str, status: u16) {
        for issuer in self.at.issuers() {
            let what = format!("{issuer} answers {status}");
            eventually(PATIENCE, &what, || ask(issuer, id, secret).status == status);
        }
    }

    /// A token of one of the issuers.
    fn token(&self, turn: usize, id: &str, secret: &str) -> String {
        let answer = ask(self.issuer(turn), id, secret);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.member("access_token")
    }
}

/// Asks an issuer for a token.
pub(super) fn ask(issuer: SocketAddr, id: &str, secret: &str) -> crate::harness::Answer {
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    Request::post("/connect/token").form(&form).send(issuer)
}

fn autorisaties(stage: &Stage) -> (Vec<Duration>, Vec<Duration>) {
    let application = melder(&stage.at);
    let token = application.token(&stage.at);
    stage.everywhere(&token, 200);
    let all = format!("/applicaties/{}/autorisaties", application.applicatie);
    let zaaktype = sample::url(&stage.at.public_url(), sample::ZAAKTYPEN, sample::ZAAKTYPE_MELDING);
    let may = json!({ "component": "zrc", "scopes": ["zaken.lezen"], "zaaktype": zaaktype,
        "max_vertrouwelijkheidaanduiding": "openbaar" });
    let mut held = application.autorisaties[0].clone();
    let (mut added, mut removed) = (Vec::new(), Vec::new());
    for turn in 0..CHANGES.get() {
        stage.administrator(turn).done("DELETE", &format!("{all}/{held}"), &json!({}));
        removed.push(stage.everywhere(&token, 403));
        let made = stage.administrator(turn).done("POST", &all, &may);
        added.push(stage.everywhere(&token, 200));
        made["id"].as_str().unwrap().clone_into(&mut held);
    }
    (added, removed)
}

fn secrets(stage: &Stage) -> Vec<Duration> {
    let application = melder(&stage.at);
    stage.everywhere(&application.token(&stage.at), 200);
    let one = |turn: usize| {
        let admin = stage.administrator(turn);
        let id = &application.client_id;
        let (secret_id, secret) = application.new_secret(admin);
        let token = stage.token(turn, id, &secret);
        stage.everywhere(&token, 200);
        stage.at_every_issuer(id, &secret, 200);
        admin.done("DELETE", &format!("/clients/{id}/secrets/{secret_id}"), &json!({}));
        // No gateway lets its tokens through, and no issuer gives another one.
        let begun = Instant::now();
        stage.everywhere(&token, 401);
        stage.at_every_issuer(id, &secret, 401);
        begun.elapsed()
    };
    (0..CHANGES.get()).map(one).collect()
}

fn tokens(stage: &Stage) -> Vec<Duration> {
    let application = melder(&stage.at);
    let (id, secret) = (&application.client_id, &application.secret);
    let one = |turn: usize| {
        // Of the issuer that was told last: to the other one the token may seem older.
        let token = match turn {
            0 => application.token(&stage.at),
            _ => stage.token(turn - 1, id, secret),
        };
        stage.everywhere(&token, 200);
        let path = format!("/clients/{id}/tokens/revoke");
        stage.administrator(turn).done("POST", &path, &json!({}));
        stage.everywhere(&token, 401)
    };
    (0..CHANGES.get()).map(one).collect()
}

/// How times are spread.
struct Spread {
    count: usize,
    min: Duration,
    p50: Duration,
    p99: Duration,
    max: Duration,
}

impl Spread {
    fn of(mut took: Vec<Duration>) -> Self {
        took.sort_unstable();
        // The smallest that so many of a hundred do not exceed.
        let percentile = |percent: usize| took[(took.len() * percent).div_ceil(100) - 1];
        let (p50, p99) = (percentile(50), percentile(99));
        Self { count: took.len(), min: took[0], p50, p99, max: took[took.len() - 1] }
    }

    fn row(&self, kind: &str, stage: &Stage) -> figures::Row {
        let ms = |took: Duration| json!((took.as_secs_f64() * 10_000.0).round() / 10.0);
        vec![
            ("change", json!(kind)),
            ("issuers", json!(stage.administrators.len())),
            ("gateways", json!(stage.at.gateways().len())),
            ("changes", json!(self.count)),
            ("min ms", ms(self.min)),
            ("p50 ms", ms(self.p50)),
            ("p99 ms", ms(self.p99)),
            ("max ms", ms(self.max)),
        ]
    }
}
