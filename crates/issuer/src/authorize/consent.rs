//! `/toestemming`: the page that asks whether a client may, and what comes back from it. A request
//! belongs to the session that it was shown to first.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use autorisaties::Scope;
use chrono::TimeDelta;

use super::fault::Fault;
use super::refusal::Refusal;
use super::step::{self, Came, Next, Request};
use super::waiting::{self, Kept};
use crate::app::App;
use crate::form::Form;
use crate::pages::{Frame, Language, UI_LOCALES, page, words};
use crate::session::{self, Session, csrf};
use crate::settings::Registered;
use crate::state::State;
use crate::store::{self, Lane, authorizations};
use crate::{paths, transport};

#[derive(Template)]
#[template(path = "consent.html")]
struct ConsentPage<'a> {
    frame: Frame,
    client: &'a str,
    client_id: &'a str,
    kind: &'static str,
    /// Who vouches for it, if it registered itself with a software statement.
    statement_issuer: Option<&'a str>,
    organisation: Option<&'a str>,
    person: &'a str,
    scopes: Vec<Asked<'a>>,
    audience: Vec<For<'a>>,
    expires: String,
    expires_machine: String,
    offline: bool,
    /// Whether they are not asked again.
    remembered: bool,
    action: &'static str,
    csrf: &'a str,
    request: &'a str,
}

struct Asked<'a> {
    scope: &'a str,
    meaning: Option<&'static str>,
    /// The API that knows what it means.
    api: Option<&'a str>,
}

/// Where a token is good.
struct For<'a> {
    resource: &'a str,
    name: &'a str,
}

/// `GET /toestemming?verzoek=…`
pub(super) async fn get(request: HttpRequest, app: Data<App>) -> HttpResponse {
    let language = Language::wished(Language::wished_in(request.query_string()), &request);
    let answer = ask(&request, language, &app).await;
    answer.unwrap_or_else(|refusal| refusal.answer(language, &app))
}

async fn ask(
    request: &HttpRequest,
    language: Language,
    app: &App,
) -> Result<HttpResponse, Refusal> {
    transport::private(request, app.plain_http)?;
    let query = form_urlencoded::parse(request.query_string().as_bytes());
    let id = query.into_owned().find(|(name, _)| name == "verzoek").map(|(_, id)| id);
    let id = id.ok_or(Refusal::Over)?;
    let mut kept = waiting::find(&id, app).await?;
    let asked = Request::judge(std::mem::take(&mut kept.request), kept.arrival, app).await?;
    let session = session::present(request, app).await?;
    match asked.next(session.as_ref(), app).await? {
        Next::Back(fault) => step::turn_back(&asked, &fault, &kept, app).await,
        Next::SignIn(again) => {
            let onward = waiting::onward(&id, asked.asked.language())?;
            Ok(session::sign_in(&onward, again, asked.asked.login_hint.as_deref()))
        }
        Next::Go(session) => {
            claim(&kept, session, app).await?;
            step::go(&asked, session, Came::Waited(&kept), app).await
        }
        Next::Ask => {
            let session = session.as_ref().ok_or(Refusal::Over)?;
            claim(&kept, session, app).await?;
            let state = app.follower.current().await?;
            let said = Said { asked: &asked, state: &state, language };
            Ok(shown(&said, session, &id, app))
        }
    }
}

async fn claim(kept: &Kept, session: &Session, app: &App) -> Result<(), Refusal> {
    if kept.session.as_deref() == Some(session.digest.as_str()) {
        return Ok(());
    }
    let append = store::append_in(&app.db, Lane::Pages).await?;
    let mine = authorizations::claim(&append, &kept.digest, session.digest.as_str()).await?;
    append.commit().await?;
    if mine { Ok(()) } else { Err(Refusal::Over) }
}

/// `POST /toestemming`
pub(super) async fn post(request: HttpRequest, body: Payload, app: Data<App>) -> HttpResponse {
    let form = match read(&request, body, &app).await {
        Ok(form) => form,
        Err(refusal) => return refusal.answer(Language::of(&request), &app),
    };
    let wish = form.get(UI_LOCALES).and_then(Language::first_of);
    let answer = take(&request, &form, &app).await;
    answer.unwrap_or_else(|refusal| refusal.answer(Language::wished(wish, &request), &app))
}

async fn read(request: &HttpRequest, body: Payload, app: &App) -> Result<Form, Refusal> {
    transport::private(request, app.plain_http)?;
    Ok(Form::read(request, body).await?)
}

async fn take(request: &HttpRequest, form: &Form, app: &App) -> Result<HttpResponse, Refusal> {
    let session = session::present(request, app).await?.ok_or(Refusal::Over)?;
    session.csrf.check(form.get(csrf::FIELD), request, app)?;
    let mut kept = waiting::find(form.get("verzoek").unwrap_or_default(), app).await?;
    if kept.session.as_deref() != Some(session.digest.as_str()) {
        return Err(Refusal::Over);
    }
    let asked = Request::judge(std::mem::take(&mut kept.request), kept.arrival, app).await?;
    if form.get("antwoord") == Some("toestaan") {
        return step::go(&asked, &session, Came::Agreed(&kept), app).await;
    }
    step::turn_back(&asked, &Fault::Denied, &kept, app).await
}

/// A request in words.
struct Said<'a> {
    asked: &'a Request,
    state: &'a State,
    language: Language,
}

impl<'a> Said<'a> {
    fn scope(&self, scope: &'a Scope) -> Asked<'a> {
        let scope = scope.as_str();
        let mut apis = self.state.apis_of(&self.asked.addressed.entry);
        let api = apis.find(|(_, access)| access.scopes.contains(scope));
        let meaning = words::meaning(scope, self.language);
        Asked { scope, meaning, api: api.map(|(api, _)| api.reference.as_str()) }
    }

    fn resource(&self, resource: &'a str, app: &App) -> For<'a> {
        let mut apis = self.state.apis_of(&self.asked.addressed.entry);
        let name = match apis.find(|(api, _)| api.is_named(resource)) {
            Some((api, _)) => &api.reference,
            None if resource == app.default_audience => self.language.pick(CASES.0, CASES.1),
            None => resource,
        };
        For { resource, name }
    }
}

const CASES: (&str, &str) =
    ("de zaak-API's van uw organisatie", "the case APIs of your organisation");

fn shown(said: &Said<'_>, session: &Session, id: &str, app: &App) -> HttpResponse {
    let Said { asked, language, .. } = *said;
    let client = &asked.addressed.entry.client;
    let offline = asked.judged.scopes.contains("offline_access");
    let lasts = if offline {
        client.oauth.refresh.absolute
    } else {
        app.lifetime(client.access_token_lifetime)
    };
    let until = app.clock.now() + TimeDelta::try_seconds(lasts).unwrap_or_default();
    let shape = language.pick("%d-%m-%Y %H:%M UTC", "%-d %B %Y %H:%M UTC");
    let audience = asked.judged.audience.iter();
    let content = ConsentPage {
        frame: Frame::new(language, language.pick("Toegang geven?", "Give access?")),
        client: client.oauth.name_in(language.tag()).unwrap_or(client.id.as_str()),
        client_id: client.id.as_str(),
        kind: kind(asked),
        statement_issuer: client.oauth.registration.statement_issuer.as_deref(),
        organisation: client.oauth.organisation.orgnaam.as_deref(),
        person: session.person.name.as_str(),
        scopes: asked.judged.scopes.iter().map(|one| said.scope(one)).collect(),
        audience: audience.map(|one| said.resource(one, app)).collect(),
        expires: until.format(shape).to_string(),
        expires_machine: until.to_rfc3339(),
        offline,
        remembered: !asked.may_be_another_program(),
        action: paths::CONSENT,
        csrf: session.csrf.as_str(),
        request: id,
    };
    page(StatusCode::OK, &content, &asked.addressed.back.forms(), app)
}

/// How the client came to be known (NL GOV Assurance profile for OAuth 2.0, 3.1.4).
fn kind(asked: &Request) -> &'static str {
    let oauth = &asked.addressed.entry.client.oauth;
    match oauth.registered {
        Registered::Dynamic => "dynamic",
        Registered::Administrator if oauth.is_public() => "public",
        Registered::Administrator => "static",
    }
}
