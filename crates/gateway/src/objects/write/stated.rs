//! What a body states of the object that it describes.

use autorisaties::{TypeUrl, Vertrouwelijkheidaanduiding};

use super::last;
use crate::objects::fault::BodyFault;
use crate::objects::scan::{Found, Member};
use crate::objects::shape::Described;

/// Its type, if it says one.
pub(super) fn stated_type(
    described: &Described,
    found: &Found,
) -> Result<Option<TypeUrl>, BodyFault> {
    let way = described.object_type;
    let fault = || BodyFault::NotAType { member: last(way) };
    match found.one(way) {
        None => Ok(None),
        Some(Member::NotText | Member::Null) => Err(fault()),
        Some(Member::Text(text)) => TypeUrl::parse(text).map(Some).map_err(|_| fault()),
    }
}

/// Its level.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Level {
    Stated(Vertrouwelijkheidaanduiding),
    Absent,
    /// Open Zaak takes an empty one for an absent one.
    Empty,
}

/// Its level, if it says one; what has none says none.
pub(super) fn stated_level(described: &Described, found: &Found) -> Result<Level, BodyFault> {
    match described.level.and_then(|way| found.one(way)) {
        None => Ok(Level::Absent),
        Some(Member::NotText | Member::Null) => Err(BodyFault::NotALevel),
        Some(Member::Text(text)) if text.is_empty() => Ok(Level::Empty),
        Some(Member::Text(text)) => Vertrouwelijkheidaanduiding::parse(text)
            .map(Level::Stated)
            .map_err(|_| BodyFault::NotALevel),
    }
}
