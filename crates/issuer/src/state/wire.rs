//! The state in the feed's words: what a gateway needs of it, and no more.
//!
//! No hash, no private key and no client of the system itself ever stands here.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use edge::feed::{
    ApiTokenState, ApplicatieState, Change, ClientState, CredentialState, Ended, ForeignerState,
    KeyState, Thing, UpstreamKeyState, ZgwKeyState,
};
use tokens::{Jwk, KeyId};
use tracing::error;

use super::{ClientEntry, State};
use crate::model::{
    ApiToken, AssertionKey, Credential, CredentialKind, Foreigner, UpstreamKey, ZgwKey,
};
use crate::resealer::Resealer;
use crate::store::changes::{Logged, Subject};

/// Everything, one thing at a time.
pub(crate) fn snapshot(state: &State, resealer: Option<&Resealer>) -> impl Iterator<Item = Thing> {
    let applicaties = state
        .applicaties
        .values()
        .map(|entry| Thing::Applicatie(ApplicatieState::from(&entry.applicatie)));
    let clients =
        state.clients().filter_map(move |entry| client(entry, resealer)).map(Thing::Client);
    let keys = state.published_keys().map(|(kid, jwk)| key(kid, jwk));
    let revoked = state.revocations.values().cloned().map(Thing::Revocation);
    applicaties.chain(clients).chain(keys).chain(revoked)
}

/// A logged change, with the present state of what changed.
pub(crate) fn change(state: &State, logged: &Logged, resealer: Option<&Resealer>) -> Change {
    let thing = present(state, &logged.subject, resealer);
    Change { number: logged.number, prev: logged.prev, thing }
}

fn present(state: &State, subject: &Subject, resealer: Option<&Resealer>) -> Thing {
    match subject {
        Subject::Applicatie(id) => match state.applicatie(*id) {
            Some(entry) => Thing::Applicatie(ApplicatieState::from(&entry.applicatie)),
            None => Thing::ApplicatieEnded(Ended { id: id.as_uuid() }),
        },
        Subject::Client(id) => match state.client(id).and_then(|entry| client(entry, resealer)) {
            Some(client) => Thing::Client(client),
            None => Thing::ClientEnded(Ended { id: id.as_str().to_owned() }),
        },
        Subject::Revocation(of) => match state.revocations.get(of) {
            Some(revocation) => Thing::Revocation(revocation.clone()),
            None => Thing::RevocationEnded(Ended { id: of.clone() }),
        },
        Subject::Key(kid) => match state.published_keys().find(|(known, _)| *known == kid) {
            Some((kid, jwk)) => key(kid, jwk),
            None => Thing::KeyEnded(Ended { id: kid.as_str().to_owned() }),
        },
    }
}

/// Clients of the system itself call no zaak API, so gateways do not hear of them.
fn client(entry: &ClientEntry, resealer: Option<&Resealer>) -> Option<ClientState> {
    let applicatie = entry.client.belongs.applicatie()?;
    let theirs = [CredentialKind::Secret, CredentialKind::Public];
    let secrets = entry.credentials.iter().filter(|one| theirs.contains(&one.kind));
    let keys = entry.assertion_keys.iter().map(assertion_key);
    let origins = entry.client.oauth.cors_origins.iter();
    Some(ClientState {
        client_id: entry.client.id.as_str().to_owned(),
        applicatie: Some(applicatie.as_uuid()),
        issued_before: entry.client.issued_before,
        credentials: secrets.map(credential).chain(keys).collect(),
        scopes: scopes(entry),
        api_tokens: entry.api_tokens.iter().map(api_token).collect(),
        upstream_keys: entry.upstream_keys.iter().map(upstream_key).collect(),
        zgw_keys: resealer.map(|resealer| zgw_keys(entry, resealer)).unwrap_or_default(),
        foreigners: entry.foreigners.iter().map(foreigner).collect(),
        origins: origins.map(|origin| origin.as_str().to_owned()).collect(),
    })
}

/// What its tokens may carry beside what autorisaties give, at this moment.
fn scopes(entry: &ClientEntry) -> Vec<String> {
    let of_apis = entry.accesses.iter().flat_map(|access| access.scopes.iter());
    let own = entry.client.extra_scopes.iter().chain(of_apis);
    let mut scopes: Vec<String> = own.map(ToString::to_string).collect();
    scopes.sort_unstable();
    scopes.dedup();
    scopes
}

fn credential(credential: &Credential) -> CredentialState {
    CredentialState { id: credential.id.as_str().to_owned(), expires: credential.expires_at }
}

fn assertion_key(key: &AssertionKey) -> CredentialState {
    CredentialState { id: key.id.as_str().to_owned(), expires: key.expires_at }
}

fn api_token(token: &ApiToken) -> ApiTokenState {
    let scopes = token.scopes.as_ref();
    ApiTokenState {
        id: token.id.as_str().to_owned(),
        hash: token.hash.clone(),
        scopes: scopes.map(|scopes| scopes.iter().map(ToString::to_string).collect()),
        user: token.user.map(|user| user.to_string()),
        expires: token.expires_at,
    }
}

fn foreigner(is: &Foreigner) -> ForeignerState {
    ForeignerState { issuer: is.issuer.clone(), value: is.value.clone() }
}

fn upstream_key(key: &UpstreamKey) -> UpstreamKeyState {
    let sealed = URL_SAFE_NO_PAD.encode(&key.sealed);
    UpstreamKeyState { upstream: key.upstream.clone(), sealed }
}

/// One that cannot be handed on opens nothing at gateways: that is for the operator to hear, and no
/// reason to tell them nothing else.
fn zgw_keys(entry: &ClientEntry, resealer: &Resealer) -> Vec<ZgwKeyState> {
    let client = &entry.client.id;
    let told = |key: &ZgwKey| match resealer.reseal(client, key) {
        Ok(sealed) => Some(zgw_key(key, &sealed)),
        Err(why) => {
            error!(%client, key = %key.id, %why, "gateways are not told a key of ZGW JWTs");
            None
        }
    };
    entry.zgw_keys.iter().filter_map(told).collect()
}

fn zgw_key(key: &ZgwKey, sealed: &[u8]) -> ZgwKeyState {
    let sealed = URL_SAFE_NO_PAD.encode(sealed);
    ZgwKeyState { id: key.id.as_str().to_owned(), sealed, expires: key.expires_at }
}

fn key(kid: &KeyId, jwk: &Jwk) -> Thing {
    let jwk = serde_json::to_value(jwk).unwrap_or_default();
    Thing::Key(KeyState { kid: kid.as_str().to_owned(), jwk })
}
