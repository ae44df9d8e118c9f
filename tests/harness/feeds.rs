//! What a gateway's log tells of its feed. What it asked for says nothing of what it was given: an
//! issuer may answer whoever wants to go on with everything once more.

/// How often it was opened, how often behind a number, and how often all came anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Feeds {
    pub(crate) opened: usize,
    pub(crate) resumed: usize,
    pub(crate) snapshots: usize,
}

impl Feeds {
    pub(crate) fn told_in(said: &str) -> Self {
        let times = |words: &str| said.matches(words).count();
        Self {
            opened: times("feed opened"),
            resumed: times("resume="),
            snapshots: times("snapshot in force"),
        }
    }
}
