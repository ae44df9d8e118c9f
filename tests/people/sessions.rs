//! When a session ends by itself, and when somebody else ends it.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;

use super::{PASSWORD, is_in, keep_busy, signed_in, somebody};
use crate::cases;
use crate::harness::{Bench, Browser, eventually};

cases![
    a_session_ends_after_half_an_hour_of_silence,
    a_session_ends_after_twelve_hours_however_busy_it_is,
    the_session_of_a_disabled_user_ends,
    another_password_ends_every_session,
    of_two_cookies_that_differ_none_is_taken,
    sessions_that_are_over_leave_the_database,
];

/// It is looked for three times a minute.
const SWEPT: Duration = Duration::from_mins(1);

fn a_session_ends_after_half_an_hour_of_silence(bench: &Bench) {
    let (at, mut browser) = signed_in(bench, "stil");
    at.pass(TimeDelta::minutes(29));
    assert!(is_in(&mut browser));
    at.pass(TimeDelta::minutes(29));
    assert!(is_in(&mut browser), "it counts from when it was last seen");
    at.pass(TimeDelta::minutes(30));
    assert!(!is_in(&mut browser));
}

fn a_session_ends_after_twelve_hours_however_busy_it_is(bench: &Bench) {
    let (at, mut browser) = signed_in(bench, "druk");
    let times = keep_busy(&at, &mut browser, 60, TimeDelta::minutes(20));
    assert_eq!(times, 35, "the 36th is at twelve hours");
}

fn the_session_of_a_disabled_user_ends(bench: &Bench) {
    let (at, mut browser) = somebody(bench, "ontslagen");
    browser.sign_in("ontslagen", PASSWORD);
    assert!(is_in(&mut browser));
    let admin = at.administrator();
    admin.done("POST", "/users/ontslagen/disable", &json!({}));
    assert!(!is_in(&mut browser));
    admin.done("POST", "/users/ontslagen/enable", &json!({}));
    assert!(!is_in(&mut browser), "it does not come back");
    assert_eq!(browser.sign_in("ontslagen", PASSWORD).status, 303, "a new one does");
}

fn another_password_ends_every_session(bench: &Bench) {
    let (at, mut one) = somebody(bench, "gewijzigd");
    let mut other = one.clone();
    one.sign_in("gewijzigd", PASSWORD);
    other.sign_in("gewijzigd", PASSWORD);
    let new = "een nieuw wachtwoord hier";
    at.administrator().done("POST", "/users/gewijzigd/password", &json!({ "password": new }));
    assert!(!is_in(&mut one) && !is_in(&mut other));
    assert_eq!(one.sign_in("gewijzigd", PASSWORD).status, 422);
    assert_eq!(one.sign_in("gewijzigd", new).status, 303);
}

fn of_two_cookies_that_differ_none_is_taken(bench: &Bench) {
    let (_, mut browser) = somebody(bench, "dubbel");
    browser.sign_in("dubbel", PASSWORD);
    let session = browser.session().unwrap().clone();
    let twice = |value: &str| browser.with("Cookie", &format!("zaakpoort-session={value}"));
    assert!(!is_in(&mut twice(&"A".repeat(43))));
    assert!(is_in(&mut twice(&session)), "twice the same is one");
}

fn sessions_that_are_over_leave_the_database(bench: &Bench) {
    let (at, mut alive) = signed_in(bench, "opgeruimd");
    let mut idle = Browser::at(at.issuer);
    idle.sign_in("opgeruimd", PASSWORD);
    alive.sign_in("opgeruimd", PASSWORD);
    let kept = || at.rows("SELECT COUNT(*) FROM sessions")[0][0];
    assert_eq!(kept(), 2);
    keep_busy(&at, &mut alive, 4, TimeDelta::minutes(10));
    eventually(SWEPT, "the idle one is removed", || kept() == 1);
    assert!(is_in(&mut alive) && !is_in(&mut idle));
}
