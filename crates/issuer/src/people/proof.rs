//! Whether a password is somebody's, and how often that may be guessed: what a login asks, and a change of
//! password.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderValue;
use edge::peer::Peer;
use sea_orm::ConnectionTrait;
use secrecy::SecretString;
use tracing::info;
use uuid::Uuid;

use super::refusal::Refusal;
use crate::act::Act;
use crate::app::App;
use crate::guesses::Leave;
use crate::metrics::logins;
use crate::pace::Wait;
use crate::pages::Language;
use crate::person::UsernameKey;
use crate::secret::HashError;
use crate::store::users::WithHash;
use crate::store::{self, StoreError, users};
use crate::tallies;

/// Why a password was not taken.
#[derive(Debug, Clone, Copy)]
pub(super) enum Unproven {
    /// Unknown, disabled or another password: which is nobody's business.
    Wrong,
    /// Too much was guessed.
    TooOften(Wait),
    /// Too many are signing in.
    Busy,
}

/// Who has this username and this password, if that may be asked now.
pub(super) async fn prove(
    username: &UsernameKey,
    password: &SecretString,
    request: &HttpRequest,
    app: &App,
) -> Result<Result<WithHash, Unproven>, Refusal> {
    let proven = tried(username, password, request, app).await;
    if let Ok(proven) = &proven {
        app.metrics.login(proven.as_ref().map_or_else(Unproven::name, |_| logins::RIGHT));
    }
    proven
}

async fn tried(
    username: &UsernameKey,
    password: &SecretString,
    request: &HttpRequest,
    app: &App,
) -> Result<Result<WithHash, Unproven>, Refusal> {
    // Before the database is asked, too: a flood of logins is to cost it nothing either.
    if app.passwords.are_busy() {
        return Ok(Err(Unproven::Busy));
    }
    let source = Peer::of(request).address();
    match app.guesses.leave(username.as_str(), source, app.clock.now()) {
        Ok(leave) => verify(username, password, (leave, source), app).await,
        Err(wait) => {
            count(None, TOO_OFTEN, source, app);
            Ok(Err(Unproven::TooOften(wait)))
        }
    }
}

/// Costs one hash in any case, so that time does not tell who is a user here.
async fn verify(
    username: &UsernameKey,
    password: &SecretString,
    (leave, source): (Leave<'_>, IpAddr),
    app: &App,
) -> Result<Result<WithHash, Unproven>, Refusal> {
    let read = store::read(&app.db).await?;
    let found = users::find_named(&read, username).await?;
    drop(read);
    let hash = found.as_ref().map(|found| found.hash.as_str());
    let same = match app.passwords.verify(password, hash).await {
        Ok(same) => same,
        Err(HashError::Busy) => {
            leave.unused();
            return Ok(Err(Unproven::Busy));
        }
        Err(HashError::Failed) => return Err(Refusal::Hashing),
    };
    let may = |found: &WithHash| same && found.record.disabled_at.is_none();
    match found {
        Some(found) if may(&found) => {
            leave.right();
            Ok(Ok(found))
        }
        // What was typed is not said: some type their password as their name.
        other => {
            let user = other.map(|other| other.record.person.id);
            count(user, WRONG, source, app);
            info!(user = ?user, "a password was not taken");
            Ok(Err(Unproven::Wrong))
        }
    }
}

const WRONG: &str = "wrong password, unknown username, or disabled user";
const TOO_OFTEN: &str = "too many wrong passwords; this one was not looked at";

/// For the audit log, which has a line a minute of it.
fn count(user: Option<Uuid>, reason: &'static str, source: IpAddr, app: &App) {
    let subject = user.map(|user| user.to_string().into());
    let refusal =
        tallies::Refusal { act: Act::UserRefuse, subject, error: "password_refused", reason };
    app.tallies.refused(refusal, source, app.clock.now());
}

/// Whether it is so within a write, too: while the password was looked at, they may have got another, or
/// may sign in no more.
pub(super) async fn is_still_so(
    found: &WithHash,
    db: &impl ConnectionTrait,
) -> Result<bool, StoreError> {
    let still = users::find_named(db, &found.record.person.username.key()).await?;
    Ok(still.is_some_and(|still| still.hash == found.hash && still.record.disabled_at.is_none()))
}

impl Unproven {
    /// What it is called where it is counted.
    const fn name(&self) -> &'static str {
        match self {
            Self::Wrong => logins::WRONG,
            Self::TooOften(_) => logins::TOO_OFTEN,
            Self::Busy => logins::BUSY,
        }
    }

    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::Wrong => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooOften(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// In whole seconds, rounded up.
    pub(super) fn retry_after(self) -> Option<HeaderValue> {
        match self {
            Self::TooOften(wait) => Some(HeaderValue::from(seconds(wait))),
            Self::Busy => Some(HeaderValue::from(2)),
            Self::Wrong => None,
        }
    }

    /// What is told, where `wrong` stands in both languages for a password that is not theirs.
    pub(super) fn text(self, wrong: (&str, &str), language: Language) -> String {
        let both = match self {
            Self::Wrong => wrong,
            Self::TooOften(wait) => return too_often(seconds(wait), language),
            Self::Busy => (
                "Er loggen nu veel mensen in. Probeer het over een paar tellen opnieuw.",
                "Many people are signing in. Try again in a few seconds.",
            ),
        };
        language.pick(both.0, both.1).to_owned()
    }
}

fn too_often(seconds: u64, language: Language) -> String {
    match language {
        Language::Dutch => format!(
            "Er is te vaak een verkeerd wachtwoord ingevuld. Probeer het over {seconds} seconden opnieuw."
        ),
        Language::English => {
            format!("A wrong password was entered too often. Try again in {seconds} seconds.")
        }
    }
}

fn seconds(Wait(time): Wait) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}
