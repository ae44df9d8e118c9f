//! From the body of a write to members to store; all faults of a body are reported at once.

use serde_json::Value;

use crate::body::Body;
use crate::clock;
use crate::kind::{Holds, Kind, Member};
use crate::level;
use crate::problem::{InvalidParam, Problem};
use crate::reservation::identification;
use crate::route;
use crate::store::{Members, Thing};
use crate::wire::Site;

/// Members that the server sets, whatever the body says: name and stored form.
pub(crate) type Preset<'a> = [(&'static str, &'a str)];

/// What a write says of the members that it does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// They stay as they are (PATCH).
    Part,
    /// They are blank, or are missed when they must be there (PUT).
    Whole,
}

/// What is wrong with one member: code and reason.
type Fault = (&'static str, String);

/// The members of a new thing.
pub(crate) fn create(
    kind: Kind,
    body: &Body,
    preset: &Preset<'_>,
    site: &Site<'_>,
) -> Result<Members, Problem> {
    let mut members = gather(kind.shape().members, |member| {
        if let Some((_, path)) = preset.iter().find(|(name, _)| *name == member.name) {
            return Ok(Some((*path).into()));
        }
        match body.get(member.name) {
            Some(given) => site.given(member, given),
            None => site.absent(member),
        }
    })?;
    if kind.shape().holds(LEVEL).is_some() && !members.contains_key(LEVEL) {
        let level = site.level_of_type(kind, &members);
        members.insert(LEVEL.to_owned(), level);
    }
    Ok(members)
}

/// The members that an update replaces.
pub(crate) fn change(
    thing: &Thing,
    body: &Body,
    extent: Extent,
    site: &Site<'_>,
) -> Result<Members, Problem> {
    gather(thing.kind.shape().members, |member| match body.get(member.name) {
        None if extent == Extent::Part || member.holds.is_the_servers() => Ok(None),
        None => site.absent(member),
        Some(given) => match (member.holds, site.given(member, given)?) {
            (Holds::Type(_) | Holds::Parent(_), Some(path)) if path != thing.text(member.name) => {
                Err(fault("wijzigen-niet-toegelaten", "Dit ligt vast."))
            }
            (_, value) => Ok(value),
        },
    })
}

const LEVEL: &str = "vertrouwelijkheidaanduiding";

fn gather(
    members: &[Member],
    judge: impl Fn(&Member) -> Result<Option<Value>, Fault>,
) -> Result<Members, Problem> {
    let mut gathered = Members::new();
    let mut faults = Vec::new();
    for member in members {
        let name = member.name.to_owned();
        match judge(member) {
            Ok(None) => {}
            Ok(Some(value)) => drop(gathered.insert(name, value)),
            Err((code, reason)) => faults.push(InvalidParam { name, code, reason }),
        }
    }
    if faults.is_empty() { Ok(gathered) } else { Err(Problem::Invalid(faults)) }
}

impl Site<'_> {
    fn absent(&self, member: &Member) -> Result<Option<Value>, Fault> {
        match member.holds {
            Holds::RequiredText
            | Holds::Type(_)
            | Holds::TypeOrName(_)
            | Holds::Parent(_)
            | Holds::Movable(_) => Err(required()),
            Holds::Text | Holds::Link(_) | Holds::Reference => Ok(Some("".into())),
            Holds::Date => Ok(Some(clock::now().date_naive().to_string().into())),
            Holds::Moment => Ok(Some(clock::moment().into())),
            Holds::Identification(prefix) => {
                Ok(Some(identification(prefix, self.store.take_number()).into()))
            }
            Holds::Any(blank) | Holds::Kept(blank) => Ok(Some(blank.value())),
            Holds::Inhoud => Ok(Some(Value::Null)),
            Holds::Level
            | Holds::Newest(..)
            | Holds::Every(..)
            | Holds::IsNewest
            | Holds::Parts => Ok(None),
        }
    }

    fn given(&self, member: &Member, given: &Value) -> Result<Option<Value>, Fault> {
        match member.holds {
            Holds::Any(_) => return Ok(Some(given.clone())),
            Holds::Kept(_)
            | Holds::Newest(..)
            | Holds::Every(..)
            | Holds::IsNewest
            | Holds::Parts => return Ok(None),
            Holds::Inhoud if given.is_null() => return Ok(Some(Value::Null)),
            _ => {}
        }
        let text = match given {
            Value::Null => return Err(fault("null", "Dit mag niet null zijn.")),
            given => given.as_str().ok_or_else(|| fault("invalid", "Dit moet een tekst zijn."))?,
        };
        self.given_text(member, text)
    }

    fn given_text(&self, member: &Member, text: &str) -> Result<Option<Value>, Fault> {
        match (member.holds, text) {
            (
                Holds::RequiredText
                | Holds::Type(_)
                | Holds::TypeOrName(_)
                | Holds::Parent(_)
                | Holds::Movable(_),
                "",
            ) => Err(required()),
            (Holds::Identification(_), "") => self.absent(member),
            (Holds::Type(kind) | Holds::Parent(kind) | Holds::Movable(kind), url) => {
                self.path_of(kind, url).map(Some)
            }
            (Holds::Link(kind), url) if !url.is_empty() => self.path_of(kind, url).map(Some),
            (Holds::TypeOrName(kind), url) if self.bases.path_in(kind, url).is_some() => {
                self.path_of(kind, url).map(Some)
            }
            (Holds::Reference, url) => Ok(Some(self.bases.shortened(url).into())),
            (Holds::Level, level) if level::rank(level).is_none() => {
                let reason = format!("'{level}' is geen vertrouwelijkheidaanduiding.");
                Err(("invalid_choice", reason))
            }
            (_, text) => Ok(Some(text.into())),
        }
    }

    /// The stored form of a URL: its path, once something is known to stand there.
    fn path_of(&self, kind: Kind, url: &str) -> Result<Value, Fault> {
        let uuid = self.bases.path_in(kind, url).and_then(|path| route::uuid_of(kind, path));
        let thing = uuid.and_then(|uuid| self.store.find(kind, uuid));
        thing.map(|thing| thing.path().into()).ok_or_else(|| {
            fault("object-does-not-exist", "Deze URL wijst hier niets van de juiste soort aan.")
        })
    }

    fn level_of_type(&self, kind: Kind, members: &Members) -> Value {
        let mut types = kind.shape().members.iter().filter_map(|member| match member.holds {
            Holds::Type(of) => self.store.at(of, members.get(member.name)?.as_str()?),
            _ => None,
        });
        types.next().map_or(Value::Null, |found| found.text(LEVEL).into())
    }
}

fn required() -> Fault {
    fault("required", "Dit moet ingevuld zijn.")
}

fn fault(code: &'static str, reason: &str) -> Fault {
    (code, reason.to_owned())
}
