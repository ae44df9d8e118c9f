//! The autorisaties of applicaties, read in stretches: one applicatie may have more of them than one
//! statement can give in time.

use std::collections::HashMap;

use autorisaties::{Autorisatie, Component, Scope, TypeUrl, Vertrouwelijkheidaanduiding};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, QueryFilter as _,
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

/// Those of each applicatie, in their order: one statement, and at most two more for every
/// [`STRETCH`] of them.
pub(super) async fn of_each(
    db: &impl ConnectionTrait,
    mut applicaties: Vec<Uuid>,
) -> Result<HashMap<Uuid, Vec<StoredAutorisatie>>, StoreError> {
    applicaties.sort_unstable();
    let mut read: HashMap<Uuid, Vec<StoredAutorisatie>> = HashMap::new();
    let mut wanted = Wanted::Of(applicaties.clone());
    loop {
        let rows = wanted.stretch(db).await?;
        let cut = rows.last().filter(|_| rows.len() == STRETCH);
        let next = match (cut.map(|row| (row.applicatie_id, row.position)), wanted) {
            (Some((id, position)), _) => Wanted::Behind(id, position),
            (None, Wanted::Behind(id, _)) => {
                Wanted::Of(applicaties.iter().copied().filter(|one| *one > id).collect())
            }
            (None, Wanted::Of(_)) => Wanted::Of(Vec::new()),
        };
        for row in rows {
            read.entry(row.applicatie_id).or_default().push(stored(&row)?);
        }
        if next.is_nothing() {
            return Ok(read);
        }
        wanted = next;
    }
}

/// What the next stretch is of. One applicatie is ended before the others are gone on with: each
/// question is then a walk along the index.
enum Wanted {
    /// These applicaties.
    Of(Vec<Uuid>),
    /// The rest of one, behind this position.
    Behind(Uuid, i64),
}

impl Wanted {
    fn is_nothing(&self) -> bool {
        matches!(self, Self::Of(applicaties) if applicaties.is_empty())
    }

    async fn stretch(&self, db: &impl ConnectionTrait) -> Result<Vec<rows::Model>, StoreError> {
        let (applicatie, position) = (rows::Column::ApplicatieId, rows::Column::Position);
        let wanted = match self {
            Self::Of(these) => applicatie.is_in(these.iter().copied()),
            Self::Behind(id, last) => applicatie.eq(*id).and(position.gt(*last)),
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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use autorisaties::{Applicatie, ApplicatieId, Grants};
    use chrono::DateTime;
    use sea_orm::{DbBackend, Statement};

    use super::super::counted::Counted;
    use super::super::testing::Scratch;
    use super::super::{applicaties, write};
    use super::*;

    /// How many each applicatie has: stretches end within one, at the end of one, and at the end of
    /// the last but one.
    const MANY: [usize; 7] = [1_999, 1, 4_500, 0, 2_000, 7, 4_000];

    fn id(number: usize) -> ApplicatieId {
        ApplicatieId::new(Uuid::from_u128(number as u128 + 1))
    }

    fn type_url(applicatie: usize, number: usize) -> TypeUrl {
        TypeUrl::parse(&format!("https://catalogi.example/{applicatie}/{number}")).unwrap()
    }

    async fn insert(db: &impl ConnectionTrait, number: usize) {
        let lezen = vec![Scope::parse("zaken.lezen").unwrap()];
        let openbaar = Some(Vertrouwelijkheidaanduiding::Openbaar);
        let one = |own| {
            let zaaktype = Some(type_url(number, own));
            Autorisatie::from_parts(Component::Zrc, lezen.clone(), zaaktype, openbaar)
        };
        let applicatie = Applicatie {
            id: id(number),
            label: format!("Applicatie {number}"),
            grants: Grants::These((0..MANY[number]).map(one).collect()),
            alleen_is_gereed_voor_publicatie: false,
        };
        // Their ids run against their order.
        let own = |own: usize| Uuid::from_u128((number as u128 + 1) << 64 | (9_999 - own) as u128);
        let ids: Vec<Uuid> = (0..MANY[number]).map(own).collect();
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        applicaties::insert(db, &applicatie, &ids, now).await.unwrap();
    }

    /// Whether the database sorts rows for a statement that SQLite answers along an index.
    async fn is_sorted(db: &impl ConnectionTrait, asked: Statement) -> bool {
        if db.get_database_backend() != DbBackend::Sqlite {
            return false;
        }
        let explain = Statement { sql: format!("EXPLAIN QUERY PLAN {}", asked.sql), ..asked };
        let rows = db.query_all_raw(explain).await.unwrap();
        rows.iter().any(|row| row.try_get::<String>("", "detail").unwrap().contains("ORDER BY"))
    }

    #[actix_web::test]
    async fn autorisaties_are_read_in_their_order_wherever_a_stretch_ends_and_never_sorted() {
        for scratch in Scratch::each().await {
            let db = Counted::new(write(&scratch.open().await).await.unwrap());
            for number in 0..MANY.len() {
                insert(&db, number).await;
            }
            db.take();
            let ids = (0..MANY.len()).rev().map(|number| id(number).as_uuid()).collect();
            let read = of_each(&db, ids).await.unwrap();
            let asked = db.take();
            let stretches = MANY.iter().sum::<usize>() / STRETCH;
            assert!(asked.len() <= 1 + 2 * stretches, "{}", asked.len());
            for statement in asked {
                let sql = statement.sql.clone();
                assert!(!is_sorted(&db, statement).await, "{sql}");
            }
            for (number, many) in MANY.into_iter().enumerate() {
                let its = read.get(&id(number).as_uuid()).map(Vec::as_slice).unwrap_or_default();
                let types: Vec<&str> = its
                    .iter()
                    .filter_map(|one| one.autorisatie.object_type().map(TypeUrl::as_str))
                    .collect();
                let expected: Vec<TypeUrl> = (0..many).map(|own| type_url(number, own)).collect();
                let expected: Vec<&str> = expected.iter().map(TypeUrl::as_str).collect();
                assert!(types == expected, "applicatie {number} of {many}: {}", types.len());
            }
        }
    }
}
