//! What time does to refresh tokens: a lost answer is made good once, and everything ends.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;

use super::{Offline, is_invalid, refresh_token, says};
use crate::cases;
use crate::harness::browser::hidden;
use crate::harness::{Bench, Clocked, IN_FORCE, eventually, let_them_look};

cases![
    bp_09_i7_ng_73_a_token_that_comes_back_after_the_grace_ends_the_grant_with_the_newest_token,
    an_answer_that_was_lost_is_made_good_once,
    the_token_of_a_lost_answer_is_dead_and_ends_the_grant,
    an_answer_that_arrived_is_not_made_good,
    bp_10_a_token_that_nobody_uses_ends_and_one_in_use_goes_on,
    a_grant_ends_however_often_it_is_refreshed,
    what_is_over_leaves_the_database,
    a_token_that_outlives_its_grant_is_found_by_who_takes_it_back,
    a_revocation_outlives_tokens_that_were_given_for_longer_than_is_usual_now,
];

/// The issuer looks three times a minute, and keeps what is over for five minutes.
const SWEPT: Duration = Duration::from_mins(1);

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

/// Of what can be refreshed as much stays as finds the access tokens that came of it.
fn what_is_over_leaves_the_database(bench: &Bench) {
    let lives = json!({ "refresh_token_idle_lifetime": 90_000, "refresh_token_lifetime": 200_000 });
    let (at, mut client) = offline(bench, &lives);
    let (token, _idle) = (client.token(), client.token());
    let count = || {
        let of = |table: &str| at.rows(&format!("SELECT count(*) FROM {table}"))[0][0];
        (of("grants"), of("refresh_tokens"))
    };
    assert_eq!(count(), (2, 2));
    seconds(&at, 89_999);
    let token = refresh_token(&client.refresh(&token));
    assert_eq!(count(), (2, 3));
    seconds(&at, 86_900);
    eventually(SWEPT, "the idle one is gone", || count() == (1, 1));
    assert_eq!(client.refresh(&token).status, 200, "and no other");
    seconds(&at, 110_000);
    eventually(SWEPT, "all is gone", || count() == (0, 0));
}

/// With tokens for a day, of a grant that can be refreshed for less than half an hour.
fn for_a_day(bench: &Bench) -> (Clocked, Offline) {
    let lives = json!({ "refresh_token_idle_lifetime": 1_500, "refresh_token_lifetime": 1_500 });
    let (at, client) = offline(bench, &lives);
    lives_for(&at, 86_400);
    (at, client)
}

fn lives_for(at: &Clocked, seconds: i64) {
    let lifetime = json!({ "access_token_lifetime": seconds });
    at.administrator().done("PATCH", "/clients/klok", &lifetime);
}

fn a_token_that_outlives_its_grant_is_found_by_who_takes_it_back(bench: &Bench) {
    let (at, mut client) = for_a_day(bench);
    let first = [(); 3].map(|()| client.token());
    seconds(&at, 1_499);
    let last = first.map(|token| client.refresh(&token));
    let access = last.each_ref().map(|answer| answer.member("access_token"));
    let by_an_administrator = says(&access[1])["zp_grant"].as_str().unwrap().to_owned();
    seconds(&at, 400);
    let_it_sweep(&at, &mut client);
    let counts = || access.each_ref().map(|token| at.call(token));
    eventually(IN_FORCE, "all count", || counts() == [200; 3]);
    client.post("/connect/revocation", &format!("token={}", refresh_token(&last[0])));
    eventually(IN_FORCE, "by its client", || counts() == [401, 200, 200]);
    at.administrator().done("DELETE", &format!("/grants/{by_an_administrator}"), &json!({}));
    eventually(IN_FORCE, "by an administrator", || counts() == [401, 401, 200]);
    let csrf = hidden(&client.browser.get("/account"), "csrf");
    client.browser.post("/account/toestemmingen", &[("csrf", &csrf), ("client", "klok")]);
    eventually(IN_FORCE, "by who gave it", || counts() == [401; 3]);
}

fn a_revocation_outlives_tokens_that_were_given_for_longer_than_is_usual_now(bench: &Bench) {
    let (at, mut client) = for_a_day(bench);
    let [revoked, other] = [(); 2].map(|()| client.given(super::USUAL).member("access_token"));
    lives_for(&at, 60);
    let grant = says(&revoked)["zp_grant"].clone();
    at.administrator().done("POST", "/tokens/revoke", &json!({ "grant": grant }));
    eventually(IN_FORCE, "refused", || at.call(&revoked) == 401);
    seconds(&at, 7_200);
    let_it_sweep(&at, &mut client);
    assert_eq!([at.call(&revoked), at.call(&other)], [401, 200]);
}

/// What waits for a person is over after ten minutes. When it is gone, what else was over is gone too.
fn let_it_sweep(at: &Clocked, client: &mut Offline) {
    let waiting = || at.rows("SELECT count(*) FROM authorizations")[0][0];
    client.browser.sign_in("klok", super::PASSWORD);
    client.browser.get(&client.asking("openid", "&prompt=consent"));
    assert_eq!(waiting(), 1);
    seconds(at, 901);
    eventually(SWEPT, "it was swept", || waiting() == 0);
    // In the same look, if a moment later.
    let_them_look();
}
