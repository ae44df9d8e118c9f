//! A client's last credential of a kind is not revoked in passing: whoever uses it stands outside from
//! then on, and nothing else of the client's lets them in.

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;

use super::error::AdminError;
use crate::model::{Client, CredentialId, Means};
use crate::store::StoreError;
use crate::store::credential_records::{self, CredentialRecord};

/// What stands against revoking this one, if it is the last of its kind that counts.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    client: &Client,
    id: &CredentialId,
    now: DateTime<Utc>,
) -> Result<Option<AdminError>, StoreError> {
    let all = credential_records::of_client(db, &client.id).await?;
    let is_it = |one: &&CredentialRecord| one.id == id.as_str();
    let it = all.iter().find(is_it).filter(|it| it.revoked_at.is_none());
    let Some((it, means)) = it.and_then(|it| Some((it, Means::of(&it.kind)?))) else {
        return Ok(None);
    };
    let mut others = all.iter().filter(|one| !is_it(one) && Means::of(&one.kind) == Some(means));
    let is_last = !it.is_over_at(now) && !others.any(|other| other.is_live_at(now));
    Ok(is_last.then(|| AdminError::LastCredential {
        id: it.id.clone(),
        what: means.name(),
        client: client.id.to_string(),
        another: means.another(),
    }))
}
