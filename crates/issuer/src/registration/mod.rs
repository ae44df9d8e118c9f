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

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use edge::peer::Peer;
use tracing::info;

use crate::app::App;
use crate::store;
use crate::{oauth, transport};

use answer::Registered;
use error::RegistrationError;
use keeping::{Deed, NewSecret};
use members::Members;
use metadata::Metadata;

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
    let mut members = Members::read(request, body).await?;
    let now = app.clock.now();
    let statement = statement::apply(&mut members, app)?;
    let metadata = Metadata::parse(&members, statement)?;
    let secret = NewSecret::make(&metadata, app).await?;
    if app.stop.is_given() {
        return Err(RegistrationError::Stopping);
    }
    let write = store::write(&app.db).await?;
    // Others may have used it up meanwhile; now nobody writes beside.
    let token = presented.live(&write, now).await?;
    let state = app.follower.beneath(&write).await?;
    let client = client::of(&metadata, &token, &state, app)?;
    let address = Peer::of(request).address();
    let deed = Deed { client: &client, token: &token, address };
    keeping::keep(write, deed, (&metadata, &secret), app).await?;
    info!(client_id = %client.id, token = %token.id, "a client registered itself");
    Ok(Registered { client, metadata, secret, at: now })
}
