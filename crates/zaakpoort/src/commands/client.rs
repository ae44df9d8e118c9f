//! `zaakpoort client …`: gives an applicatie its client ids.

use std::path::Path;

use http::Method;
use serde_json::json;

use super::member;
use crate::admin::Session;
use crate::cli::ClientCommand;
use crate::failure::Failure;

pub(crate) async fn run(config: Option<&Path>, command: ClientCommand) -> Result<(), Failure> {
    let ClientCommand::Create {
        client_id,
        applicatie,
        audiences,
        extra_scopes,
        access_token_lifetime,
        admin,
    } = command;
    let session = Session::open(&admin, config).await?;
    let body = json!({
        "client_id": client_id,
        "applicatie": applicatie,
        "audiences": audiences,
        "extra_scopes": extra_scopes,
        "access_token_lifetime": access_token_lifetime,
    });
    let made = session.call(Method::POST, "/clients", Some(body)).await?;
    session.print(&made, |made| {
        let id = member(made, "client_id");
        let note = made.get("note").and_then(serde_json::Value::as_str);
        let note = note.map(|note| format!("\nNote: {note}.")).unwrap_or_default();
        format!("client {id}{note}\nGive it a secret: zaakpoort secret create {id}")
    });
    Ok(())
}
