//! What it holds, in memory, gone with the process.

use std::collections::{HashMap, HashSet};
use std::sync::{PoisonError, RwLock};

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::kind::Kind;
use crate::route;

/// The members of a thing as stored: URLs of other things here as bare paths. What begins with
/// `_` is of the server alone and is never shown.
pub(crate) type Members = Map<String, Value>;

/// One thing.
#[derive(Debug, Clone)]
pub(crate) struct Thing {
    pub(crate) kind: Kind,
    pub(crate) uuid: Uuid,
    pub(crate) members: Members,
    /// The members of earlier versions, oldest first; documents alone have them.
    pub(crate) earlier: Vec<Members>,
}

impl Thing {
    /// Its path, which with a base in front is its URL.
    pub(crate) fn path(&self) -> String {
        let collection = self.kind.shape().path;
        let main = self.main().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
        format!("{}/{}", collection.replace("{main}", main), self.uuid)
    }

    /// The path of the thing that it belongs to.
    pub(crate) fn main(&self) -> Option<&str> {
        self.kind.shape().main.map(|(_, member)| self.text(member))
    }

    /// The text of a member; empty when it has none.
    pub(crate) fn text(&self, member: &str) -> &str {
        self.members.get(member).and_then(Value::as_str).unwrap_or_default()
    }
}

/// All things.
#[derive(Debug, Default)]
pub(crate) struct Store {
    now: RwLock<Things>,
    /// What it goes back to.
    settled: RwLock<Things>,
}

#[derive(Debug, Default, Clone)]
struct Things {
    last_number: u64,
    by_kind: HashMap<Kind, Vec<Thing>>,
}

impl Store {
    /// One thing.
    pub(crate) fn find(&self, kind: Kind, uuid: Uuid) -> Option<Thing> {
        self.read(|things| things.of(kind).iter().find(|thing| thing.uuid == uuid).cloned())
    }

    /// The thing of a kind that stands at a path.
    pub(crate) fn at(&self, kind: Kind, path: &str) -> Option<Thing> {
        let thing = self.find(kind, route::uuid_of(kind, path)?)?;
        (thing.path() == path).then_some(thing)
    }

    /// The things of a kind that are wanted, newest first.
    pub(crate) fn list(&self, kind: Kind, wanted: impl Fn(&Thing) -> bool) -> Vec<Thing> {
        self.read(|things| things.of(kind).iter().rev().filter(|t| wanted(t)).cloned().collect())
    }

    /// The things of a kind that name a path in a member, newest first.
    pub(crate) fn naming(&self, kind: Kind, member: &str, path: &str) -> Vec<Thing> {
        self.list(kind, |thing| thing.text(member) == path)
    }

    /// Adds a thing.
    pub(crate) fn insert(&self, kind: Kind, uuid: Uuid, members: Members) -> Thing {
        self.write(|things| {
            things.last_number += 1;
            let thing = Thing { kind, uuid, members, earlier: Vec::new() };
            things.by_kind.entry(kind).or_default().push(thing.clone());
            thing
        })
    }

    /// Replaces the given members of a thing, if it is there.
    pub(crate) fn change(&self, kind: Kind, uuid: Uuid, members: Members) -> Option<Thing> {
        self.alter(kind, uuid, |thing| thing.members.extend(members))
    }

    /// Does so too, and keeps what the thing was until now.
    pub(crate) fn renew(&self, kind: Kind, uuid: Uuid, members: Members) -> Option<Thing> {
        self.alter(kind, uuid, |thing| {
            thing.earlier.push(thing.members.clone());
            thing.members.extend(members);
        })
    }

    /// Removes a thing and nothing else.
    pub(crate) fn remove(&self, kind: Kind, uuid: Uuid) {
        self.write(|things| {
            things.by_kind.entry(kind).or_default().retain(|thing| thing.uuid != uuid);
        });
    }

    /// Removes the things whose paths are chosen, and all that belongs to one that is removed.
    pub(crate) fn hide(&self, chosen: impl Fn(&str) -> bool) {
        self.write(|things| {
            let mut gone: HashSet<String> = HashSet::new();
            loop {
                let before = gone.len();
                for thing in things.by_kind.values().flatten() {
                    let main_is_gone = thing.main().is_some_and(|main| gone.contains(main));
                    let path = thing.path();
                    if main_is_gone || chosen(&path) {
                        gone.insert(path);
                    }
                }
                if gone.len() == before {
                    break;
                }
            }
            things.by_kind.values_mut().for_each(|all| all.retain(|t| !gone.contains(&t.path())));
        });
    }

    /// Takes what there is now for what it goes back to.
    pub(crate) fn settle(&self) {
        let now = self.read(Things::clone);
        *self.settled.write().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// Goes back.
    pub(crate) fn restore(&self) {
        let settled = self.settled.read().unwrap_or_else(PoisonError::into_inner).clone();
        self.write(|things| *things = settled);
    }

    /// The number that the next thing gets, for the sample content.
    pub(crate) fn next_number(&self) -> u64 {
        self.read(|things| things.last_number + 1)
    }

    /// A number that nobody has had, for names made up.
    pub(crate) fn take_number(&self) -> u64 {
        self.write(|things| {
            things.last_number += 1;
            things.last_number
        })
    }

    fn alter(&self, kind: Kind, uuid: Uuid, alter: impl FnOnce(&mut Thing)) -> Option<Thing> {
        self.write(|things| {
            let of_kind = things.by_kind.entry(kind).or_default();
            let thing = of_kind.iter_mut().find(|thing| thing.uuid == uuid)?;
            alter(thing);
            Some(thing.clone())
        })
    }

    fn read<T>(&self, look: impl FnOnce(&Things) -> T) -> T {
        look(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write<T>(&self, change: impl FnOnce(&mut Things) -> T) -> T {
        change(&mut self.now.write().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Things {
    fn of(&self, kind: Kind) -> &[Thing] {
        self.by_kind.get(&kind).map_or(&[], Vec::as_slice)
    }
}
