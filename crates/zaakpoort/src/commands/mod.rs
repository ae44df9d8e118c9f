//! One file per command.

pub(crate) mod api;
pub(crate) mod api_token;
pub(crate) mod applicatie;
pub(crate) mod audit;
pub(crate) mod autorisatie;
#[cfg(feature = "issuer")]
pub(crate) mod backup;
mod binding;
pub(crate) mod client;
mod client_settings;
pub(crate) mod config;
pub(crate) mod desired;
pub(crate) mod doctor;
pub(crate) mod explain;
pub(crate) mod feed;
#[cfg(feature = "gateway")]
pub(crate) mod gateway;
pub(crate) mod grant;
pub(crate) mod health;
pub(crate) mod import;
#[cfg(feature = "issuer")]
pub(crate) mod issuer;
pub(crate) mod key;
pub(crate) mod manual;
#[cfg(feature = "issuer")]
pub(crate) mod migrate;
pub(crate) mod mirror;
pub(crate) mod notificatie;
#[cfg(feature = "issuer")]
mod programs;
mod progress;
pub(crate) mod public_key;
pub(crate) mod registration_token;
#[cfg(feature = "gateway")]
pub(crate) mod reload;
#[cfg(feature = "issuer")]
pub(crate) mod restore;
pub(crate) mod secret;
pub(crate) mod setting_names;
mod shown_once;
pub(crate) mod token;
pub(crate) mod token_revoke;
#[cfg(all(feature = "issuer", feature = "gateway"))]
pub(crate) mod up;
pub(crate) mod upstream_key;
pub(crate) mod user;
pub(crate) mod zgw_key;

use serde_json::{Value, json};

use crate::admin::Session;
use crate::failure::Failure;
use crate::table::{self, Column};

/// A member of an answer, for people.
fn member(answer: &Value, name: &str) -> String {
    table::printable(answer.get(name).and_then(Value::as_str).unwrap_or("?"))
}

/// What the issuer remarks on what it did, as a line of its own.
fn note(answer: &Value) -> String {
    let note = answer.get("note").and_then(Value::as_str);
    note.map(|note| format!("\nNote: {}.", table::printable(note))).unwrap_or_default()
}

/// Prints a list: as the API's own page for machines, as a table for people.
fn print_list(
    session: &Session,
    results: &[Value],
    columns: &[Column],
    nothing: &str,
) -> Result<(), Failure> {
    let answer = json!({ "results": results });
    session.print(&answer, |_| table::list(results, columns, nothing))
}

/// The client ids of an answer, for people.
fn client_ids(answer: &Value) -> String {
    let ids = answer["client_ids"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let ids: Vec<String> = ids.map(table::printable).collect();
    if ids.is_empty() { "none".to_owned() } else { ids.join(", ") }
}
