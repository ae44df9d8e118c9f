//! What the keeper's thread does to the file: a snapshot goes into a new one, what follows behind it.

use std::fs::{self, File};
use std::io;
use std::path::PathBuf;

use super::frames::{End, Frames, Seal};
use super::{beside, folder_of};

/// Below this a file is not worth writing anew.
const SMALL: u64 = 16 * 1024 * 1024;

/// The file, and the one that is to take its place.
#[derive(Debug)]
pub(super) struct Writer {
    path: PathBuf,
    seal: Seal,
    /// Where the file was read to, until it is opened.
    at: Option<End>,
    /// What the kept state is added to; none while there is none.
    frames: Option<Frames>,
    next: Option<Frames>,
    /// The length at which it is time for a new snapshot.
    full: u64,
}

impl Writer {
    /// One that is to go on where a file was read to.
    pub(super) const fn new(path: PathBuf, seal: Seal, at: Option<End>) -> Self {
        Self { path, seal, at, frames: None, next: None, full: SMALL }
    }

    /// Opens the file that was read, if there was one.
    pub(super) fn open(&mut self) -> io::Result<()> {
        let Some(end) = self.at.take() else { return Ok(()) };
        let frames = Frames::extend(&self.path, end)?;
        self.full = full(&frames);
        self.frames = Some(frames);
        Ok(())
    }

    /// Whether there is a file that changes can be added to.
    pub(super) const fn follows(&self) -> bool {
        self.frames.is_some()
    }

    /// Whether more lies behind the snapshot than a new one would take.
    pub(super) fn is_full(&self) -> bool {
        self.frames.as_ref().is_some_and(|frames| frames.length() > self.full)
    }

    /// Begins a new file; the one that is there stays until that is whole.
    pub(super) fn begin(&mut self) -> io::Result<()> {
        self.next = Some(Frames::create(&beside(&self.path, "next"))?);
        Ok(())
    }

    /// Adds to the new file. What still comes of a snapshot after the disk failed is let go: that it
    /// failed was said, and a next one may have been begun since.
    pub(super) fn add_next(&mut self, text: &str) -> io::Result<()> {
        self.next.as_mut().map_or(Ok(()), |next| next.add(text, &self.seal))
    }

    /// Puts the new file in place of the old one.
    pub(super) fn finish(&mut self, text: &str) -> io::Result<()> {
        self.add_next(text)?;
        let Some(next) = self.next.take() else { return Ok(()) };
        next.sync()?;
        fs::rename(beside(&self.path, "next"), &self.path)?;
        self.full = full(&next);
        self.frames = Some(next);
        self.sync_folder()
    }

    /// Adds to the file; it is the system's then, whatever becomes of this process.
    pub(super) fn add(&mut self, text: &str) -> io::Result<()> {
        self.frames.as_mut().map_or(Ok(()), |frames| frames.add(text, &self.seal))
    }

    /// Has it written out to the disk.
    pub(super) fn write_out(&self) -> io::Result<()> {
        self.frames.as_ref().map_or(Ok(()), Frames::sync)
    }

    /// Lets go of the files as they are; what is in them was once true.
    pub(super) fn give_up(&mut self) {
        (self.frames, self.next) = (None, None);
    }

    /// Takes the files away: what is in them must not be used again.
    pub(super) fn forget(&mut self) -> io::Result<()> {
        self.give_up();
        for path in [&self.path, &beside(&self.path, "next")] {
            match fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        self.sync_folder()
    }

    fn sync_folder(&self) -> io::Result<()> {
        File::open(folder_of(&self.path))?.sync_all()
    }
}

fn full(frames: &Frames) -> u64 {
    SMALL.max(frames.length().saturating_mul(2))
}
