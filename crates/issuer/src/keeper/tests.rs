//! Of several keepers one takes each step, and a step is taken once.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::os::unix::fs::OpenOptionsExt as _;

use chrono::TimeDelta;
use edge::clock::{Clock, Hand};
use edge::config::Document;
use edge::feed::ChangeNumber;
use edge::operations::Packs;
use edge::part::Part;
use edge::stop::StopSignal;
use futures_util::future::join_all;
use tokens::KeyId;

use super::*;
use crate::config::{IssuerConfig, KeyRotation};
use crate::start::Issuer;
use crate::store::changes::Logged;
use crate::store::used_assertions::{self, Use};

pub(super) struct Bench {
    config: IssuerConfig,
    clock: Clock,
    hand: Hand,
    _folder: tempfile::TempDir,
}

pub(super) fn bench() -> Bench {
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
    /// One that keeps the audit log for so long.
    pub(super) fn keeping_the_log(mut self, time: Option<TimeDelta>) -> Self {
        self.config.audit_retention = time;
        self
    }

    /// An issuer that has just read everything; nothing runs by itself.
    pub(super) async fn issuer(&self) -> Data<App> {
        let packs = Packs::load(None).unwrap();
        let part = Part::begin(self.clock.clone(), &StopSignal::new());
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

/// An installation of an older version: these keys are not there.
async fn lose_keys(app: &App, lost: &[Algorithm]) {
    let write = store::write(&app.db).await.unwrap();
    let lives = key_lives::all(&write).await.unwrap();
    let now = app.clock.now();
    let kids: Vec<KeyId> = lives
        .into_iter()
        .filter(|life| lost.contains(&life.algorithm))
        .map(|life| life.kid)
        .collect();
    for kid in &kids {
        let step = Step { kid: kid.clone(), to: Phase::Removed, until: None };
        key_lives::enter(&write, &step, now).await.unwrap();
    }
    let subjects: Vec<Subject> = kids.into_iter().map(Subject::Key).collect();
    changes::commit(write, &subjects, now).await.unwrap();
}

async fn changes_after(app: &App, number: ChangeNumber) -> Vec<Logged> {
    let read = store::read(&app.db).await.unwrap();
    changes::after(&read, number, 100).await.unwrap()
}

/// The keys of an algorithm that count, oldest first.
async fn lives(app: &App, algorithm: Algorithm) -> Vec<KeyLife> {
    let read = store::read(&app.db).await.unwrap();
    let lives = key_lives::all(&read).await.unwrap().into_iter();
    lives.filter(|life| life.algorithm == algorithm && life.phase.verifies()).collect()
}

async fn phases(app: &App, algorithm: Algorithm) -> Vec<Phase> {
    lives(app, algorithm).await.iter().map(|life| life.phase).collect()
}

/// Several issuers, each of which has read everything before any of them looks; then all look.
async fn all_look(bench: &Bench) -> Data<App> {
    let issuers = [bench.issuer().await, bench.issuer().await, bench.issuer().await];
    for looked in join_all(issuers.iter().map(|app| async { Keeper::of(app).look().await })).await {
        looked.unwrap();
    }
    bench.issuer().await
}

#[actix_web::test]
async fn of_several_issuers_that_find_a_step_due_at_once_one_takes_it() {
    let bench = bench();
    let first = bench.issuer().await;
    bench.hand.advance(TimeDelta::seconds(1));
    let key = announce_key(&first, bench.clock.now()).await;
    let before = bench.issuer().await.follower.last_known().number;
    bench.hand.advance(TimeDelta::minutes(11));
    let app = all_look(&bench).await;
    let changed = changes_after(&app, before).await;
    assert_eq!(changed.len(), 2, "one key retires, one signs: {changed:?}");
    assert_eq!(phases(&app, Algorithm::Es256).await, [Phase::Retiring, Phase::Active]);
    assert_eq!(lives(&app, Algorithm::Es256).await[1].kid, *key.kid());
    assert_eq!(phases(&app, Algorithm::Rs256).await, [Phase::Active], "it is nobody's step");
}

#[actix_web::test]
async fn before_its_time_no_step_is_taken() {
    let bench = bench();
    let first = bench.issuer().await;
    announce_key(&first, bench.clock.now()).await;
    let app = bench.issuer().await;
    bench.hand.advance(TimeDelta::minutes(11) - TimeDelta::seconds(1));
    Keeper::of(&app).look().await.unwrap();
    let before = app.follower.last_known().number;
    assert_eq!(changes_after(&app, before).await, []);
}

#[actix_web::test]
async fn an_installation_is_founded_with_one_key_of_each_algorithm_that_signs() {
    let bench = bench();
    let app = bench.issuer().await;
    for algorithm in Algorithm::ALL {
        assert_eq!(phases(&app, algorithm).await, [Phase::Active], "{algorithm}");
    }
    let before = app.follower.last_known().number;
    Keeper::of(&app).look().await.unwrap();
    assert_eq!(changes_after(&app, before).await, [], "and nothing is to be done");
}

#[actix_web::test]
async fn of_several_issuers_one_publishes_the_key_of_an_algorithm_that_has_none() {
    let bench = bench();
    let lost = [Algorithm::Rs256, Algorithm::EdDsa];
    lose_keys(&*bench.issuer().await, &lost).await;
    let before = bench.issuer().await.follower.last_known().number;
    let app = all_look(&bench).await;
    assert_eq!(changes_after(&app, before).await.len(), 2, "a key of each");
    for algorithm in lost {
        let [next] = lives(&app, algorithm).await.try_into().unwrap();
        let until = Some(rotation::signs_from(bench.clock.now()));
        assert_eq!((next.phase, next.until), (Phase::Next, until), "{algorithm}");
        assert!(app.follower.last_known().signing_key(algorithm).is_none(), "it does not sign yet");
    }
    bench.hand.advance(TimeDelta::minutes(11));
    let app = all_look(&bench).await;
    for algorithm in Algorithm::ALL {
        assert_eq!(phases(&app, algorithm).await, [Phase::Active], "{algorithm}");
    }
}

#[actix_web::test]
async fn of_several_issuers_one_rotates_keys_that_have_signed_long_enough() {
    let mut bench = bench();
    bench.config.key_rotation = KeyRotation::Every(TimeDelta::days(2));
    let before = bench.issuer().await.follower.last_known().number;
    let ahead = rotation::signs_from(bench.clock.now()) - bench.clock.now();
    bench.hand.advance(TimeDelta::days(2) - ahead - TimeDelta::seconds(1));
    let app = all_look(&bench).await;
    assert_eq!(changes_after(&app, before).await, [], "not a second too soon");
    bench.hand.advance(TimeDelta::seconds(1));
    let app = all_look(&bench).await;
    assert_eq!(changes_after(&app, before).await.len(), 4, "one of each algorithm");
    for algorithm in Algorithm::ALL {
        assert_eq!(phases(&app, algorithm).await, [Phase::Active, Phase::Next], "{algorithm}");
    }
    bench.hand.advance(ahead);
    let app = all_look(&bench).await;
    for algorithm in Algorithm::ALL {
        assert_eq!(phases(&app, algorithm).await, [Phase::Retiring, Phase::Active], "{algorithm}");
    }
}

#[actix_web::test]
async fn keys_that_are_never_to_be_rotated_stay() {
    let mut bench = bench();
    bench.config.key_rotation = KeyRotation::Never;
    let before = bench.issuer().await.follower.last_known().number;
    bench.hand.advance(TimeDelta::days(4_000));
    let app = all_look(&bench).await;
    assert_eq!(changes_after(&app, before).await, []);
}

#[actix_web::test]
async fn a_key_that_could_not_be_published_is_kept_for_the_next_try() {
    let bench = bench();
    lose_keys(&*bench.issuer().await, &[Algorithm::Ps256]).await;
    let app = bench.issuer().await;
    let mut keeper = Keeper::of(&app);
    {
        let _in_the_way = store::write(&app.db).await.unwrap();
        assert!(keeper.look().await.is_err());
    }
    let made = keeper.fresh[0].kid().clone();
    keeper.look().await.unwrap();
    assert_eq!(lives(&app, Algorithm::Ps256).await[0].kid, made);
    assert!(keeper.fresh.is_empty());
}

#[actix_web::test]
async fn what_is_over_for_everybody_is_forgotten_and_nothing_else() {
    let bench = bench();
    let app = bench.issuer().await;
    let client = autorisaties::ClientId::parse("a").unwrap();
    let now = bench.clock.now();
    let claim = async |digest, until| {
        let new = Use { client: &client, digest: &[digest; 32], until };
        used_assertions::claim(&app.db, new).await.unwrap()
    };
    assert!(claim(1, now - TimeDelta::minutes(6)).await);
    assert!(claim(2, now - TimeDelta::minutes(4)).await, "another issuer may find it in time");
    Pruner::default().look(&app, now).await;
    assert!(claim(1, now).await, "it is forgotten");
    assert!(!claim(2, now).await);
}
