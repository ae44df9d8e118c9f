//! `POST /connect/par` (RFC 9126): what a client says beforehand, and what becomes of it.

use std::collections::BTreeMap;

use serde_json::json;

use super::{CALLBACK, CHALLENGE, Portal, back, is_a_page, refused};
use crate::cases;
use crate::harness::client::encoded;
use crate::harness::people::basic;
use crate::harness::{Answer, Bench, Browser, Request};

cases![
    r9126_01_r9126_08_fp_39_what_is_pushed_is_found_again_and_stored_by_nobody,
    r9126_03_what_is_pushed_is_its_clients,
    r9126_04_what_was_answered_is_over_and_what_was_not_may_be_reloaded,
    r9126_09_what_stands_beside_a_request_uri_counts_for_nothing,
    fp_32_a_client_that_must_push_is_refused_without,
    ng_07_a_public_client_pushes_with_its_id_and_pkce,
    prompt_none_and_login_mean_the_same_when_they_are_pushed,
];

pub(crate) const PATH: &str = "/connect/par";

/// The usual request in a form, with changes; an empty value leaves a parameter out.
pub(crate) fn form(changes: &[(&str, &str)]) -> String {
    let mut all = BTreeMap::from([
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid zaken.lezen"),
        ("state", "xyz"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    all.extend(changes.iter().copied());
    let said = all.into_iter().filter(|(_, value)| !value.is_empty());
    let pairs = said.map(|(name, value)| format!("{name}={}", encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

pub(crate) fn pushing(portal: &Portal, changes: &[(&str, &str)]) -> Request {
    let header = basic(&portal.app.client_id, &portal.app.secret);
    Request::post(PATH).header("Authorization", &header).form(&form(changes))
}

pub(crate) fn push(portal: &Portal, changes: &[(&str, &str)]) -> String {
    let answer = pushing(portal, changes).send(portal.at.issuer);
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.member("request_uri")
}

pub(crate) fn go(portal: &Portal, uri: &str, more: &str) -> String {
    let client = &portal.app.client_id;
    format!("/connect/authorize?client_id={client}&request_uri={}{more}", encoded(uri))
}

/// Comes with what was pushed, and reads on to what is shown or where it leads.
pub(crate) fn come(portal: &mut Portal, uri: &str) -> Answer {
    let path = go(portal, uri, "");
    let sent = portal.browser.get(&path);
    assert_eq!(sent.status, 303, "{}", sent.text());
    portal.browser.get(sent.header("location").unwrap())
}

pub(crate) fn is_refused(answer: &Answer, status: u16, error: &str) {
    assert_eq!((answer.status, answer.member("error").as_str()), (status, error));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert!(!answer.member("error_description").is_empty());
}

fn r9126_01_r9126_08_fp_39_what_is_pushed_is_found_again_and_stored_by_nobody(bench: &Bench) {
    let mut portal = Portal::open(bench, "r9126-01");
    let answer = pushing(&portal, &[("nonce", "geheimpje")]).send(portal.at.issuer);
    assert_eq!(answer.status, 201);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.json()["expires_in"], 60);
    let uri = answer.member("request_uri");
    let id = uri.strip_prefix("urn:ietf:params:oauth:request_uri:").unwrap();
    assert_eq!(id.len(), 43, "256 bits");
    assert_ne!(push(&portal, &[]), uri);
    let page = come(&mut portal, &uri);
    assert!(page.text().contains("data-scope=\"zaken.lezen\""), "{}", page.text());
    let said = back(&portal.answer(&page, "toestaan"));
    assert_eq!((said["state"].as_str(), said["iss"] == portal.at.issuer_url()), ("xyz", true));
    let token = portal.redeem(&said["code"], &[]);
    assert_eq!(token.status, 200, "{}", token.text());
    assert_eq!(super::payload(&token.member("id_token"))["nonce"], "geheimpje");
}

fn r9126_03_what_is_pushed_is_its_clients(bench: &Bench) {
    let mut portal = Portal::open(bench, "r9126-03");
    let other = super::client(&portal.at, &json!({}));
    let uri = push(&portal, &[]);
    let theirs = go(&portal, &uri, "").replace(&portal.app.client_id, &other.client_id);
    let unknown = go(&portal, "urn:ietf:params:oauth:request_uri:niets", "");
    let nobodys = format!("/connect/authorize?request_uri={}", encoded(&uri));
    for path in
        [&theirs, &unknown, &nobodys, &theirs.replace("client_id=", "client_id=x&client_id=")]
    {
        let path = format!("{path}&redirect_uri={}", encoded(CALLBACK));
        is_a_page(&portal.browser.get(&path), 400);
    }
    // Nobody has come with it yet, so it has no page.
    let id = uri.rsplit(':').next().unwrap();
    is_a_page(&portal.browser.get(&format!("/toestemming?verzoek={id}")), 400);
    let body = form(&[("client_id", &other.client_id)]);
    let header = basic(&portal.app.client_id, &portal.app.secret);
    let named = Request::post(PATH).header("Authorization", &header).form(&body);
    is_refused(&named.send(portal.at.issuer), 400, "invalid_request");
    assert_eq!(come(&mut portal, &uri).status, 200);
}

fn r9126_04_what_was_answered_is_over_and_what_was_not_may_be_reloaded(bench: &Bench) {
    let portal = Portal::open(bench, "r9126-04");
    let mut portal = Portal { browser: Browser::at(portal.at.issuer), ..portal };
    let uri = push(&portal, &[]);
    for _ in 0..2 {
        let login = come(&mut portal, &uri);
        assert!(login.header("location").unwrap().starts_with("/login?"), "{login:?}");
    }
    let login = come(&mut portal, &uri).header("location").unwrap().to_owned();
    let next = portal.sign_in(&login, "r9126-04");
    let page = portal.browser.get(next.header("location").unwrap());
    assert_eq!(come(&mut portal, &uri).status, 200, "a reload");
    let mut other = Browser::at(portal.at.issuer);
    other.sign_in("r9126-04", super::PASSWORD);
    let id = uri.rsplit(':').next().unwrap();
    is_a_page(&other.get(&format!("/toestemming?verzoek={id}")), 400);
    assert!(back(&portal.answer(&page, "toestaan")).contains_key("code"));
    let again = go(&portal, &uri, "");
    is_a_page(&portal.browser.get(&again), 400);
    is_a_page(&portal.answer(&page, "toestaan"), 400);
    // With the consent that is there now, at once; and once.
    let uri = push(&portal, &[]);
    assert!(back(&come(&mut portal, &uri)).contains_key("code"));
    let again = go(&portal, &uri, "");
    is_a_page(&portal.browser.get(&again), 400);
    let uri = push(&portal, &[("prompt", "consent")]);
    let page = come(&mut portal, &uri);
    assert_eq!(refused(&portal.answer(&page, "weigeren")), "access_denied");
    let again = go(&portal, &uri, "");
    is_a_page(&portal.browser.get(&again), 400);
}

fn r9126_09_what_stands_beside_a_request_uri_counts_for_nothing(bench: &Bench) {
    let mut portal = Portal::open(bench, "r9126-09");
    portal.code(&[]);
    let uri = push(&portal, &[]);
    let more = "&state=ander&redirect_uri=https%3A%2F%2Fevil.example&scope=openid+email&nonce=x\
                &prompt=consent&response_type=token&zp_since=0&request=a.b.c";
    let path = go(&portal, &uri, more);
    let sent = portal.browser.get(&path);
    let said = back(&portal.browser.get(sent.header("location").unwrap()));
    assert_eq!(said["state"], "xyz");
    let token = portal.redeem(&said["code"], &[]);
    assert_eq!(token.member("scope"), "openid zaken.lezen");
}

fn fp_32_a_client_that_must_push_is_refused_without(bench: &Bench) {
    let portal = Portal::open(bench, "fp-32");
    let must = json!({ "require_pushed_authorization_requests": true });
    let mut portal = Portal { app: super::client(&portal.at, &must), ..portal };
    let without = portal.ask(&[]);
    assert_eq!(refused(&without), "invalid_request");
    assert!(back(&without)["error_description"].contains("pushed_authorization_request_endpoint"));
    let uri = push(&portal, &[]);
    assert_eq!(come(&mut portal, &uri).status, 200);
}

fn ng_07_a_public_client_pushes_with_its_id_and_pkce(bench: &Bench) {
    let public = json!({ "token_endpoint_auth_method": "none", "application_type": "native" });
    let mut portal = Portal::with(bench, "ng-07", &public);
    portal.sign_in("/login", "ng-07");
    let client_id = portal.app.client_id.clone();
    let send = |more: &[(&str, &str)], at| {
        let all = [&[("client_id", client_id.as_str())], more].concat();
        Request::post(PATH).form(&form(&all)).send(at)
    };
    let plain = [("code_challenge", ""), ("code_challenge_method", "")];
    is_refused(&send(&plain, portal.at.issuer), 400, "invalid_request");
    assert_eq!(refused(&portal.ask(&plain)), "invalid_request");
    let answer = send(&[], portal.at.issuer);
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(come(&mut portal, &answer.member("request_uri")).status, 200);
}

fn prompt_none_and_login_mean_the_same_when_they_are_pushed(bench: &Bench) {
    let mut portal = Portal::open(bench, "par-vragen");
    let none = [("prompt", "none")];
    let uri = push(&portal, &none);
    assert_eq!(refused(&come(&mut portal, &uri)), "consent_required");
    let again = go(&portal, &uri, "");
    is_a_page(&portal.browser.get(&again), 400);
    portal.code(&[]);
    let uri = push(&portal, &none);
    assert!(back(&come(&mut portal, &uri)).contains_key("code"));
    for again in [("prompt", "login"), ("max_age", "0")] {
        let uri = push(&portal, &[again]);
        let login = come(&mut portal, &uri).header("location").unwrap().to_owned();
        assert!(login.starts_with("/login?") && login.contains("prompt=login"), "{login}");
        // Whatever stands in the address.
        let path = go(&portal, &uri, "&zp_since=0");
        let sent = portal.browser.get(&path);
        let still = portal.browser.get(sent.header("location").unwrap());
        assert!(still.header("location").unwrap().starts_with("/login?"), "{still:?}");
        let next = portal.sign_in(&login, "par-vragen");
        let answer = portal.browser.get(next.header("location").unwrap());
        assert!(back(&answer).contains_key("code"), "{answer:?}");
    }
    portal.browser = Browser::at(portal.at.issuer);
    let uri = push(&portal, &none);
    assert_eq!(refused(&come(&mut portal, &uri)), "login_required");
}
