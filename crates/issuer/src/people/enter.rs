//! Signing in: whether a form holds the password of somebody who may, and the session that begins.

use actix_web::HttpRequest;
use edge::chance;
use edge::peer::Peer;
use secrecy::SecretString;
use tracing::info;

use super::refusal::Refusal;
use crate::app::App;
use crate::form::Form;
use crate::guesses::{Leave, Wait};
use crate::person::{Person, UsernameKey};
use crate::secret::HashError;
use crate::session::cookie::{self, Jar};
use crate::session::{BrowserId, Csrf, csrf};
use crate::store::audit::{self, Deed};
use crate::store::users::WithHash;
use crate::store::{self, sessions, users};

/// Why somebody is asked once more.
#[derive(Debug)]
pub(super) enum Fault {
    /// The page was not this browser's, or it is over.
    Foreign,
    NoUsername,
    NoPassword,
    /// Unknown, disabled or another password: which is nobody's business.
    Wrong,
    /// Too much was guessed.
    TooOften(Wait),
    /// Too many are signing in.
    Busy,
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
    // Before the database is asked, too: a flood of logins is to cost it nothing either.
    if app.passwords.are_busy() {
        return Err(Fault::Busy.into());
    }
    let source = Peer::of(request).address();
    let leave =
        app.guesses.leave(username.as_str(), source, app.clock.now()).map_err(Fault::TooOften)?;
    let found = verify(&username, &password, leave, app).await?;
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

/// Costs one hash in any case, so that time does not tell who is a user here.
async fn verify(
    username: &UsernameKey,
    password: &SecretString,
    leave: Leave<'_>,
    app: &App,
) -> Result<WithHash, NotEntered> {
    let read = store::read(&app.db).await?;
    let found = users::find_named(&read, username).await?;
    drop(read);
    let hash = found.as_ref().map(|found| found.hash.as_str());
    let same = match app.passwords.verify(password, hash).await {
        Ok(same) => same,
        Err(HashError::Busy) => {
            leave.unused();
            return Err(Fault::Busy.into());
        }
        Err(HashError::Failed) => return Err(Refusal::Hashing.into()),
    };
    let may = |found: &WithHash| same && found.record.disabled_at.is_none();
    match found {
        Some(found) if may(&found) => {
            leave.right();
            Ok(found)
        }
        // What was typed is not said: some type their password there.
        other => {
            let user = other.map(|other| other.record.person.id);
            info!(user = ?user, "somebody could not sign in");
            Err(Fault::Wrong.into())
        }
    }
}

/// A new id at each login: what a browser had before is worth nothing afterwards.
async fn begin(request: &HttpRequest, found: WithHash, app: &App) -> Result<BrowserId, NotEntered> {
    let (now, browser) = (app.clock.now(), BrowserId::make()?);
    let person = &found.record.person;
    let write = store::write(&app.db).await?;
    // While the password was looked at, they may have got another, or may sign in no more.
    let still = users::find_named(&write, &person.username.key()).await?;
    let is_so = |still: &WithHash| still.hash == found.hash && still.record.disabled_at.is_none();
    if !still.as_ref().is_some_and(is_so) {
        return Err(Fault::Wrong.into());
    }
    if let Some(old) = cookie::read(request, Jar::Session, app) {
        sessions::end(&write, old.digest().as_str()).await?;
    }
    sessions::insert(&write, browser.digest().as_str(), person.id, now).await?;
    let actor = person.id.to_string();
    let deed = deed(request, &actor, "user.login", person);
    audit::insert(&write, chance::uuid_v7(now)?, deed, now).await?;
    write.commit().await?;
    info!(user = %person.id, "somebody signed in");
    Ok(browser)
}

/// What a person did themselves.
pub(super) fn deed<'a>(
    request: &HttpRequest,
    actor: &'a str,
    act: &'static str,
    person: &Person,
) -> Deed<'a> {
    let address = Some(Peer::of(request).address());
    Deed { address, ..Deed::new(actor, act, person.id.to_string()) }
}
