//! Each is counted once, in one line for its hour or minute, and none is lost on the way.

use std::net::Ipv4Addr;

use super::*;

fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap_or_default()
}

fn from(last: u8) -> IpAddr {
    Ipv4Addr::new(10, 0, 0, last).into()
}

fn refusal(subject: &str) -> Refusal {
    Refusal {
        act: Act::TokenRefuse,
        subject: Some(subject.into()),
        error: "invalid_client",
        reason: "wrong",
    }
}

fn many(taken: &Taken<'_>) -> u64 {
    let (issued, refused) = (taken.these.issued.values(), taken.these.refused.values());
    issued.chain(refused).map(|count| count.many).sum()
}

#[test]
fn a_client_is_due_an_hour_after_its_first_token_and_a_refusal_after_a_minute() {
    let tallies = Tallies::default();
    tallies.issued("a", from(1), noon());
    tallies.issued("b", from(1), noon() + TimeDelta::minutes(30));
    tallies.refused(refusal("a"), from(1), noon());
    let at = |seconds| tallies.due(noon() + TimeDelta::seconds(seconds));
    assert!(at(59).these.is_empty());
    let taken = at(60);
    assert_eq!((taken.these.issued.len(), taken.these.refused.len()), (0, 1));
    taken.settle();
    assert!(at(3_599).these.is_empty());
    let taken = at(3_600);
    assert!(taken.these.issued.contains_key("a") && many(&taken) == 1);
}

#[test]
fn a_clock_that_is_set_back_holds_nothing_up() {
    let tallies = Tallies::default();
    tallies.issued("a", from(1), noon());
    assert!(tallies.due(noon() - TimeDelta::minutes(59)).these.is_empty());
    assert_eq!(many(&tallies.due(noon() - TimeDelta::hours(1))), 1);
}

#[test]
fn what_is_not_settled_goes_back_and_adds_up_with_what_came_meanwhile() {
    let tallies = Tallies::default();
    (0..3).for_each(|_| tallies.issued("a", from(1), noon()));
    tallies.refused(refusal("a"), from(1), noon());
    let taken = tallies.all();
    tallies.issued("a", from(2), noon() + TimeDelta::seconds(9));
    tallies.refused(refusal("a"), from(1), noon() + TimeDelta::seconds(9));
    drop(taken);
    let taken = tallies.all();
    assert_eq!(many(&taken), 6);
    let Some(count) = taken.these.issued.get("a") else { panic!("a is gone") };
    assert_eq!((count.first, count.last), (noon(), noon() + TimeDelta::seconds(9)));
    let mut sources = count.sources.clone();
    sources.sort();
    assert_eq!(sources, [(from(1), 3), (from(2), 1)]);
    taken.settle();
    assert!(tallies.all().these.is_empty());
}

#[test]
fn of_many_addresses_the_first_are_told_apart_and_all_are_counted() {
    let tallies = Tallies::default();
    (0..20).for_each(|last| tallies.issued("a", from(last), noon()));
    let taken = tallies.all();
    let Some(count) = taken.these.issued.get("a") else { panic!("a is gone") };
    assert_eq!((count.many, count.sources.len(), count.elsewhere), (20, SOURCES, 12));
}

#[test]
fn who_guesses_at_ten_thousand_clients_makes_few_lines_and_each_guess_is_counted() {
    let tallies = Tallies::default();
    (0..10_000).for_each(|id| tallies.refused(refusal(&id.to_string()), from(1), noon()));
    tallies.refused(refusal("7"), from(1), noon());
    let taken = tallies.all();
    assert_eq!(taken.these.refused.len(), MOST + 1);
    assert_eq!(many(&taken), 10_001);
    assert_eq!(taken.these.refused.get(&refusal("7")).map(|count| count.many), Some(2));
}
