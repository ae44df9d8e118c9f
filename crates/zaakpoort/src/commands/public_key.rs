//! `zaakpoort public-key …`: registers the public keys that clients' assertions are verified with.

use std::path::Path;

use http::Method;
use serde_json::{Value, json};

use super::setting_names::in_flags;
use super::shown_once::how_to_revoke;
use super::{member, note};
use crate::admin::{Session, segment};
use crate::cli::PublicKeyCommand;
use crate::failure::Failure;

pub(crate) async fn run(config: Option<&Path>, command: PublicKeyCommand) -> Result<(), Failure> {
    let PublicKeyCommand::Add { client_id, file, label, expires, admin } = command;
    // Before the administrator is: what cannot be sent is no reason to log in.
    let (kind, key) = read(&file)?;
    let session = Session::open(&admin, config).await?;
    let path = format!("/clients/{}/public-keys", segment(&client_id));
    let end = expires.map(|end| end.to_string());
    let mut body = json!({ "label": label, "expires_at": end });
    body[kind] = key;
    let made = session.call(Method::POST, &path, Some(body)).await?;
    session.print(&made, taken)
}

/// A key of a new client, as it is sent.
pub(super) fn body(file: &Path) -> Result<Value, Failure> {
    let (kind, key) = read(file)?;
    Ok(json!({ kind: key }))
}

/// What the file holds, and how it is sent. A private half never leaves this machine.
fn read(file: &Path) -> Result<(&'static str, Value), Failure> {
    let shown = file.display();
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::Input(format!("{shown} cannot be read: {error}")))?;
    if text.contains("PRIVATE KEY") {
        return Err(private(file));
    }
    if !text.trim_start().starts_with('{') {
        return Ok(("pem", text.into()));
    }
    let jwk: Value = serde_json::from_str(&text)
        .map_err(|_| Failure::Input(format!("{shown} is neither PEM nor a JWK in JSON")))?;
    if jwk.get("keys").is_some() {
        return Err(Failure::Input(format!(
            "{shown} is a set of keys; put each key, what stands within `keys`, into a file of its own"
        )));
    }
    if jwk.get("d").is_some() || jwk.get("k").is_some() {
        return Err(private(file));
    }
    Ok(("jwk", jwk))
}

fn private(file: &Path) -> Failure {
    let file = file.display();
    Failure::Input(format!(
        "{file} holds a private key, which stays with the client; nothing was sent. Make a file with \
         its public half: openssl pkey -in {file} -pubout"
    ))
}

fn taken(made: &Value) -> String {
    let algorithms = made["algorithms"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let algorithms: Vec<&str> = algorithms.collect();
    format!(
        "public key {} of {}, for {}{}\n{}",
        member(made, "id"),
        member(made, "client_id"),
        algorithms.join(" and "),
        in_flags(&note(made)),
        how_to_revoke(made)
    )
}
