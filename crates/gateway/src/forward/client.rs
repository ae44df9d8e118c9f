//! The connections to upstreams and to the issuer: a pool for each of them and each worker, kept on
//! its own thread.

use std::cell::Cell;
use std::error::Error;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use edge::tls::{ConnectFault, Remedies};
use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderValue, Request, Response};
use tokio::time::Instant;

use super::body::{Pace, Progress, UpstreamBody};
use super::pool::{Answering, Broken, Pool};
use super::standing::Standing;
use super::strict::NotALine;
use crate::refusal::Refusal;
use crate::upstream::{Patience, Upstream};

/// What to set when an upstream is not believed.
pub(crate) const OF_UPSTREAM: Remedies =
    Remedies { trust: "`ca` of this upstream", name: "`tls_name` of this upstream" };

/// A worker's clients, one for each upstream: each believes whom that one's settings name.
#[derive(Debug)]
pub(crate) struct Clients(Vec<ToUpstream>);

/// A worker's client for one upstream, and whose turn it is among its addresses.
#[derive(Debug)]
pub(crate) struct ToUpstream {
    pub(super) client: Client,
    turn: Cell<usize>,
}

/// A worker's client for one server.
#[derive(Debug)]
pub(crate) struct Client {
    http: Pool<Standing>,
    /// What to set when the server is not believed.
    remedies: Remedies,
}

/// Why no answer came.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// There was no connection, so nothing was sent.
    #[error("it cannot be reached: {0}")]
    Unreachable(ConnectFault),
    /// A connection broke before an answer came.
    #[error("it broke off before it answered: {0}")]
    Lost(hyper::Error),
    /// The server was silent for so long.
    #[error("it did not answer within {} seconds", .0.as_secs_f32())]
    Silent(Duration),
    /// What came is no answer, or one that others may read in another way.
    #[error("its answer cannot be read: {0}")]
    Garbled(hyper::Error),
    /// The answer's framing has two readings.
    #[error("its answer has two readings")]
    Ambiguous,
    /// The caller's body broke off.
    #[error("the caller's body broke off")]
    BodyBroken,
    /// The caller's body did not come.
    #[error("the caller's body did not come")]
    BodyTooSlow,
}

impl Failure {
    /// What each may be called.
    pub(crate) const NAMES: [&str; 7] = [
        "unreachable",
        "broken-off",
        "silent",
        "garbled",
        "ambiguous",
        "body-broken",
        "body-too-slow",
    ];

    /// What it is called where failures are counted.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => Self::NAMES[0],
            Self::Lost(_) => Self::NAMES[1],
            Self::Silent(_) => Self::NAMES[2],
            Self::Garbled(_) => Self::NAMES[3],
            Self::Ambiguous => Self::NAMES[4],
            Self::BodyBroken => Self::NAMES[5],
            Self::BodyTooSlow => Self::NAMES[6],
        }
    }
}

impl From<Failure> for Refusal {
    /// As a fault of an upstream.
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unreachable(fault) => Self::Unreachable(fault),
            Failure::Lost(error) => Self::BrokenOff(error),
            Failure::Silent(after) => Self::TimedOut { after },
            Failure::Garbled(error) => Self::Garbled(error),
            Failure::Ambiguous => Self::Ambiguous,
            Failure::BodyBroken => Self::BodyBroken,
            Failure::BodyTooSlow => Self::BodyTooSlow,
        }
    }
}

impl Clients {
    /// Clients by the connectors of the upstreams, in their order.
    pub(crate) fn new(connectors: &[Standing]) -> Self {
        let client = |connector: &Standing| ToUpstream {
            client: Client::new(connector.clone(), OF_UPSTREAM),
            turn: Cell::new(0),
        };
        Self(connectors.iter().map(client).collect())
    }

    /// The client for an upstream.
    pub(crate) fn of(&self, upstream: &Upstream) -> &ToUpstream {
        &self.0[upstream.number()]
    }
}

impl ToUpstream {
    /// Whose turn it is.
    pub(super) fn turn(&self) -> usize {
        let turn = self.turn.get();
        self.turn.set(turn.wrapping_add(1));
        turn
    }
}

impl Client {
    /// A client that connects in this way.
    pub(super) fn new(connector: Standing, remedies: Remedies) -> Self {
        Self { http: Pool::new(connector), remedies }
    }

    /// Sends a request and waits for the head of its answer. The server may be silent for its
    /// patience, from when the body last moved.
    pub(crate) async fn send(
        &self,
        request: Request<UpstreamBody>,
        progress: &Arc<Progress>,
        patience: Patience,
    ) -> Result<Response<Answering>, Failure> {
        let mut answer = pin!(self.http.send(request));
        let begun = Instant::now();
        let shorter = patience.head.min(patience.body);
        let mut until = begun + shorter;
        loop {
            match (tokio::time::timeout_at(until, &mut answer).await, progress.pace()) {
                (Ok(Ok(answer)), _) => return one_reading(answer),
                (Ok(Err(_)), Pace::Broken) => return Err(Failure::BodyBroken),
                (Ok(Err(broken)), _) => return Err(self.failed(broken)),
                (Err(_), pace) => {
                    let patience = within(pace, patience);
                    let last = progress.last_movement().max(begun) + patience;
                    let now = Instant::now();
                    if last <= now {
                        return Err(silent(pace, patience));
                    }
                    // Until then the body may be all sent, and another patience count.
                    until = last.min(now + shorter);
                }
            }
        }
    }

    fn failed(&self, broken: Broken) -> Failure {
        match broken {
            Broken::Unconnected(why) => {
                Failure::Unreachable(ConnectFault::of(&*why, self.remedies))
            }
            Broken::Off(error) | Broken::Unsent(error) if is_garbled(&error) => {
                Failure::Garbled(error)
            }
            Broken::Unsent(error) => Failure::Unreachable(ConnectFault::of(&error, self.remedies)),
            Broken::Off(error) => Failure::Lost(error),
        }
    }
}

/// Who was silent for so long.
fn silent(pace: Pace, patience: Duration) -> Failure {
    match pace {
        Pace::Waits => Failure::BodyTooSlow,
        Pace::Blocked | Pace::Sent | Pace::Broken => Failure::Silent(patience),
    }
}

/// How long that may last.
fn within(pace: Pace, patience: Patience) -> Duration {
    match pace {
        Pace::Sent => patience.head,
        Pace::Blocked | Pace::Waits | Pace::Broken => patience.body,
    }
}

/// Whether an answer came that is none.
fn is_garbled(error: &hyper::Error) -> bool {
    let mut causes = std::iter::successors(error.source(), |&fault| fault.source());
    error.is_parse() || causes.any(is_no_line)
}

fn is_no_line(fault: &(dyn Error + 'static)) -> bool {
    let Some(wrapped) = fault.downcast_ref().and_then(std::io::Error::get_ref) else {
        return false;
    };
    wrapped.is::<NotALine>()
}

/// RFC 9112 6.3: an answer with a length and another framing beside it may be smuggled; hyper would
/// believe the framing and leave the length standing. A length that is said twice, or as a list, it
/// would believe if all are the same. What comes behind such an answer is nobody's.
fn one_reading(mut answer: Response<Answering>) -> Result<Response<Answering>, Failure> {
    if has_one_length(answer.headers()) {
        return Ok(answer);
    }
    answer.body_mut().end_connection();
    Err(Failure::Ambiguous)
}

fn has_one_length(headers: &HeaderMap) -> bool {
    let Some(coding) = headers.get(TRANSFER_ENCODING) else {
        let mut lengths = headers.get_all(CONTENT_LENGTH).iter();
        let (length, another) = (lengths.next(), lengths.next());
        let plain = |length: &HeaderValue| length.as_bytes().iter().all(u8::is_ascii_digit);
        return another.is_none() && length.is_none_or(plain);
    };
    let chunked = coding.as_bytes().eq_ignore_ascii_case(b"chunked");
    let alone = headers.get_all(TRANSFER_ENCODING).iter().nth(1).is_none();
    chunked && alone && !headers.contains_key(CONTENT_LENGTH)
}
