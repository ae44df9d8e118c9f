//! What may be asked of a grant: all of it, or less, and never more.

use serde_json::{Value, json};

use super::{Offline, USUAL, is_invalid, refresh_token, says};
use crate::cases;
use crate::harness::{Answer, Bench};

cases![
    r6749_15_ng_88_i7_less_may_be_asked_for_and_the_refresh_token_keeps_all_of_it,
    r6749_15_i7_more_than_was_given_is_refused_and_leaves_the_token_as_it_is,
    bp_09_a_token_is_for_whom_it_was_given_or_less,
];

fn scopes(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let said = says(&answer.member("access_token"))["scope"].clone();
    assert_eq!(said, answer.json()["scope"], "the answer says it too");
    let mut scopes: Vec<String> = said.as_str().unwrap().split(' ').map(str::to_owned).collect();
    scopes.sort_unstable();
    scopes
}

fn usual() -> Vec<String> {
    let mut usual: Vec<String> = USUAL.split(' ').map(str::to_owned).collect();
    usual.sort_unstable();
    usual
}

fn r6749_15_ng_88_i7_less_may_be_asked_for_and_the_refresh_token_keeps_all_of_it(bench: &Bench) {
    let at = bench.shared();
    let mut client = Offline::at(&at, "minder-bereik");
    let less = {
        let token = client.token();
        client.refresh_for(&token, "&scope=zaken.lezen")
    };
    assert_eq!(scopes(&less), ["zaken.lezen"]);
    let all = client.refresh(&refresh_token(&less));
    assert_eq!(scopes(&all), usual(), "it is not sticky");
    let other = client.refresh_for(&refresh_token(&all), "&scope=zaken.aanmaken+zaken.lezen");
    assert_eq!(scopes(&other), ["zaken.aanmaken", "zaken.lezen"]);
    let empty = client.refresh_for(&refresh_token(&other), "&scope=");
    assert_eq!(scopes(&empty), usual(), "an empty one counts as absent");
}

fn r6749_15_i7_more_than_was_given_is_refused_and_leaves_the_token_as_it_is(bench: &Bench) {
    let at = bench.shared();
    let mut client = Offline::at(&at, "meer-bereik");
    let token = client.token();
    // It holds the first, and may ask for the second; neither was given.
    for more in
        ["zaken.lezen+zaken.bijwerken", "profile", "niets", "zaakpoort.admin", "ZAKEN.LEZEN"]
    {
        is_invalid(&client.refresh_for(&token, &format!("&scope={more}")), "invalid_scope");
    }
    is_invalid(&client.refresh_for(&token, "&scope=%22"), "invalid_scope");
    assert_eq!(scopes(&client.refresh(&token)), usual());
}

fn bp_09_a_token_is_for_whom_it_was_given_or_less(bench: &Bench) {
    let at = bench.shared();
    let (one, two, three) = ("https://een.example", "https://twee.example", "https://drie.example");
    let more = json!({ "audiences": [one, two, three] });
    let mut client = Offline::with(&at, "voor-wie", &more);
    let code = client.code(USUAL, &format!("&resource={one}&resource={two}"));
    let first = client.redeem(&code);
    let audience = |answer: &Answer| -> Value {
        assert_eq!(answer.status, 200, "{}", answer.text());
        says(&answer.member("access_token"))["aud"].clone()
    };
    assert_eq!(audience(&first), json!([one, two]));
    let token = refresh_token(&first);
    for beyond in [three, "https://elders.example"] {
        let asked = format!("&resource={one}&resource={beyond}");
        is_invalid(&client.refresh_for(&token, &asked), "invalid_target");
    }
    let less = client.refresh_for(&token, &format!("&resource={two}"));
    assert_eq!(audience(&less), json!(two));
    let all = client.refresh(&refresh_token(&less));
    assert_eq!(audience(&all), json!([one, two]));
    // What the client is linked to no longer is left out, or refused by name.
    let linked = json!({ "audiences": [two, three] });
    at.administrator().done("PATCH", "/clients/voor-wie", &linked);
    let token = refresh_token(&all);
    is_invalid(&client.refresh_for(&token, &format!("&resource={one}")), "invalid_target");
    assert_eq!(audience(&client.refresh(&token)), json!(two));
}
