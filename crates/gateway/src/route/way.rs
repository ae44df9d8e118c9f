//! Where a request leads, and what is asked there.

use edge::operations::{AnsweredBy, Listed, Operation};

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

/// What is asked of an upstream.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Called<'a> {
    /// An operation of the standard, which autorisaties give.
    Zgw(&'a Operation),
    /// An operation that the configuration lists, which scopes give that a client holds beside them.
    Listed(&'a Listed),
}

impl<'a> Called<'a> {
    /// Its name for people and logs.
    pub(crate) fn name(self) -> &'a str {
        match self {
            Self::Zgw(operation) => operation.name(),
            Self::Listed(operation) => operation.name(),
        }
    }

    /// Who answers it.
    pub(crate) fn answered_by(self) -> AnsweredBy {
        match self {
            Self::Zgw(_) => AnsweredBy::Upstream,
            Self::Listed(operation) => operation.answered_by(),
        }
    }
}

/// The way to an upstream.
#[derive(Debug)]
pub(crate) struct Route<'a> {
    pub(super) upstream: &'a Upstream,
    pub(super) called: Called<'a>,
    pub(super) path: CanonicalPath<'a>,
    pub(super) query: Option<&'a str>,
}

impl<'a> Route<'a> {
    /// The same way, with another query.
    pub(crate) fn asking(self, query: &'a str) -> Self {
        Self { query: Some(query), ..self }
    }

    /// The API's server.
    pub(crate) fn upstream(&self) -> &'a Upstream {
        self.upstream
    }

    /// What is asked of it.
    pub(crate) fn called(&self) -> Called<'a> {
        self.called
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
