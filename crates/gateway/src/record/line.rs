//! What a record says of a decision, from what is known of it at its end: one line of JSON in the
//! fields of the Authorization Decision Log (Logius, 1.0.0), its request and response in the form of
//! `AuthZEN`.
//!
//! Never in it: a query, a body, a token or a secret. Of a path that leads nowhere, or to an API outside
//! the standard, it says as much as the log does: nothing that looks like one of these.

use std::borrow::Cow;
use std::fmt::{self, Display};

use actix_web::http::header::HeaderName;
use autorisaties::{PlainExpression, Requirement, ScopeExpression};
use edge::{secret_text, telemetry};
use uuid::Uuid;

use super::decision::Outcome;
use super::json::{Object, object};
use super::{Decision, Notes, Rule, Seen, Verdict};
use crate::principal::Principal;
use crate::route::Called;

const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Longer paths and URLs lead nowhere.
const LONGEST_PATH: usize = 1_024;
/// By which FSC knows a request that crosses organisations.
const TRANSACTION: HeaderName = HeaderName::from_static("fsc-transaction-id");

/// Writes the line of a decision, its end included.
pub(super) fn write(decision: &Decision<'_>, notes: &Notes, line: &mut Vec<u8>) {
    let (trace, now) = (&notes.trace, decision.app.clock.now());
    object(line, |it| {
        it.text("trace_id", trace.id().as_str());
        it.text("span_id", trace.span().as_str());
        if let Some(parent) = trace.parent() {
            it.text("parent_span_id", parent.as_str());
        }
        it.word("event_name", "adl.access_evaluation");
        // Milliseconds since 1970.
        it.number("timestamp", now.timestamp_millis().unsigned_abs());
        it.word("status", status(decision.verdict.get()));
        it.object("resource", |it| {
            it.word("service.name", "zaakpoort");
            it.text("service.instance.id", decision.app.decisions.sources.gateway.as_str());
        });
        it.object("attributes", |it| by_what(decision, notes, it));
        it.object("body", |it| {
            it.object("adl.core.request", |it| request(decision, it));
            it.object("adl.core.response", |it| response(decision, notes, it));
            let objects = notes.objects.borrow();
            if !objects.is_empty() {
                it.object("adl.core.information", |it| it.objects("objects", &objects, seen));
            }
        });
    });
    line.push(b'\n');
}

/// A refusal is an outcome like another; only who could not judge has failed.
fn status(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Permit | Verdict::Deny | Verdict::NotOurs => "Unset",
        Verdict::None => "Error",
    }
}

/// By what it was decided, as names of sources.
fn by_what(decision: &Decision<'_>, notes: &Notes, it: &mut Object<'_>) {
    let sources = &decision.app.decisions.sources;
    it.object("adl.core.policies", |it| {
        // The number of the issuer's change that was in force here.
        if let Some(state) = notes.state.get() {
            it.number("zaakpoort.autorisaties", state.get());
        }
        it.text("zaakpoort.operations", sources.operations.as_str());
    });
    it.object("adl.core.configuration", |it| {
        it.word("zaakpoort.version", VERSION);
        it.text("zaakpoort.gateway", sources.configuration.as_str());
    });
    if let Some(transaction) = transaction(decision) {
        it.shown("adl.fsc.transaction_id", transaction);
    }
}

/// The header is the client's word, so it is taken for what it should be, and for nothing else.
fn transaction(decision: &Decision<'_>) -> Option<Uuid> {
    let said = decision.request.headers().get(TRANSACTION)?.to_str().ok()?;
    Uuid::try_parse(said).ok()
}

fn request(decision: &Decision<'_>, it: &mut Object<'_>) {
    it.object("subject", |it| subject(decision.caller.borrow().as_ref(), it));
    let method = telemetry::method_of(decision.request);
    it.object("action", |it| {
        it.text("name", decision.asked.get().map_or(&*method, |(_, called)| called.name()));
        it.object("properties", |it| it.text("method", &method));
    });
    it.object("resource", |it| asked(decision, it));
}

fn subject(caller: Option<&Principal>, it: &mut Object<'_>) {
    let Some(caller) = caller else {
        it.word("type", "unknown");
        return it.word("id", "");
    };
    it.word("type", "client");
    it.text("id", caller.client().as_str());
    it.object("properties", |it| {
        it.word("credential", caller.credential());
        if let Some((user, id)) = caller.user().and_then(|user| Some((user, user.id()?))) {
            it.text("user", id);
            it.word("user_said_by", user.said_by().as_str());
        }
    });
}

fn asked(decision: &Decision<'_>, it: &mut Object<'_>) {
    let path = decision.request.uri().path();
    let known = decision.asked.get();
    let id = match known {
        // Its segments are words of the standard, and UUIDs.
        Some((_, Called::Zgw(_))) => Cow::Borrowed(path),
        Some((_, Called::Listed(_))) | None => secret_text::masked(shortened(path)),
    };
    it.word("type", "path");
    it.text("id", &id);
    if let Some((upstream, _)) = known {
        it.object("properties", |it| it.text("upstream", upstream.name().as_str()));
    }
}

fn shortened(path: &str) -> &str {
    &path[..path.floor_char_boundary(LONGEST_PATH)]
}

fn response(decision: &Decision<'_>, notes: &Notes, it: &mut Object<'_>) {
    let Outcome { verdict, rule, failure } = decision.outcome(notes);
    it.truth("decision", verdict == Verdict::Permit);
    it.object("context", |it| {
        it.word("verdict", verdict.name());
        if let Some(rule) = rule {
            it.word("rule", rule);
        }
        if decision.is_shadow() {
            it.truth("enforced", false);
        }
        if let Some(failure) = failure {
            it.word("failure", failure);
        }
        if let Some(scopes) = decision.asked.get().and_then(|(_, called)| Requires::of(called)) {
            it.shown("requires", scopes);
        }
        // Who does not wait is not answered.
        if let Some(answered) = decision.answer.get() {
            it.number("http_status", answered.status.as_u16());
        }
    });
}

fn seen(it: &mut Object<'_>, seen: &Seen) {
    it.word("kind", seen.kind);
    if let Some(uuid) = &seen.uuid {
        it.text("uuid", uuid);
    }
    // Of a write that is refused, it is what the client said.
    let of = seen.object_type.as_str().split(['?', '#']).next().unwrap_or_default();
    it.text("type", &secret_text::masked(shortened(of)));
    if let Some(level) = &seen.level {
        it.word("level", level.as_str());
    }
}

impl Rule {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::All => "heeft-alle-autorisaties",
            Self::Scopes => "scopes",
            Self::Object => "type-and-level",
            Self::Rows => "rows-by-type-and-level",
            Self::Listed => "listed-scopes",
        }
    }
}

/// The scopes of an operation, as its pack or the configuration says them.
enum Requires<'a> {
    Expression(&'a ScopeExpression),
    Listed(&'a PlainExpression),
    Superuser,
}

impl<'a> Requires<'a> {
    fn of(called: Called<'a>) -> Option<Self> {
        match called {
            Called::Zgw(operation) => Some(match operation.requirement() {
                Requirement::Scopes(scopes) => Self::Expression(scopes),
                Requirement::SuperuserOnly => Self::Superuser,
            }),
            Called::Listed(operation) => operation.scopes().map(Self::Listed),
        }
    }
}

impl Display for Requires<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expression(scopes) => scopes.fmt(f),
            Self::Listed(scopes) => scopes.fmt(f),
            Self::Superuser => f.write_str("heeftAlleAutorisaties"),
        }
    }
}
