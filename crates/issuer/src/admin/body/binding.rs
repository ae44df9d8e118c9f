//! Who a client is to other issuers, on the wire.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::admin::error::AdminError;
use crate::model::{Binding, Foreigner};

/// Longest value of a claim, in characters.
const MOST: usize = 255;
/// Longest name of an issuer, in bytes.
const LONGEST: usize = 500;

/// The name of a client at another issuer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::admin) struct NewBinding {
    /// The `iss` of its tokens, byte for byte: an https URL (or http of this machine, to try it).
    issuer: String,
    /// What stands in the claim by which gateways know clients of that issuer (`client_claim`).
    value: String,
}

impl NewBinding {
    pub(in crate::admin) fn read(&self) -> Result<Foreigner, AdminError> {
        let url = Url::parse(&self.issuer).ok().filter(|url| {
            let scheme = matches!(url.scheme(), "https" | "http") && !edge::scheme::is_exposed(url);
            // RFC 8414 2.
            scheme && url.query().is_none() && url.fragment().is_none()
        });
        if url.is_none() || self.issuer.len() > LONGEST {
            return Err(AdminError::Invalid(
                "`issuer` is the `iss` of its tokens: an https URL without query and fragment"
                    .into(),
            ));
        }
        let length = self.value.chars().count();
        if !(1..=MOST).contains(&length) || self.value.contains(char::is_control) {
            return Err(AdminError::Invalid(
                "`value` has 1 to 255 characters, none of them a control character".into(),
            ));
        }
        Ok(Foreigner { issuer: self.issuer.clone(), value: self.value.clone() })
    }

    /// Whether it says that a client is this one.
    pub(in crate::admin) fn names(&self, is: &Foreigner) -> bool {
        self.issuer == is.issuer && self.value == is.value
    }
}

/// Who a client is to another issuer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Binding)]
pub(in crate::admin) struct BindingBody {
    id: Uuid,
    issuer: String,
    value: String,
    created_at: DateTime<Utc>,
}

impl From<Binding> for BindingBody {
    fn from(Binding { id, is, since }: Binding) -> Self {
        Self { id, issuer: is.issuer, value: is.value, created_at: since }
    }
}

/// Who a client is to other issuers, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct Bindings {
    pub(in crate::admin) results: Vec<BindingBody>,
}
