//! The body of the feed: a snapshot or the changes since, then every change as it is committed,
//! and once a second how far the issuer is.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, MessageBody};
use actix_web::web::{Bytes, Data};
use edge::feed::{ChangeNumber, Confirmation, Event, SnapshotEnd, sse};
use edge::serving::Place;
use edge::stop::StopSignal;
use edge::uses::Minute;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use tracing::{info, warn};

use super::Reader;
use crate::app::App;
use crate::feeds::{OpenFeed, Seat};
use crate::state::{Stale, State, wire};
use crate::store::{self, StoreError, changes};

/// How often the present number is sent.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// How long a gateway may leave a chunk lying.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a gateway is given at a stop to read what was sent before.
const LAST_WORDS: Duration = Duration::from_millis(250);
/// How many chunks may wait for a gateway that reads slowly.
const WAITING: usize = 16;
/// A snapshot is sent in pieces of about this many bytes.
const PIECE: usize = 64 * 1024;
/// How many changes are read from the log at once.
const AT_ONCE: u64 = 500;

/// Starts to write the feed for one gateway, and gives the body to answer with.
pub(super) fn open(app: Data<App>, reader: Reader, resume: Option<ChangeNumber>) -> FeedBody {
    let (sender, chunks) = mpsc::channel(WAITING);
    let (open, gone) = oneshot::channel();
    actix_web::rt::spawn(async move {
        let (gateway, place) = (reader.gateway.clone(), reader.place.clone());
        let (stop, seat) = (app.stop.clone(), app.feeds.open(open_feed(&reader, &app)));
        let writer = Writer { app, reader, chunks: sender, at: ChangeNumber::NONE, seat };
        match writer.write(resume).await {
            Ok(end) => info!(%gateway, ?end, "feed ended"),
            Err(error) => warn!(%gateway, %error, "feed broke off"),
        }
        see_off(&stop, gone, place).await;
    });
    FeedBody { chunks, _open: open }
}

/// What a gateway leaves unread does not hold up a stop: it loses nothing, and comes back.
async fn see_off(stop: &StopSignal, gone: oneshot::Receiver<()>, place: Option<Place>) {
    tokio::select! {
        _ = gone => return,
        () = stop.stopped() => {}
    }
    sleep(LAST_WORDS).await;
    place.iter().for_each(Place::leave);
}

fn open_feed(reader: &Reader, app: &App) -> OpenFeed {
    OpenFeed {
        gateway: reader.gateway.clone(),
        credential: reader.credential.clone(),
        peer: reader.peer,
        since: app.clock.now(),
        sent: ChangeNumber::NONE,
    }
}

/// The body that actix sends; it ends when the writer does.
pub(super) struct FeedBody {
    chunks: mpsc::Receiver<Bytes>,
    /// Dropped with the body: everything was read, or the connection is gone.
    _open: oneshot::Sender<()>,
}

impl MessageBody for FeedBody {
    type Error = std::convert::Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        self.chunks.poll_recv(context).map(|chunk| chunk.map(Ok))
    }
}

/// Why a feed came to its end in good order.
#[derive(Debug)]
enum End {
    /// This issuer stops.
    Stopping,
    /// The gateway hung up.
    HungUp,
    /// The gateway's credential was revoked, or expired.
    Revoked,
}

/// Why a feed breaks off. The gateway comes back and resumes.
#[derive(Debug, thiserror::Error)]
enum Broken {
    #[error("the gateway did not read for {PATIENCE:?}")]
    TooSlow,
    #[error("the gateway hung up")]
    HungUp,
    #[error(transparent)]
    Stale(#[from] Stale),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("an event could not be written: {0}")]
    Encoding(#[from] serde_json::Error),
}

struct Writer {
    app: Data<App>,
    reader: Reader,
    chunks: mpsc::Sender<Bytes>,
    /// The number that the gateway has after what was sent.
    at: ChangeNumber,
    seat: Seat,
}

impl Writer {
    async fn write(mut self, resume: Option<ChangeNumber>) -> Result<End, Broken> {
        let app = self.app.clone();
        tokio::select! {
            // Until nobody new is answered any more: what is acknowledged meanwhile is still told.
            () = app.stop.stopped_for(app.stop_delay) => Ok(End::Stopping),
            ended = self.write_on(resume) => ended,
        }
    }

    async fn write_on(&mut self, resume: Option<ChangeNumber>) -> Result<End, Broken> {
        let mut numbers = self.app.follower.watch();
        let mut heartbeat = interval(HEARTBEAT);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        self.begin(resume).await?;
        loop {
            tokio::select! {
                () = self.chunks.closed() => return Ok(End::HungUp),
                changed = numbers.changed() => match changed {
                    Ok(()) => self.send_changes().await?,
                    Err(_) => return Ok(End::Stopping),
                },
                _ = heartbeat.tick() => {
                    self.note_use();
                    self.send_number().await?;
                }
            }
            if !self.is_alive() {
                return Ok(End::Revoked);
            }
        }
    }

    /// Resumes only from a number that is a row of the log; otherwise sends everything. First this
    /// issuer catches up: a gateway that comes from another one may be ahead of it, and must not
    /// be put back to a state before a withdrawal.
    async fn begin(&mut self, resume: Option<ChangeNumber>) -> Result<(), Broken> {
        self.app.follower.catch_up().await?;
        match resume {
            Some(number) if self.holds(number).await? => {
                self.reached(number);
                self.send_changes().await
            }
            _ => self.send_snapshot(&self.app.follower.last_known()).await,
        }
    }

    async fn holds(&self, number: ChangeNumber) -> Result<bool, StoreError> {
        changes::holds(&store::read(&self.app.feeder).await?, number).await
    }

    /// The state in memory was read in one transaction at one number, and does not change.
    async fn send_snapshot(&mut self, state: &State) -> Result<(), Broken> {
        let mut count = 0;
        let mut piece = String::with_capacity(PIECE + PIECE / 4);
        for thing in wire::snapshot(state, self.app.resealer.as_ref()) {
            count += 1;
            piece.push_str(&sse::encode(&Event::Item(thing))?);
            if piece.len() >= PIECE {
                self.send(std::mem::take(&mut piece)).await?;
            }
        }
        let end = SnapshotEnd { number: state.number, count, at: self.app.clock.now() };
        piece.push_str(&sse::encode(&Event::Snapshot(end))?);
        self.send(piece).await?;
        self.reached(end.number);
        Ok(())
    }

    async fn send_changes(&mut self) -> Result<(), Broken> {
        loop {
            let state = self.app.follower.last_known();
            if state.number == self.at {
                return Ok(());
            }
            let read = store::read(&self.app.feeder).await?;
            let logged = changes::after(&read, self.at, AT_ONCE).await?;
            drop(read);
            match logged.first() {
                Some(first) if first.prev == self.at && state.number > self.at => {}
                // A stretch is missing, or the number went back: the database was restored.
                _ => return self.send_snapshot(&state).await,
            }
            for row in logged.iter().filter(|row| row.number <= state.number) {
                let change = wire::change(&state, row, self.app.resealer.as_ref());
                self.send(sse::encode(&Event::Change(change))?).await?;
                self.reached(row.number);
            }
        }
    }

    /// Confirms only what this issuer itself has confirmed within a second.
    async fn send_number(&mut self) -> Result<(), Broken> {
        if !self.app.follower.is_fresh() {
            return Ok(());
        }
        self.send_changes().await?;
        let confirmation = Confirmation { number: self.at, at: self.app.clock.now() };
        self.send(sse::encode(&Event::Number(confirmation))?).await
    }

    /// It is in use for as long as the feed is open. At a stop that is written already.
    fn note_use(&self) {
        if self.app.stop.is_given() {
            return;
        }
        let credential = self.reader.credential.as_str();
        self.app.uses.note(credential, Minute::of(self.app.clock.now()));
    }

    fn reached(&mut self, number: ChangeNumber) {
        self.at = number;
        self.seat.sent(number);
    }

    async fn send(&self, text: String) -> Result<(), Broken> {
        let sent = timeout(PATIENCE, self.chunks.send(Bytes::from(text))).await;
        sent.map_err(|_| Broken::TooSlow)?.map_err(|_| Broken::HungUp)
    }

    fn is_alive(&self) -> bool {
        let state = self.app.follower.last_known();
        let now = self.app.clock.now();
        state.client(&self.reader.gateway).is_some_and(|entry| {
            let own = |row: &&crate::model::Credential| row.id == self.reader.credential;
            entry.credentials.iter().find(own).is_some_and(|row| row.is_live_at(now))
        })
    }
}
