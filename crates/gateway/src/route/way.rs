//! Where a request leads, and what is asked there.

use edge::operations::Operation;

use super::path::CanonicalPath;
use crate::upstream::Upstream;

/// Where a request leads: found by [`Routes::find`](super::Routes::find) alone.
#[derive(Debug)]
pub(crate) enum Way<'a> {
    /// To an upstream, if it is permitted here.
    ToUpstream(Route<'a>),
    /// To the issuer, which judges it itself.
    ToIssuer(Target<'a>),
}

/// What is asked of the issuer: a path under [`AUTORISATIES`](super::AUTORISATIES), and a query.
#[derive(Debug)]
pub(crate) struct Target<'a> {
    pub(super) path: CanonicalPath<'a>,
    pub(super) query: Option<&'a str>,
}

impl<'a> Target<'a> {
    /// The path, with one reading.
    pub(crate) fn path(&self) -> &'a str {
        self.path.as_str()
    }

    /// The query as it was sent, without `?`.
    pub(crate) fn query(&self) -> Option<&'a str> {
        self.query
    }
}

/// The way to an upstream.
#[derive(Debug)]
pub(crate) struct Route<'a> {
    pub(super) upstream: &'a Upstream,
    pub(super) operation: &'a Operation,
    pub(super) path: CanonicalPath<'a>,
    pub(super) query: Option<&'a str>,
}

impl<'a> Route<'a> {
    /// The API's server.
    pub(crate) fn upstream(&self) -> &'a Upstream {
        self.upstream
    }

    /// What is asked of it.
    pub(crate) fn operation(&self) -> &'a Operation {
        self.operation
    }

    /// The path that was judged.
    pub(crate) fn path(&self) -> &'a str {
        self.path.as_str()
    }

    /// The query as it was sent, without `?`.
    pub(crate) fn query(&self) -> Option<&'a str> {
        self.query
    }
}
