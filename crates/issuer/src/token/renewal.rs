//! New refresh tokens (RFC 6749 1.5), of which the digest alone is kept. A grant begins with one; each use
//! gives the next.

use chrono::{DateTime, TimeDelta, Utc};
use edge::chance::NoChance;
use edge::opaque::REFRESH_TOKEN;
use sea_orm::ConnectionTrait;
use secrecy::{ExposeSecret as _, SecretString};

use crate::granting::code;
use crate::model::Client;
use crate::store::StoreError;
use crate::store::codes::Code;
use crate::store::grants::{self, GrantRecord};
use crate::store::refresh_tokens::{self, RefreshToken};

/// A token that is not kept yet.
pub(super) struct Renewal {
    text: SecretString,
    row: RefreshToken,
}

/// A grant that is not kept yet, and its first token.
pub(super) struct Begun {
    grant: GrantRecord,
    first: Renewal,
}

impl Begun {
    /// What comes of a code, if it may be refreshed.
    pub(super) fn of(code: &Code, client: &Client, now: DateTime<Utc>) -> Result<Self, NoChance> {
        let given = &code.given;
        let lifetime = TimeDelta::seconds(client.oauth.refresh.absolute);
        let grant = GrantRecord {
            id: code.grant.clone(),
            client: code.client.clone(),
            user: code.user,
            scope: given.scope.clone(),
            audience: given.audience.clone(),
            authenticated_at: DateTime::from_timestamp(given.auth_time, 0).unwrap_or(now),
            created_at: code.issued_at(),
            ends_at: now + lifetime,
            revoked_at: None,
        };
        let first = Renewal::of(&grant, client, now)?;
        Ok(Self { grant, first })
    }

    /// Keeps both.
    pub(super) async fn keep(self, db: &impl ConnectionTrait) -> Result<SecretString, StoreError> {
        grants::insert(db, &self.grant).await?;
        self.first.keep(db).await
    }
}

impl Renewal {
    /// The next of a grant; it ends with the grant, or when nobody uses it.
    pub(super) fn of(
        grant: &GrantRecord,
        client: &Client,
        now: DateTime<Utc>,
    ) -> Result<Self, NoChance> {
        let text = REFRESH_TOKEN.make()?;
        let idle = now + TimeDelta::seconds(client.oauth.refresh.idle);
        let row = RefreshToken {
            digest: code::digest(&text),
            grant: grant.id.clone(),
            expires_at: idle.min(grant.ends_at),
            used_at: None,
            successor: None,
            retried_at: None,
        };
        Ok(Self { text, row })
    }

    pub(super) fn digest(&self) -> &str {
        &self.row.digest
    }

    /// Keeps it, and gives the token itself.
    pub(super) async fn keep(self, db: &impl ConnectionTrait) -> Result<SecretString, StoreError> {
        refresh_tokens::insert(db, self.row).await?;
        Ok(self.text)
    }
}

/// What a text stands for that may be a refresh token, whatever became of it.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    text: &SecretString,
) -> Result<Option<(RefreshToken, GrantRecord)>, StoreError> {
    if !REFRESH_TOKEN.has_form_of(text.expose_secret()) {
        return Ok(None);
    }
    let found = refresh_tokens::find(db, &code::digest(text)).await?;
    let Some(token) = found else { return Ok(None) };
    let grant = grants::find(db, &token.grant).await?;
    Ok(grant.map(|grant| (token, grant)))
}
