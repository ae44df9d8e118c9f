//! What differs between a thing as it is and as it is to be, line by line, for people.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) sign: Sign,
    pub(super) text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Comes,
    Differs,
    Goes,
}

impl Sign {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Comes => "+",
            Self::Differs => "~",
            Self::Goes => "-",
        }
    }
}

/// Things that are known by their names within a list, and what one of them is called.
const NAMED: &[(&str, &str)] = &[("clients", "client_id"), ("accesses", "api")];

/// All differences; both are normal.
pub(super) fn between(before: &Value, after: &Value) -> Vec<Line> {
    let mut lines = Vec::new();
    members((before, after), "", &mut lines);
    lines
}

fn members((before, after): (&Value, &Value), path: &str, lines: &mut Vec<Line>) {
    let none = Map::new();
    let before = before.as_object().unwrap_or(&none);
    let after = after.as_object().unwrap_or(&none);
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for name in names {
        let pair =
            (before.get(name).unwrap_or(&Value::Null), after.get(name).unwrap_or(&Value::Null));
        if pair.0 != pair.1 {
            member(name, pair, path, lines);
        }
    }
}

fn member(name: &str, (before, after): (&Value, &Value), path: &str, lines: &mut Vec<Line>) {
    let mut say = |sign, text: String| lines.push(Line { sign, text: format!("{path}{text}") });
    if let Some((_, id)) = NAMED.iter().find(|(list, _)| *list == name) {
        return named((name, id), (before, after), path, lines);
    }
    match (before, after) {
        (Value::Object(_), _) | (_, Value::Object(_)) => {
            members((before, after), &format!("{path}{name}."), lines);
        }
        (Value::Array(_), _) | (_, Value::Array(_)) => {
            let (old, new) = (before.as_array(), after.as_array());
            let (old, new) =
                (old.map_or(&[][..], Vec::as_slice), new.map_or(&[][..], Vec::as_slice));
            let (gone, come) = (missing(old, new), missing(new, old));
            if gone.is_empty() && come.is_empty() {
                say(Sign::Differs, format!("{name}: {before} → {after}"));
            }
            gone.iter().for_each(|one| say(Sign::Goes, format!("{name}: {}", shown(one))));
            come.iter().for_each(|one| say(Sign::Comes, format!("{name}: {}", shown(one))));
        }
        (Value::Null, _) => say(Sign::Comes, format!("{name}: {}", shown(after))),
        (_, Value::Null) => say(Sign::Goes, format!("{name}: {}", shown(before))),
        _ => say(Sign::Differs, format!("{name}: {} → {}", shown(before), shown(after))),
    }
}

/// Lists of things with names: one comes, goes, or differs in itself.
fn named(
    (list, id): (&str, &str),
    (before, after): (&Value, &Value),
    path: &str,
    lines: &mut Vec<Line>,
) {
    let kind = if list == "clients" { "client" } else { "access to" };
    let of = |value: &Value| -> Vec<Value> { value.as_array().cloned().unwrap_or_default() };
    let (before, after) = (of(before), of(after));
    let same = |one: &Value, other: &Value| one[id] == other[id];
    for gone in before.iter().filter(|one| !after.iter().any(|other| same(one, other))) {
        let text = format!("{path}{kind} {}", bare(&gone[id]));
        lines.push(Line { sign: Sign::Goes, text });
    }
    for one in &after {
        let name = format!("{path}{kind} {}", bare(&one[id]));
        let old = before.iter().find(|other| same(one, other));
        if old.is_none() {
            lines.push(Line { sign: Sign::Comes, text: name.clone() });
        }
        let mut nothing = Map::new();
        nothing.insert(id.to_owned(), one[id].clone());
        let nothing = Value::Object(nothing);
        members((old.unwrap_or(&nothing), one), &format!("{name}, "), lines);
    }
}

/// What the others have not, each as often as it stands there.
fn missing(these: &[Value], others: &[Value]) -> Vec<Value> {
    let mut left: Vec<&Value> = others.iter().collect();
    let is_missing = |one: &&Value| match left.iter().position(|other| other == one) {
        Some(place) => {
            left.swap_remove(place);
            false
        }
        None => true,
    };
    these.iter().filter(is_missing).cloned().collect()
}

fn bare(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A value as a reader of the file would write it.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(these) => these.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Object(members) => {
            let one = |(name, value): (&String, &Value)| format!("{name} {}", shown(value));
            members.iter().map(one).collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_comes_goes_and_differs_is_told_with_where_it_is() {
        let before = json!({
            "label": "A", "heeft_alle_autorisaties": true,
            "clients": [
                { "client_id": "a", "oauth": { "grant_types": ["x", "y"] } }, { "client_id": "b" }
            ],
        });
        let after = json!({
            "label": "B", "autorisaties": [{ "component": "zrc", "scopes": ["lezen"] }],
            "clients": [
                { "client_id": "a", "oauth": { "grant_types": ["y", "z"] } },
                { "client_id": "c", "audiences": ["p", "q"] }
            ],
        });
        let told = between(&before, &after);
        let told: Vec<String> =
            told.iter().map(|line| format!("{} {}", line.sign.as_str(), line.text)).collect();
        assert_eq!(
            told,
            [
                "+ autorisaties: component zrc; scopes lezen",
                "- client b",
                "- client a, oauth.grant_types: x",
                "+ client a, oauth.grant_types: z",
                "+ client c",
                "+ client c, audiences: p",
                "+ client c, audiences: q",
                "- heeft_alle_autorisaties: true",
                "~ label: A → B",
            ]
        );
        assert_eq!(between(&before, &before), []);
    }

    #[test]
    fn an_order_that_counts_is_a_difference() {
        let told =
            between(&json!({ "audiences": ["a", "b"] }), &json!({ "audiences": ["b", "a"] }));
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].sign, Sign::Differs);
    }
}
