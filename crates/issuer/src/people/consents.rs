//! What somebody let clients do, as it stands on their account, and its withdrawal: what came of it is
//! refused everywhere within a second.

use crate::act::Act;
use crate::store::audit::Content;
use crate::store::consents::Consent;
use std::sync::Arc;

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use autorisaties::{ClientId, Scope};
use edge::chance;

use super::enter;
use super::refusal::Refusal;
use crate::app::App;
use crate::form::Form;
use crate::onward::Onward;
use crate::pages::{Language, words};
use crate::session::{self, Again, Session, csrf};
use crate::settings::Registered;
use crate::state::ClientEntry;
use crate::store::audit;
use crate::store::{self, Lane, changes, consents};
use crate::{paths, revoking, transport};

/// One that stands on the page.
pub(super) struct Shown {
    pub(super) client_id: String,
    /// How people know it.
    pub(super) client: String,
    pub(super) registered_itself: bool,
    /// What it may, in words.
    pub(super) scopes: Vec<String>,
    pub(super) given: String,
}

/// All of somebody.
pub(super) async fn of(
    session: &Session,
    language: Language,
    app: &App,
) -> Result<Vec<Shown>, Refusal> {
    let read = store::read(&app.db).await?;
    let theirs = consents::of_user(&read, session.person.id).await?;
    drop(read);
    let state = app.follower.last_known();
    let shape = language.pick("%d-%m-%Y", "%-d %B %Y");
    let in_words = |scope: &Scope| {
        words::meaning(scope.as_str(), language).unwrap_or(scope.as_str()).to_owned()
    };
    let itself = |entry: &Arc<ClientEntry>| entry.client.oauth.registered == Registered::Dynamic;
    let shown = theirs.into_iter().map(|consent| {
        let id = ClientId::parse(&consent.client).ok();
        let entry = id.and_then(|id| state.client(&id).cloned());
        let name = entry.as_ref().and_then(|entry| entry.client.oauth.name_in(language.tag()));
        Shown {
            client: name.unwrap_or(&consent.client).to_owned(),
            registered_itself: entry.as_ref().is_some_and(itself),
            scopes: consent.scopes.iter().map(in_words).collect(),
            given: consent.given_at.format(shape).to_string(),
            client_id: consent.client,
        }
    });
    Ok(shown.collect())
}

/// `POST /account/toestemmingen`: withdraws one.
pub(super) async fn post(request: HttpRequest, body: Payload, app: Data<App>) -> HttpResponse {
    let answer = withdraw(&request, body, &app).await;
    answer.unwrap_or_else(|refusal| refusal.answer(Language::of(&request), &app))
}

async fn withdraw(
    request: &HttpRequest,
    body: Payload,
    app: &App,
) -> Result<HttpResponse, Refusal> {
    transport::private(request, app.plain_http)?;
    let form = Form::read(request, body).await?;
    let Some(session) = session::present(request, app).await? else {
        return Ok(session::sign_in(&Onward::account(), Again::No, None));
    };
    session.csrf.check(form.get(csrf::FIELD), request, app)?;
    // What is no client has nothing of anybody.
    if let Ok(client) = ClientId::parse(form.get("client").unwrap_or_default()) {
        take_back(request, &session, &client, app).await?;
    }
    Ok(session::see_other(paths::ACCOUNT))
}

async fn take_back(
    request: &HttpRequest,
    session: &Session,
    client: &ClientId,
    app: &App,
) -> Result<(), Refusal> {
    let (user, now) = (session.person.id, app.clock.now());
    if consents::find(&store::read(&app.db).await?, user, client).await?.is_none() {
        return Ok(());
    }
    let write = store::write_in(&app.db, Lane::Pages).await?;
    let was = consents::find(&write, user, client).await?;
    if consents::remove(&write, user, client.as_str()).await? {
        let changed = revoking::between(&write, (user, client.as_str()), now).await?;
        let actor = user.to_string();
        let content = Content::gone(was.as_ref().map(Consent::recorded));
        let act = (Act::ConsentWithdraw, content);
        let deed = enter::deed(request, &actor, act, &session.person);
        let deed = audit::Deed { subject: client.to_string(), ..deed };
        audit::insert(&write, chance::uuid_v7(now)?, deed, now).await?;
        changes::commit(write, &changed, now).await?;
        // Who is answered next reads the log first, if this does not succeed.
        let _ = app.follower.catch_up().await;
    }
    Ok(())
}
