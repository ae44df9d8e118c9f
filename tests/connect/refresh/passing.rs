//! What time does to refresh tokens: a lost answer is made good once, and everything ends.

use chrono::TimeDelta;
use serde_json::json;

use super::{Offline, is_invalid, refresh_token};
use crate::cases;
use crate::harness::{Bench, Clocked, IN_FORCE, eventually};

cases![
    bp_09_i7_ng_73_a_token_that_comes_back_after_the_grace_ends_the_grant_with_the_newest_token,
    an_answer_that_was_lost_is_made_good_once,
    the_token_of_a_lost_answer_is_dead_and_ends_the_grant,
    an_answer_that_arrived_is_not_made_good,
    bp_10_a_token_that_nobody_uses_ends_and_one_in_use_goes_on,
    a_grant_ends_however_often_it_is_refreshed,
    what_is_over_leaves_the_database,
];

fn offline(bench: &Bench, more: &serde_json::Value) -> (Clocked, Offline) {
    let at = Clocked::start(bench);
    let client = Offline::register(at.issuer, &at.administrator(), ("klok", more));
    (at, client)
}

fn seconds(at: &Clocked, seconds: i64) {
    at.pass(TimeDelta::seconds(seconds));
}

fn bp_09_i7_ng_73_a_token_that_comes_back_after_the_grace_ends_the_grant_with_the_newest_token(
    bench: &Bench,
) {
    let (at, mut client) = offline(bench, &json!({}));
    let (first, other) = (client.token(), client.token());
    let second = refresh_token(&client.refresh(&first));
    let newest = client.refresh(&second);
    let access = newest.member("access_token");
    eventually(IN_FORCE, "it counts", || at.call(&access) == 200);
    seconds(&at, 10);
    is_invalid(&client.refresh(&first), "invalid_grant");
    is_invalid(&client.refresh(&refresh_token(&newest)), "invalid_grant");
    eventually(IN_FORCE, "its access token is refused", || at.call(&access) == 401);
    assert_eq!(client.refresh(&other).status, 200, "that of another consent goes on");
}

fn an_answer_that_was_lost_is_made_good_once(bench: &Bench) {
    let (at, mut client) = offline(bench, &json!({}));
    let first = client.token();
    refresh_token(&client.refresh(&first));
    seconds(&at, 1);
    is_invalid(&client.refresh(&first), "invalid_grant");
    seconds(&at, 4);
    let second = refresh_token(&client.refresh(&first));
    // And that is the one to go on with.
    let third = refresh_token(&client.refresh(&second));
    seconds(&at, 4);
    is_invalid(&client.refresh(&first), "invalid_grant");
    is_invalid(&client.refresh(&third), "invalid_grant");
}

fn the_token_of_a_lost_answer_is_dead_and_ends_the_grant(bench: &Bench) {
    let (at, mut client) = offline(bench, &json!({}));
    let first = client.token();
    let lost = refresh_token(&client.refresh(&first));
    seconds(&at, 5);
    let second = refresh_token(&client.refresh(&first));
    is_invalid(&client.refresh(&lost), "invalid_grant");
    is_invalid(&client.refresh(&second), "invalid_grant");
}

fn an_answer_that_arrived_is_not_made_good(bench: &Bench) {
    let (at, mut client) = offline(bench, &json!({}));
    let first = client.token();
    let second = refresh_token(&client.refresh(&first));
    let third = refresh_token(&client.refresh(&second));
    seconds(&at, 5);
    is_invalid(&client.refresh(&first), "invalid_grant");
    is_invalid(&client.refresh(&third), "invalid_grant");
}

fn bp_10_a_token_that_nobody_uses_ends_and_one_in_use_goes_on(bench: &Bench) {
    let lives = json!({ "refresh_token_idle_lifetime": 600, "refresh_token_lifetime": 86_400 });
    let (at, mut client) = offline(bench, &lives);
    let (mut used, unused) = (client.token(), client.token());
    for _ in 0..3 {
        seconds(&at, 599);
        used = refresh_token(&client.refresh(&used));
    }
    is_invalid(&client.refresh(&unused), "invalid_grant");
    seconds(&at, 600);
    is_invalid(&client.refresh(&used), "invalid_grant");
}

fn a_grant_ends_however_often_it_is_refreshed(bench: &Bench) {
    let lives = json!({ "refresh_token_idle_lifetime": 600, "refresh_token_lifetime": 1_500 });
    let (at, mut client) = offline(bench, &lives);
    let mut token = client.token();
    for after in [500, 500, 499] {
        seconds(&at, after);
        token = refresh_token(&client.refresh(&token));
    }
    let listed = |at: &Clocked| {
        let list = at.administrator().done("GET", "/grants", &json!({}));
        list["results"].as_array().unwrap().len()
    };
    assert_eq!(listed(&at), 1);
    seconds(&at, 1);
    is_invalid(&client.refresh(&token), "invalid_grant");
    assert_eq!(listed(&at), 0);
}

/// The issuer looks every twenty seconds, and keeps what is over for five minutes.
fn what_is_over_leaves_the_database(bench: &Bench) {
    let lives = json!({ "refresh_token_idle_lifetime": 600, "refresh_token_lifetime": 1_500 });
    let (at, mut client) = offline(bench, &lives);
    let (token, _idle) = (client.token(), client.token());
    let count = || {
        let of = |table: &str| at.rows(&format!("SELECT count(*) FROM {table}"))[0][0];
        (of("grants"), of("refresh_tokens"))
    };
    assert_eq!(count(), (2, 2));
    seconds(&at, 599);
    let token = refresh_token(&client.refresh(&token));
    assert_eq!(count(), (2, 3));
    let patience = std::time::Duration::from_mins(1);
    seconds(&at, 302);
    eventually(patience, "the idle one is gone", || count() == (1, 1));
    assert_eq!(client.refresh(&token).status, 200, "and no other");
    seconds(&at, 1_000);
    eventually(patience, "all is gone", || count() == (0, 0));
}
