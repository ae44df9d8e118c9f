//! What is read of an upstream's JSON: the members that a verdict hangs on, and no others.

use std::borrow::Cow;

use autorisaties::{TypeUrl, Vertrouwelijkheidaanduiding};
use bytes::Bytes;
use edge::operations::Parent;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::facts::Facts;
use super::kind::Kind;
use super::slices::spaced;

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
    einddatum: Option<String>,
    status: Option<String>,
    zaak: Option<String>,
}

impl Facts {
    /// Reads an object of a kind; `None` if it does not say what it must.
    pub(super) fn read(kind: Kind, json: &[u8]) -> Option<Self> {
        object::<ObjectBody>(json)?.facts(kind)
    }

    /// The same of an object that was read already.
    pub(super) fn of_value(kind: Kind, object: &Map<String, Value>) -> Option<Self> {
        ObjectBody::deserialize(object).ok()?.facts(kind)
    }
}

impl ObjectBody {
    fn facts(self, kind: Kind) -> Option<Facts> {
        let body = self;
        let object_type = match kind {
            Kind::Zaak => body.zaaktype,
            Kind::Document => body.informatieobjecttype,
            Kind::Besluit => body.besluittype,
        };
        let level = if kind.has_level() {
            Vertrouwelijkheidaanduiding::parse(&body.vertrouwelijkheidaanduiding?).ok()?
        } else {
            Vertrouwelijkheidaanduiding::LOWEST
        };
        let said = |text: Option<String>| text.filter(|text| !text.is_empty());
        Some(Facts {
            kind,
            object_type: TypeUrl::parse(&object_type?).ok()?,
            level,
            for_publication: body.is_gereed_voor_publicatie == Some(true),
            closed: kind == Kind::Zaak && said(body.einddatum).is_some(),
            has_status: kind == Kind::Zaak && said(body.status).is_some(),
            zaak: said(body.zaak).filter(|_| kind == Kind::Besluit).map(String::into_boxed_str),
        })
    }
}

/// A status, a rol, gebruiksrechten, ...: whose it is.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BelongingBody {
    zaak: Option<String>,
    gerelateerd_aan: Option<String>,
    informatieobject: Option<String>,
    besluit: Option<String>,
}

/// The document that a thing links to.
pub(super) fn document_of(json: &[u8]) -> Option<String> {
    object::<BelongingBody>(json)?.informatieobject
}

/// The URL of the object that a thing belongs to.
pub(super) fn parent_of(parent: Parent, json: &[u8]) -> Option<String> {
    let body: BelongingBody = object(json)?;
    match parent {
        Parent::Zaak => body.zaak,
        Parent::GerelateerdAan => body.gerelateerd_aan,
        Parent::Informatieobject => body.informatieobject,
        Parent::Besluit => body.besluit,
    }
}

/// A search for objects by their UUIDs.
pub(super) fn search_by_uuids(uuids: &[&str]) -> Bytes {
    // Texts always become an array.
    Bytes::from(serde_json::json!({ "uuid__in": uuids }).to_string())
}

/// A page of objects.
#[derive(Deserialize)]
struct PageBody<'a> {
    #[serde(borrow)]
    results: Vec<NamedBody<'a>>,
}

/// An object that says its own URL.
#[derive(Deserialize)]
struct NamedBody<'a> {
    url: Cow<'a, str>,
    #[serde(flatten)]
    object: ObjectBody,
}

/// The objects of a page, each with its URL; nothing if one does not say what it must.
pub(super) fn named(kind: Kind, json: &[u8]) -> Option<Vec<(String, Facts)>> {
    let page: PageBody<'_> = object(json)?;
    let named = |row: NamedBody<'_>| Some((row.url.into_owned(), row.object.facts(kind)?));
    page.results.into_iter().map(named).collect()
}

/// One JSON object and nothing else: serde takes an array too, and its values for members in order.
fn object<'j, T: Deserialize<'j>>(json: &'j [u8]) -> Option<T> {
    spaced(json).starts_with(b"{").then(|| serde_json::from_slice(json).ok())?
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    const TYPE: &str = "https://zaken.example/catalogi/api/v1/zaaktypen/1";

    #[test]
    fn an_array_of_the_right_values_is_no_object() {
        let values = format!(r#"["{TYPE}",null,null,"openbaar",null,null,null,null]"#);
        let object = format!(r#"{{"zaaktype":"{TYPE}","vertrouwelijkheidaanduiding":"openbaar"}}"#);
        for (json, read) in [(&values, false), (&format!(" [{object}]"), false), (&object, true)] {
            assert_eq!(Facts::read(Kind::Zaak, json.as_bytes()).is_some(), read, "{json}");
            let spaced = format!("\r\n\t {json}");
            assert_eq!(Facts::read(Kind::Zaak, spaced.as_bytes()).is_some(), read);
        }
    }

    #[test]
    fn a_zaak_says_whether_it_is_closed_and_has_a_status() {
        let read = |more: &str| {
            let json = format!(
                r#"{{"zaaktype":"{TYPE}","vertrouwelijkheidaanduiding":"openbaar"{more}}}"#
            );
            let facts = Facts::read(Kind::Zaak, json.as_bytes()).unwrap();
            (facts.closed, facts.has_status)
        };
        assert_eq!(read(""), (false, false));
        assert_eq!(read(r#","einddatum":null,"status":null"#), (false, false));
        assert_eq!(read(r#","einddatum":"","status":"""#), (false, false));
        assert_eq!(read(r#","einddatum":"2026-11-01","status":"https://x/1""#), (true, true));
    }

    #[test]
    fn the_level_of_a_type_is_read_of_an_object_alone() {
        let level = |json: &str| TypeBody::level(json.as_bytes()).is_some();
        assert!(!level(r#"["openbaar"]"#));
        assert!(level(r#"{"vertrouwelijkheidaanduiding":"openbaar"}"#));
    }
}
