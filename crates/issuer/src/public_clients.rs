//! Public clients present nothing, so what their tokens end with is a credential that nobody holds: it
//! is made with the setting, listed and revoked with the client's secrets.

use chrono::{DateTime, Utc};
use edge::chance::NoChance;
use sea_orm::ConnectionTrait;

use crate::model::{Client, Credential, CredentialKind};
use crate::secret::form;
use crate::store::StoreError;
use crate::store::credentials::{self, NewCredential};

/// Why that is not kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotKept {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Chance(#[from] NoChance),
}

const LABEL: &str = "openbare client";

/// Keeps that a client is public, or that it is no longer. One whose credential was revoked has a new
/// one with its next change of settings.
pub(crate) async fn keep(
    write: &impl ConnectionTrait,
    client: &Client,
    now: DateTime<Utc>,
) -> Result<(), NotKept> {
    let theirs = credentials::of_client(write, &client.id).await?;
    let mut theirs = theirs.into_iter().filter(|one| one.kind == CredentialKind::Public);
    if !client.oauth.is_public() {
        for one in theirs {
            credentials::revoke(write, &client.id, &one.id, now).await?;
        }
        return Ok(());
    }
    if theirs.next().is_some() {
        return Ok(());
    }
    let credential = Credential {
        id: form::fresh_id()?,
        kind: CredentialKind::Public,
        hash: String::new(),
        not_before: None,
        expires_at: None,
    };
    let new = NewCredential { client: &client.id, credential: &credential, label: LABEL };
    Ok(credentials::insert(write, new, now).await?)
}
