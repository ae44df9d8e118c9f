//! `POST /admin/v1/clients/{client_id}/zgw-keys`: a key for the ZGW JWTs that a client signs itself.
//! It always has an end, and is listed and revoked with the client's secrets.

use crate::act::Act;
use crate::store::audit::Content;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;

use super::body::{self, NewZgwKeyBody, ZgwKeyMade};
use super::clients::find_present;
use super::error::AdminError;
use super::openapi::Refusals;
use super::secrets::UNSTORED;
use super::seen;
use super::{Written, asked, begin, commit};
use crate::app::App;
use crate::model::{Belongs, Client, ZgwKey};
use crate::secret::form;
use crate::store::changes::Subject;
use crate::store::zgw_keys;
use crate::store::zgw_keys::NewZgwKey;

/// How many keys of one client may live at once: a JWT names none, so each is tried.
const AT_ONCE: usize = 5;

/// Gives a client a key for its ZGW JWTs: the one in the body, or a new one, shown once.
#[utoipa::path(
    post, path = "/clients/{client_id}/zgw-keys", tag = "secrets",
    operation_id = "create_zgw_key",
    params(("client_id" = String, Path, description = "The client.")),
    request_body = NewZgwKeyBody, responses((status = 201, body = ZgwKeyMade<'_>), Refusals)
)]
pub(super) async fn create(
    request: HttpRequest,
    path: Path<String>,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let body = body::read::<NewZgwKeyBody>(&request, body);
    let (caller, new, now) = asked(&request, body, &app).await?;
    let (label, expires_at) = (new.label()?, new.expires_at(now)?);
    let given = new.key(|key| app.secrets.is_of_our_form(key))?;
    let (id, key) = match &given {
        Some(given) => (form::fresh_id()?, given.clone()),
        None => form::make_zgw_key()?,
    };
    let sealed = zgw_keys::seal(&app.seals, &id, &key).map_err(|_| AdminError::Internal)?;
    let write = begin(&request, &app).await?;
    let client = find_present(&write, &path).await?.client;
    if let Some(kept) = kept(&zgw_keys::of_client(&write, &client.id).await?, &key, &app)? {
        return Err(AdminError::Invalid(format!(
            "`{}` has this very key already ({}), until {:?}",
            client.id, kept.id, kept.expires_at
        )));
    }
    demand_room(&write, &client, now).await?;
    let key_row = ZgwKey { id: id.clone(), sealed, expires_at };
    zgw_keys::insert(&write, &client.id, NewZgwKey { key: key_row, label }, now).await?;
    let written = Written {
        caller: &caller,
        act: Act::ZgwKeyCreate,
        on: format!("{}/{id}", client.id),
        content: Content::made(seen::secret(&write, &client.id, id.as_str(), now).await?),
        changed: vec![Subject::Client(client.id.clone())],
        notice: None,
    };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::Created().insert_header(UNSTORED).json(ZgwKeyMade {
        id: id.as_str(),
        client_id: client.id.as_str(),
        key: given.is_none().then(|| key.expose_secret()),
        expires_at,
        note: body::short(&key),
    }))
}

/// The one of these keys that is this very one.
pub(super) fn kept(
    keys: &[ZgwKey],
    key: &SecretString,
    app: &App,
) -> Result<Option<ZgwKey>, AdminError> {
    for kept in keys {
        let opened = zgw_keys::open(&app.seals, kept).map_err(|_| AdminError::Internal)?;
        if bool::from(opened.as_slice().ct_eq(key.expose_secret().as_bytes())) {
            return Ok(Some(kept.clone()));
        }
    }
    Ok(None)
}

/// Only what calls zaak APIs has ZGW JWTs, and no client more keys than are worth trying.
pub(super) async fn demand_room(
    db: &impl ConnectionTrait,
    client: &Client,
    now: DateTime<Utc>,
) -> Result<(), AdminError> {
    if !matches!(client.belongs, Belongs::To(_)) {
        return Err(AdminError::Invalid(
            "a client of the system itself calls no zaak API, so it has no ZGW JWTs".into(),
        ));
    }
    let keys = zgw_keys::of_client(db, &client.id).await?;
    if keys.iter().filter(|key| now < key.expires_at).count() < AT_ONCE {
        Ok(())
    } else {
        Err(AdminError::TooManyKeys {
            client: client.id.to_string(),
            what: "keys for ZGW JWTs",
            most: AT_ONCE,
        })
    }
}
