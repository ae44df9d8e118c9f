//! What a write reads stays true, a statement never hangs, and a commit says what it knows.

use std::cell::Cell;
use std::slice;
use std::sync::Mutex;
use std::time::Instant;

use cluster::{Cluster, Installed};
use futures_util::future::join_all;
use sea_orm::DbErr;
use tokio::time::sleep;

use super::super::LARGE;
use super::super::testing::Scratch;
use super::*;

const QUERY: &str = "SELECT last FROM change_counter";

async fn asks(db: &impl ConnectionTrait) -> Result<Option<QueryResult>, DbErr> {
    db.query_one_raw(Statement::from_string(db.get_database_backend(), QUERY)).await
}

#[actix_web::test]
async fn of_two_writes_the_second_waits_and_hears_so_when_it_waits_too_long() {
    for scratch in Scratch::each().await {
        let (here, there) = (scratch.open().await, scratch.open().await);
        let first = write(&here).await.unwrap();
        let begun = Instant::now();
        assert!(matches!(write(&there).await, Err(StoreError::Database(_))));
        assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
        drop(first);
        assert!(write(&there).await.is_ok(), "it waits until the first is rolled back");
    }
}

#[actix_web::test]
async fn those_who_write_at_once_come_in_the_order_in_which_they_asked() {
    let scratch = &Scratch::each().await[0];
    let db = scratch.open().await;
    for _ in 0..5 {
        let first = write(&db).await.unwrap();
        let order = Mutex::new(Vec::new());
        let one = async |number| {
            if number % 2 == 0 {
                drop(write(&db).await.unwrap());
            } else {
                drop(append(&db).await.unwrap());
            }
            order.lock().unwrap().push(number);
        };
        let release = async {
            sleep(Duration::from_millis(30)).await;
            drop(first);
        };
        tokio::join!(one(1), one(2), one(3), one(4), one(5), one(6), release);
        assert_eq!(*order.lock().unwrap(), [1, 2, 3, 4, 5, 6]);
    }
}

#[actix_web::test]
async fn a_flood_in_one_lane_keeps_nobody_else_out() {
    for scratch in Scratch::each().await {
        let db = scratch.open().await;
        for lane in [Lane::Pushed, Lane::Registrations, Lane::Pages] {
            flood(&db, lane).await;
        }
    }
}

async fn flood(db: &Db, lane: Lane) {
    let over = Cell::new(false);
    let flood = join_all((0..150).map(async |_| {
        while !over.get() {
            if let Ok(one) = write_in(db, lane).await {
                asks(&one).await.unwrap();
                sleep(Duration::from_millis(10)).await;
            }
        }
    }));
    let others = async {
        sleep(Duration::from_millis(50)).await;
        for _ in 0..10 {
            write(db).await.unwrap();
            append_in(db, Lane::Tokens).await.unwrap();
        }
        over.set(true);
    };
    tokio::join!(flood, others);
}

#[actix_web::test]
async fn those_who_wait_to_write_hold_no_connection_that_others_read_by() {
    for scratch in Scratch::each().await {
        let (here, there) = (scratch.open().await, scratch.open().await);
        let first = write(&there).await.unwrap();
        let begun = Instant::now();
        let waiting = join_all((0..24).map(|_| write(&here)));
        let reading = async {
            sleep(Duration::from_millis(50)).await;
            asks(&read(&here).await.unwrap()).await.unwrap();
            begun.elapsed()
        };
        let (waiting, read_after) = tokio::join!(waiting, reading);
        assert!(read_after < TURN, "{read_after:?}");
        assert!(waiting.iter().all(Result::is_err), "the lock is held elsewhere all the time");
        assert!(begun.elapsed() < Duration::from_millis(1_200), "{:?}", begun.elapsed());
        drop(first);
    }
}

#[actix_web::test]
async fn however_many_read_much_there_are_connections_for_the_others() {
    for scratch in Scratch::each().await {
        let db = scratch.open().await;
        let large = join_all((0..LARGE).map(|_| read_much(&db))).await;
        assert!(large.iter().all(Result::is_ok));
        assert!(read_much(&db).await.is_err(), "it hears that it has to wait");
        asks(&read(&db).await.unwrap()).await.unwrap();
        drop(write(&db).await.unwrap());
        drop(large);
        assert!(read_much(&db).await.is_ok());
    }
}

#[actix_web::test]
async fn a_read_sees_one_moment_and_never_waits_for_a_write() {
    for scratch in Scratch::each().await {
        let db = scratch.open().await;
        let looking = read(&db).await.unwrap();
        let before = changes::present(&looking).await.unwrap();
        let writing = write(&db).await.unwrap();
        let now = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let subject = changes::Subject::Key(tokens::KeyId::new("k".to_owned()));
        assert_eq!(changes::present(&read(&db).await.unwrap()).await.unwrap(), before);
        let after = changes::commit(writing, &[subject], now).await.unwrap();
        assert_eq!(changes::present(&looking).await.unwrap(), before, "the same moment");
        assert_eq!(changes::present(&read(&db).await.unwrap()).await.unwrap(), after);
    }
}

/// Everything that a frozen server can do to connections in use.
#[actix_web::test]
async fn a_server_that_freezes_under_a_transaction_is_given_up_in_time_and_taken_up_again() {
    if Installed::look() == Installed::No {
        return;
    }
    let cluster = Cluster::start();
    let db = Scratch::postgres(&cluster).await.open().await;
    let mut open = Vec::new();
    for _ in 0..8 {
        open.push(append(&db).await.unwrap());
    }
    cluster.freeze();
    let (commits, asking) = (open.pop().unwrap(), open.pop().unwrap());
    let begun = Instant::now();
    let (committed, answered) = tokio::join!(commits.commit(), asks(&asking));
    assert!(begun.elapsed() < Duration::from_millis(1_500), "{:?}", begun.elapsed());
    assert!(matches!(committed, Err(StoreError::OutcomeUnknown(_))), "{committed:?}");
    assert!(answered.is_err());
    drop((asking, open));
    // Their connections are given up, not waited for: new ones are tried, and then succeed.
    assert!(append(&db).await.is_err());
    sleep(Duration::from_secs(1)).await;
    cluster.thaw();
    assert!(asks(&append(&db).await.unwrap()).await.is_ok());
}

#[actix_web::test]
async fn a_commit_that_the_database_refuses_is_no_unknown_outcome() {
    if Installed::look() == Installed::No {
        return;
    }
    let cluster = Cluster::start();
    let scratch = Scratch::postgres(&cluster).await;
    let db = scratch.open().await;
    let deferred = append(&db).await.unwrap();
    let constraint = "CREATE TABLE a (id int PRIMARY KEY, b int REFERENCES a (id) \
                      DEFERRABLE INITIALLY DEFERRED); INSERT INTO a VALUES (1, 2)";
    deferred.execute_unprepared(constraint).await.unwrap();
    assert!(matches!(deferred.commit().await, Err(StoreError::Database(_))));
    // Thrown off by the server, it may have committed first: nobody knows.
    let thrown_off = append(&db).await.unwrap();
    asks(&thrown_off).await.unwrap();
    cluster.stop();
    assert!(matches!(thrown_off.commit().await, Err(StoreError::OutcomeUnknown(_))));
}

/// As SQLite does by itself when the disk is full or fails.
async fn rolled_back_from_within(db: &Db) {
    write(db).await.unwrap().execute_unprepared("ROLLBACK").await.unwrap();
    read(db).await.unwrap().execute_unprepared("ROLLBACK").await.unwrap();
}

#[actix_web::test]
async fn what_is_acknowledged_after_a_disk_failed_is_there_for_everybody() {
    let scratch = &Scratch::each().await[0];
    let db = scratch.open().await;
    let subject = changes::Subject::Key(tokens::KeyId::new("k".to_owned()));
    let now = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    for _ in 0..8 {
        rolled_back_from_within(&db).await;
        let present = changes::present(&read(&db).await.unwrap()).await.unwrap();
        let writing = write(&db).await.unwrap();
        let number = changes::commit(writing, slice::from_ref(&subject), now).await.unwrap();
        assert!(number > present);
        let elsewhere = read(&scratch.open().await).await.unwrap();
        assert!(changes::holds(&elsewhere, number).await.unwrap(), "{number}");
        assert_eq!(changes::present(&read(&db).await.unwrap()).await.unwrap(), number);
    }
}
