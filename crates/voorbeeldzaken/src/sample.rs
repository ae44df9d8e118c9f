//! The sample content: fixed identifiers that tests and `demo` name, and what stands under them.

use serde_json::Value;
use uuid::{Uuid, uuid};

use crate::kind::Kind;
use crate::store::{Store, Thing};

mod catalogue;
mod content;
pub mod grid;
mod grid_rows;

/// What the server holds to begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Content {
    /// Six zaken and what is named in this module.
    #[default]
    Handful,
    /// Every type at every level, with one of each thing below each: see [`grid`].
    Grid,
}

/// Zaaktype "Melding openbare ruimte"; a new zaak of it is `openbaar`.
pub const ZAAKTYPE_MELDING: Uuid = uuid!("6e3f0c3a-51a2-4c0e-9b0d-0a1d5c7f1001");
/// Zaaktype "Aanvraag bijzondere bijstand"; a new zaak of it is `zaakvertrouwelijk`.
pub const ZAAKTYPE_BIJSTAND: Uuid = uuid!("6e3f0c3a-51a2-4c0e-9b0d-0a1d5c7f1002");

/// Informatieobjecttype "Foto bij melding"; a new document of it is `openbaar`.
pub const INFORMATIEOBJECTTYPE_FOTO: Uuid = uuid!("b9a4d7f2-2c66-4d3b-8f0a-4f9c1e2d2001");
/// Informatieobjecttype "Inkomensverklaring"; a new document of it is `vertrouwelijk`.
pub const INFORMATIEOBJECTTYPE_INKOMEN: Uuid = uuid!("b9a4d7f2-2c66-4d3b-8f0a-4f9c1e2d2002");

/// Besluittype "Toekenning bijzondere bijstand".
pub const BESLUITTYPE_TOEKENNING: Uuid = uuid!("d1c8e5b6-7f34-4a9e-a2b1-8c3d6e4f3001");

/// Zaak of type melding, `openbaar`.
pub const ZAAK_MELDING_OPENBAAR: Uuid = uuid!("0f7b2f52-6d1e-4e57-9c55-2b7a90c14001");
/// Zaak of type melding, `intern`.
pub const ZAAK_MELDING_INTERN: Uuid = uuid!("0f7b2f52-6d1e-4e57-9c55-2b7a90c14002");
/// Zaak of type melding, `vertrouwelijk`.
pub const ZAAK_MELDING_VERTROUWELIJK: Uuid = uuid!("0f7b2f52-6d1e-4e57-9c55-2b7a90c14003");
/// Zaak of type bijstand, `openbaar`.
pub const ZAAK_BIJSTAND_OPENBAAR: Uuid = uuid!("0f7b2f52-6d1e-4e57-9c55-2b7a90c14004");
/// Zaak of type bijstand, `zaakvertrouwelijk`.
pub const ZAAK_BIJSTAND_ZAAKVERTROUWELIJK: Uuid = uuid!("0f7b2f52-6d1e-4e57-9c55-2b7a90c14005");
/// Zaak of type bijstand, `zeer_geheim`.
pub const ZAAK_BIJSTAND_ZEER_GEHEIM: Uuid = uuid!("0f7b2f52-6d1e-4e57-9c55-2b7a90c14006");

/// The first status of [`ZAAK_MELDING_OPENBAAR`].
pub const STATUS_MELDING: Uuid = uuid!("3a5d8e1c-90b7-4b62-8e2d-5c1f7a6b5001");
/// The first status of [`ZAAK_BIJSTAND_ZAAKVERTROUWELIJK`].
pub const STATUS_BIJSTAND: Uuid = uuid!("3a5d8e1c-90b7-4b62-8e2d-5c1f7a6b5002");

/// Document of type foto, `openbaar`.
pub const DOCUMENT_FOTO: Uuid = uuid!("8c2e6f90-14ab-4d78-b3c6-9d0e2f1a6001");
/// Document of type inkomensverklaring, `vertrouwelijk`.
pub const DOCUMENT_INKOMEN: Uuid = uuid!("8c2e6f90-14ab-4d78-b3c6-9d0e2f1a6002");

/// Besluittype "Afwijzing bijzondere bijstand"; in the grid alone.
pub const BESLUITTYPE_AFWIJZING: Uuid = uuid!("d1c8e5b6-7f34-4a9e-a2b1-8c3d6e4f3002");

/// Besluit of type toekenning, on [`ZAAK_BIJSTAND_ZAAKVERTROUWELIJK`].
pub const BESLUIT_TOEKENNING: Uuid = uuid!("e4b19d73-5a20-4f8c-91de-7b3c5a2e7001");

/// Path of the zaken, below the address or the public URL.
pub const ZAKEN: &str = "/zaken/api/v1/zaken";
/// Path of the statussen.
pub const STATUSSEN: &str = "/zaken/api/v1/statussen";
/// Path of the enkelvoudiginformatieobjecten.
pub const DOCUMENTEN: &str = "/documenten/api/v1/enkelvoudiginformatieobjecten";
/// Path of the besluiten.
pub const BESLUITEN: &str = "/besluiten/api/v1/besluiten";
/// Path of the zaaktypen.
pub const ZAAKTYPEN: &str = "/catalogi/api/v1/zaaktypen";
/// Path of the informatieobjecttypen.
pub const INFORMATIEOBJECTTYPEN: &str = "/catalogi/api/v1/informatieobjecttypen";
/// Path of the besluittypen.
pub const BESLUITTYPEN: &str = "/catalogi/api/v1/besluittypen";

/// The URL of one thing: `url(public_url, ZAAKTYPEN, ZAAKTYPE_MELDING)`.
pub fn url(base: &str, path: &str, uuid: Uuid) -> String {
    format!("{}{path}/{uuid}", base.trim_end_matches('/'))
}

/// Puts the content into an empty store.
pub(crate) fn fill(content: Content, store: &Store) {
    match content {
        Content::Handful => content::fill(store),
        Content::Grid => grid_rows::fill(store),
    }
}

/// RSIN of a municipality that does not exist.
const ORGANISATION: &str = "002220647";
const DATE: &str = "2026-03-02";

fn put(store: &Store, kind: Kind, uuid: Uuid, members: Value) -> Thing {
    let Value::Object(members) = members else { unreachable!("sample members are objects") };
    store.insert(kind, uuid, members)
}

/// The stored form of the URL of a thing that hangs below no other.
fn path(kind: Kind, uuid: Uuid) -> String {
    url("", kind.shape().path, uuid)
}
