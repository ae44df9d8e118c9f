//! Which authorization requests are taken, and where those end that are not.

use serde_json::json;

use super::{CALLBACK, CHALLENGE, Portal, back, is_a_page, refused};
use crate::cases;
use crate::harness::{Bench, Request};

cases![
    ng_01_bp_07_code_is_the_one_response_type_and_comes_in_the_query,
    ng_15_bp_30_an_unknown_client_ends_on_a_page,
    ng_18_ng_58_ng_71_bp_02_a_redirect_uri_is_compared_letter_by_letter,
    ng_24_ng_23_ng_26_a_redirect_uri_may_be_left_out_where_there_is_one,
    ng_12_ng_70_r7636_04_pkce_is_s256_and_nothing_else,
    r7636_01_r7636_03_a_challenge_has_43_to_128_unreserved_characters,
    bp_03_pkce_may_be_left_out_only_where_the_administrator_said_so,
    r6749_17_r9207_01_bp_23_without_state_none_comes_back,
    ng_28_the_state_comes_back_byte_by_byte,
    i17_a_parameter_that_comes_twice_is_refused,
    r6749_14_scopes_that_the_client_does_not_hold_are_refused,
    bp_34_no_other_response_mode_and_no_request_object_is_taken,
    i27_a_form_from_elsewhere_is_asked_for_again_with_get,
];

fn ng_01_bp_07_code_is_the_one_response_type_and_comes_in_the_query(bench: &Bench) {
    let mut portal = Portal::open(bench, "ng-01");
    for kind in ["token", "id_token", "code token", "code id_token", "none", "CODE"] {
        assert_eq!(refused(&portal.ask(&[("response_type", kind)])), "unsupported_response_type");
    }
    assert_eq!(refused(&portal.ask(&[("response_type", "")])), "invalid_request");
    assert_eq!(portal.code(&[]).len(), 43);
}

fn ng_15_bp_30_an_unknown_client_ends_on_a_page(bench: &Bench) {
    let mut portal = Portal::open(bench, "ng-15");
    for id in ["", "niemand", "beheerder", "a\0b"] {
        is_a_page(&portal.ask(&[("client_id", id)]), 400);
    }
    portal.code(&[]);
}

fn ng_18_ng_58_ng_71_bp_02_a_redirect_uri_is_compared_letter_by_letter(bench: &Bench) {
    let mut portal = Portal::open(bench, "ng-18");
    for uri in [
        "https://portaal.example/terug",
        "https://portaal.example/terug?van=hier&x=y",
        "https://portaal.example/terug?van=hier#x",
        "https://portaal.example/terug/?van=hier",
        "https://portaal.example:443/terug?van=hier",
        "https://PORTAAL.example/terug?van=hier",
        "HTTPS://portaal.example/terug?van=hier",
        "http://portaal.example/terug?van=hier",
        "https://portaal.example/%74erug?van=hier",
        "https://portaal.example/x/../terug?van=hier",
        "https://portaal.example/terug/..;/?van=hier",
        "https://evil@portaal.example/terug?van=hier",
        "https://portaal.example@evil.example/terug?van=hier",
        "https://portaal.example.evil.example/terug?van=hier",
        "https://portaal.example\\@evil.example/terug?van=hier",
        "https://portaal.example/terug?van=hier\r\nX: y",
        "https://portaal.example/terug?van=hier\0",
        " https://portaal.example/terug?van=hier",
        "//portaal.example/terug?van=hier",
        "javascript:alert(1)",
    ] {
        is_a_page(&portal.ask(&[("redirect_uri", uri)]), 400);
        is_a_page(&portal.ask(&[("redirect_uri", uri), ("response_type", "token")]), 400);
    }
    let twice = format!("{}&redirect_uri=https%3A%2F%2Fevil.example", portal.request(&[]));
    is_a_page(&portal.browser.get(&twice), 400);
    portal.code(&[]);
}

fn ng_24_ng_23_ng_26_a_redirect_uri_may_be_left_out_where_there_is_one(bench: &Bench) {
    let mut portal = Portal::open(bench, "ng-24");
    let code = portal.code(&[("redirect_uri", "")]);
    assert_eq!(portal.redeem(&code, &[("redirect_uri", "")]).status, 200);
    let two = json!({ "redirect_uris": [CALLBACK, "https://portaal.example/ander"] });
    let mut two = Portal::with(bench, "ng-24-twee", &two);
    is_a_page(&two.ask(&[("redirect_uri", "")]), 400);
    let native = json!({ "profile": "nlgov", "application_type": "native",
                         "token_endpoint_auth_method": "none", "default_scopes": ["zaken.lezen"] });
    let mut nlgov = Portal::with(bench, "ng-24-nlgov", &native);
    is_a_page(&nlgov.ask(&[("redirect_uri", "")]), 400);
    assert_eq!(refused(&nlgov.ask(&[("state", "")])), "invalid_request");
    let sent = nlgov.ask(&[]);
    assert!(sent.header("location").unwrap().starts_with("/login?"), "{sent:?}");
}

fn ng_12_ng_70_r7636_04_pkce_is_s256_and_nothing_else(bench: &Bench) {
    let mut portal = Portal::open(bench, "ng-12");
    for method in ["plain", "", "s256", "S512"] {
        let asked = portal.ask(&[("code_challenge_method", method)]);
        assert_eq!(refused(&asked), "invalid_request", "{method}");
    }
    assert_eq!(refused(&portal.ask(&[("code_challenge", "")])), "invalid_request");
    portal.code(&[]);
}

fn r7636_01_r7636_03_a_challenge_has_43_to_128_unreserved_characters(bench: &Bench) {
    let mut portal = Portal::open(bench, "r7636-01");
    let long = "a".repeat(129);
    let padded = format!("{CHALLENGE}=");
    let odd = format!("{}+", &CHALLENGE[1..]);
    for challenge in [&CHALLENGE[1..], &long, &padded, &odd] {
        assert_eq!(refused(&portal.ask(&[("code_challenge", challenge)])), "invalid_request");
    }
    portal.code(&[("code_challenge", &long[1..])]);
}

fn bp_03_pkce_may_be_left_out_only_where_the_administrator_said_so(bench: &Bench) {
    let mut portal = Portal::open(bench, "bp-03");
    let without = [("code_challenge", ""), ("code_challenge_method", "")];
    assert_eq!(refused(&portal.ask(&without)), "invalid_request");
    let lax = json!({ "require_pkce": false });
    let mut lax = Portal { app: super::client(&portal.at, &lax), ..portal };
    let code = lax.code(&without);
    assert_eq!(lax.redeem(&code, &[("code_verifier", "")]).status, 200);
}

fn r6749_17_r9207_01_bp_23_without_state_none_comes_back(bench: &Bench) {
    let mut portal = Portal::open(bench, "r6749-17");
    let issuer = portal.at.issuer_url();
    let said = back(&portal.ask(&[("state", ""), ("response_type", "token")]));
    assert!(!said.contains_key("state"), "{said:?}");
    let said = back(&portal.ask(&[("response_type", "token")]));
    assert_eq!((said["state"].as_str(), said["iss"].as_str()), ("xyz", issuer.as_str()));
}

fn ng_28_the_state_comes_back_byte_by_byte(bench: &Bench) {
    let mut portal = Portal::open(bench, "ng-28");
    portal.code(&[]);
    let long = "s".repeat(512);
    for state in ["a+b c%20&d=e#f", "\u{e9}\u{20ac}\u{1f9ea}", "\r\nX: y", "\"<script>'\\", &long] {
        let said = back(&portal.ask(&[("state", state)]));
        assert_eq!(said["state"], state);
        assert_eq!(said["code"].len(), 43);
        assert_eq!(said.len(), 4, "{said:?}");
    }
}

fn i17_a_parameter_that_comes_twice_is_refused(bench: &Bench) {
    let mut portal = Portal::open(bench, "i17");
    let request = portal.request(&[]);
    for more in ["scope=openid", "nonce=a&nonce=a", "state=a", "iets=1&iets=2"] {
        let asked = portal.browser.get(&format!("{request}&{more}"));
        assert_eq!(refused(&asked), "invalid_request", "{more}");
    }
    let asked = portal.browser.get(&format!("{request}&iets=1&anders=2"));
    assert!(asked.header("location").unwrap().starts_with("/toestemming?"), "{asked:?}");
    is_a_page(&portal.browser.get(&format!("{request}&client_id=a")), 400);
    is_a_page(&portal.browser.get("/connect/authorize?client_id=%ff"), 400);
}

fn r6749_14_scopes_that_the_client_does_not_hold_are_refused(bench: &Bench) {
    let mut portal = Portal::open(bench, "r6749-14");
    for scope in [
        "zaken.lezzen",
        "OPENID",
        "zaakpoort.admin",
        "offline_access",
        "a\"b",
        "a\\b",
        "zaken.lezen \u{e9}",
        "",
    ] {
        assert_eq!(refused(&portal.ask(&[("scope", scope)])), "invalid_scope", "{scope}");
    }
    let code = portal.code(&[("scope", "zaken.lezen openid zaken.lezen profile email")]);
    let answer = portal.redeem(&code, &[]);
    let mut granted: Vec<String> = answer.member("scope").split(' ').map(str::to_owned).collect();
    granted.sort_unstable();
    assert_eq!(granted, ["email", "openid", "profile", "zaken.lezen"]);
    let defaults = json!({ "default_scopes": ["zaken.lezen"],
                           "grant_types": ["authorization_code", "refresh_token"] });
    let mut other = Portal { app: super::client(&portal.at, &defaults), ..portal };
    let code = other.code(&[("scope", "")]);
    assert_eq!(other.redeem(&code, &[]).member("scope"), "zaken.lezen");
    other.code(&[("scope", "openid offline_access")]);
}

fn bp_34_no_other_response_mode_and_no_request_object_is_taken(bench: &Bench) {
    let mut portal = Portal::open(bench, "bp-34");
    for mode in ["fragment", "form_post", "web_message"] {
        assert_eq!(refused(&portal.ask(&[("response_mode", mode)])), "invalid_request");
    }
    assert_eq!(refused(&portal.ask(&[("request", "a.b.c")])), "request_not_supported");
    let uri = [("request_uri", "https://evil.example/x")];
    assert_eq!(refused(&portal.ask(&uri)), "request_uri_not_supported");
    portal.code(&[("response_mode", "query")]);
}

fn i27_a_form_from_elsewhere_is_asked_for_again_with_get(bench: &Bench) {
    let portal = Portal::open(bench, "i27");
    let request = portal.request(&[]);
    let (path, query) = request.split_once('?').unwrap();
    let answer = Request::post(path).form(query).send(portal.at.issuer);
    assert_eq!((answer.status, answer.header("location")), (303, Some(&*request)));
    assert_eq!(answer.header("access-control-allow-origin"), None);
    let odd = Request::post(path).form("state=a\r\nX: y").send(portal.at.issuer);
    is_a_page(&odd, 400);
}
