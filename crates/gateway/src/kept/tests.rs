//! The kept state: found again as it was, or an earlier one, or none; never another.

use chrono::DateTime;
use edge::config::SecretSource;
use edge::feed::{Change, ChangeNumber, ClientState, SnapshotEnd, Thing};
use tempfile::TempDir;
use uuid::Uuid;

use super::*;
use crate::state::Live;
use crate::testing::{client, compiler, config, live, reader, state};

mod damage;

struct Bench {
    folder: TempDir,
    config: GatewayConfig,
    live: std::sync::Arc<Live>,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (live, _) = live(1, &[]);
        let mut bench = Self { folder, config: config(Vec::new()), live };
        bench.sealed_under("first");
        bench
    }

    fn sealed_under(&mut self, name: &str) {
        let path = self.folder.path().join(name);
        if !path.exists() {
            let key = SealingKeys::key_file(&edge::chance::bytes().unwrap());
            std::fs::write(&path, key.as_bytes()).unwrap();
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
            std::fs::set_permissions(&path, mode).unwrap();
        }
        let key = SecretSource::File(path);
        self.config.state = KeptConfig::At { path: self.path(), key };
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("data/state")
    }

    fn open(&self) -> (Option<Found>, Keeper) {
        Kept::take(&self.config).unwrap().open(&mut compiler())
    }

    /// The number and digest that a next start finds.
    fn found(&self) -> Option<(ChangeNumber, String)> {
        let read = replay::read(&self.path(), &self.seal(), &mut compiler());
        read.ok().flatten().map(|(found, _)| seen(&found.state))
    }

    fn seal(&self) -> Seal {
        let KeptConfig::At { key, .. } = &self.config.state else { unreachable!("it is kept") };
        let keys = SealingKeys::parse(&[key.read().unwrap()]).unwrap();
        Seal::new(keys, &self.config.issuer, &self.config.client_id)
    }

    async fn keep(&self, tell: impl FnOnce(&mut Keeper, &Live)) {
        let (_, mut keeper) = self.open();
        tell(&mut keeper, &self.live);
        keeper.close().await;
    }

    fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.path()).unwrap()
    }
}

fn seen(state: &State) -> (ChangeNumber, String) {
    (state.number(), state.digest().to_string())
}

fn snapshot(keeper: &mut Keeper, live: &Live) {
    keeper.begin();
    keeper.item(&Thing::Applicatie(reader()));
    keeper.item(&Thing::Client(client()));
    let end = SnapshotEnd { number: ChangeNumber::new(5), count: 2, at: DateTime::default() };
    keeper.end(end, &live.note(live.moment()));
}

/// A second client, known from `number` on.
fn second(number: u64, prev: u64) -> Change {
    let thing = Thing::Client(ClientState { client_id: format!("c{number}"), ..client() });
    Change { number: ChangeNumber::new(number), prev: ChangeNumber::new(prev), thing }
}

fn at_5() -> (ChangeNumber, String) {
    seen(&state(5, &[Thing::Applicatie(reader()), Thing::Client(client())]))
}

fn at_7() -> (ChangeNumber, String) {
    let things = [Thing::Applicatie(reader()), Thing::Client(client()), second(7, 5).thing];
    seen(&state(7, &things))
}

/// A snapshot at 5, a change at 7, in a file of three frames.
async fn kept() -> Bench {
    let bench = Bench::new();
    bench.keep(snapshot).await;
    bench.keep(|keeper, _| keeper.change(&second(7, 5))).await;
    bench.keep(|keeper, live| keeper.confirm(live.note(live.moment()))).await;
    bench
}

#[tokio::test]
async fn what_was_kept_is_found_and_gone_on_with() {
    let bench = Bench::new();
    assert!(bench.found().is_none());
    bench.keep(snapshot).await;
    assert_eq!(bench.found(), Some(at_5()));
    bench.keep(|keeper, _| keeper.change(&second(7, 5))).await;
    assert_eq!(bench.found(), Some(at_7()));
    bench.keep(|keeper, live| keeper.confirm(live.note(live.moment()))).await;
    assert_eq!(bench.found(), Some(at_7()));
}

#[tokio::test]
async fn it_is_found_as_of_the_moment_at_which_it_was_confirmed() {
    let bench = Bench::new();
    let then = bench.live.note(bench.live.moment());
    bench.keep(snapshot).await;
    let (found, keeper) = bench.open();
    keeper.close().await;
    let (found, then) = (found.unwrap().confirmed, serde_json::to_value(then).unwrap());
    assert_eq!(serde_json::to_value(found).unwrap()["wall_millis"], then["wall_millis"]);
}

#[tokio::test]
async fn a_snapshot_that_broke_off_leaves_what_was_there() {
    let bench = kept().await;
    bench
        .keep(|keeper, _| {
            keeper.begin();
            keeper.item(&Thing::Applicatie(reader()));
        })
        .await;
    assert_eq!(bench.found(), Some(at_7()));
}

#[tokio::test]
async fn what_is_to_be_forgotten_is_gone_and_a_next_snapshot_is_kept() {
    let bench = kept().await;
    bench
        .keep(|keeper, _| {
            keeper.forget();
            keeper.change(&second(9, 7));
        })
        .await;
    assert_eq!(bench.found(), None);
    assert!(!bench.path().exists());
    bench.keep(snapshot).await;
    assert_eq!(bench.found(), Some(at_5()));
}

#[tokio::test]
async fn a_second_gateway_is_told_to_take_a_file_of_its_own() {
    let bench = Bench::new();
    let (_, keeper) = bench.open();
    let refused = Kept::take(&bench.config).unwrap_err();
    assert!(matches!(refused, KeptError::InUse(_)));
    assert!(refused.to_string().contains("a file of its own"), "{refused}");
    keeper.close().await;
    assert!(Kept::take(&bench.config).is_ok());
}

#[tokio::test]
async fn a_disk_that_fails_is_left_alone_until_a_snapshot_can_be_written() {
    let bench = kept().await;
    let (_, mut keeper) = bench.open();
    let away = bench.folder.path().join("away");
    std::fs::rename(bench.path().parent().unwrap(), &away).unwrap();
    snapshot(&mut keeper, &bench.live);
    while !keeper.has_failed() {
        tokio::task::yield_now().await;
    }
    keeper.change(&second(7, 5));
    assert!(!keeper.wants_everything(), "not at once");
    std::fs::rename(&away, bench.path().parent().unwrap()).unwrap();
    snapshot(&mut keeper, &bench.live);
    keeper.close().await;
    assert_eq!(bench.found(), Some(at_5()));
}

#[tokio::test]
async fn a_file_that_was_read_and_cannot_be_added_to_is_made_anew_in_time() {
    let bench = kept().await;
    let seal = bench.seal();
    let read = replay::read(&bench.path(), &seal, &mut compiler()).unwrap();
    let end = read.map(|(_, end)| end);
    let lock = lock(&bench.path()).unwrap();
    std::fs::remove_file(bench.path()).unwrap();
    let writer = Writer::new(bench.path(), seal, end);
    let mut keeper = Keeper::start(writer, lock, CONFIRM);
    while !keeper.has_failed() {
        tokio::task::yield_now().await;
    }
    keeper.change(&second(9, 7));
    assert!(keeper.is_left_behind(), "so everything is asked for once more");
    snapshot(&mut keeper, &bench.live);
    keeper.close().await;
    assert_eq!(bench.found(), Some(at_5()));
}

#[tokio::test]
async fn many_things_come_through_as_they_were() {
    let bench = Bench::new();
    let things: Vec<Thing> = (0..2000)
        .map(|number| {
            let label = "é".repeat(100);
            let id = Uuid::from_u128(number);
            Thing::Applicatie(edge::feed::ApplicatieState { id, label, ..reader() })
        })
        .collect();
    bench
        .keep(|keeper, live| {
            keeper.begin();
            things.iter().for_each(|thing| keeper.item(thing));
            let count = things.len() as u64;
            let end = SnapshotEnd { number: ChangeNumber::new(5), count, at: DateTime::default() };
            keeper.end(end, &live.note(live.moment()));
        })
        .await;
    assert_eq!(bench.found(), Some(seen(&state(5, &things))));
    assert!(damage::frames(&bench.bytes()).len() > 5);
}

#[tokio::test]
async fn nothing_of_it_can_be_read_without_the_key() {
    let bench = kept().await;
    let bytes = bench.bytes();
    for word in [&b"lezer"[..], b"zaken.lezen", b"catalogi", b"applicatie", b"confirmed"] {
        assert!(!bytes.windows(word.len()).any(|window| window == word));
    }
    let mode = std::fs::metadata(bench.path()).unwrap().permissions();
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode) & 0o777, 0o600);
}
