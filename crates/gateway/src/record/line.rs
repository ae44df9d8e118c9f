//! What a record says of a decision, from what is known of it at its end.
//!
//! Never in it: a query, a body, a token or a secret. Of a path that leads nowhere, or to an API outside
//! the standard, it says as much as the log does: nothing that looks like one of these.

use std::borrow::Cow;
use std::fmt::{self, Display};

use autorisaties::{PlainExpression, Requirement, ScopeExpression};
use edge::feed::ChangeNumber;
use edge::secret_text;
use uuid::Uuid;

use super::body::{
    Action, ActionProperties, Asked, AskedProperties, Attributes, Body, Configuration, Context,
    Information, Line, Policies, Request, Resource, Response, Shown, Subject, SubjectProperties,
};
use super::{Decision, Notes, Rule, Verdict};
use crate::config::Verdicts;
use crate::principal::Principal;
use crate::route::Called;

const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Longer paths lead nowhere.
const LONGEST_PATH: usize = 1_024;
/// By which FSC knows a request that crosses organisations.
const TRANSACTION: &str = "fsc-transaction-id";

/// Writes the line of a decision, its end included.
pub(super) fn write(decision: &Decision<'_>, notes: &Notes, line: &mut Vec<u8>) {
    let objects = notes.objects.borrow();
    let (app, caller) = (decision.app, decision.caller.borrow());
    let (sources, trace) = (&app.decisions.sources, &notes.trace);
    let record = Line {
        trace_id: Shown(trace.id()),
        span_id: Shown(trace.span()),
        parent_span_id: trace.parent().map(Shown),
        event_name: "adl.access_evaluation",
        timestamp: app.clock.now().timestamp_millis(),
        status: status(decision.verdict.get()),
        resource: Resource { service: "zaakpoort", gateway: sources.gateway.as_str() },
        attributes: Attributes {
            policies: Policies {
                state: notes.state.get().map(ChangeNumber::get),
                operations: sources.operations.as_str(),
            },
            configuration: Configuration {
                version: VERSION,
                gateway: sources.configuration.as_str(),
            },
            transaction: transaction(decision),
        },
        body: Body {
            request: Request {
                subject: subject(caller.as_ref()),
                action: action(decision),
                resource: asked(decision),
            },
            response: response(decision, notes),
            information: Information { objects: &objects },
        },
    };
    // Texts and numbers are always JSON, and memory takes them.
    if serde_json::to_writer(&mut *line, &record).is_ok() {
        line.push(b'\n');
    }
}

/// A refusal is an outcome like another; only who could not judge has failed.
fn status(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Permit | Verdict::Deny | Verdict::NotOurs => "Unset",
        Verdict::None => "Error",
    }
}

/// The header is the client's word, so it is taken for what it should be, and for nothing else.
fn transaction(decision: &Decision<'_>) -> Option<Uuid> {
    let said = decision.request.headers().get(TRANSACTION)?.to_str().ok()?;
    Uuid::try_parse(said).ok()
}

fn subject(caller: Option<&Principal>) -> Subject<'_> {
    let Some(caller) = caller else {
        return Subject { kind: "unknown", id: "", properties: None };
    };
    let properties = SubjectProperties {
        credential: caller.credential(),
        user: caller.user().and_then(|user| user.id()),
    };
    Subject { kind: "client", id: caller.client().as_str(), properties: Some(properties) }
}

fn action<'a>(decision: &Decision<'a>) -> Action<'a> {
    let method = decision.request.method().as_str();
    let name = decision.asked.get().map_or(method, |(_, called)| called.name());
    Action { name, properties: ActionProperties { method } }
}

fn asked<'a>(decision: &Decision<'a>) -> Asked<'a> {
    let path = decision.request.uri().path();
    let known = decision.asked.get();
    let id = match known {
        // Its segments are words of the standard, and UUIDs.
        Some((_, Called::Zgw(_))) => Cow::Borrowed(path),
        Some((_, Called::Listed(_))) | None => secret_text::masked(shortened(path)),
    };
    let properties =
        known.map(|(upstream, _)| AskedProperties { upstream: upstream.name().as_str() });
    Asked { kind: "path", id, properties }
}

fn shortened(path: &str) -> &str {
    &path[..path.floor_char_boundary(LONGEST_PATH)]
}

fn response<'a>(decision: &Decision<'a>, notes: &Notes) -> Response<'a> {
    let answered = decision.answer.get();
    let code = answered.and_then(|answered| answered.code);
    let (verdict, rule, failure) = match (notes.shadowed.get(), decision.verdict.get()) {
        (Some(rule), _) => (Verdict::Deny, Some(rule), code),
        (None, Verdict::Permit) => (Verdict::Permit, notes.rule.get().map(Rule::name), code),
        (None, Verdict::Deny) => (Verdict::Deny, code, None),
        (None, verdict) => (verdict, None, code),
    };
    let permitted = verdict == Verdict::Permit;
    let shadow = decision.asked.get().is_some_and(|(it, _)| it.verdicts() == Verdicts::Shadow);
    Response {
        decision: permitted,
        context: Context {
            verdict: match verdict {
                Verdict::Permit => "permit",
                Verdict::Deny => "deny",
                Verdict::None | Verdict::NotOurs => "none",
            },
            rule,
            enforced: shadow.then_some(false),
            failure,
            requires: decision.asked.get().and_then(|(_, called)| Requires::of(called)).map(Shown),
            http_status: answered.map(|answered| answered.status.as_u16()),
        },
    }
}

impl Rule {
    const fn name(self) -> &'static str {
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
pub(super) enum Requires<'a> {
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
