//! What the upstream saw, for tests: the requests as they arrived, before anything judged them.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use actix_web::HttpRequest;

use crate::token::Caller;

/// So many requests are kept, unless more were asked for; older ones are dropped.
const KEPT_REQUESTS: usize = 1_000;
/// So many bytes of each body are kept.
const KEPT_BODY: usize = 64 * 1024;

/// One request as it arrived.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Seen {
    /// The method.
    pub method: String,
    /// Path and query, byte for byte (or the absolute URI, when the client sent one).
    pub target: String,
    /// Every header line. Names in lower case and sorted: the HTTP parser keeps neither their case
    /// nor their order; values of one name in the order of arrival.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body, as far as it has arrived.
    pub body: Body,
    /// Who signed the ZGW JWT, once it was verified.
    pub caller: Option<Caller>,
}

/// The body of a request, as far as it has arrived.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Body {
    /// The first 64 KiB.
    pub start: Vec<u8>,
    /// Bytes in all.
    pub length: u64,
    /// Whether the end was seen; false while it runs, and for ever when the client broke it off.
    pub complete: bool,
}

impl Seen {
    /// The values of a header, in order; the name in any case.
    pub fn header(&self, name: &str) -> Vec<String> {
        let named = self.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name));
        named.map(|(_, value)| String::from_utf8_lossy(value).into_owned()).collect()
    }

    fn arriving(request: &HttpRequest) -> Self {
        let lines = request.headers().iter();
        let mut headers: Vec<_> =
            lines.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect();
        headers.sort_by(|(one, _), (other, _)| one.cmp(other));
        Self {
            method: request.method().to_string(),
            target: request.uri().to_string(),
            headers,
            body: Body::default(),
            caller: None,
        }
    }
}

/// Names one request in the record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ticket(u64);

/// The record of all requests.
#[derive(Debug, Default)]
pub(crate) struct Record(Mutex<Requests>);

#[derive(Debug)]
struct Requests {
    dropped: u64,
    kept: VecDeque<Seen>,
    most: usize,
}

impl Default for Requests {
    fn default() -> Self {
        Self { dropped: 0, kept: VecDeque::new(), most: KEPT_REQUESTS }
    }
}

impl Record {
    /// Notes a request whose head has arrived.
    pub(crate) fn begin(&self, request: &HttpRequest) -> Ticket {
        let mut requests = self.lock();
        requests.kept.push_back(Seen::arriving(request));
        if requests.kept.len() > requests.most {
            requests.kept.pop_front();
            requests.dropped += 1;
        }
        Ticket(requests.dropped + requests.kept.len() as u64 - 1)
    }

    /// Notes a part of its body.
    pub(crate) fn body_part(&self, ticket: Ticket, part: &[u8]) {
        self.change(ticket, |seen| {
            let room = KEPT_BODY - seen.body.start.len();
            seen.body.start.extend_from_slice(&part[..part.len().min(room)]);
            seen.body.length += part.len() as u64;
        });
    }

    /// Notes that its body has ended as it should.
    pub(crate) fn body_end(&self, ticket: Ticket) {
        self.change(ticket, |seen| seen.body.complete = true);
    }

    /// Notes who signed it.
    pub(crate) fn caller(&self, ticket: Ticket, caller: &Caller) {
        self.change(ticket, |seen| seen.caller = Some(caller.clone()));
    }

    /// All that is kept, oldest first.
    pub(crate) fn all(&self) -> Vec<Seen> {
        self.lock().kept.iter().cloned().collect()
    }

    /// Keeps so many from now on.
    pub(crate) fn keep(&self, most: usize) {
        self.lock().most = most;
    }

    /// Drops all that is kept.
    pub(crate) fn forget(&self) {
        let mut requests = self.lock();
        requests.dropped += requests.kept.len() as u64;
        requests.kept.clear();
    }

    fn change(&self, ticket: Ticket, change: impl FnOnce(&mut Seen)) {
        let mut requests = self.lock();
        let Some(place) = ticket.0.checked_sub(requests.dropped) else { return };
        if let Some(seen) = usize::try_from(place).ok().and_then(|n| requests.kept.get_mut(n)) {
            change(seen);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Requests> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
