//! `zaakpoort api-token …`: makes keys that programs show as they are.

use std::path::Path;

use serde_json::{Map, Value};

use super::shown_once::{self, SECRET, Thing};
use crate::admin::{Session, segment};
use crate::cli::ApiTokenCommand;
use crate::failure::Failure;

const TOKEN: Thing = Thing { member: "token", file: "token_file", name: "API token", ..SECRET };

pub(crate) async fn run(config: Option<&Path>, command: ApiTokenCommand) -> Result<(), Failure> {
    let ApiTokenCommand::Create { client_id, expires, scopes, user, label, to, admin } = command;
    let session = Session::open(&admin, config).await?;
    let path = format!("/clients/{}/api-tokens", segment(&client_id));
    let said = [
        ("label", Some(label.into())),
        ("expires_at", expires.map(|end| end.to_string().into())),
        ("scopes", scopes.map(Value::from)),
        ("user", user.map(Value::from)),
    ];
    let body = said.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    let body: Map<String, Value> = body.collect();
    shown_once::make(&session, (&path, body.into()), to.as_deref(), TOKEN).await
}
