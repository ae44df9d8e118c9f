//! Writes that hold only for what the caller saw: `If-Match` and `If-None-Match` (RFC 9110 13.1), so that of
//! two who write one thing at once neither undoes the other unseen.

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderMap, HeaderName, IF_MATCH, IF_NONE_MATCH};

use super::error::AdminError;

/// A thing that a write is for, and its state now, if it is there.
pub(super) struct Thing<'a> {
    pub(super) what: &'static str,
    pub(super) id: &'a str,
    pub(super) etag: Option<&'a str>,
}

impl Thing<'_> {
    /// Refuses a write that was meant for another state, and one that does not say for which.
    pub(super) fn demand(&self, request: &HttpRequest) -> Result<(), AdminError> {
        let headers = request.headers();
        if !headers.contains_key(IF_MATCH) && !headers.contains_key(IF_NONE_MATCH) {
            return Err(AdminError::Unconditional);
        }
        self.hold(request)
    }

    /// Refuses a write that was meant for another state.
    pub(super) fn hold(&self, request: &HttpRequest) -> Result<(), AdminError> {
        let moved = || AdminError::Moved { what: self.what, id: self.id.to_owned() };
        if let Some(tags) = tags(request.headers(), IF_MATCH) {
            // 13.1.1: `*` is for whatever is there.
            let named = |etag: &str| tags.iter().any(|tag| tag == "*" || tag == etag);
            self.etag.filter(|etag| named(etag)).ok_or_else(moved)?;
        }
        if let Some(tags) = tags(request.headers(), IF_NONE_MATCH) {
            let named = |etag: &str| tags.iter().any(|tag| tag == "*" || tag == etag);
            if self.etag.is_some_and(named) {
                return Err(moved());
            }
        }
        Ok(())
    }
}

fn tags(headers: &HeaderMap, name: HeaderName) -> Option<Vec<String>> {
    headers.contains_key(&name).then(|| {
        let lines = headers.get_all(name).filter_map(|line| line.to_str().ok());
        lines.flat_map(|line| line.split(',')).map(|tag| tag.trim().to_owned()).collect()
    })
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn outcome(lines: &[(&'static str, &'static str)], etag: Option<&str>) -> &'static str {
        let mut request = TestRequest::default();
        for line in lines {
            request = request.append_header(*line);
        }
        let thing = Thing { what: "applicatie", id: "x", etag };
        match thing.demand(&request.to_http_request()) {
            Ok(()) => "goes on",
            Err(AdminError::Moved { .. }) => "moved",
            Err(_) => "says not for what",
        }
    }

    #[test]
    fn a_write_is_for_the_state_that_it_names_and_for_no_other() {
        let there = Some("\"a\"");
        for (lines, etag, expected) in [
            (&[][..], there, "says not for what"),
            (&[("if-match", "\"a\"")], there, "goes on"),
            (&[("if-match", "\"b\", \"a\"")], there, "goes on"),
            (&[("if-match", "*")], there, "goes on"),
            (&[("if-match", "\"b\"")], there, "moved"),
            (&[("if-match", "W/\"a\"")], there, "moved"),
            (&[("if-match", "")], there, "moved"),
            (&[("if-match", "\"a\"")], None, "moved"),
            (&[("if-match", "*")], None, "moved"),
            (&[("if-none-match", "*")], None, "goes on"),
            (&[("if-none-match", "*")], there, "moved"),
            (&[("if-none-match", "\"b\"")], there, "goes on"),
            (&[("if-match", "\"b\""), ("if-match", "\"a\"")], there, "goes on"),
            (&[("if-match", "\"a\""), ("if-none-match", "*")], there, "moved"),
        ] {
            assert_eq!(outcome(lines, etag), expected, "{lines:?} {etag:?}");
        }
    }
}
