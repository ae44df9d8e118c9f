//! `/account`: who one is here, what one let clients do, and the way out.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::consents::{self, Shown};
use super::refusal::Refusal;
use crate::app::App;
use crate::onward::Onward;
use crate::pages::{Forms, Frame, Language, page};
use crate::person::Email;
use crate::session::{self, Again};
use crate::{paths, transport};

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage<'a> {
    frame: Frame,
    name: &'a str,
    username: &'a str,
    email: Option<&'a str>,
    since: String,
    since_machine: String,
    action: &'static str,
    csrf: &'a str,
    consents: Vec<Shown>,
    withdraw: &'static str,
    password: &'static str,
    /// They come from having changed it.
    password_changed: bool,
}

/// Where one comes to who changed their password.
pub(super) const PASSWORD_CHANGED: &str = "/account?password_changed=1";

pub(super) async fn get(request: HttpRequest, app: Data<App>) -> HttpResponse {
    let answer = shown(&request, &app).await;
    answer.unwrap_or_else(|refusal| refusal.answer(Language::of(&request), &app))
}

async fn shown(request: &HttpRequest, app: &App) -> Result<HttpResponse, Refusal> {
    transport::private(request, app.plain_http)?;
    let Some(session) = session::present(request, app).await? else {
        return Ok(session::sign_in(&Onward::account(), Again::No, None));
    };
    let language = Language::of(request);
    let person = &session.person;
    let shape = language.pick("%d-%m-%Y %H:%M UTC", "%-d %B %Y %H:%M UTC");
    let content = AccountPage {
        frame: Frame::new(language, language.pick("Uw account", "Your account")),
        name: person.name.as_str(),
        username: person.username.as_str(),
        email: person.email.as_ref().map(Email::as_str),
        since: session.authenticated_at.format(shape).to_string(),
        since_machine: session.authenticated_at.to_rfc3339(),
        action: paths::LOGOUT,
        csrf: session.csrf.as_str(),
        consents: consents::of(&session, language, app).await?,
        withdraw: paths::CONSENTS,
        password: paths::PASSWORD,
        password_changed: request.query_string() == "password_changed=1",
    };
    Ok(page(StatusCode::OK, &content, &Forms::Own, app))
}
