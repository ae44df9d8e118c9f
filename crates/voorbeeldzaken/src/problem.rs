//! Problem bodies: what a refused caller reads, in the form that Open Zaak gives them.

use actix_web::HttpResponse;
use actix_web::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::clock;
use crate::token::Refusal;

/// Why a request was not carried out.
#[derive(Debug)]
pub(crate) enum Problem {
    Denied(Refusal),
    NotFound,
    Method(Method),
    NotAcceptable,
    NoCrs,
    NotJson,
    Malformed,
    TooLarge,
    Invalid(Vec<InvalidParam>),
}

/// What is wrong with one member of the body, or with the query.
#[derive(Debug)]
pub(crate) struct InvalidParam {
    pub(crate) name: String,
    pub(crate) code: &'static str,
    pub(crate) reason: String,
}

/// Class name in the `type` URL, status, code, title.
type Head = (&'static str, StatusCode, &'static str, &'static str);

impl Problem {
    /// One fault in the request.
    pub(crate) fn invalid(name: &str, code: &'static str, reason: impl Into<String>) -> Self {
        Self::Invalid(vec![InvalidParam { name: name.to_owned(), code, reason: reason.into() }])
    }

    /// A fault that no one member has.
    pub(crate) fn of_all(code: &'static str, reason: &str) -> Self {
        Self::invalid("nonFieldErrors", code, reason)
    }

    /// The same faults, of a member within another.
    pub(crate) fn below(self, outer: &str) -> Self {
        let Self::Invalid(params) = self else { return self };
        let within =
            |param: InvalidParam| InvalidParam { name: format!("{outer}.{}", param.name), ..param };
        Self::Invalid(params.into_iter().map(within).collect())
    }

    /// The answer. `base` is scheme and host as the caller sees them; `accept` decides the type:
    /// Open Zaak says `application/json` unless asked for exactly `application/problem+json`.
    pub(crate) fn answer(&self, base: &str, accept: Option<&str>) -> HttpResponse {
        let problem_json = "application/problem+json";
        let media_type =
            if accept == Some(problem_json) { problem_json } else { "application/json" };
        HttpResponse::build(self.head().1).content_type(media_type).body(self.body(base))
    }

    fn body(&self, base: &str) -> String {
        let (class, status, code, title) = self.head();
        let mut body = json!({
            "type": format!("{base}/ref/fouten/{class}/"),
            "code": code,
            "title": title,
            "status": status.as_u16(),
            "detail": self.detail(),
            "instance": format!("urn:uuid:{}", clock::fresh_uuid()),
        });
        if let Self::Invalid(params) = self {
            body["invalidParams"] = params.iter().map(InvalidParam::body).collect();
        }
        body.to_string()
    }

    fn head(&self) -> Head {
        match self {
            Self::Denied(refusal) => {
                ("PermissionDenied", StatusCode::FORBIDDEN, refusal.code(), "Geen toegang.")
            }
            Self::NotFound => ("NotFound", StatusCode::NOT_FOUND, "not_found", "Niet gevonden."),
            Self::Method(_) => (
                "MethodNotAllowed",
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "Deze methode kan hier niet.",
            ),
            Self::NotAcceptable => (
                "NotAcceptable",
                StatusCode::NOT_ACCEPTABLE,
                "not_acceptable",
                "Zo kan er niet geantwoord worden.",
            ),
            Self::NoCrs => (
                "PreconditionFailed",
                StatusCode::PRECONDITION_FAILED,
                "precondition_failed",
                "Een voorwaarde ontbreekt.",
            ),
            Self::NotJson => (
                "UnsupportedMediaType",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "Dit mediatype kan hier niet.",
            ),
            Self::Malformed => {
                ("ParseError", StatusCode::BAD_REQUEST, "parse_error", "Onleesbaar verzoek.")
            }
            Self::TooLarge => (
                "RequestEntityTooLarge",
                StatusCode::PAYLOAD_TOO_LARGE,
                "request_entity_too_large",
                "Te groot verzoek.",
            ),
            Self::Invalid(_) => {
                ("ValidationError", StatusCode::BAD_REQUEST, "invalid", "Ongeldige gegevens.")
            }
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::Denied(refusal) => refusal.to_string(),
            Self::NotFound => "Hier staat niets (meer).".to_owned(),
            Self::Method(method) => format!("Gebruik een andere methode dan {method}; zie Allow."),
            Self::NotAcceptable => "Vraag met Accept en Accept-Crs om wat hier is.".to_owned(),
            Self::NoCrs => "Stuur Accept-Crs mee: EPSG:4326.".to_owned(),
            Self::NotJson => "Stuur de gegevens als application/json.".to_owned(),
            Self::Malformed => "Het verzoek kwam niet heel aan, of is geen JSON-object.".to_owned(),
            Self::TooLarge => "Een verzoek mag hier ten hoogste 16 MiB zijn.".to_owned(),
            Self::Invalid(_) => String::new(),
        }
    }
}

impl InvalidParam {
    fn body(&self) -> Value {
        json!({ "name": self.name, "code": self.code, "reason": self.reason })
    }
}
