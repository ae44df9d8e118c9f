//! `zaakpoort mirror …`: upstreams whose own applicaties are written as ours change.

use std::path::Path;

use http::Method;
use serde_json::Value;

use super::print_list;
use crate::admin::{Session, segment};
use crate::cli::MirrorCommand;
use crate::failure::Failure;

use crate::table::{self, Column};

const MIRRORS: &[Column] = &[
    ("name", "name"),
    ("api", "api_root"),
    ("lie there", "mirrored"),
    ("to be written", "waiting"),
    ("failing", "failing"),
];
const WAITING: &[Column] = &[
    ("applicatie", "applicatie"),
    ("state", "state"),
    ("since", "since"),
    ("attempts", "attempts"),
    ("next", "due_at"),
    ("error", "last_error"),
];
const DIFFERENCES: &[Column] = &[
    ("state", "state"),
    ("applicatie", "applicatie"),
    ("there", "there"),
    ("client ids", "client_ids"),
    ("in", "members"),
];

pub(crate) async fn run(config: Option<&Path>, command: MirrorCommand) -> Result<(), Failure> {
    match command {
        MirrorCommand::Status { name: None, admin, .. } => {
            status(&Session::open(&admin, config).await?).await
        }
        MirrorCommand::Status { name: Some(name), failing, limit, admin } => {
            let session = Session::open(&admin, config).await?;
            let query: Vec<(&str, String)> =
                failing.then(|| ("failing", "true".to_owned())).into_iter().collect();
            let path = format!("{}/waiting", at(&name));
            let found = session.list(&path, &query, limit).await?;
            let none = format!(
                "nothing waits to be written there; all that lies there: zaakpoort mirror sync {name} --dry-run"
            );
            print_list(&session, &found, WAITING, &none)
        }
        MirrorCommand::Sync { name, dry_run: true, admin } => {
            let session = Session::open(&admin, config).await?;
            let path = format!("{}/differences", at(&name));
            let found = session.call(Method::GET, &path, None).await?;
            session.print(&found, |found| {
                let next = if is_to_be_written(found) {
                    format!("Nothing was changed. To write it: zaakpoort mirror sync {name}")
                } else {
                    "Nothing is to be written there".to_owned()
                };
                differences(found, &next)
            })
        }
        MirrorCommand::Sync { name, dry_run: false, admin } => {
            let session = Session::open(&admin, config).await?;
            let found = session.call(Method::POST, &format!("{}/sync", at(&name)), None).await?;
            let next = format!(
                "{} written now; to follow it: zaakpoort mirror status {name}",
                found["queued"]
            );
            session.print(&found, |found| differences(found, &next))
        }
        MirrorCommand::Retry { name, admin } => {
            let session = Session::open(&admin, config).await?;
            let path = format!("{}/retry", at(&name));
            let retried = session.call(Method::POST, &path, None).await?;
            session.print(&retried, |retried| {
                let next =
                    format!("What is still refused: zaakpoort mirror status {name} --failing");
                format!("{} tried now\n{next}", retried["retried"])
            })
        }
    }
}

fn at(name: &str) -> String {
    format!("/mirrors/{}", segment(name))
}

async fn status(session: &Session) -> Result<(), Failure> {
    let status = session.call(Method::GET, "/mirrors", None).await?;
    session.print(&status, |status| {
        let mirrors = status["results"].as_array().cloned().unwrap_or_default();
        let none =
            "no upstream's applicaties are kept: that is [[issuer.mirror]] of the configuration";
        let listed = table::list(&mirrors, MIRRORS, none);
        match status["held_back"].as_u64() {
            None | Some(0) => listed,
            Some(many) => format!(
                "{listed}\n{many} to give more than gateways let through yet, until it lies there"
            ),
        }
    })
}

/// What is none of ours, or is to be left alone, is.
fn is_to_be_written(found: &Value) -> bool {
    let states = found["results"].as_array().into_iter().flatten().map(|one| one["state"].as_str());
    states.flatten().any(|state| !matches!(state, "unknown" | "kept"))
}

fn differences(found: &Value, next: &str) -> String {
    let results = found["results"].as_array().cloned().unwrap_or_default();
    if results.is_empty() {
        return "it says there what it says here".to_owned();
    }
    format!("{}\n{next}", table::list(&results, DIFFERENCES, ""))
}
