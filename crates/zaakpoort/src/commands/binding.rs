//! `zaakpoort client bind|unbind|bindings`: who a client is to other issuers.

use http::Method;
use serde_json::{Value, json};

use super::{member, print_list};
use crate::admin::{Session, segment};
use crate::cli::ForeignerArgs;
use crate::failure::Failure;
use crate::table::Column;

const COLUMNS: &[Column] = &[("issuer", "issuer"), ("value", "value"), ("since", "created_at")];

/// Says who a client is.
pub(super) async fn bind(
    session: &Session,
    client_id: &str,
    is: &ForeignerArgs,
) -> Result<(), Failure> {
    let body = json!({ "issuer": is.foreign_issuer, "value": is.value });
    let bound = session.call(Method::POST, &at(client_id), Some(body)).await?;
    session.print(&bound, |bound| {
        format!(
            "{client_id} is {} of {}: its tokens are taken where an upstream lists that issuer",
            member(bound, "value"),
            member(bound, "issuer")
        )
    })
}

/// Takes that back.
pub(super) async fn unbind(
    session: &Session,
    client_id: &str,
    is: &ForeignerArgs,
) -> Result<(), Failure> {
    let found = listed(session, client_id).await?;
    let named = |one: &&Value| one["issuer"] == *is.foreign_issuer && one["value"] == *is.value;
    let binding = found.iter().find(named).ok_or_else(|| {
        Failure::Input(format!(
            "{client_id} is not bound to that; see zaakpoort client bindings {client_id}"
        ))
    })?;
    let path = format!("{}/{}", at(client_id), segment(&member(binding, "id")));
    session.call(Method::DELETE, &path, None).await?;
    session.print(&Value::Null, |_| {
        "unbound; its tokens of that issuer are refused at every connected gateway within a second"
            .to_owned()
    })
}

/// Lists who it is.
pub(super) async fn list(session: &Session, client_id: &str) -> Result<(), Failure> {
    let found = listed(session, client_id).await?;
    print_list(session, &found, COLUMNS, "it is nobody to another issuer")
}

async fn listed(session: &Session, client_id: &str) -> Result<Vec<Value>, Failure> {
    let answer = session.call(Method::GET, &at(client_id), None).await?;
    Ok(answer["results"].as_array().cloned().unwrap_or_default())
}

fn at(client_id: &str) -> String {
    format!("/clients/{}/bindings", segment(client_id))
}
