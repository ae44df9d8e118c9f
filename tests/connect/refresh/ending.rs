//! What ends a grant: the person, an administrator, a code that comes twice.

use serde_json::{Value, json};

use super::{Offline, PASSWORD, call, is_invalid, refresh_token, says};
use crate::cases;
use crate::harness::browser::hidden;
use crate::harness::{Bench, IN_FORCE, Installation, eventually};

cases![
    bp_21_a_code_that_comes_twice_ends_what_can_be_refreshed,
    a_consent_that_is_withdrawn_ends_what_can_be_refreshed_however_old,
    bp_10_who_is_disabled_or_gets_another_password_has_given_nothing,
    tokens_of_a_client_that_are_revoked_take_codes_and_grants_with_them,
    a_client_that_was_deleted_comes_back_without_grants,
    an_administrator_sees_and_ends_grants,
    grants_are_listed_page_by_page_and_by_whose_they_are,
    revoking_by_grant_or_user_ends_what_can_be_refreshed,
];

fn done(at: &Installation, method: &str, path: &str) {
    at.administrator().done(method, path, &json!({}));
}

fn bp_21_a_code_that_comes_twice_ends_what_can_be_refreshed(bench: &Bench) {
    let at = bench.shared();
    let mut client = Offline::at(&at, "dubbele-code");
    let other = client.token();
    let code = client.code(super::USUAL, "");
    let token = refresh_token(&client.redeem(&code));
    let answer = client.refresh(&token);
    let access = answer.member("access_token");
    eventually(IN_FORCE, "it counts", || call(&at, &access) == 200);
    is_invalid(&client.redeem(&code), "invalid_grant");
    is_invalid(&client.refresh(&refresh_token(&answer)), "invalid_grant");
    eventually(IN_FORCE, "refused", || call(&at, &access) == 401);
    assert_eq!(client.refresh(&other).status, 200, "that of another code goes on");
}

fn a_consent_that_is_withdrawn_ends_what_can_be_refreshed_however_old(bench: &Bench) {
    let at = bench.shared();
    let mut client = Offline::at(&at, "ingetrokken");
    let (one, other) = (client.token(), client.token());
    let answer = client.refresh(&one);
    let access = answer.member("access_token");
    eventually(IN_FORCE, "it counts", || call(&at, &access) == 200);
    let csrf = hidden(&client.browser.get("/account"), "csrf");
    let fields = [("csrf", &*csrf), ("client", "ingetrokken")];
    client.browser.post("/account/toestemmingen", &fields);
    is_invalid(&client.refresh(&refresh_token(&answer)), "invalid_grant");
    is_invalid(&client.refresh(&other), "invalid_grant");
    eventually(IN_FORCE, "refused", || call(&at, &access) == 401);
    // What they give anew is another grant.
    let anew = client.token();
    assert_eq!(client.refresh(&anew).status, 200);
    is_invalid(&client.refresh(&other), "invalid_grant");
}

fn bp_10_who_is_disabled_or_gets_another_password_has_given_nothing(bench: &Bench) {
    let at = bench.shared();
    let mut client = Offline::at(&at, "weg-ermee");
    let token = client.token();
    done(&at, "POST", "/users/weg-ermee/disable");
    is_invalid(&client.refresh(&token), "invalid_grant");
    done(&at, "POST", "/users/weg-ermee/enable");
    is_invalid(&client.refresh(&token), "invalid_grant");
    client.browser.sign_in("weg-ermee", PASSWORD);
    let token = client.token();
    let token = refresh_token(&client.refresh(&token));
    let new = json!({ "password": "heel andere losse woorden" });
    at.administrator().done("POST", "/users/weg-ermee/password", &new);
    is_invalid(&client.refresh(&token), "invalid_grant");
}

fn tokens_of_a_client_that_are_revoked_take_codes_and_grants_with_them(bench: &Bench) {
    let at = bench.shared();
    let [mut client, mut other] = ["alles-terug", "niets-terug"].map(|name| Offline::at(&at, name));
    let (code, token) = (client.code(super::USUAL, ""), client.token());
    let (of_other, token_of_other) = (other.code(super::USUAL, ""), other.token());
    done(&at, "POST", "/clients/alles-terug/tokens/revoke");
    is_invalid(&client.redeem(&code), "invalid_grant");
    is_invalid(&client.refresh(&token), "invalid_grant");
    let anew = client.token();
    assert_eq!(client.refresh(&anew).status, 200, "what is given later counts");
    assert_eq!(other.redeem(&of_other).status, 200, "its neighbour");
    assert_eq!(other.refresh(&token_of_other).status, 200);
}

fn a_client_that_was_deleted_comes_back_without_grants(bench: &Bench) {
    let at = bench.shared();
    let mut client = Offline::at(&at, "terug-van-weg");
    let (code, token) = (client.code(super::USUAL, ""), client.token());
    done(&at, "DELETE", "/clients/terug-van-weg");
    is_invalid(&client.refresh(&token), "invalid_client");
    done(&at, "POST", "/clients/terug-van-weg/restore");
    let made = at.administrator().done("POST", "/clients/terug-van-weg/secrets", &json!({}));
    made["secret"].as_str().unwrap().clone_into(&mut client.secret);
    is_invalid(&client.refresh(&token), "invalid_grant");
    is_invalid(&client.redeem(&code), "invalid_grant");
    let anew = client.token();
    assert_eq!(client.refresh(&anew).status, 200);
}

fn grants(at: &Installation, query: &str) -> Vec<Value> {
    let list = at.administrator().done("GET", &format!("/grants{query}"), &json!({}));
    list["results"].as_array().unwrap().clone()
}

fn an_administrator_sees_and_ends_grants(bench: &Bench) {
    let at = bench.shared();
    let mut client = Offline::at(&at, "bekeken");
    client.given("openid zaken.lezen");
    assert!(grants(&at, "?client=bekeken").is_empty(), "what cannot be refreshed ends by itself");
    let (token, other) = (client.token(), client.token());
    let answer = client.refresh(&token);
    let access = answer.member("access_token");
    eventually(IN_FORCE, "it counts", || call(&at, &access) == 200);
    let claims = says(&access);
    let listed = grants(&at, "?client=bekeken");
    assert_eq!(listed.len(), 2);
    let shown = listed.iter().find(|grant| grant["id"] == claims["zp_grant"]).unwrap();
    assert_eq!((&shown["user"], &shown["username"]), (&claims["sub"], &json!("bekeken")));
    let scopes = json!(["offline_access", "openid", "zaken.aanmaken", "zaken.lezen"]);
    assert_eq!((&shown["scopes"], &shown["audience"]), (&scopes, &json!([claims["aud"]])));
    assert!(!listed[0].to_string().contains("zpr_"));
    let path = format!("/grants/{}", claims["zp_grant"].as_str().unwrap());
    done(&at, "DELETE", &path);
    is_invalid(&client.refresh(&refresh_token(&answer)), "invalid_grant");
    eventually(IN_FORCE, "refused", || call(&at, &access) == 401);
    assert_eq!(client.refresh(&other).status, 200, "its neighbour");
    assert_eq!(grants(&at, "?client=bekeken").len(), 1);
    for unknown in [&*path, "/grants/niets", "/grants/%00"] {
        let answer = at.administrator().call("DELETE", unknown, &json!({}));
        assert_eq!((answer.status, &*answer.member("code")), (404, "not-found"), "{unknown}");
    }
}

fn grants_are_listed_page_by_page_and_by_whose_they_are(bench: &Bench) {
    let at = bench.shared();
    let mut client = Offline::at(&at, "bladeren");
    for _ in 0..3 {
        client.token();
    }
    let all = grants(&at, "?user=bladeren");
    assert_eq!(all.len(), 3);
    assert_eq!(grants(&at, "?client=bladeren&user=bladeren"), all);
    let id = all[0]["user"].as_str().unwrap();
    assert_eq!(grants(&at, &format!("?user={id}")), all);
    assert!(grants(&at, "?client=beheerder").is_empty());
    let admin = at.administrator();
    let first = admin.done("GET", "/grants?user=bladeren&limit=2", &json!({}));
    let next = first["next"].as_str().unwrap();
    let rest = format!("/grants?user=bladeren&limit=2&after={next}");
    let rest = admin.done("GET", &rest, &json!({}));
    assert_eq!(rest["next"], json!(null));
    let both = [&first, &rest].map(|page| page["results"].as_array().unwrap().clone()).concat();
    assert_eq!(both, all);
    for (query, status) in [("user=niemand", 404), ("limit=0", 400), ("after=x", 400), ("x=1", 400)]
    {
        let answer = admin.call("GET", &format!("/grants?{query}"), &json!({}));
        assert_eq!(answer.status, status, "{query}: {}", answer.text());
    }
}

fn revoking_by_grant_or_user_ends_what_can_be_refreshed(bench: &Bench) {
    let at = bench.shared();
    let mut client = Offline::at(&at, "op-naam");
    let answer = client.given(super::USUAL);
    let claims = says(&answer.member("access_token"));
    let (token, other, code) =
        (refresh_token(&answer), client.token(), client.code(super::USUAL, ""));
    let admin = at.administrator();
    admin.done("POST", "/tokens/revoke", &json!({ "grant": claims["zp_grant"] }));
    is_invalid(&client.refresh(&token), "invalid_grant");
    let other = refresh_token(&client.refresh(&other));
    admin.done("POST", "/tokens/revoke", &json!({ "user": claims["sub"] }));
    is_invalid(&client.refresh(&other), "invalid_grant");
    is_invalid(&client.redeem(&code), "invalid_grant");
    let anew = client.token();
    assert_eq!(client.refresh(&anew).status, 200, "they may sign in, and give anew");
}
