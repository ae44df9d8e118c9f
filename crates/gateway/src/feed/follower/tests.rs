//! The feed's events, in order and out of order.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use edge::feed::Ended;

use super::*;
use crate::kept::Keeper;
use crate::refusal::Refusal;
use crate::testing::{NOW, client, compiler, live, reader};

fn number(number: u64) -> ChangeNumber {
    ChangeNumber::new(number)
}

fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(NOW, 0).unwrap()
}

fn client_item() -> Event {
    Event::Item(Thing::Client(client()))
}

fn end(at: u64, count: u64) -> Event {
    Event::Snapshot(SnapshotEnd { number: number(at), count, at: noon() })
}

fn change(at: u64, prev: u64, thing: Thing) -> Event {
    Event::Change(Change { number: number(at), prev: number(prev), thing })
}

fn told(at: u64) -> Event {
    Event::Number(Confirmation { number: number(at), at: noon() })
}

/// A live state at 5 without anything in it, and a follower that takes these events.
fn after(events: Vec<Event>) -> (Arc<Live>, Result<(), FeedFault>) {
    let (live, _) = live(5, &[]);
    let (mut compiler, mut keeper) = (compiler(), Keeper::nowhere());
    let mut follower = Follower::new(&live, &mut compiler, &mut keeper);
    let outcome = events.into_iter().try_for_each(|event| follower.take(event));
    (live, outcome)
}

fn knows_client(live: &Live) -> bool {
    let client = autorisaties::ClientId::parse("lezer").unwrap();
    live.current().is_ok_and(|state| state.client(&client).is_some())
}

#[test]
fn a_snapshot_replaces_the_state_at_its_last_event() {
    let (live, outcome) = after(vec![client_item()]);
    assert!(outcome.is_ok() && !knows_client(&live), "not before it is whole");

    let (live, outcome) = after(vec![client_item(), told(9), end(9, 1)]);
    assert!(outcome.is_ok() && knows_client(&live));
    assert_eq!(live.number(), Some(number(9)));

    let (live, outcome) = after(vec![end(9, 0)]);
    assert!(outcome.is_ok());
    assert_eq!(live.number(), Some(number(9)));
}

#[test]
fn a_snapshot_that_lost_something_is_not_taken() {
    let (live, outcome) = after(vec![client_item(), end(9, 2)]);
    let fault = outcome.unwrap_err();
    assert!(matches!(fault, FeedFault::Incomplete { told: 2, came: 1 }));
    assert_eq!((fault.remedy(), live.number()), (Remedy::Snapshot, Some(number(5))));
}

#[test]
fn a_change_is_taken_only_behind_the_own_number() {
    let (live, outcome) = after(vec![change(7, 5, Thing::Client(client()))]);
    assert!(outcome.is_ok() && knows_client(&live));
    assert_eq!(live.number(), Some(number(7)));

    for (at, prev) in [(9, 7), (9, 4), (5, 4)] {
        let (live, outcome) = after(vec![change(at, prev, Thing::Client(client()))]);
        assert!(matches!(outcome, Err(FeedFault::Gap { .. })), "{at} behind {prev}");
        assert!(!knows_client(&live));
    }
    let (_, outcome) = after(vec![change(5, 5, Thing::Client(client()))]);
    assert!(matches!(outcome, Err(FeedFault::Backwards { .. })));
}

#[test]
fn changes_in_a_row_are_all_taken() {
    let ended = Thing::ClientEnded(Ended { id: "lezer".to_owned() });
    let (live, outcome) = after(vec![change(6, 5, Thing::Client(client())), change(9, 6, ended)]);
    assert!(outcome.is_ok() && !knows_client(&live));
    assert_eq!(live.number(), Some(number(9)));
}

#[test]
fn a_change_in_the_middle_of_a_snapshot_is_refused() {
    let (_, outcome) = after(vec![client_item(), change(6, 5, Thing::Client(client()))]);
    assert!(matches!(outcome, Err(FeedFault::Interrupted)));
}

#[test]
fn what_is_not_understood_makes_the_gateway_forget() {
    let mut odd = reader();
    odd.autorisaties[0].component = "xyz".to_owned();
    let (_, outcome) = after(vec![change(6, 5, Thing::Applicatie(odd))]);
    assert_eq!(outcome.unwrap_err().remedy(), Remedy::Forget);
    assert_eq!(FeedFault::from(SseError::UnknownEvent("x".to_owned())).remedy(), Remedy::Forget);
    assert_eq!(FeedFault::from(SseError::TooLong).remedy(), Remedy::Snapshot);
}

#[test]
fn only_the_own_number_confirms_the_state() {
    let (mut compiler, mut keeper) = (compiler(), Keeper::nowhere());
    for (issuer, confirms) in [(5, true), (6, false)] {
        let (live, hand) = live(5, &[]);
        let mut follower = Follower::new(&live, &mut compiler, &mut keeper);
        hand.advance(chrono::TimeDelta::seconds(301));
        assert!(matches!(live.current().err(), Some(Refusal::Stale)));
        assert!(follower.take(told(issuer)).is_ok());
        assert_eq!(live.current().is_ok(), confirms, "{issuer}");
    }
}

#[test]
fn an_issuer_behind_the_gateway_was_restored() {
    let (_, outcome) = after(vec![told(4)]);
    assert!(matches!(outcome, Err(FeedFault::Restored { .. })));
}

#[test]
fn an_issuer_that_stays_ahead_without_a_change_is_asked_for_all_again() {
    let (_, outcome) = after(vec![told(6); PATIENCE.into()]);
    assert!(outcome.is_ok());
    let (_, outcome) = after(vec![told(6); usize::from(PATIENCE) + 1]);
    assert!(matches!(outcome, Err(FeedFault::Withheld { .. })));
}
