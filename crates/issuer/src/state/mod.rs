//! What the issuer knows, in memory: clients, credentials, applicaties and keys.
//!
//! A [`State`] is one consistent view at one change number; it is never changed, only replaced.
//! [`follow`] keeps it up with the change log, [`wire`] says it in the feed's words.

use std::collections::HashMap;
use std::sync::Arc;

use autorisaties::{Applicatie, ApplicatieId, ClientId, ScopeSet};
use chrono::{DateTime, Utc};
use edge::feed::{ChangeNumber, Issuance, Revocable, RevocationState};
use tokens::{AccessClaims, Algorithm, Jwk, KeyId, KeySet, SigningKey};

use crate::model::{
    Access, Api, ApiToken, AssertionKey, Client, Credential, Foreigner, UpstreamKey, ZgwKey,
};
use crate::rotation::{self, KeyLife};
use crate::store::keys::StoredKey;

mod follow;
mod load;
pub(crate) mod wire;

pub(crate) use follow::{Follower, Stale};
pub(crate) use load::LoadError;

/// Everything at one change number.
#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) number: ChangeNumber,
    clients: HashMap<ClientId, Arc<ClientEntry>>,
    applicaties: HashMap<ApplicatieId, Arc<ApplicatieEntry>>,
    keys: Arc<Keys>,
    revocations: Arc<HashMap<Revocable, RevocationState>>,
}

/// A client with its credentials, the keys of its ZGW JWTs, and those of its assertions that are not
/// revoked.
#[derive(Debug)]
pub(crate) struct ClientEntry {
    pub(crate) client: Client,
    pub(crate) credentials: Vec<Credential>,
    pub(crate) zgw_keys: Vec<ZgwKey>,
    pub(crate) assertion_keys: Vec<AssertionKey>,
    pub(crate) api_tokens: Vec<ApiToken>,
    /// What it shares with upstreams, for the gateways.
    pub(crate) upstream_keys: Vec<UpstreamKey>,
    /// Who it is to other issuers.
    pub(crate) foreigners: Vec<Foreigner>,
    /// The APIs that it may call.
    pub(crate) accesses: Vec<Access>,
    /// What it is, if it is an API.
    pub(crate) api: Option<Api>,
}

impl ClientEntry {
    /// Whether what a token came of vouches still.
    pub(crate) fn has_live(&self, credential: &str, now: DateTime<Utc>) -> bool {
        let secrets = self.credentials.iter();
        let keys = self.assertion_keys.iter();
        secrets.filter(|row| row.is_live_at(now)).any(|row| row.id.as_str() == credential)
            || keys.filter(|key| key.is_live_at(now)).any(|key| key.id.as_str() == credential)
    }
}

/// An applicatie with every scope that its autorisaties give.
#[derive(Debug)]
pub(crate) struct ApplicatieEntry {
    pub(crate) applicatie: Applicatie,
    pub(crate) held: Held,
    /// Whether it is to give more than this, once the upstreams have that.
    pub(crate) is_held_back: bool,
}

/// The ZGW scopes that an applicatie holds, whatever the object.
#[derive(Debug, Clone)]
pub(crate) enum Held {
    /// Every one that a route pack names.
    All,
    These(ScopeSet),
}

/// The signing keys, as far as they are of use.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    known: Vec<StoredKey>,
    lives: Vec<KeyLife>,
    verifying: KeySet,
}

impl Keys {
    fn new(known: Vec<StoredKey>) -> Self {
        let verifies = known.iter().filter(|stored| stored.life.phase.verifies());
        let verifying = verifies.map(|stored| stored.key.verification_key().clone()).collect();
        let lives = known.iter().map(|stored| stored.life.clone()).collect();
        Self { known, lives, verifying }
    }
}

impl State {
    pub(crate) fn client(&self, id: &ClientId) -> Option<&Arc<ClientEntry>> {
        self.clients.get(id)
    }

    pub(crate) fn clients(&self) -> impl Iterator<Item = &Arc<ClientEntry>> {
        self.clients.values()
    }

    pub(crate) fn applicatie(&self, id: ApplicatieId) -> Option<&Arc<ApplicatieEntry>> {
        self.applicaties.get(&id)
    }

    pub(crate) fn count_of_applicaties(&self) -> usize {
        self.applicaties.len()
    }

    /// Whether what an applicatie is to give is not in force yet.
    pub(crate) fn holds_back(&self, id: ApplicatieId) -> bool {
        self.applicatie(id).is_some_and(|entry| entry.is_held_back)
    }

    /// The APIs that a client may call, each with what it may ask of it.
    pub(crate) fn apis_of<'s>(
        &'s self,
        client: &'s ClientEntry,
    ) -> impl Iterator<Item = (&'s Api, &'s Access)> {
        client.accesses.iter().filter_map(|access| {
            let api = self.client(&access.api)?.api.as_ref()?;
            Some((api, access))
        })
    }

    /// What a client holds through its applicatie; nothing without one.
    pub(crate) fn held_by(&self, client: &Client) -> Option<&Held> {
        let id = client.belongs.applicatie()?;
        self.applicatie(id).map(|entry| &entry.held)
    }

    /// The key that signs, for one algorithm.
    pub(crate) fn signing_key(&self, algorithm: Algorithm) -> Option<&SigningKey> {
        let signs = |key: &&StoredKey| key.life.signs(algorithm);
        self.keys.known.iter().find(signs).map(|stored| &stored.key)
    }

    /// From when on a key of this algorithm signs that was published already.
    pub(crate) fn signs_from(&self, algorithm: Algorithm) -> Option<DateTime<Utc>> {
        rotation::pending(&self.keys.lives, algorithm).and_then(|pending| pending.until)
    }

    /// The lives of the keys that are not removed.
    pub(crate) fn key_lives(&self) -> &[KeyLife] {
        &self.keys.lives
    }

    /// Whether these were revoked, and that is not forgotten.
    pub(crate) fn knows_as_revoked(&self, of: &Revocable) -> bool {
        self.revocations.contains_key(of)
    }

    /// Whether a revocation may be forgotten.
    pub(crate) fn has_a_revocation_over_at(&self, now: DateTime<Utc>) -> bool {
        self.revocations.values().any(|revocation| revocation.until <= now)
    }

    /// Whether a token is revoked, by whatever it has in common with others.
    pub(crate) fn is_revoked(&self, claims: &AccessClaims) -> bool {
        if self.revocations.is_empty() {
            return false;
        }
        let issuance = Issuance::from(claims);
        let reached = |of| self.revocations.get(of).is_some_and(|one| one.reaches(issuance));
        Revocable::of(claims).iter().any(reached)
    }

    /// The keys that tokens of ours may be verified with.
    pub(crate) fn verification_keys(&self) -> &KeySet {
        &self.keys.verifying
    }

    /// The public halves that are published, oldest first.
    pub(crate) fn published_keys(&self) -> impl Iterator<Item = (&KeyId, &Jwk)> {
        let published = self.keys.known.iter().filter(|stored| stored.life.phase.published());
        published.map(|stored| (stored.key.kid(), &stored.jwk))
    }
}
