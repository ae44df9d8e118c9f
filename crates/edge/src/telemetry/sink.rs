//! Where log lines go: to stderr, by a thread of their own.
//!
//! Whoever reads the log may be slow, stopped or gone. No request waits for that, and none fails of
//! it: what cannot be written is dropped, and counted where it can be told later. (The crate
//! tracing-appender prints when it cannot print: to a full pipe for ever, to a closed one it panics.)

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tracing::warn;
use tracing_subscriber::fmt::MakeWriter;

/// Bytes that wait to be written; lines on top of that are dropped.
const MOST: usize = 1024 * 1024;

/// Takes lines at once and writes them when it can.
#[derive(Debug, Clone)]
pub(super) struct Sink(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    lines: Vec<u8>,
    /// Lines that were dropped since the last ones were written.
    dropped: u64,
    writing: bool,
}

impl Waiting {
    fn is_over(&self) -> bool {
        self.lines.is_empty() && !self.writing
    }
}

impl Sink {
    /// Starts the thread that writes.
    pub(super) fn to(out: impl Write + Send + 'static) -> io::Result<Self> {
        let sink = Self(Arc::default());
        let shared = Arc::clone(&sink.0);
        thread::Builder::new().name("log".to_owned()).spawn(move || shared.write_to(out))?;
        Ok(sink)
    }

    /// Takes one line.
    pub(super) fn push(&self, line: &[u8]) {
        let mut waiting = self.0.lock();
        if waiting.lines.len() < MOST {
            waiting.lines.extend_from_slice(line);
            self.0.changed.notify_all();
        } else {
            waiting.dropped += 1;
        }
    }

    /// Returns when everything is written, or that took too long.
    pub(super) fn flush(&self, patience: Duration) {
        let unwritten = |waiting: &mut Waiting| !waiting.is_over();
        let _ = self.0.changed.wait_timeout_while(self.0.lock(), patience, unwritten);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_to(&self, mut out: impl Write) {
        let mut lines = Vec::new();
        loop {
            let dropped = self.take(&mut lines);
            // There is nobody to tell that the log cannot be written.
            let _ = out.write_all(&lines).and_then(|()| out.flush());
            lines.clear();
            if dropped > 0 {
                warn!(dropped, "log lines were dropped: nobody read them in time");
            }
            self.lock().writing = false;
            self.changed.notify_all();
        }
    }

    /// Waits for lines, and says how many were dropped meanwhile.
    fn take(&self, lines: &mut Vec<u8>) -> u64 {
        let waiting = self.changed.wait_while(self.lock(), |waiting| waiting.lines.is_empty());
        let mut waiting = waiting.unwrap_or_else(PoisonError::into_inner);
        std::mem::swap(&mut waiting.lines, lines);
        waiting.writing = true;
        std::mem::take(&mut waiting.dropped)
    }
}

impl<'a> MakeWriter<'a> for Sink {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line(self)
    }
}

/// Hands one line over: tracing-subscriber writes each in one piece.
pub(super) struct Line<'a>(&'a Sink);

impl Write for Line<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.push(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use std::io::Read as _;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(5);

    #[test]
    fn lines_arrive_in_their_order() {
        let (mut reader, writer) = io::pipe().unwrap();
        let sink = Sink::to(writer).unwrap();
        for line in ["one\n", "two\n"] {
            sink.push(line.as_bytes());
        }
        sink.flush(PATIENCE);
        let mut read = [0; 8];
        reader.read_exact(&mut read).unwrap();
        assert_eq!(&read, b"one\ntwo\n");
    }

    #[test]
    fn a_pipe_that_nobody_empties_holds_nobody_up_and_costs_bounded_memory() {
        let (_reader, writer) = io::pipe().unwrap();
        let sink = Sink::to(writer).unwrap();
        let line = [b'x'; 1024];
        for _ in 0..8 * 1024 {
            sink.push(&line);
        }
        let waiting = sink.0.lock();
        assert!(waiting.dropped > 0 && waiting.lines.len() <= MOST + line.len());
    }

    #[test]
    fn a_pipe_that_nobody_reads_any_more_fails_nobody() {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let sink = Sink::to(writer).unwrap();
        for _ in 0..3 {
            sink.push(b"one\n");
            sink.flush(PATIENCE);
            assert!(sink.0.lock().is_over());
        }
    }
}
