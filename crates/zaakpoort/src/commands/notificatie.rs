//! `zaakpoort notificatie …`: what is not delivered yet, and what to do about it.

use std::path::Path;

use http::Method;
use serde_json::Value;

use super::print_list;
use crate::admin::Session;
use crate::cli::{NotificatieCommand, YesArgs};
use crate::consent;
use crate::failure::Failure;
use crate::table::Column;

const COLUMNS: &[Column] = &[
    ("number", "number"),
    ("applicatie", "applicatie"),
    ("actie", "actie"),
    ("state", "state"),
    ("since", "created_at"),
    ("attempts", "attempts"),
    ("next", "due_at"),
    ("error", "last_error"),
];
const NOTHING: &str = "no notification waits";

pub(crate) async fn run(config: Option<&Path>, command: NotificatieCommand) -> Result<(), Failure> {
    use NotificatieCommand as Do;
    match command {
        Do::List { failing, applicatie, limit, admin } => {
            let state = failing.then(|| ("state", "failing".to_owned()));
            let applicatie = applicatie.map(|id| ("applicatie", id));
            let query: Vec<(&str, String)> = state.into_iter().chain(applicatie).collect();
            let session = Session::open(&admin, config).await?;
            let found = session.list("/notificaties", &query, limit).await?;
            print_list(&session, &found, COLUMNS, NOTHING)
        }
        Do::Retry { which, admin } => {
            let session = Session::open(&admin, config).await?;
            retry(&session, which.number).await
        }
        Do::Drop { number, yes, admin } => {
            give_up(&Session::open(&admin, config).await?, number, &yes).await
        }
    }
}

/// One, or all of them.
async fn retry(session: &Session, number: Option<u64>) -> Result<(), Failure> {
    let path = match number {
        Some(number) => format!("/notificaties/{number}/retry"),
        None => "/notificaties/retry".to_owned(),
    };
    let retried = session.call(Method::POST, &path, None).await?;
    session.print(&retried, |retried| {
        let tried = match retried["retried"].as_u64() {
            Some(0) => "nothing waits for its time; what is under way goes on".to_owned(),
            count => format!(
                "{} tried now\nWhat is still refused: zaakpoort notificatie list --failing",
                count.unwrap_or_default()
            ),
        };
        match (number, retried["in_front"].as_u64()) {
            (Some(number), Some(first)) => format!("{}\n{tried}", waits(number, first)),
            _ => tried,
        }
    })
}

/// Of one applicatie the oldest goes first, whichever was asked for.
fn waits(number: u64, first: u64) -> String {
    format!(
        "{number} waits behind {first} of the same applicatie, which goes first: it follows when that \
         is taken, or given up (zaakpoort notificatie drop {first})"
    )
}

async fn give_up(session: &Session, number: u64, yes: &YesArgs) -> Result<(), Failure> {
    let question = format!(
        "Notification {number} is never delivered: who keeps a copy of its applicatie hears \
         nothing of that change."
    );
    consent::demand(&question, yes)?;
    session.call(Method::DELETE, &format!("/notificaties/{number}"), None).await?;
    session.print(&Value::Null, |_| "given up; those behind it follow".to_owned())
}
