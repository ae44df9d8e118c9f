//! A thousand uses are handed on once, and none is lost on the way.

use std::cell::{Cell, RefCell};
use std::io;

use super::*;

fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap_or_default()
}

fn later(minutes: i64) -> Minute {
    Minute::of(noon() + TimeDelta::minutes(minutes))
}

fn noted(uses: &Uses) -> Vec<(String, Minute)> {
    let taken = uses.take();
    let these = taken.these();
    let mut these: Vec<_> = these.iter().map(|(id, at)| (id.to_string(), *at)).collect();
    these.sort();
    these
}

#[test]
fn a_minute_begins_at_its_first_second_and_none_is_before_1970() {
    let within = noon() + TimeDelta::seconds(59);
    assert_eq!((Minute::of(within), Minute::of(within).start()), (Minute::of(noon()), noon()));
    assert_eq!(Minute::of(noon() + TimeDelta::seconds(60)).start(), noon() + EVERY);
    assert_eq!(Minute::of(DateTime::from_timestamp(-1, 0).unwrap_or_default()), Minute(0));
}

#[test]
fn of_many_uses_the_latest_is_kept_in_whichever_order_they_come() {
    let uses = Uses::default();
    for minutes in [0, 7, 3] {
        uses.note("a", later(minutes));
        uses.note("b", later(minutes % 7));
    }
    assert_eq!(noted(&uses), [("a".to_owned(), later(7)), ("b".to_owned(), later(3))]);
}

#[test]
fn what_is_not_settled_goes_back_and_overtakes_nothing() {
    let uses = Uses::default();
    uses.note("a", later(0));
    uses.note("b", later(9));
    let taken = uses.take();
    assert!(uses.take().is_empty() && !taken.is_empty());
    uses.note("a", later(1));
    uses.note("b", later(8));
    drop(taken);
    assert_eq!(noted(&uses), [("a".to_owned(), later(1)), ("b".to_owned(), later(9))]);
    uses.take().settle();
    assert!(uses.take().is_empty());
}

/// Lets so much time pass for a loop that looks.
async fn run(uses: &Uses, clock: &Clock, to: impl Fn(Arc<Noted>) -> Result<(), String>) {
    let to = |these| std::future::ready(to(these));
    let looks = tokio::time::timeout(AGAIN * 100, uses.hand_on(clock, to));
    assert!(looks.await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_thousand_uses_within_a_minute_are_handed_on_once_and_then_again_a_minute_later() {
    let (uses, (clock, hand)) = (Uses::default(), Clock::fixed(noon()));
    let handed = RefCell::new(Vec::new());
    let to = |these: Arc<Noted>| {
        handed.borrow_mut().push(these.values().copied().collect::<Vec<_>>());
        // More come meanwhile.
        (0..1_000).for_each(|_| uses.note("a", Minute::of(clock.now())));
        Ok(())
    };
    uses.note("a", later(0));
    let moving = async {
        for seconds in [30, 29, 1, 0] {
            tokio::time::sleep(AGAIN * 10).await;
            hand.advance(TimeDelta::seconds(seconds));
        }
    };
    tokio::join!(run(&uses, &clock, to), moving);
    assert_eq!(*handed.borrow(), [vec![later(0)], vec![later(0)]]);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_handed_on_is_kept_and_tried_again_before_the_minute_is_over() {
    let (uses, (clock, _)) = (Uses::default(), Clock::fixed(noon()));
    let tried = Cell::new(0);
    uses.note("a", later(0));
    run(&uses, &clock, |these| {
        tried.set(tried.get() + 1);
        assert_eq!(*these, Noted::from([("a".into(), later(0))]));
        if tried.get() == 1 { Err("away".to_owned()) } else { Ok(()) }
    })
    .await;
    assert_eq!(tried.get(), 2);
    assert!(uses.take().is_empty());
}

/// What is logged while a test listens.
#[derive(Clone, Default)]
struct Said(Arc<Mutex<Vec<u8>>>);

impl io::Write for Said {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn that_nothing_can_be_handed_on_is_told_once_and_again_after_it_could() {
    let (uses, (clock, hand), said) = (Uses::default(), Clock::fixed(noon()), Said::default());
    let writer = said.clone();
    let listening = tracing_subscriber::fmt().with_writer(move || writer.clone()).finish();
    let _listening = tracing::subscriber::set_default(listening);
    let tried = Cell::new(0);
    uses.note("a", later(0));
    let to = |_| {
        tried.set(tried.get() + 1);
        if tried.get() != 3 {
            return Err("away".to_owned());
        }
        uses.note("a", later(1));
        Ok(())
    };
    let moving = async {
        tokio::time::sleep(AGAIN * 20).await;
        hand.advance(TimeDelta::minutes(1));
    };
    tokio::join!(run(&uses, &clock, to), moving);
    assert!(tried.get() > 5, "{}", tried.get());
    let said = said.0.lock().unwrap_or_else(PoisonError::into_inner);
    let said = String::from_utf8_lossy(&said);
    assert_eq!(said.matches("away").count(), 2, "{said}");
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_back_holds_nothing_up() {
    let (uses, (clock, hand)) = (Uses::default(), Clock::fixed(noon()));
    let handed = Cell::new(0);
    let to = |_| {
        handed.set(handed.get() + 1);
        uses.note("a", Minute::of(clock.now()));
        Ok(())
    };
    uses.note("a", later(0));
    let setting = async {
        tokio::time::sleep(AGAIN).await;
        hand.advance(TimeDelta::hours(-1));
    };
    tokio::join!(run(&uses, &clock, to), setting);
    assert_eq!(handed.get(), 2);
}
