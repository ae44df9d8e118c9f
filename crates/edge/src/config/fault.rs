//! What is wrong with a configuration, and where.

/// One fault, in one line: file and line (or variable), what is wrong, what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct Fault {
    text: String,
}
