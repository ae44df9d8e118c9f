//! `/connect/endsession` (OpenID Connect RP-Initiated Logout 1.0): who is signed out, and where they go.

use serde_json::json;

use super::authorize::{Portal, back, is_a_page};
use crate::cases;
use crate::harness::browser::{hidden, set_cookies};
use crate::harness::client::encoded;
use crate::harness::{Answer, Bench, Browser, Request};

cases![
    roidc_who_brings_the_persons_id_token_signs_them_out_and_has_them_back,
    roidc_signing_out_ends_the_session_of_this_browser_and_no_consent_and_no_token,
    i10_without_their_id_token_somebody_is_asked_first,
    i10_the_page_that_asks_counts_from_the_browser_that_it_was_shown_to,
    i36_fp_15_nobody_is_sent_to_an_address_that_is_not_the_clients,
    roidc_who_is_not_signed_in_goes_on_at_once,
    roidc_a_form_from_elsewhere_is_asked_for_again_with_get,
    roidc_a_request_that_contradicts_itself_is_refused,
];

const PATH: &str = "/connect/endsession";
const GONE: &str = "https://portaal.example/uit?van=hier";

/// Somebody who has signed in by a client, and the ID token of that.
fn open(bench: &Bench, username: &str) -> (Portal, String) {
    let portal = Portal::open(bench, username);
    let oauth = json!({ "post_logout_redirect_uris": [GONE] });
    let app = super::authorize::client(&portal.at, &oauth);
    let mut portal = Portal { app, ..portal };
    let code = portal.code(&[]);
    let token = portal.redeem(&code, &[]).member("id_token");
    (portal, token)
}

fn path(said: &[(&str, &str)]) -> String {
    let pair = |(name, value): &(&str, &str)| format!("{name}={}", encoded(value));
    format!("{PATH}?{}", said.iter().map(pair).collect::<Vec<_>>().join("&"))
}

fn is_in(browser: &mut Browser) -> bool {
    browser.get("/account").status == 200
}

/// The page that asks.
fn asks(answer: &Answer) {
    is_a_page(answer, 200);
    assert!(answer.text().contains("name=\"csrf\""), "{}", answer.text());
    assert!(set_cookies(answer).is_empty(), "{answer:?}");
}

fn roidc_who_brings_the_persons_id_token_signs_them_out_and_has_them_back(bench: &Bench) {
    let (mut portal, token) = open(bench, "uit-teken");
    let state = "a b&c=\u{e9}\r\n";
    let said = [("id_token_hint", &*token), ("post_logout_redirect_uri", GONE), ("state", state)];
    let answer = portal.browser.get(&path(&said));
    let expected = format!("{GONE}&state=a%20b%26c%3D%C3%A9%0D%0A");
    assert_eq!((answer.status, answer.header("location")), (303, Some(&*expected)));
    assert!(set_cookies(&answer)[0].contains("Max-Age=0"), "{answer:?}");
    assert_eq!(portal.browser.session(), None);
    portal.browser.sign_in("uit-teken", "vier losse woorden");
    let answer = portal.browser.get(&path(&[("id_token_hint", &token)]));
    is_a_page(&answer, 200);
    assert!(answer.text().contains("U bent uitgelogd"), "{}", answer.text());
    portal.browser.sign_in("uit-teken", "vier losse woorden");
    let english = [("id_token_hint", &*token), ("ui_locales", "fr en-GB nl")];
    assert!(portal.browser.get(&path(&english)).text().contains("You are signed out"));
}

fn roidc_signing_out_ends_the_session_of_this_browser_and_no_consent_and_no_token(bench: &Bench) {
    let (mut portal, token) = open(bench, "uit-blijft");
    let code = portal.code(&[]);
    let access = portal.redeem(&code, &[]).member("access_token");
    let mut kept = portal.browser.clone();
    let mut other = Browser::at(portal.at.issuer);
    other.sign_in("uit-blijft", "vier losse woorden");
    portal.browser.get(&path(&[("id_token_hint", &token)]));
    assert!(!is_in(&mut kept), "its cookie is worth nothing any more");
    assert!(is_in(&mut other));
    let userinfo = Request::get("/connect/userinfo").bearer(&access).send(portal.at.issuer);
    assert_eq!(userinfo.status, 200);
    portal.browser.sign_in("uit-blijft", "vier losse woorden");
    assert!(back(&portal.ask(&[])).contains_key("code"), "without being asked again");
}

fn i10_without_their_id_token_somebody_is_asked_first(bench: &Bench) {
    let (mut portal, token) = open(bench, "uit-vraag");
    let (mut other, theirs) = open(bench, "uit-vraag-ander");
    let code = portal.code(&[]);
    let access = portal.redeem(&code, &[]).member("access_token");
    let (message, _) = token.rsplit_once('.').unwrap();
    let forged = format!("{message}.{}", theirs.rsplit('.').next().unwrap());
    for hint in ["", &theirs, &access, &forged, "a.b.c", "rommel"] {
        let said = [("id_token_hint", hint), ("state", "<x>")];
        asks(&portal.browser.get(&path(&said)));
        assert!(is_in(&mut portal.browser), "{hint}");
    }
    let client = portal.app.client_id.clone();
    let said = [("client_id", &*client), ("post_logout_redirect_uri", GONE), ("state", "s\"1")];
    let page = portal.browser.get(&path(&said));
    asks(&page);
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.ends_with("form-action 'self' https://portaal.example"), "{policy}");
    assert!(page.text().contains("Het &#60;b&#62;portaal&#60;/b&#62;"), "{}", page.text());
    let field = |name: &str| hidden(&page, name);
    let (csrf, uri) = (field("csrf"), field("post_logout_redirect_uri"));
    let fields = [("csrf", &*csrf), ("client_id", &client), ("post_logout_redirect_uri", &uri)];
    let answer = portal.browser.post(PATH, &[&fields[..], &[("state", "s\"1")]].concat());
    let expected = format!("{GONE}&state=s%221");
    assert_eq!((answer.status, answer.header("location")), (303, Some(&*expected)));
    assert!(!is_in(&mut portal.browser) && is_in(&mut other.browser));
}

fn i10_the_page_that_asks_counts_from_the_browser_that_it_was_shown_to(bench: &Bench) {
    let (mut portal, _) = open(bench, "uit-vals");
    let (mut other, _) = open(bench, "uit-vals-ander");
    let csrf = hidden(&portal.browser.get(PATH), "csrf");
    let theirs = hidden(&other.browser.get(PATH), "csrf");
    for wrong in ["x", &theirs] {
        is_a_page(&portal.browser.post(PATH, &[("csrf", wrong)]), 403);
    }
    let mut foreign = portal.browser.with("Origin", "https://evil.example");
    is_a_page(&foreign.post(PATH, &[("csrf", &csrf)]), 403);
    // It comes without the cookie, as Lax has it, and takes none away.
    let unknown = Browser::at(portal.at.issuer).post(PATH, &[("csrf", "x")]);
    assert!(set_cookies(&unknown).is_empty(), "{unknown:?}");
    let aimed = [("csrf", &*csrf), ("post_logout_redirect_uri", "https://evil.example")];
    is_a_page(&portal.browser.post(PATH, &aimed), 400);
    assert!(is_in(&mut portal.browser));
    let answer = portal.browser.post(PATH, &[("csrf", &csrf)]);
    is_a_page(&answer, 200);
    assert!(!is_in(&mut portal.browser));
}

fn i36_fp_15_nobody_is_sent_to_an_address_that_is_not_the_clients(bench: &Bench) {
    let (mut portal, token) = open(bench, "uit-adres");
    let other = super::authorize::client(&portal.at, &json!({})).client_id;
    let own = portal.app.client_id.clone();
    for uri in [
        "https://evil.example",
        "https://portaal.example/uit",
        "https://portaal.example/uit?van=hier&x=y",
        "https://portaal.example/uit?van=hier#x",
        "https://portaal.example/uit/?van=hier",
        "https://PORTAAL.example/uit?van=hier",
        "https://portaal.example@evil.example/uit?van=hier",
        super::authorize::CALLBACK,
        "javascript:alert(1)",
        "//evil.example",
        "/account",
    ] {
        for whose in [("id_token_hint", &*token), ("client_id", &own)] {
            let said = [whose, ("post_logout_redirect_uri", uri)];
            is_a_page(&portal.browser.get(&path(&said)), 400);
        }
    }
    // Whose it is must be said, and by whom.
    is_a_page(&portal.browser.get(&path(&[("post_logout_redirect_uri", GONE)])), 400);
    for id in [&*other, "niemand", "a\0b"] {
        let said = [("client_id", id), ("post_logout_redirect_uri", GONE)];
        is_a_page(&portal.browser.get(&path(&said)), 400);
        is_a_page(&Browser::at(portal.at.issuer).get(&path(&said)), 400);
    }
    assert!(is_in(&mut portal.browser));
    let said = [("id_token_hint", &*token), ("post_logout_redirect_uri", GONE)];
    assert_eq!(portal.browser.get(&path(&said)).header("location"), Some(GONE));
}

fn roidc_who_is_not_signed_in_goes_on_at_once(bench: &Bench) {
    let (portal, _) = open(bench, "uit-al");
    let mut browser = Browser::at(portal.at.issuer);
    let said = [("client_id", &*portal.app.client_id), ("post_logout_redirect_uri", GONE)];
    let answer = browser.get(&path(&said));
    assert_eq!((answer.status, answer.header("location")), (303, Some(GONE)));
    is_a_page(&browser.get(PATH), 200);
}

fn roidc_a_form_from_elsewhere_is_asked_for_again_with_get(bench: &Bench) {
    let (mut portal, token) = open(bench, "uit-formulier");
    let form = format!("id_token_hint={token}&state=a+b&iets=anders");
    let answer = Request::post(PATH).form(&form).send(portal.at.issuer);
    let expected = format!("{PATH}?id_token_hint={token}&state=a+b");
    assert_eq!((answer.status, answer.header("location")), (303, Some(&*expected)));
    is_a_page(&portal.browser.get(&expected), 200);
    assert!(!is_in(&mut portal.browser));
    is_a_page(&Request::post(PATH).json(&json!({})).send(portal.at.issuer), 400);
    let long = format!("state={}", "s".repeat(9_000));
    is_a_page(&Request::post(PATH).form(&long).send(portal.at.issuer), 413);
    let refused = Request::new("DELETE", PATH).send(portal.at.issuer);
    assert_eq!((refused.status, refused.header("allow")), (405, Some("GET, POST")));
}

fn roidc_a_request_that_contradicts_itself_is_refused(bench: &Bench) {
    let (mut portal, token) = open(bench, "uit-dubbel");
    let other = super::authorize::client(&portal.at, &json!({})).client_id;
    let hint = ("id_token_hint", &*token);
    is_a_page(&portal.browser.get(&path(&[hint, ("client_id", &other)])), 400);
    let twice = [hint, ("post_logout_redirect_uri", GONE), ("post_logout_redirect_uri", "x")];
    is_a_page(&portal.browser.get(&path(&twice)), 400);
    assert!(is_in(&mut portal.browser));
    let own = portal.app.client_id.clone();
    is_a_page(&portal.browser.get(&path(&[hint, ("client_id", &own)])), 200);
    assert!(!is_in(&mut portal.browser));
}
