//! Pages for people: one look, two languages, and the headers that each of them has.
//!
//! A feature has a template of its own, which extends `layout.html` and has a [`Frame`]. [`page`]
//! gives it its headers. Nothing of a page comes from elsewhere, and none of it needs a script.

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use tracing::error;

use crate::app::App;

pub(crate) mod assets;
mod language;
mod message;
pub(crate) mod words;

pub(crate) use language::{Language, UI_LOCALES};
pub(crate) use message::Message;

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// Whether the caller is a browser that somebody sits at, as far as it says.
pub(crate) fn are_read_by(request: &HttpRequest) -> bool {
    let mut accepted = request.headers().get_all(ACCEPT).filter_map(|value| value.to_str().ok());
    accepted.any(|value| value.contains("text/html"))
}

/// What stands around the content of a page.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) language: Language,
    /// What the page is about; what went wrong stands first.
    pub(crate) title: String,
    pub(crate) style: &'static str,
    pub(crate) mark: &'static str,
}

impl Frame {
    pub(crate) fn new(language: Language, title: impl Into<String>) -> Self {
        let (style, mark) = (assets::STYLE.path.as_str(), assets::MARK.path.as_str());
        Self { language, title: title.into(), style, mark }
    }

    /// One of two, each in its language.
    pub(crate) fn say<'a>(&self, dutch: &'a str, english: &'a str) -> &'a str {
        self.language.pick(dutch, english)
    }
}

/// Where the forms of a page may lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Forms {
    /// To paths of ours, and no further.
    Own,
    /// To a path of ours, and from there wherever it redirects to. Chromium and Safari hold every
    /// redirect that follows a form against `form-action` (w3c/webappsec-csp#8), and where the way ends
    /// at a client, only the authorization endpoint knows to which address. So the directive is left
    /// out; what is sent is what our own page wrote, for nothing else is let in by the rest.
    Anywhere,
    /// To a path of ours, and from there to this origin: that of a redirect URI which was found to be
    /// the client's.
    AlsoTo(String),
}

/// A page as an answer.
pub(crate) fn page(
    status: StatusCode,
    content: &impl Template,
    forms: &Forms,
    app: &App,
) -> HttpResponse {
    let rendered = content.render().unwrap_or_else(|error| {
        error!(%error, "a page could not be written");
        String::new()
    });
    let mut answer = HttpResponse::build(status);
    answer.insert_header((CONTENT_TYPE, "text/html; charset=utf-8"));
    for (name, value) in ALWAYS {
        answer.insert_header((name, HeaderValue::from_static(value)));
    }
    answer.insert_header((CONTENT_SECURITY_POLICY, policy(forms)));
    if app.public_url.scheme() == "https" {
        answer.insert_header((STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
    }
    answer.body(rendered)
}

/// `same-origin`, and not `no-referrer`: under that, browsers send the forms of our own pages with
/// `Origin: null` (Fetch, 3.2), as those of a foreign frame. No other site hears of an address of ours.
const ALWAYS: [(HeaderName, &str); 6] = [
    (CACHE_CONTROL, "no-store"),
    (REFERRER_POLICY, "same-origin"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (PERMISSIONS_POLICY, "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (VARY, "Accept-Language, Cookie"),
];

fn policy(forms: &Forms) -> String {
    let policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; \
                  frame-ancestors 'none'";
    match forms {
        Forms::Own => format!("{policy}; form-action 'self'"),
        Forms::Anywhere => policy.to_owned(),
        Forms::AlsoTo(origin) => format!("{policy}; form-action 'self' {origin}"),
    }
}
