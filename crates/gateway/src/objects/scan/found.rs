//! Which members of a body are wanted, by the way that leads to them, and what stood there.

use super::nesting::{Container, fold};
use crate::objects::fault::BodyFault;

/// Any element of an array, in a [`Way`].
pub(crate) const EACH: &str = "[]";
/// Most values that are kept of one body.
const MAX_FOUND: usize = 1000;

/// A member, by the names that lead to it from the top level: `["zaak", "zaaktype"]`.
pub(crate) type Way = &'static [&'static str];
/// The members that a verdict hangs on; at most 32.
pub(crate) type Wanted = &'static [Way];

/// What stood under a wanted member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Member {
    /// A string, unescaped.
    Text(String),
    /// `null`.
    Null,
    /// A number, an object, ... or, on the way to it, something that does not lead there.
    NotText,
}

/// What was found of what is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    wanted: Wanted,
    values: Vec<(usize, Member)>,
}

/// Some of the wanted members, as bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Paths(u32);

impl Found {
    pub(super) fn new(wanted: Wanted) -> Self {
        Self { wanted, values: Vec::new() }
    }

    /// Of a body that says nothing.
    pub(crate) fn nothing() -> Self {
        Self::new(&[])
    }

    /// What stood under a member that stands at most once; nothing if it is absent.
    pub(crate) fn one(&self, way: Way) -> Option<&Member> {
        self.each(way).next()
    }

    /// Whatever stood under a member of the elements of an array.
    pub(crate) fn each(&self, way: Way) -> impl Iterator<Item = &Member> {
        self.values.iter().filter(move |(at, _)| self.wanted[*at] == way).map(|(_, value)| value)
    }

    pub(super) fn all(&self) -> Paths {
        self.only(|_| true)
    }

    fn only(&self, holds: impl Fn(Way) -> bool) -> Paths {
        let bits = self.wanted.iter().enumerate().filter(|(_, way)| holds(way));
        Paths(bits.fold(0, |bits, (at, _)| bits | 1 << at))
    }

    fn within(&self, paths: Paths, holds: impl Fn(Way) -> bool) -> Paths {
        Paths(self.only(holds).0 & paths.0)
    }

    /// Whether a value at this depth may be a wanted member itself.
    pub(super) fn ends(&self, paths: Paths, depth: usize) -> bool {
        self.within(paths, |way| way.len() == depth) != Paths::default()
    }

    /// Notes a value that holds nothing: what was to be found within it is not there.
    pub(super) fn note(
        &mut self,
        paths: Paths,
        depth: usize,
        value: &Member,
    ) -> Result<(), BodyFault> {
        for at in 0..self.wanted.len() {
            if paths.0 & (1 << at) == 0 {
                continue;
            }
            if self.values.len() == MAX_FOUND {
                return Err(BodyFault::TooManyLinks { most: MAX_FOUND });
            }
            let itself = self.wanted[at].len() == depth;
            self.values.push((at, if itself { value.clone() } else { Member::NotText }));
        }
        Ok(())
    }

    /// What lies within an object or an array that was entered at this depth. What does not lead
    /// on, as an array where an object is wanted, is noted.
    pub(super) fn entered(
        &mut self,
        paths: Paths,
        container: Container,
        depth: usize,
    ) -> Result<Paths, BodyFault> {
        let leads = |next: &&str| (*next == EACH) == (container == Container::Array);
        let on = self.within(paths, |way| way.get(depth).is_some_and(leads));
        self.note(Paths(paths.0 & !on.0), depth, &Member::NotText)?;
        Ok(on)
    }

    /// What a name within an object leads to. One that only folds onto a wanted name is refused:
    /// the upstream may read it as that member, and we would not have.
    pub(super) fn named(
        &self,
        (name, folded): (&str, &str),
        paths: Paths,
        depth: usize,
    ) -> Result<Paths, BodyFault> {
        let next = |way: Way| way.get(depth - 1).copied().filter(|next| *next != EACH);
        let on = self.within(paths, |way| next(way).is_some_and(|next| fold(next) == folded));
        let otherwise = self.within(on, |way| next(way) != Some(name));
        let other = self.wanted.iter().enumerate().find(|(at, _)| otherwise.0 & (1 << at) != 0);
        match other.and_then(|(_, way)| next(way)) {
            Some(member) => Err(BodyFault::Spelling { member }),
            None => Ok(on),
        }
    }
}
