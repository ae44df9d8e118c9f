//! Each decision on record: one line for each request that is judged here, whichever way it falls, in
//! the fields of the Dutch Authorization Decision Log (`line`).
//!
//! What a verdict hung on is learnt deep below the steps that name it. So it is noted beside the task
//! that judges, as a span is, and nothing hands it up: [`saw`], [`given_by`], [`stood_at`]. Requests to
//! the issuer are judged by the issuer and on record there; health and preflights decide nothing.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};
use autorisaties::{ClientId, TypeUrl, Vertrouwelijkheidaanduiding};
use edge::chance::Stream;
use edge::digest::Name;
use edge::feed::ChangeNumber;
use edge::telemetry;

use crate::app::App;
use crate::config::OnFailure;
use crate::refusal::Refused;
use crate::trace::Trace;

mod decision;
mod journal;
mod json;
mod line;
mod out;
mod start;

pub(crate) use decision::Decision;
use decision::Verdict;
pub(crate) use journal::Journal;
pub use start::DecisionsError;
pub(crate) use start::Desk;

/// Of how many objects a record tells: of a list there may be any number.
const MOST_OBJECTS: usize = 20;

/// One worker's means to keep records.
#[derive(Debug)]
pub(crate) struct Decisions {
    journal: Option<Journal>,
    on_failure: OnFailure,
    chance: RefCell<Stream>,
    /// Used again for each line.
    line: RefCell<Vec<u8>>,
    sources: Arc<Sources>,
}

/// By what decisions are made, beside the state: the same from one to the next.
#[derive(Debug)]
pub(crate) struct Sources {
    gateway: ClientId,
    configuration: Name,
    operations: Name,
}

tokio::task_local! {
    static NOTES: Notes;
}

/// What is noted of one request while it is judged.
#[derive(Debug)]
struct Notes {
    trace: Trace,
    state: Cell<Option<ChangeNumber>>,
    rule: Cell<Option<Rule>>,
    /// What would have refused the request, if that counted.
    shadowed: Cell<Option<&'static str>>,
    objects: RefCell<Vec<Seen>>,
}

impl Notes {
    fn of(trace: Trace) -> Self {
        Self {
            trace,
            state: Cell::default(),
            rule: Cell::default(),
            shadowed: Cell::default(),
            objects: RefCell::default(),
        }
    }
}

/// What gave leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    /// heeftAlleAutorisaties.
    All,
    /// Scopes alone: the operation has no object, or the upstream judges it.
    Scopes,
    /// Scopes on the type of the object, up to its level.
    Object,
    /// The rows that may be seen are shown, and no others.
    Rows,
    /// Scopes of an API outside the standard.
    Listed,
}

/// An object that a verdict hung on.
#[derive(Debug)]
struct Seen {
    kind: &'static str,
    uuid: Option<Box<str>>,
    object_type: TypeUrl,
    level: Option<Vertrouwelijkheidaanduiding>,
}

/// The trace of the request that is judged here.
pub(crate) fn trace() -> Option<Trace> {
    NOTES.try_with(|notes| notes.trace).ok()
}

/// A verdict rests on the state at this number.
pub(crate) fn stood_at(number: ChangeNumber) {
    let _ = NOTES.try_with(|notes| notes.state.set(Some(number)));
}

/// A permit, if it comes to that, is given by this.
pub(crate) fn given_by(rule: Rule) {
    let _ = NOTES.try_with(|notes| notes.rule.set(Some(rule)));
}

/// A request is let through that would have been refused by this; the first such rule counts.
pub(crate) fn would_refuse(rule: &'static str) {
    let _ = NOTES.try_with(|notes| notes.shadowed.set(notes.shadowed.get().or(Some(rule))));
}

/// A verdict hangs on an object of this type and level.
pub(crate) fn saw(
    kind: &'static str,
    url: Option<&str>,
    object_type: &TypeUrl,
    level: Option<Vertrouwelijkheidaanduiding>,
) {
    let _ = NOTES.try_with(|notes| {
        let mut objects = notes.objects.borrow_mut();
        if objects.len() < MOST_OBJECTS {
            let uuid = url.and_then(|url| url.rsplit('/').next());
            let uuid = uuid.filter(|segment| edge::operations::is_uuid(segment)).map(Box::from);
            objects.push(Seen { kind, uuid, object_type: object_type.clone(), level });
        }
    });
}

/// Judges a request, and keeps the one record of it.
pub(crate) async fn keep<'a>(
    request: &'a HttpRequest,
    app: &'a App,
    judge: impl AsyncFnOnce(&Decision<'a>) -> Result<HttpResponse, Refused>,
) -> Result<HttpResponse, Refused> {
    let trace =
        Trace::of(request.headers(), telemetry::place(), &mut app.decisions.chance.borrow_mut());
    let notes = Notes::of(trace);
    let judged = async {
        let decision = Decision::open(request, app);
        let outcome = judge(&decision).await;
        decision.ended(&outcome);
        outcome
    };
    NOTES.scope(notes, judged).await
}

/// Judges a request as [`keep`] does, but of one that is not made: gives what its record would say.
pub(crate) async fn rehearsed<'a>(
    request: &'a HttpRequest,
    app: &'a App,
    judge: impl AsyncFnOnce(&Decision<'a>) -> Result<(), Refused>,
) -> (Result<(), Refused>, Vec<u8>) {
    let trace =
        Trace::of(request.headers(), telemetry::place(), &mut app.decisions.chance.borrow_mut());
    let judged = async {
        let decision = Decision::open(request, app);
        let outcome = judge(&decision).await;
        match &outcome {
            Ok(()) => decision.is_permitted(),
            Err(refused) => decision.is_refused(refused),
        }
        let mut line = Vec::new();
        let _ = NOTES.try_with(|notes| line::write(&decision, notes, &mut line));
        decision.is_not_ours();
        (outcome, line)
    };
    NOTES.scope(Notes::of(trace), judged).await
}
