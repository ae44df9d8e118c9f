//! What stands in the kept state: the feed's things, line by line, and when they were confirmed.

use edge::feed::{Change, SnapshotEnd, Thing};
use serde::{Deserialize, Serialize};

use crate::state::Confirmed;

/// A line. One that is not known makes the file unusable: it may restrict.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Line {
    /// A part of the snapshot.
    Item(Thing),
    /// The snapshot's end.
    Snapshot(SnapshotEnd),
    /// A change behind it.
    Change(Change),
    /// The issuer said that this is its newest.
    Confirmed(Confirmed),
}

/// The same, to be written.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Told<'a> {
    Item(&'a Thing),
    Snapshot(SnapshotEnd),
    Change(&'a Change),
    Confirmed(&'a Confirmed),
}

impl Told<'_> {
    /// Adds the line to a text.
    pub(super) fn write(&self, text: &mut String) {
        // None of these types fails to be written.
        text.push_str(&serde_json::to_string(self).unwrap_or_default());
        text.push('\n');
    }
}
