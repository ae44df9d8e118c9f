//! `zaakpoort applicatie …`: registers applicaties.

use std::path::Path;

use http::Method;
use serde_json::json;

use super::member;
use crate::admin::Session;
use crate::cli::ApplicatieCommand;
use crate::failure::Failure;

pub(crate) async fn run(config: Option<&Path>, command: ApplicatieCommand) -> Result<(), Failure> {
    let ApplicatieCommand::Create { label, heeft_alle_autorisaties, admin } = command;
    let session = Session::open(&admin, config).await?;
    let body = json!({ "label": label, "heeft_alle_autorisaties": heeft_alle_autorisaties });
    let made = session.call(Method::POST, "/applicaties", Some(body)).await?;
    session.print(&made, |made| {
        let id = member(made, "id");
        let next = if heeft_alle_autorisaties {
            String::new()
        } else {
            format!("\nIt may do nothing yet. Next: zaakpoort autorisatie add {id} --component zrc --scope zaken.lezen --type URL --max LEVEL")
        };
        format!("applicatie {id}{next}\nGive it a client id: zaakpoort client create CLIENT_ID --applicatie {id}")
    });
    Ok(())
}
