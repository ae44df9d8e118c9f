//! A world whose gateway puts its decisions on record, and what it wrote.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use gateway::config::{DecisionsTo, GatewayConfig};
use serde_json::Value;

use super::World;

/// A world whose gateway writes its decisions to a file.
pub(crate) struct Recorded {
    pub(crate) world: World,
    pub(crate) folder: tempfile::TempDir,
    /// How many lines of the file were read.
    pub(crate) read: usize,
}

impl Recorded {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut GatewayConfig)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("decisions.jsonl");
        let world = World::with(|config| {
            config.decisions.to = DecisionsTo::File(path);
            change(config);
        });
        Self { world: world.await, folder, read: 0 }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("decisions.jsonl")
    }

    /// All that is written by the time that this many more records are.
    pub(crate) async fn written(&mut self, more: usize) -> Vec<Value> {
        let wanted = self.read + more;
        let mut lines = Vec::new();
        for _ in 0..500 {
            lines = lines_of(&self.path());
            if lines.len() >= wanted {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert_eq!(lines.len(), wanted, "{lines:?}");
        lines.drain(..std::mem::replace(&mut self.read, wanted));
        lines
    }

    /// The one record since the last.
    pub(crate) async fn only(&mut self) -> Value {
        self.written(1).await.remove(0)
    }
}

/// The lines that are whole.
pub(crate) fn lines_of(path: &PathBuf) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let whole = text.split_inclusive('\n').filter(|line| line.ends_with('\n'));
    whole.map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What a record says of the verdict.
pub(crate) fn context(record: &Value) -> &Value {
    &record["body"]["adl.core.response"]["context"]
}
