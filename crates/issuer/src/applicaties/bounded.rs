//! How many statements an operation takes: as many for the last page as for the first, and none for
//! each autorisatie or client id.

use autorisaties::{Applicatie, ApplicatieId, Autorisatie, ClientId, Component, Grants, Scope};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};
use uuid::Uuid;

use super::list::Wanted;
use super::read;
use crate::register::{self, Draft, Extent, Json, Vocabulary};
use crate::store::counted::Counted;
use crate::store::shown::Shown;
use crate::store::testing::Scratch;
use crate::store::{self, Write, applicaties, client_ids, shown};

const APPLICATIES: u64 = 401;
const EACH: usize = 3;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn client_id(number: u64) -> String {
    format!("client-{number}")
}

/// A database with many applicaties, in a transaction that is rolled back.
async fn filled(scratch: &Scratch) -> Counted<Write> {
    let write = store::write(&scratch.open().await).await.unwrap();
    let lezen = Scope::parse("catalogi.lezen").unwrap();
    let one = Autorisatie::from_parts(Component::Ztc, vec![lezen], None, None);
    for number in 1..=APPLICATIES {
        let id = ApplicatieId::new(Uuid::from_u128(number.into()));
        let applicatie = Applicatie {
            id,
            label: format!("Applicatie {number}"),
            grants: Grants::These(vec![one.clone(); EACH]),
            alleen_is_gereed_voor_publicatie: false,
        };
        let ids = [1, 2, 3].map(|own| Uuid::from_u128(u128::from(number) << 8 | own));
        applicaties::insert(&write, &applicatie, &ids, now()).await.unwrap();
        let client = ClientId::parse(&client_id(number)).unwrap();
        client_ids::set(&write, id, &[client], now()).await.unwrap();
    }
    // PostgreSQL counts its rows by itself, in time; SQLite is never told to.
    if write.get_database_backend() == DbBackend::Postgres {
        write.execute_unprepared("ANALYZE").await.unwrap();
    }
    Counted::new(write)
}

/// That none of these reads a whole table.
async fn assert_by_index(db: &Counted<Write>, asked: Vec<Statement>) {
    for statement in asked {
        let sql = statement.sql.clone();
        assert_eq!(db.read_whole(statement).await, Vec::<String>::new(), "{sql}");
    }
}

#[actix_web::test]
async fn a_page_takes_as_many_statements_wherever_it_is_and_what_is_found_is_found_by_index() {
    for scratch in Scratch::each().await {
        let db = filled(&scratch).await;
        let mut taken = Vec::new();
        for page in [1, 2, 4, 5] {
            let wanted = Wanted::find(&db, &[]).await.unwrap();
            assert_eq!(wanted.count(), APPLICATIES);
            let shown = wanted.page(&db, page).await.unwrap();
            let newest = APPLICATIES - (page - 1) * 100;
            assert_eq!(shown[0].client_ids, [client_id(newest)]);
            assert_eq!(shown.len(), if page == 5 { 1 } else { 100 });
            let asked = db.take();
            taken.push(asked.len());
            // The first one counts; that looks at all of them.
            assert_by_index(&db, asked.into_iter().skip(1).collect()).await;
        }
        assert_eq!(taken, [4; 4]);

        for number in [1, 200, APPLICATIES] {
            let (id, found) =
                (client_id(number), ApplicatieId::new(Uuid::from_u128(number.into())));
            let consumer = shown::holding(&db, &[&id]).await.unwrap().unwrap();
            assert_eq!(consumer.applicatie.id, found);
            let asked = db.take();
            assert_eq!(asked.len(), 4);
            assert_by_index(&db, asked).await;
            let wanted = Wanted::find(&db, &[&id]).await.unwrap();
            assert_eq!(wanted.page(&db, 1).await.unwrap(), [consumer]);
            assert_eq!(db.take().len(), 4);
            read::find(&db, &found.to_string()).await.unwrap();
            let asked = db.take();
            assert_eq!(asked.len(), 3);
            assert_by_index(&db, asked).await;
        }
    }
}

fn body(autorisaties: usize, client_ids: usize, first: usize) -> Value {
    let zaaktype = |number| format!("https://catalogi.example/zaaktypen/{}", first + number);
    let one = |number| {
        json!({ "component": "zrc", "scopes": ["zaken.lezen"], "zaaktype": zaaktype(number),
                "maxVertrouwelijkheidaanduiding": "openbaar" })
    };
    let client_id = |number| format!("veel-{}", first + number);
    json!({
        "label": "Veel",
        "clientIds": (0..client_ids).map(client_id).collect::<Vec<_>>(),
        "autorisaties": (0..autorisaties).map(one).collect::<Vec<_>>(),
    })
}

/// Writes a body; gives what it became, and how many gateways must hear of.
async fn written(
    db: &impl ConnectionTrait,
    body: &Value,
    before: Option<&Shown>,
) -> (Shown, usize) {
    let id = ApplicatieId::new(Uuid::from_u128(1 << 64));
    let json = Json::parse(body.to_string().as_bytes()).unwrap();
    let draft = Draft::read(&json, Extent::Whole, Vocabulary::V1_1);
    let checked = register::check(db, draft, id, before).await.unwrap();
    let change = match before {
        None => checked.create(db, now()).await.unwrap(),
        Some(_) => checked.replace(db, now()).await.unwrap(),
    };
    (change.after, change.changed.len())
}

#[actix_web::test]
async fn ten_thousand_autorisaties_and_a_thousand_client_ids_are_written_by_hundreds() {
    for scratch in Scratch::each().await {
        let db = Counted::new(store::write(&scratch.open().await).await.unwrap());
        let (first, heard) = written(&db, &body(10_000, 1_000, 0), None).await;
        // 50 for the autorisaties, 5 for the client ids that are new, and some that look.
        let taken = db.take().len();
        assert!((55..75).contains(&taken), "{taken}");
        assert_eq!(heard, 1_001);

        let (again, heard) = written(&db, &body(10_000, 1_000, 0), Some(&first)).await;
        assert_eq!((&again, heard), (&first, 1));
        let asked = db.take();
        let writes = |statement: &&Statement| !statement.sql.starts_with("SELECT");
        assert_eq!(asked.iter().filter(writes).count(), 1, "nothing is rewritten");

        let (others, heard) = written(&db, &body(10_000, 1_000, 500), Some(&first)).await;
        let taken = db.take().len();
        assert!((55..100).contains(&taken), "{taken}");
        assert_eq!(heard, 1 + 500 + 500, "some end, and some are new");
        let shown = shown::find(&db, others.applicatie.id).await.unwrap();
        assert_eq!(shown.as_ref(), Some(&others), "in their order");

        let (back, heard) = written(&db, &body(1, 1_000, 0), Some(&others)).await;
        assert_eq!(heard, 1 + 500 + 500);
        assert_eq!(shown::find(&db, back.applicatie.id).await.unwrap(), Some(back));
    }
}
