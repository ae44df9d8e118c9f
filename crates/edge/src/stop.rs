//! The stop signal: given once per process, heard by servers, streams and pruning tasks alike.
//! Given again, by someone who does not want to wait, it ends the process at once.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

/// Says that the process is to stop; every clone hears it.
#[derive(Debug, Clone)]
pub struct StopSignal(Arc<watch::Sender<Wish>>);

/// What is wanted of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Wish {
    /// It goes on.
    Run,
    /// It ends when what runs is finished.
    Stop,
    /// It ends now.
    StopAtOnce,
}

impl StopSignal {
    /// A signal that has not been given.
    pub fn new() -> Self {
        Self(Arc::new(watch::Sender::new(Wish::Run)))
    }

    /// Gives the signal; giving it again changes nothing.
    pub fn stop(&self) {
        self.raise(Wish::Stop);
    }

    /// Whether it was given.
    pub fn is_given(&self) -> bool {
        *self.0.borrow() >= Wish::Stop
    }

    /// Returns when the signal is given, at once if it was.
    pub async fn stopped(&self) {
        self.raised(Wish::Stop).await;
    }

    /// Returns so long after the signal was given.
    pub async fn stopped_for(&self, time: Duration) {
        self.stopped().await;
        tokio::time::sleep(time).await;
    }

    /// Returns when nobody wants to wait any longer for what still runs.
    pub async fn at_once(&self) {
        self.raised(Wish::StopAtOnce).await;
    }

    /// Gives the signal at the first SIGTERM or SIGINT, and ends the wait at the second; called
    /// once per process, inside the runtime.
    pub fn on_signals(&self) -> io::Result<()> {
        let terminate = signal(SignalKind::terminate())?;
        let interrupt = signal(SignalKind::interrupt())?;
        tokio::spawn(heed(terminate, interrupt, self.clone()));
        Ok(())
    }

    fn raise(&self, wish: Wish) {
        self.0.send_if_modified(|wanted| {
            let more = *wanted < wish;
            *wanted = wish.max(*wanted);
            more
        });
    }

    async fn raised(&self, wish: Wish) {
        let mut wanted = self.0.subscribe();
        // It fails only when the sender is gone, and `self` holds one.
        let _ = wanted.wait_for(|wanted| *wanted >= wish).await;
    }
}

impl Default for StopSignal {
    fn default() -> Self {
        Self::new()
    }
}

async fn heed(mut terminate: Signal, mut interrupt: Signal, stop: StopSignal) {
    let name = either(&mut terminate, &mut interrupt).await;
    tracing::info!(signal = name, "stopping; a second signal ends at once");
    stop.stop();
    let name = either(&mut terminate, &mut interrupt).await;
    tracing::warn!(signal = name, "ending at once");
    stop.raise(Wish::StopAtOnce);
}

async fn either(terminate: &mut Signal, interrupt: &mut Signal) -> &'static str {
    tokio::select! {
        _ = terminate.recv() => "SIGTERM",
        _ = interrupt.recv() => "SIGINT",
    }
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
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished() && !stop.is_given());
        stop.stop();
        assert!(stop.is_given());
        assert!(waiting.await.is_ok());
    }

    #[tokio::test]
    async fn who_comes_late_need_not_wait() {
        let stop = StopSignal::new();
        stop.stop();
        stop.stop();
        stop.clone().stopped().await;
    }

    #[tokio::test]
    async fn who_is_told_to_end_at_once_is_told_to_stop_too() {
        let stop = StopSignal::new();
        stop.raise(Wish::StopAtOnce);
        stop.stop();
        stop.stopped().await;
        stop.at_once().await;
    }
}
