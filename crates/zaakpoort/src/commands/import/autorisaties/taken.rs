//! What becomes of the applicaties there, in words: who gets more than before stands out, and what
//! was written there stays in its line.

use serde_json::{Map, Value, json};

use crate::admin::{Output, Session};
use crate::failure::Failure;
use crate::said::{counted, say};
use crate::table;

/// An applicatie there, and what became of it here.
pub(super) struct Taken {
    pub(super) applicatie: Value,
    pub(super) outcome: Outcome,
}

pub(super) enum Outcome {
    /// The issuer's own answer.
    Said(Value),
    /// It cannot be taken over: where, and why.
    Refused(String),
}

impl Taken {
    fn is(&self, word: &str) -> bool {
        matches!(&self.outcome, Outcome::Said(said) if said["outcome"] == word)
    }

    pub(super) fn is_refused(&self) -> bool {
        matches!(self.outcome, Outcome::Refused(_))
    }

    pub(super) fn changes_something(&self) -> bool {
        self.is("created") || self.is("updated")
    }

    /// Whether it may do everything from now on, and could not before.
    fn gets_all(&self) -> bool {
        let Outcome::Said(said) = &self.outcome else { return false };
        let anew = self.is("created") || changes(said).any(|what| what == ALL);
        anew && said[ALL] == true
    }
}

/// The member, and the change, that says it may do everything.
const ALL: &str = "heeft_alle_autorisaties";

/// What would be done, before it is.
pub(super) fn preview(session: &Session, planned: &[Taken], root: &str) -> Result<(), Failure> {
    if session.output == Output::Machines {
        return Ok(());
    }
    planned.iter().filter_map(line).try_for_each(say)?;
    let tally = tally(planned, ["to create", "to change"]);
    say(format!("{} at {}: {tally}.", planned.len(), table::printable(root)))
}

/// What is asked before it is done.
pub(super) fn question(planned: &[Taken]) -> String {
    let changing = planned.iter().filter(|one| one.changes_something()).count();
    let all = match planned.iter().filter(|one| one.gets_all()).count() {
        0 => String::new(),
        1 => ", and 1 of them gets ALL autorisaties".to_owned(),
        count => format!(", and {count} of them get ALL autorisaties"),
    };
    let changing = counted(changing, "applicatie changes", "applicaties change");
    format!("{changing} here{all}.")
}

/// What was done, in the end.
pub(super) fn tell(session: &Session, all: &[Taken]) -> Result<(), Failure> {
    let answer = json!({ "results": all.iter().map(for_machines).collect::<Vec<_>>() });
    session.print(&answer, |_| {
        if all.iter().any(Taken::changes_something) {
            format!("Done: {}.", tally(all, ["created", "changed"]))
        } else {
            "Nothing to do.".to_owned()
        }
    })
}

/// One that changes or cannot, as a line; what stays as it is has none.
fn line(one: &Taken) -> Option<String> {
    let ids = one.applicatie["clientIds"].as_array().into_iter().flatten();
    let ids: Vec<&str> = ids.filter_map(Value::as_str).collect();
    let name = format!("{} ({})", one.applicatie["label"].as_str().unwrap_or("?"), ids.join(", "));
    let line = match &one.outcome {
        Outcome::Refused(why) => format!("! {name}: {why}"),
        Outcome::Said(said) if one.is("created") => format!("+ {name}: {}", gets(said)),
        Outcome::Said(said) if one.is("updated") => format!("~ {name}: {}", differs(said)),
        Outcome::Said(_) => return None,
    };
    Some(table::printable(&line))
}

/// What a new one may do.
fn gets(said: &Value) -> String {
    if said[ALL] == true {
        return "ALL autorisaties".to_owned();
    }
    let count = said["autorisaties"].as_u64().and_then(|count| usize::try_from(count).ok());
    counted(count.unwrap_or_default(), "autorisatie", "autorisaties")
}

fn changes(said: &Value) -> impl Iterator<Item = &str> {
    said["changes"].as_array().into_iter().flatten().filter_map(Value::as_str)
}

fn differs(said: &Value) -> String {
    let of = |change: &str| match change {
        ALL if said[ALL] == true => format!("{ALL}: no -> YES"),
        ALL => format!("{ALL}: yes -> no"),
        "autorisaties" => format!(
            "autorisaties (+{} -{}{})",
            said["autorisaties_added"],
            said["autorisaties_removed"],
            new_scopes(said)
        ),
        "client_ids" => format!("client_ids{}", ended(said)),
        other => other.to_owned(),
    };
    changes(said).map(of).collect::<Vec<_>>().join(", ")
}

fn new_scopes(said: &Value) -> String {
    let scopes = texts(&said["scopes_added"]);
    if scopes.is_empty() {
        return String::new();
    }
    format!(", scopes that were not there: {}", scopes.join(", "))
}

/// Who ends with it.
fn ended(said: &Value) -> String {
    let ended = texts(&said["clients_ended"]);
    if ended.is_empty() {
        return String::new();
    }
    let (end, its) = if ended.len() == 1 { ("ends", "its") } else { ("end", "their") };
    format!(" ({} {end} here, {its} secrets revoked and {its} tokens refused)", ended.join(", "))
}

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

fn tally(all: &[Taken], [created, changed]: [&str; 2]) -> String {
    let count = |word: &str| all.iter().filter(|one| one.is(word)).count();
    let refused = all.iter().filter(|one| one.is_refused()).count();
    format!(
        "{} {created}, {} {changed}, {} as they are, {refused} refused",
        count("created"),
        count("updated"),
        count("unchanged")
    )
}

/// All that is known of one: the issuer's own answer, or what stands there of one that is refused.
fn for_machines(one: &Taken) -> Value {
    let there = &one.applicatie;
    let mut told = match &one.outcome {
        Outcome::Said(Value::Object(said)) => said.clone(),
        Outcome::Said(_) => Map::new(),
        Outcome::Refused(why) => {
            let count = there["autorisaties"].as_array().map_or(0, Vec::len);
            let told = [
                ("outcome", json!("refused")),
                ("reason", json!(why)),
                (ALL, json!(there["heeftAlleAutorisaties"].as_bool())),
                ("autorisaties", json!(count)),
            ];
            told.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
        }
    };
    told.entry("reason").or_insert(Value::Null);
    told.insert("client_ids".to_owned(), there["clientIds"].clone());
    told.insert("label".to_owned(), there["label"].clone());
    Value::Object(told)
}
