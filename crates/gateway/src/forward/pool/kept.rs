//! Connections that wait for a request, and whoever waits for one of them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use hyper::client::conn::http1::SendRequest;
use tokio::sync::Notify;
use tokio::time::Instant;

use super::super::body::UpstreamBody;
use super::Server;

/// How long an idle connection is kept: shorter than servers keep theirs.
pub(super) const IDLE: Duration = Duration::from_secs(20);
/// How many idle connections are kept for each server.
pub(super) const MOST_IDLE: usize = 256;

/// Idle connections, by server; there are few servers.
#[derive(Debug, Default)]
pub(super) struct Kept {
    shelf: Mutex<Shelf>,
    /// Told when one was put there.
    freed: Notify,
}

#[derive(Debug, Default)]
pub(super) struct Shelf {
    pub(super) idle: Vec<(Server, Vec<Idle>)>,
    /// Whether somebody will close those that were idle for too long.
    pub(super) is_watched: bool,
}

#[derive(Debug)]
pub(super) struct Idle {
    sender: SendRequest<UpstreamBody>,
    since: Instant,
}

impl Kept {
    pub(super) fn lock(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connection that was used last, of those that can take a request now. One whose request is still
    /// being written, or whose answer is still being read, may be able to later.
    pub(super) fn take(&self, server: &Server) -> Option<SendRequest<UpstreamBody>> {
        let mut shelf = self.lock();
        let (_, idle) = shelf.idle.iter_mut().find(|(known, _)| known == server)?;
        let is_fit = |one: &Idle| one.sender.is_ready() && one.since.elapsed() < IDLE;
        let number = idle.iter().rposition(is_fit)?;
        Some(idle.remove(number).sender)
    }

    /// The next that becomes free.
    pub(super) async fn freed(&self, server: &Server) -> SendRequest<UpstreamBody> {
        loop {
            // Whoever waits is told of what is put there from here on.
            let told = self.freed.notified();
            if let Some(sender) = self.take(server) {
                return sender;
            }
            told.await;
        }
    }

    pub(super) fn put(self: Arc<Self>, server: Server, sender: SendRequest<UpstreamBody>) {
        let mut shelf = self.lock();
        let idle = Idle { sender, since: Instant::now() };
        match shelf.idle.iter_mut().find(|(known, _)| *known == server) {
            Some((_, all)) => {
                if all.len() == MOST_IDLE {
                    all.retain(|one| !one.sender.is_closed());
                }
                if all.len() < MOST_IDLE {
                    all.push(idle);
                }
            }
            None => shelf.idle.push((server, vec![idle])),
        }
        if !shelf.is_watched
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            shelf.is_watched = true;
            runtime.spawn(watch(Arc::downgrade(&self)));
        }
        drop(shelf);
        self.freed.notify_waiters();
    }

    /// Closes those that were idle for too long; whether any are left.
    fn close_old(&self) -> bool {
        let mut shelf = self.lock();
        for (_, idle) in &mut shelf.idle {
            idle.retain(|one| !one.sender.is_closed() && one.since.elapsed() < IDLE);
        }
        shelf.idle.retain(|(_, idle)| !idle.is_empty());
        shelf.is_watched = !shelf.idle.is_empty();
        shelf.is_watched
    }
}

/// Looks after what is idle, as long as anything is.
async fn watch(kept: Weak<Kept>) {
    loop {
        tokio::time::sleep(IDLE / 4).await;
        match kept.upgrade() {
            Some(kept) if kept.close_old() => {}
            _ => return,
        }
    }
}
