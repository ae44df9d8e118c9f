//! What a verdict hangs on: nothing more, what is stored and sent, or what the answer shows.

use autorisaties::{Component, Restriction};
use edge::operations::{Method, ObjectRule, Operation};

use super::forbidden;
use crate::config::Objects;
use crate::objects::answer::Shown;
use crate::objects::kind::Kind;
use crate::objects::{expand, place};
use crate::principal::Principal;
use crate::query::{self, Query};
use crate::refusal::Refusal;
use crate::route::Route;
use crate::state::{Documents, Held};

/// What is left to judge once the component's scopes were found sufficient.
#[derive(Debug, Clone, Copy)]
pub(super) enum Access<'a> {
    /// Nothing.
    Open,
    /// The object that the answer holds, or that what it holds belongs to.
    ByAnswer(Shown, &'a Operation),
    /// The object that the path lies below.
    ByPath(&'a Operation),
    /// The objects that a list shows, or that its rows belong to.
    ByRows(&'a Operation),
    /// The objects that are there, that the body describes, and that it links to.
    ByWrite(&'a Operation),
}

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
    match route.upstream().objects() {
        Objects::Upstream => Ok(Access::Open),
        Objects::Enforce => {
            let access = by_object(held, operation);
            if hangs_on_object(held, operation.component()) {
                may_widen(access, principal, route)?;
            }
            Ok(access)
        }
    }
}

/// For each rule what it needs.
pub(super) fn by_object<'a>(held: &Held, operation: &'a Operation) -> Access<'a> {
    if !hangs_on_object(held, operation.component()) {
        return Access::Open;
    }
    let (method, kind) = (operation.method(), Kind::in_component(operation.component()));
    match (operation.object(), method, kind) {
        // Whoever has the lock of a document was let to it.
        (ObjectRule::None | ObjectRule::Lock, ..) => Access::Open,
        (ObjectRule::Own, Method::Get, Some(kind)) => {
            Access::ByAnswer(Shown::Object(kind), operation)
        }
        (ObjectRule::Parent(parent), Method::Get, _) => {
            Access::ByAnswer(Shown::Belonging(parent), operation)
        }
        (ObjectRule::Path { .. }, Method::Get, _) => match place::told_by_itself(operation) {
            Some(parent) => Access::ByAnswer(Shown::Belonging(parent), operation),
            None => Access::ByPath(operation),
        },
        (ObjectRule::List | ObjectRule::Search, ..) => Access::ByRows(operation),
        (
            ObjectRule::Own | ObjectRule::Parent(_) | ObjectRule::Path { .. } | ObjectRule::Parts,
            ..,
        ) => Access::ByWrite(operation),
    }
}

/// Whether the object decides too: for who is restricted by type, and for who may only read documents
/// that are ready for publication, for zaken and besluiten lead to them.
fn hangs_on_object(held: &Held, component: Component) -> bool {
    let by_type = held.rights.restricted_in(component) == Restriction::ByType;
    by_type || (component.is_typed() && held.documents == Documents::ForPublication)
}

/// Parameters that put more into an answer, or less, than what is judged. What is expanded where an
/// answer is judged is judged with it.
fn may_widen(access: Access<'_>, principal: &Principal, route: &Route<'_>) -> Result<(), Refusal> {
    let Some(query) = route.query() else { return Ok(()) };
    if query::has(query, "expand") {
        let query = Query::read(query)?;
        let names = query.one("expand")?.unwrap_or_default();
        match access {
            Access::ByAnswer(..) => expand::may(names, principal)?,
            // Its own parameters are read there.
            Access::ByRows(_) => {}
            Access::Open | Access::ByPath(_) | Access::ByWrite(_) => {
                return Err(Refusal::Parameter { parameter: "expand", scopes: String::new() });
            }
        }
    }
    if query::has(query, "fields") && !matches!(access, Access::ByRows(_)) {
        return Err(Refusal::Parameter { parameter: "fields", scopes: String::new() });
    }
    Ok(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
