//! `zaakpoort feed …`: whether the gateways hear what changes.

use std::path::Path;

use http::Method;

use crate::admin::Session;
use crate::cli::FeedCommand;
use crate::failure::Failure;
use crate::table::{self, Column};

const COLUMNS: &[Column] = &[
    ("gateway", "gateway"),
    ("from", "peer"),
    ("since", "since"),
    ("sent", "sent"),
    ("credential", "credential"),
];

pub(crate) async fn run(config: Option<&Path>, command: FeedCommand) -> Result<(), Failure> {
    let FeedCommand::Status { admin } = command;
    let session = Session::open(&admin, config).await?;
    let status = session.call(Method::GET, "/feed", None).await?;
    session.print(&status, |status| {
        let fresh = if status["fresh"] == true {
            "confirmed"
        } else {
            "not confirmed: no answer from the database"
        };
        let feeds = status["feeds"].as_array().cloned().unwrap_or_default();
        let feeds = table::list(&feeds, COLUMNS, "no gateway listens to this issuer");
        format!("change {}, {fresh}\n{feeds}", status["number"])
    })
}
