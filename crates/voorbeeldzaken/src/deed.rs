//! A write carried out: the thing itself, what it brings along, and its line in the audit trail.

use serde_json::{Value, json};

use crate::kind::Kind;
use crate::problem::Problem;
use crate::store::{Members, Thing};
use crate::token::Caller;
use crate::wire::Site;
use crate::writing::Extent;
use crate::{clock, consequences, documents, trail};

/// Somebody's deeds at a site.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deed<'a> {
    pub(crate) site: Site<'a>,
    pub(crate) caller: &'a Caller,
}

impl Deed<'_> {
    /// Adds a thing under an identifier that nobody has.
    pub(crate) fn create(&self, kind: Kind, mut members: Members) -> Thing {
        if kind == Kind::Document {
            documents::prepare(&mut members);
        }
        let thing = self.site.store.insert(kind, clock::fresh_uuid(), members);
        consequences::of_creating(&thing, self.site.store);
        let new = self.site.body(&thing);
        self.note(&thing, ("create", 201), &json!({ "oud": null, "nieuw": new }));
        thing
    }

    /// Replaces members of a thing; of a document that makes a new version.
    pub(crate) fn change(
        &self,
        thing: &Thing,
        mut members: Members,
        extent: Extent,
    ) -> Result<Thing, Problem> {
        let store = self.site.store;
        let old = self.site.body(thing);
        let changed = if thing.kind == Kind::Document {
            documents::renew(thing, &mut members);
            store.renew(thing.kind, thing.uuid, members)
        } else {
            store.change(thing.kind, thing.uuid, members)
        };
        let changed = changed.ok_or(Problem::NotFound)?;
        consequences::of_changing(&changed, store);
        let action = if extent == Extent::Part { "partial_update" } else { "update" };
        let changes = json!({ "oud": old, "nieuw": self.site.body(&changed) });
        self.note(&changed, (action, 200), &changes);
        Ok(changed)
    }

    /// Removes a thing and all that hangs below it.
    pub(crate) fn remove(&self, thing: &Thing) {
        let old = self.site.body(thing);
        consequences::remove(thing, self.site.store);
        // The trail of what is gone goes with it.
        if thing.main().is_some() {
            self.note(thing, ("destroy", 204), &json!({ "oud": old, "nieuw": null }));
        }
    }

    fn note(&self, thing: &Thing, (action, status): (&str, u16), changes: &Value) {
        let Some((kind, mut line)) = trail::line(thing, (action, status)) else { return };
        let caller = self.caller;
        line["applicatieId"] = caller.client_id.as_str().into();
        line["applicatieWeergave"] = caller.client_id.as_str().into();
        line["gebruikersId"] = caller.user_id.as_deref().unwrap_or_default().into();
        let name = caller.user_representation.as_deref().unwrap_or_default();
        line["gebruikersWeergave"] = name.into();
        line["aanmaakdatum"] = clock::moment().into();
        line["wijzigingen"] = changes.clone();
        if let Value::Object(line) = line {
            self.site.store.insert(kind, clock::fresh_uuid(), line);
        }
    }
}
