//! One line of an audit trail: what was done to a thing, told at the thing that it belongs to.

use serde_json::{Value, json};

use crate::kind::Kind;
use crate::store::Thing;

/// The line, and the kind of trail that it stands in; none for what has no trail.
pub(crate) fn line(thing: &Thing, (action, status): (&str, u16)) -> Option<(Kind, Value)> {
    let own = thing.path();
    let (of, main) = match thing.kind.shape().main {
        Some((kind, member)) => (kind, thing.text(member)),
        None => (thing.kind, own.as_str()),
    };
    let line = json!({
        "bron": component(&own),
        "actie": action,
        "resultaat": status,
        "hoofdObject": main,
        "resource": resource(thing.kind),
        "resourceUrl": own,
        "resourceWeergave": thing.text("identificatie"),
    });
    Some((trail_of(of)?, line))
}

fn trail_of(main: Kind) -> Option<Kind> {
    match main {
        Kind::Zaak => Some(Kind::ZaakTrail),
        Kind::Document => Some(Kind::DocumentTrail),
        Kind::Besluit => Some(Kind::BesluitTrail),
        _ => None,
    }
}

/// The API that a path is in, by its short name.
fn component(path: &str) -> &'static str {
    match path.split('/').nth(1) {
        Some("zaken") => "zrc",
        Some("documenten") => "drc",
        _ => "brc",
    }
}

/// The kind's name in the standard.
fn resource(kind: Kind) -> String {
    match kind {
        Kind::Document => "enkelvoudiginformatieobject".to_owned(),
        Kind::Gebruiksrecht => "gebruiksrechten".to_owned(),
        kind => format!("{kind:?}").to_lowercase(),
    }
}
