//! What is sent of an applicatie: what the file says, and, unless it is to be taken away, what is there and
//! not in the file.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::normal::{listed, thumbprint};

/// What is in the place of what is not in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strays {
    Stay,
    Go,
}

/// What is sent, and the strays within it, in words.
pub(super) struct Merged {
    pub(super) body: Value,
    pub(super) strays: Vec<String>,
}

/// What one of them is called.
type Name = fn(&Value) -> String;

/// Things of a client that are not in the file only when they are named nowhere in it: their list in a
/// client, what one is called, and its name.
const PARTS: &[(&str, &str, Name)] = &[
    ("bindings", "binding", |one| format!("{} {}", text(one, "issuer"), text(one, "value"))),
    ("accesses", "access to", |one| text(one, "api").to_owned()),
    ("public_keys", "public key", thumbprint),
];

/// Brings together what the file says of an applicatie and what is there.
pub(super) fn applicatie(wanted: &Value, there: Option<&Value>, strays: Strays) -> Merged {
    let mut body = wanted.as_object().cloned().unwrap_or_default();
    body.remove("id");
    let none = Map::new();
    let there = there.and_then(Value::as_object).unwrap_or(&none);
    let known: HashMap<&str, &Value> =
        listed(there, "clients").iter().map(|one| (text(one, "client_id"), one)).collect();
    let mut clients = listed(&body, "clients").to_vec();
    let mut found = Vec::new();
    for client in clients.iter_mut().filter_map(Value::as_object_mut) {
        let name = client.get("client_id").and_then(Value::as_str).unwrap_or_default().to_owned();
        if let Some(known) = known.get(name.as_str()).and_then(|known| known.as_object()) {
            found.extend(
                parts(client, known, strays).into_iter().map(|one| format!("client {name}: {one}")),
            );
        }
    }
    for gone in listed(there, "clients") {
        let name = text(gone, "client_id");
        let is_named = clients.iter().any(|client| client["client_id"] == gone["client_id"]);
        if is_named || gone["registered_itself"] == true {
            continue;
        }
        found.push(format!("client {name}"));
        if strays == Strays::Stay {
            clients.push(as_given(gone));
        }
    }
    body.insert("clients".to_owned(), clients.into());
    Merged { body: Value::Object(body), strays: found }
}

fn parts(
    client: &mut Map<String, Value>,
    known: &Map<String, Value>,
    strays: Strays,
) -> Vec<String> {
    let mut found = Vec::new();
    for (list, kind, name) in PARTS {
        let mut these = listed(client, list).to_vec();
        let named: Vec<String> = these.iter().map(name).collect();
        for one in listed(known, list).iter().filter(|one| !named.contains(&name(one))) {
            found.push(format!("{kind} {}", name(one)));
            if strays == Strays::Stay {
                these.push(one.clone());
            }
        }
        client.insert((*list).to_owned(), these.into());
    }
    found
}

/// A client that is there, as one gives it.
pub(super) fn as_given(client: &Value) -> Value {
    let mut given = client.as_object().cloned().unwrap_or_default();
    given.remove("registered_itself");
    given.remove("shared_with_upstreams");
    given.retain(|_, value| !value.is_null());
    Value::Object(given)
}

/// Without the accesses to these APIs, which are not there yet; and those that were left out.
pub(super) fn without_accesses(body: &Value, pending: &[&str]) -> (Value, Vec<(String, Value)>) {
    let mut body = body.clone();
    let mut left_out = Vec::new();
    for client in body["clients"].as_array_mut().into_iter().flatten() {
        let name = text(client, "client_id").to_owned();
        let accesses = client.get_mut("accesses").and_then(Value::as_array_mut);
        let Some(accesses) = accesses else { continue };
        let (later, now): (Vec<Value>, Vec<Value>) =
            accesses.drain(..).partition(|access| pending.contains(&text(access, "api")));
        *accesses = now;
        left_out.extend(later.into_iter().map(|access| (name.clone(), access)));
    }
    (body, left_out)
}

/// With the accesses that were left out.
pub(super) fn with_accesses(mut whole: Value, left_out: Vec<(String, Value)>) -> Value {
    for (name, access) in left_out {
        for client in whole["clients"].as_array_mut().into_iter().flatten() {
            if text(client, "client_id") == name {
                match client["accesses"].as_array_mut() {
                    Some(accesses) => accesses.push(access.clone()),
                    None => client["accesses"] = json!([access.clone()]),
                }
            }
        }
    }
    whole
}

pub(super) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}
