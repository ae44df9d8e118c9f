//! Delivers what the outbox holds: to whom it is for, in the order of the deeds for each subject,
//! again and again until it is taken.
//!
//! Every issuer has a deliverer. A message is claimed before it is sent, for longer than sending it
//! may take, so that no other issuer sends it or the next on its subject meanwhile. It leaves after
//! it was taken: what an issuer did not live to write down is sent once more.

use std::time::Duration;

use actix_web::web::Data;
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::time::{Instant, sleep};
use tracing::debug;
use uuid::Uuid;

use crate::app::App;
use crate::store::deliveries::{self, Claimed, Lease, Wanted};
use crate::store::{self, StoreError};

mod caller;
mod notificaties;
mod pace;
mod refusal;
mod to;
mod trouble;
mod webhook;

pub(crate) use caller::{Answered, Asked, Caller};
pub(crate) use notificaties::{Notificaties, NotificatiesError};
use pace::Pace;
pub(crate) use refusal::Refusal;
use to::Delivered;
pub(crate) use to::To;
use trouble::Trouble;
pub(crate) use webhook::{Webhook, WebhookError};

/// How often the outbox is looked at when nobody says that something was put into it.
const POLL: Duration = Duration::from_secs(1);
/// Between two looks when something is nearly due.
const SHORTEST: Duration = Duration::from_millis(10);
/// Between two transactions: on SQLite each has requests that write wait, and what ends meanwhile is
/// written down in one.
const APART: Duration = Duration::from_millis(50);
/// How long a claim holds: longer than [`BEGIN`] and a call together, with room to write down what
/// came of it.
const LEASE: TimeDelta = TimeDelta::seconds(20);
/// How soon after a claim the call must begin; what was held up for longer is claimed anew.
const BEGIN: Duration = Duration::from_secs(5);
/// How long what is under way may still take at a stop.
const GRACE: Duration = Duration::from_secs(2);

/// Delivers until told to stop.
pub(crate) async fn run(app: Data<App>, to: To, me: Uuid) {
    let deliverer = Deliverer {
        app: &app,
        to: &to,
        me,
        under_way: FuturesUnordered::new(),
        numbers: Vec::new(),
        ended: Vec::new(),
        pace: Pace::default(),
        trouble: Trouble::with(to.target()),
        rest: POLL,
        last_write: None,
    };
    deliverer.run().await;
}

/// What an issuer has in hand.
struct Deliverer<'a> {
    app: &'a App,
    to: &'a To,
    /// This run of this issuer, in its claims.
    me: Uuid,
    under_way: FuturesUnordered<BoxFuture<'a, Ended>>,
    /// The numbers of what is under way or ended.
    numbers: Vec<i64>,
    /// What became of messages, and is not written down yet.
    ended: Vec<Ended>,
    pace: Pace,
    trouble: Trouble<'a>,
    /// How long nothing is to be done, unless somebody says so.
    rest: Duration,
    last_write: Option<Instant>,
}

/// A message that is no longer under way.
struct Ended {
    claimed: Claimed,
    outcome: Outcome,
}

/// What became of it.
enum Outcome {
    Delivered(Delivered),
    Refused(Refusal),
    /// It was claimed too long ago to be sent.
    TooLate,
}

impl Deliverer<'_> {
    async fn run(mut self) {
        loop {
            // The database may be away. Who follows the log says so; it is tried again.
            let _ = self.turn().await;
            let _ = self.to.after_a_turn(self.app).await;
            let (stop, woken) = (self.app.stop.stopped(), self.to.queued(self.app).notified());
            tokio::select! {
                () = stop => return self.stop().await,
                Some(ended) = self.under_way.next() => self.take(ended),
                () = woken => self.pace.hurry(Instant::now()),
                () = sleep(std::mem::replace(&mut self.rest, POLL)) => {}
            }
        }
    }

    /// Writes down what became of messages and claims others, in one short transaction.
    async fn turn(&mut self) -> Result<(), StoreError> {
        let since = self.last_write.map_or(APART, |last| last.elapsed());
        if since < APART {
            self.rest = APART.saturating_sub(since);
            return Ok(());
        }
        let room = self.pace.room(self.under_way.len(), Instant::now());
        if self.ended.is_empty() && (room == 0 || !self.is_any_due().await?) {
            return Ok(());
        }
        let begun = Instant::now();
        self.last_write = Some(begun);
        let write = store::append(&self.app.db).await?;
        let server = store::time_within(&write).await?;
        let lease = self.lease(server);
        self.settle(&write, lease).await?;
        if self.pace.is_recovered() {
            // The others wait for their time because nobody was there; somebody is now.
            deliveries::hurry(&write, self.to.target(), lease.from).await?;
        }
        let wanted = Wanted { target: self.to.target(), but: &self.numbers, most: room };
        let claimed = deliveries::claim(&write, wanted, lease).await?;
        write.commit().await?;
        for ended in std::mem::take(&mut self.ended) {
            self.numbers.retain(|number| *number != ended.claimed.number);
        }
        for claimed in claimed {
            self.numbers.push(claimed.number);
            self.under_way.push(send(self.app, self.to, claimed, begun).boxed());
        }
        Ok(())
    }

    /// A look that costs others nothing.
    async fn is_any_due(&mut self) -> Result<bool, StoreError> {
        let read = store::read(&self.app.db).await?;
        if self.trouble.is_there() && !deliveries::is_any_failing(&read, self.to.target()).await? {
            self.trouble.is_over();
        }
        let Some(next) = deliveries::next_due(&read, self.to.target()).await? else {
            return Ok(false);
        };
        let server = store::time_within(&read).await?;
        let away = next - self.lease(server).from;
        self.rest = away.to_std().map_or(POLL, |away| away.clamp(SHORTEST, POLL));
        Ok(away <= TimeDelta::zero())
    }

    /// By the server's clock where there is one: other issuers' claims are compared with it.
    fn lease(&self, server: Option<DateTime<Utc>>) -> Lease {
        let from = server.unwrap_or_else(|| self.app.clock.now());
        Lease { by: self.me, from, until: from + LEASE }
    }

    async fn settle(&mut self, write: &store::Append, lease: Lease) -> Result<(), StoreError> {
        for Ended { claimed, outcome } in &self.ended {
            match outcome {
                Outcome::Delivered(what) => {
                    self.to.settle(write, what).await?;
                    deliveries::delivered(write, (self.to.target(), claimed), lease).await?;
                }
                Outcome::Refused(refusal) => {
                    let due_at = lease.from + pace::back_off(claimed.attempts);
                    let why = refusal.kept();
                    deliveries::failed(write, (claimed, &why), lease.by, due_at).await?;
                }
                Outcome::TooLate => deliveries::given_back(write, claimed, lease).await?,
            }
        }
        Ok(())
    }

    fn take(&mut self, ended: Ended) {
        let mut next = Some(ended);
        while let Some(ended) = next {
            let (number, applicatie) = (ended.claimed.number, &ended.claimed.subject);
            let target = self.to.target().as_str();
            match &ended.outcome {
                Outcome::Delivered(_) => {
                    debug!(target, number, applicatie, "message delivered");
                    self.to.was_there();
                    self.pace.succeeded();
                }
                Outcome::Refused(refusal) => {
                    let error = refusal.fact();
                    debug!(target, number, applicatie, error, "message refused");
                    self.to.refused(refusal);
                    if refusal.is_absence() {
                        self.pace.found_nobody(Instant::now());
                    } else {
                        self.pace.failed(Instant::now());
                    }
                    self.trouble.begins(refusal.fact());
                }
                Outcome::TooLate => {}
            }
            self.ended.push(ended);
            // Those that ended at the same moment are written down with it.
            next = self.under_way.next().now_or_never().flatten();
        }
    }

    /// What is under way may end; what does not is broken off, and sent by whoever comes next.
    async fn stop(mut self) {
        let grace = sleep(GRACE);
        tokio::pin!(grace);
        loop {
            tokio::select! {
                () = &mut grace => break,
                ended = self.under_way.next() => match ended {
                    Some(ended) => self.take(ended),
                    None => break,
                },
            }
        }
        self.under_way.clear();
        // If this fails, the claims lapse by themselves.
        let _ = self.give_back().await;
    }

    async fn give_back(&mut self) -> Result<(), StoreError> {
        if self.numbers.is_empty() {
            return Ok(());
        }
        let write = store::append(&self.app.db).await?;
        let server = store::time_within(&write).await?;
        let lease = self.lease(server);
        self.settle(&write, lease).await?;
        deliveries::all_given_back(&write, lease).await?;
        write.commit().await
    }
}

async fn send(app: &App, to: &To, claimed: Claimed, since: Instant) -> Ended {
    let outcome = if since.elapsed() > BEGIN {
        Outcome::TooLate
    } else {
        match to.bring(&claimed, app).await {
            Ok(what) => Outcome::Delivered(what),
            Err(refusal) => Outcome::Refused(refusal),
        }
    };
    Ended { claimed, outcome }
}
