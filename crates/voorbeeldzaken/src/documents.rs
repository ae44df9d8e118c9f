//! Documents: their versions, and the bytes of each.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;
use serde_json::Value;

use crate::problem::Problem;
use crate::store::{Members, Thing};
use crate::wire::Site;
use crate::{clock, locks, uploads};

/// What the server keeps of a new document.
pub(crate) fn prepare(members: &mut Members) {
    members.insert("versie".to_owned(), 1.into());
    members.insert("beginRegistratie".to_owned(), clock::moment().into());
    if !measure(members) && uploads::parts_of(members) > 0 {
        locks::put(members, locks::fresh());
    }
}

/// What the server keeps of a new version of a document.
pub(crate) fn renew(document: &Thing, members: &mut Members) {
    members.insert("versie".to_owned(), (version(document) + 1).into());
    members.insert("beginRegistratie".to_owned(), clock::moment().into());
    measure(members);
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
        versions.rev().find(|members| number_of(members) == number)
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
    let mut members = found.ok_or(Problem::NotFound)?.clone();
    // A lock is on the document, whichever version is looked at.
    let locked = document.members.get("locked").cloned().unwrap_or_else(|| false.into());
    members.insert("locked".to_owned(), locked);
    Ok(Thing { members, ..document.clone() })
}

/// The bytes of a document at its version.
pub(crate) fn content(document: &Thing) -> Vec<u8> {
    bytes(document.text("inhoud"))
}

/// The number of the version that a document is at.
pub(crate) fn version(document: &Thing) -> u64 {
    number_of(&document.members)
}

impl Site<'_> {
    /// The JSON of a thing that was just made: with the lock, when its bytes are still to come.
    pub(crate) fn created(&self, thing: &Thing) -> Value {
        let mut body = self.body(thing);
        if !thing.text(locks::LOCK).is_empty() {
            body["lock"] = thing.text(locks::LOCK).into();
        }
        body
    }
}

/// What is no base64 is taken for the bytes themselves: the witness refuses no body for that.
pub(crate) fn bytes(inhoud: &str) -> Vec<u8> {
    STANDARD.decode(inhoud).unwrap_or_else(|_| inhoud.as_bytes().to_vec())
}

/// Says how many bytes there are, when there are any.
fn measure(members: &mut Members) -> bool {
    let size = members.get("inhoud").and_then(Value::as_str).map(|inhoud| bytes(inhoud).len());
    if let Some(size) = size {
        members.insert("bestandsomvang".to_owned(), size.into());
    }
    size.is_some()
}

fn number_of(members: &Members) -> u64 {
    members.get("versie").and_then(Value::as_u64).unwrap_or(1)
}
