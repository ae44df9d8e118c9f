//! A database of a version without the Autorisaties API becomes one with it: what was there has the
//! order it was made in, and what gives something is shown.

use chrono::{DateTime, Utc};
use sea_orm::Statement;
use uuid::Uuid;

use super::super::shown::{self, Stretch};
use super::super::testing::Scratch;
use super::super::{Use, connect};
use super::*;

/// The last migration of the version before.
const BEFORE: u32 = 8;

fn moment(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap()
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// A row as that version wrote it.
async fn insert(db: &DatabaseConnection, table: &str, row: Vec<(&str, sea_orm::Value)>) {
    let backend = db.get_database_backend();
    let place = |number| match backend {
        DbBackend::Postgres => format!("${number}"),
        _ => "?".to_owned(),
    };
    let places: Vec<String> = (1..=row.len()).map(place).collect();
    let (columns, values): (Vec<&str>, Vec<sea_orm::Value>) = row.into_iter().unzip();
    let sql =
        format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), places.join(", "));
    db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await.unwrap();
}

async fn applicatie(db: &DatabaseConnection, number: u128, made: i64, all: bool) {
    let row = vec![
        ("id", id(number).into()),
        ("label", format!("Applicatie {number}").into()),
        ("heeft_alle_autorisaties", all.into()),
        ("alleen_is_gereed_voor_publicatie", false.into()),
        ("created_at", moment(made).into()),
    ];
    insert(db, "applicaties", row).await;
}

async fn client(db: &DatabaseConnection, name: &str, of: Option<u128>, made: i64) {
    let role = if of.is_some() { "applicatie" } else { "administrator" };
    let none = || sea_orm::Value::from(serde_json::json!([]));
    let row = vec![
        ("id", name.into()),
        ("applicatie_id", of.map(id).into()),
        ("role", role.into()),
        ("audiences", none()),
        ("extra_scopes", none()),
        ("issued_before", 0_i64.into()),
        ("created_at", moment(made).into()),
    ];
    insert(db, "clients", row).await;
}

async fn autorisatie(db: &DatabaseConnection, number: u128, of: u128) {
    let row = vec![
        ("id", id(number).into()),
        ("applicatie_id", id(of).into()),
        ("position", 0_i64.into()),
        ("origin", "given".into()),
        ("component", "ztc".into()),
        ("scopes", serde_json::json!(["catalogi.lezen"]).into()),
    ];
    insert(db, "autorisaties", row).await;
}

#[actix_web::test]
async fn a_database_of_the_version_before_gets_its_order_and_what_is_shown() {
    for scratch in Scratch::unshaped() {
        let db = connect(&scratch.database, Use::Shape).await.unwrap().pool;
        Migrator::up(&db, Some(BEFORE)).await.unwrap();
        // Made in another order than that of their ids; two of them in the same moment.
        applicatie(&db, 4, 10, false).await;
        applicatie(&db, 1, 30, true).await;
        applicatie(&db, 3, 20, false).await;
        applicatie(&db, 2, 20, false).await;
        autorisatie(&db, 100, 4).await;
        autorisatie(&db, 101, 3).await;
        for (name, of, made) in
            [("z", Some(4), 1), ("a", Some(4), 2), ("c", Some(4), 2), ("b", Some(1), 9)]
        {
            client(&db, name, of, made).await;
        }
        client(&db, "beheerder", None, 0).await;

        let applied = super::super::migrate(&scratch.database).await.unwrap();
        assert!(applied.len() >= 4, "{applied:?}");
        let whole = Stretch { offset: 0, limit: 10 };
        let shown = shown::page(&scratch.open().await.pool, whole).await.unwrap();
        let seen: Vec<(&str, Vec<&str>)> = shown
            .iter()
            .map(|one| {
                let ids = one.client_ids.iter().map(String::as_str).collect();
                (one.applicatie.label.as_str(), ids)
            })
            .collect();
        // Newest first, the one that gives nothing left out, and client ids oldest first.
        assert_eq!(
            seen,
            [
                ("Applicatie 1", vec!["b"]),
                ("Applicatie 3", vec![]),
                ("Applicatie 4", vec!["z", "a", "c"]),
            ]
        );
        assert_eq!(super::super::migrate(&scratch.database).await.unwrap(), Vec::<String>::new());
    }
}
