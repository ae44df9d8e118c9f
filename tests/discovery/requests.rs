//! What may be said in an authorization request: each value that the metadata names.

use serde_json::{Value, json};

use super::{Crawl, given, texts};
use crate::connect::authorize::{CALLBACK, back, refused};
use crate::harness::canaries::PASSWORD;
use crate::harness::{Answer, Browser, TaskApplication};

/// It comes with what is granted and with what is refused (RFC 9207).
pub(super) fn iss(crawl: &Crawl, value: &Value) {
    assert_eq!(*value, true);
    let mut portal = crawl.by_offline();
    portal.code(&[]);
    for change in [("state", "abc"), ("response_type", "token")] {
        assert_eq!(back(&portal.ask(&[change]))["iss"], crawl.metadata["issuer"]);
    }
}

pub(super) fn challenge_methods(crawl: &Crawl, methods: &Value) {
    assert_eq!(texts(methods), ["S256"], "prove the others too");
    let mut portal = crawl.by_offline();
    let code = portal.code(&[]);
    given(&portal.redeem(&code, &[]));
    let code = portal.code(&[]);
    let wrong = portal.redeem(&code, &[("code_verifier", &"a".repeat(43))]);
    assert_eq!((wrong.status, wrong.member("error").as_str()), (400, "invalid_grant"));
}

pub(super) fn response_types(crawl: &Crawl, types: &Value) {
    assert_eq!(texts(types), ["code"], "prove the others too");
    let mut portal = crawl.by_offline();
    let code = portal.code(&[("response_type", "code")]);
    given(&portal.redeem(&code, &[]));
}

pub(super) fn response_modes(crawl: &Crawl, modes: &Value) {
    assert_eq!(texts(modes), ["query"], "prove the others too");
    let mut portal = crawl.by_offline();
    portal.code(&[]);
    let answer = portal.ask(&[("response_mode", "query")]);
    assert!(answer.header("location").unwrap().starts_with(&format!("{CALLBACK}&")));
    assert!(back(&answer).contains_key("code"));
}

/// What each has happen to somebody who is signed in and has consented.
pub(super) fn prompts(crawl: &Crawl, prompts: &Value) {
    let mut portal = crawl.by_offline();
    // Who signs in again has a new session, so not in everybody's browser.
    portal.browser = Browser::at(portal.at.issuer);
    portal.browser.sign_in("kruip", PASSWORD);
    portal.code(&[]);
    let leads = |answer: &Answer| answer.header("location").unwrap().to_owned();
    for prompt in texts(prompts) {
        let mut answer = portal.ask(&[("prompt", prompt)]);
        match prompt {
            "none" => {}
            "login" | "select_account" => {
                assert!(leads(&answer).starts_with("/login?"), "{answer:?}");
                let next = portal.browser.sign_in_at(&leads(&answer), "kruip", PASSWORD);
                answer = portal.browser.get(&leads(&next));
            }
            "consent" => {
                assert!(leads(&answer).starts_with("/toestemming?"), "{answer:?}");
                let page = portal.browser.get(&leads(&answer));
                answer = portal.answer(&page, "toestaan");
            }
            other => panic!("nothing here knows what {other} has happen: write it"),
        }
        given(&portal.redeem(&back(&answer)["code"], &[]));
    }
}

pub(super) fn request_parameter(crawl: &Crawl, value: &Value) {
    assert_eq!(*value, false);
    let asked = crawl.by_offline().ask(&[("request", "a.b.c")]);
    assert_eq!(refused(&asked), "request_not_supported");
}

/// But for those that we gave out ourselves (RFC 9126).
pub(super) fn request_uri_parameter(crawl: &Crawl, value: &Value) {
    assert_eq!(*value, false);
    let asked = crawl.by_offline().ask(&[("request_uri", "https://portaal.example/aanvraag")]);
    assert_eq!(refused(&asked), "request_uri_not_supported");
}

pub(super) fn unpushed(crawl: &Crawl, value: &Value) {
    assert_eq!(*value, false);
    let mut portal = crawl.by_offline();
    let code = portal.code(&[("request_uri", "")]);
    given(&portal.redeem(&code, &[]));
}

/// Each alone; what services may have, for themselves and for a person.
pub(super) fn scopes(crawl: &Crawl, scopes: &Value) {
    let of_people = ["openid", "profile", "email", "offline_access"];
    let service = TaskApplication::with_all(&crawl.portal.at);
    let mut portal = crawl.by_offline();
    for scope in texts(scopes) {
        let code = portal.code(&[("scope", scope)]);
        let answer = portal.redeem(&code, &[]);
        assert_eq!((answer.status, answer.member("scope")), (200, scope.to_owned()));
        if !of_people.contains(&scope) {
            let answer = service.ask(&crawl.portal.at, &format!("scope={scope}"));
            assert_eq!((answer.status, answer.member("scope")), (200, scope.to_owned()));
        }
    }
}

/// Pages are written in the language that a client wishes, whatever the browser asks for; in that for any
/// other.
pub(super) fn locales(crawl: &Crawl, locales: &Value) {
    let locales = texts(locales);
    let portal = crawl.by(&json!({}));
    for browsers in &locales {
        let mut browser = portal.browser.with("Accept-Language", browsers);
        for (asked, shown) in locales.iter().map(|one| (one, one)).chain([(&"fr", browsers)]) {
            let sent = browser.get(&portal.request(&[("ui_locales", asked)]));
            let page = browser.get(sent.header("location").unwrap());
            assert!(page.text().contains(&format!("<html lang=\"{shown}\">")), "{asked}");
        }
    }
}
