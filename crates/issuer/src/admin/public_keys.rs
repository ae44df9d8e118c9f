//! `POST /admin/v1/clients/{client_id}/public-keys`: a public key for the assertions that a client
//! signs. It is listed and revoked with the client's secrets; the tokens made with it end with it.

use crate::act::Act;
use crate::store::audit::Content;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use tokens::assertion::{ClientKey, MOST_TRIED};

use super::body::{self, NewPublicKey, NewPublicKeyBody, PublicKeyMade};
use super::clients::find_present;
use super::error::AdminError;
use super::openapi::Refusals;
use super::seen;
use super::{Written, asked, begin, commit, refused};
use crate::app::App;
use crate::client_keys::Sharing;
use crate::model::{AssertionKey, Belongs, Client, CredentialId, KeySource};
use crate::secret::form;
use crate::settings::Authentication;
use crate::state::State;
use crate::store::Write;
use crate::store::assertion_keys::{self, NewAssertionKey};
use crate::store::changes::Subject;

const NOT_USED_YET: &str = "this client authenticates in another way, so the key is not used yet; set \
                            its `token_endpoint_auth_method` to `private_key_jwt`";

/// Registers a public key of a client, good at once beside those that are there.
#[utoipa::path(
    post, path = "/clients/{client_id}/public-keys", tag = "secrets",
    operation_id = "create_public_key",
    params(("client_id" = String, Path, description = "The client.")),
    request_body = NewPublicKeyBody,
    responses((status = 201, body = PublicKeyMade<'_>), Refusals)
)]
pub(super) async fn create(
    request: HttpRequest,
    path: Path<String>,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let body = body::read::<NewPublicKeyBody>(&request, body);
    let (caller, new, now) = asked(&request, body, &app).await?;
    let new = new.read(now)?;
    let write = begin(&request, &app).await?;
    let client = find_present(&write, &path).await?.client;
    let state = app.follower.beneath(&write).await;
    let state = state.map_err(|stale| refused(stale.into(), &app))?;
    let (id, note) = keep(&write, &client, &new, (&state, now)).await?;
    let NewPublicKey { key, expires_at, .. } = new;
    let written = Written {
        caller: &caller,
        act: Act::PublicKeyCreate,
        on: format!("{}/{id}", client.id),
        content: Content::made(seen::secret(&write, &client.id, id.as_str(), now).await?),
        changed: vec![Subject::Client(client.id.clone())],
        notice: None,
    };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::Created().json(PublicKeyMade {
        id: id.as_str(),
        client_id: client.id.as_str(),
        kid: key.kid(),
        thumbprint: key.thumbprint().as_str(),
        algorithms: key.algorithms().map(tokens::Algorithm::as_str).collect(),
        expires_at,
        note,
    }))
}

/// Keeps a key of a client, if it may have it; its id, and what is worth knowing about it.
pub(super) async fn keep(
    write: &Write,
    client: &Client,
    new: &NewPublicKey,
    (state, now): (&State, DateTime<Utc>),
) -> Result<(CredentialId, Option<String>), AdminError> {
    let note = note(&new.key, client, state, now)?;
    let source = KeySource::Registered(new.key.clone());
    let row = AssertionKey { id: form::fresh_id()?, source, expires_at: new.expires_at };
    let kept = NewAssertionKey { key: &row, label: &new.label };
    assertion_keys::insert(write, &client.id, kept, now).await?;
    Ok((row.id, note))
}

/// How many keys of a client are registered here and live.
pub(super) async fn live(
    db: &impl ConnectionTrait,
    client: &Client,
    now: DateTime<Utc>,
) -> Result<usize, AdminError> {
    let theirs = assertion_keys::of_client(db, &client.id).await?;
    let live = theirs.iter().filter(|key| key.is_live_at(now));
    Ok(live.filter_map(AssertionKey::registered).count())
}

/// What is worth knowing about a key that may be registered; an error if it may not.
fn note(
    key: &ClientKey,
    client: &Client,
    state: &State,
    now: DateTime<Utc>,
) -> Result<Option<String>, AdminError> {
    if !matches!(client.belongs, Belongs::To(_)) {
        return Err(AdminError::Invalid(
            "a client of the system itself authenticates with its secret".into(),
        ));
    }
    demand_room(key, client, state, now)?;
    let shared = shared(key, client, state)?;
    let uses = client.oauth.authentication == Authentication::PrivateKeyJwt;
    Ok(shared.or_else(|| (!uses).then(|| NOT_USED_YET.to_owned())))
}

/// No client has a key twice, or more keys than are worth trying.
fn demand_room(
    key: &ClientKey,
    client: &Client,
    state: &State,
    now: DateTime<Utc>,
) -> Result<(), AdminError> {
    let theirs = state.client(&client.id).map_or(&[][..], |entry| &entry.assertion_keys);
    let mut live = theirs.iter().filter(|one| one.is_live_at(now));
    let same = |one: &&AssertionKey| {
        one.registered().is_some_and(|one| one.thumbprint() == key.thumbprint())
    };
    if let Some(same) = live.clone().find(same) {
        return Err(AdminError::Invalid(format!(
            "`{}` has this very key already ({})",
            client.id, same.id
        )));
    }
    if live.by_ref().filter_map(AssertionKey::registered).count() >= MOST_TRIED {
        return Err(AdminError::TooManyKeys {
            client: client.id.to_string(),
            what: "public keys",
            most: MOST_TRIED,
        });
    }
    Ok(())
}

/// Who else has this key, if that may be.
fn shared(key: &ClientKey, client: &Client, state: &State) -> Result<Option<String>, AdminError> {
    match Sharing::of(key, client, state) {
        Sharing::Nobody => Ok(None),
        Sharing::Forbidden(other) => Err(AdminError::Invalid(format!(
            "client `{other}` has this key, and the profile `nlgov` has every client have its own \
             (2.1.1); make a new pair"
        ))),
        Sharing::With(other) => Ok(Some(format!(
            "client `{other}` has this key too, so who has its private half can be either; make a pair \
             for each"
        ))),
    }
}
