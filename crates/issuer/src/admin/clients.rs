//! `/admin/v1/clients`: gives an applicatie a client id, for ever (`ac-001`), and the system its
//! administrators and gateways.

use crate::act::Act;
use crate::store::audit::Content;
use std::slice;

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use autorisaties::{ApplicatieId, ClientId};
use sea_orm::ConnectionTrait;

use super::body::{self, ClientBody, ClientFilterQuery, ClientMade, Clients, Cursor, NewClient};
use super::error::AdminError;
use super::last_administrator;
use super::openapi::Refusals;
use super::seen;
use super::{
    Written, applicaties, asked, authorize, begin, client_settings, commit, public_keys, refused,
};
use crate::app::App;
use crate::client_keys;
use crate::model::Client;
use crate::notices::{self, Notice};
use crate::paths;
use crate::public_clients;
use crate::settings::OAuth;
use crate::store::changes::{self, Subject};
use crate::store::client_records::{self, ClientRecord};
use crate::store::{self, clients, ending, users};

const COLON: &str = "a client id with a colon cannot be sent with HTTP Basic; this client \
                     authenticates with client_id and client_secret in the body";

/// Lists clients by client id.
#[utoipa::path(
    get, path = "/clients", tag = "clients", operation_id = "list_clients",
    params(ClientFilterQuery), responses((status = 200, body = Clients), Refusals)
)]
pub(super) async fn list(request: HttpRequest, app: Data<App>) -> Result<HttpResponse, AdminError> {
    authorize(&request, &app).await?;
    let query: ClientFilterQuery = body::query(&request)?;
    let (limit, after) = (query.limit()?, query.after()?);
    let read = store::read(&app.db).await?;
    let filter = query.filter();
    let mut found = client_records::page(&read, &filter, after.as_ref(), limit.and_one()).await?;
    let next = limit.cut(&mut found).map(|last| Cursor::new(last.client.id.as_str()));
    Ok(HttpResponse::Ok().json(Clients {
        results: found.into_iter().map(ClientBody::from).collect(),
        next: next.map(Cursor::into_text),
    }))
}

/// Registers a client.
#[utoipa::path(
    post, path = "/clients", tag = "clients", operation_id = "create_client",
    request_body = NewClient, responses((status = 201, body = ClientMade<'_>), Refusals)
)]
pub(super) async fn create(
    request: HttpRequest,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let body = body::read::<NewClient>(&request, body);
    let (caller, mut new, now) = asked(&request, body, &app).await?;
    let keys = new.keys(now)?;
    let client = new.client(&app.public_url.join(paths::ADMIN))?;
    client_settings::demand_profile(&client, keys.len(), &app)?;
    let write = begin(&request, &app).await?;
    demand_applicatie(&write, client.belongs.applicatie()).await?;
    demand_free(&write, &client.id).await?;
    client_settings::demand_keys(&write, &OAuth::default(), &client.oauth).await?;
    clients::insert(&write, &client, now).await?;
    client_keys::keep_address(&write, &client, None, (&app.key_sets, now)).await?;
    public_clients::keep(&write, &client, now).await?;
    let mut notes = Vec::new();
    if !keys.is_empty() {
        let state = app.follower.beneath(&write).await;
        let state = state.map_err(|stale| refused(stale.into(), &app))?;
        for key in &keys {
            notes.extend(public_keys::keep(&write, &client, key, (&state, now)).await?.1);
        }
    }
    notes.extend(client.id.as_str().contains(':').then(|| COLON.to_owned()));
    let written = Written {
        caller: &caller,
        act: Act::ClientCreate,
        on: client.id.to_string(),
        content: Content::made(seen::client(&write, &client.id).await?),
        changed: vec![Subject::Client(client.id.clone())],
        notice: of_its_applicatie(&write, &client).await?,
    };
    commit(write, written, &app, now).await?;
    let note = (!notes.is_empty()).then(|| notes.join("; "));
    Ok(HttpResponse::Created().json(ClientMade { client_id: client.id.as_str(), note }))
}

/// Shows a client, also a deleted one.
#[utoipa::path(
    get, path = "/clients/{client_id}", tag = "clients", operation_id = "show_client",
    params(("client_id" = String, Path, description = "The client.")),
    responses((status = 200, body = ClientBody), Refusals)
)]
pub(super) async fn show(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    authorize(&request, &app).await?;
    let read = store::read(&app.db).await?;
    let found = find(&read, &path).await?;
    Ok(HttpResponse::Ok().json(ClientBody::from(found)))
}

/// Deletes a client, and revokes its secrets. Its id stays given.
#[utoipa::path(
    delete, path = "/clients/{client_id}", tag = "clients", operation_id = "delete_client",
    params(("client_id" = String, Path, description = "The client.")),
    responses((status = 204, description = "It is deleted."), Refusals)
)]
pub(super) async fn delete(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    let caller = authorize(&request, &app).await?;
    // What people gave it ends too.
    let write = begin(&request, &app).await?.patient();
    let found = find_present(&write, &path).await?;
    let (client, was) = (found.client.clone(), ClientBody::from(found));
    ending::end_clients(&write, slice::from_ref(&client.id), now).await?;
    last_administrator::keep(&write, &client, now).await?;
    let written = Written {
        caller: &caller,
        act: Act::ClientDelete,
        on: client.id.to_string(),
        content: Content::gone(was),
        changed: vec![Subject::Client(client.id.clone())],
        notice: of_its_applicatie(&write, &client).await?,
    };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Brings a deleted client back to what it belonged to, without its old secrets.
#[utoipa::path(
    post, path = "/clients/{client_id}/restore", tag = "clients", operation_id = "restore_client",
    params(("client_id" = String, Path, description = "The client.")),
    responses((status = 204, description = "It is back, and needs a new secret."), Refusals)
)]
pub(super) async fn restore(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    let caller = authorize(&request, &app).await?;
    let write = begin(&request, &app).await?;
    let found = find(&write, &path).await?;
    if found.deleted_at.is_none() {
        return Err(AdminError::NotDeleted { what: "client", id: path.into_inner() });
    }
    let client = found.client;
    demand_applicatie(&write, client.belongs.applicatie()).await?;
    let upcoming = changes::upcoming(&write, now).await?;
    ending::restore_clients(&write, slice::from_ref(&client.id), upcoming).await?;
    public_clients::keep(&write, &client, now).await?;
    let written = Written {
        caller: &caller,
        act: Act::ClientRestore,
        on: client.id.to_string(),
        content: Content::made(seen::client(&write, &client.id).await?),
        changed: vec![Subject::Client(client.id.clone())],
        notice: of_its_applicatie(&write, &client).await?,
    };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Nobody had it before; and no user has it, for `sub` names clients and users alike (RFC 9700 4.15).
pub(super) async fn demand_free(
    db: &impl ConnectionTrait,
    id: &ClientId,
) -> Result<(), AdminError> {
    if clients::was_ever_given(db, id).await? {
        return Err(AdminError::ClientIdGiven(id.to_string()));
    }
    if users::is_the_id_of_one(db, id.as_str()).await? {
        return Err(AdminError::ClientIdOfAUser(id.to_string()));
    }
    Ok(())
}

/// Client ids stand in their applicatie, which changes with each that comes or goes.
async fn of_its_applicatie(
    db: &impl ConnectionTrait,
    client: &Client,
) -> Result<Option<Notice>, AdminError> {
    match client.belongs.applicatie() {
        Some(id) => Ok(notices::before(db, id).await?.after(db).await?),
        None => Ok(None),
    }
}

/// What a client belongs to must be there; the system is.
async fn demand_applicatie(
    db: &impl ConnectionTrait,
    id: Option<ApplicatieId>,
) -> Result<(), AdminError> {
    match id {
        Some(id) => applicaties::find_present(db, &id.to_string()).await.map(drop),
        None => Ok(()),
    }
}

/// One that is there or was.
pub(super) async fn find(db: &impl ConnectionTrait, id: &str) -> Result<ClientRecord, AdminError> {
    let found = client_records::find(db, &body::client_id(id)?).await?;
    found.ok_or_else(|| AdminError::NotFound { what: "client", id: id.to_owned() })
}

/// One that is not deleted.
pub(super) async fn find_present(
    db: &impl ConnectionTrait,
    id: &str,
) -> Result<ClientRecord, AdminError> {
    let found = find(db, id).await?;
    match found.deleted_at {
        Some(at) => Err(AdminError::Deleted { what: "client", id: id.to_owned(), at }),
        None => Ok(found),
    }
}
