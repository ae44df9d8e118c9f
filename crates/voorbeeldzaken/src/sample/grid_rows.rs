//! What stands in the grid, row by row.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use uuid::Uuid;

use super::grid::{self, LEVELS, State};
use super::{BESLUITTYPE_AFWIJZING, DATE, ORGANISATION, catalogue, content, path, put};
use crate::kind::Kind;
use crate::store::{Store, Thing};
use crate::trail;

mod below;

pub(super) fn fill(store: &Store) {
    content::types(store);
    let members = json!({ "omschrijving": "Afwijzing bijzondere bijstand" });
    put(store, Kind::Besluittype, BESLUITTYPE_AFWIJZING, members);
    catalogue::fill(store);
    for of in 0..2 {
        for level in 0..LEVELS.len() {
            document(store, of, level);
            upload(store, of, level);
            for state in [State::Open, State::Closed, State::Bare] {
                zaak(store, of, level, state);
            }
            around_document(store, of, level);
        }
        besluit(store, of);
    }
}

fn zaak(store: &Store, of: usize, level: usize, state: State) {
    let closed = state == State::Closed;
    let members = json!({
        "identificatie": format!("ZAAK-2026-{of}{level}{}", state as usize),
        "bronorganisatie": ORGANISATION,
        "verantwoordelijkeOrganisatie": ORGANISATION,
        "omschrijving": format!("Zaak {of} op niveau {level}"),
        "toelichting": "",
        "zaaktype": path(Kind::Zaaktype, grid::ZAAKTYPEN[of]),
        "vertrouwelijkheidaanduiding": LEVELS[level],
        "registratiedatum": DATE,
        "startdatum": DATE,
        "einddatum": if closed { Value::from(DATE) } else { Value::Null },
    });
    let zaak = put(store, Kind::Zaak, grid::zaak(of, level, state), members);
    if state == State::Bare {
        return;
    }
    for (kind, segment, members) in below::a_zaak(of, level, state) {
        put(store, kind, grid::sub(segment, of, level, state), members);
    }
    trail(store, &zaak, grid::sub("audittrail", of, level, state));
}

fn document(store: &Store, of: usize, level: usize) {
    let mut first = bare_document(of, LEVELS[LEVELS.len() - 1 - level]);
    first["identificatie"] = format!("DOCUMENT-2026-{of}{level}0").into();
    first["isGereedVoorPublicatie"] = level.is_multiple_of(2).into();
    first["inhoud"] = STANDARD.encode("versie 1").into();
    first["bestandsomvang"] = "versie 1".len().into();
    let document = put(store, Kind::Document, grid::document(of, level), first);
    let second = json!({
        "vertrouwelijkheidaanduiding": LEVELS[level],
        "versie": 2,
        "beginRegistratie": grid::REGISTERED[1],
        "inhoud": STANDARD.encode("versie 2"),
    });
    if let Value::Object(second) = second {
        store.renew(document.kind, document.uuid, second);
    }
}

fn upload(store: &Store, of: usize, level: usize) {
    let mut members = bare_document(of, LEVELS[level]);
    members["identificatie"] = format!("DOCUMENT-2026-{of}{level}1").into();
    members["bestandsomvang"] = grid::PART_SIZE.into();
    members["locked"] = true.into();
    members["_lock"] = grid::LOCK.into();
    let document = put(store, Kind::Document, grid::upload(of, level), members);
    let part = json!({
        "informatieobject": document.path(),
        "volgnummer": 1,
        "omvang": grid::PART_SIZE,
        "voltooid": false,
    });
    put(store, Kind::Bestandsdeel, grid::of_document("bestandsdelen", of, level), part);
}

fn bare_document(of: usize, level: &str) -> Value {
    json!({
        "bronorganisatie": ORGANISATION,
        "creatiedatum": DATE,
        "titel": "Document",
        "auteur": "Burgerzaken",
        "taal": "nld",
        "formaat": "text/plain",
        "versie": 1,
        "beginRegistratie": grid::REGISTERED[0],
        "informatieobjecttype":
            path(Kind::Informatieobjecttype, grid::INFORMATIEOBJECTTYPEN[of]),
        "vertrouwelijkheidaanduiding": level,
    })
}

fn around_document(store: &Store, of: usize, level: usize) {
    for (kind, segment, members) in below::a_document(of, level) {
        put(store, kind, grid::of_document(segment, of, level), members);
    }
    if let Some(document) = store.find(Kind::Document, grid::document(of, level)) {
        trail(store, &document, grid::of_document("audittrail", of, level));
    }
}

fn besluit(store: &Store, of: usize) {
    let members = json!({
        "identificatie": format!("BESLUIT-2026-{of}"),
        "verantwoordelijkeOrganisatie": ORGANISATION,
        "besluittype": path(Kind::Besluittype, grid::BESLUITTYPEN[of]),
        "zaak": path(Kind::Zaak, grid::zaak(of, 0, State::Open)),
        "datum": DATE,
        "ingangsdatum": DATE,
    });
    let besluit = put(store, Kind::Besluit, grid::besluit(of), members);
    let listed = json!({ "zaak": besluit.text("zaak"), "besluit": besluit.path() });
    put(store, Kind::Zaakbesluit, grid::besluit(of), listed);
    let document = json!({
        "informatieobject": path(Kind::Document, grid::document(of, 0)),
        "besluit": besluit.path(),
    });
    let uuid = grid::of_besluit("besluitinformatieobjecten", of);
    put(store, Kind::Besluitinformatieobject, uuid, document);
    trail(store, &besluit, grid::of_besluit("audittrail", of));
}

fn trail(store: &Store, main: &Thing, uuid: Uuid) {
    if let Some((kind, mut line)) = trail::line(main, ("create", 201)) {
        line["applicatieId"] = "voorbeeld".into();
        line["aanmaakdatum"] = grid::REGISTERED[0].into();
        put(store, kind, uuid, line);
    }
}
