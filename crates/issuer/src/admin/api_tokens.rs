//! `POST /admin/v1/clients/{client_id}/api-tokens`: a key that a program shows as it is, in `Authorization:
//! Token …`. It is listed and revoked with the client's secrets.

use crate::act::Act;
use crate::store::audit::Content;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use autorisaties::ScopeSet;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use edge::opaque::API_TOKEN;
use sea_orm::ConnectionTrait;
use secrecy::ExposeSecret as _;
use tokens::token_digest;
use uuid::Uuid;

use super::body::{self, ApiTokenMade, NewApiTokenBody};
use super::clients::find_present;
use super::error::AdminError;
use super::openapi::Refusals;
use super::secrets::UNSTORED;
use super::seen;
use super::{Written, asked, begin, commit, users};
use crate::app::App;
use crate::model::{ApiToken, Belongs};
use crate::secret::form;
use crate::settings::OAuth;
use crate::store::api_tokens::{self, NewApiToken};
use crate::store::changes::Subject;

/// Makes an API token, shown once.
#[utoipa::path(
    post, path = "/clients/{client_id}/api-tokens", tag = "secrets",
    operation_id = "create_api_token",
    params(("client_id" = String, Path, description = "The client.")),
    request_body = NewApiTokenBody, responses((status = 201, body = ApiTokenMade<'_>), Refusals)
)]
pub(super) async fn create(
    request: HttpRequest,
    path: Path<String>,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let body = body::read_or_default::<NewApiTokenBody>(&request, body);
    let (caller, new, now) = asked(&request, body, &app).await?;
    let (label, expires_at, named) = (new.label()?, new.expires_at(now)?, new.scopes()?);
    let text = API_TOKEN.make()?;
    let write = begin(&request, &app).await?;
    let client = find_present(&write, &path).await?.client;
    if !matches!(client.belongs, Belongs::To(_)) {
        let text = "only a client of an applicatie calls APIs, so no other has API tokens";
        return Err(AdminError::Invalid(text.into()));
    }
    let token = ApiToken {
        id: form::fresh_id()?,
        hash: URL_SAFE_NO_PAD.encode(token_digest(text.expose_secret())),
        scopes: limited(named, &client.oauth)?,
        user: speaks_for(&write, new.user.as_deref()).await?,
        expires_at,
    };
    let kept = NewApiToken { client: &client.id, token: &token, label: &label };
    api_tokens::insert(&write, kept, now).await?;
    let written = Written {
        caller: &caller,
        act: Act::ApiTokenCreate,
        on: format!("{}/{}", client.id, token.id),
        content: Content::made(seen::secret(&write, &client.id, token.id.as_str(), now).await?),
        changed: vec![Subject::Client(client.id.clone())],
        notice: None,
    };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::Created().insert_header(UNSTORED).json(ApiTokenMade {
        id: token.id.as_str(),
        client_id: client.id.as_str(),
        token: text.expose_secret(),
        expires_at,
    }))
}

/// What its client may be given at most.
fn limited(named: Option<ScopeSet>, oauth: &OAuth) -> Result<Option<ScopeSet>, AdminError> {
    let Some(named) = named else { return Ok(oauth.only_scopes.clone()) };
    if let Some(beyond) = named.iter().find(|scope| !oauth.reaches(scope.as_str())) {
        return Err(AdminError::Invalid(format!(
            "scope `{beyond}` is not among the `only_scopes` of this client"
        )));
    }
    Ok(Some(named))
}

/// The person that is named, who may sign in.
async fn speaks_for(
    db: &impl ConnectionTrait,
    user: Option<&str>,
) -> Result<Option<Uuid>, AdminError> {
    let Some(user) = user else { return Ok(None) };
    let found = users::find(db, user).await?;
    match found.disabled_at {
        None => Ok(Some(found.person.id)),
        Some(_) => Err(AdminError::Invalid("that user is disabled; enable them first".into())),
    }
}
