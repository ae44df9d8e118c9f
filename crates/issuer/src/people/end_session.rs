//! `/connect/endsession`: a client sends somebody to sign out here too (OpenID Connect RP-Initiated
//! Logout 1.0). It ends the session of this browser, and nothing else: consents and tokens stay.
//!
//! Who brings an ID token of whoever has signed in is believed at once. Anybody else's link, or form,
//! leads to a page that asks.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use edge::incoming;

use super::ending::{CLIENT, Ending, HINT, STATE, TARGET};
use super::logout;
use super::refusal::Refusal;
use crate::app::App;
use crate::form::FormError;
use crate::pages::{Forms, Frame, Language, Message, UI_LOCALES, page};
use crate::session::cookie::{self, Jar};
use crate::session::{self, Session, csrf};
use crate::{location, paths, transport};

/// What a `Location` of ours takes.
const LONGEST: usize = 8 * 1024;
const PATIENCE: Duration = Duration::from_secs(10);
/// What a request may carry, and in which order it is passed on.
const KNOWN: [&str; 5] = [HINT, CLIENT, TARGET, STATE, UI_LOCALES];

#[derive(Template)]
#[template(path = "end_session.html")]
struct EndSessionPage<'a> {
    frame: Frame,
    person: &'a str,
    client: Option<&'a str>,
    action: &'static str,
    csrf: &'a str,
    fields: Vec<(&'static str, &'a str)>,
    account: &'static str,
}

pub(super) async fn get(request: HttpRequest, app: Data<App>) -> HttpResponse {
    let asked = pairs(request.query_string());
    let language = language(&request, &asked);
    let answer = ask(&request, &asked, &app).await;
    answer.unwrap_or_else(|refusal| refusal.answer(language, &app))
}

async fn ask(
    request: &HttpRequest,
    asked: &[(String, String)],
    app: &App,
) -> Result<HttpResponse, Refusal> {
    transport::private(request, app.plain_http)?;
    let language = language(request, asked);
    let ending = Ending::of(asked, app).await?;
    let Some(session) = session::present(request, app).await? else {
        return Ok(unknown(&ending, language, app));
    };
    if ending.is_of(&session) {
        return leave(request, (&ending, language), &session, app).await;
    }
    Ok(shown(&ending, &session, language, app))
}

/// From our own page: with what only it has. A form of another site comes without our cookies, which
/// are Lax, so it is asked for once more with GET.
pub(super) async fn post(request: HttpRequest, body: Payload, app: Data<App>) -> HttpResponse {
    let answer = take(&request, body, &app).await;
    answer.unwrap_or_else(|refusal| refusal.answer(Language::of(&request), &app))
}

async fn take(request: &HttpRequest, body: Payload, app: &App) -> Result<HttpResponse, Refusal> {
    transport::private(request, app.plain_http)?;
    let asked = pairs(&read(request, body).await?);
    let token = asked.iter().find(|(name, _)| name == csrf::FIELD).map(|(_, value)| value.as_str());
    let Some(token) = token else {
        let known = asked.iter().filter(|(name, _)| KNOWN.contains(&name.as_str()));
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(known).finish();
        return Ok(session::see_other(&format!("{}?{query}", paths::END_SESSION)));
    };
    let ending = Ending::of(&asked, app).await?;
    let language = language(request, &asked);
    // A form of another site comes without the cookie: then its browser must not forget it either.
    let Some(session) = session::present(request, app).await? else {
        return Ok(unknown(&ending, language, app));
    };
    session.csrf.check(Some(token), request, app)?;
    leave(request, (&ending, language), &session, app).await
}

async fn read(request: &HttpRequest, body: Payload) -> Result<String, Refusal> {
    let media_type = incoming::media_type(request.headers()).map_err(|_| FormError::OtherType)?;
    if media_type != "application/x-www-form-urlencoded" {
        return Err(FormError::OtherType.into());
    }
    let body = incoming::read(request.headers(), body, LONGEST, PATIENCE).await;
    let body = body.map_err(|_| FormError::TooLarge)?;
    Ok(String::from_utf8(body.to_vec()).map_err(|_| FormError::NotText)?)
}

fn pairs(text: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}

fn language(request: &HttpRequest, asked: &[(String, String)]) -> Language {
    let wish = asked.iter().find(|(name, _)| name == UI_LOCALES);
    Language::wished(wish.and_then(|(_, locales)| Language::first_of(locales)), request)
}

async fn leave(
    request: &HttpRequest,
    (ending, language): (&Ending, Language),
    session: &Session,
    app: &App,
) -> Result<HttpResponse, Refusal> {
    logout::end(request, session, app).await?;
    let answer = gone(ending, language, app);
    Ok(session::with_cookies(answer, [cookie::forget(Jar::Session, app)]))
}

/// Where they go who were not signed in.
fn unknown(ending: &Ending, language: Language, app: &App) -> HttpResponse {
    if ending.is_believed() {
        return gone(ending, language, app);
    }
    SIGNED_OUT.answer(language, app)
}

/// Where they go who are not signed in any more.
fn gone(ending: &Ending, language: Language, app: &App) -> HttpResponse {
    match ending.target() {
        Some(target) => session::see_other(&target),
        None => SIGNED_OUT.answer(language, app),
    }
}

fn shown(ending: &Ending, session: &Session, language: Language, app: &App) -> HttpResponse {
    let content = EndSessionPage {
        frame: Frame::new(language, language.pick("Uitloggen", "Sign out")),
        person: session.person.name.as_str(),
        client: ending.client_name(language),
        action: paths::END_SESSION,
        csrf: session.csrf.as_str(),
        fields: ending.fields(language),
        account: paths::ACCOUNT,
    };
    let forms = ending.uri.as_deref().map_or(Forms::Own, location::forms);
    page(StatusCode::OK, &content, &forms, app)
}

const SIGNED_OUT: Message = Message {
    status: StatusCode::OK,
    title: ("U bent uitgelogd", "You are signed out"),
    text: (
        "U kunt dit venster sluiten. Wat u toepassingen toestond, blijft staan; dat trekt u in op uw account.",
        "You can close this window. What you let applications do stays; you withdraw it on your account.",
    ),
};
