//! Step 4: what the client holds now ∩ the token's scopes, against the operation and its object.

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use autorisaties::{Requirement, Scope};
use edge::operations::Operation;

use crate::app::App;
use crate::objects::create::{self, JudgedBody};
use crate::objects::kind::Kind;
use crate::principal::Principal;
use crate::refusal::Refusal;
use crate::route::{Called, Route};

mod access;
mod listed;

use access::Access;

/// Leave to send one request upstream; made by [`decide`] alone, and used up by sending.
pub(crate) struct Permit<'a> {
    principal: Principal,
    body: PermittedBody,
    answer: Answer<'a>,
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
    /// It holds the object that the verdict hangs on: judged whole, before a byte leaves.
    Judged(Kind, &'a Operation),
}

impl<'a> Permit<'a> {
    /// Takes it apart, for the one request it is good for.
    pub(crate) fn spend(self) -> (Principal, PermittedBody, Answer<'a>) {
        (self.principal, self.body, self.answer)
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
        Called::Zgw(operation) => access::of(&principal, operation, route)?,
        Called::Listed(operation) => listed::judge(&principal, operation).map(|()| Access::Open)?,
    };
    let (body, answer) = match access {
        Access::Open => (PermittedBody::Streamed(payload), Answer::Passes),
        Access::ByAnswer(kind, operation) => (PermittedBody::None, Answer::Judged(kind, operation)),
        Access::ByBody(kind, operation) => {
            let body = create::read(kind, request, payload, app).await?;
            // The body may have taken minutes; what counts is what is held when it is judged.
            let principal = app.principals.confirm(principal, app.live.token_time())?;
            let body = create::judge(body, &principal, operation, app).await?;
            let body = PermittedBody::Judged(body);
            return Ok(Permit { principal, body, answer: Answer::Passes });
        }
    };
    Ok(Permit { principal, body, answer })
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
