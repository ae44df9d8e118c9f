//! SIGHUP: how somebody who changed the configuration tells a server to read it.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// The signals of this process, from when they are listened to; without that one ends it.
#[derive(Debug)]
pub struct Hangups(Signal);

impl Hangups {
    /// Listens; called inside the runtime.
    pub fn listen() -> io::Result<Self> {
        signal(SignalKind::hangup()).map(Self)
    }

    /// Returns at the next one. Several that come before anybody asks are one.
    pub async fn next(&mut self) {
        if self.0.recv().await.is_none() {
            // The runtime ends, and with it whoever waits here.
            std::future::pending::<()>().await;
        }
    }
}
