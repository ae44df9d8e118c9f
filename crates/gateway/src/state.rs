//! What the feed told, in memory: everything a verdict needs, and how old it may be.
//!
//! A [`State`] is never changed: a change makes the next one, which shares all that stayed. So a
//! request reads without locks, and 10,000 applicaties are not compiled again for one.

use std::collections::BTreeMap;
use std::sync::Arc;

use autorisaties::{ClientId, Rights, ScopeSet, TokenScopes};
use chrono::{DateTime, Utc};
use edge::feed::{ChangeNumber, ForeignerState, Issuance, Revocable, RevocationState};
use tokens::{KeyId, KeySet, UnixTime};
use uuid::Uuid;

use crate::user::User;

mod apply;
mod digest;
mod live;
mod shards;

pub(crate) use apply::ThingFault;
pub(crate) use digest::Digest;
pub(crate) use live::{Confirmed, Live, Moment, Waiting};
use shards::Shards;

/// All that is known at one number.
#[derive(Debug, Clone, Default)]
pub(crate) struct State {
    number: ChangeNumber,
    /// Of all that follows.
    digest: Digest,
    applicaties: Shards<Uuid, Told<Arc<Held>>>,
    clients: Shards<ClientId, Told<Arc<Client>>>,
    /// Whose an API token is, by its hash.
    api_tokens: Shards<[u8; 32], ClientId>,
    /// Who of ours is who to other issuers.
    foreigners: Shards<ForeignerState, ClientId>,
    keys: Arc<Keys>,
    /// How many clients have an origin.
    origins: Shards<Box<str>, usize>,
    /// Which tokens are refused before their end.
    revocations: Shards<Revocable, Told<Arc<RevocationState>>>,
}

/// A thing as requests need it, with the digest of what was told of it.
#[derive(Debug, Clone)]
struct Told<T> {
    thing: T,
    digest: Digest,
}

#[derive(Debug, Clone, Default)]
struct Keys {
    set: KeySet,
    digests: BTreeMap<KeyId, Digest>,
}

/// What an applicatie holds, compiled.
#[derive(Debug)]
pub(crate) struct Held {
    /// Its autorisaties, or all.
    pub(crate) rights: Rights,
    /// Which documents it may read.
    pub(crate) documents: Documents,
}

/// Which documents an applicatie may read (ac 1.1.0, alleenIsGereedVoorPublicatie).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Documents {
    /// Whatever its autorisaties say.
    Any,
    /// Of those, only the ones with isGereedVoorPublicatie true.
    ForPublication,
}

/// A client, and which of its credentials still vouch.
#[derive(Debug)]
pub(crate) struct Client {
    applicatie: Option<Uuid>,
    issued_before: ChangeNumber,
    credentials: Vec<Credential>,
    /// What it holds beside the autorisaties of its applicatie.
    scopes: ScopeSet,
    api_tokens: Vec<ApiToken>,
    /// What it signs JWTs with itself.
    zgw_keys: Vec<ZgwKey>,
    /// Who it is to other issuers.
    foreigners: Vec<ForeignerState>,
    /// Whose pages may call as it; each stands here once.
    origins: Box<[Box<str>]>,
    /// By upstream, sealed.
    upstream_keys: Vec<(Box<str>, Arc<[u8]>)>,
}

/// An API token of a client.
#[derive(Debug)]
pub(crate) struct ApiToken {
    pub(crate) id: Box<str>,
    hash: [u8; 32],
    /// To what it is limited.
    pub(crate) scopes: TokenScopes,
    /// The person that it speaks for.
    pub(crate) user: Option<Arc<User>>,
    expires: Option<DateTime<Utc>>,
}

/// A key of the JWTs that a client signs itself.
#[derive(Debug)]
pub(crate) struct ZgwKey {
    pub(crate) id: Box<str>,
    /// Under the key of the feed.
    pub(crate) sealed: Box<[u8]>,
    pub(crate) expires: DateTime<Utc>,
}

#[derive(Debug)]
struct Credential {
    id: Box<str>,
    expires: Option<DateTime<Utc>>,
}

impl State {
    /// The number it stands at.
    pub(crate) const fn number(&self) -> ChangeNumber {
        self.number
    }

    /// The keys that tokens may be verified with.
    pub(crate) fn keys(&self) -> &KeySet {
        &self.keys.set
    }

    /// The digest of all that is known; the same wherever the same is known.
    pub(crate) const fn digest(&self) -> Digest {
        self.digest
    }

    /// A client that is registered.
    pub(crate) fn client(&self, id: &ClientId) -> Option<&Arc<Client>> {
        self.clients.get(id).map(|told| &told.thing)
    }

    /// Whether any client has this origin.
    pub(crate) fn knows_origin(&self, origin: &str) -> bool {
        self.origins.get(&Box::from(origin)).is_some()
    }

    /// Whether tokens issued then that have this in common are refused.
    pub(crate) fn is_revoked(&self, of: &Revocable, issuance: Issuance) -> bool {
        self.revocations.get(of).is_some_and(|told| told.thing.reaches(issuance))
    }

    /// The client that has this API token, and what it is limited to, if it counts at `now`.
    pub(crate) fn api_token(
        &self,
        hash: &[u8; 32],
        now: UnixTime,
    ) -> Option<(&ClientId, &Arc<Client>, &ApiToken)> {
        let id = self.api_tokens.get(hash)?;
        let client = self.client(id)?;
        let token = client.api_tokens.iter().find(|token| token.hash == *hash)?;
        let stands = token.expires.is_none_or(|expires| now.as_secs() < expires.timestamp());
        stands.then_some((id, client, token))
    }

    /// The client of ours that is this one to another issuer.
    pub(crate) fn bound(&self, is: &ForeignerState) -> Option<&ClientId> {
        self.foreigners.get(is)
    }

    /// What the applicatie of a client holds.
    pub(crate) fn held_by(&self, client: &Client) -> Option<&Arc<Held>> {
        self.applicaties.get(client.applicatie.as_ref()?).map(|told| &told.thing)
    }
}

impl Client {
    /// Tokens judged by a state before this number are refused.
    pub(crate) const fn issued_before(&self) -> ChangeNumber {
        self.issued_before
    }

    /// The scopes that it holds now, beside those of its autorisaties.
    pub(crate) const fn scopes(&self) -> &ScopeSet {
        &self.scopes
    }

    /// Whether pages of this origin may call as this client.
    pub(crate) fn has_origin(&self, origin: &str) -> bool {
        self.origins.iter().any(|known| &**known == origin)
    }

    /// What it shares with an upstream, sealed.
    pub(crate) fn upstream_key(&self, upstream: &str) -> Option<&Arc<[u8]>> {
        self.upstream_keys.iter().find(|(name, _)| &**name == upstream).map(|(_, key)| key)
    }

    /// What it signs JWTs with itself, ended or not.
    pub(crate) fn zgw_keys(&self) -> &[ZgwKey] {
        &self.zgw_keys
    }

    /// Whether a credential vouches at `now`.
    pub(crate) fn vouches(&self, credential: &str, now: UnixTime) -> bool {
        let known = self.credentials.iter().find(|known| &*known.id == credential);
        known.is_some_and(|known| {
            known.expires.is_none_or(|expires| now.as_secs() < expires.timestamp())
        })
    }
}

impl ZgwKey {
    /// Whether what it signs counts at `now`.
    pub(crate) fn lives_at(&self, now: UnixTime) -> bool {
        now.as_secs() < self.expires.timestamp()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
