//! Whether a form that is sent to us is one of our pages, in the browser that we gave it to.
//!
//! A page carries a token that only its cookie yields (HMAC-SHA256 under the cookie's own 256 bits), so
//! there is nothing to keep, and another issuer of the same installation knows it too. Beside that, a
//! browser that says from where a form comes must say: from here.

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderName, HeaderValue, ORIGIN};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use super::BrowserId;
use crate::app::App;

/// What each form of ours has it in.
pub(crate) const FIELD: &str = "csrf";

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const PURPOSE: &[u8] = b"zaakpoort form";

/// The token of the pages that one browser was given.
#[derive(Clone)]
pub(crate) struct Csrf(String);

/// A form came from elsewhere, or from a page that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the form is of no page that this browser was given")]
pub(crate) struct Foreign;

impl Csrf {
    pub(crate) fn of(browser: &BrowserId) -> Self {
        let mac = Hmac::<Sha256>::new_from_slice(browser.expose().as_bytes());
        let tag = mac.map(|mac| mac.chain_update(PURPOSE).finalize().into_bytes());
        Self(tag.map(|tag| URL_SAFE_NO_PAD.encode(tag)).unwrap_or_default())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a form of this browser came from a page of ours.
    pub(crate) fn check(
        &self,
        presented: Option<&str>,
        request: &HttpRequest,
        app: &App,
    ) -> Result<(), Foreign> {
        let presented = presented.unwrap_or_default();
        let same = !self.0.is_empty() && bool::from(self.0.as_bytes().ct_eq(presented.as_bytes()));
        if same && is_from_here(request, app) { Ok(()) } else { Err(Foreign) }
    }
}

impl std::fmt::Debug for Csrf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Csrf")
    }
}

/// What a browser says of where the request comes from, if it says anything. Our pages send
/// `Referrer-Policy: same-origin`, under which their forms come with our origin; `null` is another's.
fn is_from_here(request: &HttpRequest, app: &App) -> bool {
    let says = |name: HeaderName, ours: &[&str]| {
        let ours = |value: &HeaderValue| ours.iter().any(|one| value.as_bytes() == one.as_bytes());
        request.headers().get_all(name).all(ours)
    };
    // `none`: the person did it, as by sending the form once more.
    says(ORIGIN, &[app.public_url.as_str()]) && says(SEC_FETCH_SITE, &["same-origin", "none"])
}
