//! The bodies of what writes several things at once.

use serde_json::{Value, json};

use super::bodies::{self, url};
use super::making::Making;
use super::requests::Question;
use super::variants::put_level;

/// The body of a composite operation.
pub(super) fn body(question: Question, making: &Making<'_>) -> Value {
    let variant = question.row.variant;
    let document = variant.value("document").map(|named| url(&making.document(named)));
    let links: Vec<Value> =
        document.iter().map(|document| json!({ "informatieobject": document })).collect();
    let zaak = variant.value("zaak").map(|named| making.zaak(named));
    let mut main = main(question, zaak.as_deref());
    put_level(&mut main, variant);
    let status = bodies::status();
    match question.row.operation.root() {
        "zaak_registreren" | "zaak_bijwerken" => json!({ "zaak": main, "status": status,
            "rollen": [bodies::rol()], "zaakinformatieobjecten": links }),
        "zaak_afsluiten" => json!({ "zaak": main, "status": status,
            "resultaat": bodies::part("resultaten") }),
        "document_registreren" => json!({ "enkelvoudiginformatieobject": main,
            "zaakinformatieobject": { "zaak": url(&zaak.unwrap()) } }),
        "besluit_verwerken" => json!({ "besluit": main, "besluitinformatieobjecten": links }),
        _ => json!({ "zaak": main, "status": status }),
    }
}

/// What is made or changed itself.
fn main(question: Question, zaak: Option<&str>) -> Value {
    match question.row.operation.root() {
        "zaak_registreren" => bodies::zaak(question.cell),
        "zaak_opschorten" => json!({ "opschorting": { "indicatie": true, "reden": "wacht" } }),
        "zaak_verlengen" => json!({ "verlenging": { "reden": "druk", "duur": "P5D" } }),
        "document_registreren" => bodies::document(question.cell, false),
        "besluit_verwerken" => bodies::besluit(question.cell.of_type, zaak),
        _ => bodies::change("zaken"),
    }
}
