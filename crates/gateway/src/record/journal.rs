//! The journal: takes records at once, and writes them by a thread of its own.
//!
//! No request waits for the disk. What waits to be written is bounded; beyond that records are lost,
//! counted, and told of, unless the operator would rather refuse requests.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tracing::{error, warn};

use super::out::Out;

/// Bytes that wait to be written, beside as many that are being written.
const MOST: usize = 8 * 1024 * 1024;
/// How long lines are gathered: each write is worth its call.
const GATHER: Duration = Duration::from_millis(20);
/// So many bytes are worth it at once.
const WORTH: usize = 256 * 1024;
/// How long after it failed a write is tried again.
const AGAIN: Duration = Duration::from_secs(1);

/// Takes records.
#[derive(Debug, Clone)]
pub(crate) struct Journal(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    changed: Condvar,
    /// The last write failed.
    failing: AtomicBool,
}

#[derive(Debug, Default)]
struct Waiting {
    lines: Vec<u8>,
    /// Records that were lost since that was last told.
    lost: u64,
    /// All that were ever lost.
    ever_lost: u64,
    phase: Phase,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Phase {
    #[default]
    Open,
    /// Nothing more comes: what waits is written, or is lost.
    Ending,
    Ended,
}

impl Waiting {
    fn lose(&mut self, many: u64) {
        self.lost += many;
        self.ever_lost += many;
    }
}

impl Journal {
    /// Starts the thread that writes.
    pub(crate) fn to(mut out: Out) -> io::Result<Self> {
        let journal = Self(Arc::default());
        let shared = Arc::clone(&journal.0);
        thread::Builder::new()
            .name("decisions".to_owned())
            .spawn(move || shared.write_to(&mut out))?;
        Ok(journal)
    }

    /// Whether the next record will be written, as far as that can be known.
    pub(crate) fn takes_more(&self) -> bool {
        !self.0.failing.load(Ordering::Relaxed) && self.0.lock().lines.len() < MOST
    }

    /// How many records were lost so far.
    pub(crate) fn ever_lost(&self) -> u64 {
        self.0.lock().ever_lost
    }

    /// Takes one record, with the end of its line.
    pub(crate) fn push(&self, line: &[u8]) {
        let mut waiting = self.0.lock();
        if waiting.phase != Phase::Open || waiting.lines.len() >= MOST {
            waiting.lose(1);
            return;
        }
        let before = waiting.lines.len();
        waiting.lines.extend_from_slice(line);
        let after = waiting.lines.len();
        // Only the first of some wakes the thread, or the one that makes them worth a write.
        if before == 0 || (before < WORTH && after >= WORTH) {
            self.0.changed.notify_all();
        }
    }

    /// Ends it: returns when everything is written, or that took too long. What is lost is told.
    pub(crate) fn end(&self, patience: Duration) {
        let mut waiting = self.0.lock();
        if waiting.phase == Phase::Open {
            waiting.phase = Phase::Ending;
        }
        self.0.changed.notify_all();
        let unwritten = |waiting: &mut Waiting| waiting.phase != Phase::Ended;
        let ended = self.0.changed.wait_timeout_while(waiting, patience, unwritten);
        let (mut waiting, _) = ended.unwrap_or_else(PoisonError::into_inner);
        let left = lines_in(&waiting.lines) + std::mem::take(&mut waiting.lost);
        if left > 0 || waiting.phase != Phase::Ended {
            error!(lost = left, "not every decision could be written before the end");
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_to(&self, out: &mut Out) {
        let mut lines = Vec::new();
        while self.take(&mut lines) {
            self.write(&lines, out);
            lines.clear();
        }
        out.settle();
        self.lock().phase = Phase::Ended;
        self.changed.notify_all();
    }

    /// Waits for lines; none will come when it answers no.
    fn take(&self, lines: &mut Vec<u8>) -> bool {
        let nothing = |it: &mut Waiting| it.lines.is_empty() && it.phase == Phase::Open;
        let waiting = self.changed.wait_while(self.lock(), nothing);
        let few = |it: &mut Waiting| it.lines.len() < WORTH && it.phase == Phase::Open;
        let waiting = waiting.unwrap_or_else(PoisonError::into_inner);
        let waiting = self.changed.wait_timeout_while(waiting, GATHER, few);
        let (mut waiting, _) = waiting.unwrap_or_else(PoisonError::into_inner);
        std::mem::swap(&mut waiting.lines, lines);
        if waiting.lost > 0 && !self.failing.load(Ordering::Relaxed) {
            let lost = std::mem::take(&mut waiting.lost);
            warn!(lost, "decisions were lost: they came faster than they could be written");
        }
        !lines.is_empty()
    }

    /// Writes lines, however often that must be tried, until the end.
    fn write(&self, lines: &[u8], out: &mut Out) {
        let mut written = 0;
        while written < lines.len() {
            match out.write(&lines[written..]) {
                Ok(more) => {
                    written += more;
                    self.goes_well(out);
                }
                Err(why) => {
                    self.failed(&why, out);
                    if self.ends_within(AGAIN) {
                        self.lock().lose(lines_in(&lines[written..]));
                        return;
                    }
                }
            }
        }
    }

    fn failed(&self, why: &io::Error, out: &Out) {
        if !self.failing.swap(true, Ordering::Relaxed) {
            error!(to = %out, %why, "decisions cannot be written; what is let through meanwhile is lost when more wait than are kept");
        }
    }

    fn goes_well(&self, out: &Out) {
        if self.failing.swap(false, Ordering::Relaxed) {
            let lost = std::mem::take(&mut self.lock().lost);
            warn!(to = %out, lost, "decisions are written again");
        }
    }

    /// Waits, but not beyond the end.
    fn ends_within(&self, time: Duration) -> bool {
        let open = |waiting: &mut Waiting| waiting.phase == Phase::Open;
        let ended = self.changed.wait_timeout_while(self.lock(), time, open);
        let (waiting, _) = ended.unwrap_or_else(PoisonError::into_inner);
        waiting.phase != Phase::Open
    }
}

fn lines_in(lines: &[u8]) -> u64 {
    lines.split(|byte| *byte == b'\n').skip(1).count() as u64
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use std::fs;
    use std::io::Read as _;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(5);

    #[test]
    fn all_that_was_taken_is_in_the_file_at_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("decisions.jsonl");
        let journal = Journal::to(Out::file(&path).unwrap()).unwrap();
        for number in 0..1_000 {
            journal.push(format!("{number}\n").as_bytes());
        }
        journal.end(PATIENCE);
        let expected: String = (0..1_000).map(|number| format!("{number}\n")).collect();
        assert_eq!(fs::read_to_string(&path).unwrap(), expected);
        journal.push(b"late\n");
        assert_eq!(fs::read_to_string(&path).unwrap(), expected, "nothing comes behind the end");
    }

    #[test]
    fn a_pipe_that_nobody_empties_holds_nobody_up_and_costs_bounded_memory() {
        let (mut reader, writer) = io::pipe().unwrap();
        let journal = Journal::to(Out::stream("a pipe", writer.into())).unwrap();
        let line = [&[b'x'; 1023][..], b"\n"].concat();
        for _ in 0..24 * 1024 {
            journal.push(&line);
        }
        let waiting = journal.0.lock();
        assert!(waiting.lost > 0 && waiting.lines.len() <= MOST + line.len());
        drop(waiting);
        let mut read = vec![0; line.len()];
        reader.read_exact(&mut read).unwrap();
        assert_eq!(read, line, "what was taken first comes first");
    }

    #[test]
    fn what_cannot_be_written_is_known_until_it_can() {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let journal = Journal::to(Out::stream("a pipe", writer.into())).unwrap();
        assert!(journal.takes_more(), "until something is written nobody knows");
        journal.push(b"one\n");
        let begun = std::time::Instant::now();
        while journal.takes_more() {
            assert!(begun.elapsed() < PATIENCE);
            thread::yield_now();
        }
        journal.end(PATIENCE);
        assert_eq!(journal.0.lock().phase, Phase::Ended, "its end does not wait for the pipe");
    }
}
