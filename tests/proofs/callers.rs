//! Callers that go on while servers are restarted: what they ask, what they must be answered, and
//! what they were.

use std::net::SocketAddr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use voorbeeldzaken::sample;

use super::balancer::{Balancer, Lost};
use super::rolling::{GATEWAYS, REQUESTS};
use crate::gateway::{melding, new_zaak, zaak};
use crate::harness::{Answer, IN_FORCE, Installation, Request, TaskApplication};

/// After so many requests a caller asks for another token.
const PER_TOKEN: usize = 100;

/// What the callers share.
pub(super) struct Run {
    pub(super) issuers: Vec<SocketAddr>,
    pub(super) gateways: Vec<SocketAddr>,
    /// The name of the gateways.
    pub(super) host: String,
    pub(super) application: TaskApplication,
    /// A token of another application, which is withdrawn on the way.
    pub(super) withdrawn: String,
    pub(super) withdrawal: Withdrawal,
    new_zaak: serde_json::Value,
    asked: AtomicUsize,
    /// There is no need to go on beyond the number of requests.
    pub(super) enough: AtomicBool,
}

impl Run {
    pub(super) fn new(at: &Installation, application: TaskApplication, withdrawn: String) -> Self {
        Self {
            issuers: at.issuers(),
            gateways: at.gateways(),
            host: at.gateway.to_string(),
            application,
            withdrawn,
            withdrawal: Withdrawal::default(),
            new_zaak: new_zaak(at, sample::ZAAKTYPE_MELDING, None, "rollend"),
            asked: AtomicUsize::new(0),
            enough: AtomicBool::new(false),
        }
    }

    /// How many requests there were.
    pub(super) fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    fn get(&self, path: &str, token: &str) -> Request {
        Request::get(path).header("Host", &self.host).bearer(token)
    }

    /// What the request with this number asks for.
    fn question(&self, ticket: usize, token: &str) -> Question {
        match ticket % 4 {
            0 => Question::Read(self.get(&melding(), token)),
            1 => {
                let hidden = zaak(sample::ZAAK_BIJSTAND_ZEER_GEHEIM);
                Question::Hidden(self.get(&hidden, token))
            }
            2 => {
                let request = Request::post(sample::ZAKEN).header("Host", &self.host);
                Question::Write(request.bearer(token).json(&self.new_zaak))
            }
            _ => Question::Withdrawn(self.get(&melding(), &self.withdrawn)),
        }
    }
}

/// A right that is taken away on the way: when that began, and when it was acknowledged.
#[derive(Default)]
pub(super) struct Withdrawal {
    begun: AtomicBool,
    done: OnceLock<Instant>,
}

impl Withdrawal {
    pub(super) fn act<T>(&self, act: impl FnOnce() -> T) {
        self.begun.store(true, Ordering::SeqCst);
        act();
        self.done.set(Instant::now()).unwrap();
    }

    pub(super) fn is_done(&self) -> bool {
        self.done.get().is_some()
    }

    pub(super) fn is_done_since(&self, long: Duration) -> bool {
        self.done.get().is_some_and(|done| done.elapsed() > long)
    }

    /// What may be answered to a request that was sent then, and was answered now.
    fn allows(&self, sent: Instant) -> &'static [u16] {
        let in_force = self.done.get().is_some_and(|done| sent > *done + IN_FORCE);
        match (self.begun.load(Ordering::SeqCst), in_force) {
            (false, _) => &[200],
            (true, false) => &[200, 401],
            (true, true) => &[401],
        }
    }
}

/// A request, and what it is.
enum Question {
    /// Of what the application may see.
    Read(Request),
    /// Of what it may not.
    Hidden(Request),
    /// That makes something.
    Write(Request),
    /// With the token that is withdrawn.
    Withdrawn(Request),
}

/// What callers were answered.
#[derive(Default)]
pub(super) struct Told {
    pub(super) requests: usize,
    pub(super) allowed: usize,
    pub(super) written: usize,
    pub(super) refused: usize,
    /// By each gateway, when the withdrawal had to be in force.
    pub(super) refused_late: [usize; GATEWAYS],
    /// Taken over a fresh connection, and closed without a byte of an answer.
    pub(super) unanswered: usize,
    /// Without an answer in any other way.
    pub(super) lost: usize,
    pub(super) wrongly_allowed: usize,
    pub(super) wrongly_refused: usize,
    pub(super) tokens: usize,
    /// Times that they went to another server.
    pub(super) moves: usize,
    pub(super) retried: usize,
    /// What was wrong, as it was answered.
    pub(super) said: Vec<String>,
}

impl Told {
    pub(super) fn and(mut self, other: Self) -> Self {
        self.requests += other.requests;
        self.allowed += other.allowed;
        self.written += other.written;
        self.refused += other.refused;
        for (late, more) in self.refused_late.iter_mut().zip(other.refused_late) {
            *late += more;
        }
        self.unanswered += other.unanswered;
        self.lost += other.lost;
        self.wrongly_allowed += other.wrongly_allowed;
        self.wrongly_refused += other.wrongly_refused;
        self.tokens += other.tokens;
        self.moves += other.moves;
        self.retried += other.retried;
        self.said.extend(other.said);
        self
    }

    fn lost(&mut self, what: &str, lost: Lost) {
        match lost {
            Lost::Unanswered => self.unanswered += 1,
            Lost::Cut | Lost::Nobody => self.lost += 1,
        }
        self.said.push(format!("{lost:?}: {what}"));
    }

    fn wrong(&mut self, answer: &Answer) {
        match answer.status {
            200..300 => self.wrongly_allowed += 1,
            _ => self.wrongly_refused += 1,
        }
        self.said.push(format!("{}: {}", answer.status, answer.text()));
    }
}

/// Asks until there were enough requests and every server was restarted.
pub(super) fn call(run: &Run, number: usize) -> Told {
    let mut issuers = Balancer::new(&run.issuers, number);
    let mut gateways = Balancer::new(&run.gateways, number);
    let (mut told, mut token) = (Told::default(), String::new());
    for turn in 0.. {
        let ticket = run.asked.fetch_add(1, Ordering::Relaxed);
        if ticket >= REQUESTS.get() && run.enough.load(Ordering::Relaxed) {
            break;
        }
        if turn % PER_TOKEN == 0 {
            token = new_token(run, &mut issuers, &mut told);
        }
        told.requests += 1;
        one(run, &run.question(ticket, &token), &mut gateways, &mut told);
    }
    told.moves = issuers.moves() + gateways.moves();
    told.retried = gateways.retried();
    told
}

/// Asks one question.
fn one(run: &Run, question: &Question, gateways: &mut Balancer<'_>, told: &mut Told) {
    let sent = Instant::now();
    let answer = match question {
        Question::Read(get) | Question::Hidden(get) | Question::Withdrawn(get) => {
            gateways.read(get)
        }
        Question::Write(post) => gateways.write(post),
    };
    let answer = match answer {
        Ok(answer) => answer,
        Err(lost) => return told.lost("a request to a gateway", lost),
    };
    match (question, answer.status) {
        (Question::Read(_), 200) => told.allowed += 1,
        (Question::Hidden(_), 403) => told.refused += 1,
        (Question::Write(_), 201) => told.written += 1,
        (Question::Withdrawn(_), status) => {
            let right = run.withdrawal.allows(sent);
            match status {
                _ if !right.contains(&status) => told.wrong(&answer),
                200 => told.allowed += 1,
                _ => told.refused += 1,
            }
            told.refused_late[gateways.at()] += usize::from(right == [401] && status == 401);
        }
        _ => told.wrong(&answer),
    }
}

fn new_token(run: &Run, issuers: &mut Balancer<'_>, told: &mut Told) -> String {
    let (id, secret) = (&run.application.client_id, &run.application.secret);
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let request = Request::post("/connect/token").form(&form);
    loop {
        match issuers.write(&request) {
            Ok(answer) => {
                assert_eq!(answer.status, 200, "{}", answer.text());
                told.tokens += 1;
                return answer.member("access_token");
            }
            Err(lost) => told.lost("a request for a token", lost),
        }
    }
}
