//! Which objects a path names: the object itself, one that it lies below, or a thing that belongs to one.

use edge::operations::{Method, ObjectRule, Operation, Parent};

use super::body;
use super::kind::Kind;
use crate::app::App;
use crate::forward::{self, Found};
use crate::refusal::Refusal;
use crate::route::Route;

/// An object that a path names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) kind: Kind,
    pub(super) url: String,
}

/// What of a path is there already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stored {
    /// Nothing: something new is made.
    Nothing,
    /// The object itself.
    Itself(Named),
    /// The object that the rest of the path lies below.
    Above(Named),
    /// A thing, which says itself whose it is.
    Belonging(Parent),
}

/// What is there at the path of an operation.
pub(super) fn stored(operation: &Operation, route: &Route<'_>) -> Stored {
    let item = operation.template().ends_with("uuid}") && operation.method() != Method::Post;
    match operation.object() {
        ObjectRule::Own if item => itself(operation, route).map_or(Stored::Nothing, Stored::Itself),
        ObjectRule::Parent(parent) if item => Stored::Belonging(parent),
        ObjectRule::Path { segment } => {
            above(operation, segment, route).map_or(Stored::Nothing, Stored::Above)
        }
        _ => Stored::Nothing,
    }
}

/// Whose a thing is that lies below an object and says so itself, whatever its path says.
pub(crate) fn told_by_itself(operation: &Operation) -> Option<Parent> {
    let eigenschap = "/zaken/{zaak_uuid}/zaakeigenschappen/{uuid}";
    (operation.template() == eigenschap).then_some(Parent::Zaak)
}

fn itself(operation: &Operation, route: &Route<'_>) -> Option<Named> {
    let kind = Kind::in_component(operation.component())?;
    Some(Named { kind, url: route.upstream().public_url().join(route.path()) })
}

/// The UUID stands in a segment below the API's base; the object is that of the component's kind.
fn above(operation: &Operation, segment: usize, route: &Route<'_>) -> Option<Named> {
    let kind = Kind::in_component(operation.component())?;
    let below = operation.template().split('/').count() - 1;
    let segments: Vec<&str> = route.path().split('/').collect();
    let base = segments.len().checked_sub(below)?;
    let uuid = segments.get(base + segment)?;
    let path = format!("{}{}/{uuid}", segments[..base].join("/"), kind.collection());
    Some(Named { kind, url: route.upstream().public_url().join(&path) })
}

/// A thing that is there: the URL of the object that it belongs to, and of a document that it links to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Thing {
    pub(super) owner: String,
    pub(super) document: Option<String>,
}

/// The thing at a path; nothing if there is none.
pub(super) async fn thing(
    parent: Parent,
    route: &Route<'_>,
    app: &App,
) -> Result<Option<Thing>, Refusal> {
    let url = route.upstream().public_url().join(route.path());
    let Some(route) = app.routes.find_url(&url) else { return Ok(None) };
    let failed = |why| Refusal::LookUp(Box::new(why));
    match forward::fetch(&route, app.max_judged_answer, app).await.map_err(failed)? {
        Found::Nothing => Ok(None),
        Found::Whole(json) => {
            let why = "what was looked up does not say whose it is";
            let owner = body::parent_of(parent, &json).ok_or(Refusal::Unjudgeable { why });
            let owner = owner.map_err(failed)?;
            Ok(Some(Thing { owner, document: body::document_of(&json) }))
        }
    }
}
