//! Initial access tokens, as hashes: they are random, so none is guessed from its hash.

use autorisaties::{ApplicatieId, ScopeSet};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait as _};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Set,
};

use super::StoreError;
use super::apis::{scopes, texts};
use super::rows::registration_tokens::{ActiveModel, Column, Entity, Model};
use crate::model::{CredentialId, RegistrationToken};
use crate::settings::Profile;

const BASELINE: &str = "baseline";
const NLGOV: &str = "nlgov";

/// Adds one, under the hash of its text.
pub(crate) async fn insert(
    db: &impl ConnectionTrait,
    token: &RegistrationToken,
    digest: String,
) -> Result<(), StoreError> {
    let profile = match token.profile {
        Profile::Baseline => BASELINE,
        Profile::Nlgov => NLGOV,
    };
    let row = ActiveModel {
        id: Set(token.id.as_str().to_owned()),
        digest: Set(digest),
        label: Set(token.label.clone()),
        applicatie_id: Set(token.applicatie.as_uuid()),
        profile: Set(profile.to_owned()),
        scopes: Set(token.scopes.as_ref().map(|scopes| texts(scopes).into())),
        uses: Set(token.uses),
        used: Set(token.used),
        created_at: Set(token.created_at),
        expires_at: Set(token.expires_at),
        ended_at: Set(token.ended_at),
    };
    row.insert(db).await?;
    Ok(())
}

/// The one whose text has this hash, ended or not.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    digest: &str,
) -> Result<Option<RegistrationToken>, StoreError> {
    let row = Entity::find().filter(Column::Digest.eq(digest)).one(db).await?;
    row.map(token).transpose()
}

/// The one of this id, ended or not.
pub(crate) async fn named(
    db: &impl ConnectionTrait,
    id: &CredentialId,
) -> Result<Option<RegistrationToken>, StoreError> {
    Entity::find_by_id(id.as_str()).one(db).await?.map(token).transpose()
}

/// At most `limit` of them, by id, from the one behind `after`; ended ones too.
pub(crate) async fn page(
    db: &impl ConnectionTrait,
    applicatie: Option<ApplicatieId>,
    (after, limit): (Option<&str>, u64),
) -> Result<Vec<RegistrationToken>, StoreError> {
    let mut found = Entity::find().order_by_asc(Column::Id);
    if let Some(applicatie) = applicatie {
        found = found.filter(Column::ApplicatieId.eq(applicatie.as_uuid()));
    }
    if let Some(after) = after {
        found = found.filter(Column::Id.gt(after));
    }
    found.limit(limit).all(db).await?.into_iter().map(token).collect()
}

/// Counts one use. Nobody else writes meanwhile, and it was found live.
pub(crate) async fn count_use(
    db: &impl ConnectionTrait,
    token: &RegistrationToken,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let used = token.used + 1;
    let ended_at = if used >= token.uses { Some(now) } else { token.ended_at };
    Entity::update_many()
        .set(ActiveModel { used: Set(used), ended_at: Set(ended_at), ..Default::default() })
        .filter(Column::Id.eq(token.id.as_str()))
        .exec(db)
        .await?;
    Ok(())
}

/// Revokes one; says whether it was there and had not ended.
pub(crate) async fn revoke(
    db: &impl ConnectionTrait,
    id: &CredentialId,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let named = Condition::all().add(Column::Id.eq(id.as_str())).add(Column::ExpiresAt.gt(now));
    Ok(end(db, named, now).await? == 1)
}

/// Revokes those of an applicatie.
pub(crate) async fn revoke_of(
    db: &impl ConnectionTrait,
    applicatie: ApplicatieId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let theirs = Condition::all().add(Column::ApplicatieId.eq(applicatie.as_uuid()));
    end(db, theirs, now).await.map(drop)
}

async fn end(
    db: &impl ConnectionTrait,
    which: Condition,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let ended = Entity::update_many()
        .set(ActiveModel { ended_at: Set(Some(now)), ..Default::default() })
        .filter(which.add(Column::EndedAt.is_null()))
        .exec(db)
        .await?;
    Ok(ended.rows_affected)
}

/// Removes those that had ended at a moment.
pub(crate) async fn forget(
    db: &impl ConnectionTrait,
    over: DateTime<Utc>,
) -> Result<(), StoreError> {
    let ended = Expr::col(Column::EndedAt).lte(over);
    let either = Condition::any().add(ended).add(Column::ExpiresAt.lte(over));
    Entity::delete_many().filter(either).exec(db).await?;
    Ok(())
}

fn token(row: Model) -> Result<RegistrationToken, StoreError> {
    let corrupt =
        |what| StoreError::Corrupt { table: "registration_tokens", row: row.id.clone(), what };
    let limited = |column: &serde_json::Value| -> Result<ScopeSet, StoreError> {
        scopes(column).ok_or_else(|| corrupt("its scopes"))
    };
    Ok(RegistrationToken {
        id: CredentialId::parse(&row.id).ok_or_else(|| corrupt("its id"))?,
        applicatie: ApplicatieId::new(row.applicatie_id),
        profile: match row.profile.as_str() {
            BASELINE => Profile::Baseline,
            NLGOV => Profile::Nlgov,
            _ => return Err(corrupt("its profile")),
        },
        scopes: row.scopes.as_ref().map(limited).transpose()?,
        label: row.label,
        uses: row.uses,
        used: row.used,
        created_at: row.created_at,
        expires_at: row.expires_at,
        ended_at: row.ended_at,
    })
}
