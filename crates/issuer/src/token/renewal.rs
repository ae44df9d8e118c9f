//! New refresh tokens (RFC 6749 1.5): 256 bits of chance, of which the digest alone is kept. A grant begins
//! with one; each use gives the next.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use edge::chance::{self, NoChance};
use sea_orm::ConnectionTrait;
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use crate::granting::code;
use crate::model::Client;
use crate::store::StoreError;
use crate::store::codes::Code;
use crate::store::grants::{self, GrantRecord};
use crate::store::refresh_tokens::{self, RefreshToken};

/// What a refresh token begins with, so that one that leaks is found for what it is.
const PREFIX: &str = "zpr_";

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
            created_at: now,
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
        let bytes = Zeroizing::new(chance::bytes::<32>()?);
        let random = Zeroizing::new(URL_SAFE_NO_PAD.encode(*bytes));
        let text: SecretString = format!("{PREFIX}{}", *random).into();
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
    if !text.expose_secret().starts_with(PREFIX) {
        return Ok(None);
    }
    let found = refresh_tokens::find(db, &code::digest(text)).await?;
    let Some(token) = found else { return Ok(None) };
    let grant = grants::find(db, &token.grant).await?;
    Ok(grant.map(|grant| (token, grant)))
}
