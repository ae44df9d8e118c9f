//! What the variant of a row makes of a body.

use serde_json::{Value, json};

use super::bodies::{belongs_by, type_url, url};
use super::making::Making;
use super::requests::Question;
use super::table::{DOCUMENTEN, Variant, ZAKEN};

const LEVEL: &str = "vertrouwelijkheidaanduiding";

/// The body with what the variant says of it.
pub(super) fn put_into(mut body: Value, question: Question, making: &Making<'_>) -> Value {
    let (variant, operation) = (question.row.variant, question.row.operation);
    put_level(&mut body, variant);
    if variant.has("type=other") {
        let member = match operation.base() {
            ZAKEN => "zaaktype",
            DOCUMENTEN => "informatieobjecttype",
            _ => "besluittype",
        };
        body[member] = type_url(member, 1 - question.cell.of_type);
    }
    if let Some(ready) = variant.value("ready") {
        body["isGereedVoorPublicatie"] = (ready == "true").into();
    }
    if let Some(there) = variant.value("to") {
        let member = belongs_by(operation.list());
        let of_zaken = operation.base() == ZAKEN;
        body[member] = url(&if of_zaken { making.zaak(there) } else { making.document(there) });
    }
    if let Some(zaak) = variant.value("onto") {
        body["zaak"] = url(&making.zaak(zaak));
    }
    if let Some(document) = variant.value("document") {
        body["informatieobject"] = url(&making.document(document));
    }
    if let Some(zaak) = variant.value("andere") {
        body["relevanteAndereZaken"] =
            json!([{ "url": url(&making.zaak(zaak)), "aardRelatie": "vervolg" }]);
    }
    body
}

/// The level that the variant names, or none.
pub(super) fn put_level(body: &mut Value, variant: Variant) {
    match variant.value("level") {
        Some("omitted") => drop(body.as_object_mut().unwrap().remove(LEVEL)),
        Some(level) => body[LEVEL] = level.into(),
        None => {}
    }
}
