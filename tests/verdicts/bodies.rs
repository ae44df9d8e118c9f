//! What is written: the least that the upstream takes for each kind of thing.

use serde_json::{Value, json};
use uuid::Uuid;
use voorbeeldzaken::sample;
use voorbeeldzaken::sample::grid::{BESLUITTYPEN, INFORMATIEOBJECTTYPEN, ZAAKTYPEN};

use super::table::Cell;
use crate::harness::ZAKEN;

const ORGANISATIE: &str = "002220647";

/// The URL of a path under our name.
pub(super) fn url(path: &str) -> Value {
    format!("{ZAKEN}{path}").into()
}

/// The URL of a type, by the member that names it.
pub(super) fn type_url(member: &str, of_type: usize) -> Value {
    let of = |path: &str, types: [Uuid; 2]| sample::url(ZAKEN, path, types[of_type]).into();
    match member {
        "zaaktype" => of(sample::ZAAKTYPEN, ZAAKTYPEN),
        "informatieobjecttype" => of(sample::INFORMATIEOBJECTTYPEN, INFORMATIEOBJECTTYPEN),
        _ => of(sample::BESLUITTYPEN, BESLUITTYPEN),
    }
}

pub(super) fn zaak(cell: Cell) -> Value {
    json!({
        "zaaktype": type_url("zaaktype", cell.of_type),
        "vertrouwelijkheidaanduiding": cell.level(),
        "bronorganisatie": ORGANISATIE,
        "verantwoordelijkeOrganisatie": ORGANISATIE,
        "startdatum": "2026-01-01",
    })
}

pub(super) fn document(cell: Cell, ready: bool) -> Value {
    json!({
        "informatieobjecttype": type_url("informatieobjecttype", cell.of_type),
        "vertrouwelijkheidaanduiding": cell.level(),
        "isGereedVoorPublicatie": ready,
        "bronorganisatie": ORGANISATIE,
        "creatiedatum": "2026-01-01",
        "titel": "Brief",
        "auteur": "Balie",
        "taal": "nld",
        "inhoud": "YnJpZWY=",
        "bestandsomvang": 5,
    })
}

pub(super) fn besluit(of_type: usize, zaak: Option<&str>) -> Value {
    let mut body = json!({
        "besluittype": type_url("besluittype", of_type),
        "verantwoordelijkeOrganisatie": ORGANISATIE,
        "datum": "2026-01-01",
        "ingangsdatum": "2026-01-01",
    });
    if let Some(zaak) = zaak {
        body["zaak"] = url(zaak);
    }
    body
}

pub(super) fn status() -> Value {
    json!({ "statustype": "In behandeling", "datumStatusGezet": "2026-01-02T00:00:00Z" })
}

pub(super) fn rol() -> Value {
    json!({ "roltype": "Melder", "betrokkeneType": "medewerker", "roltoelichting": "balie",
        "betrokkeneIdentificatie": { "identificatie": "1" } })
}

/// A number, before there is what it is for.
pub(super) fn reservation() -> Value {
    json!({ "bronorganisatie": ORGANISATIE })
}

/// Something that belongs to a zaak, a document or a besluit, in a list of this name.
pub(super) fn part(list: &str) -> Value {
    match list {
        "klantcontacten" => json!({ "kanaal": "balie", "datumtijd": "2026-01-02T00:00:00Z" }),
        "resultaten" => json!({ "resultaattype": "Afgehandeld" }),
        "rollen" => rol(),
        "statussen" => status(),
        "substatussen" => json!({ "omschrijving": "Wacht", "tijdstip": "2026-01-02T00:00:00Z" }),
        "zaakcontactmomenten" => json!({ "contactmoment": "https://contact.example/1" }),
        "zaakverzoeken" => json!({ "verzoek": "https://verzoek.example/1" }),
        "zaaknotities" => json!({ "onderwerp": "Let op", "tekst": "Bel terug" }),
        "zaakobjecten" => json!({ "objectType": "adres", "object": "https://adres.example/1" }),
        "zaakeigenschappen" => json!({ "eigenschap": "Kleur", "waarde": "rood" }),
        "gebruiksrechten" => {
            json!({ "startdatum": "2026-01-01T00:00:00Z", "omschrijvingVoorwaarden": "geen" })
        }
        "objectinformatieobjecten" => json!({ "objectType": "zaak" }),
        "verzendingen" => json!({ "betrokkene": "https://persoon.example/1",
            "aardRelatie": "geadresseerde", "contactPersoon": "https://persoon.example/2" }),
        _ => json!({}),
    }
}

/// The member of which a part says what it belongs to.
pub(super) fn belongs_by(list: &str) -> &'static str {
    match list {
        "zaaknotities" => "gerelateerdAan",
        "gebruiksrechten" | "objectinformatieobjecten" | "verzendingen" => "informatieobject",
        "besluitinformatieobjecten" => "besluit",
        _ => "zaak",
    }
}

/// A change that decides nothing.
pub(super) fn change(list: &str) -> Value {
    let member = match list {
        "zaaknotities" => "tekst",
        "zaakobjecten" => "relatieomschrijving",
        "zaakinformatieobjecten" | "enkelvoudiginformatieobjecten" => "titel",
        "zaakeigenschappen" => "waarde",
        "gebruiksrechten" => "omschrijvingVoorwaarden",
        "verzendingen" => "contactpersoonnaam",
        _ => "toelichting",
    };
    json!({ member: "anders" })
}
