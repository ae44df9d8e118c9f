//! `zaakpoort audit …`: who did what, to what, when and from where.

use std::path::Path;

use super::print_list;
use crate::admin::Session;
use crate::cli::{AuditArgs, AuditCommand};
use crate::failure::Failure;
use crate::said::say;
use crate::table::Column;

const PATH: &str = "/audit";
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
        AuditCommand::List { which, limit, admin } => {
            let session = Session::open(&admin, config).await?;
            let mut query = query(which);
            query.push(("limit", limit.min(500).to_string()));
            let found = session.list(PATH, &query, Some(limit)).await?;
            print_list(&session, &found, COLUMNS, "nothing of it is in the log")
        }
        AuditCommand::Export { which, admin } => {
            let session = Session::open(&admin, config).await?;
            let mut query = query(which);
            query.extend([("order", "oldest".to_owned()), ("limit", "500".to_owned())]);
            let write = |page: Vec<serde_json::Value>| {
                page.iter().try_for_each(say)?;
                Ok(true)
            };
            session.pages(PATH, &query, write).await
        }
    }
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
