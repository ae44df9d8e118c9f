//! The connections that stand, counted, so that a stop ends with the last of them.

use std::sync::Arc;

use tokio::sync::watch;

/// How many connections stand; every clone counts the same ones.
#[derive(Debug, Clone)]
pub(super) struct Connections(Arc<watch::Sender<usize>>);

/// One connection, until it is dropped.
#[derive(Debug)]
pub(super) struct Standing(Connections);

impl Connections {
    pub(super) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(0)))
    }

    /// Counts one. Its handshake is over, if there is one.
    pub(super) fn open(&self) -> Standing {
        self.0.send_modify(|standing| *standing += 1);
        Standing(self.clone())
    }

    /// Returns when none stands.
    pub(super) async fn none(&self) {
        let mut standing = self.0.subscribe();
        // It fails only when the sender is gone, and `self` holds one.
        let _ = standing.wait_for(|standing| *standing == 0).await;
    }
}

impl Drop for Standing {
    fn drop(&mut self) {
        self.0.0.send_modify(|standing| *standing -= 1);
    }
}
