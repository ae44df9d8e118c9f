//! Of several keepers one takes each step, and a step is taken once.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::os::unix::fs::OpenOptionsExt as _;

use chrono::TimeDelta;
use edge::clock::{Clock, Hand};
use edge::config::Document;
use edge::feed::ChangeNumber;
use edge::operations::Packs;
use edge::stop::StopSignal;
use futures_util::future::join_all;
use tokens::{Algorithm, SigningKey};

use super::*;
use crate::config::IssuerConfig;
use crate::start::{Issuer, Part};
use crate::store::changes::Logged;
use crate::store::keys::{self, NewKey};

struct Bench {
    config: IssuerConfig,
    clock: Clock,
    hand: Hand,
    _folder: tempfile::TempDir,
}

fn bench() -> Bench {
    use std::io::Write as _;
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("sealing.key");
    let mut file =
        std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&key).unwrap();
    file.write_all(format!("{}=\n", "A".repeat(43)).as_bytes()).unwrap();
    let text = format!(
        "[issuer]\npublic_url = \"http://localhost:8080\"\ndatabase = \"sqlite:{folder}/x.db\"\n\
         sealing_key = {{ file = \"{folder}/sealing.key\" }}\ndefault_audience = \"x\"\n",
        folder = folder.path().display(),
    );
    let mut document = Document::parse("test", &text, []).unwrap();
    let config = document.section("issuer", |section| IssuerConfig::read(section, None)).unwrap();
    let (clock, hand) = Clock::fixed(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
    Bench { config, clock, hand, _folder: folder }
}

impl Bench {
    /// An issuer that has just read everything; nothing runs by itself.
    async fn issuer(&self) -> Data<App> {
        let packs = Packs::load(None).unwrap();
        let part = Part { clock: self.clock.clone(), stop: StopSignal::new() };
        let issuer = Issuer::open(self.config.clone(), &packs, part, |_| Ok(())).await;
        issuer.unwrap().app()
    }
}

/// Adds a key that is to sign.
async fn announce_key(app: &App, now: DateTime<Utc>) -> SigningKey {
    let key = SigningKey::generate(Algorithm::Es256).unwrap();
    let write = store::write(&app.db).await.unwrap();
    let new = NewKey { key: &key, phase: Phase::Next };
    keys::insert(&write, &app.seals, new, now).await.unwrap();
    let until = Some(rotation::signs_from(now));
    let step = Step { kid: key.kid().clone(), to: Phase::Next, until };
    key_lives::enter(&write, &step, now).await.unwrap();
    changes::commit(write, &[Subject::Key(step.kid)], now).await.unwrap();
    key
}

async fn changes_after(app: &App, number: ChangeNumber) -> Vec<Logged> {
    let read = store::read(&app.db).await.unwrap();
    changes::after(&read, number, 100).await.unwrap()
}

#[actix_web::test]
async fn of_several_issuers_that_find_a_step_due_at_once_one_takes_it() {
    let bench = bench();
    let first = bench.issuer().await;
    let key = announce_key(&first, bench.clock.now()).await;
    let issuers = [bench.issuer().await, bench.issuer().await, bench.issuer().await];
    let before = issuers[0].follower.last_known().number;
    bench.hand.advance(TimeDelta::minutes(11));
    let now = bench.clock.now();
    for looked in join_all(issuers.iter().map(|app| look(app, now))).await {
        looked.unwrap();
    }
    let changed = changes_after(&first, before).await;
    assert_eq!(changed.len(), 2, "one key retires, one signs: {changed:?}");
    let read = store::read(&first.db).await.unwrap();
    let lives = key_lives::all(&read).await.unwrap();
    let phases: Vec<Phase> = lives.iter().map(|life| life.phase).collect();
    assert_eq!(phases, [Phase::Retiring, Phase::Active]);
    assert_eq!(lives[1].kid, *key.kid());
}

#[actix_web::test]
async fn before_its_time_no_step_is_taken() {
    let bench = bench();
    let first = bench.issuer().await;
    announce_key(&first, bench.clock.now()).await;
    let app = bench.issuer().await;
    bench.hand.advance(TimeDelta::minutes(11) - TimeDelta::seconds(1));
    look(&app, bench.clock.now()).await.unwrap();
    let before = app.follower.last_known().number;
    assert_eq!(changes_after(&app, before).await, []);
}
