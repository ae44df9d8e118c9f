//! The lock of a document: who has it may change the document.

use serde_json::{Value, json};

use crate::body::Body;
use crate::kind::Kind;
use crate::problem::Problem;
use crate::store::{Members, Store, Thing};
use crate::{clock, uploads};

/// The server's own member in which a lock is kept.
pub(crate) const LOCK: &str = "_lock";

/// Locks a document; the lock is what its holder has to show from now on.
pub(crate) fn lock(document: &Thing, store: &Store) -> Result<Value, Problem> {
    if is_locked(document) {
        return Err(Problem::of_all("existing-lock", "Het document is al vergrendeld."));
    }
    let lock = fresh();
    let mut members = Members::new();
    put(&mut members, lock.clone());
    store.change(Kind::Document, document.uuid, members);
    Ok(json!({ "lock": lock }))
}

/// Unlocks a document; without a lock it is forced, for every applicatie may do everything here.
pub(crate) fn unlock(document: &Thing, body: &Body, store: &Store) -> Result<(), Problem> {
    let lock = body.get("lock").and_then(Value::as_str).unwrap_or_default();
    if !lock.is_empty() && lock != document.text(LOCK) {
        return Err(incorrect_lock());
    }
    let mut members = Members::new();
    if let Some(inhoud) = uploads::join(document, store)? {
        members.insert("inhoud".to_owned(), inhoud.into());
    }
    members.insert(LOCK.to_owned(), Value::Null);
    members.insert("locked".to_owned(), false.into());
    store.change(Kind::Document, document.uuid, members);
    Ok(())
}

/// Whoever changes a document shows its lock.
pub(crate) fn check(document: &Thing, body: &Body) -> Result<(), Problem> {
    if !is_locked(document) {
        return Err(Problem::of_all("unlocked", "Het document is niet vergrendeld."));
    }
    match body.get("lock").and_then(Value::as_str) {
        None | Some("") => Err(Problem::of_all("missing-lock-id", "Stuur het lock mee.")),
        Some(lock) => fits(document, lock),
    }
}

/// Whether a lock is that of a document.
pub(crate) fn fits(document: &Thing, lock: &str) -> Result<(), Problem> {
    let own = document.text(LOCK);
    if own.is_empty() || own != lock { Err(incorrect_lock()) } else { Ok(()) }
}

/// Puts a lock among the members of a document.
pub(crate) fn put(members: &mut Members, lock: String) {
    members.insert(LOCK.to_owned(), lock.into());
    members.insert("locked".to_owned(), true.into());
}

/// A lock that nobody has.
pub(crate) fn fresh() -> String {
    clock::fresh_uuid().simple().to_string()
}

fn is_locked(document: &Thing) -> bool {
    !document.text(LOCK).is_empty()
}

fn incorrect_lock() -> Problem {
    Problem::of_all("incorrect-lock-id", "Dit is niet het lock van het document.")
}
