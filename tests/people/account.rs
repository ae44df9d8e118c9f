//! `/account` and `/logout`: who one is here, and the way out.

use serde_json::json;

use super::{PASSWORD, is_in, somebody};
use crate::cases;
use crate::harness::{Bench, Browser};

cases![
    who_is_not_in_is_sent_to_sign_in_and_back,
    what_somebody_is_called_is_shown_as_text,
    a_logout_ends_the_session_of_that_browser_alone,
    who_signed_out_cannot_go_back_with_the_old_cookie,
];

fn who_is_not_in_is_sent_to_sign_in_and_back(bench: &Bench) {
    let (_, mut browser) = somebody(bench, "heen-en-terug");
    let sent = browser.get("/account");
    assert_eq!((sent.status, sent.header("location")), (303, Some("/login?continue=%2Faccount")));
    let back = browser.sign_in_at("/login?continue=%2Faccount", "heen-en-terug", PASSWORD);
    assert_eq!(back.header("location"), Some("/account"));
    assert!(is_in(&mut browser));
}

fn what_somebody_is_called_is_shown_as_text(bench: &Bench) {
    let at = bench.shared();
    let name = "<script>alert(1)</script>\"'&amp;{{7*7}}<img src=x onerror=alert(1)>";
    let username = "<b>\"jan\"</b>";
    let body = json!({ "username": username, "name": name, "password": PASSWORD,
                       "email": "\"<i>\"@gemeente.example" });
    at.administrator().done("POST", "/users", &body);
    let mut browser = Browser::at(at.issuer);
    let wrong = browser.sign_in(username, "een heel ander wachtwoord").text();
    assert!(wrong.contains("value=\"&#60;b&#62;&#34;jan&#34;&#60;/b&#62;\""), "{wrong}");
    browser.sign_in(username, PASSWORD);
    let account = browser.get("/account").text();
    for page in [&wrong, &account] {
        for tag in ["<script", "<img src=x", "<b>", "<i>", "onerror=alert(1)>"] {
            assert!(!page.contains(tag), "{tag} in {page}");
        }
    }
    assert!(account.contains("&#38;amp;{{7*7}}"), "{account}");
}

fn a_logout_ends_the_session_of_that_browser_alone(bench: &Bench) {
    let (_, mut one) = somebody(bench, "twee-browsers");
    let mut other = one.clone();
    one.sign_in("twee-browsers", PASSWORD);
    other.sign_in("twee-browsers", PASSWORD);
    let out = one.sign_out();
    assert_eq!((out.status, out.header("location")), (303, Some("/login?signed_out=1")));
    assert!(one.session().is_none() && !is_in(&mut one));
    assert!(is_in(&mut other));
    let page = one.get("/login?signed_out=1").text();
    assert!(page.contains("role=\"status\">U bent uitgelogd."), "{page}");
}

fn who_signed_out_cannot_go_back_with_the_old_cookie(bench: &Bench) {
    let (_, mut browser) = somebody(bench, "oude-koek");
    browser.sign_in("oude-koek", PASSWORD);
    let mut copy = browser.clone();
    assert!(is_in(&mut copy));
    browser.sign_out();
    assert!(!is_in(&mut copy));
}
