//! `/login`: the page that asks for username and password, and what comes back from it.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::asked::Asked;
use super::enter::{Fault, NotEntered, enter};
use super::proof::Unproven;
use super::refusal::Refusal;
use crate::app::App;
use crate::form::Form;
use crate::pages::{Forms, Frame, Language, page};
use crate::session::cookie::{self, Jar};
use crate::session::{self, Again, BrowserId, Csrf};
use crate::{paths, transport};

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage<'a> {
    frame: Frame,
    fault: Option<&'a Fault>,
    signed_out: bool,
    action: &'static str,
    csrf: &'a str,
    onward: &'a str,
    username: &'a str,
}

/// `GET /login`
pub(super) async fn get(request: HttpRequest, app: Data<App>) -> HttpResponse {
    let asked = Asked::of_query(request.query_string());
    let answer = ask(&request, &asked, &app).await;
    answer.unwrap_or_else(|refusal| refusal.answer(asked.language(&request), &app))
}

async fn ask(request: &HttpRequest, asked: &Asked, app: &App) -> Result<HttpResponse, Refusal> {
    transport::private(request, app.plain_http)?;
    if asked.again == Again::No && session::present(request, app).await?.is_some() {
        return Ok(session::see_other(asked.onward.as_str()));
    }
    shown(request, asked, None, app)
}

/// `POST /login`
pub(super) async fn post(request: HttpRequest, body: Payload, app: Data<App>) -> HttpResponse {
    let form = match read(&request, body, &app).await {
        Ok(form) => form,
        Err(refusal) => return refusal.answer(Language::of(&request), &app),
    };
    let asked = Asked::of_form(&form);
    let answer = take(&request, &form, &asked, &app).await;
    answer.unwrap_or_else(|refusal| refusal.answer(asked.language(&request), &app))
}

async fn read(request: &HttpRequest, body: Payload, app: &App) -> Result<Form, Refusal> {
    transport::private(request, app.plain_http)?;
    Ok(Form::read(request, body).await?)
}

async fn take(
    request: &HttpRequest,
    form: &Form,
    asked: &Asked,
    app: &App,
) -> Result<HttpResponse, Refusal> {
    match enter(request, form, app).await {
        Ok(browser) => {
            let answer = session::see_other(asked.onward.as_str());
            let session = cookie::keep(Jar::Session, &browser, app);
            Ok(session::with_cookies(answer, [session, cookie::forget(Jar::Visit, app)]))
        }
        Err(NotEntered::Fault(fault)) => shown(request, asked, Some(&fault), app),
        Err(NotEntered::Refusal(refusal)) => Err(refusal),
    }
}

fn shown(
    request: &HttpRequest,
    asked: &Asked,
    fault: Option<&Fault>,
    app: &App,
) -> Result<HttpResponse, Refusal> {
    // Kept if it is there: a page in another tab goes on being good.
    let visit = match cookie::read(request, Jar::Visit, app) {
        Some(visit) => visit,
        None => BrowserId::make()?,
    };
    let language = asked.language(request);
    let title = match fault {
        None => language.pick("Inloggen", "Sign in"),
        Some(_) => language.pick("Fout: inloggen is niet gelukt", "Error: not signed in"),
    };
    let csrf = Csrf::of(&visit);
    let content = LoginPage {
        frame: Frame::new(language, title),
        fault,
        signed_out: asked.signed_out,
        action: paths::LOGIN,
        csrf: csrf.as_str(),
        onward: asked.onward.as_str(),
        username: &asked.username,
    };
    let forms = if asked.onward.may_leave() { Forms::Anywhere } else { Forms::Own };
    let status = fault.map_or(StatusCode::OK, Fault::status);
    let mut answer = page(status, &content, &forms, app);
    if let Some(after) = fault.and_then(Fault::retry_after) {
        answer.headers_mut().insert(RETRY_AFTER, after);
    }
    Ok(session::with_cookies(answer, [cookie::keep(Jar::Visit, &visit, app)]))
}

impl LoginPage<'_> {
    fn told(&self, fault: &Fault) -> String {
        fault.text(self.frame.language)
    }

    /// Whether what is wrong is in this field; of a wrong pair nobody says in which.
    fn marks(&self, field: &str) -> bool {
        match self.fault {
            Some(Fault::Unproven(Unproven::Wrong)) => true,
            Some(fault) => fault.field() == Some(field),
            None => false,
        }
    }
}

impl Fault {
    fn status(&self) -> StatusCode {
        match self {
            Self::Foreign => StatusCode::FORBIDDEN,
            Self::NoUsername | Self::NoPassword => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unproven(why) => why.status(),
        }
    }

    fn retry_after(&self) -> Option<HeaderValue> {
        match self {
            Self::Unproven(why) => why.retry_after(),
            Self::Foreign | Self::NoUsername | Self::NoPassword => None,
        }
    }

    /// Where the person goes on typing.
    fn field(&self) -> Option<&'static str> {
        match self {
            Self::NoUsername | Self::Unproven(Unproven::Wrong) => Some("username"),
            Self::NoPassword => Some("password"),
            Self::Foreign | Self::Unproven(Unproven::TooOften(_) | Unproven::Busy) => None,
        }
    }

    fn text(&self, language: Language) -> String {
        let both = match self {
            Self::Foreign => (
                "De pagina was verlopen. Probeer het opnieuw; uw browser moet cookies toestaan.",
                "The page had expired. Try again; your browser must allow cookies.",
            ),
            Self::NoUsername => ("Vul uw gebruikersnaam in.", "Enter your username."),
            Self::NoPassword => ("Vul uw wachtwoord in.", "Enter your password."),
            Self::Unproven(why) => return why.text(WRONG, language),
        };
        language.pick(both.0, both.1).to_owned()
    }
}

const WRONG: (&str, &str) = (
    "Deze gebruikersnaam en dit wachtwoord horen niet bij elkaar.",
    "This username and this password do not belong together.",
);
