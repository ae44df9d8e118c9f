//! A form as the OAuth endpoints take it: in the body alone, each parameter once (RFC 6749 3.2).

use std::collections::HashSet;
use std::fmt;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::Payload;
use edge::incoming::{self, BodyHeadError, IncomingError};
use zeroize::Zeroizing;

/// Longest body, in bytes. A client assertion with a certificate chain fits many times.
const MAX_BODY: usize = 64 * 1024;
/// How long it may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);

const FORM: &str = "application/x-www-form-urlencoded";

/// The parameters of a request. Some are secrets, so none is printed.
#[derive(Default)]
pub(crate) struct Form(Vec<(String, Zeroizing<String>)>);

/// Why a body is no such form. The text is what the caller hears: ASCII, without quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FormError {
    #[error(
        "parameters in the query are refused here, since they end up in logs; send them in the body"
    )]
    Query,
    #[error("send the parameters in the body with Content-Type application/x-www-form-urlencoded")]
    OtherType,
    #[error(
        "multipart/form-data is not accepted here; send the same parameters as \
         application/x-www-form-urlencoded"
    )]
    Multipart,
    #[error(
        "JSON is not accepted here; send the same parameters as application/x-www-form-urlencoded"
    )]
    Json,
    #[error("the request has more than one Content-Type header; send one")]
    SeveralTypes,
    #[error("a body with a Content-Encoding is not accepted here; send the parameters as they are")]
    Encoded,
    #[error("the body is larger than 64 KiB")]
    TooLarge,
    #[error("the body did not arrive whole, or not within ten seconds")]
    NotWhole,
    #[error("the body is not UTF-8 text")]
    NotText,
    #[error("a parameter stands in the body more than once; send each once")]
    Repeated,
}

impl FormError {
    /// Of the answer that tells it.
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Query
            | Self::OtherType
            | Self::Multipart
            | Self::Json
            | Self::SeveralTypes
            | Self::Encoded
            | Self::NotWhole
            | Self::NotText
            | Self::Repeated => StatusCode::BAD_REQUEST,
        }
    }
}

impl Form {
    pub(crate) async fn read(request: &HttpRequest, body: Payload) -> Result<Self, FormError> {
        Self::read_with(&[], request, body).await
    }

    /// One in which some parameters may stand more than once.
    pub(crate) async fn read_with(
        repeatable: &[&str],
        request: &HttpRequest,
        body: Payload,
    ) -> Result<Self, FormError> {
        check_head(request)?;
        let read = incoming::read(request.headers(), body, MAX_BODY, PATIENCE).await;
        let body = read.map_err(|error| match error {
            IncomingError::TooLarge(_) => FormError::TooLarge,
            IncomingError::TooSlow(_) | IncomingError::Broken => FormError::NotWhole,
        })?;
        Self::parse(&body, repeatable)
    }

    pub(crate) fn parse(body: &[u8], repeatable: &[&str]) -> Result<Self, FormError> {
        let text = std::str::from_utf8(body).map_err(|_| FormError::NotText)?;
        if text.trim_start().starts_with('{') {
            // Some clients send JSON under the name of a form.
            return Err(FormError::Json);
        }
        let mut form = Self::default();
        let mut seen = HashSet::new();
        for (name, value) in form_urlencoded::parse(body) {
            if !repeatable.contains(&&*name) && !seen.insert(name.clone()) {
                return Err(FormError::Repeated);
            }
            form.0.push((name.into_owned(), Zeroizing::new(value.into_owned())));
        }
        Ok(form)
    }

    /// All parameters, as they came.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// A parameter; an empty one counts as absent.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, value)| known == name && !value.is_empty());
        found.map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

fn check_head(request: &HttpRequest) -> Result<(), FormError> {
    if !request.query_string().is_empty() {
        return Err(FormError::Query);
    }
    let media_type = incoming::media_type(request.headers()).map_err(|error| match error {
        BodyHeadError::SeveralTypes => FormError::SeveralTypes,
        BodyHeadError::Encoded => FormError::Encoded,
    })?;
    match media_type.as_str() {
        FORM => Ok(()),
        "multipart/form-data" => Err(FormError::Multipart),
        "application/json" => Err(FormError::Json),
        _ => Err(FormError::OtherType),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_form_decoded_and_an_empty_one_counts_as_absent() {
        let form = Form::parse(b"token=a%2Bb+c&token_type_hint=", &[]).unwrap();
        assert_eq!(form.get("token"), Some("a+b c"));
        assert_eq!((form.get("token_type_hint"), form.get("other")), (None, None));
        assert_eq!(format!("{form:?}"), r#"["token", "token_type_hint"]"#);
    }

    #[test]
    fn a_parameter_given_twice_and_what_is_no_text_are_refused() {
        assert_eq!(Form::parse(b"a=1&%61=1", &["b"]).unwrap_err(), FormError::Repeated);
        for body in ["a=1&a=2", "a=&a=1", "a=1&%61=2"] {
            assert_eq!(
                Form::parse(body.as_bytes(), &[]).unwrap_err(),
                FormError::Repeated,
                "{body}"
            );
        }
        assert_eq!(Form::parse(b"a=\xff", &[]).unwrap_err(), FormError::NotText);
        assert_eq!(Form::parse(b" {\"a\": 1}", &[]).unwrap_err(), FormError::Json);
        let form = Form::parse(b"b=1&%62=2", &["b"]).unwrap();
        assert_eq!(form.pairs().collect::<Vec<_>>(), [("b", "1"), ("b", "2")]);
    }
}
