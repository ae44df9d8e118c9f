//! Callers that belong to the system itself, by a credential of a kind of their own: it opens the
//! feed and introspects tokens, and fetches none.

use std::sync::Arc;

use autorisaties::ClientId;
use chrono::{DateTime, Utc};
use edge::authorization::Basic;
use edge::uses::Minute;

use crate::app::App;
use crate::model::{Belongs, CredentialId, CredentialKind};
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
    Stale(#[from] Stale),
    #[error("argon2 failed")]
    Failed,
}

/// Verifies that the caller is one of these. Who is not there costs what a wrong secret costs.
pub(crate) async fn authenticate(
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
