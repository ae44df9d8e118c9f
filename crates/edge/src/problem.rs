//! Errors as the ZGW standard words them: `Fout`, carried as `application/problem+json`.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Media type of a [`Fout`] (RFC 9457 3).
pub const MEDIA_TYPE: &str = "application/problem+json";

/// An error body of the ZGW APIs (`Fout` in every OAS of the standard).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fout {
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    code: String,
    title: String,
    status: Status,
    detail: String,
    instance: String,
    #[serde(rename = "invalidParams", default, skip_serializing_if = "Vec::is_empty")]
    invalid_params: Vec<InvalidParam>,
}

/// One fault of a request (`ValidatieFout` of the standard).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvalidParam {
    /// The path to what is wrong.
    pub name: String,
    /// The stable code of the rule that it breaks.
    pub code: String,
    /// What is wrong, and what to do.
    pub reason: String,
}

impl Fout {
    /// An error of a class: its stable code, its title, and the id that stands in the log too.
    pub fn new(
        status: StatusCode,
        code: impl Into<String>,
        title: impl Into<String>,
        instance: Uuid,
    ) -> Self {
        Self {
            kind: None,
            code: code.into(),
            title: title.into(),
            status: Status(status),
            detail: String::new(),
            instance: instance.urn().to_string(),
            invalid_params: Vec::new(),
        }
    }

    /// Says what is wrong with this one request, and what to do.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Names the page that explains the class (member `type`, an absolute URL).
    #[must_use]
    pub fn kind(mut self, url: impl Into<String>) -> Self {
        self.kind = Some(url.into());
        self
    }

    /// Names every fault of the request.
    #[must_use]
    pub fn invalid_params(mut self, faults: Vec<InvalidParam>) -> Self {
        self.invalid_params = faults;
        self
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status.0
    }

    /// The stable code of the rule that refused.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The answer; add headers such as `WWW-Authenticate` with `headers_mut`.
    pub fn into_response(self) -> HttpResponse {
        HttpResponse::build(self.status.0).content_type(MEDIA_TYPE).json(self)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
struct Status(StatusCode);

impl TryFrom<u16> for Status {
    type Error = String;

    fn try_from(status: u16) -> Result<Self, Self::Error> {
        StatusCode::from_u16(status).map(Self).map_err(|error| error.to_string())
    }
}

impl From<Status> for u16 {
    fn from(status: Status) -> Self {
        status.0.as_u16()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use actix_web::body::MessageBody;
    use actix_web::http::header::CONTENT_TYPE;

    use super::*;

    fn refused() -> Fout {
        Fout::new(StatusCode::FORBIDDEN, "permission_denied", "Geen toestemming.", Uuid::nil())
            .detail("The scope zaken.lezen is not held.")
    }

    #[test]
    fn the_answer_has_the_members_of_the_standard_and_its_media_type() {
        let answer = refused().into_response();
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        assert_eq!(answer.headers().get(CONTENT_TYPE).unwrap(), "application/problem+json");
        let body = answer.into_body().try_into_bytes().unwrap();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        let expected = serde_json::json!({
            "code": "permission_denied",
            "title": "Geen toestemming.",
            "status": 403,
            "detail": "The scope zaken.lezen is not held.",
            "instance": "urn:uuid:00000000-0000-0000-0000-000000000000",
        });
        assert_eq!(body, expected);
    }

    #[test]
    fn a_kind_stands_under_type() {
        let text = serde_json::to_string(&refused().kind("https://zaak.example/ref/x/")).unwrap();
        assert!(text.starts_with(r#"{"type":"https://zaak.example/ref/x/","#), "{text}");
    }

    #[test]
    fn what_was_written_is_read_back() {
        let text = serde_json::to_string(&refused()).unwrap();
        assert_eq!(serde_json::from_str::<Fout>(&text).unwrap(), refused());
    }

    #[test]
    fn a_status_outside_http_is_no_fout() {
        let text = serde_json::to_string(&refused()).unwrap().replace("403", "42");
        assert!(serde_json::from_str::<Fout>(&text).is_err());
    }
}
