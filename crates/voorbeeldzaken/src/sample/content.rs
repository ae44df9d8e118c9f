//! The handful: what stands under the fixed identifiers when the server starts.

use serde_json::json;

use super::catalogue;
use super::{
    BESLUIT_TOEKENNING, BESLUITTYPE_TOEKENNING, DATE, DOCUMENT_FOTO, DOCUMENT_INKOMEN,
    INFORMATIEOBJECTTYPE_FOTO, INFORMATIEOBJECTTYPE_INKOMEN, ORGANISATION, STATUS_BIJSTAND,
    STATUS_MELDING, ZAAK_BIJSTAND_OPENBAAR, ZAAK_BIJSTAND_ZAAKVERTROUWELIJK,
    ZAAK_BIJSTAND_ZEER_GEHEIM, ZAAK_MELDING_INTERN, ZAAK_MELDING_OPENBAAR,
    ZAAK_MELDING_VERTROUWELIJK, ZAAKTYPE_BIJSTAND, ZAAKTYPE_MELDING, path, put,
};
use crate::kind::Kind;
use crate::store::Store;

/// Puts the sample content into an empty store.
pub(super) fn fill(store: &Store) {
    types(store);
    zaken(store);
    around_zaken(store);
    catalogue::fill(store);
}

/// The types; the grid has them too.
pub(super) fn types(store: &Store) {
    let zaaktype = |uuid, number: &str, name: &str, level: &str| {
        let members = json!({
            "identificatie": number, "omschrijving": name, "vertrouwelijkheidaanduiding": level,
        });
        put(store, Kind::Zaaktype, uuid, members);
    };
    zaaktype(ZAAKTYPE_MELDING, "ZT-MELDING", "Melding openbare ruimte", "openbaar");
    zaaktype(ZAAKTYPE_BIJSTAND, "ZT-BIJSTAND", "Aanvraag bijzondere bijstand", "zaakvertrouwelijk");
    let document_type = |uuid, name: &str, level: &str| {
        let members = json!({ "omschrijving": name, "vertrouwelijkheidaanduiding": level });
        put(store, Kind::Informatieobjecttype, uuid, members);
    };
    document_type(INFORMATIEOBJECTTYPE_FOTO, "Foto bij melding", "openbaar");
    document_type(INFORMATIEOBJECTTYPE_INKOMEN, "Inkomensverklaring", "vertrouwelijk");
    let members = json!({ "omschrijving": "Toekenning bijzondere bijstand" });
    put(store, Kind::Besluittype, BESLUITTYPE_TOEKENNING, members);
}

fn zaken(store: &Store) {
    let zaak = |uuid, zaaktype, level: &str, subject: &str| {
        let members = json!({
            "identificatie": format!("ZAAK-2026-{:010}", store.next_number()),
            "bronorganisatie": ORGANISATION,
            "verantwoordelijkeOrganisatie": ORGANISATION,
            "omschrijving": subject,
            "toelichting": "",
            "zaaktype": path(Kind::Zaaktype, zaaktype),
            "vertrouwelijkheidaanduiding": level,
            "registratiedatum": DATE,
            "startdatum": DATE,
        });
        put(store, Kind::Zaak, uuid, members);
    };
    zaak(ZAAK_MELDING_OPENBAAR, ZAAKTYPE_MELDING, "openbaar", "Losse stoeptegel Kerkstraat");
    zaak(ZAAK_MELDING_INTERN, ZAAKTYPE_MELDING, "intern", "Lekkage in het gemeentehuis");
    zaak(ZAAK_MELDING_VERTROUWELIJK, ZAAKTYPE_MELDING, "vertrouwelijk", "Overlast door buren");
    zaak(ZAAK_BIJSTAND_OPENBAAR, ZAAKTYPE_BIJSTAND, "openbaar", "Folder bijzondere bijstand");
    let subject = "Aanvraag witgoed";
    zaak(ZAAK_BIJSTAND_ZAAKVERTROUWELIJK, ZAAKTYPE_BIJSTAND, "zaakvertrouwelijk", subject);
    zaak(ZAAK_BIJSTAND_ZEER_GEHEIM, ZAAKTYPE_BIJSTAND, "zeer_geheim", "Aanvraag geheim adres");
}

fn around_zaken(store: &Store) {
    let status = |uuid, zaak| {
        let members = json!({
            "zaak": path(Kind::Zaak, zaak),
            "statustype": "Ontvangen",
            "datumStatusGezet": DATE,
            "statustoelichting": "",
        });
        put(store, Kind::Status, uuid, members);
    };
    status(STATUS_MELDING, ZAAK_MELDING_OPENBAAR);
    status(STATUS_BIJSTAND, ZAAK_BIJSTAND_ZAAKVERTROUWELIJK);
    let document = |uuid, of, level: &str, title: &str| {
        let members = json!({
            "identificatie": format!("DOCUMENT-2026-{:010}", store.next_number()),
            "bronorganisatie": ORGANISATION,
            "creatiedatum": DATE,
            "titel": title,
            "auteur": "Burgerzaken",
            "taal": "nld",
            "formaat": "text/plain",
            "inhoud": "",
            "informatieobjecttype": path(Kind::Informatieobjecttype, of),
            "vertrouwelijkheidaanduiding": level,
        });
        put(store, Kind::Document, uuid, members);
    };
    document(DOCUMENT_FOTO, INFORMATIEOBJECTTYPE_FOTO, "openbaar", "Foto van de stoeptegel");
    document(DOCUMENT_INKOMEN, INFORMATIEOBJECTTYPE_INKOMEN, "vertrouwelijk", "Loonstrook maart");
    besluit(store);
}

fn besluit(store: &Store) {
    let members = json!({
        "identificatie": "BESLUIT-2026-0000000001",
        "verantwoordelijkeOrganisatie": ORGANISATION,
        "besluittype": path(Kind::Besluittype, BESLUITTYPE_TOEKENNING),
        "zaak": path(Kind::Zaak, ZAAK_BIJSTAND_ZAAKVERTROUWELIJK),
        "datum": DATE,
        "toelichting": "",
        "ingangsdatum": DATE,
    });
    let besluit = put(store, Kind::Besluit, BESLUIT_TOEKENNING, members);
    let listed = json!({ "zaak": besluit.text("zaak"), "besluit": besluit.path() });
    put(store, Kind::Zaakbesluit, BESLUIT_TOEKENNING, listed);
}
