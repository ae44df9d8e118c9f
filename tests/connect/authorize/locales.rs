//! `ui_locales` (OpenID Connect Core 3.1.2.1): what somebody reads whom a client sends here.

use std::sync::Arc;

use serde_json::json;

use super::par::{PATH as PUSH, come, go, is_refused, push, pushing};
use super::{PASSWORD, Portal, back, is_a_page, refused};
use crate::cases;
use crate::harness::browser::hidden;
use crate::harness::client::encoded;
use crate::harness::people::basic;
use crate::harness::{Answer, Bench, Browser, Options, Request};

cases![
    a_clients_wish_wins_over_the_browsers_from_login_to_answer,
    who_signs_in_for_a_request_that_waits_reads_what_its_client_wishes,
    what_is_wrong_with_a_request_is_said_in_the_language_that_it_wishes,
    a_request_that_comes_as_a_form_keeps_its_wish,
    a_pushed_request_carries_its_wish,
    a_wish_for_no_language_of_ours_is_no_error_and_leaves_the_browsers,
    a_wish_that_is_no_text_or_comes_twice_counts_as_any_other_parameter,
    a_wish_is_neither_shown_nor_said_in_the_log,
    pages_outside_a_request_speak_the_language_of_the_browser,
];

const BOTH: [(&str, &str, &str); 2] = [("nl", "fr en-GB nl", "en"), ("en", "de nl-BE en", "nl")];

/// Somebody who has not signed in, whose browser asks for a language.
fn reader(bench: &Bench, name: &str, asks_for: &str) -> Portal {
    let portal = Portal::with(bench, name, &json!({}));
    Portal { browser: portal.browser.with("Accept-Language", asks_for), ..portal }
}

/// A page in a language, by its words too.
#[track_caller]
fn speaks(page: &Answer, status: u16, language: &str) {
    is_a_page(page, status);
    let text = page.text();
    assert!(text.contains(&format!("<html lang=\"{language}\">")), "not {language}: {text}");
    let skip = if language == "en" { "Skip to content" } else { "Naar de inhoud" };
    assert!(text.contains(skip), "{text}");
}

#[track_caller]
fn led(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.header("location").unwrap().to_owned()
}

/// Opens a login page, gets it wrong and then right, and reads on to the page that asks for consent.
fn sign_in(portal: &mut Portal, login: &str, name: &str, language: &str) -> (String, Answer) {
    let page = portal.browser.get(login);
    speaks(&page, 200, language);
    let onward = hidden(&page, "continue");
    let foreign = [("csrf", "x"), ("continue", &*onward), ("username", name)];
    speaks(&portal.browser.post("/login", &foreign), 403, language);
    speaks(&portal.browser.sign_in_at(login, name, "een heel ander wachtwoord"), 422, language);
    speaks(&portal.browser.sign_in_at(login, name, ""), 422, language);
    let mut next = led(&portal.sign_in(login, name));
    assert_eq!(next, onward);
    if next.starts_with("/connect/authorize?") {
        next = led(&portal.browser.get(&next));
    }
    let page = portal.browser.get(&next);
    speaks(&page, 200, language);
    (next, page)
}

fn a_clients_wish_wins_over_the_browsers_from_login_to_answer(bench: &Bench) {
    for (asks_for, wish, read) in BOTH {
        let name = format!("taal-wens-{read}");
        let mut portal = reader(bench, &name, asks_for);
        let login = led(&portal.ask(&[("ui_locales", wish)]));
        let (path, page) = sign_in(&mut portal, &login, &name, read);
        speaks(&portal.browser.get(&path), 200, read);
        let title = if read == "en" { "Give access?" } else { "Toegang geven?" };
        assert!(page.text().contains(title), "{}", page.text());
        let (request, locales) = (hidden(&page, "verzoek"), hidden(&page, "ui_locales"));
        let fields = [("csrf", "x"), ("verzoek", &*request), ("ui_locales", &locales)];
        speaks(&portal.browser.post("/toestemming", &fields), 403, read);
        assert!(back(&portal.answer(&page, "toestaan")).contains_key("code"));
        speaks(&portal.answer(&page, "toestaan"), 400, read);
        speaks(&portal.browser.get(&path), 400, read);
        let again = led(&portal.ask(&[("ui_locales", wish), ("prompt", "login")]));
        speaks(&portal.browser.get(&again), 200, read);
    }
}

fn who_signs_in_for_a_request_that_waits_reads_what_its_client_wishes(bench: &Bench) {
    let mut portal = reader(bench, "taal-wacht", "nl");
    portal.browser.sign_in("taal-wacht", PASSWORD);
    let path = led(&portal.ask(&[("ui_locales", "en")]));
    portal.browser.sign_out();
    let login = led(&portal.browser.get(&path));
    speaks(&portal.browser.get(&login), 200, "en");
    speaks(&portal.browser.get("/toestemming?verzoek=x&ui_locales=en"), 400, "en");
    speaks(&portal.browser.get("/toestemming?verzoek=x"), 400, "nl");
}

fn what_is_wrong_with_a_request_is_said_in_the_language_that_it_wishes(bench: &Bench) {
    for (asks_for, wish, read) in BOTH {
        let name = format!("taal-fout-{read}");
        let mut portal = reader(bench, &name, asks_for);
        let long = "s".repeat(8 * 1024);
        for odd in [
            ("client_id", "niemand"),
            ("redirect_uri", "https://evil.example/terug"),
            ("state", "a\0b"),
            ("state", &long),
        ] {
            speaks(&portal.ask(&[odd, ("ui_locales", wish)]), 400, read);
            speaks(&portal.ask(&[odd]), 400, asks_for);
        }
        let asked = format!("/connect/authorize?state=%ff&ui_locales={}", encoded(wish));
        speaks(&portal.browser.get(&asked), 400, read);
        // Beside what was pushed nothing counts (RFC 9126 4).
        let unknown = go(&portal, "urn:ietf:params:oauth:request_uri:niets", "&ui_locales=");
        speaks(&portal.browser.get(&format!("{unknown}{}", encoded(wish))), 400, asks_for);
    }
}

fn a_request_that_comes_as_a_form_keeps_its_wish(bench: &Bench) {
    for (asks_for, wish, read) in BOTH {
        let name = format!("taal-formulier-{read}");
        let mut portal = reader(bench, &name, asks_for);
        let request = portal.request(&[("ui_locales", wish)]);
        let (path, form) = request.split_once('?').unwrap();
        let sent = led(&portal.browser.send(Request::post(path).form(form)));
        let login = led(&portal.browser.get(&sent));
        sign_in(&mut portal, &login, &name, read);
        let odd = Request::post(path).form(&form.replace("state=xyz", "state=x\r\ny"));
        speaks(&portal.browser.send(odd), 400, read);
        speaks(&portal.browser.send(Request::post(path).json(&json!({}))), 400, asks_for);
    }
}

fn a_pushed_request_carries_its_wish(bench: &Bench) {
    for (asks_for, wish, read) in BOTH {
        let name = format!("taal-par-{read}");
        let mut portal = reader(bench, &name, asks_for);
        let uri = push(&portal, &[("ui_locales", wish)]);
        let login = led(&come(&mut portal, &uri));
        let (_, page) = sign_in(&mut portal, &login, &name, read);
        // Whatever stands beside it.
        let beside = go(&portal, &uri, &format!("&ui_locales={asks_for}"));
        let path = led(&portal.browser.get(&beside));
        speaks(&portal.browser.get(&path), 200, read);
        assert!(back(&portal.answer(&page, "toestaan")).contains_key("code"));
        speaks(&portal.browser.get(&path), 400, read);
        let uri = push(&portal, &[("prompt", "consent")]);
        speaks(&come(&mut portal, &uri), 200, asks_for);
    }
}

fn a_wish_for_no_language_of_ours_is_no_error_and_leaves_the_browsers(bench: &Bench) {
    let portal = Portal::open(bench, "taal-onbekend");
    let long = "x".repeat(2_000);
    let wishes =
        ["fr", "fr de-DE", "english", "en_GB", "en,nl", "*", "-", " ", "\u{e9}", "\r\n\t", &long];
    for (asks_for, read) in [(None, "nl"), (Some("en-GB, nl;q=0.5"), "en"), (Some("de"), "nl")] {
        let browser = |signed_in: &Browser| match asks_for {
            None => signed_in.clone(),
            Some(language) => signed_in.with("Accept-Language", language),
        };
        let mut known = Portal { browser: browser(&portal.browser), ..portal.clone() };
        let mut new = Portal { browser: browser(&Browser::at(portal.at.issuer)), ..portal.clone() };
        for wish in wishes {
            let asked = [("ui_locales", wish), ("prompt", "consent")];
            let page = known.page(&asked);
            speaks(&page, 200, read);
            assert!(back(&known.answer(&page, "toestaan")).contains_key("code"));
            let login = led(&new.ask(&asked));
            speaks(&new.browser.get(&login), 200, read);
            let uri = push(&known, &asked);
            let page = come(&mut known, &uri);
            speaks(&page, 200, read);
            known.answer(&page, "weigeren");
        }
        let behind_many = format!("{}en nl", "fr ".repeat(300));
        let login = led(&new.ask(&[("ui_locales", &behind_many)]));
        speaks(&new.browser.get(&login), 200, "en");
    }
}

fn a_wish_that_is_no_text_or_comes_twice_counts_as_any_other_parameter(bench: &Bench) {
    let mut portal = Portal::open(bench, "taal-vreemd");
    let long = "fr ".repeat(8_000);
    for odd in ["en\0", "\0", &long] {
        is_a_page(&portal.ask(&[("ui_locales", odd)]), 400);
        let status = if odd.len() > 9_000 { 413 } else { 400 };
        let pushed = pushing(&portal, &[("ui_locales", odd)]).send(portal.at.issuer);
        is_refused(&pushed, status, "invalid_request");
    }
    let request = portal.request(&[("ui_locales", "en")]);
    is_a_page(&portal.browser.get(&format!("{request}%ff")), 400);
    let twice = portal.browser.get(&format!("{request}&ui_locales=en"));
    assert_eq!(refused(&twice), "invalid_request");
    let (_, form) = request.split_once('?').unwrap();
    let header = basic(&portal.app.client_id, &portal.app.secret);
    let twice = Request::post(PUSH).header("Authorization", &header);
    let twice = twice.form(&format!("{form}&ui_locales=en")).send(portal.at.issuer);
    is_refused(&twice, 400, "invalid_request");
    portal.code(&[("ui_locales", "en")]);
}

fn a_wish_is_neither_shown_nor_said_in_the_log(bench: &Bench) {
    let at = Arc::new(bench.with(&Options::default().set("LOG__FILTER", "debug")));
    let mut portal = Portal::at(Arc::clone(&at), "taal-stil", &json!({}));
    let wish = [("ui_locales", "\"><b>merkteken</b> en")];
    let login = led(&portal.ask(&wish));
    let page = portal.browser.get(&login);
    let (text, onward) = (page.text(), hidden(&page, "continue"));
    assert!(onward.contains("%3Cb%3Emerkteken"), "the whole request goes on: {onward}");
    assert!(!text.contains("<b>") && text.matches("merkteken").count() == 1, "{text}");
    let next = led(&portal.sign_in(&login, "taal-stil"));
    let path = led(&portal.browser.get(&next));
    let uri = push(&portal, &wish);
    let shown = [
        portal.browser.get(&path),
        come(&mut portal, &uri),
        portal.ask(&[wish[0], ("client_id", "niemand")]),
        portal.browser.get("/toestemming?verzoek=x&ui_locales=merkteken"),
    ];
    for page in shown {
        assert!(!page.text().contains("merkteken"), "{}", page.text());
    }
    let said = at.said();
    assert!(said.contains("a request was pushed") && !said.contains("merkteken"), "{said}");
}

fn pages_outside_a_request_speak_the_language_of_the_browser(bench: &Bench) {
    let mut portal = reader(bench, "taal-erbuiten", "nl");
    for login in ["/login?ui_locales=en", "/login?continue=%2Faccount&ui_locales=en"] {
        speaks(&portal.browser.get(login), 200, "nl");
    }
    for elsewhere in ["https://evil.example/?ui_locales=en", "/account?ui_locales=en"] {
        let login = format!("/login?continue={}", encoded(elsewhere));
        speaks(&portal.browser.get(&login), 200, "nl");
    }
    let login = led(&portal.ask(&[("ui_locales", "en")]));
    sign_in(&mut portal, &login, "taal-erbuiten", "en");
    speaks(&portal.browser.get("/account?ui_locales=en"), 200, "nl");
    let login = led(&portal.browser.sign_out());
    speaks(&portal.browser.get(&login), 200, "nl");
}
