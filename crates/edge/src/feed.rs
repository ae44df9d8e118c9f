//! The feed's wire types: what an issuer tells its gateways, and in which words.
//!
//! One [`Event`] is one Server-Sent Event. A thing is always sent whole, or as its end, so that
//! applying an event twice is safe. Reading starts at [`Thing`]; [`sse`] turns events into bytes
//! and back.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

mod domain;
mod revocation;
pub mod sse;
mod zgw_key;

pub use domain::NotUnderstood;
pub use revocation::{Issuance, Revocable, RevocationState};
pub use zgw_key::{FeedKey, ZgwKeyState};

/// Path of the feed under the issuer's address.
pub const PATH: &str = "/feed/v1";

/// The number of a change, rising through the life of an installation.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct ChangeNumber(u64);

impl ChangeNumber {
    /// Before any change.
    pub const NONE: Self = Self(0);
    /// Behind every change.
    pub const LAST: Self = Self(u64::MAX);

    /// A number as it stands in the log, a token or an event id.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The bare number.
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl std::fmt::Display for ChangeNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// One event of the feed.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A part of a snapshot; carries no id, so that a cut in the middle is never resumed from.
    Item(Thing),
    /// The end of a snapshot: now the state may be replaced, all of it or none.
    Snapshot(SnapshotEnd),
    /// One change. Applied only if `prev` is the reader's own number.
    Change(Change),
    /// The issuer's present number, sent every second.
    Number(Confirmation),
}

/// Closes a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SnapshotEnd {
    /// The number the snapshot was read at.
    pub number: ChangeNumber,
    /// How many items were sent before this event.
    pub count: u64,
    /// The issuer's clock, which dates its tokens.
    pub at: DateTime<Utc>,
}

/// A change, with the number before it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Its number.
    pub number: ChangeNumber,
    /// The number before it; shows a stretch that was lost.
    pub prev: ChangeNumber,
    /// The whole present state of what changed.
    pub thing: Thing,
}

/// Says how far the issuer is, and what time it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// The issuer's present number.
    pub number: ChangeNumber,
    /// The issuer's clock, which dates its tokens.
    pub at: DateTime<Utc>,
}

/// One thing that a verdict needs, whole, or its end.
///
/// An unknown kind or member is an error, never skipped: it may be a restriction that this
/// reader does not understand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Thing {
    /// An applicatie with its autorisaties.
    Applicatie(ApplicatieState),
    /// An applicatie that is no more.
    ApplicatieEnded(Ended<Uuid>),
    /// A client with its live credentials.
    Client(ClientState),
    /// A client that is no more.
    ClientEnded(Ended<String>),
    /// A key that tokens may be verified with; its public half.
    Key(KeyState),
    /// A key that verifies no more.
    KeyEnded(Ended<String>),
    /// Tokens that were revoked before their end.
    Revocation(RevocationState),
    /// A revocation of tokens whose end has come.
    RevocationEnded(Ended<Revocable>),
}

/// The end of a thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ended<Id> {
    /// Which one ended.
    pub id: Id,
}

/// An applicatie as gateways need it: what may be done, not what it is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApplicatieState {
    /// Its identifier.
    pub id: Uuid,
    /// Its label, for logs and for people.
    pub label: String,
    /// Everything, or the autorisaties.
    pub heeft_alle_autorisaties: bool,
    /// Only documents that are ready for publication (ac 1.1.0).
    pub alleen_is_gereed_voor_publicatie: bool,
    /// What it may do; empty when it may do everything.
    pub autorisaties: Vec<AutorisatieState>,
}

/// One autorisatie; which members stand here depends on the component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AutorisatieState {
    /// The component, as the standard abbreviates it: `zrc`, `drc`, ...
    pub component: String,
    /// Its scopes, in the order given.
    pub scopes: Vec<String>,
    /// URL of the zaaktype, informatieobjecttype or besluittype.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object_type: Option<String>,
    /// The highest vertrouwelijkheidaanduiding, inclusive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_vertrouwelijkheidaanduiding: Option<String>,
}

/// A client as gateways need it: whose it is, and which of its credentials still vouch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientState {
    /// Its client id.
    pub client_id: String,
    /// The applicatie it belongs to; none for clients of the system itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicatie: Option<Uuid>,
    /// Tokens judged by a state before this number are refused.
    pub issued_before: ChangeNumber,
    /// The credentials that are not revoked. A token whose credential is not here is refused.
    pub credentials: Vec<CredentialState>,
    /// The scopes that its tokens may carry beside those of its autorisaties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// Its API tokens that are not revoked, by their hashes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub api_tokens: Vec<ApiTokenState>,
    /// What it shares with upstreams, which the gateway signs with there in place of what it derives.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub upstream_keys: Vec<UpstreamKeyState>,
    /// The keys of the JWTs that it signs itself, that are not revoked. They give access and take none, but
    /// a gateway that does not know them says so, as of everything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zgw_keys: Vec<ZgwKeyState>,
    /// Who it is to other issuers, whose tokens it may show.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreigners: Vec<ForeignerState>,
    /// The origins whose pages may call as this client, byte for byte as browsers send them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<String>,
}

/// A secret that a client and an upstream share, sealed for the gateways of that upstream: the issuer
/// cannot open it either.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpstreamKeyState {
    /// The upstream's name, as gateways have it.
    pub upstream: String,
    /// Sealed under a key that comes of the gateways' key for that upstream; base64url.
    pub sealed: String,
}

/// The name of a client at another issuer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignerState {
    /// The `iss` of its tokens.
    pub issuer: String,
    /// What stands in the claim that names clients there.
    pub value: String,
}

/// A credential that a token may have come of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CredentialState {
    /// The credential's row id, as it stands in a token.
    pub id: String,
    /// From when it no longer vouches for anything; none: until it is revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<DateTime<Utc>>,
}

/// An API token, as far as a gateway must know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApiTokenState {
    /// The credential's row id.
    pub id: String,
    /// The SHA-256 of the token; base64url.
    pub hash: String,
    /// To what it is limited; without it, all that its client holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
    /// The person that it speaks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// From when it no longer counts; none: until it is revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<DateTime<Utc>>,
}

/// A verification key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyState {
    /// Its key id.
    pub kid: String,
    /// Its public half as a JWK (RFC 7517).
    pub jwk: serde_json::Value,
}
