//! The grid: every type at every level, and the uuid of each thing as a function of its place.
//!
//! For each zaaktype and level there are three zaken, one per [`State`]; below an open and a
//! closed one stands one of each thing that [`BELOW_A_ZAAK`] names, below a bare one nothing. For
//! each informatieobjecttype and level there is a document of two versions (the first has the
//! mirrored level: `openbaar` where the second is `zeer_geheim`), published where the level's
//! number is even, with one of each thing in [`BELOW_A_DOCUMENT`], and a second document that is
//! still being uploaded, locked with [`LOCK`], with one bestandsdeel of [`PART_SIZE`] bytes. For
//! each besluittype there is a besluit on the open zaak of the same number at the lowest level,
//! with one of each thing in [`BELOW_A_BESLUIT`].
//!
//! A uuid is `6a1d0000-00KK-4000-8000-000000000TLS`: K is the number of the segment in
//! `SEGMENTS`, T that of the type, L that of the level, S that of the state.

use uuid::Uuid;

use super::{
    BESLUITEN, BESLUITTYPE_AFWIJZING, BESLUITTYPE_TOEKENNING, DOCUMENTEN,
    INFORMATIEOBJECTTYPE_FOTO, INFORMATIEOBJECTTYPE_INKOMEN, ZAAKTYPE_BIJSTAND, ZAAKTYPE_MELDING,
    ZAKEN,
};
pub use crate::level::LEVELS;

/// The zaaktypen, by number.
pub const ZAAKTYPEN: [Uuid; 2] = [ZAAKTYPE_MELDING, ZAAKTYPE_BIJSTAND];
/// The informatieobjecttypen, by number.
pub const INFORMATIEOBJECTTYPEN: [Uuid; 2] =
    [INFORMATIEOBJECTTYPE_FOTO, INFORMATIEOBJECTTYPE_INKOMEN];
/// The besluittypen, by number.
pub const BESLUITTYPEN: [Uuid; 2] = [BESLUITTYPE_TOEKENNING, BESLUITTYPE_AFWIJZING];

/// What stands below each zaak that is not bare, by the last segment of its list.
pub const BELOW_A_ZAAK: [&str; 12] = [
    "statussen",
    "substatussen",
    "resultaten",
    "rollen",
    "zaakobjecten",
    "zaakinformatieobjecten",
    "zaakcontactmomenten",
    "zaakverzoeken",
    "klantcontacten",
    "zaaknotities",
    "zaakeigenschappen",
    "audittrail",
];
/// What stands below each document of two versions.
pub const BELOW_A_DOCUMENT: [&str; 4] =
    ["gebruiksrechten", "objectinformatieobjecten", "verzendingen", "audittrail"];
/// What stands below each besluit.
pub const BELOW_A_BESLUIT: [&str; 2] = ["besluitinformatieobjecten", "audittrail"];

/// The lock of every document that is still being uploaded.
pub const LOCK: &str = "0123456789abcdef0123456789abcdef";
/// Bytes of its one bestandsdeel.
pub const PART_SIZE: u64 = 4;
/// When the first version of a document was registered, and when the second.
pub const REGISTERED: [&str; 2] = ["2026-03-01T09:00:00Z", "2026-03-02T09:00:00Z"];

/// What state a zaak is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// With a status that is not the last.
    Open,
    /// With an end status and an einddatum.
    Closed,
    /// Open, without any status, and with nothing else below it.
    Bare,
}

/// Which of the two statustypen of a zaaktype.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The one that a zaak begins with.
    First,
    /// The one that closes it.
    Last,
}

/// A zaak, by the number of its zaaktype and of its level.
pub const fn zaak(of: usize, level: usize, state: State) -> Uuid {
    uuid(ZAAK, of, level, state as usize)
}

/// What stands below a zaak in the list that ends in this segment.
pub fn sub(segment: &str, of: usize, level: usize, state: State) -> Uuid {
    uuid(number(segment), of, level, state as usize)
}

/// The path of what stands below a zaak.
pub fn sub_path(segment: &str, of: usize, level: usize, state: State) -> String {
    let uuid = sub(segment, of, level, state);
    match segment {
        "zaakeigenschappen" | "audittrail" => {
            format!("{ZAKEN}/{}/{segment}/{uuid}", zaak(of, level, state))
        }
        _ => format!("/zaken/api/v1/{segment}/{uuid}"),
    }
}

/// The document of two versions, by the number of its type and of its level.
pub const fn document(of: usize, level: usize) -> Uuid {
    uuid(DOCUMENT, of, level, 0)
}

/// The document that is still being uploaded.
pub const fn upload(of: usize, level: usize) -> Uuid {
    uuid(DOCUMENT, of, level, 1)
}

/// What stands below a document in the list that ends in this segment; for `bestandsdelen` the
/// part of the one that is still being uploaded.
pub fn of_document(segment: &str, of: usize, level: usize) -> Uuid {
    uuid(number(segment), of, level, OF_A_DOCUMENT)
}

/// The path of what stands below a document.
pub fn of_document_path(segment: &str, of: usize, level: usize) -> String {
    let uuid = of_document(segment, of, level);
    match segment {
        "audittrail" => format!("{DOCUMENTEN}/{}/audittrail/{uuid}", document(of, level)),
        _ => format!("/documenten/api/v1/{segment}/{uuid}"),
    }
}

/// The besluit, by the number of its type.
pub const fn besluit(of: usize) -> Uuid {
    uuid(BESLUIT, of, 0, 0)
}

/// What stands below a besluit in the list that ends in this segment.
pub fn of_besluit(segment: &str, of: usize) -> Uuid {
    uuid(number(segment), of, 0, OF_A_BESLUIT)
}

/// The path of what stands below a besluit.
pub fn of_besluit_path(segment: &str, of: usize) -> String {
    let uuid = of_besluit(segment, of);
    match segment {
        "audittrail" => format!("{BESLUITEN}/{}/audittrail/{uuid}", besluit(of)),
        _ => format!("/besluiten/api/v1/{segment}/{uuid}"),
    }
}

/// A statustype, by the number of its zaaktype; the handful has them too, as all of a zaaktype.
pub fn statustype(of: usize, ending: Ending) -> Uuid {
    uuid(number("statustypen"), of, 0, ending as usize)
}

/// What else a zaaktype has: one in each of `resultaattypen`, `roltypen` and `eigenschappen`.
pub fn of_zaaktype(segment: &str, of: usize) -> Uuid {
    uuid(number(segment), of, 0, 0)
}

/// The lists that the grid puts something in; a segment's number is its place here.
const SEGMENTS: [&str; 25] = [
    "zaken",
    "enkelvoudiginformatieobjecten",
    "besluiten",
    "statussen",
    "substatussen",
    "resultaten",
    "rollen",
    "zaakobjecten",
    "zaakinformatieobjecten",
    "zaakcontactmomenten",
    "zaakverzoeken",
    "klantcontacten",
    "zaaknotities",
    "zaakeigenschappen",
    "audittrail",
    "gebruiksrechten",
    "objectinformatieobjecten",
    "verzendingen",
    "bestandsdelen",
    "besluitinformatieobjecten",
    "statustypen",
    "resultaattypen",
    "roltypen",
    "eigenschappen",
    "zaakbesluiten",
];
const ZAAK: usize = 0;
const DOCUMENT: usize = 1;
const BESLUIT: usize = 2;

/// What stands for the state where there is none: it keeps the three audit trails apart.
const OF_A_DOCUMENT: usize = 14;
const OF_A_BESLUIT: usize = 15;

/// The number of a segment; one past the last for a word that is none, where nothing stands.
fn number(segment: &str) -> usize {
    SEGMENTS.iter().position(|known| *known == segment).unwrap_or(SEGMENTS.len())
}

const fn uuid(segment: usize, of: usize, level: usize, state: usize) -> Uuid {
    let place = of << 8 | level << 4 | state;
    let base = 0x6a1d_0000_0000_4000_8000_0000_0000_0000;
    Uuid::from_u128(base | (segment as u128) << 80 | place as u128)
}
