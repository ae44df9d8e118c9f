//! The autorisaties of applicaties, read in stretches: one applicatie may have more of them than one
//! statement can give in time.

use std::collections::HashMap;

use autorisaties::{Autorisatie, Component, Scope, TypeUrl, Vertrouwelijkheidaanduiding};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::StoreError;
use super::rows::autorisaties as rows;

/// How many rows one statement gives.
pub(super) const STRETCH: usize = 2_000;

/// One autorisatie with the id that the admin API calls it by.
#[derive(Debug, Clone)]
pub(crate) struct StoredAutorisatie {
    pub(crate) id: Uuid,
    pub(crate) autorisatie: Autorisatie,
}

/// Those of each applicatie, in their order.
pub(super) async fn of_each(
    db: &impl ConnectionTrait,
    mut applicaties: Vec<Uuid>,
) -> Result<HashMap<Uuid, Vec<StoredAutorisatie>>, StoreError> {
    applicaties.sort_unstable();
    let mut read: HashMap<Uuid, Vec<StoredAutorisatie>> = HashMap::new();
    let mut behind = None;
    loop {
        let stretch = stretch(db, &applicaties, behind).await?;
        let was_full = stretch.len() == STRETCH;
        behind = stretch.last().map(|row| (row.applicatie_id, row.position));
        for row in stretch {
            read.entry(row.applicatie_id).or_default().push(stored(&row)?);
        }
        if !was_full {
            return Ok(read);
        }
    }
}

async fn stretch(
    db: &impl ConnectionTrait,
    applicaties: &[Uuid],
    behind: Option<(Uuid, i64)>,
) -> Result<Vec<rows::Model>, StoreError> {
    let (applicatie, position) = (rows::Column::ApplicatieId, rows::Column::Position);
    let wanted = match behind {
        None => Condition::any().add(applicatie.is_in(applicaties.iter().copied())),
        Some((id, last)) => {
            let rest = applicaties.iter().copied().filter(|one| *one > id);
            let of_this = Condition::all().add(applicatie.eq(id)).add(position.gt(last));
            Condition::any().add(of_this).add(applicatie.is_in(rest))
        }
    };
    let rows = rows::Entity::find()
        .filter(wanted)
        .order_by_asc(applicatie)
        .order_by_asc(position)
        .limit(STRETCH as u64)
        .all(db)
        .await?;
    Ok(rows)
}

pub(super) fn stored(row: &rows::Model) -> Result<StoredAutorisatie, StoreError> {
    let corrupt =
        |what| StoreError::Corrupt { table: "autorisaties", row: row.id.to_string(), what };
    let component =
        Component::parse(&row.component).map_err(|_| corrupt("an unknown component"))?;
    let scopes = super::json::texts(&row.scopes)
        .and_then(|texts| texts.iter().map(|text| Scope::parse(text).ok()).collect())
        .ok_or_else(|| corrupt("its scopes"))?;
    let object_type = row
        .object_type
        .as_deref()
        .map(|url| TypeUrl::parse(url).map_err(|_| corrupt("its type is no url")))
        .transpose()?;
    let ceiling = row
        .max_vertrouwelijkheidaanduiding
        .as_deref()
        .map(|level| {
            Vertrouwelijkheidaanduiding::parse(level).map_err(|_| corrupt("an unknown level"))
        })
        .transpose()?;
    let autorisatie = Autorisatie::from_parts(component, scopes, object_type, ceiling);
    Ok(StoredAutorisatie { id: row.id, autorisatie })
}
