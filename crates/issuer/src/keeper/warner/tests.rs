//! Each moment is said once, by one issuer, and of nothing that is over.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use autorisaties::ClientId;
use chrono::TimeDelta;

use super::super::tests::bench;
use super::*;
use crate::founding::GATEWAY;
use crate::model::{Credential, CredentialId, CredentialKind};
use crate::store::credential_records;
use crate::store::credentials::{self, NewCredential};

/// Adds a credential of the gateway; its id.
async fn add(app: &App, number: u8, expires_at: Option<DateTime<Utc>>) -> CredentialId {
    let id = CredentialId::from_bytes([number; 9]);
    let credential = Credential {
        id: id.clone(),
        kind: CredentialKind::Gateway,
        hash: "x".to_owned(),
        not_before: None,
        expires_at,
    };
    let write = store::write(&app.db).await.unwrap();
    let new = NewCredential { client: &gateway(), credential: &credential, label: "" };
    credentials::insert(&write, new, app.clock.now()).await.unwrap();
    write.commit().await.unwrap();
    id
}

fn gateway() -> ClientId {
    ClientId::parse(GATEWAY).unwrap()
}

/// What is due at this moment: of which credential, and within how many days.
async fn due(app: &App, now: DateTime<Utc>) -> Vec<(String, i64)> {
    let read = store::read(&app.db).await.unwrap();
    let due = warnings::due(&read, now, AT_ONCE).await.unwrap();
    due.into_iter().map(|one| (one.id, one.within)).collect()
}

#[actix_web::test]
async fn it_is_said_ninety_sixty_thirty_fifteen_seven_days_before_and_the_day_before() {
    let bench = bench();
    let app = bench.issuer().await;
    let begun = app.clock.now();
    let id = add(&app, 1, Some(begun + TimeDelta::days(100))).await;
    add(&app, 2, None).await;
    let mut said = Vec::new();
    for hour in 0..101 * 24 {
        let now = begun + TimeDelta::hours(hour);
        let found = due(&app, now).await;
        assert!(found.iter().all(|(of, _)| *of == id.as_str()), "the other has no end");
        said.extend(found.into_iter().map(|(_, within)| (100 * 24 - hour, within)));
        say(&app, now).await.unwrap();
    }
    let expected = [90, 60, 30, 15, 7, 1].map(|days| (days * 24, days));
    assert_eq!(said, expected);
}

#[actix_web::test]
async fn an_end_that_is_near_when_it_is_set_is_said_at_once_and_again_when_it_moves_nearer() {
    let bench = bench();
    let app = bench.issuer().await;
    let now = app.clock.now();
    let id = add(&app, 1, Some(now + TimeDelta::days(20))).await;
    assert_eq!(due(&app, now).await, [(id.as_str().to_owned(), 30)]);
    assert_eq!((say(&app, now).await.unwrap(), say(&app, now).await.unwrap()), (1, 0));
    let write = store::write(&app.db).await.unwrap();
    credential_records::end_at(&write, &gateway(), now + TimeDelta::days(14)).await.unwrap();
    write.commit().await.unwrap();
    assert!(due(&app, now).await.contains(&(id.as_str().to_owned(), 15)));
}

#[actix_web::test]
async fn of_what_is_over_or_revoked_nothing_is_said() {
    let bench = bench();
    let app = bench.issuer().await;
    let now = app.clock.now();
    let [over, revoked, left] =
        [(1, 1), (2, 5), (3, 6)].map(|(number, days)| (number, Some(now + TimeDelta::days(days))));
    add(&app, over.0, over.1).await;
    let revoked = add(&app, revoked.0, revoked.1).await;
    let left = add(&app, left.0, left.1).await;
    let write = store::write(&app.db).await.unwrap();
    credentials::revoke(&write, &gateway(), &revoked, now).await.unwrap();
    write.commit().await.unwrap();
    let later = now + TimeDelta::days(1);
    assert_eq!(due(&app, later).await, [(left.as_str().to_owned(), 7)]);
}

#[actix_web::test]
async fn of_several_issuers_one_says_it_and_of_many_all_are_said() {
    let bench = bench();
    let issuers = [bench.issuer().await, bench.issuer().await];
    let now = issuers[0].clock.now();
    for number in 0..150 {
        add(&issuers[0], number, Some(now + TimeDelta::days(3))).await;
    }
    let mut said = 0;
    for _ in 0..3 {
        let both = futures_util::future::join_all(issuers.iter().map(|app| say(app, now))).await;
        said += both.into_iter().map(Result::unwrap).sum::<u64>();
    }
    assert_eq!(said, 150);
}
