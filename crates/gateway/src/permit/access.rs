//! What a verdict hangs on: nothing more, the body, or the answer. What no rule covers is refused.

use autorisaties::{Component, Restriction};
use edge::operations::{Method, ObjectRule, Operation};

use super::{forbidden, scopes_of};
use crate::config::Objects;
use crate::objects::kind::{Kind, Place};
use crate::principal::Principal;
use crate::query;
use crate::refusal::Refusal;
use crate::route::Route;
use crate::state::{Documents, Held};

/// What is left to judge once the component's scopes were found sufficient.
#[derive(Debug, Clone, Copy)]
pub(super) enum Access<'a> {
    /// Nothing.
    Open,
    /// The object that the body describes.
    ByBody(Kind, &'a Operation),
    /// The object that the answer holds.
    ByAnswer(Kind, &'a Operation),
}

/// Parameters that put more into an answer, or less, than the object that is judged.
const WIDENING: [&str; 2] = ["expand", "fields"];

/// Judges what can be judged before anything of the object is known.
pub(super) fn of<'a>(
    principal: &Principal,
    operation: &'a Operation,
    route: &Route<'_>,
) -> Result<Access<'a>, Refusal> {
    let (held, requirement) = (principal.held()?, operation.requirement());
    held.rights
        .may(principal.scopes(), requirement)
        .map_err(|refusal| forbidden(refusal, requirement))?;
    let access = match route.upstream().objects() {
        Objects::Upstream => Access::Open,
        Objects::Enforce => by_object(held, operation)?,
    };
    refuse_widening(held, operation, route)?;
    Ok(access)
}

/// For each rule what it needs; every rule that is not built is refused.
pub(super) fn by_object<'a>(held: &Held, operation: &'a Operation) -> Result<Access<'a>, Refusal> {
    if !hangs_on_object(held, operation.component()) {
        return Ok(Access::Open);
    }
    let kind = Kind::of(operation);
    match (operation.object(), operation.method(), kind) {
        (ObjectRule::None, _, _) => Ok(Access::Open),
        (ObjectRule::Own, Method::Post, Some((kind, Place::Collection))) => {
            Ok(Access::ByBody(kind, operation))
        }
        (ObjectRule::Own, Method::Get, Some((kind, Place::Item))) => {
            Ok(Access::ByAnswer(kind, operation))
        }
        (
            ObjectRule::Own
            | ObjectRule::List
            | ObjectRule::Search
            | ObjectRule::Parent(_)
            | ObjectRule::Path { .. }
            | ObjectRule::Other,
            _,
            _,
        ) => Err(Refusal::NoObjectRule { scopes: scopes_of(operation.requirement()) }),
    }
}

/// Whether the object decides too: for who is restricted by type, and, with documents, for who
/// may only read what is ready for publication.
fn hangs_on_object(held: &Held, component: Component) -> bool {
    let by_type = held.rights.restricted_in(component) == Restriction::ByType;
    by_type || (component == Component::Drc && held.documents == Documents::ForPublication)
}

fn refuse_widening(held: &Held, operation: &Operation, route: &Route<'_>) -> Result<(), Refusal> {
    let enforced = route.upstream().objects() == Objects::Enforce;
    let restricted =
        hangs_on_object(held, operation.component()) || held.documents == Documents::ForPublication;
    let Some(query) = route.query().filter(|_| enforced && restricted) else { return Ok(()) };
    match WIDENING.into_iter().find(|parameter| query::has(query, parameter)) {
        None => Ok(()),
        Some(parameter) => {
            Err(Refusal::Parameter { parameter, scopes: scopes_of(operation.requirement()) })
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
