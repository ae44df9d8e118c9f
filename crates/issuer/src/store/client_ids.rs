//! The client ids of an applicatie as a list that is given whole, as the Autorisaties API does.
//!
//! A client id stays bound to its applicatie for ever (`ac-001`): one that is left out ends, one
//! that comes back comes without its credentials, and one of another applicatie is never taken.

use std::collections::{HashMap, HashSet};

use autorisaties::{ApplicatieId, ClientId};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::CaseStatement;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use super::changes::upcoming;
use super::rows::clients;
use super::{AT_ONCE, StoreError, ending, users};
use crate::model::Client;

/// A client id that is another's, and whose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) client_id: String,
    /// The applicatie it is bound to, now or in the past; none: it is the system's own, or a user's.
    pub(crate) by: Option<Uuid>,
}

/// Which of these ids are bound to another applicatie than this one, now or in the past; or are new, and
/// a user's: `sub` names clients and users alike (RFC 9700 4.15).
pub(crate) async fn taken(
    db: &impl ConnectionTrait,
    ids: &[ClientId],
    by_other_than: Option<ApplicatieId>,
) -> Result<Vec<Taken>, StoreError> {
    let known = find(db, ids).await?;
    let own = by_other_than.map(ApplicatieId::as_uuid);
    let others = ids.iter().filter_map(|id| known.get(id.as_str()));
    let others = others.filter(|row| own.is_none() || row.applicatie_id != own);
    let bound = others.map(|row| Taken { client_id: row.id.clone(), by: row.applicatie_id });
    let mut taken: Vec<Taken> = bound.collect();
    for id in ids.iter().filter(|id| !known.contains_key(id.as_str())) {
        if users::is_the_id_of_one(db, id.as_str()).await? {
            taken.push(Taken { client_id: id.to_string(), by: None });
        }
    }
    Ok(taken)
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

/// What became of a list that was given.
#[derive(Debug)]
pub(crate) struct Placed {
    /// Those that changed in more than their place.
    pub(crate) changed: Vec<ClientId>,
    /// Public ones that came back: without the credential that each of those has.
    pub(crate) public: Vec<Client>,
}

/// Makes these the client ids of an applicatie, in this order; says what that
/// changed. None of them is another's: see [`taken`].
pub(crate) async fn set(
    db: &impl ConnectionTrait,
    applicatie: ApplicatieId,
    ids: &[ClientId],
    now: DateTime<Utc>,
) -> Result<Placed, StoreError> {
    let mut changed = end_others(db, applicatie, ids, now).await?;
    let known = find(db, ids).await?;
    // What is new has no credential until an administrator gives it one.
    let is_new = |(_, id): &(i64, &ClientId)| !known.contains_key(id.as_str());
    let of_this = |(position, id): (i64, &ClientId)| {
        (position, Client::of_an_applicatie(id.clone(), applicatie))
    };
    let fresh: Vec<(i64, Client)> = (1..).zip(ids).filter(is_new).map(of_this).collect();
    super::clients::insert_placed(db, &fresh, now).await?;
    let row = |id: &ClientId| known.get(id.as_str());
    let ended = |id: &&ClientId| row(id).is_some_and(|row| row.ended_at.is_some());
    let back: Vec<ClientId> = ids.iter().filter(ended).cloned().collect();
    if !back.is_empty() {
        ending::restore_clients(db, &back, upcoming(db, now).await?).await?;
    }
    let moved =
        |(position, id): &(i64, &ClientId)| row(id).is_some_and(|row| row.position != *position);
    let moved: Vec<(i64, &ClientId)> = (1..).zip(ids).filter(moved).collect();
    place(db, &moved).await?;
    let public = back.iter().filter_map(row).map(super::clients::client);
    let public = public.filter(|client| client.as_ref().map_or(true, |one| one.oauth.is_public()));
    let public = public.collect::<Result<_, _>>()?;
    changed.extend(fresh.into_iter().map(|(_, client)| client.id).chain(back));
    Ok(Placed { changed, public })
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
    let others = live.iter().filter(|row| !kept.contains(row.id.as_str()));
    let others = others.map(|row| Ok(super::clients::client(row)?.id));
    let others = others.collect::<Result<Vec<ClientId>, StoreError>>()?;
    ending::end_clients(db, &others, now).await?;
    Ok(others)
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

/// Gives clients their places in the list.
async fn place(db: &impl ConnectionTrait, places: &[(i64, &ClientId)]) -> Result<(), StoreError> {
    for some in places.chunks(AT_ONCE) {
        let mut position = CaseStatement::new();
        for (place, id) in some {
            position = position.case(clients::Column::Id.eq(id.as_str()), *place);
        }
        let named = clients::Column::Id.is_in(some.iter().map(|(_, id)| id.as_str()));
        clients::Entity::update_many()
            .col_expr(clients::Column::Position, position.into())
            .filter(named)
            .exec(db)
            .await?;
    }
    Ok(())
}
