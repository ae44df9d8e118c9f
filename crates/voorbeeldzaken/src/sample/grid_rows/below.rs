//! The rows of the grid that stand below a zaak or a document, as data.

use serde_json::{Value, json};

use crate::kind::Kind;
use crate::sample::grid::{self, Ending, State};
use crate::sample::{DATE, path};

/// A thing: its kind, the segment that its uuid is made of, its members.
type Row = (Kind, &'static str, Value);

pub(super) fn a_zaak(of: usize, level: usize, state: State) -> Vec<Row> {
    let ending = if state == State::Closed { Ending::Last } else { Ending::First };
    let number = (of << 8) + (level << 4) + state as usize;
    let zaak = path(Kind::Zaak, grid::zaak(of, level, state));
    let statustype = path(Kind::Statustype, grid::statustype(of, ending));
    let status = path(Kind::Status, grid::sub("statussen", of, level, state));
    let document = path(Kind::Document, grid::document(of, level));
    let mut rows = vec![
        (
            Kind::Status,
            "statussen",
            json!({ "zaak": zaak, "statustype": statustype, "datumStatusGezet": DATE }),
        ),
        (
            Kind::Substatus,
            "substatussen",
            json!({ "zaak": zaak, "status": status, "omschrijving": "Bezig", "tijdstip": DATE }),
        ),
        (
            Kind::Zaakinformatieobject,
            "zaakinformatieobjecten",
            json!({ "zaak": zaak, "informatieobject": document, "registratiedatum": DATE }),
        ),
        (
            Kind::Klantcontact,
            "klantcontacten",
            json!({
                "zaak": zaak,
                "identificatie": format!("KLANTCONTACT-{number}"),
                "datumtijd": DATE,
                "kanaal": "telefoon",
            }),
        ),
        (
            Kind::Zaaknotitie,
            "zaaknotities",
            json!({
                "onderwerp": "Notitie",
                "tekst": format!("Bij zaak {number}"),
                "aanmaakdatum": DATE,
                "wijzigingsdatum": DATE,
                "gerelateerdAan": zaak,
            }),
        ),
    ];
    rows.extend(of_its_zaaktype(&zaak, of, number));
    rows.extend(elsewhere(&zaak, number));
    rows
}

pub(super) fn a_document(of: usize, level: usize) -> Vec<Row> {
    let document = path(Kind::Document, grid::document(of, level));
    let zaak = path(Kind::Zaak, grid::zaak(of, level, State::Open));
    vec![
        (
            Kind::Gebruiksrecht,
            "gebruiksrechten",
            json!({
                "informatieobject": document,
                "startdatum": grid::REGISTERED[0],
                "omschrijvingVoorwaarden": "Geen",
            }),
        ),
        (
            Kind::Objectinformatieobject,
            "objectinformatieobjecten",
            json!({ "informatieobject": document, "object": zaak, "objectType": "zaak" }),
        ),
        (
            Kind::Verzending,
            "verzendingen",
            json!({
                "betrokkene": format!("https://elders.example/personen/{of}{level}"),
                "informatieobject": document,
                "aardRelatie": "geadresseerde",
            }),
        ),
    ]
}

/// What names a type that the zaaktype has.
fn of_its_zaaktype(zaak: &str, of: usize, number: usize) -> Vec<Row> {
    let typed = |kind, segment: &str| path(kind, grid::of_zaaktype(segment, of));
    vec![
        (
            Kind::Resultaat,
            "resultaten",
            json!({
                "zaak": zaak,
                "resultaattype": typed(Kind::Resultaattype, "resultaattypen"),
            }),
        ),
        (
            Kind::Rol,
            "rollen",
            json!({
                "zaak": zaak,
                "betrokkeneType": "natuurlijk_persoon",
                "roltype": typed(Kind::Roltype, "roltypen"),
                "omschrijving": "Initiator",
                "omschrijvingGeneriek": "initiator",
                "registratiedatum": DATE,
                "betrokkeneIdentificatie": { "inpBsn": format!("9{number:08}") },
            }),
        ),
        (
            Kind::Zaakeigenschap,
            "zaakeigenschappen",
            json!({
                "zaak": zaak,
                "eigenschap": typed(Kind::Eigenschap, "eigenschappen"),
                "naam": "Bedrag",
                "waarde": number.to_string(),
            }),
        ),
    ]
}

/// What names something in another system.
fn elsewhere(zaak: &str, number: usize) -> Vec<Row> {
    let url = |what: &str| format!("https://elders.example/{what}/{number}");
    vec![
        (
            Kind::Zaakobject,
            "zaakobjecten",
            json!({ "zaak": zaak, "object": url("adressen"), "objectType": "adres" }),
        ),
        (
            Kind::Zaakcontactmoment,
            "zaakcontactmomenten",
            json!({ "zaak": zaak, "contactmoment": url("contactmomenten") }),
        ),
        (Kind::Zaakverzoek, "zaakverzoeken", json!({ "zaak": zaak, "verzoek": url("verzoeken") })),
    ]
}
