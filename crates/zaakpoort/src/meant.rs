//! For which state of a thing a call is meant (RFC 9110 13.1), so that what somebody else wrote meanwhile is
//! not written over.

use http::header::{IF_MATCH, IF_NONE_MATCH};
use http::request::Builder;

/// What was seen of the thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meant {
    /// It may be as it is.
    Always,
    /// It is not there yet.
    New,
    /// The state of this `ETag`.
    State(String),
}

impl Meant {
    /// A request that says so.
    pub(crate) fn said_in(&self, request: Builder) -> Builder {
        match self {
            Self::Always => request,
            Self::New => request.header(IF_NONE_MATCH, "*"),
            Self::State(etag) => request.header(IF_MATCH, etag),
        }
    }
}
