//! What is read of an upstream's JSON: the members that a verdict hangs on, and no others.

use autorisaties::{TypeUrl, Vertrouwelijkheidaanduiding};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::kind::Kind;

/// A zaaktype or an informatieobjecttype.
#[derive(Deserialize)]
pub(super) struct TypeBody {
    vertrouwelijkheidaanduiding: String,
}

impl TypeBody {
    /// The level that objects of the type get.
    pub(super) fn level(json: &[u8]) -> Option<Vertrouwelijkheidaanduiding> {
        let body: Self = object(json)?;
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
        let body: ObjectBody = object(json)?;
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

/// One JSON object and nothing else: serde takes an array too, and its values for members in order.
fn object<T: DeserializeOwned>(json: &[u8]) -> Option<T> {
    json.trim_ascii_start().starts_with(b"{").then(|| serde_json::from_slice(json).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "https://zaken.example/catalogi/api/v1/zaaktypen/1";

    #[test]
    fn an_array_of_the_right_values_is_no_object() {
        let values = format!(r#"["{TYPE}",null,null,"openbaar",null]"#);
        let object = format!(r#"{{"zaaktype":"{TYPE}","vertrouwelijkheidaanduiding":"openbaar"}}"#);
        for (json, read) in [(&values, false), (&format!(" [{object}]"), false), (&object, true)] {
            assert_eq!(Stated::read(Kind::Zaak, json.as_bytes()).is_some(), read, "{json}");
            assert_eq!(
                Stated::read(Kind::Zaak, format!("\r\n\t {json}").as_bytes()).is_some(),
                read
            );
        }
    }

    #[test]
    fn the_level_of_a_type_is_read_of_an_object_alone() {
        let level = |json: &str| TypeBody::level(json.as_bytes()).is_some();
        assert!(!level(r#"["openbaar"]"#));
        assert!(level(r#"{"vertrouwelijkheidaanduiding":"openbaar"}"#));
    }
}
