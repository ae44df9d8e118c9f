//! The body of a token request: one form, each parameter at most once, nothing in the query.

use actix_web::HttpRequest;
use actix_web::web::Payload;
use secrecy::SecretString;

use crate::client_auth::Credentials;
use crate::form::{Form, FormError};
use crate::settings::GrantType;

/// Those that may be repeated (RFC 8707 2).
const REPEATABLE: [&str; 2] = ["resource", "audience"];

/// The parameters that are read. Others are ignored (RFC 6749 3.2), an empty one counts as absent.
#[derive(Debug, Default)]
pub(super) struct TokenForm {
    pub(super) grant_type: Option<String>,
    pub(super) scope: Option<String>,
    pub(super) credentials: Credentials,
    /// The token that a revocation names.
    pub(super) token: Option<SecretString>,
    pub(super) code: Option<SecretString>,
    pub(super) refresh_token: Option<SecretString>,
    pub(super) code_verifier: Option<SecretString>,
    pub(super) redirect_uri: Option<String>,
    /// `resource` (RFC 8707) and `audience`, which may be repeated.
    pub(super) targets: Vec<String>,
}

impl TokenForm {
    pub(super) async fn read(request: &HttpRequest, body: Payload) -> Result<Self, FormError> {
        Ok(Self::of(&Form::read_with(&REPEATABLE, request, body).await?))
    }

    /// The grant that it asks for, if there is such a one.
    pub(super) fn grant(&self) -> Option<GrantType> {
        GrantType::named(self.grant_type.as_deref()?)
    }

    fn of(form: &Form) -> Self {
        let text = |name: &str| form.get(name).map(str::to_owned);
        let secret = |name: &str| form.get(name).map(SecretString::from);
        let targets =
            form.pairs().filter(|(name, value)| REPEATABLE.contains(name) && !value.is_empty());
        Self {
            grant_type: text("grant_type"),
            scope: text("scope"),
            credentials: Credentials::of(form),
            token: secret("token"),
            code: secret("code"),
            refresh_token: secret("refresh_token"),
            code_verifier: secret("code_verifier"),
            redirect_uri: text("redirect_uri"),
            targets: targets.map(|(_, value)| value.to_owned()).collect(),
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    fn form(body: &[u8]) -> TokenForm {
        TokenForm::of(&Form::parse(body, &REPEATABLE).unwrap())
    }

    #[test]
    fn the_parameters_are_form_decoded() {
        let form = form(b"grant_type=client_credentials&client_secret=a%2Bb+c");
        assert_eq!(form.grant_type.as_deref(), Some("client_credentials"));
        assert_eq!(form.credentials.client_secret.unwrap().expose_secret(), "a+b c");
    }

    #[test]
    fn an_empty_parameter_counts_as_absent() {
        let form = form(b"scope=&client_id=&resource=");
        assert_eq!((form.scope, form.credentials.client_id), (None, None));
        assert!(form.targets.is_empty());
    }

    #[test]
    fn resource_and_audience_may_be_repeated() {
        let form = form(b"resource=https://a&resource=https://b&audience=c");
        assert_eq!(form.targets, ["https://a", "https://b", "c"]);
    }
}
