//! Forms: only what a page of ours sent, from the browser that has it, is taken.

use super::{PASSWORD, PASSWORD_PAGE, is_in, somebody};
use crate::cases;
use crate::harness::browser::hidden;
use crate::harness::{Bench, Browser, Request};

cases![
    a_form_without_the_token_of_its_page_makes_no_session,
    a_token_is_of_one_browser_alone,
    a_form_of_another_site_makes_no_session,
    a_logout_of_another_site_ends_nothing,
    two_tabs_of_one_browser_are_both_good,
    what_is_no_form_is_refused,
    other_methods_hear_which_there_are,
];

fn typed<'a>(username: &'a str, csrf: &'a str) -> [(&'a str, &'a str); 3] {
    [("username", username), ("password", PASSWORD), ("csrf", csrf)]
}

fn a_form_without_the_token_of_its_page_makes_no_session(bench: &Bench) {
    let (_, mut browser) = somebody(bench, "zonder-token");
    let csrf = hidden(&browser.get("/login"), "csrf");
    for wrong in ["", "x", &csrf[1..], &csrf.to_uppercase(), &format!("{csrf}x")] {
        let answer = browser.post("/login", &typed("zonder-token", wrong));
        assert_eq!(answer.status, 403, "{wrong}");
        assert!(answer.text().contains("verlopen") && browser.session().is_none());
    }
    let answer = browser.post("/login", &typed("zonder-token", "")[..2]);
    assert_eq!(answer.status, 403);
    assert_eq!(browser.post("/login", &typed("zonder-token", &csrf)).status, 303);
}

fn a_token_is_of_one_browser_alone(bench: &Bench) {
    let (at, mut attacker) = somebody(bench, "andermans");
    let csrf = hidden(&attacker.get("/login"), "csrf");
    let mut victim = Browser::at(at.issuer);
    assert_eq!(victim.post("/login", &typed("andermans", &csrf)).status, 403, "it has no cookie");
    victim.get("/login");
    assert_eq!(victim.post("/login", &typed("andermans", &csrf)).status, 403, "it has its own");
    assert!(!is_in(&mut victim));
    assert_eq!(attacker.post("/login", &typed("andermans", &csrf)).status, 303);
    let csrf = hidden(&attacker.get("/account"), "csrf");
    victim.sign_in("andermans", PASSWORD);
    assert_eq!(victim.post("/logout", &[("csrf", &csrf)]).status, 403);
    assert!(is_in(&mut victim));
}

fn a_form_of_another_site_makes_no_session(bench: &Bench) {
    let (at, mut browser) = somebody(bench, "van-elders");
    let csrf = hidden(&browser.get("/login"), "csrf");
    let own = at.issuer_url();
    for (name, value) in [
        ("Origin", "https://evil.example"),
        ("Origin", "null"),
        ("Origin", &own.replace("http:", "https:")),
        ("Origin", &format!("{own}.evil.example")),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
    ] {
        let mut other = browser.with(name, value);
        assert_eq!(other.post("/login", &typed("van-elders", &csrf)).status, 403, "{value}");
        assert!(other.session().is_none());
    }
    for (name, value) in [("Origin", own.as_str()), ("Sec-Fetch-Site", "same-origin")] {
        let mut own = browser.with(name, value);
        assert_eq!(own.post("/login", &typed("van-elders", &csrf)).status, 303, "{value}");
    }
}

fn a_logout_of_another_site_ends_nothing(bench: &Bench) {
    let (_, mut browser) = somebody(bench, "blijver");
    browser.sign_in("blijver", PASSWORD);
    let csrf = hidden(&browser.get("/account"), "csrf");
    let mut other = browser.with("Origin", "https://evil.example");
    assert_eq!(other.post("/logout", &[("csrf", &csrf)]).status, 403);
    assert_eq!(browser.post("/logout", &[]).status, 403);
    assert_eq!(browser.get("/logout").status, 405);
    // Browsers send no cookie with it (it is Lax), and would forget it if the answer told them to.
    let alone = Browser::at(browser.issuer).post("/logout", &[("csrf", &csrf)]);
    assert_eq!((alone.status, alone.header("set-cookie")), (303, None));
    assert!(is_in(&mut browser));
    assert_eq!(browser.post("/logout", &[("csrf", &csrf)]).status, 303);
    assert!(!is_in(&mut browser));
}

fn two_tabs_of_one_browser_are_both_good(bench: &Bench) {
    let (_, mut browser) = somebody(bench, "tabbladen");
    let one = hidden(&browser.get("/login"), "csrf");
    let other = hidden(&browser.get("/login?continue=%2Faccount"), "csrf");
    assert_eq!(browser.clone().post("/login", &typed("tabbladen", &one)).status, 303);
    assert_eq!(browser.clone().post("/login", &typed("tabbladen", &other)).status, 303);
}

fn what_is_no_form_is_refused(bench: &Bench) {
    let at = bench.shared();
    let form = "application/x-www-form-urlencoded";
    for (media_type, body, status) in [
        ("application/json", "{}".to_owned(), 400),
        ("text/plain", "csrf=x".to_owned(), 400),
        (form, "csrf=a&csrf=b".to_owned(), 400),
        (form, "username=\u{e9}".to_owned(), 403),
        (form, format!("username={}", "a".repeat(70_000)), 413),
        (form, "username=a&password=b".to_owned(), 403),
    ] {
        for path in ["/login", "/logout", PASSWORD_PAGE] {
            let answer = Request::post(path).body(media_type, body.clone()).send(at.issuer);
            // Who is not in has nothing to leave or to change.
            let expected = if path != "/login" && status == 403 { 303 } else { status };
            assert_eq!(answer.status, expected, "{path} {media_type}");
        }
    }
}

fn other_methods_hear_which_there_are(bench: &Bench) {
    let at = bench.shared();
    for (path, allow) in [
        ("/login", "GET, HEAD, POST"),
        ("/logout", "POST"),
        ("/account", "GET, HEAD"),
        (PASSWORD_PAGE, "GET, HEAD, POST"),
    ] {
        let answer = Request::new("DELETE", path).send(at.issuer);
        assert_eq!((answer.status, answer.header("allow")), (405, Some(allow)));
    }
    assert_eq!(Request::new("HEAD", "/login").send(at.issuer).status, 200);
    assert_eq!(Request::new("HEAD", PASSWORD_PAGE).send(at.issuer).status, 303);
}
