//! Which parameters of a form authenticate its client.

use secrecy::SecretString;

use crate::form::Form;

/// What of a form says who its client is, and proves it.
#[derive(Debug, Default)]
#[expect(clippy::struct_field_names, reason = "so RFC 6749 and RFC 7521 call them")]
pub(crate) struct Credentials {
    pub(crate) client_id: Option<String>,
    pub(crate) client_secret: Option<SecretString>,
    pub(crate) client_assertion: Option<SecretString>,
    pub(crate) client_assertion_type: Option<String>,
}

impl Credentials {
    pub(crate) fn of(form: &Form) -> Self {
        let text = |name: &str| form.get(name).map(str::to_owned);
        Self {
            client_id: text("client_id"),
            client_secret: text("client_secret").map(SecretString::from),
            client_assertion: text("client_assertion").map(SecretString::from),
            client_assertion_type: text("client_assertion_type"),
        }
    }
}
