//! What a caller takes as an answer, and what it sends: JSON, both ways.

use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::http::header::{ACCEPT, ACCESS_CONTROL_REQUEST_METHOD};

use super::error::AcError;

/// What JSON is taken as; parameters and weights change nothing.
const TAKEN: [&str; 4] = ["*/*", "application/*", "application/json", "application/problem+json"];

/// The caller must take JSON; who says nothing takes anything (RFC 9110 12.5.1).
pub(super) fn demand_json(request: &HttpRequest) -> Result<(), AcError> {
    let mut accepted = request.headers().get_all(ACCEPT).peekable();
    if accepted.peek().is_none() {
        return Ok(());
    }
    let of = |value: &actix_web::http::header::HeaderValue| {
        value.to_str().is_ok_and(|value| value.split(',').any(is_json))
    };
    if accepted.any(of) { Ok(()) } else { Err(AcError::NotAcceptable) }
}

fn is_json(range: &str) -> bool {
    let range = range.split(';').next().unwrap_or_default().trim();
    TAKEN.iter().any(|taken| range.eq_ignore_ascii_case(taken))
}

/// A browser that asks before it asks (Fetch, 4.8).
pub(super) fn is_preflight(request: &HttpRequest) -> bool {
    request.method() == Method::OPTIONS
        && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn takes(accept: &str) -> bool {
        let request = TestRequest::default().insert_header((ACCEPT, accept)).to_http_request();
        demand_json(&request).is_ok()
    }

    #[test]
    fn json_is_taken_by_who_names_it_or_anything_whatever_the_weight() {
        for good in [
            "application/json",
            "APPLICATION/JSON; charset=utf-8",
            "application/json;q=0",
            "text/html, application/json;q=0.9",
            "application/xml, */*;q=0.1",
            "application/*",
            "application/problem+json",
        ] {
            assert!(takes(good), "{good}");
        }
        for bad in ["", "nonsense", "text/html", "application/hal+json", "application/jsonx", "*"] {
            assert!(!takes(bad), "{bad}");
        }
        assert!(demand_json(&TestRequest::default().to_http_request()).is_ok());
    }
}
