//! Public clients present nothing, so what their tokens end with is a credential that nobody holds: it
//! is made with the setting, listed and revoked with the client's secrets.

use chrono::{DateTime, Utc};

use super::error::AdminError;
use crate::model::{Client, Credential, CredentialKind};
use crate::secret::form;
use crate::store::Write;
use crate::store::credentials::{self, NewCredential};

const LABEL: &str = "openbare client";

/// Keeps that a client is public, or that it is no longer. One whose credential was revoked has a new
/// one with its next change of settings.
pub(super) async fn keep(
    write: &Write,
    client: &Client,
    now: DateTime<Utc>,
) -> Result<(), AdminError> {
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
