//! Documents: their versions, their bytes, their lock, and the parts in which large ones come.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;
use serde_json::{Value, json};

use crate::body::Body;
use crate::clock;
use crate::kind::Kind;
use crate::problem::Problem;
use crate::store::{Members, Store, Thing};
use crate::view::version;
use crate::wire::Site;

/// Bytes per part of a large document. Open Zaak's default is 4 GB; here a test can have two.
const PART: u64 = 64 * 1024;

/// So many parts at most, whatever size a body claims.
const MOST_PARTS: u64 = 1_000;

/// The server's own member in which a lock is kept.
const LOCK: &str = "_lock";

/// What the server keeps of a new document.
pub(crate) fn prepare(members: &mut Members) {
    members.insert("versie".to_owned(), 1.into());
    members.insert("beginRegistratie".to_owned(), clock::moment().into());
    if let Some(size) = members.get("inhoud").and_then(Value::as_str).map(|text| bytes(text).len())
    {
        members.insert("bestandsomvang".to_owned(), size.into());
    } else if parts_of(members) > 0 {
        lock_with(members, new_lock());
    }
}

/// What the server keeps of a new version of a document.
pub(crate) fn renew(document: &Thing, members: &mut Members) {
    members.insert("versie".to_owned(), (version(document) + 1).into());
    members.insert("beginRegistratie".to_owned(), clock::moment().into());
    if let Some(size) = members.get("inhoud").and_then(Value::as_str).map(|text| bytes(text).len())
    {
        members.insert("bestandsomvang".to_owned(), size.into());
    }
}

/// Makes the parts of a document whose bytes are still to come, when it has none yet.
pub(crate) fn cut(document: &Thing, store: &Store) {
    let path = document.path();
    if !store.naming(Kind::Bestandsdeel, "informatieobject", &path).is_empty() {
        return;
    }
    let size = size(&document.members);
    for number in 1..=parts_of(&document.members) {
        let part = json!({
            "informatieobject": path,
            "volgnummer": number,
            "omvang": (size - (number - 1) * PART).min(PART),
            "voltooid": false,
        });
        if let Value::Object(part) = part {
            store.insert(Kind::Bestandsdeel, clock::fresh_uuid(), part);
        }
    }
}

/// The document as it was at the version, or at the moment, that the query asks for.
pub(crate) fn at(document: &Thing, query: &str) -> Result<Thing, Problem> {
    let asked = |name: &str| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    };
    let versions = document.earlier.iter().chain([&document.members]);
    let found = if let Some(number) = asked("versie") {
        let wrong = |_| Problem::invalid("versie", "invalid", "Dit moet een getal zijn.");
        let number: u64 = number.parse().map_err(wrong)?;
        versions.rev().find(|members| members.get("versie") == Some(&number.into()))
    } else if let Some(moment) = asked("registratieOp") {
        let wrong = |_| Problem::invalid("registratieOp", "invalid", "Dit moet een moment zijn.");
        let moment = DateTime::parse_from_rfc3339(&moment).map_err(wrong)?;
        let begun = |members: &&Members| {
            let begin = members.get("beginRegistratie").and_then(Value::as_str);
            begin.and_then(|begin| DateTime::parse_from_rfc3339(begin).ok()) <= Some(moment)
        };
        versions.rev().find(begun)
    } else {
        Some(&document.members)
    };
    let members = found.ok_or(Problem::NotFound)?.clone();
    Ok(Thing { members, ..document.clone() })
}

/// The bytes of a document at its version.
pub(crate) fn content(document: &Thing) -> Vec<u8> {
    bytes(document.text("inhoud"))
}

/// Locks a document; the lock is what its holder has to show from now on.
pub(crate) fn lock(document: &Thing, store: &Store) -> Result<Value, Problem> {
    if is_locked(document) {
        return Err(nonfield("existing-lock", "Het document is al vergrendeld."));
    }
    let lock = new_lock();
    let mut members = Members::new();
    lock_with(&mut members, lock.clone());
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
    let mut parts = store.naming(Kind::Bestandsdeel, "informatieobject", &document.path());
    parts.reverse();
    if !parts.is_empty() {
        members.insert("inhoud".to_owned(), joined(&parts)?.into());
        parts.iter().for_each(|part| store.remove(part.kind, part.uuid));
    }
    members.insert(LOCK.to_owned(), Value::Null);
    members.insert("locked".to_owned(), false.into());
    store.change(Kind::Document, document.uuid, members);
    Ok(())
}

/// Whoever changes a document shows its lock.
pub(crate) fn check_lock(document: &Thing, body: &Body) -> Result<(), Problem> {
    if !is_locked(document) {
        return Err(nonfield("unlocked", "Het document is niet vergrendeld."));
    }
    match body.get("lock").and_then(Value::as_str) {
        None | Some("") => Err(nonfield("missing-lock-id", "Stuur het lock mee.")),
        Some(lock) => fits(document, lock),
    }
}

/// Takes in one part of a document, for whoever has its lock.
pub(crate) fn take_in(part: &Thing, sent: (&str, &[u8]), store: &Store) -> Result<Thing, Problem> {
    let (lock, inhoud) = sent;
    let document = store.at(Kind::Document, part.text("informatieobject"));
    fits(&document.ok_or(Problem::NotFound)?, lock)?;
    if part.members.get("omvang") != Some(&inhoud.len().into()) {
        return Err(nonfield("file-size", "Het bestandsdeel heeft een andere omvang."));
    }
    let mut members = Members::new();
    members.insert("_inhoud".to_owned(), STANDARD.encode(inhoud).into());
    members.insert("voltooid".to_owned(), true.into());
    store.change(Kind::Bestandsdeel, part.uuid, members).ok_or(Problem::NotFound)
}

impl Site<'_> {
    /// The JSON of a thing that was just made: with the lock, when its bytes are still to come.
    pub(crate) fn created(&self, thing: &Thing) -> Value {
        let mut body = self.body(thing);
        if !thing.text(LOCK).is_empty() {
            body["lock"] = thing.text(LOCK).into();
        }
        body
    }
}

fn fits(document: &Thing, lock: &str) -> Result<(), Problem> {
    let own = document.text(LOCK);
    if own.is_empty() || own != lock { Err(incorrect_lock()) } else { Ok(()) }
}

fn is_locked(document: &Thing) -> bool {
    !document.text(LOCK).is_empty()
}

fn lock_with(members: &mut Members, lock: String) {
    members.insert(LOCK.to_owned(), lock.into());
    members.insert("locked".to_owned(), true.into());
}

fn new_lock() -> String {
    clock::fresh_uuid().simple().to_string()
}

fn size(members: &Members) -> u64 {
    members.get("bestandsomvang").and_then(Value::as_u64).unwrap_or_default()
}

/// How many parts are still to come: none once there are bytes.
fn parts_of(members: &Members) -> u64 {
    let is_there = members.get("inhoud").is_some_and(Value::is_string);
    if is_there { 0 } else { size(members).div_ceil(PART).min(MOST_PARTS) }
}

fn joined(parts: &[Thing]) -> Result<String, Problem> {
    let mut all = Vec::new();
    for part in parts {
        if part.members.get("voltooid") != Some(&true.into()) {
            return Err(nonfield("incomplete-files", "Er ontbreken bestandsdelen."));
        }
        all.extend(bytes(part.text("_inhoud")));
    }
    Ok(STANDARD.encode(all))
}

/// What is no base64 is taken for the bytes themselves: the witness refuses no body for that.
fn bytes(inhoud: &str) -> Vec<u8> {
    STANDARD.decode(inhoud).unwrap_or_else(|_| inhoud.as_bytes().to_vec())
}

fn incorrect_lock() -> Problem {
    nonfield("incorrect-lock-id", "Dit is niet het lock van het document.")
}

fn nonfield(code: &'static str, reason: &str) -> Problem {
    Problem::invalid("nonFieldErrors", code, reason)
}
