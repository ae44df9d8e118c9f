//! Who must wait for whose guesses, and who need not.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::time::Duration;

use chrono::TimeDelta;

use super::*;

fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// Guesses wrongly; says whether that was let.
fn wrong(guesses: &Guesses, user: &str, from: &str, now: DateTime<Utc>) -> bool {
    guesses.leave(user, address(from), now).is_ok()
}

fn right(guesses: &Guesses, user: &str, from: &str, now: DateTime<Utc>) -> bool {
    let leave = guesses.leave(user, address(from), now);
    leave.map(Leave::right).is_ok()
}

fn times(times: usize, what: impl Fn() -> bool) -> usize {
    (0..times).filter(|_| what()).count()
}

#[test]
fn after_five_wrong_passwords_from_one_address_a_user_waits_there() {
    let guesses = Guesses::new(Rates::PASSWORDS).unwrap();
    assert_eq!(times(9, || wrong(&guesses, "jan", "192.0.2.1", noon())), 5);
    let refused = guesses.leave("jan", address("192.0.2.1"), noon()).err();
    assert_eq!(refused, Some(Wait(Duration::from_secs(30))));
    assert!(right(&guesses, "jan", "192.0.2.2", noon()), "but not elsewhere");
    assert!(right(&guesses, "piet", "192.0.2.1", noon()), "nor does another there");
    let later = noon() + TimeDelta::seconds(30);
    assert_eq!(times(3, || wrong(&guesses, "jan", "192.0.2.1", later)), 1, "then one by one");
}

#[test]
fn right_passwords_count_for_nothing() {
    let guesses = Guesses::new(Rates::PASSWORDS).unwrap();
    assert_eq!(times(2_000, || right(&guesses, "jan", "192.0.2.1", noon())), 2_000);
    assert_eq!(times(9, || wrong(&guesses, "jan", "192.0.2.1", noon())), 5);
    let leave = || guesses.leave("an", address("192.0.2.9"), noon());
    assert_eq!(times(500, || leave().map(Leave::unused).is_ok()), 500);
}

#[test]
fn who_is_guessed_at_from_everywhere_still_comes_in_where_they_did_before() {
    let guesses = Guesses::new(Rates::PASSWORDS).unwrap();
    assert!(right(&guesses, "jan", "192.0.2.1", noon()));
    let from = |number: usize| format!("198.51.{}.{}", number / 250, number % 250);
    let let_in = (0..400).filter(|number| wrong(&guesses, "jan", &from(*number), noon())).count();
    assert_eq!(let_in, 50, "a user has so many guesses of anybody");
    assert!(right(&guesses, "jan", "192.0.2.1", noon()));
    assert!(!right(&guesses, "jan", "203.0.113.9", noon()), "a new address waits");
    assert!(right(&guesses, "jan", "203.0.113.9", noon() + TimeDelta::minutes(1)));
}

#[test]
fn who_was_right_at_an_address_comes_in_there_whoever_guesses_beside_them() {
    let guesses = Guesses::new(Rates::PASSWORDS).unwrap();
    assert!(right(&guesses, "jan", "192.0.2.1", noon()));
    let let_in = (0..300).filter(|n| wrong(&guesses, &format!("u{n}"), "192.0.2.1", noon()));
    assert_eq!(let_in.count(), 100);
    assert!(right(&guesses, "jan", "192.0.2.1", noon()));
    assert_eq!(times(9, || wrong(&guesses, "jan", "192.0.2.1", noon())), 5);
}

#[test]
fn one_address_guesses_at_many_users_no_more_than_a_hundred_times() {
    let guesses = Guesses::new(Rates::PASSWORDS).unwrap();
    let let_in = (0..300).filter(|n| wrong(&guesses, &format!("u{n}"), "192.0.2.1", noon()));
    assert_eq!(let_in.count(), 100);
    assert!(right(&guesses, "jan", "192.0.2.2", noon()));
    assert!(!right(&guesses, "piet", "192.0.2.1", noon()), "who is not known there waits");
    let six = (0..300)
        .filter(|n| wrong(&guesses, &format!("u{n}"), &format!("2001:db8:1:2::{n:x}"), noon()));
    assert_eq!(six.count(), 100, "of IPv6 the network counts");
}

#[test]
fn everybody_together_guesses_no_more_than_so_often_and_who_is_known_comes_in() {
    let guesses = Guesses::new(Rates::PASSWORDS).unwrap();
    assert!(right(&guesses, "jan", "192.0.2.1", noon()));
    let let_in = (0..3_000u32).filter(|n| {
        wrong(&guesses, &format!("u{n}"), &Ipv6Addr::from(u128::from(*n) << 64).to_string(), noon())
    });
    assert_eq!(let_in.count(), 1_000);
    assert!(right(&guesses, "jan", "192.0.2.1", noon()));
    assert!(!right(&guesses, "piet", "192.0.2.7", noon()));
    assert!(right(&guesses, "piet", "192.0.2.7", noon() + TimeDelta::seconds(1)));
}

#[test]
fn a_right_guess_takes_back_itself_and_none_of_the_wrong_ones_before_it() {
    let guesses = Guesses::new(Rates::PASSWORDS).unwrap();
    assert_eq!(times(3, || wrong(&guesses, "jan", "192.0.2.1", noon())), 3);
    assert!(right(&guesses, "jan", "192.0.2.1", noon()));
    assert_eq!(times(9, || wrong(&guesses, "jan", "192.0.2.1", noon())), 2, "of the five");
    let others = |number: usize| format!("u{number}");
    let let_in = (0..300).filter(|n| wrong(&guesses, &others(*n), "192.0.2.1", noon()));
    assert_eq!(let_in.count(), 97, "of the hundred of that address");
    let from = |number: usize| format!("198.51.{}.{}", number / 250, number % 250);
    let let_in = (0..300).filter(|n| wrong(&guesses, "jan", &from(*n), noon()));
    assert_eq!(let_in.count(), 47, "of the fifty for that name");
}

#[test]
fn a_right_guess_takes_back_none_of_what_everybody_guessed() {
    let guesses = Guesses::new(Rates::PASSWORDS).unwrap();
    let of_everybody = |n: u32| {
        let from = Ipv6Addr::from(u128::from(n) << 64).to_string();
        wrong(&guesses, &format!("u{n}"), &from, noon())
    };
    assert_eq!((0..990).filter(|n| of_everybody(*n)).count(), 990);
    assert!(right(&guesses, "jan", "192.0.2.1", noon()));
    assert_eq!((1_000..2_000).filter(|n| of_everybody(*n)).count(), 10, "of the thousand");
}

#[test]
fn who_waits_is_told_a_second_in_which_they_may_come_and_nothing_of_the_key_is_printed() {
    assert_eq!(Wait(Duration::from_millis(29_001)).seconds(), 30);
    assert_eq!(format!("{:?}", Guesses::new(Rates::PASSWORDS).unwrap()), "Guesses");
}
