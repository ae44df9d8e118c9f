//! From the body of a write to members to store; all faults of a body are reported at once.

use serde_json::Value;

use crate::clock;
use crate::kind::{Content, Kind, Member};
use crate::level;
use crate::problem::{InvalidParam, Problem};
use crate::store::{Members, Store, Thing};
use crate::wire::Bases;

/// What a write is judged against.
pub(crate) struct Site<'a> {
    pub(crate) bases: &'a Bases,
    pub(crate) store: &'a Store,
}

/// What is wrong with one member: code and reason.
type Fault = (&'static str, String);

/// The members of a new thing.
pub(crate) fn create(kind: Kind, body: &Members, site: &Site<'_>) -> Result<Members, Problem> {
    let mut members = gather(kind.shape().members, |member| match body.get(member.name) {
        Some(given) if member.content != Content::Kept => site.given(member, given),
        _ => site.absent(member),
    })?;
    let has_level = kind.shape().members.iter().any(|m| m.content == Content::Level);
    if has_level && !members.contains_key("vertrouwelijkheidaanduiding") {
        let level = site.level_of_type(kind, &members);
        members.insert("vertrouwelijkheidaanduiding".to_owned(), level);
    }
    Ok(members)
}

/// The members that a partial update replaces.
pub(crate) fn change(thing: &Thing, body: &Members, site: &Site<'_>) -> Result<Members, Problem> {
    gather(thing.kind.shape().members, |member| match body.get(member.name) {
        None => Ok(None),
        Some(_) if member.content == Content::Kept => Ok(None),
        Some(given) => match (member.content, site.given(member, given)?) {
            (Content::Type(_), Some(path)) if path != thing.text(member.name) => {
                Err(fault("wijzigen-niet-toegelaten", "Het type van een zaak ligt vast."))
            }
            (_, value) => Ok(value),
        },
    })
}

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
        match member.content {
            Content::RequiredText | Content::Type(_) | Content::Parent(_) => Err(required()),
            Content::Text | Content::Link(_) => Ok(Some("".into())),
            Content::Date => Ok(Some(clock::now().date_naive().to_string().into())),
            Content::Identification(prefix) => {
                let year = clock::now().format("%Y");
                Ok(Some(format!("{prefix}-{year}-{:010}", self.store.next_number()).into()))
            }
            Content::Kept => Ok(Some(Value::Null)),
            Content::Level => Ok(None),
        }
    }

    fn given(&self, member: &Member, given: &Value) -> Result<Option<Value>, Fault> {
        let text = match given {
            Value::Null => return Err(fault("null", "Dit mag niet null zijn.")),
            given => given.as_str().ok_or_else(|| fault("invalid", "Dit moet een tekst zijn."))?,
        };
        match (member.content, text) {
            (Content::RequiredText | Content::Type(_) | Content::Parent(_), "") => Err(required()),
            (Content::Identification(_), "") => self.absent(member),
            (Content::Type(kind) | Content::Parent(kind), url) => self.path_of(kind, url).map(Some),
            (Content::Link(kind), url) if !url.is_empty() => self.path_of(kind, url).map(Some),
            (Content::Level, level) if level::rank(level).is_none() => {
                let reason = format!("'{level}' is geen vertrouwelijkheidaanduiding.");
                Err(("invalid_choice", reason))
            }
            (_, text) => Ok(Some(text.into())),
        }
    }

    /// The stored form of a URL: its path, once something is known to stand there.
    fn path_of(&self, kind: Kind, url: &str) -> Result<Value, Fault> {
        let uuid = self.bases.target(kind, url);
        let thing = uuid.and_then(|uuid| self.store.find(kind, uuid));
        thing.map(|thing| thing.path().into()).ok_or_else(|| {
            fault("object-does-not-exist", "Deze URL wijst hier niets van de juiste soort aan.")
        })
    }

    fn level_of_type(&self, kind: Kind, members: &Members) -> Value {
        let mut types = kind.shape().members.iter().filter_map(|member| match member.content {
            Content::Type(of) => Some((of, members.get(member.name)?.as_str()?)),
            _ => None,
        });
        let found = types.next().and_then(|(of, path)| {
            self.store.list(of).into_iter().find(|thing| thing.path() == path)
        });
        found.map_or(Value::Null, |found| found.text("vertrouwelijkheidaanduiding").into())
    }
}

fn required() -> Fault {
    fault("required", "Dit moet ingevuld zijn.")
}

fn fault(code: &'static str, reason: &str) -> Fault {
    (code, reason.to_owned())
}
