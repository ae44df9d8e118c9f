//! Where the pages of a list come from.

use bytes::Bytes;

use crate::forward::question::Question;
use crate::query::Query;

/// A list of the upstream's, page by page.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) path: String,
    pub(super) query: Query,
    /// What is searched by.
    pub(super) body: Option<Bytes>,
}

impl Source {
    /// The page that the query names.
    pub(super) fn itself(&self) -> Question {
        self.asked_by(&self.query)
    }

    /// Another page.
    pub(super) fn page(&self, number: u64) -> Question {
        let query = self.query.without(&["page"]);
        self.asked_by(&if number == 1 { query } else { query.with("page", &number.to_string()) })
    }

    fn asked_by(&self, query: &Query) -> Question {
        Question { path: self.path.clone(), query: query.text(), body: self.body.clone() }
    }
}
