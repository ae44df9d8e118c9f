//! What an administrator looks after: applications of suppliers that call, each with what it was handed
//! out, and the place that they came from.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, RwLock};
use std::thread;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::year::APPLICATIES;
use crate::harness::ac::AcClient;
use crate::harness::forge::sign_hs256;
use crate::harness::{Bench, Clocked, Installation, Raised, write_secret};

const CALLERS: usize = 4;
/// So often one token is used.
const PER_TOKEN: usize = 20;
/// What suppliers signed with until now.
const OLD: &str = "het-oude-geheim-van-open-zaak-0123456789";

/// With what an application says who it is.
#[derive(Debug, Clone)]
enum Held {
    /// It signs ZGW JWTs itself.
    Old(String),
    Secret(String),
}

pub(super) struct Office {
    pub(super) at: Clocked,
    /// Time passes between calls, and not within one.
    turn: RwLock<()>,
    held: Vec<Mutex<Held>>,
    /// The token that each has, and how often it may be used still.
    having: Vec<Mutex<Option<(String, usize)>>>,
    ended: Mutex<BTreeSet<usize>>,
    opened: DateTime<Utc>,
    /// Calls in the course of one act.
    an_act: usize,
    calls: AtomicUsize,
    tokens: AtomicUsize,
    handed_out: usize,
    failed: Mutex<Vec<String>>,
}

impl Office {
    pub(super) fn open(bench: &Bench, an_act: usize) -> Self {
        let at = Clocked::start(bench);
        let old = |number| Mutex::new(Held::Old(format!("{OLD}-{number}")));
        Self {
            opened: at.now(),
            at,
            turn: RwLock::default(),
            held: (0..APPLICATIES).map(old).collect(),
            having: (0..APPLICATIES).map(|_| Mutex::default()).collect(),
            ended: Mutex::default(),
            an_act,
            calls: AtomicUsize::new(0),
            tokens: AtomicUsize::new(0),
            handed_out: 0,
            failed: Mutex::default(),
        }
    }

    /// What they sign with, as Open Zaak's setup configuration has it.
    pub(super) fn has_their_secrets(&self) {
        let mut text = "vng_api_common_credentials:\n  items:\n".to_owned();
        for number in 0..APPLICATIES {
            let id = Office::id(number);
            text += &format!("  - identifier: {id}\n    secret: {OLD}-{number}\n");
        }
        write_secret(&self.at.path("setup.yaml"), &text);
    }

    pub(super) fn id(number: usize) -> String {
        format!("leverancier-{number}")
    }

    /// Runs a command, which must do what it says; gives what it said.
    pub(super) fn does(&self, arguments: &[&str]) -> String {
        let finished = self.at.command(arguments);
        assert!(finished.status.success(), "{arguments:?}: {}{}", finished.stdout, finished.stderr);
        finished.stdout
    }

    /// The same, for machines.
    pub(super) fn told(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.does(&[arguments, &["--json"]].concat())).unwrap()
    }

    pub(super) fn pass(&self, days: i64) {
        self.passes(TimeDelta::days(days));
    }

    pub(super) fn pass_minutes(&self, minutes: i64) {
        self.passes(TimeDelta::minutes(minutes));
    }

    fn passes(&self, time: TimeDelta) {
        let _nobody_calls = self.turn.write().unwrap();
        self.at.pass_for_all(time);
        self.tokens_are_worth_nothing();
    }

    /// By the end of their lifetime, or because the issuer said so.
    pub(super) fn tokens_are_worth_nothing(&self) {
        self.having.iter().for_each(|token| *token.lock().unwrap() = None);
    }

    /// Waits until it is written who used what.
    pub(super) fn settle(&self) {
        self.pass_minutes(2);
        thread::park_timeout(Duration::from_secs(2));
    }

    /// Suppliers get these, and use them from now on.
    pub(super) fn hand_out(&mut self, to: Range<usize>, secrets: &[Value]) {
        for (number, secret) in to.zip(secrets) {
            let secret = secret["secret"].as_str().unwrap().to_owned();
            *self.held[number].lock().unwrap() = Held::Secret(secret);
            *self.having[number].lock().unwrap() = None;
            self.handed_out += 1;
        }
    }

    pub(super) fn secret(&self, number: usize) -> String {
        match &*self.held[number].lock().unwrap() {
            Held::Secret(secret) | Held::Old(secret) => secret.clone(),
        }
    }

    /// It does not call any more.
    pub(super) fn ends(&self, number: usize) {
        self.ended.lock().unwrap().insert(number);
    }

    /// The status of a token request with a secret.
    pub(super) fn asks(&self, number: usize, secret: &str) -> u16 {
        self.at.ask(&Self::id(number), &json!(secret)).status
    }

    /// A new token.
    pub(super) fn token(&self, number: usize) -> String {
        self.at.ask(&Self::id(number), &json!(self.secret(number))).member("access_token")
    }

    /// One call, with what the application has or with a new token.
    fn calls_as(&self, number: usize) -> Result<(), String> {
        let _time_stands_still = self.turn.read().unwrap();
        let held = self.held[number].lock().unwrap().clone();
        let token = match held {
            Held::Old(_) => return self.signed(number),
            Held::Secret(secret) => self.having_token(number, &secret)?,
        };
        let answer = self.at.answer(&token);
        match answer.status {
            200 => Ok(()),
            _ => Err(format!("{number}, on day {}: {}", self.days(), answer.text())),
        }
    }

    fn having_token(&self, number: usize, secret: &str) -> Result<String, String> {
        let mut having = self.having[number].lock().unwrap();
        if let Some((token, left @ 1..)) = &mut *having {
            *left -= 1;
            return Ok(token.clone());
        }
        let answer = self.at.ask(&Self::id(number), &json!(secret));
        if answer.status != 200 {
            return Err(format!("{number}: {} for a token: {}", answer.status, answer.text()));
        }
        self.tokens.fetch_add(1, Ordering::Relaxed);
        let token = answer.member("access_token");
        *having = Some((token.clone(), PER_TOKEN - 1));
        Ok(token)
    }

    /// A call with a ZGW JWT that the application signs itself.
    pub(super) fn signed(&self, number: usize) -> Result<(), String> {
        let (id, key) = (Self::id(number), format!("{OLD}-{number}"));
        let claims = json!({ "iss": id, "client_id": id, "iat": self.at.now().timestamp() });
        let header = r#"{"typ":"JWT","alg":"HS256"}"#;
        match self.at.call(&sign_hs256(header, &claims.to_string(), key.as_bytes())) {
            200 => Ok(()),
            status => Err(format!("{number}: {status} for what it signed")),
        }
    }

    pub(super) fn all_get_through(&self) -> bool {
        (0..APPLICATIES).all(|number| self.is_ended(number) || self.calls_as(number).is_ok())
    }

    pub(super) fn everybody_calls_but(&self, one: usize) {
        for number in (0..APPLICATIES).filter(|number| *number != one && !self.is_ended(*number)) {
            self.counts(self.calls_as(number));
        }
    }

    fn is_ended(&self, number: usize) -> bool {
        self.ended.lock().unwrap().contains(&number)
    }

    fn counts(&self, outcome: Result<(), String>) {
        self.calls.fetch_add(1, Ordering::Relaxed);
        if let Err(why) = outcome {
            self.failed.lock().unwrap().push(why);
        }
    }

    /// Does something while all of them call, and as often as it takes.
    pub(super) fn while_they_call<T: Send>(&self, act: impl FnOnce() -> T) -> T {
        let (asked, enough) = (AtomicUsize::new(0), AtomicBool::new(false));
        let call = || {
            loop {
                let ticket = asked.fetch_add(1, Ordering::Relaxed);
                if ticket >= self.an_act && enough.load(Ordering::Relaxed) {
                    break;
                }
                let in_turn = (ticket..).map(|number| number % APPLICATIES);
                let Some(number) = in_turn.take(APPLICATIES).find(|one| !self.is_ended(*one))
                else {
                    break;
                };
                self.counts(self.calls_as(number));
            }
        };
        thread::scope(|scope| {
            let _enough = Raised::when_dropped(&enough);
            (0..CALLERS).for_each(|_| drop(scope.spawn(call)));
            act()
        })
    }

    pub(super) fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }

    pub(super) fn tokens(&self) -> usize {
        self.tokens.load(Ordering::Relaxed)
    }

    pub(super) const fn handed_out(&self) -> usize {
        self.handed_out
    }

    pub(super) fn failed(&self) -> Vec<String> {
        self.failed.lock().unwrap().clone()
    }

    pub(super) fn days(&self) -> i64 {
        (self.at.now() - self.opened).num_days()
    }
}

/// Where the applications were registered until now.
pub(super) struct Elsewhere {
    at: Installation,
    reader: AcClient,
}

/// An Autorisaties API with so many of them.
pub(super) fn there(bench: &Bench, many: usize) -> Elsewhere {
    let at = bench.fresh();
    let reader = AcClient::writer(&at);
    for number in 0..many {
        let applicatie = json!({
            "clientIds": [Office::id(number)], "label": format!("Leverancier {number}"),
            "heeftAlleAutorisaties": true, "autorisaties": [],
        });
        reader.done("POST", "/applicaties", &applicatie);
    }
    Elsewhere { at, reader }
}

impl Elsewhere {
    /// Has them taken over.
    pub(super) fn moves_to(&self, office: &Office) -> String {
        write_secret(&office.at.path("there.key"), &self.reader.key);
        let root = format!("{}/autorisaties/api/v1", self.at.issuer_url());
        let client = self.reader.application.client_id.as_str();
        let from = ["import", "autorisaties", "--from", &root, "--zgw-client-id", client];
        office.does(&[&from[..], &["--zgw-key-file", "there.key", "--yes"]].concat())
    }
}
