//! From events to the state: a snapshot whole or not at all, a change only behind the last one.

use autorisaties::Compiler;
use edge::feed::sse::SseError;
use edge::feed::{Change, ChangeNumber, Confirmation, Event, SnapshotEnd, Thing};

use crate::kept::Keeper;
use crate::state::{Live, Moment, State, ThingFault};

/// How often in a row the issuer may say that it is ahead, before what is missing is asked for again.
const PATIENCE: u8 = 3;

/// Reads the events of one connection.
pub(super) struct Follower<'a> {
    live: &'a Live,
    compiler: &'a mut Compiler,
    keeper: &'a mut Keeper,
    /// When the feed was opened: a snapshot is read after that.
    opened: Moment,
    building: Option<Building>,
    behind: u8,
}

/// A snapshot that is coming in.
#[derive(Default)]
struct Building {
    state: State,
    count: u64,
}

/// Why the feed cannot be followed further.
#[derive(Debug, thiserror::Error)]
pub(super) enum FeedFault {
    #[error(transparent)]
    Unreadable(#[from] SseError),
    #[error(transparent)]
    NotUnderstood(#[from] ThingFault),
    #[error("a change follows {prev}, but the gateway stands at {own:?}")]
    Gap { prev: ChangeNumber, own: Option<ChangeNumber> },
    #[error("the change {number} does not follow its own predecessor {prev}")]
    Backwards { number: ChangeNumber, prev: ChangeNumber },
    #[error("a snapshot of {told} things came with {came}")]
    Incomplete { told: u64, came: u64 },
    #[error("a change came in the middle of a snapshot")]
    Interrupted,
    #[error("the issuer stands at {issuer}, before the gateway's {own}: it was restored")]
    Restored { issuer: ChangeNumber, own: ChangeNumber },
    #[error("the issuer stands at {issuer}, but sends no change behind {own}")]
    Withheld { issuer: ChangeNumber, own: ChangeNumber },
}

/// What is to be done about a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remedy {
    /// Ask for a snapshot; what is known counts until it is stale.
    Snapshot,
    /// Forget what is known: something restricts that is not understood.
    Forget,
}

impl FeedFault {
    pub(super) const fn remedy(&self) -> Remedy {
        match self {
            Self::Unreadable(SseError::UnknownEvent(_) | SseError::Data { .. })
            | Self::NotUnderstood(_) => Remedy::Forget,
            Self::Unreadable(SseError::TooLong | SseError::NotUtf8)
            | Self::Gap { .. }
            | Self::Backwards { .. }
            | Self::Incomplete { .. }
            | Self::Interrupted
            | Self::Restored { .. }
            | Self::Withheld { .. } => Remedy::Snapshot,
        }
    }
}

impl<'a> Follower<'a> {
    /// Begins before the feed is opened.
    pub(super) fn new(live: &'a Live, compiler: &'a mut Compiler, keeper: &'a mut Keeper) -> Self {
        Self { live, compiler, keeper, opened: live.moment(), building: None, behind: 0 }
    }

    /// Takes the next event.
    pub(super) fn take(&mut self, event: Event) -> Result<(), FeedFault> {
        match event {
            Event::Item(thing) => self.item(&thing),
            Event::Snapshot(end) => self.snapshot(end),
            Event::Change(change) => self.change(&change),
            Event::Number(confirmation) => self.number(confirmation),
        }
    }

    /// Whether only a snapshot brings the state on disk up again.
    pub(super) fn is_unkept(&mut self) -> bool {
        self.building.is_none() && self.keeper.wants_everything()
    }

    fn item(&mut self, thing: &Thing) -> Result<(), FeedFault> {
        let building = self.building.get_or_insert_with(|| {
            self.keeper.begin();
            Building::default()
        });
        building.state.apply(thing, self.compiler)?;
        building.count += 1;
        self.keeper.item(thing);
        Ok(())
    }

    fn snapshot(&mut self, end: SnapshotEnd) -> Result<(), FeedFault> {
        let Building { mut state, count } = self.building.take().unwrap_or_else(|| {
            self.keeper.begin();
            Building::default()
        });
        if count != end.count {
            return Err(FeedFault::Incomplete { told: end.count, came: count });
        }
        state.stand_at(end.number);
        let digest = state.digest();
        self.live.issuer_says_it_is(end.at);
        // In this order, or the last state, perhaps long stale, would count as confirmed between them.
        self.live.replace(state);
        self.live.confirm(self.opened);
        self.keeper.end(end, &self.live.note(self.opened));
        tracing::info!(number = end.number.get(), things = count, %digest, "snapshot in force");
        Ok(())
    }

    fn change(&mut self, change: &Change) -> Result<(), FeedFault> {
        if self.building.is_some() {
            return Err(FeedFault::Interrupted);
        }
        let Change { number, prev, ref thing } = *change;
        let own = self.live.copy().filter(|state| state.number() == prev);
        let mut state = own.ok_or_else(|| FeedFault::Gap { prev, own: self.live.number() })?;
        if number <= prev {
            return Err(FeedFault::Backwards { number, prev });
        }
        state.apply(thing, self.compiler)?;
        state.stand_at(number);
        self.live.replace(state);
        self.behind = 0;
        self.keeper.change(change);
        tracing::debug!(number = number.get(), "change in force");
        Ok(())
    }

    /// Only the issuer's own number confirms a state. While a snapshot comes in, and while changes
    /// are on their way, it is only a sign of life.
    fn number(&mut self, confirmation: Confirmation) -> Result<(), FeedFault> {
        self.live.issuer_says_it_is(confirmation.at);
        let issuer = confirmation.number;
        let Some(own) = self.live.number().filter(|_| self.building.is_none()) else {
            return Ok(());
        };
        match issuer.cmp(&own) {
            std::cmp::Ordering::Equal => {
                self.behind = 0;
                let now = self.live.moment();
                self.live.confirm(now);
                self.keeper.confirm(self.live.note(now));
                Ok(())
            }
            std::cmp::Ordering::Less => Err(FeedFault::Restored { issuer, own }),
            std::cmp::Ordering::Greater if self.behind < PATIENCE => {
                self.behind += 1;
                Ok(())
            }
            std::cmp::Ordering::Greater => Err(FeedFault::Withheld { issuer, own }),
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
