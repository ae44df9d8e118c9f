//! Large documents: their bytes come in parts, under a lock, after the document itself.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::kind::Kind;
use crate::problem::Problem;
use crate::store::{Members, Store, Thing};
use crate::{clock, documents, locks};

/// Bytes per part of a large document. Open Zaak's default is 4 GB; here a test can have two.
const PART: u64 = 64 * 1024;

/// So many parts at most, whatever size a body claims.
const MOST_PARTS: u64 = 1_000;

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

/// Takes in one part of a document, for whoever has its lock.
pub(crate) fn take_in(part: &Thing, sent: (&str, &[u8]), store: &Store) -> Result<Thing, Problem> {
    let (lock, inhoud) = sent;
    let document = store.at(Kind::Document, part.text("informatieobject"));
    locks::fits(&document.ok_or(Problem::NotFound)?, lock)?;
    if part.members.get("omvang") != Some(&inhoud.len().into()) {
        return Err(Problem::of_all("file-size", "Het bestandsdeel heeft een andere omvang."));
    }
    let mut members = Members::new();
    members.insert("_inhoud".to_owned(), STANDARD.encode(inhoud).into());
    members.insert("voltooid".to_owned(), true.into());
    store.change(Kind::Bestandsdeel, part.uuid, members).ok_or(Problem::NotFound)
}

/// Joins the parts of a document, which are gone then; none when it has no parts.
pub(crate) fn join(document: &Thing, store: &Store) -> Result<Option<String>, Problem> {
    let mut parts = store.naming(Kind::Bestandsdeel, "informatieobject", &document.path());
    if parts.is_empty() {
        return Ok(None);
    }
    parts.reverse();
    let mut all = Vec::new();
    for part in &parts {
        if part.members.get("voltooid") != Some(&true.into()) {
            return Err(Problem::of_all("incomplete-files", "Er ontbreken bestandsdelen."));
        }
        all.extend(documents::bytes(part.text("_inhoud")));
    }
    parts.iter().for_each(|part| store.remove(part.kind, part.uuid));
    Ok(Some(STANDARD.encode(all)))
}

/// How many parts are still to come: none once there are bytes.
pub(crate) fn parts_of(members: &Members) -> u64 {
    let is_there = members.get("inhoud").is_some_and(Value::is_string);
    if is_there { 0 } else { size(members).div_ceil(PART).min(MOST_PARTS) }
}

fn size(members: &Members) -> u64 {
    members.get("bestandsomvang").and_then(Value::as_u64).unwrap_or_default()
}
