//! What a browser says in its console: of a script, a policy that was broken, what was not there.

use serde::Deserialize;

/// One thing it said.
#[derive(Debug, Deserialize)]
pub(crate) struct Entry {
    pub(crate) message: String,
    pub(crate) source: String,
}

impl Entry {
    /// Of a policy of the page that something did not keep to.
    pub(crate) fn is_of_the_policy(&self) -> bool {
        self.source == "security" && self.message.contains("Content Security Policy")
    }

    /// Of a page of ours that says no with its status.
    pub(super) fn is_a_refusal(&self) -> bool {
        self.source == "network"
            && self.message.contains("the server responded with a status of 4")
            && !self.message.contains("/assets/")
    }
}
