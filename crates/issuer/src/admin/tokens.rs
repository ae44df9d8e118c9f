//! Tokens that end before their time: all that a client has, or one, those of a grant, those that
//! speak for a person. They are refused everywhere within a second; secrets go on.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use edge::feed::Revocable;
use secrecy::{ExposeSecret as _, SecretString};

use super::body::{self, RevokeTokens, SomeTokensRevoked, TokensRevoked, Which};
use super::clients::find_present;
use super::error::AdminError;
use super::openapi::Refusals;
use super::{Written, asked, authorize, begin, commit, users};
use crate::access::{self, AccessError};
use crate::act::Act;
use crate::app::App;
use crate::deeds::{self, Done};
use crate::revoking;
use crate::store::audit::{Content, Deed};
use crate::store::changes::{self, Subject};
use crate::store::{Write, ending};

/// Revokes every token that a client has.
#[utoipa::path(
    post, path = "/clients/{client_id}/tokens/revoke", tag = "clients",
    operation_id = "revoke_tokens",
    params(("client_id" = String, Path, description = "The client.")),
    responses((status = 200, body = TokensRevoked), Refusals)
)]
pub(super) async fn revoke(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    let caller = authorize(&request, &app).await?;
    // What was given ends too, however much that is.
    let write = begin(&request, &app).await?.patient();
    let client = find_present(&write, &path).await?.client;
    // A replica that lags judges by an earlier number, so what it issues meanwhile counts as before.
    let number = changes::upcoming(&write, now).await?;
    ending::withdraw_tokens(&write, &client.id, number, now).await?;
    let revoked = TokensRevoked::new(&client.id, number);
    let written = Written {
        caller: &caller,
        act: Act::TokensRevoke,
        on: client.id.to_string(),
        content: Content::made(&revoked),
        changed: vec![Subject::Client(client.id.clone())],
        notice: None,
    };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::Ok().json(revoked))
}

/// Revokes one token, those of a grant, those that speak for a person, those of a client, or all.
#[utoipa::path(
    post, path = "/tokens/revoke", tag = "tokens", operation_id = "revoke_some_tokens",
    request_body = RevokeTokens, responses((status = 200, body = SomeTokensRevoked), Refusals)
)]
pub(super) async fn revoke_some(
    request: HttpRequest,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let body = body::read::<RevokeTokens>(&request, body);
    let (caller, asked, now) = asked(&request, body, &app).await?;
    let issued_before = asked.issued_before(now)?;
    let which = asked.which()?;
    // What was given ends too, however much that is.
    let write = begin(&request, &app).await?.patient();
    let (of, act, on) = meant(which, &write, &app, now).await?;
    let until = match issued_before {
        None => revoking::put(&write, &of, now).await?,
        Some(moment) => revoking::put_issued_before(&write, (&of, moment), now).await?,
    };
    let revoked = SomeTokensRevoked { revoked: of.to_string(), issued_before, until };
    let deed = Deed::new(caller.client_id().as_str(), act, on, Content::made(&revoked));
    let deed = Deed { address: Some(caller.address()), ..deed };
    let done = Done { deed, changed: vec![Subject::Revocation(of)], notice: None };
    deeds::commit::<AdminError>(write, done, &app, now).await?;
    Ok(HttpResponse::Ok().json(revoked))
}

/// What was named, and how the audit log calls its end.
async fn meant(
    which: Which,
    write: &Write,
    app: &App,
    now: DateTime<Utc>,
) -> Result<(Revocable, Act, String), AdminError> {
    let of = match which {
        Which::Named(of) => of,
        Which::Token(token) => jti(&token, app, now).await?,
        Which::User(user) => {
            Revocable::user(&users::find(write, &user).await?.person.id.to_string())
        }
        Which::Client(id) => {
            let client = find_present(write, &id).await?.client.id;
            return Ok((Revocable::client(client.as_str()), Act::TokensRevoke, client.to_string()));
        }
    };
    let on = of.to_string();
    Ok((of, Act::TokenRevoke, on))
}

/// The name of a token that was given itself. One that is not of this issuer, or that has expired, is
/// refused already.
async fn jti(token: &SecretString, app: &App, now: DateTime<Utc>) -> Result<Revocable, AdminError> {
    let state = app.follower.current().await.map_err(|_| AdminError::Busy)?;
    let known = access::known(token.expose_secret(), &state, app, now).await;
    match known {
        Ok(Some(known)) => Ok(Revocable::token(&known.claims.jti)),
        Ok(None) => Err(AdminError::Invalid(
            "`token` is no access token of this issuer, or it has expired: it is refused already"
                .into(),
        )),
        Err(AccessError::Store(error)) => Err(AdminError::from(error)),
        Err(AccessError::Stale(_)) => Err(AdminError::Busy),
    }
}
