//! How an assertion is sent, and that a client has one way to authenticate.

use serde_json::json;

use super::super::{assert_refused, form, reader, with_header};
use super::{asserting, nlgov, refused};
use crate::cases;
use crate::harness::Bench;
use crate::harness::asserter::{TYPE, ask, ask_more};
use crate::harness::client::encoded;
use crate::harness::people::basic;

cases![
    ng_29_a_client_that_asserts_cannot_use_its_secret,
    ng_34_a_client_id_beside_an_assertion_names_the_same_client,
    a_client_with_a_secret_cannot_assert,
    two_ways_at_once_are_refused,
    an_assertion_and_its_type_go_together,
    an_assertion_of_another_type_is_refused,
    an_unknown_client_hears_what_one_hears_whose_signature_does_not_fit,
];

fn ng_29_a_client_that_asserts_cannot_use_its_secret(bench: &Bench) {
    let at = bench.shared();
    for oauth in [json!({}), nlgov()] {
        let client = asserting(&at, oauth);
        let answer = client.application.ask(&at, "");
        assert_refused(&answer, 401, "invalid_client");
        assert!(answer.member("error_description").contains("private_key_jwt"));
        let (id, secret) = (client.client_id(), &client.application.secret);
        let body = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
        refused(&form(&at, &body), "private_key_jwt");
        assert_eq!(client.ask(&at).status, 200);
    }
}

fn ng_34_a_client_id_beside_an_assertion_names_the_same_client(bench: &Bench) {
    let at = bench.shared();
    let (client, other) = (asserting(&at, json!({})), asserting(&at, json!({})));
    let named = |id: &str| ask_more(&at, &client.assertion(&at), &format!("client_id={id}"));
    assert_eq!(named(client.client_id()).status, 200);
    assert_eq!(named("").status, 200);
    refused(&named(other.client_id()), "another client");
    refused(&named("niemand"), "another client");
}

fn a_client_with_a_secret_cannot_assert(bench: &Bench) {
    let at = bench.shared();
    let client = asserting(&at, json!({}));
    assert_eq!(client.ask(&at).status, 200);
    let path = format!("/clients/{}", client.client_id());
    let back = json!({ "oauth": { "token_endpoint_auth_method": null } });
    at.administrator().done("PATCH", &path, &back);
    refused(&client.ask(&at), "with a secret");
    assert_eq!(client.application.ask(&at, "").status, 200);
}

fn two_ways_at_once_are_refused(bench: &Bench) {
    let at = bench.shared();
    let client = asserting(&at, json!({}));
    let (id, secret) = (client.client_id(), &client.application.secret);
    let more = format!("client_id={id}&client_secret={secret}");
    let answer = ask_more(&at, &client.assertion(&at), &more);
    assert_refused(&answer, 400, "invalid_request");
    let body = format!(
        "grant_type=client_credentials&client_assertion_type={}&client_assertion={}",
        encoded(TYPE),
        client.assertion(&at)
    );
    assert_refused(&with_header(&at, &basic(id, secret), &body), 400, "invalid_request");
    let token = client.ask(&at).member("access_token");
    let bearer = with_header(&at, &format!("Bearer {token}"), &body);
    assert_refused(&bearer, 400, "invalid_request");
    assert_eq!(form(&at, &body).status, 200, "the assertion was not used up");
}

fn an_assertion_and_its_type_go_together(bench: &Bench) {
    let at = bench.shared();
    let client = asserting(&at, json!({}));
    let grant = "grant_type=client_credentials";
    let alone = format!("{grant}&client_assertion={}", client.assertion(&at));
    assert_refused(&form(&at, &alone), 400, "invalid_request");
    let empty = format!("{grant}&client_assertion_type={}", encoded(TYPE));
    assert_refused(&form(&at, &empty), 400, "invalid_request");
    let twice = ask_more(&at, &client.assertion(&at), "client_assertion=x");
    assert_refused(&twice, 400, "invalid_request");
    assert_eq!(client.ask(&at).status, 200);
}

fn an_assertion_of_another_type_is_refused(bench: &Bench) {
    let at = bench.shared();
    let client = asserting(&at, json!({}));
    for other in ["urn:ietf:params:oauth:client-assertion-type:saml2-bearer", "jwt-bearer", "x"] {
        let body = format!(
            "grant_type=client_credentials&client_assertion_type={other}&client_assertion={}",
            client.assertion(&at)
        );
        refused(&form(&at, &body), "client-assertion-type:jwt-bearer");
    }
}

fn an_unknown_client_hears_what_one_hears_whose_signature_does_not_fit(bench: &Bench) {
    let at = bench.shared();
    let (client, other) = (asserting(&at, json!({})), reader(&at));
    let mut answers = Vec::new();
    for id in [client.client_id(), &other.client_id, "niemand", "\u{7}"] {
        let mut claims = client.claims(&at);
        (claims["iss"], claims["sub"]) = (json!(id), json!(id));
        claims["exp"] = json!("ook dit niet");
        let stranger = asserting(&at, json!({}));
        answers.push(ask(&at, &stranger.with.sign(&stranger.with.header(), &claims)));
    }
    for answer in &answers {
        refused(answer, "unknown client, or the signature");
        assert_eq!(answer.text(), answers[0].text());
    }
}
