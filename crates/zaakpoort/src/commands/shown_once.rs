//! What is made here, shown once, and lost when nobody saw it: secrets, and keys of ZGW JWTs.

use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};

use http::Method;
use serde_json::{Value, json};

use super::{member, note};
use crate::admin::Session;
use crate::failure::Failure;
use crate::said::{hand_over, say};
use crate::secret_file::{NotKept, SecretFile};

/// A kind of thing that is shown once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Thing {
    /// The member of the answer that it stands in.
    pub(super) member: &'static str,
    /// The member that names its file instead.
    pub(super) file: &'static str,
    /// What people call it.
    pub(super) name: &'static str,
    /// The member that says whose it is.
    pub(super) of: &'static str,
    /// The command that ends it.
    pub(super) revoked_by: fn(&Value) -> String,
    /// What that command needs beside, where it might be the last one that it ends.
    pub(super) even_the_last: &'static str,
}

/// A secret of a client.
pub(super) const SECRET: Thing = Thing {
    member: "secret",
    file: "secret_file",
    name: "secret",
    of: "client_id",
    revoked_by: |made| {
        let (client, id) = (member(made, "client_id"), member(made, "id"));
        format!("zaakpoort secret revoke {client} {id}")
    },
    even_the_last: " --force",
};

/// Has one made, and shows it or puts it into the file; that the file can be written is known
/// before.
pub(super) async fn make(
    session: &Session,
    (path, body): (&str, Value),
    to: Option<&Path>,
    thing: Thing,
) -> Result<(), Failure> {
    let file = to.map(SecretFile::reserve).transpose()?;
    let mut made = session.call(Method::POST, path, Some(body)).await?;
    let what = made[thing.member].as_str().unwrap_or("?");
    let kept = file.map(|file| file.keep(&what.into())).transpose();
    let kept = kept.map_err(|error| match error {
        NotKept::Lost { .. } => lost(&made, &error, thing),
        NotKept::Elsewhere { .. } => Failure::Unsaid(error.to_string()),
    })?;
    if let (Some(kept), Some(members)) = (&kept, made.as_object_mut()) {
        members.remove(thing.member);
        members.insert(thing.file.to_owned(), json!(kept));
    }
    let in_a_file = kept.is_some();
    let told = session.worded(&made, |made| described(made, kept, thing));
    if in_a_file {
        say(told)
    } else {
        hand_over(told).map_err(|error| unseen(&made, &error, thing))
    }
}

fn unseen(made: &Value, error: &io::Error, thing: Thing) -> Failure {
    lost(made, &format!("stdout cannot be written: {error}"), thing)
}

/// What nobody saw opens something all the same; and others may have ended for it.
fn lost(made: &Value, why: &impl Display, thing: Thing) -> Failure {
    let (whose, id) = (member(made, thing.of), member(made, "id"));
    let replaced = made["replaced"].as_array().map_or(0, Vec::len);
    let replaced = match replaced {
        0 => String::new(),
        count => format!("; {count} older end, as `zaakpoort secret list {whose}` shows"),
    };
    Failure::Unsaid(format!(
        "{why}; the {} {id} of {whose} is made, and nobody may have seen it: end it with `{}{}`, and \
         make another with --to FILE{replaced}",
        thing.name,
        (thing.revoked_by)(made),
        thing.even_the_last
    ))
}

fn described(made: &Value, kept: Option<PathBuf>, thing: Thing) -> String {
    let (whose, name) = (member(made, thing.of), thing.name);
    let told = match kept {
        Some(file) => format!("{name} of {whose}, in {}", file.display()),
        None => format!("{name} of {whose}, shown once:\n{}", member(made, thing.member)),
    };
    let replaced =
        made["replaced"].as_array().into_iter().flatten().map(ending).collect::<String>();
    let start = made["not_before"].as_str();
    let start = start.map(|start| format!("\nIt counts from {start} on")).unwrap_or_default();
    format!("{told}{start}{replaced}{}\nRevoke it with: {}", note(made), (thing.revoked_by)(made))
}

/// The command that ends it.
pub(super) fn how_to_revoke(made: &Value) -> String {
    format!("Revoke it with: {}", (SECRET.revoked_by)(made))
}

fn ending(old: &Value) -> String {
    let id = member(old, "id");
    match old["revoked_at"].as_str() {
        Some(_) => format!("\n{id} is revoked"),
        None => format!("\n{id} goes on until {}", member(old, "expires_at")),
    }
}
