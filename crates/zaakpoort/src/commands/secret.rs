//! `zaakpoort secret …`: hands out, lists, rotates and revokes secrets.

use std::path::Path;

use edge::secret_text;
use http::Method;
use serde_json::{Value, json};

use super::print_list;
use super::shown_once::{self, SECRET};
use crate::admin::{Session, segment};
use crate::cli::{NewSecretArgs, SecretCommand};
use crate::consent;
use crate::failure::Failure;
use crate::table::Column;

const COLUMNS: &[Column] = &[
    ("id", "id"),
    ("state", "state"),
    ("label", "label"),
    ("kind", "kind"),
    ("created", "created_at"),
    ("not before", "not_before"),
    ("expires", "expires_at"),
    ("last used", "last_used_at"),
    ("revoked", "revoked_at"),
];
/// What an API token has beside that.
const OF_API_TOKENS: &[Column] = &[("scopes", "scopes"), ("for", "username")];

pub(crate) async fn run(config: Option<&Path>, command: SecretCommand) -> Result<(), Failure> {
    use SecretCommand as Do;
    match command {
        Do::Create { client_id, new, admin } => {
            let session = Session::open(&admin, config).await?;
            let body = json!({ "label": new.label, "expires_at": end(&new) });
            shown_once::make(&session, (&at(&client_id), body), new.to.as_deref(), SECRET).await
        }
        Do::Rotate { client_id, overlap, new, yes, admin } => {
            if overlap == 0 {
                let question = format!(
                    "The old secrets of {client_id} are revoked now, and their tokens refused."
                );
                consent::demand(&question, &yes)?;
            }
            let session = Session::open(&admin, config).await?;
            let body = json!({ "label": new.label, "expires_at": end(&new), "overlap": overlap });
            let path = format!("{}/rotate", at(&client_id));
            shown_once::make(&session, (&path, body), new.to.as_deref(), SECRET).await
        }
        Do::List { client_id, admin } => {
            let session = Session::open(&admin, config).await?;
            let found = session.list(&at(&client_id), &[], None).await?;
            print_list(&session, &found, &columns(&found), "it has no secret")
        }
        Do::Revoke { client_id, secret, admin } => {
            // What stands behind the id stays on this machine.
            let secret = secret_text::id(&secret).unwrap_or(&secret);
            let session = Session::open(&admin, config).await?;
            let path = format!("{}/{}", at(&client_id), segment(secret));
            session.call(Method::DELETE, &path, None).await?;
            session.print(&Value::Null, |_| {
                "revoked; it and the tokens that came of it are refused at every connected gateway within a second".to_owned()
            })
        }
    }
}

fn columns(found: &[Value]) -> Vec<Column> {
    let has_api_tokens = found.iter().any(|one| one["kind"] == "api_token");
    let more = if has_api_tokens { OF_API_TOKENS } else { &[] };
    [COLUMNS, more].concat()
}

fn end(new: &NewSecretArgs) -> Option<String> {
    new.expires.map(|end| end.to_string())
}

fn at(client_id: &str) -> String {
    format!("/clients/{}/secrets", segment(client_id))
}
