//! What it holds, in memory, gone with the process.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::kind::Kind;
use crate::route;

/// The members of a thing as stored: URLs of other things here as bare paths.
pub(crate) type Members = Map<String, Value>;

/// One thing.
#[derive(Debug, Clone)]
pub(crate) struct Thing {
    pub(crate) kind: Kind,
    pub(crate) uuid: Uuid,
    pub(crate) members: Members,
    number: u64,
}

impl Thing {
    /// Its path, which with a base in front is its URL.
    pub(crate) fn path(&self) -> String {
        format!("{}/{}", self.kind.shape().path, self.uuid)
    }

    /// The text of a member; empty when it has none.
    pub(crate) fn text(&self, member: &str) -> &str {
        self.members.get(member).and_then(Value::as_str).unwrap_or_default()
    }
}

/// All things.
#[derive(Debug, Default)]
pub(crate) struct Store(RwLock<Things>);

#[derive(Debug, Default)]
struct Things {
    last_number: u64,
    by_uuid: HashMap<(Kind, Uuid), Thing>,
}

impl Store {
    /// One thing.
    pub(crate) fn find(&self, kind: Kind, uuid: Uuid) -> Option<Thing> {
        self.read(|things| things.by_uuid.get(&(kind, uuid)).cloned())
    }

    /// All things of a kind, newest first.
    pub(crate) fn list(&self, kind: Kind) -> Vec<Thing> {
        let mut list: Vec<Thing> = self.read(|things| {
            things.by_uuid.values().filter(|thing| thing.kind == kind).cloned().collect()
        });
        list.sort_by_key(|thing| std::cmp::Reverse(thing.number));
        list
    }

    /// Adds a thing.
    pub(crate) fn insert(&self, kind: Kind, uuid: Uuid, members: Members) -> Thing {
        self.write(|things| {
            things.last_number += 1;
            let thing = Thing { kind, uuid, members, number: things.last_number };
            things.by_uuid.insert((kind, uuid), thing.clone());
            thing
        })
    }

    /// Replaces the given members of a thing, if it is there.
    pub(crate) fn change(&self, kind: Kind, uuid: Uuid, members: Members) -> Option<Thing> {
        self.write(|things| {
            let thing = things.by_uuid.get_mut(&(kind, uuid))?;
            thing.members.extend(members);
            Some(thing.clone())
        })
    }

    /// Removes a thing and the statussen that name it as their zaak.
    pub(crate) fn remove(&self, removed: &Thing) {
        let path = removed.path();
        self.write(|things| {
            things.by_uuid.remove(&(removed.kind, removed.uuid));
            things.by_uuid.retain(|_, t| t.kind != Kind::Status || t.text("zaak") != path);
        });
    }

    /// Makes a status the present one of its zaak.
    pub(crate) fn link_status(&self, status: &Thing) {
        let zaak = status.text("zaak").rsplit('/').next().and_then(route::uuid);
        if let Some(zaak) = zaak {
            let present = [("status".to_owned(), status.path().into())];
            self.change(Kind::Zaak, zaak, present.into_iter().collect());
        }
    }

    /// The number that the next thing will probably get, for names made up.
    pub(crate) fn next_number(&self) -> u64 {
        self.read(|things| things.last_number + 1)
    }

    fn read<T>(&self, look: impl FnOnce(&Things) -> T) -> T {
        look(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write<T>(&self, change: impl FnOnce(&mut Things) -> T) -> T {
        change(&mut self.0.write().unwrap_or_else(PoisonError::into_inner))
    }
}
