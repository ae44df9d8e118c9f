//! Changing one's own password: what was typed, whose it is, and the session that goes on.
//!
//! What clients may do for the person stays. An administrator who gives somebody a password ends that too,
//! for they do not know who had the old one; who has just shown that they know it sees on `/account` what
//! they let clients do, and withdraws it there. Every session that another may have had ends.

use crate::act::Act;
use crate::store::audit::Content;
use actix_web::HttpRequest;
use edge::chance;
use secrecy::SecretString;
use tracing::info;

use super::enter::deed;
use super::proof::{self, Unproven};
use super::refusal::Refusal;
use super::unchanged::{CURRENT, Fault, NEW, REPEATED};
use crate::app::App;
use crate::form::Form;
use crate::passwords::Password;
use crate::person::UsernameKey;
use crate::secret::HashError;
use crate::session::{BrowserId, Session};
use crate::store::users::WithHash;
use crate::store::{self, audit, sessions, users};

/// What did not work.
pub(super) enum NotChanged {
    /// At least one.
    Faults(Vec<Fault>),
    /// The session ended before the write.
    Over,
    Refusal(Refusal),
}

impl From<Vec<Fault>> for NotChanged {
    fn from(faults: Vec<Fault>) -> Self {
        Self::Faults(faults)
    }
}

impl From<Unproven> for NotChanged {
    fn from(why: Unproven) -> Self {
        Self::Faults(vec![Fault::Unproven(why)])
    }
}

impl From<HashError> for NotChanged {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Unproven::Busy.into(),
            HashError::Failed => Self::Refusal(Refusal::Hashing),
        }
    }
}

impl<E: Into<Refusal>> From<E> for NotChanged {
    fn from(error: E) -> Self {
        Self::Refusal(error.into())
    }
}

/// Gives who has signed in the password that they chose, and their browser its new id.
pub(super) async fn change(
    form: &Form,
    session: &Session,
    request: &HttpRequest,
    app: &App,
) -> Result<BrowserId, NotChanged> {
    let username = session.person.username.key();
    let typed = typed(form, &username)?;
    let found = proof::prove(&username, &typed.current, request, app).await??;
    // Before anybody waits for the write lock: that takes its time.
    let hash = app.passwords.hash(&typed.new).await?;
    write(Change { found, hash }, session, request, app).await
}

/// A form in which nothing is wrong as far as it tells.
struct Typed {
    current: SecretString,
    new: Password,
}

/// All that is wrong at once, since none of it is shown again.
fn typed(form: &Form, of: &UsernameKey) -> Result<Typed, Vec<Fault>> {
    let [current, new, repeated] = [CURRENT, NEW, REPEATED].map(|field| form.get(field));
    let again = if repeated == new { Ok(()) } else { Err(Fault::Differs) };
    let new = new.ok_or(Fault::NoNew).and_then(|new| chosen(new, current, of));
    match (current.ok_or(Fault::NoCurrent), new, again) {
        (Ok(current), Ok(new), Ok(())) => Ok(Typed { current: current.into(), new }),
        (current, new, again) => {
            Err([current.err(), new.err(), again.err()].into_iter().flatten().collect())
        }
    }
}

fn chosen(new: &str, current: Option<&str>, of: &UsernameKey) -> Result<Password, Fault> {
    if current == Some(new) {
        return Err(Fault::Same);
    }
    Password::parse(new.into(), of).map_err(Fault::Rule)
}

/// Whose password becomes which.
struct Change {
    found: WithHash,
    hash: String,
}

/// A new id as at a login: what any browser had before is worth nothing afterwards.
async fn write(
    change: Change,
    session: &Session,
    request: &HttpRequest,
    app: &App,
) -> Result<BrowserId, NotChanged> {
    let (now, browser, person) = (app.clock.now(), BrowserId::make()?, &session.person);
    let write = store::write(&app.db).await?;
    // An administrator's word that came between wins, and so does a logout.
    let goes_on = sessions::find(&write, session.digest.as_str()).await?.is_some();
    if !goes_on || !proof::is_still_so(&change.found, &write).await? {
        return Err(NotChanged::Over);
    }
    users::set_password(&write, person.id, change.hash, now).await?;
    sessions::end_all(&write, person.id).await?;
    sessions::insert(&write, browser.digest().as_str(), person.id, now).await?;
    let actor = person.id.to_string();
    let deed = deed(request, &actor, (Act::UserPassword, Content::NONE), person);
    audit::insert(&write, chance::uuid_v7(now)?, deed, now).await?;
    write.commit().await?;
    info!(user = %person.id, "somebody changed their password");
    Ok(browser)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(form: &str) -> String {
        let form = Form::parse(form.as_bytes(), &[]).unwrap_or_default();
        let faults = typed(&form, &UsernameKey::of("jan")).err().unwrap_or_default();
        format!("{faults:?}")
    }

    #[test]
    fn all_that_is_wrong_with_a_form_is_told_at_once() {
        let (old, new) = ("current=vier+losse+woorden", "een+heel+ander+wachtwoord");
        for (form, told) in [
            (format!("{old}&new={new}&repeated={new}"), "[]"),
            (String::new(), "[NoCurrent, NoNew]"),
            (format!("new={new}&repeated={new}"), "[NoCurrent]"),
            (format!("{old}&repeated={new}"), "[NoNew, Differs]"),
            (format!("{old}&new={new}"), "[Differs]"),
            (format!("{old}&new={new}&repeated={new}+"), "[Differs]"),
            (format!("{old}&new=kort&repeated=anders"), "[Rule(Short), Differs]"),
            ("current=kort&new=kort&repeated=kort".to_owned(), "[Same]"),
        ] {
            assert_eq!(faults(&form), told, "{form}");
        }
    }
}
