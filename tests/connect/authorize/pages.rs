//! The page that asks for consent, who is shown it and when, and what is remembered.

use chrono::{DateTime, Utc};
use edge::clock::Clock;
use serde_json::json;

use super::{CALLBACK, Portal, back, is_a_page, refused};
use crate::cases;
use crate::harness::browser::hidden;
use crate::harness::{Bench, Browser, IN_FORCE, Request, eventually};

cases![
    ng_64_the_page_says_who_asks_for_what_and_how_long,
    every_scope_of_the_metadata_is_put_into_words,
    bp_33_the_page_is_framed_by_nobody_and_posts_to_nobody_else,
    i10_an_answer_counts_from_the_browser_and_page_that_were_asked,
    consent_is_remembered_until_more_is_asked_or_it_is_withdrawn,
    consent_counts_where_it_was_said_to_count,
    who_proves_nothing_is_asked_about_each_time_where_any_program_can_answer,
    who_denies_goes_back_with_nothing,
    prompt_none_never_shows_a_page,
    prompt_login_and_max_age_ask_for_the_password_again,
    bp_31_who_is_not_in_signs_in_and_goes_on,
    what_an_odd_prompt_or_max_age_says_is_refused,
];

fn ng_64_the_page_says_who_asks_for_what_and_how_long(bench: &Bench) {
    let mut portal = Portal::open(bench, "ng-64");
    let issued_for = |page: &str| {
        let expires = page.split("data-expires=\"").nth(1).unwrap().split('"').next().unwrap();
        let expires: DateTime<Utc> = expires.parse().unwrap();
        (expires - Clock::system().now()).num_seconds()
    };
    let page = portal.page(&[]).text();
    assert!((290..=300).contains(&issued_for(&page)), "as long as its token: {page}");
    let resource = format!("data-resource=\"{}\">de zaak-API", portal.at.public_url());
    for part in [
        "data-client-kind=\"static\"",
        "data-scope=\"openid\"",
        "data-scope=\"zaken.lezen\">zaken lezen",
        &resource,
        "onthouden tot u het intrekt",
        "Het &#60;b&#62;portaal&#60;/b&#62;",
        "Gemeente Voorbeeld",
        "Jan Jansen",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    portal.browser = portal.browser.with("Accept-Language", "en");
    assert!(portal.page(&[]).text().contains("read cases"));
    let app = super::client(
        &portal.at,
        &json!({
        "grant_types": ["authorization_code", "refresh_token"], "refresh_token_lifetime": 86400 }),
    );
    portal.app = app;
    let page = portal.page(&[("scope", "zaken.lezen offline_access")]).text();
    assert!(
        (86_390..=86_400).contains(&issued_for(&page)),
        "as long as its refresh tokens: {page}"
    );
}

fn every_scope_of_the_metadata_is_put_into_words(bench: &Bench) {
    let mut portal = Portal::open(bench, "woorden");
    let grants = ["authorization_code", "refresh_token"];
    portal.app = super::client(&portal.at, &json!({ "grant_types": grants }));
    let metadata = Request::get("/.well-known/openid-configuration").send(portal.at.issuer).json();
    let scopes = metadata["scopes_supported"].as_array().unwrap();
    let all: Vec<&str> = scopes.iter().map(|scope| scope.as_str().unwrap()).collect();
    assert!(all.len() > 20 && all.contains(&"openid"), "{all:?}");
    let api = json!({ "reference": "Het register", "resources": [], "scopes": ["inzien"] });
    let admin = portal.at.administrator();
    admin.done("PUT", "/apis/woordenregister", &api);
    let access = json!({ "client_id": portal.app.client_id, "scopes": ["inzien"] });
    let access = admin.done("POST", "/apis/woordenregister/accesses", &access);
    admin.done(
        "POST",
        &format!("/accesses/{}/approve", access["id"].as_str().unwrap()),
        &json!({}),
    );
    for language in ["nl", "en"] {
        portal.browser = portal.browser.with("Accept-Language", language);
        let page = portal.page(&[("scope", &all.join(" "))]).text();
        assert_eq!(page.matches("data-scope=").count(), all.len());
        assert!(!page.contains("<code>"), "{page}");
        let page = portal.page(&[("scope", "inzien")]).text();
        assert!(page.contains("<code>inzien</code> (Het register)"), "{page}");
        assert!(page.contains("data-resource=\"woordenregister\">Het register<"), "{page}");
    }
}

fn bp_33_the_page_is_framed_by_nobody_and_posts_to_nobody_else(bench: &Bench) {
    let mut portal = Portal::open(bench, "bp-33");
    let page = portal.page(&[]);
    is_a_page(&page, 200);
    assert_eq!(page.header("x-frame-options"), Some("DENY"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.ends_with("form-action 'self' https://portaal.example"), "{policy}");
}

fn i10_an_answer_counts_from_the_browser_and_page_that_were_asked(bench: &Bench) {
    let mut portal = Portal::open(bench, "i10");
    let page = portal.page(&[]);
    let (csrf, id) = (hidden(&page, "csrf"), hidden(&page, "verzoek"));
    let fields = |csrf: &'_ str| [("csrf", csrf.to_owned()), ("verzoek", id.clone())];
    let send = |browser: &mut Browser, csrf: &str| {
        let fields = fields(csrf);
        let fields =
            [("antwoord", "toestaan"), (fields[0].0, &fields[0].1), (fields[1].0, &fields[1].1)];
        browser.post("/toestemming", &fields)
    };
    is_a_page(&send(&mut portal.browser, "x"), 403);
    let mut foreign = portal.browser.with("Origin", "https://evil.example");
    is_a_page(&send(&mut foreign, &csrf), 403);
    // Somebody else, who was sent the address of the page.
    let body = json!({ "username": "i10-ander", "name": "Piet", "password": super::PASSWORD });
    portal.at.administrator().done("POST", "/users", &body);
    let mut other = Browser::at(portal.at.issuer);
    other.sign_in("i10-ander", super::PASSWORD);
    is_a_page(&other.get(&format!("/toestemming?verzoek={id}")), 400);
    is_a_page(&send(&mut Browser::at(portal.at.issuer), &csrf), 400);
    assert!(back(&send(&mut portal.browser, &csrf)).contains_key("code"));
    is_a_page(&send(&mut portal.browser, &csrf), 400);
}

fn consent_is_remembered_until_more_is_asked_or_it_is_withdrawn(bench: &Bench) {
    let mut portal = Portal::open(bench, "onthouden");
    let code = portal.code(&[]);
    let token = portal.redeem(&code, &[]).member("access_token");
    assert!(back(&portal.ask(&[])).contains_key("code"));
    assert!(back(&portal.ask(&[("scope", "openid"), ("prompt", "none")])).contains_key("code"));
    portal.page(&[("prompt", "consent")]);
    portal.page(&[("scope", "openid zaken.lezen zaken.aanmaken")]);
    let account = portal.browser.get("/account");
    assert!(account.text().contains("data-consent="), "{}", account.text());
    let csrf = hidden(&account, "csrf");
    let client = portal.app.client_id.clone();
    let withdrawn =
        portal.browser.post("/account/toestemmingen", &[("csrf", &csrf), ("client", &client)]);
    assert_eq!((withdrawn.status, withdrawn.header("location")), (303, Some("/account")));
    portal.page(&[]);
    eventually(IN_FORCE, "what came of it is refused", || {
        let userinfo = Request::get("/connect/userinfo").bearer(&token);
        userinfo.send(portal.at.issuer).status == 401
    });
}

fn consent_counts_where_it_was_said_to_count(bench: &Bench) {
    let mut portal = Portal::open(bench, "waarvoor");
    let (one, other) = ("https://een.example", "https://ander.example");
    let linked = json!({ "audiences": [one, other] });
    let path = format!("/clients/{}", portal.app.client_id);
    portal.at.administrator().done("PATCH", &path, &linked);
    let silently = |portal: &mut Portal, scope: &str, resource: &str| {
        let asked = [("scope", scope), ("resource", resource), ("prompt", "none")];
        back(&portal.ask(&asked)).get("error").cloned()
    };
    let ask_again = Some("consent_required".to_owned());
    portal.code(&[("scope", "zaken.lezen"), ("resource", one)]);
    assert_eq!(silently(&mut portal, "zaken.lezen", one), None);
    assert_eq!(silently(&mut portal, "zaken.lezen", other), ask_again);
    portal.code(&[("scope", "zaken.aanmaken"), ("resource", other)]);
    assert_eq!(silently(&mut portal, "zaken.aanmaken", other), None);
    assert_eq!(silently(&mut portal, "zaken.aanmaken", one), ask_again, "nor both ways together");
    assert_eq!(silently(&mut portal, "zaken.lezen", one), None);
}

/// RFC 8252 8.6, RFC 6749 10.2.
fn who_proves_nothing_is_asked_about_each_time_where_any_program_can_answer(bench: &Bench) {
    let own = ["http://127.0.0.1/terug", "nl.voorbeeld.app:/terug", "https://app.example/terug"];
    let public = json!({ "token_endpoint_auth_method": "none", "application_type": "native",
                         "redirect_uris": own });
    let mut portal = Portal::with(bench, "elk-programma", &public);
    portal.sign_in("/login", "elk-programma");
    let page = portal.page(&[("redirect_uri", own[0])]);
    assert!(page.text().contains("Dit wordt elke keer gevraagd"), "{}", page.text());
    assert!(!page.text().contains("onthouden"), "{}", page.text());
    assert!(portal.answer(&page, "toestaan").header("location").unwrap().contains("?code="));
    let port = "http://127.0.0.1:6666/terug";
    let asked = "error=consent_required";
    for (uri, led) in [(port, asked), (own[1], asked), (own[2], "code=")] {
        let sent = portal.ask(&[("redirect_uri", uri), ("prompt", "none")]);
        let location = sent.header("location").unwrap().to_owned();
        assert!(location.starts_with(&format!("{uri}?{led}")), "{location}");
        if led == asked {
            portal.page(&[("redirect_uri", uri)]);
        }
    }
}

fn who_denies_goes_back_with_nothing(bench: &Bench) {
    let mut portal = Portal::open(bench, "weigeren");
    let page = portal.page(&[]);
    assert_eq!(refused(&portal.answer(&page, "weigeren")), "access_denied");
    is_a_page(&portal.answer(&page, "toestaan"), 400);
    portal.page(&[]);
}

fn prompt_none_never_shows_a_page(bench: &Bench) {
    let mut portal = Portal::with(bench, "zonder-vragen", &json!({}));
    let none = [("prompt", "none")];
    assert_eq!(refused(&portal.ask(&none)), "login_required");
    portal.sign_in("/login", "zonder-vragen");
    assert_eq!(refused(&portal.ask(&none)), "consent_required");
    portal.code(&[]);
    assert!(back(&portal.ask(&none)).contains_key("code"));
    assert_eq!(refused(&portal.ask(&[none[0], ("max_age", "0")])), "login_required");
    assert_eq!(refused(&portal.ask(&[("prompt", "none login")])), "invalid_request");
}

fn prompt_login_and_max_age_ask_for_the_password_again(bench: &Bench) {
    let mut portal = Portal::open(bench, "opnieuw");
    portal.code(&[]);
    for again in [("prompt", "login"), ("max_age", "0")] {
        let sent = portal.ask(&[again]);
        let login = sent.header("location").unwrap().to_owned();
        assert!(login.starts_with("/login?") && login.contains("prompt=login"), "{login}");
        // What is behind it is not reached without.
        let (_, query) = login.split_once('?').unwrap();
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        let (_, behind) = pairs.find(|(name, _)| name == "continue").unwrap();
        let behind = portal.browser.get(&behind);
        assert!(behind.header("location").unwrap().starts_with("/login?"), "{behind:?}");
        let next = portal.sign_in(&login, "opnieuw");
        let answer = portal.browser.get(next.header("location").unwrap());
        assert!(back(&answer).contains_key("code"));
    }
    assert!(back(&portal.ask(&[("max_age", "3600")])).contains_key("code"));
}

fn bp_31_who_is_not_in_signs_in_and_goes_on(bench: &Bench) {
    let mut portal = Portal::with(bench, "eerst-inloggen", &json!({}));
    let sent = portal.ask(&[("login_hint", "eerst-inloggen")]);
    let login = sent.header("location").unwrap().to_owned();
    assert!(login.starts_with("/login?") && login.contains("login_hint=eerst"), "{login}");
    let next = portal.sign_in(&login, "eerst-inloggen");
    assert_eq!(next.status, 303, "with 307 the password would be sent on");
    let sent = portal.browser.get(next.header("location").unwrap());
    let page = portal.browser.get(sent.header("location").unwrap());
    let answer = portal.answer(&page, "toestaan");
    assert!(answer.header("location").unwrap().starts_with(CALLBACK));
    assert_eq!(portal.redeem(&back(&answer)["code"], &[]).status, 200);
}

fn what_an_odd_prompt_or_max_age_says_is_refused(bench: &Bench) {
    let mut portal = Portal::open(bench, "vreemd");
    let long = "n".repeat(201);
    for odd in [("prompt", "create"), ("max_age", "-1"), ("max_age", "1h"), ("nonce", &*long)] {
        assert_eq!(refused(&portal.ask(&[odd])), "invalid_request", "{odd:?}");
    }
    portal.code(&[("prompt", "consent"), ("max_age", "99999999"), ("nonce", &long[1..])]);
}
