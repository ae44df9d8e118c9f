//! Signing in: whether a form holds the password of somebody who may, and the session that begins.

use crate::act::Act;
use crate::store::audit::Content;
use actix_web::HttpRequest;
use edge::chance;
use edge::peer::Peer;
use secrecy::SecretString;
use tracing::info;

use super::proof::{self, Unproven};
use super::refusal::Refusal;
use crate::app::App;
use crate::form::Form;
use crate::person::{Person, UsernameKey};
use crate::session::cookie::{self, Jar};
use crate::session::{BrowserId, Csrf, csrf};
use crate::store::audit::{self, Deed};
use crate::store::users::WithHash;
use crate::store::{self, sessions};

/// Why somebody is asked once more.
#[derive(Debug)]
pub(super) enum Fault {
    /// The page was not this browser's, or it is over.
    Foreign,
    NoUsername,
    NoPassword,
    Unproven(Unproven),
}

/// What did not work.
pub(super) enum NotEntered {
    Fault(Fault),
    Refusal(Refusal),
}

impl From<Fault> for NotEntered {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Unproven> for NotEntered {
    fn from(why: Unproven) -> Self {
        Self::Fault(Fault::Unproven(why))
    }
}

impl<E: Into<Refusal>> From<E> for NotEntered {
    fn from(error: E) -> Self {
        Self::Refusal(error.into())
    }
}

/// Begins a session for whom the form's password is, and gives the browser's new id.
pub(super) async fn enter(
    request: &HttpRequest,
    form: &Form,
    app: &App,
) -> Result<BrowserId, NotEntered> {
    let visit = cookie::read(request, Jar::Visit, app).ok_or(Fault::Foreign)?;
    let token = form.get(csrf::FIELD);
    Csrf::of(&visit).check(token, request, app).map_err(|_| Fault::Foreign)?;
    let (username, password) = given(form)?;
    let found = proof::prove(&username, &password, request, app).await??;
    begin(request, found, app).await
}

fn given(form: &Form) -> Result<(UsernameKey, SecretString), Fault> {
    let username = UsernameKey::of(form.get("username").unwrap_or_default());
    if username.as_str().is_empty() {
        return Err(Fault::NoUsername);
    }
    let password = form.get("password").ok_or(Fault::NoPassword)?;
    Ok((username, password.into()))
}

/// A new id at each login: what a browser had before is worth nothing afterwards.
async fn begin(request: &HttpRequest, found: WithHash, app: &App) -> Result<BrowserId, NotEntered> {
    let (now, browser) = (app.clock.now(), BrowserId::make()?);
    let person = &found.record.person;
    let write = store::write(&app.db).await?;
    if !proof::is_still_so(&found, &write).await? {
        return Err(Unproven::Wrong.into());
    }
    if let Some(old) = cookie::read(request, Jar::Session, app) {
        sessions::end(&write, old.digest().as_str()).await?;
    }
    sessions::insert(&write, browser.digest().as_str(), person.id, now).await?;
    let actor = person.id.to_string();
    let deed = deed(request, &actor, (Act::UserLogin, Content::NONE), person);
    audit::insert(&write, chance::uuid_v7(now)?, deed, now).await?;
    write.commit().await?;
    info!(user = %person.id, "somebody signed in");
    Ok(browser)
}

/// What a person did themselves.
pub(super) fn deed<'a>(
    request: &HttpRequest,
    actor: &'a str,
    (act, content): (Act, Content),
    person: &Person,
) -> Deed<'a> {
    let address = Some(Peer::of(request).address());
    Deed { address, ..Deed::new(actor, act, person.id.to_string(), content) }
}
