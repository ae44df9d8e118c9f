//! `POST /connect/register`: an application registers itself as a client (RFC 7591), with a registration
//! token of an administrator, whose applicatie says what it may do.
//!
//! There is no registration access token (RFC 7592): what is registered is changed and ended by
//! administrators, as any other client.

mod answer;
mod client;
mod error;
mod keeping;
mod members;
mod metadata;
mod presented;
mod scopes;
mod statement;
mod words;

use std::net::IpAddr;

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use edge::peer::Peer;
use tracing::info;

use crate::app::App;
use crate::store::{self, Lane, changes};
use crate::{oauth, transport};

use answer::Registered;
use error::RegistrationError;
use keeping::{Deed, NewSecret};
use members::Members;
use metadata::Metadata;
use presented::Presented;

/// Answers an application that registers itself.
pub(crate) async fn post(request: HttpRequest, body: Payload, app: Data<App>) -> HttpResponse {
    match register(&request, body, &app).await {
        Ok(registered) => registered.answer(),
        Err(why) => why.answer(),
    }
}

/// Answers every other method (RFC 7591 3.1: with POST).
pub(crate) async fn other_method() -> HttpResponse {
    let text =
        "the registration endpoint takes POST alone, with the metadata of the client as JSON";
    let mut answer = oauth::refused(StatusCode::METHOD_NOT_ALLOWED, "invalid_request", text);
    answer.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
    answer
}

async fn register(
    request: &HttpRequest,
    body: Payload,
    app: &App,
) -> Result<Registered, RegistrationError> {
    transport::private(request, app.plain_http)?;
    let presented = presented::token(request, app, app.clock.now()).await?;
    let members = Members::read(request, body).await?;
    let address = Peer::of(request).address();
    let leave = app.registrations.leave(presented.digest(), address, app.clock.now());
    let leave = leave.map_err(RegistrationError::Failing)?;
    let registered = write_down(members, &presented, address, app).await;
    if !registered.as_ref().is_err_and(RegistrationError::is_theirs) {
        leave.unused();
    }
    registered
}

async fn write_down(
    mut members: Members,
    presented: &Presented,
    address: IpAddr,
    app: &App,
) -> Result<Registered, RegistrationError> {
    let now = app.clock.now();
    let statement = statement::apply(&mut members, app)?;
    let metadata = Metadata::parse(&members, statement)?;
    judge(&metadata, presented, app, now).await?;
    let secret = NewSecret::make(&metadata, app).await?;
    if app.stop.is_given() {
        return Err(RegistrationError::Stopping);
    }
    let write = store::write_in(&app.db, Lane::Registrations).await?;
    // Others may have used it up meanwhile, and what it may be may have changed; now nobody writes beside.
    let token = presented.live(&write, now).await?;
    let state = app.follower.beneath(&write).await?;
    let client = client::of(&metadata, &token, &state, app)?;
    let deed = Deed { client: &client, token: &token, address };
    keeping::keep(write, deed, (&metadata, &secret), app).await?;
    info!(client_id = %client.id, token = %token.id, "a client registered itself");
    Ok(Registered { client, metadata, secret, at: now })
}

/// Refuses what would be refused, before anything is hashed or anybody waits for the write lock.
async fn judge(
    metadata: &Metadata,
    presented: &Presented,
    app: &App,
    now: DateTime<Utc>,
) -> Result<(), RegistrationError> {
    let read = store::read(&app.db).await?;
    let (token, present) = (presented.live(&read, now).await?, changes::present(&read).await?);
    drop(read);
    let mut state = app.follower.current().await?;
    // Another issuer may have allowed it a moment ago.
    if state.number < present {
        app.follower.catch_up().await?;
        state = app.follower.current().await?;
    }
    client::of(metadata, &token, &state, app).map(drop)
}
