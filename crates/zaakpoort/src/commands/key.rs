//! `zaakpoort key …`: the keys that sign tokens.

use std::path::Path;

use http::Method;
use serde_json::json;

use super::{member, print_list};
use crate::admin::Session;
use crate::cli::KeyCommand;
use crate::consent;
use crate::failure::Failure;
use crate::table::Column;

const COLUMNS: &[Column] = &[
    ("key", "kid"),
    ("algorithm", "algorithm"),
    ("phase", "phase"),
    ("since", "phase_since"),
    ("until", "phase_until"),
    ("created", "created_at"),
];
const EMERGENCY: &str = "Every token that was issued until now is refused, and every client must \
                         fetch a new one.";

pub(crate) async fn run(config: Option<&Path>, command: KeyCommand) -> Result<(), Failure> {
    match command {
        KeyCommand::List { admin } => {
            let session = Session::open(&admin, config).await?;
            let found = session.list("/keys", &[], None).await?;
            print_list(&session, &found, COLUMNS, "there is no key")
        }
        KeyCommand::Rotate { at_once, yes, admin } => {
            if at_once {
                consent::demand(EMERGENCY, &yes)?;
            }
            let session = Session::open(&admin, config).await?;
            let body = json!({ "at_once": at_once });
            let made = session.call(Method::POST, "/keys/rotate", Some(body)).await?;
            session.print(&made, |made| {
                let (kid, from) = (member(made, "kid"), member(made, "signs_from"));
                if at_once {
                    format!("key {kid} signs now; the keys before it count no more")
                } else {
                    format!("key {kid} is published, and signs from {from} on\nFollow it with: zaakpoort key list")
                }
            })
        }
    }
}
