//! `expand`: what is put into an answer beside what was asked for is judged object by object.
//!
//! Open Zaak asks for the scope of each component and looks no further. Here every object in an
//! `_expand` stays only if the caller may see it by itself; the others are left out, as rows of lists are.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use autorisaties::Component;
use edge::operations::{ObjectRule, Operation};
use serde_json::{Map, Value};

use super::facts::Facts;
use super::judge::{self, Judge};
use super::kind::Kind;
use super::place::{self, Stored};
use super::slices;
use crate::app::App;
use crate::permit::forbidden;
use crate::principal::Principal;
use crate::refusal::Refusal;
use crate::route::{Called, Route};

/// Where expanded objects stand.
const EXPANDED: &str = "_expand";
/// What may be expanded, by the component that keeps it; sorted.
const KNOWN: [(&str, Component); 33] = [
    ("besluit", Component::Brc),
    ("besluiten", Component::Brc),
    ("besluitinformatieobjecten", Component::Brc),
    ("besluittype", Component::Ztc),
    ("besluittypen", Component::Ztc),
    ("catalogus", Component::Ztc),
    ("deelzaken", Component::Zrc),
    ("eigenschap", Component::Ztc),
    ("eigenschappen", Component::Zrc),
    ("gebruiksrechten", Component::Drc),
    ("gerelateerdAan", Component::Zrc),
    ("gezetdoor", Component::Zrc),
    ("hoofdzaak", Component::Zrc),
    ("informatieobject", Component::Drc),
    ("informatieobjecttype", Component::Ztc),
    ("objectinformatieobjecten", Component::Drc),
    ("relevanteAndereZaken", Component::Zrc),
    ("resultaat", Component::Zrc),
    ("resultaattype", Component::Ztc),
    ("rollen", Component::Zrc),
    ("roltype", Component::Ztc),
    ("status", Component::Zrc),
    ("statussen", Component::Zrc),
    ("statustype", Component::Ztc),
    ("substatussen", Component::Zrc),
    ("verzendingen", Component::Drc),
    ("zaak", Component::Zrc),
    ("zaakinformatieobjecten", Component::Zrc),
    ("zaaknotities", Component::Zrc),
    ("zaakobjecten", Component::Zrc),
    ("zaakobjecttype", Component::Ztc),
    ("zaaktype", Component::Ztc),
    ("zaken", Component::Zrc),
];

/// Whether a caller may expand so at all: names that are known, each with the scope of its component.
pub(crate) fn may(names: &str, principal: &Principal) -> Result<(), Refusal> {
    let held = principal.held()?;
    for name in names.split([',', '.']).map(str::trim).filter(|name| !name.is_empty()) {
        let known = KNOWN.binary_search_by(|(known, _)| (*known).cmp(name));
        let component = known.map(|at| KNOWN[at].1);
        let needed = component.ok().and_then(judge::reading_in);
        let needed = needed.ok_or_else(|| Refusal::NotExpanded { name: name.to_owned() })?;
        let verdict = held.rights.may(principal.scopes(), needed);
        verdict.map_err(|refusal| forbidden(refusal, needed))?;
    }
    Ok(())
}

/// Objects, each with what was expanded in it that the caller may see.
pub(super) async fn pruned<'j>(
    objects: Vec<&'j [u8]>,
    principal: &Principal,
    app: &App,
) -> Result<Vec<Cow<'j, [u8]>>, Refusal> {
    let why = "what is expanded in it cannot be read";
    let read = objects.iter().map(|json| expanded(json)).collect::<Result<Vec<_>, _>>()?;
    let mut owners = BTreeSet::new();
    read.iter().flatten().for_each(|tree| collect(tree, &mut owners, app));
    let sight = Sight { principal, app, owners: look_up(owners, app).await? };
    let each = objects.into_iter().zip(read);
    let left = each.map(|(json, tree)| match tree {
        None => Some(Cow::Borrowed(json)),
        Some(tree) => sight.left_of(json, tree),
    });
    left.collect::<Option<Vec<_>>>().ok_or(Refusal::Unjudgeable { why })
}

type Tree = Map<String, Value>;

/// What is expanded in an object, if anything is.
fn expanded(json: &[u8]) -> Result<Option<Tree>, Refusal> {
    // Most objects have none, and are not read for that.
    if !json.windows(EXPANDED.len()).any(|window| window == EXPANDED.as_bytes()) {
        return Ok(None);
    }
    let read = serde_json::from_slice::<Tree>(json).map(|mut object| object.remove(EXPANDED));
    match read {
        Ok(None | Some(Value::Null)) => Ok(None),
        Ok(Some(Value::Object(tree))) => Ok(Some(tree)),
        Ok(Some(_)) | Err(_) => {
            Err(Refusal::Unjudgeable { why: "what is expanded in it cannot be read" })
        }
    }
}

/// Every object of a tree, at any depth.
fn objects(tree: &Tree) -> Vec<&Tree> {
    let mut found = Vec::new();
    for value in tree.values() {
        let these = match value {
            Value::Array(these) => &these[..],
            one => std::slice::from_ref(one),
        };
        for object in these.iter().filter_map(Value::as_object) {
            found.push(object);
            let below = object.get(EXPANDED).and_then(Value::as_object);
            found.extend(below.map(objects).into_iter().flatten());
        }
    }
    found
}

/// The objects that what is expanded belongs to.
fn collect(tree: &Tree, owners: &mut BTreeSet<(Kind, String)>, app: &App) {
    for object in objects(tree) {
        if let Some((_, route, operation)) = known(object, app)
            && let Some(owner) = owner(object, &route, operation)
        {
            owners.insert(owner);
        }
    }
}

/// The URL of an object, and the operation that shows it.
fn known<'a>(object: &'a Tree, app: &'a App) -> Option<(&'a str, Route<'a>, &'a Operation)> {
    let url = object.get("url")?.as_str()?;
    let route = app.routes.find_url(url)?;
    match route.called() {
        Called::Zgw(operation) => Some((url, route, operation)),
        Called::Listed(_) => None,
    }
}

/// The object that a thing belongs to.
fn owner(object: &Tree, route: &Route<'_>, operation: &Operation) -> Option<(Kind, String)> {
    match operation.object() {
        ObjectRule::Parent(parent) => {
            let url = object.get(parent.member())?.as_str()?;
            Some((Kind::of_parent(parent), url.to_owned()))
        }
        ObjectRule::Path { .. } => match place::stored(operation, route) {
            Stored::Above(named) => Some((named.kind, named.url)),
            _ => None,
        },
        _ => None,
    }
}

type Owners = HashMap<(Kind, String), Arc<Facts>>;

async fn look_up(owners: BTreeSet<(Kind, String)>, app: &App) -> Result<Owners, Refusal> {
    let mut known = HashMap::new();
    for kind in Kind::ALL {
        let urls = owners.iter().filter(|(of, _)| *of == kind).map(|(_, url)| url.clone());
        let found = app.lookups.objects(kind, &urls.collect::<Vec<_>>(), app).await?;
        known.extend(found.into_iter().map(|(url, facts)| ((kind, url), facts)));
    }
    Ok(known)
}

/// What a caller may see, with all that is to be known of what things belong to.
struct Sight<'a> {
    principal: &'a Principal,
    app: &'a App,
    owners: Owners,
}

impl Sight<'_> {
    /// An object with what is left in its `_expand`; as it came, if that is everything.
    fn left_of<'j>(&self, json: &'j [u8], mut tree: Tree) -> Option<Cow<'j, [u8]>> {
        if self.prune(&mut tree) == Left::Everything {
            return Some(Cow::Borrowed(json));
        }
        let left = Value::Object(tree).to_string();
        let members = slices::members(json)?;
        let members = members.iter().map(|(name, value)| {
            let value = if name == EXPANDED { left.as_bytes() } else { value };
            (name.as_str(), value)
        });
        Some(Cow::Owned(slices::object(members)))
    }

    fn prune(&self, tree: &mut Tree) -> Left {
        let mut left = Left::Everything;
        tree.retain(|_, value| match value {
            Value::Array(these) => {
                these.retain_mut(|value| self.keeps(value, &mut left));
                true
            }
            one => self.keeps(one, &mut left),
        });
        left
    }

    /// Whether a value stays. What is no object shows nothing of one.
    fn keeps(&self, value: &mut Value, left: &mut Left) -> bool {
        let Value::Object(object) = value else { return true };
        if !self.shows(object) {
            *left = Left::Less;
            return false;
        }
        if let Some(Value::Object(below)) = object.get_mut(EXPANDED)
            && self.prune(below) == Left::Less
        {
            *left = Left::Less;
        }
        true
    }

    fn shows(&self, object: &Tree) -> bool {
        let Some((_, route, operation)) = known(object, self.app) else { return false };
        let Ok(judge) = Judge::new(self.principal, operation) else { return false };
        if operation.object() == ObjectRule::None {
            return judge.may_at_all();
        }
        let facts = match Kind::of(operation) {
            Some((kind, _)) => Facts::of_value(kind, object).map(Arc::new),
            None => owner(object, &route, operation)
                .and_then(|owner| self.owners.get(&owner).map(Arc::clone)),
        };
        facts.is_some_and(|facts| judge.may_touch(&facts).is_ok())
    }
}

/// What a pruned tree still has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    Everything,
    Less,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_sorted() {
        assert!(KNOWN.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
