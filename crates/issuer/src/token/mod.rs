//! `POST /connect/token`: the token endpoint (RFC 6749 3.2).
//!
//! The straight line: form, who presents it, the state, the flow (oxide-auth carries the grant's
//! steps), the signature, the answer. Every way out of it is a [`TokenError`].

use std::sync::Arc;

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};

use crate::app::App;
use crate::client_auth;
use crate::metrics::ISSUED;
use crate::state::State;
use crate::transport;

mod answer;
mod code;
mod counted;
mod error;
mod flow;
mod form;
mod giver;
mod mint;
mod refresh;
mod renewal;
mod reuse;
pub(crate) mod revocation;

use error::TokenError;
use flow::Asked;
use form::TokenForm;
use mint::Issued;

/// Answers a token request.
pub(crate) async fn post(request: HttpRequest, body: Payload, app: Data<App>) -> HttpResponse {
    let asked = read(&request, body, &app).await;
    let grant = asked.as_ref().ok().and_then(TokenForm::grant);
    let issued = match asked {
        Ok(form) => issue(&request, form, &app).await,
        Err(error) => Err(error),
    };
    app.metrics.token(grant, issued.as_ref().map_or_else(error::code, |_| ISSUED));
    match issued {
        Ok(issued) => answer::token(&issued),
        Err(error) => error::respond(&error),
    }
}

async fn read(request: &HttpRequest, body: Payload, app: &App) -> Result<TokenForm, TokenError> {
    transport::private(request, app.plain_http)?;
    Ok(TokenForm::read(request, body).await?)
}

async fn issue(request: &HttpRequest, form: TokenForm, app: &App) -> Result<Issued, TokenError> {
    let now = app.clock.now();
    let presented = client_auth::presented(request, &form.credentials)?;
    let state = app.follower.current().await?;
    let asked = Asked { form, presented };
    let issued = granted(&asked, &state, app, now).await;
    if let Err(refused) = &issued {
        counted::refused(refused, &asked.presented, &state, (app, now));
    }
    issued
}

async fn granted(
    asked: &Asked,
    state: &State,
    app: &App,
    now: DateTime<Utc>,
) -> Result<Issued, TokenError> {
    let grant = flow::run(asked, state, app, now).await?;
    // What is issued on behalf of somebody has a line of its own, in the transaction of its grant.
    let own = grant.behalf.is_none().then(|| Arc::clone(grant.client.entry()));
    let issued = mint::issue(grant, state, app, now).await?;
    if let Some(entry) = own {
        app.tallies.issued(entry.client.id.as_str(), asked.presented.source(), now);
    }
    Ok(issued)
}

/// Answers every other method (RFC 6749 3.2: "MUST use the HTTP POST method").
pub(crate) async fn other_method() -> HttpResponse {
    answer::wrong_method()
}
