//! `zaakpoort key …`: the keys that sign tokens.

use std::path::Path;

use http::Method;
use serde_json::{Value, json};

use super::{member, print_list};
use crate::admin::Session;
use crate::cli::KeyCommand;
use crate::consent;
use crate::failure::Failure;
use crate::table::Column;

const COLUMNS: &[Column] = &[
    ("key", "kid"),
    ("algorithm", "algorithm"),
    ("phase", "phase"),
    ("since", "phase_since"),
    ("until", "phase_until"),
    ("created", "created_at"),
];

pub(crate) async fn run(config: Option<&Path>, command: KeyCommand) -> Result<(), Failure> {
    match command {
        KeyCommand::List { admin } => {
            let session = Session::open(&admin, config).await?;
            let found = session.list("/keys", &[], None).await?;
            print_list(&session, &found, COLUMNS, "there is no key")
        }
        KeyCommand::Rotate { algorithm, at_once, yes, admin } => {
            if at_once {
                consent::demand(&emergency(algorithm.as_deref()), &yes)?;
            }
            let session = Session::open(&admin, config).await?;
            let mut body = json!({ "at_once": at_once });
            if let Some(algorithm) = algorithm {
                body["algorithm"] = json!(algorithm);
            }
            let made = session.call(Method::POST, "/keys/rotate", Some(body)).await?;
            session.print(&made, told)
        }
    }
}

/// What cannot be taken back.
fn emergency(algorithm: Option<&str>) -> String {
    let signed = algorithm.map(|name| format!(" and signed with {name}")).unwrap_or_default();
    let whose = if algorithm.is_some() { "their clients" } else { "every client" };
    format!(
        "Every token that was issued until now{signed} is refused, and {whose} must fetch a new one."
    )
}

fn told(made: &Value) -> String {
    let keys = made["keys"].as_array().map(Vec::as_slice).unwrap_or_default();
    let becomes = match made["phase"].as_str() {
        Some("active") => "signs now".to_owned(),
        _ => format!("is published, and signs from {} on", member(made, "signs_from")),
    };
    let line = |key: &Value| {
        format!("{} key {} {becomes}\n", member(key, "algorithm"), member(key, "kid"))
    };
    let lines: String = keys.iter().map(line).collect();
    match made["removed"].as_array().map_or(0, Vec::len) {
        0 => format!("{lines}Follow them with: zaakpoort key list"),
        _ => format!("{lines}The keys before them count no more"),
    }
}
