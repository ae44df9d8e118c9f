//! The file as a whole: read, held against itself, and made ready to be sent.

use std::collections::HashMap;
use std::io::Read as _;
use std::path::Path;

use edge::config::SecretSource;
use edge::tls;
use serde_json::{Map, Value, json};
use tokens::assertion::ClientKey;
use uuid::Uuid;

use super::reader::{self, Fault};
use super::schema;
use super::yaml::{self, Node};
use crate::failure::Failure;

/// What is to be there.
pub(super) struct File {
    /// As faults name it.
    pub(super) name: String,
    pub(super) apis: Vec<Thing>,
    pub(super) applicaties: Vec<Thing>,
    pub(super) zgw_keys: Vec<ZgwKey>,
}

/// An API or an applicatie, and its line.
pub(super) struct Thing {
    pub(super) line: u64,
    pub(super) value: Value,
}

/// A secret that a client signs its ZGW JWTs with.
pub(super) struct ZgwKey {
    pub(super) line: u64,
    pub(super) client: String,
    pub(super) label: String,
    pub(super) until: String,
    pub(super) secret: SecretSource,
}

const VERSION: i64 = 1;
/// Larger than ten thousand applicaties are.
const MOST: u64 = 256 * 1024 * 1024;

impl File {
    /// Reads a file, or stdin; all its faults at once.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let (name, text) = text(path)?;
        Self::parse(&name, &text).map_err(|mut faults| {
            faults.sort();
            faults.dedup();
            let told = faults.iter().map(|fault| format!("{name}:{}: {}", fault.line, fault.text));
            Failure::Config(told.collect())
        })
    }

    fn parse(name: &str, text: &str) -> Result<Self, Vec<Fault>> {
        let root = yaml::read(text).map_err(|(line, text)| vec![Fault { line, text }])?;
        let mut faults = Vec::new();
        let read = reader::keys(&root, schema::FILE, "the file", &mut faults);
        if read["version"].as_i64().is_some_and(|version| version != VERSION) {
            let line = root.get("version").map_or(1, |node| node.line);
            let text = format!("`version`: this Zaakpoort reads version {VERSION} alone");
            faults.push(Fault { line, text });
        }
        let mut file = Self {
            name: name.to_owned(),
            apis: things(&root, &read, "apis"),
            applicaties: things(&root, &read, "applicaties"),
            zgw_keys: Vec::new(),
        };
        let mut seen = Seen::default();
        for api in &file.apis {
            seen.once(api.value["client_id"].as_str(), "client id", (api.line, &mut faults));
        }
        for (thing, node) in file.applicaties.iter_mut().zip(root.listed("applicaties")) {
            seen.applicatie(thing, node, &mut faults);
            file.zgw_keys.extend(belongings(thing, node, &mut faults));
        }
        accesses(&file, &mut faults);
        if faults.is_empty() { Ok(file) } else { Err(faults) }
    }
}

fn text(path: &Path) -> Result<(String, String), Failure> {
    let (name, read) = if path == Path::new("-") {
        let mut text = String::new();
        (
            "stdin".to_owned(),
            std::io::stdin().lock().take(MOST).read_to_string(&mut text).map(|_| text),
        )
    } else {
        (path.display().to_string(), std::fs::read_to_string(path))
    };
    let text = read.map_err(|error| Failure::Input(format!("{name}: {error}")))?;
    Ok((name, text))
}

fn things(root: &Node, read: &Value, key: &str) -> Vec<Thing> {
    let values = read[key].as_array().into_iter().flatten();
    let lines = root.listed(key).iter().map(|node| node.line);
    values.zip(lines).map(|(value, line)| Thing { line, value: value.clone() }).collect()
}

/// What names one thing only.
#[derive(Default)]
struct Seen(HashMap<(&'static str, String), u64>);

impl Seen {
    fn once(
        &mut self,
        id: Option<&str>,
        what: &'static str,
        (line, faults): (u64, &mut Vec<Fault>),
    ) {
        let Some(id) = id else { return };
        if let Some(first) = self.0.insert((what, id.to_owned()), line) {
            let text =
                format!("{what} `{id}` stands in line {first} already; each stands here once");
            faults.push(Fault { line, text });
        }
    }

    fn applicatie(&mut self, thing: &Thing, node: &Node, faults: &mut Vec<Fault>) {
        let (line, id) = (thing.line, thing.value["id"].as_str());
        self.once(id, "applicatie", (line, faults));
        if id.is_some_and(|id| Uuid::try_parse(id).is_err()) {
            let text = "`id`: expected a UUID, such as `uuidgen` prints".to_owned();
            faults.push(Fault { line: node.get("id").map_or(line, |id| id.line), text });
        }
        let clients = node.listed("clients");
        if id.is_none() && clients.is_empty() {
            let text = "an applicatie without clients needs an `id`, by which it is known again: a UUID \
                        of your own, such as `uuidgen` prints";
            faults.push(Fault { line, text: text.to_owned() });
        }
        let ids = thing.value["clients"].as_array().into_iter().flatten();
        for (client, node) in ids.zip(clients) {
            self.once(client["client_id"].as_str(), "client id", (node.line, faults));
        }
    }
}

/// Reads the public keys that lie in files, and takes the ZGW keys out: they are sent by themselves.
fn belongings(thing: &mut Thing, node: &Node, faults: &mut Vec<Fault>) -> Vec<ZgwKey> {
    let mut found = Vec::new();
    let clients = thing.value.get_mut("clients").and_then(Value::as_array_mut);
    let Some(clients) = clients else { return found };
    for (client, node) in
        clients.iter_mut().filter_map(Value::as_object_mut).zip(node.listed("clients"))
    {
        if let Some(Value::Array(keys)) = client.get_mut("public_keys") {
            for (key, node) in keys.iter_mut().zip(node.listed("public_keys")) {
                match public_key(key) {
                    Ok(jwk) => *key = jwk,
                    Err(text) => faults.push(Fault { line: node.line, text }),
                }
            }
        }
        let id = client.get("client_id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let keys = client.remove("zgw_keys").unwrap_or(Value::Null);
        let keys = keys.as_array().into_iter().flatten().filter_map(Value::as_object);
        found.extend(keys.zip(node.listed("zgw_keys")).map(|(key, node)| zgw_key(&id, key, node)));
    }
    found
}

/// The key as a JWK, its public half alone.
fn public_key(given: &Value) -> Result<Value, String> {
    let refused = |why: &dyn std::fmt::Display| format!("`public_keys`: {why}");
    let key = match (given.get("jwk"), given["file"].as_str()) {
        (Some(jwk), None) => ClientKey::from_value(jwk.clone()).map_err(|why| refused(&why))?,
        (None, Some(file)) => {
            let text = std::fs::read_to_string(file);
            let text = text.map_err(|why| format!("`public_keys`: {file}: {why}"))?;
            if let Ok(jwk) = serde_json::from_str(&text) {
                ClientKey::from_value(jwk).map_err(|why| refused(&why))?
            } else {
                let der = tls::public_key(&text).map_err(|why| refused(&why))?;
                ClientKey::from_spki(&der).map_err(|why| refused(&why))?
            }
        }
        _ => {
            return Err("`public_keys`: give each as `jwk` or as `file`, one of the two".to_owned());
        }
    };
    serde_json::to_value(key.to_jwk()).map_err(|why| refused(&why))
}

fn zgw_key(client: &str, key: &Map<String, Value>, node: &Node) -> ZgwKey {
    let text = |name: &str| key.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let secret = key.get("secret").unwrap_or(&Value::Null);
    let secret = match (secret["file"].as_str(), secret["env"].as_str()) {
        (Some(file), _) => SecretSource::File(file.into()),
        (None, env) => SecretSource::Env(env.unwrap_or_default().to_owned()),
    };
    let (label, until) = (text("label"), text("until"));
    ZgwKey { line: node.line, client: client.to_owned(), label, until, secret }
}

/// An access to an API of this file asks for what that API has here.
fn accesses(file: &File, faults: &mut Vec<Fault>) {
    let known: HashMap<&str, &Value> = file
        .apis
        .iter()
        .filter_map(|api| Some((api.value["client_id"].as_str()?, &api.value)))
        .collect();
    for thing in &file.applicaties {
        for client in thing.value["clients"].as_array().into_iter().flatten() {
            for access in client["accesses"].as_array().into_iter().flatten() {
                let Some(api) = access["api"].as_str().and_then(|api| known.get(api)) else {
                    continue;
                };
                let none = json!([]);
                let has =
                    api.get("scopes").unwrap_or(&none).as_array().cloned().unwrap_or_default();
                let asked = access["scopes"].as_array().into_iter().flatten();
                faults.extend(asked.filter(|scope| !has.contains(scope)).map(|scope| Fault {
                    line: thing.line,
                    text: format!("{scope} is no scope of API {} of this file", api["client_id"]),
                }));
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
