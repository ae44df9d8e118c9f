//! The client ids of an applicatie as a list that is given whole, as the Autorisaties API does.
//!
//! A client id stays bound to its applicatie for ever (`ac-001`): one that is left out ends, one
//! that comes back comes without its credentials, and one of another applicatie is never taken.

use std::collections::{HashMap, HashSet};

use autorisaties::{ApplicatieId, ClientId};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    Set,
};
use uuid::Uuid;

use super::changes::upcoming;
use super::rows::clients;
use super::{StoreError, ending};
use crate::model::Client;

/// How many ids are looked for by one statement: databases bound its values.
const AT_ONCE: usize = 500;

/// A client id that is another's, and whose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) client_id: String,
    /// The applicatie it is bound to, now or in the past; none: it is the system's own.
    pub(crate) by: Option<Uuid>,
}

/// Which of these ids are bound to another applicatie than this one, now or in the past.
pub(crate) async fn taken(
    db: &impl ConnectionTrait,
    ids: &[ClientId],
    by_other_than: Option<ApplicatieId>,
) -> Result<Vec<Taken>, StoreError> {
    let known = find(db, ids).await?;
    let own = by_other_than.map(ApplicatieId::as_uuid);
    let others = ids.iter().filter_map(|id| known.get(id.as_str()));
    let others = others.filter(|row| own.is_none() || row.applicatie_id != own);
    Ok(others.map(|row| Taken { client_id: row.id.clone(), by: row.applicatie_id }).collect())
}

/// The applicaties that these ids are bound to, those of the first id first.
pub(crate) async fn owners(
    db: &impl ConnectionTrait,
    ids: &[ClientId],
) -> Result<Vec<ApplicatieId>, StoreError> {
    let known = find(db, ids).await?;
    let of = |id: &ClientId| known.get(id.as_str())?.applicatie_id.map(ApplicatieId::new);
    let mut owners: Vec<ApplicatieId> = ids.iter().filter_map(of).collect();
    owners.dedup();
    Ok(owners)
}

/// Makes these the client ids of an applicatie, in this order; gives those that changed in more
/// than their place. None of them is another's: see [`taken`].
pub(crate) async fn set(
    db: &impl ConnectionTrait,
    applicatie: ApplicatieId,
    ids: &[ClientId],
    now: DateTime<Utc>,
) -> Result<Vec<ClientId>, StoreError> {
    let mut changed = end_others(db, applicatie, ids, now).await?;
    let known = find(db, ids).await?;
    for (position, id) in (1..).zip(ids) {
        match known.get(id.as_str()) {
            None => {
                // It has no credential until an administrator gives it one.
                let client = Client::of_an_applicatie(id.clone(), applicatie);
                super::clients::insert(db, &client, now).await?;
                changed.push(id.clone());
            }
            Some(row) => {
                if row.ended_at.is_some() {
                    ending::restore_client(db, id, upcoming(db, now).await?).await?;
                    changed.push(id.clone());
                }
                if row.position != position {
                    place(row, position).update(db).await?;
                }
            }
        }
    }
    Ok(changed)
}

async fn end_others(
    db: &impl ConnectionTrait,
    applicatie: ApplicatieId,
    ids: &[ClientId],
    now: DateTime<Utc>,
) -> Result<Vec<ClientId>, StoreError> {
    let kept: HashSet<&str> = ids.iter().map(ClientId::as_str).collect();
    let live = clients::Entity::find()
        .filter(clients::Column::ApplicatieId.eq(applicatie.as_uuid()))
        .filter(clients::Column::EndedAt.is_null())
        .all(db)
        .await?;
    let mut ended = Vec::new();
    for row in live.iter().filter(|row| !kept.contains(row.id.as_str())) {
        let id = super::clients::client(row)?.id;
        ending::end_client(db, &id, now).await?;
        ended.push(id);
    }
    Ok(ended)
}

async fn find(
    db: &impl ConnectionTrait,
    ids: &[ClientId],
) -> Result<HashMap<String, clients::Model>, StoreError> {
    let mut found = HashMap::new();
    for some in ids.chunks(AT_ONCE) {
        let named = clients::Column::Id.is_in(some.iter().map(ClientId::as_str));
        let rows = clients::Entity::find().filter(named).all(db).await?;
        found.extend(rows.into_iter().map(|row| (row.id.clone(), row)));
    }
    Ok(found)
}

fn place(row: &clients::Model, position: i64) -> clients::ActiveModel {
    clients::ActiveModel { id: Set(row.id.clone()), position: Set(position), ..Default::default() }
}
