//! APIs and the access to them, as they are given and shown.

use std::collections::BTreeMap;

use autorisaties::{ClientId, Misleading, Scope, ScopeSet};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::admin::error::AdminError;
use crate::model::{Access, Api, Mark, Owner};

const MOST: usize = 50;

/// What is said of an API.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::admin) struct ApiDescription {
    /// The name by which organisations ask for it: 1 to 100 characters.
    reference: String,
    /// The URLs by which a token request names it (RFC 8707); the first is what its tokens are for.
    #[serde(default)]
    resources: Vec<String>,
    /// The scopes that may be asked for.
    #[serde(default)]
    scopes: Vec<String>,
    /// The organisation that decides who calls it: its code.
    #[serde(default)]
    owner_code: Option<String>,
    /// Its name.
    #[serde(default)]
    owner_name: Option<String>,
}

impl ApiDescription {
    /// The API that this describes.
    pub(in crate::admin) fn of(&self, id: ClientId) -> Result<Api, AdminError> {
        let is_url = |text: &String| {
            let url = url::Url::parse(text).is_ok_and(|url| url.fragment().is_none());
            url && text.len() <= 1_000 && text.bytes().all(|byte| byte.is_ascii_graphic())
        };
        if self.resources.len() > MOST || !self.resources.iter().all(is_url) {
            let text = "`resources` holds at most 50 absolute URLs without a fragment (RFC 8707 2)";
            return Err(AdminError::Invalid(text.into()));
        }
        Ok(Api {
            id,
            reference: super::label(&self.reference)?,
            resources: self.resources.clone(),
            scopes: scopes(&self.scopes)?,
            owner: Owner {
                code: named("owner_code", self.owner_code.as_deref())?,
                name: named("owner_name", self.owner_name.as_deref())?,
            },
        })
    }
}

fn scopes(given: &[String]) -> Result<ScopeSet, AdminError> {
    let read = |text: &String| {
        let scope = super::scope(text)?;
        if scope.is_token() && !scope.is_of_the_system() {
            return Ok(scope);
        }
        let text = format!("scope `{text}` cannot be one of an API (RFC 6749 3.3)");
        Err(AdminError::Invalid(text))
    };
    if given.len() > MOST {
        return Err(AdminError::Invalid("there are at most 50 scopes".into()));
    }
    given.iter().map(read).collect()
}

fn named(member: &str, text: Option<&str>) -> Result<Option<String>, AdminError> {
    let Some(text) = text else { return Ok(None) };
    let fits = (1..=200).contains(&text.chars().count()) && Misleading::of_label(text).is_none();
    if !fits {
        let text = format!("`{member}` has 1 to 200 characters that one can see");
        return Err(AdminError::Invalid(text));
    }
    Ok(Some(text.to_owned()))
}

/// An API.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Api)]
pub(in crate::admin) struct ApiBody {
    client_id: String,
    reference: String,
    resources: Vec<String>,
    scopes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner_name: Option<String>,
}

impl From<Api> for ApiBody {
    fn from(api: Api) -> Self {
        Self {
            client_id: api.id.to_string(),
            reference: api.reference,
            resources: api.resources,
            scopes: api.scopes.iter().map(ToString::to_string).collect(),
            owner_code: api.owner.code,
            owner_name: api.owner.name,
        }
    }
}

/// An API as it is now, and what that took from whom.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct ApiPut {
    #[serde(flatten)]
    pub(in crate::admin) api: ApiBody,
    /// The scopes that it had before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::admin) dropped: Vec<DroppedScope>,
}

/// A scope that an API has no more.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct DroppedScope {
    scope: String,
    /// The clients that had access to it, and have it no more.
    clients: Vec<String>,
}

impl DroppedScope {
    pub(in crate::admin) fn new<'a>(
        scope: &Scope,
        clients: impl IntoIterator<Item = &'a ClientId>,
    ) -> Self {
        let clients = clients.into_iter().map(ToString::to_string).collect();
        Self { scope: scope.to_string(), clients }
    }
}

/// Every API.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct Apis {
    pub(in crate::admin) results: Vec<ApiBody>,
}

/// That a client asks to call an API.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::admin) struct NewAccess {
    /// The client that is to call.
    client_id: String,
    /// What it is to ask for, of the API's scopes.
    scopes: Vec<String>,
    /// What the owner should know.
    #[serde(default)]
    note: String,
}

impl NewAccess {
    pub(in crate::admin) fn client_id(&self) -> Result<ClientId, AdminError> {
        super::client_id(&self.client_id)
    }

    pub(in crate::admin) fn note(&self) -> Result<String, AdminError> {
        Ok(named("note", Some(self.note.as_str()).filter(|note| !note.is_empty()))?
            .unwrap_or_default())
    }

    /// Its scopes, all of this API.
    pub(in crate::admin) fn scopes(&self, api: &Api) -> Result<ScopeSet, AdminError> {
        scopes_of(&self.scopes, api)
    }
}

/// Scopes that are asked for, all of this API.
fn scopes_of(asked: &[String], api: &Api) -> Result<ScopeSet, AdminError> {
    let asked = scopes(asked)?;
    let foreign = asked.iter().find(|scope| !api.scopes.contains(scope.as_str()));
    if let Some(scope) = foreign {
        let known: Vec<&str> = api.scopes.iter().map(Scope::as_str).collect();
        let text = format!(
            "`{scope}` is no scope of API `{}`; it has {}",
            api.id,
            if known.is_empty() { "none".to_owned() } else { known.join(", ") }
        );
        return Err(AdminError::Invalid(text));
    }
    Ok(asked)
}

/// What the owner decides.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::admin) struct Approval {
    /// What is said of the client to this API alone: introspection shows each as `setbyapi_…`.
    attributes: BTreeMap<String, String>,
}

impl Approval {
    pub(in crate::admin) fn attributes(self) -> Result<BTreeMap<String, String>, AdminError> {
        let is_name = |name: &String| {
            let of_letters =
                |byte: u8| byte.is_ascii_lowercase() || byte == b'_' || byte.is_ascii_digit();
            (1..=50).contains(&name.len()) && name.bytes().all(of_letters)
        };
        let fits = |(name, value): (&String, &String)| {
            is_name(name) && value.len() <= 500 && Misleading::of_label(value).is_none()
        };
        if self.attributes.len() > MOST || !self.attributes.iter().all(fits) {
            let text = "`attributes` holds at most 50 texts of at most 500 bytes, under names of lower-case \
                        letters, digits and underscores";
            return Err(AdminError::Invalid(text.into()));
        }
        Ok(self.attributes)
    }
}

/// That a client may call an API: what the owner decided, as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::admin) struct WholeAccess {
    /// The API's client id.
    pub(super) api: String,
    #[serde(default)]
    pub(super) scopes: Vec<String>,
    /// What is said of the client to this API alone.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) attributes: BTreeMap<String, String>,
}

impl WholeAccess {
    pub(in crate::admin) fn api(&self) -> &str {
        &self.api
    }

    pub(in crate::admin) fn scopes(&self, api: &Api) -> Result<ScopeSet, AdminError> {
        scopes_of(&self.scopes, api)
    }

    pub(in crate::admin) fn attributes(self) -> Result<BTreeMap<String, String>, AdminError> {
        Approval { attributes: self.attributes }.attributes()
    }
}

impl From<Access> for WholeAccess {
    fn from(access: Access) -> Self {
        let scopes = access.scopes.iter().map(ToString::to_string).collect();
        Self { api: access.api.to_string(), scopes, attributes: access.attributes }
    }
}

/// That a client may call an API, or asked to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Access)]
pub(in crate::admin) struct AccessBody {
    id: Uuid,
    client_id: String,
    api: String,
    scopes: Vec<String>,
    /// `requested`, `approved`, `refused` or `withdrawn`.
    state: &'static str,
    note: String,
    attributes: BTreeMap<String, String>,
    requested_at: DateTime<Utc>,
    requested_by: String,
    #[schema(required)]
    decided_at: Option<DateTime<Utc>>,
    #[schema(required)]
    decided_by: Option<String>,
}

impl From<Access> for AccessBody {
    fn from(access: Access) -> Self {
        let decided = access.decided.map(|Mark { at, by }| (at, by));
        let (decided_at, decided_by) = decided.unzip();
        Self {
            id: access.id,
            client_id: access.client.to_string(),
            api: access.api.to_string(),
            scopes: access.scopes.iter().map(ToString::to_string).collect(),
            state: access.state.as_str(),
            note: access.note,
            attributes: access.attributes,
            requested_at: access.requested.at,
            requested_by: access.requested.by,
            decided_at,
            decided_by,
        }
    }
}

/// Who may call an API, and who asked to; newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct Accesses {
    pub(in crate::admin) results: Vec<AccessBody>,
}
