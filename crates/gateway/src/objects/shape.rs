//! What the body of a write says that a verdict hangs on, by operation: data, one line per member.

use autorisaties::Component;
use edge::operations::{Method, ObjectRule, Operation, Parent};

use super::kind::Kind;
use super::scan::{EACH, Wanted, Way};

/// The members of a body that decide.
#[derive(Debug)]
pub(super) struct Shape {
    /// An object that it describes.
    pub(super) describes: Option<Described>,
    /// A link to the object that what is written belongs to.
    pub(super) belongs: Option<(Parent, Way)>,
    /// Links to documents that a reader of it will find.
    pub(super) documents: Option<Way>,
    /// The zaak that a besluit is about.
    pub(super) zaak_of_besluit: Option<Way>,
    /// A status that is set too.
    pub(super) status: Option<Way>,
    /// The lock of a document.
    pub(super) lock: Option<Way>,
    /// All of them.
    pub(super) wanted: Wanted,
}

/// An object in a body.
#[derive(Debug)]
pub(super) struct Described {
    pub(super) kind: Kind,
    pub(super) object_type: Way,
    /// A besluit has none.
    pub(super) level: Option<Way>,
}

const NOTHING: Shape = Shape {
    describes: None,
    belongs: None,
    documents: None,
    zaak_of_besluit: None,
    status: None,
    lock: None,
    wanted: &[],
};

const LEVEL: &str = "vertrouwelijkheidaanduiding";

const ZAAK: Shape = Shape {
    describes: Some(Described {
        kind: Kind::Zaak,
        object_type: &["zaaktype"],
        level: Some(&[LEVEL]),
    }),
    wanted: &[&["zaaktype"], &[LEVEL]],
    ..NOTHING
};

const DOCUMENT: Shape = Shape {
    describes: Some(Described {
        kind: Kind::Document,
        object_type: &["informatieobjecttype"],
        level: Some(&[LEVEL]),
    }),
    wanted: &[&["informatieobjecttype"], &[LEVEL]],
    ..NOTHING
};

const BESLUIT: Shape = Shape {
    describes: Some(Described { kind: Kind::Besluit, object_type: &["besluittype"], level: None }),
    zaak_of_besluit: Some(&["zaak"]),
    wanted: &[&["besluittype"], &["zaak"]],
    ..NOTHING
};

const OF_ZAAK: Shape =
    Shape { belongs: Some((Parent::Zaak, &["zaak"])), wanted: &[&["zaak"]], ..NOTHING };

const OF_ZAAK_WITH_DOCUMENT: Shape = Shape {
    belongs: Some((Parent::Zaak, &["zaak"])),
    documents: Some(&["informatieobject"]),
    wanted: &[&["zaak"], &["informatieobject"]],
    ..NOTHING
};

const NOTITIE: Shape = Shape {
    belongs: Some((Parent::GerelateerdAan, &["gerelateerdAan"])),
    wanted: &[&["gerelateerdAan"]],
    ..NOTHING
};

const OF_DOCUMENT: Shape = Shape {
    belongs: Some((Parent::Informatieobject, &["informatieobject"])),
    wanted: &[&["informatieobject"]],
    ..NOTHING
};

const OF_BESLUIT: Shape = Shape {
    belongs: Some((Parent::Besluit, &["besluit"])),
    documents: Some(&["informatieobject"]),
    wanted: &[&["besluit"], &["informatieobject"]],
    ..NOTHING
};

const UNLOCK: Shape = Shape { lock: Some(&["lock"]), wanted: &[&["lock"]], ..NOTHING };

/// `zaak_registreren`, and those that change a zaak together with what belongs to it.
const ZAAK_IN_PARTS: Shape = Shape {
    describes: Some(Described {
        kind: Kind::Zaak,
        object_type: &["zaak", "zaaktype"],
        level: Some(&["zaak", LEVEL]),
    }),
    documents: Some(&["zaakinformatieobjecten", EACH, "informatieobject"]),
    status: Some(&["status"]),
    wanted: &[
        &["zaak", "zaaktype"],
        &["zaak", LEVEL],
        &["zaakinformatieobjecten", EACH, "informatieobject"],
        &["status"],
    ],
    ..NOTHING
};

const DOCUMENT_IN_PARTS: Shape = Shape {
    describes: Some(Described {
        kind: Kind::Document,
        object_type: &["enkelvoudiginformatieobject", "informatieobjecttype"],
        level: Some(&["enkelvoudiginformatieobject", LEVEL]),
    }),
    belongs: Some((Parent::Zaak, &["zaakinformatieobject", "zaak"])),
    wanted: &[
        &["enkelvoudiginformatieobject", "informatieobjecttype"],
        &["enkelvoudiginformatieobject", LEVEL],
        &["zaakinformatieobject", "zaak"],
    ],
    ..NOTHING
};

const BESLUIT_IN_PARTS: Shape = Shape {
    describes: Some(Described {
        kind: Kind::Besluit,
        object_type: &["besluit", "besluittype"],
        level: None,
    }),
    documents: Some(&["besluitinformatieobjecten", EACH, "informatieobject"]),
    zaak_of_besluit: Some(&["besluit", "zaak"]),
    wanted: &[
        &["besluit", "besluittype"],
        &["besluit", "zaak"],
        &["besluitinformatieobjecten", EACH, "informatieobject"],
    ],
    ..NOTHING
};

/// What the body of a write says; nothing where none of it decides.
pub(super) fn of(operation: &Operation) -> Option<&'static Shape> {
    if operation.method() == Method::Delete {
        return None;
    }
    let first = operation.template().split('/').nth(1).unwrap_or_default();
    match (operation.object(), operation.component()) {
        (ObjectRule::Own, Component::Zrc) => Some(&ZAAK),
        (ObjectRule::Own, Component::Drc) => Some(&DOCUMENT),
        (ObjectRule::Own, Component::Brc) => Some(&BESLUIT),
        (ObjectRule::Parent(Parent::Zaak), _) if first == "zaakinformatieobjecten" => {
            Some(&OF_ZAAK_WITH_DOCUMENT)
        }
        (ObjectRule::Parent(Parent::Zaak), _) => Some(&OF_ZAAK),
        (ObjectRule::Parent(Parent::GerelateerdAan), _) => Some(&NOTITIE),
        (ObjectRule::Parent(Parent::Informatieobject), _) => Some(&OF_DOCUMENT),
        (ObjectRule::Parent(Parent::Besluit), _) => Some(&OF_BESLUIT),
        (ObjectRule::Path { .. }, Component::Zrc) if first != "zaken" => Some(&ZAAK_IN_PARTS),
        (ObjectRule::Path { .. }, _) => below(operation),
        (ObjectRule::Parts, Component::Zrc) => Some(&ZAAK_IN_PARTS),
        (ObjectRule::Parts, Component::Drc) => Some(&DOCUMENT_IN_PARTS),
        (ObjectRule::Parts, Component::Brc) => Some(&BESLUIT_IN_PARTS),
        _ => None,
    }
}

fn below(operation: &Operation) -> Option<&'static Shape> {
    let mut segments = operation.template().split('/').skip(3);
    match segments.next() {
        Some("zaakeigenschappen") => Some(&OF_ZAAK),
        Some("unlock") => Some(&UNLOCK),
        _ => None,
    }
}

/// A shape, for tests of what is read of one.
#[cfg(test)]
pub(super) fn named(name: &str) -> &'static Shape {
    match name {
        "zaak" => &ZAAK,
        "document" => &DOCUMENT,
        _ => &BESLUIT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_member_that_a_shape_names_is_wanted_and_no_other() {
        for shape in [
            &ZAAK,
            &DOCUMENT,
            &BESLUIT,
            &OF_ZAAK,
            &OF_ZAAK_WITH_DOCUMENT,
            &NOTITIE,
            &OF_DOCUMENT,
            &OF_BESLUIT,
            &UNLOCK,
            &ZAAK_IN_PARTS,
            &DOCUMENT_IN_PARTS,
            &BESLUIT_IN_PARTS,
        ] {
            let described = shape.describes.as_ref();
            let mut named: Vec<Way> = described.map(|it| it.object_type).into_iter().collect();
            named.extend(described.and_then(|it| it.level));
            named.extend(shape.belongs.map(|(_, way)| way));
            named.extend(shape.documents);
            named.extend(shape.zaak_of_besluit);
            named.extend(shape.status.into_iter().chain(shape.lock));
            let mut wanted = shape.wanted.to_vec();
            named.sort_unstable();
            wanted.sort_unstable();
            assert_eq!(named, wanted);
        }
    }
}
