//! The connections that stand, counted, so that a stop ends with the last of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::HttpRequest;
use tokio::sync::watch;

/// How many connections stand; every clone counts the same ones.
#[derive(Debug, Clone)]
pub(super) struct Connections(Arc<watch::Sender<usize>>);

/// One connection, until it is dropped.
#[derive(Debug)]
pub(super) struct Standing(Place);

/// A connection's place among those that a stop waits for.
#[derive(Debug, Clone)]
pub struct Place(Arc<Counted>);

#[derive(Debug)]
struct Counted {
    among: Connections,
    still: AtomicBool,
}

impl Connections {
    pub(super) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(0)))
    }

    /// Counts one. Its handshake is over, if there is one.
    pub(super) fn open(&self) -> Standing {
        self.0.send_modify(|standing| *standing += 1);
        Standing(Place(Arc::new(Counted { among: self.clone(), still: AtomicBool::new(true) })))
    }

    /// Returns when none stands.
    pub(super) async fn none(&self) {
        let mut standing = self.0.subscribe();
        // It fails only when the sender is gone, and `self` holds one.
        let _ = standing.wait_for(|standing| *standing == 0).await;
    }
}

impl Place {
    /// The place of a request's connection; none where no server of ours counts.
    pub fn of(request: &HttpRequest) -> Option<Self> {
        request.conn_data::<Standing>().map(|standing| standing.0.clone())
    }

    /// Has a stop wait for this connection no longer: for a stream that has no end, to a client
    /// that does not read it.
    pub fn leave(&self) {
        if self.0.still.swap(false, Ordering::Relaxed) {
            self.0.among.0.send_modify(|standing| *standing -= 1);
        }
    }
}

impl Drop for Standing {
    fn drop(&mut self) {
        self.0.leave();
    }
}
