//! `/admin/v1/registration-tokens`: what applications register themselves with (the initial access tokens of
//! RFC 7591 3). Each belongs to an applicatie, whose client ids they become.

use crate::act::Act;
use crate::store::audit::Content;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use edge::opaque::REGISTRATION_TOKEN;
use secrecy::ExposeSecret as _;

use super::body::{
    self, Cursor, NewRegistrationTokenBody, RegistrationTokenBody, RegistrationTokenMade,
    RegistrationTokenQuery, RegistrationTokens,
};
use super::error::AdminError;
use super::openapi::Refusals;
use super::secrets::UNSTORED;
use super::{Written, applicaties, asked, authorize, begin, commit};
use crate::app::App;
use crate::model::{CredentialId, RegistrationToken};
use crate::secret::form;
use crate::store::{self, registration_tokens};

/// Lists registration tokens; never what they are. Those that have ended stay for a month.
#[utoipa::path(
    get, path = "/registration-tokens", tag = "clients", operation_id = "list_registration_tokens",
    params(RegistrationTokenQuery), responses((status = 200, body = RegistrationTokens), Refusals)
)]
pub(super) async fn list(request: HttpRequest, app: Data<App>) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    authorize(&request, &app).await?;
    let query: RegistrationTokenQuery = body::query(&request)?;
    let (limit, after) = (query.limit()?, query.after()?);
    let from = (after.as_ref().map(CredentialId::as_str), limit.and_one());
    let read = store::read(&app.db).await?;
    let mut found = registration_tokens::page(&read, query.applicatie(), from).await?;
    let next = limit.cut(&mut found).map(|last| Cursor::new(last.id.as_str()));
    Ok(HttpResponse::Ok().json(RegistrationTokens {
        results: found.into_iter().map(|token| RegistrationTokenBody::new(token, now)).collect(),
        next: next.map(Cursor::into_text),
    }))
}

/// Makes a registration token, shown once.
#[utoipa::path(
    post, path = "/registration-tokens", tag = "clients", operation_id = "create_registration_token",
    request_body = NewRegistrationTokenBody,
    responses((status = 201, body = RegistrationTokenMade<'_>), Refusals)
)]
pub(super) async fn create(
    request: HttpRequest,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let body = body::read::<NewRegistrationTokenBody>(&request, body);
    let (caller, new, now) = asked(&request, body, &app).await?;
    let text = REGISTRATION_TOKEN.make()?;
    let digest = RegistrationToken::digest(text.expose_secret()).ok_or(AdminError::Internal)?;
    let token = new.token(form::fresh_id()?, now)?;
    let write = begin(&request, &app).await?;
    applicaties::find_present(&write, &token.applicatie.to_string()).await?;
    registration_tokens::insert(&write, &token, digest).await?;
    let written = Written {
        caller: &caller,
        act: Act::RegistrationTokenCreate,
        on: token.id.to_string(),
        content: Content::made(RegistrationTokenBody::new(token.clone(), now)),
        changed: Vec::new(),
        notice: None,
    };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::Created().insert_header(UNSTORED).json(RegistrationTokenMade {
        id: token.id.as_str(),
        applicatie: token.applicatie.as_uuid(),
        token: text.expose_secret(),
        uses: token.uses,
        expires_at: token.expires_at,
    }))
}

/// Revokes a registration token, at once. The clients that registered with it stay.
#[utoipa::path(
    delete, path = "/registration-tokens/{id}", tag = "clients",
    operation_id = "revoke_registration_token",
    params(("id" = String, Path, description = "Its id; never the token itself.")),
    responses((status = 204, description = "It is revoked."), Refusals)
)]
pub(super) async fn revoke(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    let caller = authorize(&request, &app).await?;
    // What stood in the path may have been the token itself.
    let id = CredentialId::parse(&path).ok_or_else(|| AdminError::Invalid(BY_ID.into()))?;
    let write = begin(&request, &app).await?;
    let was = registration_tokens::named(&write, &id).await?;
    if !registration_tokens::revoke(&write, &id, now).await? {
        return Err(AdminError::NotFound { what: "live registration token", id: id.to_string() });
    }
    let was = was.map(|was| RegistrationTokenBody::new(was, now));
    let written = Written {
        caller: &caller,
        act: Act::RegistrationTokenRevoke,
        on: id.to_string(),
        content: Content::gone(was),
        changed: Vec::new(),
        notice: None,
    };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::NoContent().finish())
}

const BY_ID: &str = "a registration token is named by its id, as `zaakpoort registration-token list` \
                     shows it; the token itself is never sent here";
