//! `zaakpoort secret …`: hands out and revokes secrets.

use std::path::Path;

use edge::secret_text;
use http::Method;
use serde_json::{Value, json};

use super::member;
use crate::admin::Session;
use crate::cli::SecretCommand;
use crate::failure::Failure;

pub(crate) async fn run(config: Option<&Path>, command: SecretCommand) -> Result<(), Failure> {
    match command {
        SecretCommand::Create { client_id, label, expires, admin } => {
            let session = Session::open(&admin, config).await?;
            let body = json!({ "label": label, "expires_at": expires });
            let path = format!("/clients/{}/secrets", segment(&client_id));
            let made = session.call(Method::POST, &path, Some(body)).await?;
            session.print(&made, |made| {
                format!(
                    "secret of {client_id}, shown once:\n{}\nRevoke it with: zaakpoort secret revoke {client_id} {}",
                    member(made, "secret"),
                    member(made, "id"),
                )
            });
        }
        SecretCommand::Revoke { client_id, secret, admin } => {
            // What stands behind the id stays on this machine.
            let secret = secret_text::id(&secret).unwrap_or(&secret);
            let session = Session::open(&admin, config).await?;
            let path = format!("/clients/{}/secrets/{}", segment(&client_id), segment(secret));
            session.call(Method::DELETE, &path, None).await?;
            session.print(&Value::Null, |_| {
                "revoked; it and the tokens that came of it are refused at every connected gateway within a second".to_owned()
            });
        }
    }
    Ok(())
}

/// One segment of a path, whatever characters a client id has.
fn segment(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}
