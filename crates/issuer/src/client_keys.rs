//! The public keys of clients, as every way of registering one keeps them: here, each by itself, or at an
//! address of the client's. Each is a credential, and the tokens made with it end with it.

use autorisaties::ClientId;
use chrono::{DateTime, Utc};
use edge::guard::Forbidden;
use tokens::assertion::ClientKey;
use url::Url;

use crate::key_sets::KeySets;
use crate::model::{AssertionKey, Client, KeySource};
use crate::public_clients::NotKept;
use crate::secret::form;
use crate::settings::{Profile, Registered};
use crate::state::State;
use crate::store::assertion_keys::{self, NewAssertionKey};
use crate::store::{StoreError, Write, credentials};

/// Why an address is not kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AddressNotKept {
    /// A name that means such an address is refused when it is looked up.
    #[error(
        "`jwks_uri`: {0}; the operator allows its network with `jwks_uri_private` of the issuer's \
         configuration"
    )]
    Forbidden(#[from] Forbidden),
    #[error(transparent)]
    Otherwise(#[from] NotKept),
}

impl From<StoreError> for AddressNotKept {
    fn from(error: StoreError) -> Self {
        NotKept::from(error).into()
    }
}

/// Keeps the credential that a client's `jwks_uri` is: the tokens made with keys from there end with
/// it. Another address is another credential.
pub(crate) async fn keep_address(
    write: &Write,
    client: &Client,
    before: Option<&Url>,
    (key_sets, now): (&KeySets, DateTime<Utc>),
) -> Result<(), AddressNotKept> {
    let address = client.oauth.jwks_uri.as_ref();
    if address == before {
        return Ok(());
    }
    address.map_or(Ok(()), |url| key_sets.may_lie_at(url))?;
    for old in assertion_keys::of_client(write, &client.id).await? {
        if old.address().is_some() {
            credentials::revoke(write, &client.id, &old.id, now).await?;
        }
    }
    let Some(url) = address else { return Ok(()) };
    let source = KeySource::At(url.clone());
    let key =
        AssertionKey { id: form::fresh_id().map_err(NotKept::from)?, source, expires_at: None };
    let label = url.host_str().unwrap_or_default();
    let kept = NewAssertionKey { key: &key, label };
    Ok(assertion_keys::insert(write, &client.id, kept, now).await?)
}

/// Who else has a key.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Sharing {
    Nobody,
    /// Somebody, so who has its private half can be either.
    With(ClientId),
    /// Somebody, and one of them must have a key of its own (NL GOV Assurance profile for OAuth 2.0,
    /// 2.1.1).
    Forbidden(ClientId),
}

impl Sharing {
    /// Of a key that a client is to have.
    pub(crate) fn of(key: &ClientKey, client: &Client, state: &State) -> Self {
        let has_it = |one: &AssertionKey| {
            one.registered().is_some_and(|one| one.thumbprint() == key.thumbprint())
        };
        let others = state.clients().filter(|entry| entry.client.id != client.id);
        let others = others.filter(|entry| concern_each_other(&entry.client, client));
        let mut others = others.filter(|entry| entry.assertion_keys.iter().any(has_it)).peekable();
        let Some(other) = others.peek().map(|entry| entry.client.id.clone()) else {
            return Self::Nobody;
        };
        let of_nlgov = |client: &Client| client.oauth.profile == Profile::Nlgov;
        if of_nlgov(client) || others.any(|entry| of_nlgov(&entry.client)) {
            Self::Forbidden(other)
        } else {
            Self::With(other)
        }
    }
}

/// Who registers itself brings whatever public keys it likes. So those are looked at within its applicatie
/// alone: with them it neither keeps anybody from a key of theirs, nor hears who has one.
fn concern_each_other(one: &Client, other: &Client) -> bool {
    let itself = |client: &Client| client.oauth.registered == Registered::Dynamic;
    one.belongs.applicatie() == other.belongs.applicatie() || !(itself(one) || itself(other))
}
