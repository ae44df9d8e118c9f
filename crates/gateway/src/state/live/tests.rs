//! How long a state is relied on, and who waits for the next.

use chrono::{DateTime, TimeDelta};
use futures_util::FutureExt;

use super::*;

fn at(number: u64) -> State {
    let mut state = State::default();
    state.stand_at(ChangeNumber::new(number));
    state
}

fn live() -> (Live, edge::clock::Hand) {
    let (clock, hand) =
        Clock::fixed(DateTime::from_timestamp(1_800_000_000, 0).unwrap_or_default());
    (Live::new(Duration::from_mins(5), WhenStale::Refuse, clock), hand)
}

#[test]
fn before_the_first_snapshot_nothing_is_judged() {
    let (live, _) = live();
    assert!(matches!(live.current().err(), Some(Refusal::NotReady)));
    live.replace(at(1));
    live.confirm(live.moment());
    assert!(live.current().is_ok());
}

#[test]
fn a_state_that_was_never_confirmed_is_not_relied_on() {
    let (live, _) = live();
    live.replace(at(1));
    assert!(matches!(live.current().err(), Some(Refusal::Stale)));
}

#[test]
fn a_state_is_relied_on_up_to_its_limit_and_again_once_it_is_confirmed() {
    let (live, hand) = live();
    live.replace(at(1));
    live.confirm(live.moment());
    hand.advance(TimeDelta::seconds(300));
    assert!(live.current().is_ok());
    hand.advance(TimeDelta::seconds(1));
    assert!(matches!(live.current().err(), Some(Refusal::Stale)));
    live.confirm(live.moment());
    assert!(live.current().is_ok());
}

#[tokio::test]
async fn who_waits_for_a_first_state_hears_of_it_even_if_nothing_ever_changed() {
    let (live, _) = live();
    let told = async {
        live.replace(at(0));
        live.confirm(live.moment());
    };
    let ((), ()) = tokio::join!(live.known(), told);
    assert_eq!(live.number(), Some(ChangeNumber::NONE));
}

#[tokio::test]
async fn who_waits_for_a_first_state_hears_of_it_once_it_is_confirmed_and_not_before() {
    let (live, _) = live();
    let mut known = std::pin::pin!(live.known());
    live.replace(at(1));
    assert!(known.as_mut().now_or_never().is_none());
    live.confirm(live.moment());
    assert!(known.as_mut().now_or_never().is_some());
}

#[test]
fn what_is_forgotten_is_not_relied_on() {
    let (live, _) = live();
    live.replace(at(1));
    live.forget();
    assert!(matches!(live.current().err(), Some(Refusal::NotReady)));
}

#[tokio::test(start_paused = true)]
async fn a_token_ahead_of_the_feed_waits_until_the_feed_is_there() {
    let (live, _) = live();
    live.replace(at(5));
    live.confirm(live.moment());
    let live = Arc::new(live);
    let waiting = tokio::spawn({
        let live = Arc::clone(&live);
        async move { live.reached(ChangeNumber::new(6)).await }
    });
    tokio::task::yield_now().await;
    live.replace(at(6));
    let six = ChangeNumber::new(6);
    assert!(matches!(waiting.await, Ok(Ok(state)) if state.number() == six));
    assert!(live.reached(ChangeNumber::new(5)).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn it_does_not_wait_longer_than_a_second() {
    let (live, _) = live();
    live.replace(at(5));
    live.confirm(live.moment());
    assert!(matches!(live.reached(ChangeNumber::new(6)).await, Err(Refusal::Behind)));
}

#[tokio::test(start_paused = true)]
async fn the_number_of_those_who_wait_is_bounded() {
    let (live, _) = live();
    live.replace(at(5));
    live.confirm(live.moment());
    let _all = live.waiting.try_acquire_many(u32::try_from(WAITERS).unwrap_or(u32::MAX));
    let asked = tokio::time::timeout(Duration::ZERO, live.reached(ChangeNumber::new(6)));
    assert!(matches!(asked.await, Ok(Err(Refusal::Behind))));
}

#[tokio::test]
async fn what_time_it_is_at_the_issuer_is_known_again_after_a_restart() {
    let (before, _) = live();
    before.replace(at(1));
    let here = before.moment().wall_millis();
    let ahead = TimeDelta::hours(-1);
    let there = DateTime::from_timestamp_millis(here).unwrap_or_default() + ahead;
    before.issuer_says_it_is(there);
    let noted = before.note(before.moment());
    let (after, _) = live();
    after.restore(at(1), &noted);
    assert_eq!(after.issuer_is_ahead(), Some(ahead));
    assert_eq!(after.token_time().as_secs(), there.timestamp());
}
