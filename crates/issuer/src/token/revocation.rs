//! `POST /connect/revocation`: a client ends a token of its own (RFC 7009). It is refused everywhere
//! within a second.

use crate::act::Act;
use crate::store::audit::Content;
use crate::store::credential_records::{self, CredentialRecord};
use std::net::IpAddr;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, TimeDelta, Utc};
use edge::chance::NoChance;
use edge::feed::{Revocable, RevocationState};
use edge::opaque::API_TOKEN;
use edge::peer::Peer;
use secrecy::{ExposeSecret as _, SecretString};
use tokens::AccessClaims;

use super::error::TokenError;
use super::form::TokenForm;
use super::{error, renewal};
use crate::access::{self, AccessError};
use crate::app::App;
use crate::client_auth;
use crate::deeds::{self, Done};
use crate::model::Client;
use crate::store::audit::Deed;
use crate::store::changes::{self, Subject};
use crate::store::grants::GrantRecord;
use crate::store::{self, Lane, api_tokens, credentials, revocations};
use crate::{oauth, revoking, transport};

const NO_TOKEN: &str = "the parameter token is missing; send the token to revoke in the body";
/// Clocks may differ: for so long after its end a token stays revoked.
const MARGIN: TimeDelta = TimeDelta::minutes(2);

/// Answers a revocation. Of a token that is none, or is dead already, nothing is to be done, and
/// nothing is told either (RFC 7009 2.2).
pub(crate) async fn post(request: HttpRequest, body: Payload, app: Data<App>) -> HttpResponse {
    match revoke(&request, body, &app).await {
        Ok(()) => oauth::unstored(StatusCode::OK).finish(),
        Err(error) => error::respond(&error),
    }
}

async fn revoke(request: &HttpRequest, body: Payload, app: &App) -> Result<(), TokenError> {
    let now = app.clock.now();
    transport::private(request, app.plain_http)?;
    let form = TokenForm::read(request, body).await?;
    let presented = client_auth::presented(request, &form.credentials)?;
    let state = app.follower.current().await?;
    let client = client_auth::authenticate(&presented, &state, app, now).await?;
    let client = &client.entry().client;
    let token = form.token.as_ref().ok_or(TokenError::InvalidRequest(NO_TOKEN))?;
    let by = Revoker { client, address: Peer::of(request).address() };
    // token_type_hint (2.1) helps nobody here: each kind of token has a form of its own.
    if API_TOKEN.has_form_of(token.expose_secret()) {
        return end_api_token(token, by, app, now).await;
    }
    let read = store::read(&app.db).await?;
    let refresh = renewal::find(&read, token).await?;
    drop(read);
    if let Some((_, grant)) = refresh {
        return end_grant(&grant, by, app, now).await;
    }
    let known = access::known(token.expose_secret(), &state, app, now).await?;
    match known {
        None => Ok(()),
        Some(known) if known.claims.client_id != client.id.as_str() => Err(TokenError::NotTheirs),
        Some(known) if state.is_revoked(&known.claims) => Ok(()),
        Some(known) => end(&known.claims, by, app, now).await,
    }
}

/// Who revokes, and from where.
struct Revoker<'a> {
    client: &'a Client,
    address: IpAddr,
}

async fn end(
    claims: &AccessClaims,
    by: Revoker<'_>,
    app: &App,
    now: DateTime<Utc>,
) -> Result<(), TokenError> {
    let write = store::write_in(&app.db, Lane::Revocations).await?;
    let before = changes::upcoming(&write, now).await?;
    let exp = DateTime::from_timestamp(claims.exp.as_secs(), 0).unwrap_or(now);
    let of = Revocable::token(&claims.jti);
    let until = exp + MARGIN;
    let revocation = RevocationState { of: of.clone(), before, issued_before: None, until };
    revocations::put(&write, &revocation).await?;
    let deed = Deed::new(by.client.id.as_str(), Act::TokenRevoke, of.to_string(), Content::NONE);
    let deed = Deed { address: Some(by.address), ..deed };
    let changed = vec![Subject::Revocation(of)];
    deeds::commit(write, Done { deed, changed, notice: None }, app, now).await.map(drop)
}

/// One that is revoked already, or of nobody, needs no more.
async fn end_api_token(
    token: &SecretString,
    by: Revoker<'_>,
    app: &App,
    now: DateTime<Utc>,
) -> Result<(), TokenError> {
    let hash = access::hash(token.expose_secret());
    let found = api_tokens::find(&store::read(&app.db).await?, &hash).await?;
    let Some((client, id)) = found else { return Ok(()) };
    if client != by.client.id.as_str() {
        return Err(TokenError::NotTheirs);
    }
    let write = store::write_in(&app.db, Lane::Revocations).await?;
    let was = credential_records::of_client(&write, &by.client.id).await?;
    let was = was.iter().find(|one| one.id == id.as_str()).map(CredentialRecord::recorded);
    if !credentials::revoke(&write, &by.client.id, &id, now).await? {
        return Ok(());
    }
    let (actor, on) = (by.client.id.as_str(), format!("{client}/{id}"));
    let deed = Deed::new(actor, Act::SecretRevoke, on, Content::gone(was));
    let deed = Deed { address: Some(by.address), ..deed };
    let changed = vec![Subject::Client(by.client.id.clone())];
    deeds::commit(write, Done { deed, changed, notice: None }, app, now).await.map(drop)
}

/// RFC 7009 2.1: with a refresh token goes all that came of its grant; one that was used names it as well.
async fn end_grant(
    grant: &GrantRecord,
    by: Revoker<'_>,
    app: &App,
    now: DateTime<Utc>,
) -> Result<(), TokenError> {
    if grant.client != by.client.id.as_str() {
        return Err(TokenError::NotTheirs);
    }
    if grant.revoked_at.is_some() {
        return Ok(());
    }
    let write = store::write_in(&app.db, Lane::Revocations).await?;
    let (of, content) = (Revocable::grant(&grant.id), Content::gone(grant.recorded()));
    revoking::put(&write, &of, now).await?;
    let deed = Deed::new(by.client.id.as_str(), Act::GrantRevoke, grant.id.clone(), content);
    let deed = Deed { address: Some(by.address), ..deed };
    let changed = vec![Subject::Revocation(of)];
    deeds::commit(write, Done { deed, changed, notice: None }, app, now).await.map(drop)
}

impl From<AccessError> for TokenError {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Stale(stale) => stale.into(),
            AccessError::Store(error) => error.into(),
        }
    }
}

impl From<NoChance> for TokenError {
    fn from(_: NoChance) -> Self {
        Self::Internal("no randomness")
    }
}
