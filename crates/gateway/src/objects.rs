//! The facts of an object: found in a body before it is sent, or in an answer before it is shown.

pub(crate) mod answer;
mod body;
pub(crate) mod create;
pub(crate) mod fault;
pub(crate) mod kind;
mod levels;
mod scan;
pub(crate) mod spool;

pub(crate) use levels::Levels;
