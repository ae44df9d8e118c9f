//! Client assertions that counted already (RFC 7523 3, `jti`).
//!
//! The row itself decides who came first, at whichever issuer: there is no look before the write.

use autorisaties::ClientId;
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{DbBackend, Statement};

use super::{Db, Lane, StoreError, write_alone};

const TABLE: &str = "used_assertions";

/// An assertion that is to count.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Use<'a> {
    pub(crate) client: &'a ClientId,
    /// What names it among those of this client.
    pub(crate) digest: &'a [u8; 32],
    /// When it would be refused anyway.
    pub(crate) until: DateTime<Utc>,
}

/// Whether an assertion counts now, for the first time. Of all who ask one hears yes.
pub(crate) async fn claim(db: &Db, new: Use<'_>) -> Result<bool, StoreError> {
    let row = [new.client.as_str().into(), new.digest.to_vec().into(), new.until.into()];
    let once = OnConflict::columns(["client_id", "digest"]).do_nothing().to_owned();
    let insert = Query::insert()
        .into_table(TABLE)
        .columns(["client_id", "digest", "expires_at"])
        .values_panic(row)
        .on_conflict(once)
        .to_owned();
    Ok(write_alone(db, Lane::Tokens, db.pool.get_database_backend().build(&insert)).await? == 1)
}

/// Forgets some that ended before a moment, no more than asked for; says how many there were.
pub(crate) async fn forget(db: &Db, before: DateTime<Utc>, most: u64) -> Result<u64, StoreError> {
    let backend = db.pool.get_database_backend();
    // Several issuers forget beside each other, and none waits for another.
    let (at, many, beside) = match backend {
        DbBackend::Postgres => ("$1", "$2", " FOR UPDATE SKIP LOCKED"),
        _ => ("?", "?", ""),
    };
    let sql = format!(
        "DELETE FROM {TABLE} WHERE (client_id, digest) IN (SELECT client_id, digest FROM {TABLE} \
         WHERE expires_at < {at} ORDER BY expires_at LIMIT {many}{beside})"
    );
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let delete = Statement::from_sql_and_values(backend, sql, [before.into(), most.into()]);
    write_alone(db, Lane::Tokens, delete).await
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use chrono::TimeDelta;
    use futures_util::future::join_all;

    use super::super::testing::Scratch;
    use super::super::write;
    use super::*;

    fn moment(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap() + TimeDelta::seconds(seconds)
    }

    async fn claims(db: &Db, client: &str, digest: u8, until: i64) -> bool {
        let client = ClientId::parse(client).unwrap();
        let new = Use { client: &client, digest: &[digest; 32], until: moment(until) };
        claim(db, new).await.unwrap()
    }

    #[actix_web::test]
    async fn an_assertion_counts_once_for_its_client_at_whichever_issuer() {
        for scratch in Scratch::each().await {
            let (here, there) = (scratch.open().await, scratch.open().await);
            assert!(claims(&here, "a", 1, 0).await);
            assert!(!claims(&here, "a", 1, 0).await);
            assert!(!claims(&there, "a", 1, 900).await, "whenever it ends");
            assert!(claims(&there, "a", 2, 0).await, "another one");
            assert!(claims(&there, "b", 1, 0).await, "one of another client");
        }
    }

    /// R7523-04.
    #[actix_web::test]
    async fn of_many_who_use_one_assertion_at_once_one_wins() {
        for scratch in Scratch::each().await {
            let (here, there) = (scratch.open().await, scratch.open().await);
            for digest in 0..20 {
                let both = [&here, &there].into_iter().cycle().take(50);
                let won = join_all(both.map(|db| claims(db, "a", digest, 0))).await;
                assert_eq!(won.into_iter().filter(|won| *won).count(), 1);
            }
        }
    }

    #[actix_web::test]
    async fn what_ended_is_forgotten_a_little_at_once_and_nothing_else() {
        for scratch in Scratch::each().await {
            let db = scratch.open().await;
            for digest in 0..5 {
                assert!(claims(&db, "a", digest, i64::from(digest)).await);
            }
            assert_eq!(
                forget(&db, moment(0), 10).await.unwrap(),
                0,
                "that second is not before it"
            );
            assert_eq!(forget(&db, moment(4), 3).await.unwrap(), 3);
            assert_eq!(forget(&db, moment(4), 3).await.unwrap(), 1);
            assert!(claims(&db, "a", 3, 9).await, "it is forgotten");
            assert!(!claims(&db, "a", 4, 9).await, "it is not");
        }
    }

    #[actix_web::test]
    async fn on_postgresql_it_does_not_wait_for_those_who_write_the_state() {
        let Some(scratch) = Scratch::each().await.into_iter().nth(1) else { return };
        let (here, there) = (scratch.open().await, scratch.open().await);
        let writing = write(&there).await.unwrap();
        assert!(claims(&here, "a", 1, 0).await);
        drop(writing);
    }
}
