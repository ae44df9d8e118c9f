//! What may become of a password that somebody gave, as it is counted.

pub(crate) const RIGHT: &str = "right";
pub(crate) const WRONG: &str = "wrong";
/// Too much was guessed.
pub(crate) const TOO_OFTEN: &str = "too-often";
/// Too many are signing in.
pub(crate) const BUSY: &str = "busy";

/// All of them.
pub(super) const ALL: [&str; 4] = [RIGHT, WRONG, TOO_OFTEN, BUSY];
