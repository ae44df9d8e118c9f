//! The facts of an object: looked up, found in a body before it is sent, or in an answer before it is shown.

pub(crate) mod answer;
mod body;
pub(crate) mod expand;
mod facts;
pub(crate) mod fault;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod fuzzed;
pub(crate) mod incoming;
mod judge;
pub(crate) mod kind;
mod levels;
mod lookup;
pub(crate) mod place;
pub(crate) mod rows;
mod scan;
mod shape;
mod slices;
pub(crate) mod spool;
pub(crate) mod write;

pub(crate) use levels::Levels;
pub(crate) use lookup::Lookups;
