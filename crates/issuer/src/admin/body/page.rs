//! Pages of a list: how many stand on one, and where the next begins.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::admin::error::AdminError;
use crate::model::CredentialId;

const USUAL: u64 = 100;
const MOST: u64 = 500;

/// How many stand on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::admin) struct Limit(u64);

impl Limit {
    pub(super) fn parse(limit: Option<u64>) -> Result<Self, AdminError> {
        match limit.unwrap_or(USUAL) {
            limit @ 1..=MOST => Ok(Self(limit)),
            _ => Err(AdminError::Invalid(format!("query: `limit` is from 1 to {MOST}"))),
        }
    }

    /// One more than fits is asked for: it tells whether there is a next page.
    pub(in crate::admin) fn and_one(self) -> u64 {
        self.0 + 1
    }

    /// Cuts what was found to one page, and gives the last of it if there are more.
    pub(in crate::admin) fn cut<T>(self, found: &mut Vec<T>) -> Option<&T> {
        let limit = usize::try_from(self.0).unwrap_or(usize::MAX);
        if found.len() <= limit {
            return None;
        }
        found.truncate(limit);
        found.last()
    }
}

/// Behind which item a page begins; opaque to callers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::admin) struct Cursor(String);

impl Cursor {
    pub(in crate::admin) fn new(at: impl Serialize) -> Self {
        Self(URL_SAFE_NO_PAD.encode(serde_json::to_vec(&at).unwrap_or_default()))
    }

    pub(in crate::admin) fn into_text(self) -> String {
        self.0
    }

    /// Reads what [`Cursor::new`] wrote of a credential's id.
    pub(super) fn credential(text: &str) -> Result<CredentialId, AdminError> {
        let id = CredentialId::parse(&Self::read::<String>(text)?);
        id.ok_or_else(|| AdminError::Invalid("query: `after` is no `next` of ours".into()))
    }

    /// Reads what [`Cursor::new`] wrote.
    pub(super) fn read<T: for<'a> Deserialize<'a>>(text: &str) -> Result<T, AdminError> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok();
        bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).ok_or_else(|| {
            AdminError::Invalid("query: `after` is the `next` of the page before, as it is".into())
        })
    }
}
