//! The register of applicaties: what one may be, and how it is written down. The rules are those of
//! the Autorisaties API, whoever writes.
//!
//! A body becomes [`Json`], then a [`Draft`] with every fault of it, then an applicatie. Start
//! reading at [`Draft::read`], then [`check`].

mod autorisatie;
mod draft;
mod fault;
mod field;
mod json;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod properties;
mod representation;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
mod type_url;
mod write;

pub(crate) use draft::{Draft, Extent, Vocabulary};
pub(crate) use fault::{CODES, Fault, Rule};
pub(crate) use field::once;
pub(crate) use json::Json;
pub(crate) use representation::{Representation, recorded};
pub(crate) use write::{Checked, RegisterError, check};
