//! An applicatie as a whole, as who keeps it in a file gives and reads it: with its autorisaties and its
//! clients, and all that these have but secrets.

use autorisaties::{Applicatie, ApplicatieId};
use edge::digest::Digest;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{
    AutorisatieBody, ClientSettings, Cursor, Limit, NewApplicatie, NewAutorisatie, NewBinding,
    WholeAccess,
};
use crate::admin::error::AdminError;
use crate::model::{AssertionKey, Binding};
use crate::object::Object;
use crate::settings::OAuthBody;
use crate::store::applicatie_records::After;
use crate::store::wholes::{Whole, WholeClient};

/// An applicatie as it is to be, with everything that is its own.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::admin) struct NewWhole {
    /// What people call it: 1 to 100 characters; no control characters, no outer white space.
    label: String,
    /// It may do everything; then `autorisaties` is empty.
    #[serde(default)]
    heeft_alle_autorisaties: bool,
    /// Of documents it sees only those that are ready for publication.
    #[serde(default)]
    alleen_is_gereed_voor_publicatie: bool,
    #[serde(default)]
    #[schema(value_type = Vec<NewAutorisatie>)]
    autorisaties: Vec<Object<NewAutorisatie>>,
    /// Its clients, all of them: one that is not named ends, unless it registered itself.
    #[serde(default)]
    #[schema(value_type = Vec<NewWholeClient>)]
    clients: Vec<Object<NewWholeClient>>,
}

impl NewWhole {
    /// The applicatie, and its clients.
    pub(in crate::admin) fn read(
        self,
        id: ApplicatieId,
    ) -> Result<(Applicatie, Vec<NewWholeClient>), AdminError> {
        let clients = self.clients.into_iter().map(|Object(client)| client).collect();
        let new = NewApplicatie {
            label: self.label,
            heeft_alle_autorisaties: self.heeft_alle_autorisaties,
            alleen_is_gereed_voor_publicatie: self.alleen_is_gereed_voor_publicatie,
            autorisaties: self.autorisaties,
        };
        let applicatie = Applicatie {
            id,
            label: new.label()?,
            grants: new.grants()?,
            alleen_is_gereed_voor_publicatie: new.alleen_is_gereed_voor_publicatie,
        };
        Ok((applicatie, clients))
    }
}

/// A client as it is to be. What is left out is as it is by default.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::admin) struct NewWholeClient {
    /// 1 to 50 characters; given once, for ever (ac-001).
    pub(in crate::admin) client_id: String,
    /// What its tokens may be for; the first is the default.
    #[serde(default)]
    audiences: Vec<String>,
    /// Scopes that no autorisatie gives, granted by name.
    #[serde(default)]
    extra_scopes: Vec<String>,
    /// In seconds, from 60 to 86400; without it the issuer's own.
    #[serde(default)]
    access_token_lifetime: Option<i64>,
    /// How it may ask for tokens.
    #[serde(default, deserialize_with = "Object::member")]
    oauth: OAuthBody,
    /// Who it is to other issuers.
    #[serde(default)]
    pub(in crate::admin) bindings: Vec<NewBinding>,
    /// The APIs that it may call; what is not named is withdrawn.
    #[serde(default)]
    pub(in crate::admin) accesses: Vec<WholeAccess>,
    /// Its public keys as JWKs, all of them: one that is not named is revoked.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    pub(in crate::admin) public_keys: Vec<Value>,
}

impl NewWholeClient {
    pub(in crate::admin) fn settings(&self) -> ClientSettings {
        ClientSettings {
            audiences: self.audiences.clone(),
            extra_scopes: self.extra_scopes.clone(),
            access_token_lifetime: self.access_token_lifetime,
            oauth: self.oauth.clone(),
        }
    }
}

/// An applicatie with everything that is its own.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub(in crate::admin) struct WholeApplicatie {
    id: Uuid,
    /// Names this state of it: give it as `If-Match` with what is to become of it.
    etag: String,
    label: String,
    heeft_alle_autorisaties: bool,
    alleen_is_gereed_voor_publicatie: bool,
    autorisaties: Vec<AutorisatieBody>,
    pub(in crate::admin) clients: Vec<WholeClientBody>,
}

/// A client with everything that is its own, its secrets aside.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = WholeClient)]
pub(in crate::admin) struct WholeClientBody {
    pub(in crate::admin) client_id: String,
    /// It registered itself (RFC 7591), and is nobody's to describe.
    registered_itself: bool,
    audiences: Vec<String>,
    extra_scopes: Vec<String>,
    #[schema(required)]
    access_token_lifetime: Option<i64>,
    oauth: OAuthBody,
    bindings: Vec<WholeBinding>,
    accesses: Vec<WholeAccess>,
    /// As JWKs, whether or not they have come to their end.
    #[schema(value_type = Vec<Object>)]
    public_keys: Vec<Value>,
    /// The upstreams that it shares an imported secret with.
    shared_with_upstreams: Vec<String>,
}

/// Who a client is to another issuer.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
struct WholeBinding {
    issuer: String,
    value: String,
}

impl WholeApplicatie {
    /// What names this state of it, as HTTP writes it (RFC 9110 8.8.3).
    pub(in crate::admin) fn etag(&self) -> &str {
        &self.etag
    }

    /// Whether anything but its clients is as in another state of it.
    pub(in crate::admin) fn is_like(&self, other: &Self) -> bool {
        let plain = |one: &Self| {
            let flags = (one.heeft_alle_autorisaties, one.alleen_is_gereed_voor_publicatie);
            let ids = one.clients.iter().map(|client| client.client_id.clone()).collect::<Vec<_>>();
            (one.label.clone(), flags, ids)
        };
        plain(self) == plain(other) && self.autorisaties == other.autorisaties
    }
}

impl From<&Whole> for WholeApplicatie {
    fn from(whole: &Whole) -> Self {
        let record = &whole.record;
        let mut body = Self {
            id: record.id.as_uuid(),
            etag: String::new(),
            label: record.label.clone(),
            heeft_alle_autorisaties: record.heeft_alle_autorisaties,
            alleen_is_gereed_voor_publicatie: record.alleen_is_gereed_voor_publicatie,
            autorisaties: whole.autorisaties.iter().cloned().map(AutorisatieBody::from).collect(),
            clients: whole.clients.iter().map(WholeClientBody::from).collect(),
        };
        body.etag = etag(&body);
        body
    }
}

impl From<&WholeClient> for WholeClientBody {
    fn from(whole: &WholeClient) -> Self {
        let client = &whole.client;
        let (registered, registration) = Default::default();
        let mut accesses: Vec<_> = whole.accesses.iter().cloned().map(WholeAccess::from).collect();
        accesses.sort_by(|one, other| one.api().cmp(other.api()));
        let keys = whole.keys.iter().filter_map(AssertionKey::registered);
        Self {
            client_id: client.id.to_string(),
            registered_itself: whole.registered_itself(),
            extra_scopes: client.extra_scopes.iter().map(ToString::to_string).collect(),
            access_token_lifetime: client.access_token_lifetime,
            oauth: OAuthBody { registered, registration, ..client.oauth.to_body() },
            audiences: client.audiences.clone(),
            bindings: whole.bindings.iter().map(WholeBinding::from).collect(),
            accesses,
            public_keys: keys.filter_map(|key| serde_json::to_value(key.to_jwk()).ok()).collect(),
            shared_with_upstreams: whole.upstreams.clone(),
        }
    }
}

impl From<&Binding> for WholeBinding {
    fn from(Binding { is, .. }: &Binding) -> Self {
        Self { issuer: is.issuer.clone(), value: is.value.clone() }
    }
}

/// The same for the same body.
pub(in crate::admin) fn etag(body: &impl Serialize) -> String {
    let mut digest = Digest::begin();
    digest.add(&serde_json::to_vec(body).unwrap_or_default());
    format!("\"{}\"", digest.name().as_str())
}

/// Whether anything is written.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::admin) struct WholeQuery {
    /// Only says what would come of it.
    #[serde(default)]
    pub(in crate::admin) dry_run: bool,
}

/// Which page, by label.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::admin) struct WholePageQuery {
    /// How many on a page.
    #[param(minimum = 1, maximum = 500, default = 100)]
    limit: Option<u64>,
    /// The `next` of the page before.
    after: Option<String>,
}

impl WholePageQuery {
    pub(in crate::admin) fn limit(&self) -> Result<Limit, AdminError> {
        Limit::parse(self.limit)
    }

    pub(in crate::admin) fn after(&self) -> Result<Option<After>, AdminError> {
        let read = |text| {
            let (label, id) = Cursor::read(text)?;
            Ok(After { label: super::sought(label)?, id })
        };
        self.after.as_deref().map(read).transpose()
    }
}

/// One page of applicaties.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct WholeApplicaties {
    pub(in crate::admin) results: Vec<WholeApplicatie>,
    /// Give it as `after` for the next page; null on the last one.
    #[schema(required)]
    pub(in crate::admin) next: Option<String>,
}
