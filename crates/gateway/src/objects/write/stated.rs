//! What a body states of the object that it describes, and of those that it links to.

use autorisaties::{TypeUrl, Vertrouwelijkheidaanduiding};

use crate::objects::fault::BodyFault;
use crate::objects::scan::{Found, Member, Way};
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

/// The name of a member.
pub(super) fn last(way: Way) -> &'static str {
    way.last().copied().unwrap_or_default()
}

/// Whether a member is there, and says something.
pub(super) fn stands(found: &Found, way: Option<Way>) -> bool {
    way.and_then(|way| found.one(way)).is_some_and(|member| *member != Member::Null)
}

/// The URL in a link; an empty one is none.
pub(super) fn link(way: Way, member: Option<&Member>) -> Result<Option<&str>, BodyFault> {
    match member {
        None | Some(Member::Null) => Ok(None),
        Some(Member::Text(url)) => Ok(Some(url.as_str()).filter(|url| !url.is_empty())),
        Some(Member::NotText) => Err(BodyFault::NotALink { member: last(way) }),
    }
}
