//! Keeps what the feed tells, by a thread of its own: neither the feed nor a request waits for the disk.

use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use edge::feed::{Change, SnapshotEnd, Thing};

use super::scribe::{Scribe, Shared, Word};
use super::wire::Told;
use super::writer::Writer;
use crate::state::Confirmed;

/// A snapshot goes to disk in pieces of about this many bytes.
const PIECE: usize = 64 * 1024;
/// What may wait for the disk; beyond that the file is left behind.
const WAITING: usize = 32 * 1024 * 1024;
/// How long after the disk failed all is asked for again.
const RECOVERY: Duration = Duration::from_mins(1);
/// How long the last words may take.
const CLOSING: Duration = Duration::from_secs(3);

/// Where the follower says what it took.
#[derive(Debug)]
pub(crate) struct Keeper(Option<Thread>);

#[derive(Debug)]
struct Thread {
    words: Sender<Word>,
    shared: Arc<Shared>,
    /// The piece of a snapshot that is being filled.
    piece: String,
    /// Since when words are not passed on: until the next snapshot, the file stays as it is.
    left_behind: Option<Instant>,
    handle: JoinHandle<()>,
}

impl Keeper {
    /// Keeps nothing.
    pub(crate) const fn nowhere() -> Self {
        Self(None)
    }

    /// Starts the thread; the lock is held until it ends.
    pub(super) fn start(writer: Writer, lock: File, confirm_every: Duration) -> Self {
        let (words, heard) = mpsc::channel();
        let shared = Arc::new(Shared::default());
        let told = Arc::clone(&shared);
        let spawned =
            std::thread::Builder::new().name("gateway-state".to_owned()).spawn(move || {
                Scribe::new(writer, told, confirm_every).listen(&heard);
                drop(lock);
            });
        match spawned {
            Ok(handle) => Self(Some(Thread {
                words,
                shared,
                piece: String::new(),
                left_behind: None,
                handle,
            })),
            Err(error) => {
                tracing::error!(%error, "no thread could be had; the state is not kept on disk");
                Self::nowhere()
            }
        }
    }

    /// A snapshot begins; what was begun before is void.
    pub(crate) fn begin(&mut self) {
        let Some(thread) = &mut self.0 else { return };
        thread.left_behind = None;
        thread.shared.failed.store(false, Ordering::Relaxed);
        thread.shared.full.store(false, Ordering::Relaxed);
        thread.piece.clear();
        thread.say(Word::Begin);
    }

    /// A thing of it.
    pub(crate) fn item(&mut self, thing: &Thing) {
        let Some(thread) = self.passing_on() else { return };
        Told::Item(thing).write(&mut thread.piece);
        if thread.piece.len() >= PIECE {
            let piece = std::mem::take(&mut thread.piece);
            thread.say(Word::Piece(piece));
        }
    }

    /// It is whole, and was so at a moment.
    pub(crate) fn end(&mut self, end: SnapshotEnd, confirmed: &Confirmed) {
        let Some(thread) = self.passing_on() else { return };
        let mut last = std::mem::take(&mut thread.piece);
        Told::Snapshot(end).write(&mut last);
        Told::Confirmed(confirmed).write(&mut last);
        thread.say(Word::End(last));
    }

    /// A change was taken.
    pub(crate) fn change(&mut self, change: &Change) {
        let Some(thread) = self.passing_on() else { return };
        let mut line = String::new();
        Told::Change(change).write(&mut line);
        thread.say(Word::Change(line));
    }

    /// The issuer confirmed the state.
    pub(crate) fn confirm(&mut self, confirmed: Confirmed) {
        if let Some(thread) = self.passing_on() {
            thread.say(Word::Confirmed(confirmed));
        }
    }

    /// What is kept must not be used again.
    pub(crate) fn forget(&mut self) {
        if let Some(thread) = &mut self.0 {
            thread.say(Word::Forget);
        }
    }

    /// Whether only a new snapshot brings the file up again, or makes it small again.
    pub(crate) fn wants_everything(&mut self) -> bool {
        let Some(thread) = &mut self.0 else { return false };
        thread.look();
        match thread.left_behind {
            Some(since) => {
                let idle = thread.shared.waiting.load(Ordering::Relaxed) == 0;
                idle && since.elapsed() > RECOVERY
            }
            None => thread.shared.full.load(Ordering::Relaxed),
        }
    }

    /// Writes what is still to be written. A disk that hangs does not hold up the end.
    pub(crate) async fn close(self) {
        let Some(Thread { words, handle, .. }) = self.0 else { return };
        drop(words);
        let joined = tokio::task::spawn_blocking(move || handle.join().is_ok());
        if tokio::time::timeout(CLOSING, joined).await.is_err() {
            tracing::warn!("the disk hangs: the state's last changes are not kept");
        }
    }

    #[cfg(test)]
    pub(super) fn has_failed(&self) -> bool {
        self.0.as_ref().is_some_and(|thread| thread.shared.failed.load(Ordering::Relaxed))
    }

    #[cfg(test)]
    pub(super) fn is_left_behind(&self) -> bool {
        self.0.as_ref().is_some_and(|thread| thread.left_behind.is_some())
    }

    fn passing_on(&mut self) -> Option<&mut Thread> {
        let thread = self.0.as_mut()?;
        thread.look();
        thread.left_behind.is_none().then_some(thread)
    }
}

impl Thread {
    /// Looks whether the disk keeps up.
    fn look(&mut self) {
        let failed = self.shared.failed.load(Ordering::Relaxed);
        let flooded = self.shared.waiting.load(Ordering::Relaxed) > WAITING;
        if self.left_behind.is_none() && (failed || flooded) {
            if flooded {
                tracing::warn!("the disk does not keep up; the kept state stays as it is");
            }
            self.left_behind = Some(Instant::now());
        }
    }

    fn say(&self, word: Word) {
        self.shared.waiting.fetch_add(word.bytes(), Ordering::Relaxed);
        // It fails only when the thread is gone, and then nothing is kept.
        let _ = self.words.send(word);
    }
}
