//! Clients whose public keys lie at an address of their own.

use std::time::Duration;

use serde_json::{Value, json};
use tokens::Algorithm;

use super::refused;
use crate::cases;
use crate::harness::asserter::{Asserter, AssertingClient, ask};
use crate::harness::{
    Bench, IN_FORCE, Installation, Options, Request, ScriptedUpstream, Tail, TaskApplication,
    eventually,
};

cases![
    ng_36_a_key_that_was_replaced_at_the_address_counts_and_the_old_one_no_longer,
    ng_37_what_is_no_jwk_set_gives_no_token,
    keys_at_the_address_are_kept_and_unknown_ones_do_not_have_them_fetched_each_time,
    bp_40_an_address_behind_our_own_doors_is_not_called,
    an_address_that_may_not_be_called_is_refused_when_it_is_given,
    the_tokens_of_an_address_end_with_it,
];

/// Longer than from one look at an address to the next.
const NEXT_LOOK: Duration = Duration::from_secs(15);

fn allowing(bench: &Bench) -> Installation {
    bench.with(&Options::default().set("ISSUER__JWKS_URI_PRIVATE", r#"["127.0.0.1"]"#))
}

fn answer(status: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    )
}

/// A set with these keys, each under its thumbprint.
fn set(keys: &[&Asserter]) -> String {
    let keys = keys.iter().map(|one| {
        let mut jwk = one.jwk();
        jwk["kid"] = json!(one.key.kid().as_str());
        jwk
    });
    answer("200 OK", &json!({ "keys": keys.collect::<Vec<Value>>() }).to_string())
}

/// A client whose keys lie at this address, and that signs with a key which may lie there.
fn client_of(at: &Installation, url: &str) -> AssertingClient {
    let application = TaskApplication::with_all(at);
    let path = format!("/clients/{}", application.client_id);
    let oauth = json!({ "token_endpoint_auth_method": "private_key_jwt", "jwks_uri": url });
    at.administrator().done("PATCH", &path, &json!({ "oauth": oauth }));
    let with = Asserter::new(Algorithm::Es256);
    AssertingClient { application, with, key_id: String::new() }
}

/// Asks with an assertion by a key, which it names.
fn by(at: &Installation, client: &AssertingClient, key: &Asserter) -> crate::harness::Answer {
    let mut header = key.header();
    header["kid"] = json!(key.key.kid().as_str());
    ask(at, &key.sign(&header, &client.claims(at)))
}

fn ng_36_a_key_that_was_replaced_at_the_address_counts_and_the_old_one_no_longer(bench: &Bench) {
    let at = allowing(bench);
    let (old, new) = (Asserter::new(Algorithm::Es256), Asserter::new(Algorithm::EdDsa));
    let there = ScriptedUpstream::start(&set(&[&old]), Tail::End);
    let client = client_of(&at, &format!("http://{}/sleutels", there.address));
    assert_eq!(by(&at, &client, &old).status, 200);
    there.says(&set(&[&new]));
    refused(&by(&at, &client, &new), "fits no live key");
    eventually(NEXT_LOOK, "the new key counts", || by(&at, &client, &new).status == 200);
    // So much was asked until the new one counted that who asks once more may have to wait.
    let mut said = by(&at, &client, &old);
    eventually(NEXT_LOOK, "it is heard", || {
        said = by(&at, &client, &old);
        said.status != 429
    });
    refused(&said, "fits no live key");
    assert!(there.heads()[0].starts_with("get /sleutels http/1.1\r\n"), "{:?}", there.heads());
}

fn ng_37_what_is_no_jwk_set_gives_no_token(bench: &Bench) {
    let at = allowing(bench);
    let key = Asserter::new(Algorithm::Es256);
    let good = ScriptedUpstream::start(&set(&[&key]), Tail::End);
    let elsewhere = format!("Location: http://{}/\r\n", good.address);
    let redirect = answer("302 Found", "").replace("Connection", &format!("{elsewhere}Connection"));
    let large = format!("[\"{}\"]", "x".repeat(1024 * 1024));
    for wrong in [
        answer("200 OK", "<html></html>"),
        answer("200 OK", "{}"),
        answer("200 OK", r#"{"keys":[]}"#),
        answer("404 Not Found", r#"{"keys":[]}"#),
        answer("200 OK", &large),
        redirect,
        "no HTTP at all\r\n\r\n".to_owned(),
    ] {
        let there = ScriptedUpstream::start(&wrong, Tail::End);
        let client = client_of(&at, &format!("http://{}/", there.address));
        refused(&by(&at, &client, &key), "JWK Set");
        refused(&by(&at, &client, &key), "JWK Set");
        assert_eq!(there.heads().len(), 1, "{wrong:.60}");
    }
    assert!(good.heads().is_empty(), "a redirect is not followed");
    let client = client_of(&at, &format!("http://{}/", good.address));
    assert_eq!(by(&at, &client, &key).status, 200);
}

fn keys_at_the_address_are_kept_and_unknown_ones_do_not_have_them_fetched_each_time(bench: &Bench) {
    let at = allowing(bench);
    let (key, unknown) = (Asserter::new(Algorithm::Es256), Asserter::new(Algorithm::Es256));
    let there = ScriptedUpstream::start(&set(&[&key]), Tail::End);
    let client = client_of(&at, &format!("http://{}/", there.address));
    for _ in 0..20 {
        assert_eq!(by(&at, &client, &key).status, 200);
        refused(&by(&at, &client, &unknown), "fits no live key");
    }
    assert!(there.heads().len() <= 2, "{}", there.heads().len());
    // It breaks down: what was kept goes on.
    there.says("\r\n\r\n");
    eventually(NEXT_LOOK, "it was asked again", || {
        assert!([401, 429].contains(&by(&at, &client, &unknown).status));
        there.heads().len() > 1
    });
    assert_eq!(by(&at, &client, &key).status, 200);
}

fn bp_40_an_address_behind_our_own_doors_is_not_called(bench: &Bench) {
    let at = bench.shared();
    let key = Asserter::new(Algorithm::Es256);
    let there = ScriptedUpstream::start(&set(&[&key]), Tail::End);
    let port = there.address.port();
    // A name is looked up when it is called.
    let client = client_of(&at, &format!("http://localhost:{port}/"));
    refused(&by(&at, &client, &key), "cannot be fetched");
    assert!(there.heads().is_empty());
}

fn an_address_that_may_not_be_called_is_refused_when_it_is_given(bench: &Bench) {
    let at = bench.shared();
    let client = client_of(&at, "https://app.example/keys");
    let path = format!("/clients/{}", client.client_id());
    let patch = |url: &str| {
        let oauth = json!({ "jwks_uri": url });
        at.administrator().call("PATCH", &path, &json!({ "oauth": oauth }))
    };
    for url in [
        "http://127.0.0.1/",
        "http://0x7f000001/",
        "https://[::ffff:127.0.0.1]/",
        "https://169.254.169.254/latest",
        "https://10.0.0.1/",
        "https://[fd00::1]/",
    ] {
        let answer = patch(url);
        assert_eq!(answer.status, 400, "{url}: {}", answer.text());
        assert!(answer.text().contains("jwks_uri_private"), "{url}: {}", answer.text());
        let new = json!({
            "client_id": "achter-onze-deur", "applicatie": client.application.applicatie,
            "oauth": { "token_endpoint_auth_method": "private_key_jwt", "jwks_uri": url },
        });
        assert_eq!(at.administrator().call("POST", "/clients", &new).status, 400, "{url}");
    }
    assert_eq!(patch("https://93.184.215.14/keys").status, 200, "its neighbour");
    let shown = at.administrator().done("GET", &path, &json!({}));
    assert_eq!(shown["oauth"]["jwks_uri"], "https://93.184.215.14/keys");
}

fn the_tokens_of_an_address_end_with_it(bench: &Bench) {
    let at = allowing(bench);
    let key = Asserter::new(Algorithm::Es256);
    let there = ScriptedUpstream::start(&set(&[&key]), Tail::End);
    let url = format!("http://{}/", there.address);
    let client = client_of(&at, &url);
    let admin = at.administrator();
    let token = by(&at, &client, &key).member("access_token");
    let zaken = || Request::get("/zaken/api/v1/zaken").bearer(&token).send(at.gateway).status;
    assert_eq!(zaken(), 200);
    let path = format!("/clients/{}", client.client_id());
    admin.done("PATCH", &path, &json!({ "access_token_lifetime": 600 }));
    assert_eq!(zaken(), 200, "another setting changes nothing");
    let secrets = format!("{path}/secrets");
    let listed = admin.done("GET", &secrets, &json!({}));
    let listed = listed["results"].as_array().unwrap();
    let row = listed.iter().find(|row| row["kind"] == "jwks_uri").unwrap();
    assert_eq!((&row["label"], &row["state"]), (&json!("127.0.0.1"), &json!("live")));
    admin.done(
        "DELETE",
        &format!("{secrets}/{}?force=true", row["id"].as_str().unwrap()),
        &json!({}),
    );
    eventually(IN_FORCE, "refused", || zaken() == 401);
    refused(&by(&at, &client, &key), "fits no live key");
    for url in [json!(null), json!(url)] {
        admin.done("PATCH", &path, &json!({ "oauth": { "jwks_uri": url } }));
    }
    assert_eq!(by(&at, &client, &key).status, 200, "given anew it counts again");
    assert_eq!(zaken(), 401, "and the old tokens stay dead");
}
