//! The two cookies that a browser keeps of ours: before somebody signs in, and while they are.
//!
//! Lax, not Strict: who comes from a client's site to be authorized must be known. What is done is
//! done with POST, which Lax keeps from other sites. With `__Host-` (RFC 6265bis 4.1.3.2) no other
//! host beneath the same domain, and nobody on plain http, can put one of theirs in its place.

use actix_web::HttpRequest;
use actix_web::http::header::{COOKIE, HeaderValue};

use super::BrowserId;
use crate::app::App;

/// Which cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Jar {
    /// Nobody has signed in: binds a login page to its browser.
    Visit,
    /// Of a session.
    Session,
}

impl Jar {
    fn name(self, app: &App) -> &'static str {
        match (self, is_secure(app)) {
            (Self::Visit, true) => "__Host-zaakpoort-visit",
            (Self::Visit, false) => "zaakpoort-visit",
            (Self::Session, true) => "__Host-zaakpoort-session",
            (Self::Session, false) => "zaakpoort-session",
        }
    }
}

fn is_secure(app: &App) -> bool {
    app.public_url.scheme() == "https"
}

/// What the browser sent. Where it sent two that differ, one is not ours, and which is unknown.
pub(crate) fn read(request: &HttpRequest, jar: Jar, app: &App) -> Option<BrowserId> {
    let name = jar.name(app);
    let headers = request.headers().get_all(COOKIE).filter_map(|value| value.to_str().ok());
    let pairs =
        headers.flat_map(|header| header.split(';')).filter_map(|pair| pair.split_once('='));
    let mut named = pairs.filter(|(key, _)| key.trim() == name).map(|(_, value)| value.trim());
    let first = named.next()?;
    if named.any(|other| other != first) {
        return None;
    }
    BrowserId::parse(first)
}

/// Has the browser keep one until it is closed; when it ends is decided here.
pub(crate) fn keep(jar: Jar, id: &BrowserId, app: &App) -> Option<HeaderValue> {
    let attributes = attributes(app);
    let cookie = format!("{}={}; {attributes}", jar.name(app), id.expose());
    HeaderValue::from_str(&cookie).ok()
}

/// Has the browser forget one.
pub(crate) fn forget(jar: Jar, app: &App) -> Option<HeaderValue> {
    let attributes = attributes(app);
    HeaderValue::from_str(&format!("{}=; Max-Age=0; {attributes}", jar.name(app))).ok()
}

fn attributes(app: &App) -> &'static str {
    if is_secure(app) {
        "Path=/; HttpOnly; SameSite=Lax; Secure"
    } else {
        "Path=/; HttpOnly; SameSite=Lax"
    }
}
