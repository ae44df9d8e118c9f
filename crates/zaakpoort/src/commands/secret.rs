//! `zaakpoort secret …`: hands out, lists, rotates and revokes secrets.

use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};

use edge::secret_text;
use http::Method;
use serde_json::{Value, json};

use super::{member, print_list};
use crate::admin::{Session, segment};
use crate::cli::{NewSecretArgs, SecretCommand};
use crate::consent;
use crate::failure::Failure;
use crate::said::{hand_over, say};
use crate::secret_file::{NotKept, SecretFile};
use crate::table::Column;

const COLUMNS: &[Column] = &[
    ("id", "id"),
    ("state", "state"),
    ("label", "label"),
    ("kind", "kind"),
    ("created", "created_at"),
    ("not before", "not_before"),
    ("expires", "expires_at"),
    ("revoked", "revoked_at"),
];

pub(crate) async fn run(config: Option<&Path>, command: SecretCommand) -> Result<(), Failure> {
    use SecretCommand as Do;
    match command {
        Do::Create { client_id, new, admin } => {
            let session = Session::open(&admin, config).await?;
            let body = json!({ "label": new.label, "expires_at": new.expires });
            make(&session, &at(&client_id), body, &new).await
        }
        Do::Rotate { client_id, overlap, new, yes, admin } => {
            if overlap == 0 {
                let question = format!(
                    "The old secrets of {client_id} are revoked now, and their tokens refused."
                );
                consent::demand(&question, &yes)?;
            }
            let session = Session::open(&admin, config).await?;
            let body = json!({ "label": new.label, "expires_at": new.expires, "overlap": overlap });
            make(&session, &format!("{}/rotate", at(&client_id)), body, &new).await
        }
        Do::List { client_id, admin } => {
            let session = Session::open(&admin, config).await?;
            let found = session.list(&at(&client_id), &[], None).await?;
            print_list(&session, &found, COLUMNS, "it has no secret")
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

/// Has a secret made, and shows it or puts it into the file; that the file can be written is
/// known before.
async fn make(
    session: &Session,
    path: &str,
    body: Value,
    new: &NewSecretArgs,
) -> Result<(), Failure> {
    let file = new.to.as_deref().map(SecretFile::reserve).transpose()?;
    let mut made = session.call(Method::POST, path, Some(body)).await?;
    let kept = file.map(|file| file.keep(&member(&made, "secret").into())).transpose();
    let kept = kept.map_err(|error| match error {
        NotKept::Lost { .. } => lost(&made, &error),
        NotKept::Elsewhere { .. } => Failure::Unsaid(error.to_string()),
    })?;
    if let (Some(kept), Some(members)) = (&kept, made.as_object_mut()) {
        members.remove("secret");
        members.insert("secret_file".to_owned(), json!(kept));
    }
    let in_a_file = kept.is_some();
    let told = session.worded(&made, |made| described(made, kept));
    if in_a_file { say(told) } else { hand_over(told).map_err(|error| unseen(&made, &error)) }
}

fn unseen(made: &Value, error: &io::Error) -> Failure {
    lost(made, &format!("stdout cannot be written: {error}"))
}

/// A secret that nobody saw opens something all the same; and others may have ended for it.
fn lost(made: &Value, why: &impl Display) -> Failure {
    let (client, id) = (member(made, "client_id"), member(made, "id"));
    let replaced = made["replaced"].as_array().map_or(0, Vec::len);
    let replaced = match replaced {
        0 => String::new(),
        count => format!("; {count} older end, as `zaakpoort secret list {client}` shows"),
    };
    Failure::Unsaid(format!(
        "{why}; the secret {id} of {client} is made, and nobody may have seen it: end it with \
         `zaakpoort secret revoke {client} {id}`, and make another with --to FILE{replaced}"
    ))
}

fn described(made: &Value, kept: Option<PathBuf>) -> String {
    let (client, id) = (member(made, "client_id"), member(made, "id"));
    let secret = match kept {
        Some(file) => format!("secret of {client}, in {}", file.display()),
        None => format!("secret of {client}, shown once:\n{}", member(made, "secret")),
    };
    let replaced =
        made["replaced"].as_array().into_iter().flatten().map(ending).collect::<String>();
    format!("{secret}{replaced}\nRevoke it with: zaakpoort secret revoke {client} {id}")
}

fn ending(old: &Value) -> String {
    let id = member(old, "id");
    match old["revoked_at"].as_str() {
        Some(_) => format!("\n{id} is revoked"),
        None => format!("\n{id} goes on until {}", member(old, "expires_at")),
    }
}

fn at(client_id: &str) -> String {
    format!("/clients/{}/secrets", segment(client_id))
}
