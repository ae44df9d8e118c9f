//! Step 4: what the client holds now ∩ the token's scopes, against the operation and its object.

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use autorisaties::{Requirement, Scope};
use edge::operations::Operation;

use crate::app::App;
use crate::config::Verdicts;
use crate::objects::answer::{self, Shown};
use crate::objects::incoming::JudgedBody;
use crate::objects::rows::{self, Listing};
use crate::objects::write;
use crate::principal::Principal;
use crate::record::{self, Rule};
use crate::refusal::Refusal;
use crate::route::{Called, Route};
use crate::shadow;

mod access;
mod listed;

use access::Access;

/// Leave for what a request asks of an upstream; made by [`decide`] alone, and used up by sending.
pub(crate) struct Permit<'a> {
    principal: Principal,
    errand: Errand<'a>,
}

/// What may be asked of the upstream.
pub(crate) enum Errand<'a> {
    /// The request itself.
    Request(PermittedBody, Answer<'a>),
    /// Questions about rows, of which those that the caller may see are shown.
    Rows(Listing<'a>),
}

/// What may be sent as the request's body.
pub(crate) enum PermittedBody {
    /// Whatever the client sends, as it comes.
    Streamed(Payload),
    /// What was judged, byte for byte.
    Judged(JudgedBody),
    /// Nothing.
    None,
}

/// What becomes of the answer.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Answer<'a> {
    /// It is passed on as it comes.
    Passes,
    /// The verdict hangs on what it shows: judged whole, before a byte leaves.
    Judged(Shown, &'a Operation),
}

impl<'a> Permit<'a> {
    /// Whether nothing that comes back can undo it.
    pub(crate) fn is_final(&self) -> bool {
        matches!(self.errand, Errand::Request(_, Answer::Passes))
    }

    /// Takes it apart, for the one request it is good for.
    pub(crate) fn spend(self) -> (Principal, Errand<'a>) {
        (self.principal, self.errand)
    }
}

/// The verdict on a request. It reads the body only where the body decides, and then wholly.
pub(crate) async fn decide<'a>(
    principal: Principal,
    route: &Route<'a>,
    (request, payload): (&HttpRequest, Payload),
    app: &App,
) -> Result<Permit<'a>, Refusal> {
    let access = match route.called() {
        Called::Zgw(operation) => access::of(&principal, operation, route),
        Called::Listed(operation) => listed::judge(&principal, operation).map(|()| Access::Open),
    };
    let Some(access) = shadow::enforced(access, route.upstream())? else {
        return Ok(Permit { principal, errand: passing(PermittedBody::Streamed(payload)) });
    };
    record::given_by(rule(&access, &principal, route));
    let (principal, errand) = match access {
        Access::Open => (principal, passing(PermittedBody::Streamed(payload))),
        Access::ByAnswer(shown, operation) => {
            let answer = Answer::Judged(shown, operation);
            (principal, Errand::Request(PermittedBody::None, answer))
        }
        Access::ByPath(operation) => {
            let judged = answer::may_look_below(&principal, operation, route, app).await;
            shadow::enforced(judged, route.upstream())?;
            (principal, passing(PermittedBody::None))
        }
        Access::ByRows(_) if route.upstream().verdicts() == Verdicts::Shadow => {
            shadow::seen(rows::may_be_asked(route, &principal), route.upstream());
            (principal, passing(PermittedBody::Streamed(payload)))
        }
        Access::ByRows(operation) => {
            let listing = Listing::read(operation, request, payload, app).await?;
            // The body may have taken minutes; what counts is what is held when it is judged.
            let principal = app.principals.confirm(principal, app.live.token_time())?;
            (principal, Errand::Rows(listing))
        }
        Access::ByWrite(operation) => {
            let from = (request, payload, route);
            let (principal, body) = write::judge(operation, principal, from, app).await?;
            (principal, passing(body))
        }
    };
    Ok(Permit { principal, errand })
}

/// By what the request is permitted, if it is.
fn rule(access: &Access<'_>, principal: &Principal, route: &Route<'_>) -> Rule {
    let all = principal.held().is_ok_and(|held| held.rights.are_all());
    match (access, route.called()) {
        (_, Called::Listed(_)) => Rule::Listed,
        (Access::ByRows(_), _) => Rule::Rows,
        (Access::ByAnswer(..) | Access::ByPath(_) | Access::ByWrite(_), _) => Rule::Object,
        (Access::Open, Called::Zgw(_)) if all => Rule::All,
        (Access::Open, Called::Zgw(_)) => Rule::Scopes,
    }
}

fn passing<'a>(body: PermittedBody) -> Errand<'a> {
    Errand::Request(body, Answer::Passes)
}

/// A verdict of the domain as a refusal that names the scopes which the operation asks for.
pub(crate) fn forbidden(refusal: autorisaties::Refusal, requirement: &Requirement) -> Refusal {
    Refusal::Forbidden { refusal, scopes: scopes_of(requirement) }
}

/// The scopes of a requirement as a challenge lists them (RFC 6750 3).
pub(crate) fn scopes_of(requirement: &Requirement) -> String {
    match requirement {
        Requirement::SuperuserOnly => String::new(),
        Requirement::Scopes(expression) => list(expression.scopes().map(|(_, scope)| scope)),
    }
}

fn list<'a>(scopes: impl Iterator<Item = &'a Scope>) -> String {
    let tokens = scopes.filter(|scope| scope.is_token()).map(Scope::as_str);
    let mut tokens: Vec<_> = tokens.collect();
    tokens.sort_unstable();
    tokens.dedup();
    tokens.join(" ")
}
