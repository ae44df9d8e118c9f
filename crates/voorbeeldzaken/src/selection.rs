//! One criterion of a question, and whether a thing meets it.

use serde_json::Value;

use crate::kind::{Kind, MAXIMUM_LEVEL};
use crate::level;
use crate::store::Thing;
use crate::wire::Site;

/// A filter with what it was given.
pub(crate) struct Criterion {
    name: &'static str,
    /// One value for most; all of a list for `…__in`.
    values: Vec<String>,
}

impl Criterion {
    /// What a filter says; none when it is given nothing, as in Open Zaak, an empty list included.
    pub(crate) fn read(name: &'static str, given: &Value) -> Option<Self> {
        if matches!(name, "expand" | "ordering") {
            return None;
        }
        let is_list = name.ends_with("in") && name.contains("__") || name == "trefwoorden";
        let values: Vec<String> = match given {
            Value::Null => return None,
            Value::Array(list) => list.iter().map(written).collect(),
            one if is_list => written(one).split(',').map(|item| item.trim().to_owned()).collect(),
            one => vec![written(one)],
        };
        let blank = values.iter().all(String::is_empty);
        (!blank).then_some(Self { name, values })
    }

    /// Whether a thing is among what is asked for.
    pub(crate) fn is_met_by(&self, thing: &Thing, site: &Site<'_>) -> bool {
        let value = self.values.first().map(String::as_str).unwrap_or_default();
        if let Some(member) = self.name.strip_prefix("rol__") {
            let rollen = site.store.naming(Kind::Rol, "zaak", &thing.path());
            return rollen.iter().any(|rol| compare(rol, member, &self.values));
        }
        let of_objects = self.name.strip_prefix("objectinformatieobjecten_");
        if let Some(member) = of_objects.map(|member| member.trim_start_matches('_')) {
            let kind = Kind::Objectinformatieobject;
            let links = site.store.naming(kind, "informatieobject", &thing.path());
            return links.iter().any(|link| compare(link, member, &self.values));
        }
        match self.name {
            MAXIMUM_LEVEL => {
                level::rank(thing.text("vertrouwelijkheidaanduiding")) <= level::rank(value)
            }
            "uuid__in" => self.values.iter().any(|uuid| *uuid == thing.uuid.to_string()),
            "trefwoorden" => self.values.iter().all(|word| has_word(thing, word)),
            name => compare(thing, name, &self.values),
        }
    }
}

/// Compares a member in the way that the end of the filter's name says.
fn compare(thing: &Thing, filter: &str, values: &[String]) -> bool {
    let (member, how) = filter.split_once("__").unwrap_or((filter, ""));
    let Some(value) = values.first() else { return true };
    let held = thing.members.get(member).map(written).unwrap_or_default();
    // Dates and moments are written so that the order of letters is that of time.
    match how {
        "" => is_same(&held, value),
        "in" => values.iter().any(|value| is_same(&held, value)),
        "not_in" => !values.iter().any(|value| is_same(&held, value)),
        "isnull" => held.is_empty() == (value == "true"),
        "icontains" => held.to_lowercase().contains(&value.to_lowercase()),
        "lt" => !held.is_empty() && held < *value,
        "lte" => !held.is_empty() && held <= *value,
        "gt" => held > *value,
        "gte" => held >= *value,
        within => deep(thing, member, within).is_some_and(|deep| is_same(&written(deep), value)),
    }
}

/// A member of a member: of `natuurlijkPersoon__inpBsn` the last name alone counts.
fn deep<'a>(thing: &'a Thing, member: &str, within: &str) -> Option<&'a Value> {
    thing.members.get(member)?.get(within.rsplit("__").next()?)
}

/// Lists compare URLs by their path alone, as Open Zaak does.
fn is_same(held: &str, wanted: &str) -> bool {
    let after_scheme = wanted.split_once("://").map_or("", |(_, rest)| rest);
    let path = after_scheme.find('/').map_or("", |slash| &after_scheme[slash..]);
    held == wanted || (!path.is_empty() && held == path)
}

fn has_word(thing: &Thing, word: &str) -> bool {
    let words = thing.members.get("trefwoorden").and_then(Value::as_array);
    words.is_some_and(|words| words.iter().any(|held| held == word))
}

fn written(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
