//! From the file to the state it was at its end, or a reason to do without it.

use std::path::Path;

use autorisaties::Compiler;
use edge::feed::{Change, ChangeNumber, SnapshotEnd};

use super::Found;
use super::frames::{End, FrameFault, Reader, Seal};
use super::wire::Line;
use crate::state::{Confirmed, State, ThingFault};

/// Why a file is not used.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unusable {
    #[error(transparent)]
    Frame(#[from] FrameFault),
    #[error("it says something that this version does not understand: {0}")]
    Line(#[from] serde_json::Error),
    #[error(transparent)]
    Thing(#[from] ThingFault),
    #[error("its snapshot of {told} things has {has}")]
    Count { told: u64, has: u64 },
    #[error("a change in it follows {prev}, but it stands at {own:?}")]
    Gap { prev: ChangeNumber, own: Option<ChangeNumber> },
    #[error("it ends before its snapshot does")]
    Unfinished,
}

/// Reads a file; none if there is none. A last frame that was cut off does not count.
pub(super) fn read(
    path: &Path,
    seal: &Seal,
    compiler: &mut Compiler,
) -> Result<Option<(Found, End)>, Unusable> {
    let Some(mut reader) = Reader::open(path, seal)? else { return Ok(None) };
    let mut replay =
        Replay { compiler, state: State::default(), items: 0, stands: None, confirmed: None };
    while let Some(frame) = reader.next()? {
        for line in frame.lines() {
            replay.take(serde_json::from_str(line)?)?;
        }
    }
    match replay {
        Replay { state, stands: Some(_), confirmed: Some(confirmed), .. } => {
            Ok(Some((Found { state, confirmed }, reader.end())))
        }
        _ => Err(Unusable::Unfinished),
    }
}

struct Replay<'a> {
    compiler: &'a mut Compiler,
    state: State,
    items: u64,
    /// At which number, once the snapshot is whole.
    stands: Option<ChangeNumber>,
    confirmed: Option<Confirmed>,
}

impl Replay<'_> {
    fn take(&mut self, line: Line) -> Result<(), Unusable> {
        match line {
            Line::Item(thing) => {
                self.items += 1;
                Ok(self.state.apply(&thing, self.compiler)?)
            }
            Line::Snapshot(end) => self.snapshot(end),
            Line::Change(change) => self.change(&change),
            Line::Confirmed(confirmed) => {
                self.confirmed = Some(confirmed);
                Ok(())
            }
        }
    }

    fn snapshot(&mut self, end: SnapshotEnd) -> Result<(), Unusable> {
        if self.items != end.count {
            return Err(Unusable::Count { told: end.count, has: self.items });
        }
        self.stand_at(end.number);
        Ok(())
    }

    fn change(&mut self, change: &Change) -> Result<(), Unusable> {
        if self.stands != Some(change.prev) {
            return Err(Unusable::Gap { prev: change.prev, own: self.stands });
        }
        self.state.apply(&change.thing, self.compiler)?;
        self.stand_at(change.number);
        Ok(())
    }

    fn stand_at(&mut self, number: ChangeNumber) {
        self.state.stand_at(number);
        self.stands = Some(number);
    }
}
