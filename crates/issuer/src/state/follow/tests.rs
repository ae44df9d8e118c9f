//! A follower on each kind of database: what was committed is known, and nothing older is told.

use autorisaties::{Applicatie, ApplicatieId, Grants};
use chrono::DateTime;
use secrecy::SecretString;
use uuid::Uuid;

use super::*;
use crate::store::applicaties;
use crate::store::changes::{self, Subject};
use crate::store::testing::Scratch;

struct Bench {
    scratch: Scratch,
    db: Db,
    follower: Arc<Follower>,
}

impl Bench {
    async fn on(scratch: Scratch) -> Self {
        let key: SecretString = SealingKeys::key_file(&[1; 32]).as_str().to_owned().into();
        let seals = Arc::new(SealingKeys::parse(&[key]).unwrap());
        let db = scratch.open().await;
        let reader = store::open_reader(&scratch.database).await.unwrap();
        let follower = Arc::new(Follower::start(reader, seals).await.unwrap());
        Self { scratch, db, follower }
    }

    /// Follows, without word from others.
    fn runs(&self) {
        tokio::spawn(Arc::clone(&self.follower).run(None));
    }
}

async fn write(db: &Db, number: u128) -> ApplicatieId {
    let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    let applicatie = Applicatie {
        id: ApplicatieId::new(Uuid::from_u128(number)),
        label: "Test".to_owned(),
        grants: Grants::All,
        alleen_is_gereed_voor_publicatie: false,
    };
    let write = store::write(db).await.unwrap();
    applicaties::insert(&write, &applicatie, &[], now).await.unwrap();
    changes::commit(write, &[Subject::Applicatie(applicatie.id)], now).await.unwrap();
    applicatie.id
}

#[actix_web::test]
async fn a_committed_write_is_known_once_the_log_was_read_again() {
    for scratch in Scratch::each().await {
        let bench = Bench::on(scratch).await;
        bench.runs();
        for number in 1..20 {
            let id = write(&bench.db, number).await;
            bench.follower.catch_up().await.unwrap();
            assert!(bench.follower.current().await.unwrap().applicatie(id).is_some());
        }
    }
}

#[actix_web::test]
async fn after_a_write_nothing_is_answered_from_a_state_read_before_it() {
    for scratch in Scratch::each().await {
        let bench = Bench::on(scratch).await;
        assert!(bench.follower.is_fresh());
        write(&bench.db, 1).await;
        // Nobody looks: the follower does not run.
        assert_eq!(bench.follower.catch_up().await, Err(Stale::Silent));
        assert!(!bench.follower.is_fresh());
        assert_eq!(bench.follower.current().await.err(), Some(Stale::Silent));
    }
}

#[actix_web::test]
async fn a_log_that_begins_elsewhere_is_read_anew() {
    for scratch in Scratch::each().await {
        let bench = Bench::on(scratch).await;
        bench.runs();
        let first = write(&bench.db, 1).await;
        bench.follower.catch_up().await.unwrap();
        let lost = write(&bench.db, 2).await;
        let forgetting = store::append(&bench.db).await.unwrap();
        changes::forget(&forgetting).await.unwrap();
        forgetting.commit().await.unwrap();
        let last = write(&bench.db, 3).await;
        bench.follower.catch_up().await.unwrap();
        let state = bench.follower.current().await.unwrap();
        for id in [first, lost, last] {
            assert!(state.applicatie(id).is_some(), "{id}");
        }
    }
}

/// Nobody asks this follower for anything, and it looks four times a second by itself: with word
/// from the writer it knows sooner than that, on average by far.
#[actix_web::test]
async fn word_of_a_commit_has_the_log_read_at_once() {
    for scratch in Scratch::each().await {
        let bench = Bench::on(scratch).await;
        let Some(listener) = Listener::of(&bench.scratch.database) else { continue };
        tokio::spawn(Arc::clone(&bench.follower).run(Some(listener)));
        let mut numbers = bench.follower.watch();
        // The first one may come before the listener is there.
        write(&bench.db, 1).await;
        numbers.changed().await.unwrap();
        let begun = Instant::now();
        for number in 2..22 {
            write(&bench.db, number).await;
            numbers.changed().await.unwrap();
        }
        let each = begun.elapsed() / 20;
        assert!(each < POLL / 3, "{each:?}");
    }
}
