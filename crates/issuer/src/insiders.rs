//! Callers that belong to the system itself, by a credential of a kind of their own: it opens the
//! feed and introspects tokens, and fetches none.

use std::net::IpAddr;
use std::sync::Arc;

use autorisaties::ClientId;
use chrono::{DateTime, Utc};
use edge::authorization::Basic;
use edge::uses::Minute;

use crate::app::App;
use crate::model::{Belongs, CredentialId, CredentialKind};
use crate::pace::Wait;
use crate::secret::{HashError, SecretError};
use crate::state::{ClientEntry, Stale};

/// One that proved who it is.
#[derive(Debug)]
pub(crate) struct Insider {
    pub(crate) id: ClientId,
    pub(crate) credential: CredentialId,
}

/// Why a caller is none of them.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InsiderError {
    #[error("no live credential of such a caller was presented")]
    Unknown,
    #[error("the hashing pool is full")]
    Busy,
    #[error(transparent)]
    TooOften(#[from] Wait),
    #[error(transparent)]
    Stale(#[from] Stale),
    #[error("argon2 failed")]
    Failed,
}

/// Who says that it is one of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claimant<'a> {
    pub(crate) basic: &'a Basic,
    pub(crate) source: IpAddr,
}

/// Verifies that the caller is one of these. What is wrong counts as a guess.
pub(crate) async fn authenticate(
    claimant: Claimant<'_>,
    who: &[Belongs],
    app: &App,
    now: DateTime<Utc>,
) -> Result<Insider, InsiderError> {
    let Claimant { basic, source } = claimant;
    if !app.secrets.is_of_our_form(&basic.password) {
        // To refuse a string that is not ours costs a hash, which is not had without end.
        app.client_guesses.leave(&basic.user_id, source, now)?.unused();
    }
    let verified = verify(basic, who, app, now).await;
    if let Err(InsiderError::Unknown) = verified {
        app.client_guesses.leave(&basic.user_id, source, now)?;
    }
    verified
}

/// Who is not there costs what a wrong secret costs.
async fn verify(
    basic: &Basic,
    who: &[Belongs],
    app: &App,
    now: DateTime<Utc>,
) -> Result<Insider, InsiderError> {
    let state = app.follower.current().await?;
    let named = ClientId::parse(&basic.user_id).ok();
    let entry =
        named.and_then(|id| state.client(&id)).filter(|entry| who.contains(&entry.client.belongs));
    let rows = entry.map_or(&[][..], |entry| &entry.credentials);
    let own = |entry: &Arc<ClientEntry>| entry.client.belongs.credential_kind();
    let kind = entry.map_or(CredentialKind::Gateway, own);
    let verdict = app.secrets.verify(rows, kind, &basic.password, now).await;
    match (verdict, entry) {
        (Ok(credential), Some(entry)) => {
            app.uses.note(credential.as_str(), Minute::of(now));
            Ok(Insider { id: entry.client.id.clone(), credential })
        }
        (Ok(_), None) | (Err(SecretError::Wrong), _) => Err(InsiderError::Unknown),
        (Err(SecretError::Hash(HashError::Busy)), _) => Err(InsiderError::Busy),
        (Err(SecretError::Hash(HashError::Failed)), _) => Err(InsiderError::Failed),
    }
}
