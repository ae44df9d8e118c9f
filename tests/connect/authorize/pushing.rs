//! What may be pushed to `/connect/par`, and by whom.

use serde_json::json;

use super::par::{PATH, form, is_refused, push, pushing};
use super::{CALLBACK, Portal, is_a_page};
use crate::cases;
use crate::harness::asserter::{AssertingClient, TYPE};
use crate::harness::people::basic;
use crate::harness::{Bench, Request};

cases![
    r9126_02_a_request_uri_is_not_pushed,
    r9126_06_fp_30_fp_33_fp_34_what_would_be_refused_is_refused_when_it_is_pushed,
    r9126_07_d3_the_aud_of_an_assertion_is_the_issuer_the_token_endpoint_or_the_one_called,
    fp_31_a_client_authenticates_to_push,
    i33_what_is_pushed_has_bounds,
    what_no_database_keeps_is_no_request,
    who_proves_nothing_pushes_so_often_and_others_go_on,
];

fn r9126_02_a_request_uri_is_not_pushed(bench: &Bench) {
    let portal = Portal::open(bench, "r9126-02");
    let uri = push(&portal, &[]);
    for uri in [&*uri, "https://portaal.example/aanvraag"] {
        let answer = pushing(&portal, &[("request_uri", uri)]).send(portal.at.issuer);
        is_refused(&answer, 400, "invalid_request");
    }
    let answer = pushing(&portal, &[("request", "a.b.c")]).send(portal.at.issuer);
    is_refused(&answer, 400, "request_not_supported");
}

fn r9126_06_fp_30_fp_33_fp_34_what_would_be_refused_is_refused_when_it_is_pushed(bench: &Bench) {
    let portal = Portal::open(bench, "r9126-06");
    for (change, error) in [
        (("redirect_uri", "https://evil.example/terug"), "invalid_request"),
        (("response_type", "token"), "unsupported_response_type"),
        (("response_type", ""), "invalid_request"),
        (("code_challenge", ""), "invalid_request"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("scope", "zaken.lezzen"), "invalid_scope"),
        (("resource", "https://evil.example"), "invalid_target"),
        (("response_mode", "fragment"), "invalid_request"),
        (("prompt", "none login"), "invalid_request"),
        (("max_age", "1h"), "invalid_request"),
    ] {
        let answer = pushing(&portal, &[change]).send(portal.at.issuer);
        is_refused(&answer, 400, error);
    }
    let two = json!({ "redirect_uris": [CALLBACK, "https://portaal.example/ander"] });
    let two = Portal { app: super::client(&portal.at, &two), ..portal };
    let without = pushing(&two, &[("redirect_uri", "")]).send(two.at.issuer);
    is_refused(&without, 400, "invalid_request");
    push(&two, &[]);
    let machine = crate::harness::TaskApplication::with_all(&two.at);
    let machine = Portal { app: machine, ..two };
    let answer = pushing(&machine, &[]).send(machine.at.issuer);
    is_refused(&answer, 400, "invalid_request");
}

fn r9126_07_d3_the_aud_of_an_assertion_is_the_issuer_the_token_endpoint_or_the_one_called(
    bench: &Bench,
) {
    let at = bench.shared();
    let oauth = json!({ "grant_types": ["authorization_code"], "redirect_uris": [CALLBACK] });
    let client = AssertingClient::new(&at, super::client(&at, &json!({})), oauth);
    let issuer = at.issuer_url();
    let send = |path: &str, aud: &str| {
        let mut claims = client.claims(&at);
        claims["aud"] = json!(aud);
        let assertion = client.with.sign(&client.with.header(), &claims);
        let more = [("client_assertion_type", TYPE), ("client_assertion", &assertion)];
        let rest = [("token", "niets"), ("grant_type", "authorization_code"), ("code", "niets")];
        let all = [&more[..], &rest].concat();
        Request::post(path).form(&form(&all)).send(at.issuer).status
    };
    let of = |path: &str| format!("{issuer}{path}");
    let (tokens, revocation) = ("/connect/token", "/connect/revocation");
    for aud in [&issuer, &of(tokens), &of(PATH)] {
        assert_eq!(send(PATH, aud), 201, "{aud}");
    }
    for aud in [&issuer, &of(tokens), &of(revocation)] {
        assert_eq!(send(revocation, aud), 200, "{aud}");
    }
    for (path, aud) in [(PATH, of(revocation)), (revocation, of(PATH)), (PATH, of("/"))] {
        assert_eq!(send(path, &aud), 401, "{path} {aud}");
    }
    assert_eq!(send(tokens, &of(PATH)), 401);
}

fn fp_31_a_client_authenticates_to_push(bench: &Bench) {
    let portal = Portal::open(bench, "fp-31");
    let id = [("client_id", portal.app.client_id.as_str())];
    let send = |changes: &[(&str, &str)]| Request::post(PATH).form(&form(changes));
    is_refused(&send(&[]).send(portal.at.issuer), 401, "invalid_client");
    is_refused(&send(&id).send(portal.at.issuer), 401, "invalid_client");
    let wrong = send(&[id[0], ("client_secret", "zp_niet")]).send(portal.at.issuer);
    is_refused(&wrong, 401, "invalid_client");
    let header = send(&[]).header("Authorization", &basic(id[0].1, "zp_niet"));
    let header = header.send(portal.at.issuer);
    is_refused(&header, 401, "invalid_client");
    assert!(header.header("www-authenticate").unwrap().starts_with("Basic "));
    let right = send(&[id[0], ("client_secret", &portal.app.secret)]).send(portal.at.issuer);
    assert_eq!(right.status, 201, "{}", right.text());
    let get = Request::get(PATH).send(portal.at.issuer);
    is_refused(&get, 405, "invalid_request");
    assert_eq!(get.header("allow"), Some("POST"));
}

fn i33_what_is_pushed_has_bounds(bench: &Bench) {
    let portal = Portal::open(bench, "i33-par");
    let send = |body: &str| {
        let header = basic(&portal.app.client_id, &portal.app.secret);
        Request::post(PATH).header("Authorization", &header).form(body).send(portal.at.issuer)
    };
    for (length, status) in [(7_000, 201), (8_193, 413), (65 * 1024, 413)] {
        let answer = send(&form(&[("state", &"s".repeat(length))]));
        assert_eq!(answer.status, status, "{length}: {}", answer.text());
    }
    let twice = format!("{}&scope=openid", form(&[]));
    is_refused(&send(&twice), 400, "invalid_request");
    let twice = format!("{}&resource=a&resource=b", form(&[]));
    is_refused(&send(&twice), 400, "invalid_target");
    let header = basic(&portal.app.client_id, &portal.app.secret);
    let post = |path: &str| Request::post(path).header("Authorization", &header);
    is_refused(&post(PATH).json(&json!({})).send(portal.at.issuer), 400, "invalid_request");
    let query = post(&format!("{PATH}?state=a")).form(&form(&[])).send(portal.at.issuer);
    is_refused(&query, 400, "invalid_request");
}

fn what_no_database_keeps_is_no_request(bench: &Bench) {
    let mut portal = Portal::open(bench, "nul-teken");
    for parameter in ["state", "nonce", "login_hint"] {
        let with = [(parameter, "a\0b")];
        is_refused(&pushing(&portal, &with).send(portal.at.issuer), 400, "invalid_request");
        is_a_page(&portal.ask(&with), 400);
        push(&portal, &[(parameter, "a\u{1}b")]);
    }
}

fn who_proves_nothing_pushes_so_often_and_others_go_on(bench: &Bench) {
    let at = bench.fresh();
    let public = json!({ "token_endpoint_auth_method": "none", "application_type": "native" });
    let public = super::client(&at, &public).client_id;
    let confidential = super::client(&at, &json!({}));
    let anonymous = || {
        let form = form(&[("client_id", &public)]);
        Request::post(PATH).form(&form).send(at.issuer)
    };
    let mut pushed = 0;
    let refused = loop {
        let answer = anonymous();
        if answer.status != 201 {
            break answer;
        }
        pushed += 1;
        assert!(pushed < 400, "nobody waits");
    };
    assert!(pushed >= 120, "after {pushed} already");
    is_refused(&refused, 429, "temporarily_unavailable");
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=2).contains(&wait), "{wait}");
    let header = basic(&confidential.client_id, &confidential.secret);
    let known =
        || Request::post(PATH).header("Authorization", &header).form(&form(&[])).send(at.issuer);
    assert!((0..150).all(|_| known().status == 201), "who proves who it is does not wait");
}
