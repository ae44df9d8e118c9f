//! `zaakpoort autorisatie …`: says what an applicatie may do.

use std::path::Path;

use http::Method;
use serde_json::{Value, json};

use super::member;
use crate::admin::Session;
use crate::cli::{AutorisatieAddArgs, AutorisatieCommand};
use crate::failure::Failure;

pub(crate) async fn run(config: Option<&Path>, command: AutorisatieCommand) -> Result<(), Failure> {
    match command {
        AutorisatieCommand::Add(args) => add(config, args).await,
        AutorisatieCommand::Remove { applicatie, autorisatie, admin } => {
            let session = Session::open(&admin, config).await?;
            let path = format!("/applicaties/{applicatie}/autorisaties/{autorisatie}");
            session.call(Method::DELETE, &path, None).await?;
            session.print(&Value::Null, |_| {
                "removed; in force at every connected gateway within a second".to_owned()
            });
            Ok(())
        }
    }
}

async fn add(config: Option<&Path>, args: AutorisatieAddArgs) -> Result<(), Failure> {
    let session = Session::open(&args.admin, config).await?;
    let path = format!("/applicaties/{}/autorisaties", args.applicatie);
    let made = session.call(Method::POST, &path, Some(body(&args))).await?;
    session.print(&made, |made| {
        let id = member(made, "id");
        format!(
            "autorisatie {id}\nTake it back with: zaakpoort autorisatie remove {} {id}",
            args.applicatie
        )
    });
    Ok(())
}

/// The type's member is named after the component.
fn body(args: &AutorisatieAddArgs) -> Value {
    let mut body = json!({ "component": args.component, "scopes": args.scopes });
    let type_member = match args.component.as_str() {
        "drc" => "informatieobjecttype",
        "brc" => "besluittype",
        _ => "zaaktype",
    };
    if let Some(url) = &args.object_type {
        body[type_member] = json!(url);
    }
    if let Some(level) = &args.max_vertrouwelijkheidaanduiding {
        body["max_vertrouwelijkheidaanduiding"] = json!(level);
    }
    body
}
