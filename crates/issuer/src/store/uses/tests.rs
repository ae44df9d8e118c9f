//! Of two issuers neither takes back what the other wrote, and nobody waits.

use autorisaties::ClientId;
use chrono::TimeDelta;
use futures_util::future::join_all;
use sea_orm::{EntityTrait as _, QueryFilter as _};

use super::super::credentials::NewCredential;
use super::super::testing::Scratch;
use super::super::{clients, credential_records, credentials, read, write};
use super::*;
use crate::model::{Client, Credential, CredentialId, CredentialKind};

fn minute(number: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap() + TimeDelta::minutes(number)
}

fn client() -> ClientId {
    ClientId::parse("c").unwrap()
}

/// A database with a client that has so many secrets.
async fn with(scratch: &Scratch, many: u8) -> (Db, Vec<String>) {
    let db = scratch.open().await;
    let write = write(&db).await.unwrap();
    clients::insert(&write, &Client::gateway(client()), minute(0)).await.unwrap();
    let mut ids = Vec::new();
    for number in 0..many {
        let id = CredentialId::from_bytes([number; 9]);
        ids.push(id.to_string());
        let credential = Credential {
            id,
            kind: CredentialKind::Gateway,
            hash: String::new(),
            not_before: None,
            expires_at: None,
        };
        let new = NewCredential { client: &client(), credential: &credential, label: "" };
        credentials::insert(&write, new, minute(0)).await.unwrap();
    }
    write.commit().await.unwrap();
    (db, ids)
}

async fn said(db: &Db, id: &str) -> Option<DateTime<Utc>> {
    let found = credential_records::of_client(&read(db).await.unwrap(), &client()).await.unwrap();
    found.into_iter().find(|record| record.id == id).unwrap().last_used_at
}

async fn noted(db: &Db, ids: &[&str], at: i64) -> (u64, usize) {
    let noted = note(db, Used { ids, at: minute(at) }, Among::All).await.unwrap();
    (noted.rows, noted.busy.len())
}

#[actix_web::test]
async fn a_minute_is_written_once_and_never_taken_back() {
    for scratch in Scratch::each().await {
        let (db, ids) = with(&scratch, 2).await;
        let id = ids[0].as_str();
        assert_eq!(said(&db, id).await, None);
        for (at, rows) in [(5, 1), (5, 0), (4, 0), (6, 1), (5, 0)] {
            assert_eq!(noted(&db, &[id], at).await, (rows, 0), "{at}");
        }
        assert_eq!((said(&db, id).await, said(&db, &ids[1]).await), (Some(minute(6)), None));
    }
}

#[actix_web::test]
async fn of_two_issuers_that_write_beside_each_other_the_latest_stands() {
    for scratch in Scratch::each().await {
        let (here, ids) = with(&scratch, 250).await;
        let there = scratch.open().await;
        let all: Vec<&str> = ids.iter().map(String::as_str).collect();
        let back: Vec<&str> = all.iter().rev().copied().collect();
        let mut left: Vec<(Vec<&str>, i64)> = Vec::new();
        left.extend((0..10).map(|at| (if at % 2 == 0 { all.clone() } else { back.clone() }, at)));
        // What one finds being written by another it says again later.
        for round in 0.. {
            assert!(round < 50, "it comes to no end");
            let writes = left.iter().map(|(ids, at)| {
                let db = if at % 2 == 0 { &here } else { &there };
                note(db, Used { ids, at: minute(*at) }, Among::All)
            });
            let noted: Vec<Noted> =
                join_all(writes).await.into_iter().map(Result::unwrap).collect();
            let busy = noted.iter().zip(&left).map(|(noted, (ids, at))| {
                let busy = |id: &&&str| noted.busy.iter().any(|busy| busy == **id);
                (ids.iter().filter(busy).copied().collect::<Vec<_>>(), *at)
            });
            left = busy.filter(|(ids, _)| !ids.is_empty()).collect();
            if left.is_empty() {
                break;
            }
        }
        for id in &ids {
            assert_eq!(said(&here, id).await, Some(minute(9)));
        }
    }
}

#[actix_web::test]
async fn who_may_speak_of_api_tokens_alone_says_nothing_of_other_credentials() {
    for scratch in Scratch::each().await {
        let (db, ids) = with(&scratch, 1).await;
        let ids = [ids[0].as_str(), "AAAAAAAAAAAB"];
        let used = Used { ids: &ids, at: minute(1) };
        let noted = note(&db, used, Among::JudgedByGateways).await.unwrap();
        assert_eq!((noted.rows, noted.busy.len()), (0, 0));
        assert_eq!(said(&db, ids[0]).await, None);
        let noted = note(&db, used, Among::All).await.unwrap();
        assert_eq!((noted.rows, noted.busy.len()), (1, 0), "what is not there is passed over");
    }
}

#[actix_web::test]
async fn on_postgresql_it_waits_for_nobody_and_says_what_is_left() {
    let Some(scratch) = Scratch::each().await.into_iter().nth(1) else { return };
    let (here, ids) = with(&scratch, 2).await;
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let there = scratch.open().await;
    let writing = write(&there).await.unwrap();
    let label = crate::store::rows::credentials::ActiveModel {
        label: sea_orm::Set("x".to_owned()),
        ..Default::default()
    };
    let one = Entity::update_many().set(label).filter(Column::Id.eq(ids[0]));
    one.exec(&writing).await.unwrap();
    assert_eq!(noted(&here, &ids, 1).await, (1, 1));
    assert_eq!((said(&here, ids[0]).await, said(&here, ids[1]).await), (None, Some(minute(1))));
    writing.commit().await.unwrap();
    assert_eq!(noted(&here, &ids, 1).await, (1, 0));
    assert_eq!(said(&here, ids[0]).await, Some(minute(1)));
}
