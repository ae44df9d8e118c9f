//! The end of applicaties and clients, and their way back.
//!
//! Nothing is removed: a client id stays bound to its applicatie for ever (`ac-001`). What comes
//! back comes without its credentials, which stay revoked.

use std::slice;

use autorisaties::{ApplicatieId, ClientId};
use chrono::{DateTime, Utc};
use edge::feed::ChangeNumber;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, Set,
};

use super::changes::to_column;
use super::grants::Whose;
use super::rows::{applicaties, clients};
use super::{
    AT_ONCE, StoreError, bindings, credential_records, grants, registration_tokens, upstream_keys,
};

/// Ends an applicatie with its clients, and what more would register with; gives those that it ended.
pub(crate) async fn end_applicatie(
    db: &impl ConnectionTrait,
    id: ApplicatieId,
    now: DateTime<Utc>,
) -> Result<Vec<ClientId>, StoreError> {
    set_deleted(db, id, Some(now)).await?;
    let theirs = of_applicatie(id).filter(clients::Column::EndedAt.is_null()).all(db).await?;
    let ended = ids(&theirs)?;
    end_clients(db, &ended, now).await?;
    registration_tokens::revoke_of(db, id, now).await?;
    Ok(ended)
}

/// Ends clients, their credentials, and what people gave them.
pub(crate) async fn end_clients(
    db: &impl ConnectionTrait,
    ids: &[ClientId],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for some in ids.chunks(AT_ONCE) {
        let ended_at = Set(Some(now));
        update_clients(db, some, clients::ActiveModel { ended_at, ..Default::default() }).await?;
        upstream_keys::remove_all(db, some).await?;
        bindings::remove_all(db, some).await?;
        credential_records::revoke_all(db, some, now).await?;
        grants::end(db, Whose::Clients(some), now).await?;
    }
    Ok(())
}

/// Brings an applicatie back with the clients that ended with it, not those that had ended before;
/// gives the clients. Tokens judged before the number stay dead.
pub(crate) async fn restore_applicatie(
    db: &impl ConnectionTrait,
    id: ApplicatieId,
    issued_before: ChangeNumber,
) -> Result<Vec<ClientId>, StoreError> {
    let row = applicaties::Entity::find_by_id(id.as_uuid()).one(db).await?;
    let Some(deleted_at) = row.and_then(|row| row.deleted_at) else { return Ok(Vec::new()) };
    let with_it = of_applicatie(id).filter(clients::Column::EndedAt.eq(deleted_at)).all(db).await?;
    let back = ids(&with_it)?;
    restore_clients(db, &back, issued_before).await?;
    set_deleted(db, id, None).await?;
    Ok(back)
}

/// Brings clients back. Tokens judged before the number stay dead.
pub(crate) async fn restore_clients(
    db: &impl ConnectionTrait,
    ids: &[ClientId],
    issued_before: ChangeNumber,
) -> Result<(), StoreError> {
    for some in ids.chunks(AT_ONCE) {
        let back = clients::ActiveModel {
            ended_at: Set(None),
            issued_before: Set(to_column(issued_before)),
            ..Default::default()
        };
        update_clients(db, some, back).await?;
    }
    Ok(())
}

/// Withdraws every token of a client that was judged before a number, and what would lead to more.
pub(crate) async fn withdraw_tokens(
    db: &impl ConnectionTrait,
    id: &ClientId,
    issued_before: ChangeNumber,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    grants::end(db, Whose::Client(id.as_str()), now).await?;
    let issued_before = Set(to_column(issued_before));
    let values = clients::ActiveModel { issued_before, ..Default::default() };
    update_clients(db, slice::from_ref(id), values).await
}

async fn set_deleted(
    db: &impl ConnectionTrait,
    id: ApplicatieId,
    at: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    let values = applicaties::ActiveModel { deleted_at: Set(at), ..Default::default() };
    let named = applicaties::Column::Id.eq(id.as_uuid());
    applicaties::Entity::update_many().set(values).filter(named).exec(db).await?;
    Ok(())
}

async fn update_clients(
    db: &impl ConnectionTrait,
    ids: &[ClientId],
    values: clients::ActiveModel,
) -> Result<(), StoreError> {
    let named = clients::Column::Id.is_in(ids.iter().map(ClientId::as_str));
    clients::Entity::update_many().set(values).filter(named).exec(db).await?;
    Ok(())
}

fn of_applicatie(id: ApplicatieId) -> sea_orm::Select<clients::Entity> {
    clients::Entity::find()
        .filter(clients::Column::ApplicatieId.eq(id.as_uuid()))
        .order_by_asc(clients::Column::Id)
}

fn ids(rows: &[clients::Model]) -> Result<Vec<ClientId>, StoreError> {
    rows.iter().map(|row| Ok(super::clients::client(row)?.id)).collect()
}
