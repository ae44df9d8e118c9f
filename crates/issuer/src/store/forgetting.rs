//! Rows that are over are taken out a few at once: a statement that takes out all of them would keep who
//! writes waiting, after a night in which no issuer ran above all.

use sea_orm::sea_query::{Expr, ExprTrait as _, LockBehavior, LockType, Query};

use super::{Db, Lane, StoreError, write_alone};

/// A table, and the column that names its rows.
pub(super) type Rows = (&'static str, &'static str);

/// Takes out at most so many of those that are over; says how many there were.
pub(super) async fn forget(
    db: &Db,
    (table, key): Rows,
    over: Expr,
    most: u64,
) -> Result<u64, StoreError> {
    // Several issuers forget beside each other, and none waits for another.
    let some = Query::select()
        .column(key)
        .from(table)
        .and_where(over)
        .limit(most)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .to_owned();
    let named = Expr::col(key).in_subquery(some);
    let delete = Query::delete().from_table(table).and_where(named).to_owned();
    write_alone(db, Lane::Tokens, db.pool.get_database_backend().build(&delete)).await
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use chrono::DateTime;
    use serde_json::Value;

    use super::super::authorizations::{self, Waiting};
    use super::super::testing::Scratch;
    use super::super::{append, read};

    #[actix_web::test]
    async fn no_more_leave_at_once_than_was_asked_for_and_none_before_it_is_over() {
        let moment = |seconds: i64| DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap();
        let names = ["1", "2", "3", "4", "5", "later"];
        for scratch in Scratch::each().await {
            let db = scratch.open().await;
            let write = append(&db).await.unwrap();
            for name in names {
                let waiting = Waiting {
                    digest: name.to_owned(),
                    request: Value::Null,
                    created_at: moment(0),
                    expires_at: moment(if name == "later" { 61 } else { 60 }),
                    session: None,
                    pushed_by: None,
                    begun_at: None,
                };
                authorizations::insert(&write, waiting).await.unwrap();
            }
            write.commit().await.unwrap();
            for gone in [3, 2, 0] {
                assert_eq!(authorizations::forget(&db, moment(60), 3).await.unwrap(), gone);
            }
            let left = authorizations::find(&read(&db).await.unwrap(), "later").await.unwrap();
            assert!(left.is_some());
        }
    }
}
