//! The thread that keeps the state: it adds what comes to the file at once, so that a killed gateway
//! forgets no withdrawal, and has it written out to the disk at most once a second.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::wire::Told;
use super::writer::Writer;
use crate::state::Confirmed;

/// At most so often what was added is written out, for the case that the power fails.
const WRITE_OUT: Duration = Duration::from_secs(1);
/// So many bytes are added at once, if nothing longer comes in one piece.
const PIECE: usize = 64 * 1024;

/// What the thread is told. The texts are lines of the file.
#[derive(Debug)]
pub(super) enum Word {
    /// A snapshot begins.
    Begin,
    /// A part of it.
    Piece(String),
    /// It is whole.
    End(String),
    Change(String),
    Confirmed(Confirmed),
    Forget,
}

/// What both sides see.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// The bytes that wait for the disk.
    pub(super) waiting: AtomicUsize,
    /// The disk failed; nothing is written before the next snapshot.
    pub(super) failed: AtomicBool,
    /// The file has grown so long that a new snapshot is worth it.
    pub(super) full: AtomicBool,
}

impl Word {
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Piece(text) | Self::End(text) | Self::Change(text) => text.len(),
            Self::Begin | Self::Confirmed(_) | Self::Forget => 0,
        }
    }
}

/// The thread's own.
pub(super) struct Scribe {
    writer: Writer,
    shared: Arc<Shared>,
    /// Lines that are not yet in the file.
    pending: String,
    /// The last confirmation, if that is not.
    confirmed: Option<Confirmed>,
    confirm_every: Duration,
    flushed: Instant,
    /// Something was added that is not written out yet.
    unwritten: bool,
    written_out: Instant,
}

impl Scribe {
    /// A confirmation alone is added at most so often: it shortens trust by as much, and no more.
    pub(super) fn new(writer: Writer, shared: Arc<Shared>, confirm_every: Duration) -> Self {
        let now = Instant::now();
        Self {
            writer,
            shared,
            pending: String::new(),
            confirmed: None,
            confirm_every,
            flushed: now,
            unwritten: false,
            written_out: now,
        }
    }

    /// Writes until nobody speaks any more.
    pub(super) fn listen(mut self, words: &Receiver<Word>) {
        let opened = self.writer.open();
        self.after(opened);
        loop {
            let done = match words.recv_timeout(WRITE_OUT) {
                Ok(word) => self.hear(word).and_then(|()| self.hear_the_rest(words)),
                Err(RecvTimeoutError::Timeout) => Ok(()),
                Err(RecvTimeoutError::Disconnected) => break,
            };
            let done = done.and_then(|()| if self.is_due() { self.flush() } else { Ok(()) });
            let due = self.written_out.elapsed() >= WRITE_OUT;
            let done = done.and_then(|()| if due { self.write_out() } else { Ok(()) });
            self.after(done);
        }
        let done = self.flush().and_then(|()| self.write_out());
        self.after(done);
    }

    /// What has come meanwhile goes to the file in one piece.
    fn hear_the_rest(&mut self, words: &Receiver<Word>) -> io::Result<()> {
        while self.pending.len() < PIECE {
            let Ok(word) = words.try_recv() else { break };
            self.hear(word)?;
        }
        Ok(())
    }

    fn hear(&mut self, word: Word) -> io::Result<()> {
        let bytes = word.bytes();
        let done = self.take(word);
        self.shared.waiting.fetch_sub(bytes, Ordering::Relaxed);
        done
    }

    fn take(&mut self, word: Word) -> io::Result<()> {
        match word {
            Word::Begin => self.writer.begin(),
            Word::Piece(text) => self.writer.add_next(&text),
            Word::End(text) => {
                // What was pending is in the snapshot.
                (self.pending, self.confirmed, self.flushed) =
                    (String::new(), None, Instant::now());
                self.writer.finish(&text)
            }
            Word::Change(line) => {
                self.pending.push_str(&line);
                Ok(())
            }
            Word::Confirmed(confirmed) => {
                self.confirmed = Some(confirmed);
                Ok(())
            }
            Word::Forget => {
                (self.pending, self.confirmed) = (String::new(), None);
                self.writer.forget()
            }
        }
    }

    fn is_due(&self) -> bool {
        let confirmation = self.confirmed.is_some() && self.flushed.elapsed() >= self.confirm_every;
        confirmation || !self.pending.is_empty()
    }

    /// Changes first: what was confirmed last has them in it.
    fn flush(&mut self) -> io::Result<()> {
        if let Some(confirmed) = self.confirmed.take() {
            Told::Confirmed(&confirmed).write(&mut self.pending);
        }
        let text = std::mem::take(&mut self.pending);
        self.flushed = Instant::now();
        if text.is_empty() || !self.writer.follows() {
            return Ok(());
        }
        self.unwritten = true;
        self.writer.add(&text)
    }

    fn write_out(&mut self) -> io::Result<()> {
        self.written_out = Instant::now();
        if std::mem::take(&mut self.unwritten) { self.writer.write_out() } else { Ok(()) }
    }

    fn after(&mut self, done: io::Result<()>) {
        if let Err(error) = done {
            self.shared.failed.store(true, Ordering::Relaxed);
            self.writer.give_up();
            tracing::warn!(
                %error,
                "the state cannot be kept on disk; a start without the issuer will find an old one, or none"
            );
        }
        self.shared.full.store(self.writer.is_full(), Ordering::Relaxed);
    }
}
