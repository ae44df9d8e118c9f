//! `/account/wachtwoord`: the page on which somebody changes their own password.

use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::account::PASSWORD_CHANGED;
use super::changing::{NotChanged, change};
use super::refusal::Refusal;
use super::unchanged::{CURRENT, Fault, NEW, REPEATED, Told};
use crate::app::App;
use crate::form::Form;
use crate::onward::Onward;
use crate::pages::{Forms, Frame, Language, page};
use crate::passwords::SHORTEST;
use crate::session::cookie::{self, Jar};
use crate::session::{self, Again, Session, csrf};
use crate::{paths, transport};

#[derive(Template)]
#[template(path = "password.html")]
struct PasswordPage<'a> {
    frame: Frame,
    told: Vec<Told>,
    action: &'static str,
    csrf: &'a str,
    /// For password managers, which keep a password under it.
    username: &'a str,
    fields: [Field; 3],
    account: &'static str,
}

struct Field {
    name: &'static str,
    label: &'static str,
    autocomplete: &'static str,
    hint: Option<String>,
    wrong: Option<String>,
}

/// `GET /account/wachtwoord`
pub(super) async fn get(request: HttpRequest, app: Data<App>) -> HttpResponse {
    let answer = ask(&request, &app).await;
    answer.unwrap_or_else(|refusal| refusal.answer(Language::of(&request), &app))
}

async fn ask(request: &HttpRequest, app: &App) -> Result<HttpResponse, Refusal> {
    transport::private(request, app.plain_http)?;
    let Some(session) = session::present(request, app).await? else { return Ok(sign_in()) };
    Ok(shown(&session, &[], Language::of(request), app))
}

/// `POST /account/wachtwoord`
pub(super) async fn post(request: HttpRequest, body: Payload, app: Data<App>) -> HttpResponse {
    let answer = take(&request, body, &app).await;
    answer.unwrap_or_else(|refusal| refusal.answer(Language::of(&request), &app))
}

async fn take(request: &HttpRequest, body: Payload, app: &App) -> Result<HttpResponse, Refusal> {
    transport::private(request, app.plain_http)?;
    let form = Form::read(request, body).await?;
    let Some(session) = session::present(request, app).await? else { return Ok(sign_in()) };
    session.csrf.check(form.get(csrf::FIELD), request, app)?;
    match change(&form, &session, request, app).await {
        Ok(browser) => {
            let answer = session::see_other(PASSWORD_CHANGED);
            Ok(session::with_cookies(answer, [cookie::keep(Jar::Session, &browser, app)]))
        }
        Err(NotChanged::Faults(faults)) => Ok(shown(&session, &faults, Language::of(request), app)),
        Err(NotChanged::Over) => Ok(sign_in()),
        Err(NotChanged::Refusal(refusal)) => Err(refusal),
    }
}

fn sign_in() -> HttpResponse {
    session::sign_in(&Onward::password(), Again::No, None)
}

fn shown(session: &Session, faults: &[Fault], language: Language, app: &App) -> HttpResponse {
    let title = match faults {
        [] => language.pick("Wachtwoord wijzigen", "Change password"),
        [..] => language.pick("Fout: wachtwoord is niet gewijzigd", "Error: password not changed"),
    };
    let told: Vec<Told> = faults.iter().map(|fault| fault.told(language)).collect();
    let content = PasswordPage {
        frame: Frame::new(language, title),
        fields: Field::all(&told, language),
        told,
        action: paths::PASSWORD,
        csrf: session.csrf.as_str(),
        username: session.person.username.as_str(),
        account: paths::ACCOUNT,
    };
    let status = faults.first().map_or(StatusCode::OK, |fault| fault.status());
    let mut answer = page(status, &content, &Forms::Own, app);
    if let Some(after) = faults.iter().find_map(|fault| fault.retry_after()) {
        answer.headers_mut().insert(RETRY_AFTER, after);
    }
    answer
}

impl Field {
    fn all(told: &[Told], language: Language) -> [Self; 3] {
        let hint = match language {
            Language::Dutch => {
                format!("Ten minste {SHORTEST} tekens, zoals een paar losse woorden.")
            }
            Language::English => format!("At least {SHORTEST} characters, such as a few words."),
        };
        let field = |name, autocomplete, (dutch, english), hint| {
            let wrong = told.iter().find(|told| told.field == Some(name));
            let wrong = wrong.map(|told| told.text.clone());
            Self { name, label: language.pick(dutch, english), autocomplete, hint, wrong }
        };
        let repeated = ("Nieuw wachtwoord, nog een keer", "New password, once more");
        [
            field(CURRENT, "current-password", ("Huidig wachtwoord", "Current password"), None),
            field(NEW, "new-password", ("Nieuw wachtwoord", "New password"), Some(hint)),
            field(REPEATED, "new-password", repeated, None),
        ]
    }

    /// The ids of what is said of it.
    fn described_by(&self) -> Option<String> {
        let said = [("hint", &self.hint), ("wrong", &self.wrong)];
        let said = said.iter().filter(|(_, text)| text.is_some());
        let ids: Vec<String> = said.map(|(what, _)| format!("{}-{what}", self.name)).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}
