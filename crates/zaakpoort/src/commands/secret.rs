//! `zaakpoort secret …`: hands out, lists, rotates and revokes secrets.

use std::path::Path;

use chrono::{DateTime, Utc};
use edge::secret_text;
use http::Method;
use serde_json::{Value, json};

use super::shown_once::{self, SECRET};
use super::{member, print_list};
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
/// What stands before that where several clients' are shown.
pub(super) const OF_CLIENTS: &[Column] = &[("client", "client_id")];
/// What an API token has beside that.
const OF_API_TOKENS: &[Column] = &[("scopes", "scopes"), ("for", "username")];

pub(crate) async fn run(config: Option<&Path>, command: SecretCommand) -> Result<(), Failure> {
    use SecretCommand as Do;
    match command {
        Do::Create { client_id, not_before, new, admin } => {
            let session = Session::open(&admin, config).await?;
            let start = not_before.map(|start| start.to_string());
            let body = json!({ "label": new.label, "not_before": start, "expires_at": end(&new) });
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
        Do::List {
            client_id: Some(client_id),
            expiring: None,
            unused: None,
            kind: None,
            admin,
        } => {
            let session = Session::open(&admin, config).await?;
            let found = session.list(&at(&client_id), &[], None).await?;
            print_list(&session, &found, &columns(&found), "it has no secret")
        }
        Do::List { client_id, expiring, unused, kind, admin } => {
            let span = |seconds: Option<u32>| seconds.map(|seconds| seconds.to_string());
            let query = [
                ("client", client_id),
                ("expiring", span(expiring)),
                ("unused", span(unused)),
                ("kind", kind),
            ];
            let query = query.into_iter().filter_map(|(name, value)| Some((name, value?)));
            let session = Session::open(&admin, config).await?;
            let mut found = session.list("/secrets", &query.collect::<Vec<_>>(), None).await?;
            match expiring {
                Some(_) => sort_by_end(&mut found),
                None => found.sort_by_cached_key(|one| member(one, "client_id")),
            }
            print_list(&session, &found, &[OF_CLIENTS, &columns(&found)].concat(), "there is none")
        }
        Do::Revoke { client_id, secret, force, admin } => {
            // What stands behind the id stays on this machine.
            let secret = secret_text::id(&secret).unwrap_or(&secret);
            let session = Session::open(&admin, config).await?;
            let force = if force { "?force=true" } else { "" };
            let path = format!("{}/{}{force}", at(&client_id), segment(secret));
            session.call(Method::DELETE, &path, None).await?;
            session.print(&Value::Null, |_| {
                "revoked; it and the tokens that came of it are refused at every connected gateway within a second".to_owned()
            })
        }
    }
}

/// What ends first comes first, and what has no end last.
pub(super) fn sort_by_end(secrets: &mut [Value]) {
    let end = |one: &Value| one["expires_at"].as_str().and_then(|end| end.parse().ok());
    secrets.sort_by_key(|one| end(one).unwrap_or(DateTime::<Utc>::MAX_UTC));
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
