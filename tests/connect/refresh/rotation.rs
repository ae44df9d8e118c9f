//! When there is a refresh token, and what each use of one gives.

use serde_json::json;

use super::{Offline, USUAL, call, is_invalid, refresh_token, says};
use crate::cases;
use crate::connect::authorize::{back, half_hash};
use crate::harness::{Bench, IN_FORCE, Request, TaskApplication, eventually};

cases![
    sd3_3_ng_05_ng_74_offline_access_with_the_code_gives_a_refresh_token_and_nothing_else_does,
    a_client_without_the_grant_type_asks_for_no_offline_access,
    r6749_19_ng_13_sd3_4_in_its_own_name_a_client_gets_no_refresh_token,
    each_use_gives_another_token_and_the_used_one_gives_nothing_more,
    a_refresh_token_says_nothing_and_opens_nothing,
    an_id_token_that_is_refreshed_speaks_of_the_same_login,
    an_answer_to_what_is_no_refresh_token_says_what_to_do,
];

fn sd3_3_ng_05_ng_74_offline_access_with_the_code_gives_a_refresh_token_and_nothing_else_does(
    bench: &Bench,
) {
    let at = bench.shared();
    let mut client = Offline::at(&at, "verversing");
    let without = client.given("openid zaken.lezen");
    assert_eq!(without.json().get("refresh_token"), None, "{}", without.text());
    let answer = client.given(USUAL);
    refresh_token(&answer);
    assert_eq!(answer.member("token_type"), "Bearer");
    assert_eq!(answer.member("access_token").split('.').count(), 3);
    assert!(answer.json()["expires_in"].is_i64(), "{}", answer.text());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("pragma"), Some("no-cache"));
}

fn a_client_without_the_grant_type_asks_for_no_offline_access(bench: &Bench) {
    let at = bench.shared();
    let more = json!({ "grant_types": ["authorization_code"] });
    let mut client = Offline::with(&at, "verse-weigering", &more);
    let said = back(&client.authorize(USUAL, ""));
    assert_eq!(said["error"], "invalid_scope", "{said:?}");
    let answer = client.given("openid zaken.lezen");
    assert_eq!(answer.json().get("refresh_token"), None);
    is_invalid(&client.refresh(&format!("zpr_{}", "A".repeat(43))), "unauthorized_client");
}

fn r6749_19_ng_13_sd3_4_in_its_own_name_a_client_gets_no_refresh_token(bench: &Bench) {
    let at = bench.shared();
    let grants = json!(["client_credentials", "authorization_code", "refresh_token"]);
    let client = Offline::with(&at, "eigen-naam", &json!({ "grant_types": grants }));
    let ask = |more: &str| client.ask(&format!("grant_type=client_credentials{more}"));
    is_invalid(&ask("&scope=offline_access"), "invalid_scope");
    is_invalid(&ask("&scope=zaken.lezen+offline_access"), "invalid_scope");
    let answer = ask("&scope=zaken.lezen");
    assert_eq!((answer.status, answer.json().get("refresh_token")), (200, None));
    // One that holds a scope of that name for an API gets it, and nothing to refresh.
    let all = json!({ "label": "Extra", "heeft_alle_autorisaties": true });
    let extra = json!({ "extra_scopes": ["offline_access"] });
    let other = TaskApplication::register(&at, &all, &extra);
    let answer = other.ask(&at, "scope=offline_access");
    assert_eq!((answer.status, answer.json().get("refresh_token")), (200, None));
}

fn each_use_gives_another_token_and_the_used_one_gives_nothing_more(bench: &Bench) {
    let at = bench.shared();
    let mut client = Offline::at(&at, "wissel-token");
    let first = client.token();
    let answer = client.refresh(&first);
    let (second, access) = (refresh_token(&answer), answer.member("access_token"));
    assert_ne!(first, second);
    eventually(IN_FORCE, "the new access token counts", || call(&at, &access) == 200);
    is_invalid(&client.refresh(&first), "invalid_grant");
    let third = client.refresh(&second);
    assert_ne!(refresh_token(&third), second);
    let claims = [&answer, &third].map(|answer| says(&answer.member("access_token")));
    assert_eq!(claims[0]["zp_grant"], claims[1]["zp_grant"], "one grant names all of it");
    assert_eq!(claims[0]["sub"], claims[1]["sub"]);
}

fn a_refresh_token_says_nothing_and_opens_nothing(bench: &Bench) {
    let at = bench.shared();
    let mut client = Offline::at(&at, "gesloten-token");
    let token = client.token();
    assert!(!token.contains('.'));
    assert_eq!(call(&at, &token), 401);
    let userinfo = Request::get("/connect/userinfo").bearer(&token).send(at.issuer);
    assert_eq!(userinfo.status, 401);
    let code = client.ask(&format!("grant_type=authorization_code&code={token}"));
    is_invalid(&code, "invalid_grant");
    assert_eq!(client.refresh(&token).status, 200, "it is as it was");
}

/// OpenID Connect Core 12.2.
fn an_id_token_that_is_refreshed_speaks_of_the_same_login(bench: &Bench) {
    let at = bench.shared();
    let mut client = Offline::at(&at, "zelfde-login");
    let code = client.code(USUAL, "&nonce=n-eenmaal");
    let first = client.redeem(&code);
    let again = client.refresh(&refresh_token(&first));
    let [before, after] = [&first, &again].map(|answer| says(&answer.member("id_token")));
    for claim in ["iss", "sub", "aud", "azp", "auth_time"] {
        assert_eq!(before[claim], after[claim], "{claim}");
        assert!(!after[claim].is_null(), "{claim}");
    }
    assert_eq!((before["nonce"].as_str(), after.get("nonce")), (Some("n-eenmaal"), None));
    assert_eq!(after["at_hash"], half_hash(&again.member("access_token")));
    let less = client.refresh_for(&refresh_token(&again), "&scope=zaken.lezen");
    assert_eq!(less.json().get("id_token"), None, "it was not asked for");
    let all = client.refresh(&refresh_token(&less));
    assert!(all.json()["id_token"].is_string(), "{}", all.text());
}

fn an_answer_to_what_is_no_refresh_token_says_what_to_do(bench: &Bench) {
    let at = bench.shared();
    let client = Offline::at(&at, "geen-token");
    is_invalid(&client.ask("grant_type=refresh_token"), "invalid_request");
    is_invalid(&client.refresh(""), "invalid_request");
    let twice = client.ask("grant_type=refresh_token&refresh_token=a&refresh_token=b");
    is_invalid(&twice, "invalid_request");
    for token in ["rommel", "a.b.c", &format!("zpr_{}", "A".repeat(43)), &client.secret, "%00"] {
        is_invalid(&client.refresh(token), "invalid_grant");
    }
    let unknown = client.refresh("rommel").member("error_description");
    assert!(unknown.contains("authorization endpoint"), "{unknown}");
    let none = client.ask("grant_type=verversen").member("error_description");
    assert!(none.contains("refresh_token"), "{none}");
}
