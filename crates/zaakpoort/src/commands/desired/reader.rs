//! From a tree to values whose every key is known; all faults at once, each with its line and what to do.

use edge::nearest::nearest;
use serde_json::{Map, Value};

use super::schema::{Holds, Key, Needed};
use super::yaml::{Is, Node};

/// What is wrong, and in which line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fault {
    pub(super) line: u64,
    pub(super) text: String,
}

const NO_SECRET: &str = "a secret never stands in this file: say where it is, as { file: NAME.key } or \
                         { env: NAME }";

/// Reads the keys of a node; `name` is what its reader calls it.
pub(super) fn keys(node: &Node, known: &[Key], name: &str, faults: &mut Vec<Fault>) -> Value {
    let Is::Map(entries) = &node.is else {
        if !matches!(node.is, Is::Nothing) || known.iter().any(|key| key.needed == Needed::Always) {
            let text = format!("{name}: expected keys with values, found {}", node.kind());
            faults.push(Fault { line: node.line, text });
        }
        return Value::Object(Map::new());
    };
    let mut read = Map::new();
    for entry in entries {
        let Some(key) = known.iter().find(|key| key.name == entry.key) else {
            faults.push(Fault { line: entry.line, text: unknown(&entry.key, known, name) });
            continue;
        };
        if let Some(value) = value(&entry.value, key, faults) {
            read.insert(entry.key.clone(), value);
        }
    }
    let said = |key: &Key| {
        let entry = entries.iter().find(|entry| entry.key == key.name);
        entry.is_some_and(|entry| !matches!(entry.value.is, Is::Nothing))
    };
    let missing = known.iter().filter(|key| key.needed == Needed::Always && !said(key));
    faults.extend(
        missing.map(|key| Fault { line: node.line, text: format!("{name} needs `{}`", key.name) }),
    );
    Value::Object(read)
}

fn unknown(key: &str, known: &[Key], name: &str) -> String {
    let meant = nearest(key, known.iter().map(|key| key.name));
    let Some(meant) = meant else {
        let names: Vec<&str> = known.iter().map(|key| key.name).collect();
        return format!("unknown key `{key}` in {name}; it has {}", names.join(", "));
    };
    format!("unknown key `{key}` in {name}; did you mean `{meant}`?")
}

/// What a key says; nothing where nothing stands behind it.
fn value(node: &Node, key: &Key, faults: &mut Vec<Fault>) -> Option<Value> {
    let name = key.name;
    let unfit = |expected: &str, faults: &mut Vec<Fault>| {
        let hint = match (&node.is, key.holds) {
            (Is::Number(_) | Is::Other | Is::Boolean(_), Holds::Text) => "; put quotes around it",
            _ => "",
        };
        let text = format!("`{name}`: expected {expected}, found {}{hint}", node.kind());
        faults.push(Fault { line: node.line, text });
        None
    };
    match (&node.is, key.holds) {
        (Is::Nothing, _) => None,
        (Is::Text(text), Holds::Text) => Some(text.as_str().into()),
        (Is::Number(number), Holds::Number) => Some((*number).into()),
        (Is::Boolean(answer), Holds::Boolean) => Some((*answer).into()),
        (Is::List(these), Holds::Texts) => Some(texts(these, name, faults)),
        (Is::Map(_), Holds::Named) => Some(named(node, name, faults)),
        (Is::Map(_), Holds::Jwk) => Some(json(node)),
        (Is::Map(_), Holds::Secret) => secret(node, faults),
        (_, Holds::Secret) => {
            faults.push(Fault { line: node.line, text: format!("`{name}`: {NO_SECRET}") });
            None
        }
        (Is::Map(_), Holds::Keys(known)) => Some(keys(node, known, &format!("`{name}`"), faults)),
        (Is::List(these), Holds::List(known)) => {
            let name = format!("one of `{name}`");
            Some(these.iter().map(|one| keys(one, known, &name, faults)).collect())
        }
        (_, Holds::Text) => unfit("a text", faults),
        (_, Holds::Number) => unfit("a whole number", faults),
        (_, Holds::Boolean) => unfit("true or false", faults),
        (_, Holds::Texts) => unfit("a list such as [a, b]", faults),
        (_, Holds::List(_)) => unfit("a list, each of it behind a hyphen", faults),
        (_, Holds::Named | Holds::Jwk | Holds::Keys(_)) => unfit("keys with values", faults),
    }
}

fn texts(these: &[Node], name: &str, faults: &mut Vec<Fault>) -> Value {
    let mut read = Vec::with_capacity(these.len());
    for one in these {
        if let Is::Text(text) = &one.is {
            read.push(Value::from(text.as_str()));
        } else {
            let text = format!("`{name}` holds {}; put quotes around it", one.kind());
            faults.push(Fault { line: one.line, text });
        }
    }
    Value::Array(read)
}

fn named(node: &Node, name: &str, faults: &mut Vec<Fault>) -> Value {
    let Is::Map(entries) = &node.is else { return Value::Null };
    let mut read = Map::new();
    for entry in entries {
        if let Is::Text(text) = &entry.value.is {
            read.insert(entry.key.clone(), text.as_str().into());
        } else {
            let kind = entry.value.kind();
            let text = format!("`{name}.{}`: expected a text, found {kind}", entry.key);
            faults.push(Fault { line: entry.line, text });
        }
    }
    Value::Object(read)
}

fn secret(node: &Node, faults: &mut Vec<Fault>) -> Option<Value> {
    let Is::Map(entries) = &node.is else { return None };
    match entries.as_slice() {
        [one] if matches!(one.key.as_str(), "file" | "env") => {
            if matches!(one.value.is, Is::Text(_)) {
                return Some(json(node));
            }
            let text = format!("`secret.{}`: expected a text", one.key);
            faults.push(Fault { line: one.line, text });
            None
        }
        _ => {
            faults.push(Fault { line: node.line, text: format!("`secret`: {NO_SECRET}") });
            None
        }
    }
}

/// A node as JSON.
fn json(node: &Node) -> Value {
    match &node.is {
        Is::Map(entries) => {
            entries.iter().map(|entry| (entry.key.clone(), json(&entry.value))).collect()
        }
        Is::List(these) => these.iter().map(json).collect(),
        Is::Text(text) => text.as_str().into(),
        Is::Number(number) => (*number).into(),
        Is::Boolean(answer) => (*answer).into(),
        Is::Nothing | Is::Other => Value::Null,
    }
}
