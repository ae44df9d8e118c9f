//! Access tokens that this issuer gave out, whatever they look like: what each stands for, and
//! whether it is alive.
//!
//! What a token stands for never changes, so it is remembered; that its client, its credential and
//! the token itself are alive is asked of the state each time.

use std::sync::Arc;

use autorisaties::ClientId;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use edge::feed::ChangeNumber;
use edge::opaque::ACCESS_TOKEN;
use quick_cache::sync::Cache;
use tokens::{
    AccessClaims, Expectations, KeyId, UnixTime, UnverifiedToken, VerifiedToken, token_digest,
};

use crate::app::App;
use crate::state::{ClientEntry, Stale, State};
use crate::store::{self, StoreError, access_tokens};

/// How many tokens are remembered.
const REMEMBERED: usize = 10_000;
/// What tokens stand for, of those that were seen lately.
#[derive(Debug)]
pub(crate) struct Remembered(Cache<[u8; 32], Arc<Known>>);

impl Default for Remembered {
    fn default() -> Self {
        Self(Cache::new(REMEMBERED))
    }
}

/// What a token stands for.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) claims: AccessClaims,
    /// The key that signed it, if one did.
    kid: Option<KeyId>,
}

/// A token that is alive.
#[derive(Debug)]
pub(crate) struct Standing {
    pub(crate) known: Arc<Known>,
    pub(crate) entry: Arc<ClientEntry>,
}

/// Why nobody can say what a token stands for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AccessError {
    #[error(transparent)]
    Stale(#[from] Stale),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is kept of an opaque token: it is random, so it is not guessed from its hash.
pub(crate) fn hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(token_digest(token))
}

/// A token that is alive at this moment; `None` for whatever else it is.
pub(crate) async fn standing(
    token: &str,
    app: &App,
    now: DateTime<Utc>,
) -> Result<Option<Standing>, AccessError> {
    let state = app.follower.current().await?;
    let Some(known) = known(token, &state, app, now).await? else { return Ok(None) };
    // Another issuer may have judged it by what this one has not read yet.
    let state = if ChangeNumber::new(known.claims.zp_change) > state.number {
        app.follower.catch_up().await?;
        app.follower.current().await?
    } else {
        state
    };
    let entry = known.alive(&state, now);
    Ok(entry.map(|entry| Standing { known, entry }))
}

/// What a token stands for, whether or not it is alive.
pub(crate) async fn known(
    token: &str,
    state: &State,
    app: &App,
    now: DateTime<Utc>,
) -> Result<Option<Arc<Known>>, AccessError> {
    let digest = token_digest(token);
    if let Some(known) = app.remembered.0.get(&digest) {
        return Ok(Some(known));
    }
    let known = if ACCESS_TOKEN.has_form_of(token) {
        let kept = access_tokens::find(&store::read(&app.db).await?, &hash(token)).await?;
        kept.map(|claims| Known { claims, kid: None })
    } else {
        signed(token, state, app, now)
    };
    let known = known.map(Arc::new);
    if let Some(known) = &known {
        app.remembered.0.insert(digest, Arc::clone(known));
    }
    Ok(known)
}

fn signed(token: &str, state: &State, app: &App, now: DateTime<Utc>) -> Option<Known> {
    let own = Expectations::own(app.public_url.as_str());
    let token = UnverifiedToken::parse(token).ok()?;
    let verified = token.verify(state.verification_keys(), &own, UnixTime::new(now.timestamp()));
    Some(Known::from(verified.ok()?))
}

impl From<VerifiedToken> for Known {
    fn from(token: VerifiedToken) -> Self {
        Self { claims: token.claims().clone(), kid: Some(token.kid().clone()) }
    }
}

impl Known {
    /// Its client, if everything that it came of still vouches for it.
    pub(crate) fn alive(&self, state: &State, now: DateTime<Utc>) -> Option<Arc<ClientEntry>> {
        let claims = &self.claims;
        let id = ClientId::parse(&claims.client_id).ok()?;
        let entry = state.client(&id)?;
        let credential = claims.zp_credential.as_deref()?;
        let live = entry.has_live(credential, now);
        let in_time = now.timestamp() < claims.exp.as_secs();
        let signed =
            self.kid.as_ref().is_none_or(|kid| state.verification_keys().get(kid).is_some());
        let stands = ChangeNumber::new(claims.zp_change) >= entry.client.issued_before
            && !state.is_revoked(claims);
        (live && in_time && signed && stands).then(|| Arc::clone(entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_of_a_token_is_not_the_token() {
        let hash = hash("zpt_x");
        assert!(!hash.contains("zpt_x"));
        assert_eq!(hash, super::hash("zpt_x"));
        assert_ne!(hash, super::hash("zpt_y"));
    }
}
