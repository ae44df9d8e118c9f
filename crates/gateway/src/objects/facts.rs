//! What is known of one zaak, document or besluit: all that a verdict on it may hang on.

use autorisaties::{ObjectFacts, TypeUrl, Vertrouwelijkheidaanduiding};

use super::kind::Kind;

/// One object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(super) kind: Kind,
    pub(super) object_type: TypeUrl,
    /// A besluit has none, and then this is the lowest.
    pub(super) level: Vertrouwelijkheidaanduiding,
    /// Whether a document is ready for publication; what does not say so is not.
    pub(super) for_publication: bool,
    /// Whether a zaak has an einddatum.
    pub(super) closed: bool,
    /// Whether a zaak has a status.
    pub(super) has_status: bool,
    /// The zaak of a besluit.
    pub(super) zaak: Option<Box<str>>,
}

impl Facts {
    /// Puts it on record as what a verdict hangs on.
    pub(super) fn note(&self, url: Option<&str>) {
        self.kind.note(url, &self.object_type, self.level);
    }

    /// As far as autorisaties look at it.
    pub(super) fn of_type_and_level(&self) -> ObjectFacts {
        self.kind.facts(self.object_type.clone(), self.level)
    }
}
