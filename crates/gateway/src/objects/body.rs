//! What is read of an upstream's JSON: the members that a verdict hangs on, and no others.

use autorisaties::{TypeUrl, Vertrouwelijkheidaanduiding};
use serde::Deserialize;

use super::kind::Kind;

/// A zaaktype or an informatieobjecttype.
#[derive(Deserialize)]
pub(super) struct TypeBody {
    vertrouwelijkheidaanduiding: String,
}

impl TypeBody {
    /// The level that objects of the type get.
    pub(super) fn level(json: &[u8]) -> Option<Vertrouwelijkheidaanduiding> {
        let body: Self = serde_json::from_slice(json).ok()?;
        Vertrouwelijkheidaanduiding::parse(&body.vertrouwelijkheidaanduiding).ok()
    }
}

/// A zaak, an enkelvoudiginformatieobject or a besluit.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ObjectBody {
    zaaktype: Option<String>,
    informatieobjecttype: Option<String>,
    besluittype: Option<String>,
    vertrouwelijkheidaanduiding: Option<String>,
    is_gereed_voor_publicatie: Option<bool>,
}

/// What an object says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stated {
    /// Its type.
    pub(super) object_type: TypeUrl,
    /// Its level; a besluit has none, and then this is the lowest.
    pub(super) level: Vertrouwelijkheidaanduiding,
    /// Whether it is ready for publication; what does not say so is not.
    pub(super) for_publication: bool,
}

impl Stated {
    /// Reads an object of a kind; `None` if it does not say what it must.
    pub(super) fn read(kind: Kind, json: &[u8]) -> Option<Self> {
        let body: ObjectBody = serde_json::from_slice(json).ok()?;
        let object_type = match kind {
            Kind::Zaak => body.zaaktype,
            Kind::Document => body.informatieobjecttype,
            Kind::Besluit => body.besluittype,
        };
        let level = if kind.has_level() {
            Vertrouwelijkheidaanduiding::parse(&body.vertrouwelijkheidaanduiding?).ok()?
        } else {
            Vertrouwelijkheidaanduiding::ALL[0]
        };
        let for_publication = body.is_gereed_voor_publicatie == Some(true);
        Some(Self { object_type: TypeUrl::parse(&object_type?).ok()?, level, for_publication })
    }
}
