//! The body of a token request: one form, each parameter at most once, nothing in the query.

use std::collections::HashSet;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::web::Payload;
use edge::incoming::{self, BodyHeadError, IncomingError};
use secrecy::SecretString;

use super::error::TokenError;
use crate::client_auth::Credentials;

/// Longest body, in bytes. A client assertion with a certificate chain fits many times.
const MAX_BODY: usize = 64 * 1024;
/// How long it may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);

const FORM: &str = "application/x-www-form-urlencoded";

const MULTIPART: &str = "multipart/form-data is not accepted here; send the same parameters as \
                         application/x-www-form-urlencoded";
const JSON: &str = "JSON is not accepted here; send the same parameters as \
                    application/x-www-form-urlencoded";
const OTHER_TYPE: &str =
    "send the parameters in the body with Content-Type application/x-www-form-urlencoded";
const SEVERAL_TYPES: &str = "the request has more than one Content-Type header; send one, \
                             application/x-www-form-urlencoded";
const ENCODED: &str = "a body with a Content-Encoding is not accepted here; send the parameters \
                       as they are, without that header";
const QUERY: &str = "parameters in the query of the token endpoint are refused, since they end up \
                     in logs; send them in the body";
const TOO_LARGE: &str = "the body is larger than 64 KiB";
const NOT_WHOLE: &str = "the body did not arrive whole, or not within ten seconds";
const NOT_TEXT: &str = "the body is not UTF-8 text";

/// The parameters that the token endpoint reads. Others are ignored (RFC 6749 3.2), an empty one
/// counts as absent.
#[derive(Debug, Default)]
pub(crate) struct TokenForm {
    pub(crate) grant_type: Option<String>,
    pub(crate) scope: Option<String>,
    pub(crate) credentials: Credentials,
    /// The token that a revocation names.
    pub(crate) token: Option<SecretString>,
    pub(crate) code: Option<SecretString>,
    pub(crate) refresh_token: Option<SecretString>,
    pub(crate) code_verifier: Option<SecretString>,
    pub(crate) redirect_uri: Option<String>,
    /// `resource` (RFC 8707) and `audience`, which may be repeated.
    pub(crate) targets: Vec<String>,
}

impl TokenForm {
    pub(crate) async fn read(request: &HttpRequest, body: Payload) -> Result<Self, TokenError> {
        check_head(request)?;
        let read = incoming::read(request.headers(), body, MAX_BODY, PATIENCE).await;
        let body = read.map_err(|error| match error {
            IncomingError::TooLarge(_) => TokenError::BodyTooLarge(TOO_LARGE),
            IncomingError::TooSlow(_) | IncomingError::Broken => {
                TokenError::InvalidRequest(NOT_WHOLE)
            }
        })?;
        Self::parse(&body)
    }

    fn parse(body: &[u8]) -> Result<Self, TokenError> {
        let text = std::str::from_utf8(body).map_err(|_| TokenError::InvalidRequest(NOT_TEXT))?;
        if text.trim_start().starts_with('{') {
            // Some clients send JSON under the name of a form.
            return Err(TokenError::InvalidRequest(JSON));
        }
        let mut form = Self::default();
        let mut seen = HashSet::new();
        for (name, value) in form_urlencoded::parse(body) {
            let repeatable = matches!(&*name, "resource" | "audience");
            if !repeatable && !seen.insert(name.clone()) {
                // RFC 6749 3.2: parameters MUST NOT be included more than once.
                return Err(TokenError::InvalidRequest(
                    "a parameter stands in the body more than once; send each once",
                ));
            }
            if !value.is_empty() {
                form.set(&name, value.into_owned());
            }
        }
        Ok(form)
    }

    fn set(&mut self, name: &str, value: String) {
        match name {
            "grant_type" => self.grant_type = Some(value),
            "scope" => self.scope = Some(value),
            "client_id" => self.credentials.client_id = Some(value),
            "client_secret" => self.credentials.client_secret = Some(value.into()),
            "client_assertion" => self.credentials.client_assertion = Some(value.into()),
            "client_assertion_type" => self.credentials.client_assertion_type = Some(value),
            "token" => self.token = Some(value.into()),
            "code" => self.code = Some(value.into()),
            "refresh_token" => self.refresh_token = Some(value.into()),
            "code_verifier" => self.code_verifier = Some(value.into()),
            "redirect_uri" => self.redirect_uri = Some(value),
            "resource" | "audience" => self.targets.push(value),
            _ => {}
        }
    }
}

fn check_head(request: &HttpRequest) -> Result<(), TokenError> {
    if !request.query_string().is_empty() {
        return Err(TokenError::InvalidRequest(QUERY));
    }
    let media_type = incoming::media_type(request.headers()).map_err(|error| match error {
        BodyHeadError::SeveralTypes => TokenError::InvalidRequest(SEVERAL_TYPES),
        BodyHeadError::Encoded => TokenError::InvalidRequest(ENCODED),
    })?;
    match media_type.as_str() {
        FORM => Ok(()),
        "multipart/form-data" => Err(TokenError::InvalidRequest(MULTIPART)),
        "application/json" => Err(TokenError::InvalidRequest(JSON)),
        _ => Err(TokenError::InvalidRequest(OTHER_TYPE)),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    #[test]
    fn the_parameters_are_form_decoded() {
        let form =
            TokenForm::parse(b"grant_type=client_credentials&client_secret=a%2Bb+c").unwrap();
        assert_eq!(form.grant_type.as_deref(), Some("client_credentials"));
        assert_eq!(form.credentials.client_secret.unwrap().expose_secret(), "a+b c");
    }

    #[test]
    fn an_empty_parameter_counts_as_absent() {
        let form = TokenForm::parse(b"scope=&client_id=").unwrap();
        assert_eq!((form.scope, form.credentials.client_id), (None, None));
    }

    #[test]
    fn a_parameter_given_twice_is_refused_even_if_empty_or_unknown() {
        for body in ["scope=a&scope=b", "scope=&scope=a", "x=1&x=1", "scope=a&%73cope=b"] {
            let refused = TokenForm::parse(body.as_bytes());
            assert!(matches!(refused, Err(TokenError::InvalidRequest(_))), "{body}");
        }
    }

    #[test]
    fn resource_and_audience_may_be_repeated() {
        let form = TokenForm::parse(b"resource=https://a&resource=https://b&audience=c").unwrap();
        assert_eq!(form.targets, ["https://a", "https://b", "c"]);
    }

    #[test]
    fn a_body_that_is_no_text_is_refused() {
        assert!(matches!(TokenForm::parse(b"scope=\xff"), Err(TokenError::InvalidRequest(_))));
    }
}
