//! `zaakpoort api …` and `zaakpoort access …`: APIs, and who may call them.

use std::path::Path;

use http::Method;
use serde_json::{Map, Value, json};

use super::client::name;
use super::{member, print_list};
use crate::admin::{Session, segment};
use crate::cli::{AccessCommand, ApiCommand, ApiPutArgs};
use crate::failure::Failure;
use crate::table::{self, Column};

const COLUMNS: &[Column] = &[
    ("api", "client_id"),
    ("reference", "reference"),
    ("resources", "resources"),
    ("scopes", "scopes"),
    ("owner", "owner_name"),
    ("owner's code", "owner_code"),
];
const ACCESSES: &[Column] = &[
    ("id", "id"),
    ("client", "client_id"),
    ("scopes", "scopes"),
    ("state", "state"),
    ("requested", "requested_at"),
    ("decided", "decided_at"),
    ("by", "decided_by"),
];

const ALL_ACCESSES: &[Column] = &[
    ("id", "id"),
    ("api", "api"),
    ("client", "client_id"),
    ("scopes", "scopes"),
    ("state", "state"),
    ("requested", "requested_at"),
    ("note", "note"),
];

pub(crate) async fn run(config: Option<&Path>, command: ApiCommand) -> Result<(), Failure> {
    match command {
        ApiCommand::Put(args) => put(&Session::open(&args.admin, config).await?, &args).await,
        ApiCommand::List { admin } => {
            let session = Session::open(&admin, config).await?;
            let found = session.list("/apis", &[], None).await?;
            print_list(&session, &found, COLUMNS, "no API is registered")
        }
        ApiCommand::Show { api, admin } => show(&Session::open(&admin, config).await?, &api).await,
    }
}

async fn put(session: &Session, args: &ApiPutArgs) -> Result<(), Failure> {
    let body = json!({
        "reference": args.reference,
        "resources": args.resources,
        "scopes": args.scopes,
        "owner_code": args.owner_code,
        "owner_name": args.owner_name,
    });
    let made = session.call(Method::PUT, &at(&args.api), Some(body)).await?;
    session.print(&made, |made| {
        let id = member(made, "client_id");
        let dropped = made["dropped"].as_array().into_iter().flatten().map(dropped);
        format!(
            "API {id} is registered{}\n\
             Give it a credential to introspect tokens with: zaakpoort secret create {id}",
            dropped.collect::<String>()
        )
    })
}

/// A scope that it had, and who had access to that.
fn dropped(one: &Value) -> String {
    let clients = one["clients"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let clients = clients.map(table::printable).collect::<Vec<_>>().join(", ");
    let who = match clients.as_str() {
        "" => "nobody had access to it".to_owned(),
        clients => format!("access to it ends within a second for {clients}"),
    };
    format!("\nScope {} was dropped: {who}", member(one, "scope"))
}

async fn show(session: &Session, api: &str) -> Result<(), Failure> {
    let shown = session.call(Method::GET, &at(api), None).await?;
    let accesses = session.call(Method::GET, &format!("{}/accesses", at(api)), None).await?;
    let accesses = accesses["results"].clone();
    let mut whole = shown.clone();
    whole["accesses"] = accesses.clone();
    session.print(&whole, |_| {
        let listed = accesses.as_array().map(Vec::as_slice).unwrap_or_default();
        let none = "nobody may call it, or asks to";
        format!("{}\n\n{}", table::record(&shown, COLUMNS), table::list(listed, ACCESSES, none))
    })
}

pub(crate) async fn access(config: Option<&Path>, command: AccessCommand) -> Result<(), Failure> {
    match command {
        AccessCommand::List { state, api, client, limit, admin } => {
            let state = state.as_ref().map(name);
            let query = [("state", state), ("api", api), ("client", client)];
            let query = query.into_iter().filter_map(|(name, value)| Some((name, value?)));
            let query: Vec<(&str, String)> = query.collect();
            let session = Session::open(&admin, config).await?;
            let found = session.list("/accesses", &query, limit).await?;
            print_list(&session, &found, ALL_ACCESSES, "no access is like that")
        }
        AccessCommand::Request { client_id, api, scopes, note, admin } => {
            let session = Session::open(&admin, config).await?;
            let body = json!({ "client_id": client_id, "scopes": scopes, "note": note });
            let path = format!("{}/accesses", at(&api));
            let made = session.call(Method::POST, &path, Some(body)).await?;
            session.print(&made, |made| {
                let id = member(made, "id");
                format!(
                    "access {id} is requested\nThe owner decides: zaakpoort access approve {id}"
                )
            })
        }
        AccessCommand::Approve { id, attributes, admin } => {
            let session = Session::open(&admin, config).await?;
            let body = json!({ "attributes": read(&attributes)? });
            decide(&session, &id, "approve", Some(body)).await
        }
        AccessCommand::Refuse { id, admin } => {
            decide(&Session::open(&admin, config).await?, &id, "refuse", None).await
        }
        AccessCommand::Withdraw { id, admin } => {
            decide(&Session::open(&admin, config).await?, &id, "withdraw", None).await
        }
    }
}

async fn decide(
    session: &Session,
    id: &str,
    decision: &str,
    body: Option<Value>,
) -> Result<(), Failure> {
    let path = format!("/accesses/{}/{decision}", segment(id));
    let decided = session.call(Method::POST, &path, body).await?;
    session.print(&decided, |decided| {
        format!(
            "client {} is {} at API {}; in force within a second",
            member(decided, "client_id"),
            member(decided, "state"),
            member(decided, "api")
        )
    })
}

fn read(attributes: &[String]) -> Result<Map<String, Value>, Failure> {
    let read = |text: &String| {
        let pair = text.split_once('=');
        let (name, value) = pair.ok_or_else(|| {
            Failure::Input("write an attribute as NAME=TEXT, as in --attribute regio=west".into())
        })?;
        Ok((name.to_owned(), value.into()))
    };
    attributes.iter().map(read).collect()
}

fn at(api: &str) -> String {
    format!("/apis/{}", segment(api))
}
