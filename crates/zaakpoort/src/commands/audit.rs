//! `zaakpoort audit …`: who did what, to what, when and from where.

use std::path::Path;

use serde_json::{Value, json};

use super::print_list;
use crate::admin::Session;
use crate::cli::{AuditArgs, AuditCommand};
use crate::difference;
use crate::failure::Failure;
use crate::said::{self, say};
use crate::table::Column;

const PATH: &str = "/audit";
const NOTHING: &str = "nothing of it is in the log";
const COLUMNS: &[Column] = &[
    ("at", "at"),
    ("actor", "actor"),
    ("act", "act"),
    ("subject", "subject"),
    ("from", "address"),
    ("for", "user_representation"),
];

pub(crate) async fn run(config: Option<&Path>, command: AuditCommand) -> Result<(), Failure> {
    match command {
        AuditCommand::List { which, limit, diff, admin } => {
            let shows = if diff { Shows::Differences } else { Shows::Lines };
            let session = Session::open(&admin, config).await?;
            let mut query = query(which);
            query.push(("limit", limit.min(500).to_string()));
            let found = session.list(PATH, &query, Some(limit)).await?;
            match shows {
                Shows::Lines => print_list(&session, &found, COLUMNS, NOTHING),
                Shows::Differences => {
                    session.print(&json!({ "results": found }), |_| differences(&found))
                }
            }
        }
        AuditCommand::Export { which, admin } => {
            let session = Session::open(&admin, config).await?;
            let mut query = query(which);
            query.extend([("order", "oldest".to_owned()), ("limit", "500".to_owned())]);
            let write = |page: Vec<Value>| {
                page.iter().try_for_each(say)?;
                Ok(true)
            };
            session.pages(PATH, &query, write).await
        }
    }
}

/// What a list has of each line.
enum Shows {
    Lines,
    Differences,
}

/// Each line with what it changed under it.
fn differences(found: &[Value]) -> String {
    if found.is_empty() {
        return NOTHING.to_owned();
    }
    found.iter().map(with_difference).collect::<Vec<_>>().join("\n\n")
}

fn with_difference(line: &Value) -> String {
    let head = ["at", "actor", "act", "subject", "address"].map(|name| line[name].as_str());
    let head = head.into_iter().flatten().collect::<Vec<_>>().join("  ");
    let changed = difference::lines(&line["before"], &line["after"]);
    let under = changed.iter().map(|line| format!("  {line}"));
    std::iter::once(said::printable(&head)).chain(under).collect::<Vec<_>>().join("\n")
}

fn query(which: AuditArgs) -> Vec<(&'static str, String)> {
    let AuditArgs { actor, act, subject, since, until } = which;
    let moment = |moment: Option<crate::beginning::Beginning>| moment.map(|at| at.to_string());
    let all = [
        ("actor", actor),
        ("act", act),
        ("subject", subject),
        ("since", moment(since)),
        ("until", moment(until)),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}
