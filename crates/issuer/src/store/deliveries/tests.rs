//! Of each subject one message at a time is in one issuer's hands, in order, and none is stranded.

use chrono::{DateTime, TimeDelta, Utc};
use edge::chance;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::store::outbox::{NewMessage, queue, queue_once};
use crate::store::testing::Scratch;
use crate::store::{self, Append, Db, changes, outbox_records};

const TARGET: Target<'static> = Target::Notificaties;

fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

/// Queues a message as a write does, and gives its number.
async fn queued(db: &Db, subject: &str) -> i64 {
    let write = store::write(db).await.unwrap();
    let message = json!({ "of": subject });
    let new = NewMessage { target: TARGET, subject: subject.to_owned(), message };
    queue(&write, new, noon()).await.unwrap();
    let subject = changes::Subject::Client(autorisaties::ClientId::parse("x").unwrap());
    let number = changes::commit(write, &[subject], noon()).await.unwrap();
    changes::to_column(number)
}

/// One issuer's hands.
#[derive(Clone, Copy)]
struct Hands(Uuid);

impl Hands {
    fn new() -> Self {
        Self(chance::uuid_v4().unwrap())
    }

    fn lease(self, from: DateTime<Utc>) -> Lease {
        Lease { by: self.0, from, until: from + TimeDelta::seconds(20) }
    }

    async fn claim(self, db: &Db, from: DateTime<Utc>) -> Vec<Claimed> {
        let write = store::append(db).await.unwrap();
        let wanted = Wanted { target: TARGET, but: &[], most: 8 };
        let claimed = claim(&write, wanted, self.lease(from)).await.unwrap();
        write.commit().await.unwrap();
        claimed
    }

    async fn delivered(self, db: &Db, claimed: &Claimed, now: DateTime<Utc>) {
        let write = store::append(db).await.unwrap();
        delivered(&write, (TARGET, claimed), self.lease(now)).await.unwrap();
        write.commit().await.unwrap();
    }
}

fn numbers(claimed: &[Claimed]) -> Vec<i64> {
    claimed.iter().map(|one| one.number).collect()
}

#[tokio::test]
async fn of_each_subject_the_oldest_is_claimed_and_by_one() {
    for scratch in Scratch::each().await {
        let db = scratch.open().await;
        let (a1, b1) = (queued(&db, "a").await, queued(&db, "b").await);
        let a2 = queued(&db, "a").await;
        let (one, other) = (Hands::new(), Hands::new());
        let claimed = one.claim(&db, noon()).await;
        assert_eq!(numbers(&claimed), [a1, b1]);
        assert!(other.claim(&db, noon() + TimeDelta::seconds(19)).await.is_empty());
        one.delivered(&db, &claimed[0], noon()).await;
        assert_eq!(numbers(&other.claim(&db, noon()).await), [a2]);
        assert!(one.claim(&db, noon()).await.is_empty());
    }
}

#[tokio::test]
async fn who_lost_a_claim_changes_nothing_any_more() {
    for scratch in Scratch::each().await {
        let db = scratch.open().await;
        let first = queued(&db, "a").await;
        queued(&db, "a").await;
        let (slow, quick) = (Hands::new(), Hands::new());
        let late = slow.claim(&db, noon()).await;
        let later = noon() + TimeDelta::seconds(20);
        assert_eq!(numbers(&quick.claim(&db, later).await), [first], "it lapsed");
        slow.delivered(&db, &late[0], later).await;
        let write = store::append(&db).await.unwrap();
        failed(&write, (&late[0], "why"), slow.0, noon()).await.unwrap();
        given_back(&write, &late[0], slow.lease(noon())).await.unwrap();
        write.commit().await.unwrap();
        assert!(slow.claim(&db, later).await.is_empty(), "the other still has it");
        quick.delivered(&db, &late[0], later).await;
        assert_eq!(slow.claim(&db, later).await.len(), 1, "the next one follows");
    }
}

#[tokio::test]
async fn what_failed_comes_again_in_its_time_and_keeps_what_is_behind_it() {
    for scratch in Scratch::each().await {
        let db = scratch.open().await;
        let first = queued(&db, "a").await;
        queued(&db, "a").await;
        let hands = Hands::new();
        let claimed = hands.claim(&db, noon()).await;
        let due = noon() + TimeDelta::minutes(1);
        let write = store::append(&db).await.unwrap();
        failed(&write, (&claimed[0], "why"), hands.0, due).await.unwrap();
        assert!(is_any_failing(&write, TARGET).await.unwrap());
        write.commit().await.unwrap();
        assert!(hands.claim(&db, due - TimeDelta::milliseconds(1)).await.is_empty());
        let again = hands.claim(&db, due).await;
        assert_eq!((numbers(&again), again[0].attempts), (vec![first], 1));
        let write = store::append(&db).await.unwrap();
        all_given_back(&write, hands.lease(noon())).await.unwrap();
        assert_eq!(hurry(&write, TARGET, noon() - TimeDelta::minutes(1)).await.unwrap(), 1);
        write.commit().await.unwrap();
        assert_eq!(numbers(&Hands::new().claim(&db, noon()).await), [first]);
    }
}

/// Queues, delivers and drops at once, and asks whether what is left can still be claimed.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_stranded_by_those_who_queue_deliver_and_drop_at_once() {
    for scratch in Scratch::each().await {
        let db = scratch.open().await;
        let queueing = tokio::spawn({
            let db = db.clone();
            async move {
                for _ in 0..60 {
                    queued(&db, "a").await;
                }
            }
        });
        let delivering = [Hands::new(), Hands::new()].map(|hands| {
            let db = db.clone();
            tokio::spawn(async move {
                for _ in 0..60 {
                    for claimed in hands.claim(&db, noon()).await {
                        hands.delivered(&db, &claimed, noon()).await;
                    }
                }
            })
        });
        let dropping = tokio::spawn({
            let db = db.clone();
            async move {
                for _ in 0..30 {
                    let write = store::append(&db).await.unwrap();
                    drop_last(&write).await;
                    write.commit().await.unwrap();
                }
            }
        });
        queueing.await.unwrap();
        dropping.await.unwrap();
        for one in delivering {
            one.await.unwrap();
        }
        let hands = Hands::new();
        while let Some(claimed) = hands.claim(&db, noon()).await.pop() {
            hands.delivered(&db, &claimed, noon()).await;
        }
        let read = store::read(&db).await.unwrap();
        let all = outbox_records::MessageFilter { standing: None, subject: None };
        let left = outbox_records::page(&read, (TARGET, &all), None, 9).await.unwrap();
        assert!(left.is_empty(), "{left:?}");
    }
}

/// Drops the newest that is not in anybody's hands.
async fn drop_last(write: &Append) {
    let all = outbox_records::MessageFilter { standing: None, subject: None };
    let found = outbox_records::page(write, (TARGET, &all), None, 99).await.unwrap();
    let Some(last) = found.last() else { return };
    let found = outbox_records::find_locked(write, TARGET, last.number).await.unwrap();
    if let Some(found) = found.filter(|found| !found.is_claimed) {
        outbox_records::drop_locked(write, (TARGET, &found), noon()).await.unwrap();
    }
}

const MIRROR: Target<'static> = Target::Mirror("mirror/openzaak");

/// Queues that a subject is to be looked at, due then.
async fn to_be_looked_at(db: &Db, due_at: DateTime<Utc>) {
    let write = store::write(db).await.unwrap();
    let new = NewMessage { target: MIRROR, subject: "a".to_owned(), message: json!({}) };
    queue_once(&write, new, (noon(), due_at)).await.unwrap();
    write.commit().await.unwrap();
}

async fn counted(db: &Db) -> (u64, Vec<Option<DateTime<Utc>>>) {
    let read = store::read(db).await.unwrap();
    let all = outbox_records::MessageFilter { standing: None, subject: None };
    let found = outbox_records::page(&read, (MIRROR, &all), None, 9).await.unwrap();
    let waiting = outbox_records::count(&read, MIRROR).await.unwrap().waiting;
    (waiting, found.into_iter().map(|one| one.due_at).collect())
}

#[tokio::test]
async fn what_is_to_be_looked_at_is_queued_once_and_again_while_it_is_looked_at() {
    for scratch in Scratch::each().await {
        let db = scratch.open().await;
        // Numbers do not collide with what else the same write queues.
        queued(&db, "a").await;
        let later = noon() + TimeDelta::seconds(1);
        to_be_looked_at(&db, later).await;
        to_be_looked_at(&db, noon()).await;
        assert_eq!(counted(&db).await, (1, vec![Some(later)]), "what waits goes on waiting");
        let hands = Hands::new();
        let write = store::append(&db).await.unwrap();
        let wanted = Wanted { target: MIRROR, but: &[], most: 8 };
        let claimed = claim(&write, wanted, hands.lease(later)).await.unwrap();
        write.commit().await.unwrap();
        to_be_looked_at(&db, noon()).await;
        to_be_looked_at(&db, noon()).await;
        let until = hands.lease(later).until;
        assert_eq!(counted(&db).await, (1, vec![Some(until), None]), "one more behind it");
        let write = store::append(&db).await.unwrap();
        delivered(&write, (MIRROR, &claimed[0]), hands.lease(later)).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(counted(&db).await, (1, vec![Some(later)]));
    }
}

#[tokio::test]
async fn what_was_refused_is_tried_when_its_subject_changes() {
    for scratch in Scratch::each().await {
        let db = scratch.open().await;
        to_be_looked_at(&db, noon()).await;
        let hands = Hands::new();
        let write = store::append(&db).await.unwrap();
        let wanted = Wanted { target: MIRROR, but: &[], most: 8 };
        let claimed = claim(&write, wanted, hands.lease(noon())).await.unwrap();
        let due = noon() + TimeDelta::minutes(15);
        failed(&write, (&claimed[0], "why"), hands.0, due).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(counted(&db).await, (1, vec![Some(due)]));
        let now = noon() + TimeDelta::seconds(1);
        to_be_looked_at(&db, now).await;
        assert_eq!(counted(&db).await, (1, vec![Some(now)]));
    }
}
