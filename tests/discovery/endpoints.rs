//! The addresses that the metadata names: each answers, to its own methods.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Crawl, PERSON, given};
use crate::connect::authorize::{self, Portal, back};
use crate::harness::canaries::PASSWORD;
use crate::harness::client::encoded;
use crate::harness::forge::{claims_of, header_of};
use crate::harness::people::basic;
use crate::harness::{Answer, Browser, IN_FORCE, Request, TaskApplication, eventually};

/// What is asked for with these methods is taken, and with no other.
fn takes(crawl: &Crawl, address: &Value, methods: &[&str]) {
    let path = address.as_str().unwrap().strip_prefix(&crawl.portal.at.issuer_url()).unwrap();
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
        let answer = Request::new(method, path).form("").send(crawl.portal.at.issuer);
        assert_ne!(answer.status, 404, "{method} {path}");
        assert_eq!(answer.status != 405, methods.contains(&method), "{method} {path}");
    }
}

pub(super) fn issuer(crawl: &Crawl, value: &Value) {
    let mut portal = crawl.by_offline();
    let code = portal.code(&[]);
    let answer = portal.redeem(&code, &[]);
    for token in ["access_token", "id_token"] {
        assert_eq!(claims_of(&answer.member(token))["iss"], *value);
    }
    assert_eq!(back(&portal.ask(&[]))["iss"], *value);
}

pub(super) fn authorization(crawl: &Crawl, address: &Value) {
    takes(crawl, address, &["GET", "POST"]);
    let mut portal = crawl.by_offline();
    assert!(portal.request(&[]).starts_with(crawl.path("authorization_endpoint")));
    assert!(!portal.code(&[]).is_empty());
}

pub(super) fn registration(crawl: &Crawl, address: &Value) {
    takes(crawl, address, &["POST"]);
    let (at, admin) = (&crawl.portal.at, crawl.portal.at.administrator());
    let body = json!({ "applicatie": crawl.portal.app.applicatie, "label": "kruip" });
    let token = admin.done("POST", "/registration-tokens", &body)["token"].clone();
    let request =
        Request::post(crawl.path("registration_endpoint")).bearer(token.as_str().unwrap());
    let said = json!({ "redirect_uris": [authorize::CALLBACK] });
    let registered = request.json(&said).send(at.issuer);
    assert_eq!(registered.status, 201, "{}", registered.text());
    let app = TaskApplication {
        client_id: registered.member("client_id"),
        secret: registered.member("client_secret"),
        ..crawl.portal.app.clone()
    };
    let mut portal = Portal { at: Arc::clone(at), app, browser: crawl.portal.browser.clone() };
    let code = portal.code(&[]);
    given(&portal.redeem(&code, &[]));
}

pub(super) fn token(crawl: &Crawl, address: &Value) {
    takes(crawl, address, &["POST"]);
    let app = TaskApplication::with_all(&crawl.portal.at);
    let request = Request::post(crawl.path("token_endpoint")).form("grant_type=client_credentials");
    let header = basic(&app.client_id, &app.secret);
    given(&request.header("Authorization", &header).send(crawl.portal.at.issuer));
}

/// The keys of both tokens stand there, with their algorithms.
pub(super) fn jwks(crawl: &Crawl, address: &Value) {
    takes(crawl, address, &["GET"]);
    let keys = Request::get(crawl.path("jwks_uri")).send(crawl.portal.at.issuer).json();
    let mut portal = crawl.by_offline();
    let code = portal.code(&[]);
    let answer = portal.redeem(&code, &[]);
    for token in ["access_token", "id_token"] {
        let header = header_of(&answer.member(token));
        let same = |key: &&Value| key["kid"] == header["kid"] && key["alg"] == header["alg"];
        assert!(keys["keys"].as_array().unwrap().iter().any(|key| same(&key)), "{header}");
    }
}

pub(super) fn userinfo(crawl: &Crawl, address: &Value) {
    takes(crawl, address, &["GET", "POST"]);
    assert_eq!(crawl.userinfo("rommel").status, 401);
    let mut portal = crawl.by_offline();
    let code = portal.code(&[]);
    let answer = portal.redeem(&code, &[]);
    let said = crawl.userinfo(&given(&answer));
    assert_eq!(said.json()["sub"], claims_of(&answer.member("id_token"))["sub"]);
}

pub(super) fn revocation(crawl: &Crawl, address: &Value) {
    takes(crawl, address, &["POST"]);
    let mut portal = crawl.by_offline();
    let code = portal.code(&[]);
    let token = given(&portal.redeem(&code, &[]));
    assert_eq!(crawl.userinfo(&token).status, 200);
    let header = basic(&portal.app.client_id, &portal.app.secret);
    let request = Request::post(crawl.path("revocation_endpoint")).form(&format!("token={token}"));
    assert_eq!(request.header("Authorization", &header).send(portal.at.issuer).status, 200);
    eventually(IN_FORCE, "it is over", || crawl.userinfo(&token).status == 401);
}

/// Introspects as the gateway, which authenticates so.
pub(super) fn introspected(crawl: &Crawl, token: &str) -> Answer {
    let at = &crawl.portal.at;
    let secret = std::fs::read_to_string(at.path("keys/gateway.secret")).unwrap();
    let header = basic("gateway", secret.trim());
    let request = Request::post(crawl.path("introspection_endpoint"));
    request.form(&format!("token={token}")).header("Authorization", &header).send(at.issuer)
}

pub(super) fn introspection(crawl: &Crawl, address: &Value) {
    takes(crawl, address, &["POST"]);
    let mut portal = crawl.by_offline();
    let code = portal.code(&[]);
    let token = given(&portal.redeem(&code, &[]));
    assert_eq!(introspected(crawl, &token).json()["active"], true);
    assert_eq!(introspected(crawl, "rommel").json()["active"], false);
}

/// In a browser of its own: who signs out there goes on elsewhere.
pub(super) fn end_session(crawl: &Crawl, _: &Value) {
    const GONE: &str = "https://portaal.example/weg";
    let mut portal = crawl.by(&json!({ "post_logout_redirect_uris": [GONE] }));
    portal.browser = Browser::at(portal.at.issuer);
    assert_eq!(portal.browser.sign_in(PERSON, PASSWORD).status, 303);
    let code = portal.code(&[]);
    let token = portal.redeem(&code, &[]).member("id_token");
    let to = encoded(GONE);
    let path = crawl.path("end_session_endpoint");
    let request = format!("{path}?id_token_hint={token}&post_logout_redirect_uri={to}");
    let answer = portal.browser.get(&request);
    assert_eq!((answer.status, answer.header("location")), (303, Some(GONE)));
    let page = portal.browser.get("/account");
    assert!(page.header("location").is_some_and(|to| to.starts_with("/login")), "{page:?}");
}

pub(super) fn pushed(crawl: &Crawl, address: &Value) {
    takes(crawl, address, &["POST"]);
    let mut portal = crawl.by_offline();
    let header = basic(&portal.app.client_id, &portal.app.secret);
    let request = portal.request(&[]);
    let (path, said) = request.split_once('?').unwrap();
    let pushing = Request::post(crawl.path("pushed_authorization_request_endpoint")).form(said);
    let answer = pushing.header("Authorization", &header).send(portal.at.issuer);
    assert_eq!(answer.status, 201, "{}", answer.text());
    let (id, uri) = (&portal.app.client_id, encoded(&answer.member("request_uri")));
    let code = portal.code_of(&format!("{path}?client_id={id}&request_uri={uri}"));
    given(&portal.redeem(&code, &[]));
}
