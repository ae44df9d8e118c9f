//! What one write brings along elsewhere: an end to a zaak, the other side of a link, a removal.

use serde_json::{Value, json};

use crate::kind::Kind;
use crate::store::{Store, Thing};
use crate::{clock, uploads};

/// What a new thing brings along.
pub(crate) fn of_creating(thing: &Thing, store: &Store) {
    match thing.kind {
        Kind::Status => close_or_reopen(thing, store),
        Kind::Zaakinformatieobject => mirror(thing, "zaak", store),
        Kind::Besluitinformatieobject => mirror(thing, "besluit", store),
        Kind::Besluit => list_below_its_zaak(thing, store),
        Kind::Document => uploads::cut(thing, store),
        _ => {}
    }
}

/// What a changed thing brings along.
pub(crate) fn of_changing(thing: &Thing, store: &Store) {
    match thing.kind {
        Kind::Besluit => {
            unlist(&thing.path(), store);
            list_below_its_zaak(thing, store);
        }
        Kind::Document => uploads::cut(thing, store),
        _ => {}
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
