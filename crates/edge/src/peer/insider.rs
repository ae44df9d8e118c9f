//! Two servers of one process: the one that passes a request on to the other is believed about
//! whom it comes from, by a word that nobody outside the process hears.
//!
//! Its address would not do. It is that of any program of the machine, so also of a proxy that hands
//! on what a client wrote.

use std::fmt;
use std::sync::Arc;

use actix_web::http::header::HeaderMap;
use subtle::ConstantTimeEq as _;

use crate::chance::{self, NoChance};

/// The word; a clone is the same one.
#[derive(Clone)]
pub struct Insider(Arc<str>);

/// Whether it is a clone; never by what it is, for that would tell by its time.
impl PartialEq for Insider {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Insider {}

impl Insider {
    /// The header that carries it.
    pub const HEADER: &str = "x-zaakpoort-insider";

    /// A new word.
    pub fn new() -> Result<Self, NoChance> {
        let word = u128::from_ne_bytes(chance::bytes()?);
        Ok(Self(format!("{word:032x}").into()))
    }

    /// What stands in the header.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether these headers say it, once.
    pub(super) fn speaks(&self, headers: &HeaderMap) -> bool {
        let mut said = headers.get_all(Self::HEADER);
        match (said.next(), said.next()) {
            (Some(one), None) => bool::from(one.as_bytes().ct_eq(self.0.as_bytes())),
            _ => false,
        }
    }
}

impl fmt::Debug for Insider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Insider(..)")
    }
}
