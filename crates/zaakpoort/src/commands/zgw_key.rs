//! `zaakpoort zgw-key …`: keys for the ZGW JWTs that a client signs itself.

use std::path::Path;

use edge::config::SecretSource;
use http::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use super::shown_once::{self, SECRET, Thing, how_to_revoke};
use super::{member, note};
use crate::admin::{Session, segment};
use crate::cli::{KeySourceArgs, ZgwKeyCommand};
use crate::failure::Failure;

const KEY: Thing = Thing { member: "key", file: "key_file", name: "ZGW key", ..SECRET };

pub(crate) async fn run(config: Option<&Path>, command: ZgwKeyCommand) -> Result<(), Failure> {
    let ZgwKeyCommand::Create { client_id, label, expires, key, to, admin } = command;
    // Before the administrator is: what cannot be read is no reason to log in.
    let (given, expires) = (given(&key)?, expires.of_key("--expires")?.to_string());
    let session = Session::open(&admin, config).await?;
    let path = format!("/clients/{}/zgw-keys", segment(&client_id));
    let mut body = json!({ "label": label, "expires_at": expires });
    let Some(given) = given else {
        return shown_once::make(&session, (&path, body), to.as_deref(), KEY).await;
    };
    body["key"] = given.expose_secret().into();
    let kept = session.call(Method::POST, &path, Some(body)).await?;
    session.print(&kept, taken)
}

/// The key that is in use already, if one is named.
fn given(source: &KeySourceArgs) -> Result<Option<SecretString>, Failure> {
    let source = match (&source.key_file, &source.key_env) {
        (Some(file), _) => SecretSource::File(file.clone()),
        (None, Some(name)) => SecretSource::Env(name.clone()),
        (None, None) => return Ok(None),
    };
    source.read().map(Some).map_err(|error| Failure::Input(error.to_string()))
}

fn taken(kept: &Value) -> String {
    let (client, end) = (member(kept, "client_id"), member(kept, "expires_at"));
    format!("ZGW key of {client}, good until {end}{}\n{}", note(kept), how_to_revoke(kept))
}
