//! `zaakpoort zgw-key …`: keys for the ZGW JWTs that a client signs itself.

use std::path::{Path, PathBuf};

use edge::config::SecretSource;
use http::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use super::secret::{OF_CLIENTS, sort_by_end};
use super::shown_once::{self, SECRET, Thing, how_to_revoke};
use super::{member, note, print_list};
use crate::admin::{Session, segment};
use crate::cli::{AdminArgs, KeySourceArgs, ZgwKeyCommand};
use crate::failure::Failure;
use crate::table::Column;

/// As they stand among the credentials of a client.
const KIND: &str = "zgw_hs256";
const COLUMNS: &[Column] = &[
    ("id", "id"),
    ("state", "state"),
    ("label", "label"),
    ("created", "created_at"),
    ("expires", "expires_at"),
    ("last used", "last_used_at"),
    ("revoked", "revoked_at"),
];
const KEY: Thing = Thing { member: "key", file: "key_file", name: "ZGW key", ..SECRET };

pub(crate) async fn run(config: Option<&Path>, command: ZgwKeyCommand) -> Result<(), Failure> {
    match command {
        ZgwKeyCommand::Create { client_id, label, expires, key, to, admin } => {
            let body =
                json!({ "label": label, "expires_at": expires.of_key("--expires")?.to_string() });
            create(config, &admin, New { client_id, body, key, to }).await
        }
        ZgwKeyCommand::List { client_id: Some(client_id), admin } => {
            list(config, &admin, &client_id).await
        }
        ZgwKeyCommand::List { client_id: None, admin } => list_all(config, &admin).await,
    }
}

/// What is to be made.
struct New {
    client_id: String,
    body: Value,
    key: KeySourceArgs,
    to: Option<PathBuf>,
}

async fn create(config: Option<&Path>, admin: &AdminArgs, new: New) -> Result<(), Failure> {
    let New { client_id, mut body, key, to } = new;
    // Before the administrator is: what cannot be read is no reason to log in.
    let given = given(&key)?;
    let session = Session::open(admin, config).await?;
    let path = format!("/clients/{}/zgw-keys", segment(&client_id));
    let Some(given) = given else {
        return shown_once::make(&session, (&path, body), to.as_deref(), KEY).await;
    };
    body["key"] = given.expose_secret().into();
    let kept = session.call(Method::POST, &path, Some(body)).await?;
    session.print(&kept, taken)
}

async fn list(config: Option<&Path>, admin: &AdminArgs, client_id: &str) -> Result<(), Failure> {
    let session = Session::open(admin, config).await?;
    let path = format!("/clients/{}/secrets", segment(client_id));
    let mut found = session.list(&path, &[], None).await?;
    found.retain(|credential| credential["kind"] == KIND);
    print_list(&session, &found, COLUMNS, "it has no key of ZGW JWTs")
}

async fn list_all(config: Option<&Path>, admin: &AdminArgs) -> Result<(), Failure> {
    let session = Session::open(admin, config).await?;
    let mut found = session.list("/secrets", &[("kind", KIND.to_owned())], None).await?;
    sort_by_end(&mut found);
    let columns = [OF_CLIENTS, COLUMNS].concat();
    print_list(&session, &found, &columns, "nobody has a key of ZGW JWTs that counts")
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
