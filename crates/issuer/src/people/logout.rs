//! `POST /logout`: ends the session of the browser that asks.

use crate::act::Act;
use crate::store::audit::Content;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use edge::chance;
use tracing::info;

use super::enter::deed;
use super::refusal::Refusal;
use crate::app::App;
use crate::form::Form;
use crate::pages::Language;
use crate::session::cookie::{self, Jar};
use crate::session::{self, Session, csrf};
use crate::store::{self, audit, sessions};
use crate::{paths, transport};

pub(super) async fn post(request: HttpRequest, body: Payload, app: Data<App>) -> HttpResponse {
    let answer = leave(&request, body, &app).await;
    answer.unwrap_or_else(|refusal| refusal.answer(Language::of(&request), &app))
}

async fn leave(request: &HttpRequest, body: Payload, app: &App) -> Result<HttpResponse, Refusal> {
    transport::private(request, app.plain_http)?;
    let form = Form::read(request, body).await?;
    if let Some(session) = session::present(request, app).await? {
        session.csrf.check(form.get(csrf::FIELD), request, app)?;
        end(request, &session, app).await?;
    }
    // A form of another site comes without the cookie (it is Lax); if the answer had the browser
    // forget it all the same, that site could sign people out.
    let came = cookie::read(request, Jar::Session, app);
    let answer = session::see_other(&format!("{}?signed_out=1", paths::LOGIN));
    Ok(session::with_cookies(answer, [came.and_then(|_| cookie::forget(Jar::Session, app))]))
}

/// Ends a session, and keeps that it was ended.
pub(super) async fn end(
    request: &HttpRequest,
    session: &Session,
    app: &App,
) -> Result<(), Refusal> {
    let now = app.clock.now();
    let write = store::append(&app.db).await?;
    sessions::end(&write, session.digest.as_str()).await?;
    let actor = session.person.id.to_string();
    let deed = deed(request, &actor, (Act::UserLogout, Content::NONE), &session.person);
    audit::insert(&write, chance::uuid_v7(now)?, deed, now).await?;
    write.commit().await?;
    info!(user = %session.person.id, "somebody signed out");
    Ok(())
}
