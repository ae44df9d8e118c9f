//! `zaakpoort autorisatie …`: says what an applicatie may do.

use std::path::Path;

use http::Method;
use serde_json::{Value, json};

use super::{member, note, print_list};
use crate::admin::{Output, Session, segment};
use crate::cli::{AutorisatieAddArgs, AutorisatieCommand};
use crate::failure::Failure;
use crate::table::Column;

/// Of the three types an autorisatie has one; the column is made before it is shown.
const COLUMNS: &[Column] = &[
    ("id", "id"),
    ("component", "component"),
    ("scopes", "scopes"),
    ("up to", "max_vertrouwelijkheidaanduiding"),
    ("type", "type"),
];

pub(crate) async fn run(config: Option<&Path>, command: AutorisatieCommand) -> Result<(), Failure> {
    match command {
        AutorisatieCommand::Add(args) => add(config, args).await,
        AutorisatieCommand::List { applicatie, admin } => {
            print_autorisaties(&Session::open(&admin, config).await?, &applicatie).await
        }
        AutorisatieCommand::Remove { applicatie, autorisatie, admin } => {
            let session = Session::open(&admin, config).await?;
            let path = format!(
                "/applicaties/{}/autorisaties/{}",
                segment(&applicatie),
                segment(&autorisatie)
            );
            session.call(Method::DELETE, &path, None).await?;
            session.print(&Value::Null, |_| {
                "removed; in force at every connected gateway within a second".to_owned()
            })
        }
    }
}

async fn add(config: Option<&Path>, args: AutorisatieAddArgs) -> Result<(), Failure> {
    let session = Session::open(&args.admin, config).await?;
    let path = format!("/applicaties/{}/autorisaties", segment(&args.applicatie));
    let made = session.call(Method::POST, &path, Some(body(&args))).await?;
    session.print(&made, |made| {
        let (id, note) = (member(made, "id"), note(made));
        format!(
            "autorisatie {id}{note}\nTake it back with: zaakpoort autorisatie remove {} {id}",
            args.applicatie
        )
    })
}

/// What an applicatie may do.
pub(super) async fn print_autorisaties(session: &Session, applicatie: &str) -> Result<(), Failure> {
    let path = format!("/applicaties/{}/autorisaties", segment(applicatie));
    let answer = session.call(Method::GET, &path, None).await?;
    if session.output == Output::Machines {
        return session.print(&answer, |_| String::new());
    }
    let mut found = answer["results"].as_array().cloned().unwrap_or_default();
    for one in &mut found {
        let members = ["zaaktype", "informatieobjecttype", "besluittype"];
        one["type"] = members.iter().find_map(|name| one.get(*name)).cloned().unwrap_or_default();
    }
    print_list(session, &found, COLUMNS, "it may do nothing by autorisaties of its own")
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
