//! A write carried out: the thing itself, what it brings along, and its line in the audit trail.

use serde_json::{Value, json};

use crate::kind::Kind;
use crate::problem::Problem;
use crate::store::{Members, Store, Thing};
use crate::token::Caller;
use crate::wire::Site;
use crate::writing::Extent;
use crate::{clock, documents};

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
        after_create(&thing, self.site.store);
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
        after_change(&changed, store);
        let action = if extent == Extent::Part { "partial_update" } else { "update" };
        let changes = json!({ "oud": old, "nieuw": self.site.body(&changed) });
        self.note(&changed, (action, 200), &changes);
        Ok(changed)
    }

    /// Removes a thing and all that hangs below it.
    pub(crate) fn remove(&self, thing: &Thing) {
        let old = self.site.body(thing);
        remove(thing, self.site.store);
        // The trail of what is gone goes with it.
        if thing.main().is_some() {
            self.note(thing, ("destroy", 204), &json!({ "oud": old, "nieuw": null }));
        }
    }

    fn note(&self, thing: &Thing, (action, status): (&str, u16), changes: &Value) {
        let own_path = thing.path();
        let (of, main) = match thing.kind.shape().main {
            Some((kind, member)) => (kind, thing.text(member)),
            None => (thing.kind, own_path.as_str()),
        };
        let Some(trail) = trail_of(of) else { return };
        let line = json!({
            "bron": component(&own_path),
            "applicatieId": self.caller.client_id,
            "applicatieWeergave": self.caller.client_id,
            "gebruikersId": self.caller.user_id.as_deref().unwrap_or_default(),
            "gebruikersWeergave": self.caller.user_representation.as_deref().unwrap_or_default(),
            "actie": action,
            "resultaat": status,
            "hoofdObject": main,
            "resource": format!("{:?}", thing.kind).to_lowercase(),
            "resourceUrl": own_path,
            "resourceWeergave": thing.text("identificatie"),
            "aanmaakdatum": clock::moment(),
            "wijzigingen": changes,
        });
        if let Value::Object(line) = line {
            self.site.store.insert(trail, clock::fresh_uuid(), line);
        }
    }
}

/// The audit trail that tells of things of this kind.
pub(crate) fn trail_of(main: Kind) -> Option<Kind> {
    match main {
        Kind::Zaak => Some(Kind::ZaakTrail),
        Kind::Document => Some(Kind::DocumentTrail),
        Kind::Besluit => Some(Kind::BesluitTrail),
        _ => None,
    }
}

/// The API that a path is in, by its short name.
pub(crate) fn component(path: &str) -> &'static str {
    match path.split('/').nth(1) {
        Some("zaken") => "zrc",
        Some("documenten") => "drc",
        _ => "brc",
    }
}

/// Removes a thing, all that hangs below it, and what was only there because of it.
pub(crate) fn remove(thing: &Thing, store: &Store) {
    let path = thing.path();
    store.remove(thing.kind, thing.uuid);
    for kind in Kind::ALL {
        if let Some((main, member)) = kind.shape().main
            && main == thing.kind
        {
            store.naming(kind, member, &path).iter().for_each(|below| remove(below, store));
        }
    }
    match thing.kind {
        Kind::Zaakinformatieobject | Kind::Besluitinformatieobject => unmirror(thing, store),
        Kind::Besluit => unlist(&path, store),
        _ => {}
    }
}

fn after_create(thing: &Thing, store: &Store) {
    match thing.kind {
        Kind::Status => close_or_reopen(thing, store),
        Kind::Zaakinformatieobject => mirror(thing, "zaak", store),
        Kind::Besluitinformatieobject => mirror(thing, "besluit", store),
        Kind::Besluit => list_below_its_zaak(thing, store),
        Kind::Document => documents::cut(thing, store),
        _ => {}
    }
}

fn after_change(thing: &Thing, store: &Store) {
    match thing.kind {
        Kind::Besluit => {
            unlist(&thing.path(), store);
            list_below_its_zaak(thing, store);
        }
        Kind::Document => documents::cut(thing, store),
        _ => {}
    }
}

/// An end status gives the zaak its einddatum; any other takes it away again.
fn close_or_reopen(status: &Thing, store: &Store) {
    let statustype = store.at(Kind::Statustype, status.text("statustype"));
    let ends = statustype.is_some_and(|of| of.members.get("isEindstatus") == Some(&true.into()));
    let day = status.text("datumStatusGezet").split('T').next().unwrap_or_default();
    let end = if ends { Value::from(day) } else { Value::Null };
    if let Some(zaak) = store.at(Kind::Zaak, status.text("zaak")) {
        store.change(Kind::Zaak, zaak.uuid, [("einddatum".to_owned(), end)].into_iter().collect());
    }
}

/// The Documenten API keeps the other side of what links a document to a zaak or a besluit.
fn mirror(link: &Thing, to: &str, store: &Store) {
    let other = json!({
        "informatieobject": link.text("informatieobject"),
        "object": link.text(to),
        "objectType": to,
    });
    if let Value::Object(other) = other {
        store.insert(Kind::Objectinformatieobject, clock::fresh_uuid(), other);
    }
}

fn unmirror(link: &Thing, store: &Store) {
    let object = link.main().unwrap_or_default();
    let document = link.text("informatieobject");
    let others = store.naming(Kind::Objectinformatieobject, "informatieobject", document);
    for other in others.iter().filter(|other| other.text("object") == object) {
        store.remove(other.kind, other.uuid);
    }
}

fn list_below_its_zaak(besluit: &Thing, store: &Store) {
    if besluit.text("zaak").is_empty() {
        return;
    }
    let listed = json!({ "zaak": besluit.text("zaak"), "besluit": besluit.path() });
    if let Value::Object(listed) = listed {
        store.insert(Kind::Zaakbesluit, clock::fresh_uuid(), listed);
    }
}

fn unlist(besluit: &str, store: &Store) {
    for listed in store.naming(Kind::Zaakbesluit, "besluit", besluit) {
        store.remove(listed.kind, listed.uuid);
    }
}
