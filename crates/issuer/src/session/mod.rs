//! Who has signed in: what more than one feature asks, as the pages of people and authorization do.
//!
//! [`present`] is the one way in. A session ends after a while of nobody being seen, after a longer
//! while in any case, with a logout, and when its user is disabled or gets another password; in the
//! browser in which they choose that themselves, a new one begins.

use std::time::Duration;

use actix_web::http::header::{LOCATION, SET_COOKIE};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, TimeDelta, Utc};
use tracing::debug;

use crate::app::App;
use crate::onward::Onward;
use crate::paths;
use crate::person::Person;
use crate::store::sessions::SessionRecord;
use crate::store::{self, StoreError, sessions};

pub(crate) mod cookie;
pub(crate) mod csrf;
mod id;

use cookie::Jar;
pub(crate) use csrf::Csrf;
pub(crate) use id::{BrowserId, Digest};

/// How exactly it is kept when somebody was last seen: not each request is worth a write.
const COARSE: TimeDelta = TimeDelta::minutes(1);

/// When sessions end by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    /// After so long without a request.
    pub idle: Duration,
    /// After so long in any case.
    pub lifetime: Duration,
}

impl SessionLimits {
    /// Last seen at or before this moment is too long ago.
    pub(crate) fn idle_before(self, now: DateTime<Utc>) -> DateTime<Utc> {
        before(now, self.idle)
    }

    /// Begun at or before this moment is too long ago.
    pub(crate) fn begun_before(self, now: DateTime<Utc>) -> DateTime<Utc> {
        before(now, self.lifetime)
    }
}

fn before(now: DateTime<Utc>, time: Duration) -> DateTime<Utc> {
    let earlier = TimeDelta::from_std(time).ok().and_then(|time| now.checked_sub_signed(time));
    earlier.unwrap_or(DateTime::<Utc>::MIN_UTC)
}

/// Somebody who has signed in, in this browser.
#[derive(Debug)]
pub(crate) struct Session {
    /// Who it is. The id is the `sub` of tokens about them.
    pub(crate) person: Person,
    /// When they gave their password (`auth_time`).
    pub(crate) authenticated_at: DateTime<Utc>,
    /// For the forms of pages that they are shown, and to check what comes back.
    pub(crate) csrf: Csrf,
    /// By which it is ended.
    pub(crate) digest: Digest,
}

/// Who has signed in in the browser that asks, if anybody.
pub(crate) async fn present(
    request: &HttpRequest,
    app: &App,
) -> Result<Option<Session>, StoreError> {
    let Some(browser) = cookie::read(request, Jar::Session, app) else { return Ok(None) };
    let (digest, now) = (browser.digest(), app.clock.now());
    let read = store::read(&app.db).await?;
    let found = sessions::find(&read, digest.as_str()).await?;
    drop(read);
    let Some(record) = found.filter(|record| is_alive(record, app.sessions, now)) else {
        return Ok(None);
    };
    if now - record.last_seen_at >= COARSE {
        // If that fails, the session only ends earlier.
        let seen = see(&digest, app, now).await;
        seen.unwrap_or_else(|error| debug!(%error, "that a session was seen is not kept"));
    }
    let csrf = Csrf::of(&browser);
    let (person, authenticated_at) = (record.user.person, record.authenticated_at);
    Ok(Some(Session { person, authenticated_at, csrf, digest }))
}

fn is_alive(record: &SessionRecord, limits: SessionLimits, now: DateTime<Utc>) -> bool {
    record.user.disabled_at.is_none()
        && record.last_seen_at > limits.idle_before(now)
        && record.authenticated_at > limits.begun_before(now)
}

async fn see(digest: &Digest, app: &App, now: DateTime<Utc>) -> Result<(), StoreError> {
    let write = store::append(&app.db).await?;
    sessions::touch(&write, digest.as_str(), now).await?;
    write.commit().await
}

/// Whether somebody who has signed in already must do so again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    /// They go on as they are.
    No,
    /// They give their password in any case (`prompt=login`, `max_age`).
    Yes,
}

/// Sends somebody to sign in, and on from there. Who asks for that must itself hold, by
/// `authenticated_at`, that they did.
pub(crate) fn sign_in(onward: &Onward, again: Again, username: Option<&str>) -> HttpResponse {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("continue", onward.as_str());
    if again == Again::Yes {
        query.append_pair("prompt", "login");
    }
    if let Some(username) = username {
        query.append_pair("login_hint", username);
    }
    see_other(&format!("{}?{}", paths::LOGIN, query.finish()))
}

/// Leads on to a path of ours with GET, whatever came (RFC 9110 15.4.4).
pub(crate) fn see_other(path: &str) -> HttpResponse {
    let mut answer = HttpResponse::SeeOther();
    answer.insert_header((LOCATION, path)).insert_header(("Cache-Control", "no-store"));
    answer.insert_header(("Referrer-Policy", "same-origin")).finish()
}

/// Has the browser of an answer keep or forget cookies.
pub(crate) fn with_cookies(
    mut answer: HttpResponse,
    cookies: impl IntoIterator<Item = Option<actix_web::http::header::HeaderValue>>,
) -> HttpResponse {
    for cookie in cookies.into_iter().flatten() {
        answer.headers_mut().append(SET_COOKIE, cookie);
    }
    answer
}
