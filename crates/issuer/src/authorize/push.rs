//! `POST /connect/par`: a client says what it will ask for before it sends somebody (RFC 9126). What
//! would be refused at the authorization endpoint is refused here, by the same code.

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use edge::peer::Peer;
use secrecy::ExposeSecret as _;
use serde::Serialize;
use tracing::info;

use super::judge;
use super::parameters::{PUSHED, Parameters, REPEATABLE};
use super::unpushed::Unpushed;
use super::waiting;
use crate::app::App;
use crate::client_auth::{self, Credentials};
use crate::form::Form;
use crate::{oauth, transport};

/// RFC 9126 2.2.
#[derive(Serialize)]
struct Pushed {
    request_uri: String,
    expires_in: i64,
}

pub(super) async fn post(request: HttpRequest, body: Payload, app: Data<App>) -> HttpResponse {
    match push(&request, body, &app).await {
        Ok(pushed) => oauth::unstored(StatusCode::CREATED).json(pushed),
        Err(why) => why.answer(),
    }
}

/// Answers every other method (RFC 9126 2.3).
pub(super) async fn other_method() -> HttpResponse {
    let mut answer =
        oauth::refused(StatusCode::METHOD_NOT_ALLOWED, "invalid_request", "send it with POST");
    answer.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
    answer
}

async fn push(request: &HttpRequest, body: Payload, app: &App) -> Result<Pushed, Unpushed> {
    let now = app.clock.now();
    transport::private(request, app.plain_http)?;
    let form = Form::read_with(&REPEATABLE, request, body).await?;
    let presented = client_auth::presented(request, &Credentials::of(&form))?;
    let state = app.follower.current().await?;
    let client = client_auth::authenticate(&presented, &state, app, now).await?;
    let client = &client.entry().client;
    if client.oauth.is_public() {
        // It counts: who says that it is this client may be anybody.
        app.pushes.leave(client.id.as_str(), Peer::of(request).address(), now)?;
    }
    let mut asked = Parameters::pushed(&client.id, form.pairs())?;
    // RFC 9126 2.1: one that is pushed stands for itself.
    if asked.request_uri.is_some() {
        return Err(Unpushed::RequestUri);
    }
    let addressed = judge::address(&asked, &state, app)?;
    judge::judge(&mut asked, &addressed.entry, &state, app)?;
    let id = waiting::push(&asked, client, app).await?;
    info!(client_id = %client.id, "a request was pushed");
    let expires_in = waiting::PUSHED_FOR.num_seconds();
    Ok(Pushed { request_uri: format!("{PUSHED}{}", id.expose_secret()), expires_in })
}
