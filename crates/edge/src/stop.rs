//! The stop signal: given once per process, heard by servers, streams and pruning tasks alike.

use std::io;
use std::sync::Arc;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

/// Says once that the process is to stop; every clone hears it.
#[derive(Debug, Clone)]
pub struct StopSignal(Arc<watch::Sender<bool>>);

impl StopSignal {
    /// A signal that has not been given.
    pub fn new() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    /// Gives the signal; giving it again changes nothing.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }

    /// Whether the signal was given.
    pub fn is_stopped(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns when the signal is given, at once if it was.
    pub async fn stopped(&self) {
        let mut given = self.0.subscribe();
        // It fails only when the sender is gone, and `self` holds one.
        let _ = given.wait_for(|stopped| *stopped).await;
    }

    /// Gives the signal at SIGTERM or SIGINT; called once per process, inside the runtime.
    pub fn on_signals(&self) -> io::Result<()> {
        let terminate = signal(SignalKind::terminate())?;
        let interrupt = signal(SignalKind::interrupt())?;
        tokio::spawn(stop_at_either(terminate, interrupt, self.clone()));
        Ok(())
    }
}

impl Default for StopSignal {
    fn default() -> Self {
        Self::new()
    }
}

async fn stop_at_either(mut terminate: Signal, mut interrupt: Signal, stop: StopSignal) {
    let name = tokio::select! {
        _ = terminate.recv() => "SIGTERM",
        _ = interrupt.recv() => "SIGINT",
    };
    tracing::info!(signal = name, "stopping");
    stop.stop();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_waiting_clone_hears_the_signal() {
        let stop = StopSignal::new();
        let waiting = tokio::spawn({
            let stop = stop.clone();
            async move { stop.stopped().await }
        });
        assert!(!stop.is_stopped());
        stop.stop();
        assert!(waiting.await.is_ok());
    }

    #[tokio::test]
    async fn who_comes_late_need_not_wait() {
        let stop = StopSignal::new();
        stop.stop();
        stop.stop();
        stop.stopped().await;
        assert!(stop.clone().is_stopped());
    }
}
