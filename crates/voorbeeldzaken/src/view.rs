//! JSON: how a stored thing looks to a caller, with what it asked to see expanded.

use serde_json::{Map, Value};

use crate::documents::version;
use crate::expand::Expand;
use crate::kind::{Blank, Holds, Kind};
use crate::store::Thing;
use crate::wire::Site;

impl Site<'_> {
    /// The JSON of a thing.
    pub(crate) fn body(&self, thing: &Thing) -> Value {
        let mut body = Map::new();
        body.insert("url".to_owned(), self.bases.url(thing).into());
        body.insert("uuid".to_owned(), thing.uuid.to_string().into());
        for member in thing.kind.shape().members {
            body.insert(member.name.to_owned(), self.member(thing, member.name, member.holds));
        }
        Value::Object(body)
    }

    /// The JSON of a thing with `_expand` in it, where anything was asked for.
    pub(crate) fn expanded(&self, thing: &Thing, expand: &Expand) -> Value {
        let mut body = self.body(thing);
        let asked = expand.members();
        if asked.is_empty() {
            return body;
        }
        let shown = asked.into_iter().filter_map(|(name, below)| {
            let linked = self.follow(thing, name, |linked| self.expanded(linked, &below))?;
            Some((name.to_owned(), linked))
        });
        body["_expand"] = Value::Object(shown.collect());
        body
    }

    /// What a member links to, each shown in the same way; none when it links to nothing.
    pub(crate) fn follow(
        &self,
        thing: &Thing,
        name: &str,
        show: impl Fn(&Thing) -> Value,
    ) -> Option<Value> {
        match thing.kind.shape().holds(name)? {
            Holds::Every(kind, of) => {
                let all = self.store.naming(kind, of, &thing.path());
                Some(all.iter().map(show).collect())
            }
            holds => self.linked(thing, name, holds).map(|linked| show(&linked)),
        }
    }

    /// The one thing that a member names.
    fn linked(&self, thing: &Thing, name: &str, holds: Holds) -> Option<Thing> {
        match holds {
            Holds::Newest(kind, of) => self.newest(kind, of, &thing.path()),
            holds => self.store.at(holds.target()?, thing.text(name)),
        }
    }

    fn member(&self, thing: &Thing, name: &str, holds: Holds) -> Value {
        let stored = || thing.members.get(name).cloned();
        let path = thing.text(name);
        match holds {
            Holds::Newest(kind, of) => {
                let newest = self.newest(kind, of, &thing.path());
                newest.map_or(Value::Null, |newest| self.bases.url(&newest).into())
            }
            Holds::Every(kind, of) => {
                let all = self.store.naming(kind, of, &thing.path());
                all.iter().map(|one| Value::from(self.bases.url(one))).collect()
            }
            Holds::IsNewest => self.is_newest(thing).into(),
            Holds::Inhoud => {
                format!("{}/download?versie={}", self.bases.url(thing), version(thing)).into()
            }
            Holds::Parts => self.parts(thing),
            Holds::Any(blank) | Holds::Kept(blank) => stored().unwrap_or_else(|| blank.value()),
            Holds::Reference if path.starts_with('/') => {
                format!("{}{path}", self.bases.request).into()
            }
            holds => match holds.target() {
                Some(kind) if path.starts_with('/') => self.bases.url_of(kind, path).into(),
                _ => stored().unwrap_or_else(|| Blank::Text.value()),
            },
        }
    }

    fn newest(&self, kind: Kind, of: &str, path: &str) -> Option<Thing> {
        self.store.naming(kind, of, path).into_iter().next()
    }

    fn is_newest(&self, thing: &Thing) -> bool {
        let (Some((_, of)), Some(main)) = (thing.kind.shape().main, thing.main()) else {
            return true;
        };
        self.newest(thing.kind, of, main).is_some_and(|newest| newest.uuid == thing.uuid)
    }

    fn parts(&self, document: &Thing) -> Value {
        let parts = self.store.naming(Kind::Bestandsdeel, "informatieobject", &document.path());
        parts.iter().rev().map(|part| self.body(part)).collect()
    }
}
