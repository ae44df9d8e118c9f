//! What every answer says to browsers and caches, beside what the upstream said.
//!
//! `adr-transport-security` are the security headers of the NL API Design Rules (module Transport
//! Security, `/transport/security-headers`), on refusals too. What an upstream says more strictly
//! stays. They have this place, last of all, so that no way to an answer goes past them.

use actix_web::body::{BodySize, MessageBody as _};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::config::Answers;
use crate::cors;

/// RFC 6797 6.1.1, in seconds: a year. Subdomains are not the gateway's to speak of.
const HSTS_AGE: u64 = 31_536_000;
const HSTS: &str = "max-age=31536000";
const NO_FRAMES: &str = "frame-ancestors 'none'";

/// The answer with what the gateway's policy says beside it.
pub(crate) fn keep(mut answer: HttpResponse, request: &HttpRequest, app: &App) -> HttpResponse {
    match app.answers {
        Answers::AsTheyCome => keep_private(answer.headers_mut()),
        Answers::TransportSecurity => {
            // What the issuer says of its own answers stays: its description is for everybody.
            if !(cors::is_of_issuer(request) && answer.headers().contains_key(CACHE_CONTROL)) {
                limit_caches(&mut answer, request.method());
            }
            name_type(&mut answer, request.method());
            let headers = answer.headers_mut();
            forbid_frames(headers);
            set(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
            if app.routes.public_scheme(request) == Some("https") {
                demand_tls(headers);
            }
        }
    }
    answer
}

/// RFC 6750 5.2: what was shown for a token is for nobody else, whatever the upstream forgot to say.
fn keep_private(headers: &mut HeaderMap) {
    if !headers.contains_key(CACHE_CONTROL) {
        set(headers, CACHE_CONTROL, "private");
    }
}

/// Nobody keeps an answer; but what has an `ETag` may be kept by its own client, who has to ask
/// each time whether it still may see it, and is told so in a few bytes (304).
fn limit_caches(answer: &mut HttpResponse, asked: &Method) {
    if is_limited(answer.headers()) {
        return;
    }
    let shown = answer.status().is_success() || answer.status() == StatusCode::NOT_MODIFIED;
    let validated = shown && asked.is_safe() && answer.headers().contains_key(ETAG);
    let value = if validated { "private, no-cache" } else { "no-store" };
    set(answer.headers_mut(), CACHE_CONTROL, value);
}

/// Whether the upstream itself keeps its answer from shared caches, in words with one reading.
fn is_limited(headers: &HeaderMap) -> bool {
    let mut limited = false;
    for value in headers.get_all(CACHE_CONTROL) {
        // `private="Set-Cookie"` means that one header.
        let Some(value) = value.to_str().ok().filter(|value| !value.contains('"')) else {
            return false;
        };
        for directive in value.split(',').map(|directive| directive.trim().to_ascii_lowercase()) {
            if directive == "public" || directive.starts_with("s-maxage") {
                return false;
            }
            limited |= matches!(directive.as_str(), "no-store" | "no-cache" | "private");
        }
    }
    limited
}

/// RFC 9110 8.3: bytes of a type that nobody named are bytes; a browser does not guess.
fn name_type(answer: &mut HttpResponse, asked: &Method) {
    let empty = matches!(answer.body().size(), BodySize::None | BodySize::Sized(0));
    let bare = matches!(
        answer.status(),
        StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED
    );
    let has_body = !bare && (!empty || asked == Method::HEAD);
    if has_body && !answer.headers().contains_key(CONTENT_TYPE) {
        set(answer.headers_mut(), CONTENT_TYPE, "application/octet-stream");
    }
}

/// Policies add up (CSP 3, 8.1), so one more only forbids more.
fn forbid_frames(headers: &mut HeaderMap) {
    let said = headers.get_all(CONTENT_SECURITY_POLICY).any(|policy| policy == NO_FRAMES);
    if !said {
        headers.append(CONTENT_SECURITY_POLICY, HeaderValue::from_static(NO_FRAMES));
    }
    set(headers, X_FRAME_OPTIONS, "DENY");
}

/// RFC 6797: the upstream's own word stays where it binds for as long, as one with subdomains may.
fn demand_tls(headers: &mut HeaderMap) {
    let mut said = headers.get_all(STRICT_TRANSPORT_SECURITY);
    let binds = match (said.next(), said.next()) {
        (Some(one), None) => age(one).is_some_and(|age| age >= HSTS_AGE),
        _ => false,
    };
    if !binds {
        set(headers, STRICT_TRANSPORT_SECURITY, HSTS);
    }
}

fn age(value: &HeaderValue) -> Option<u64> {
    let directives = value.to_str().ok()?.split(';').map(str::trim);
    let (_, age) = directives
        .filter_map(|directive| directive.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("max-age"))?;
    age.trim().trim_matches('"').parse().ok()
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
