//! JWTs that clients sign themselves, at the gateway: taken as access tokens are, until their key ends.

use std::time::Duration;

use edge::clock::Clock;
use serde_json::{Value, json};
use voorbeeldzaken::sample;

use super::{mark, melding, refused, seen, unseen, zaak};
use crate::cases;
use crate::harness::ac::AcClient;
use crate::harness::forge::{compact, message, sign_hs256};
use crate::harness::{
    Answer, Autorisatie, Bench, IN_FORCE, Installation, Options, OwnGateway, Request, eventually,
    write_secret,
};

cases![
    a_jwt_of_the_clients_own_is_judged_by_what_its_applicatie_holds,
    what_is_wrong_with_a_jwt_of_the_clients_own_is_told_by_its_code,
    for_zgw_clients_the_same_codes_come_with_403,
    a_gateway_that_has_not_the_feeds_key_takes_none_and_its_log_says_what_to_set,
    an_issuer_that_shares_no_key_tells_no_gateway_of_any,
    many_that_are_forged_are_refused_and_the_right_one_passes_among_them,
];

pub(super) const HEADER: &str = r#"{"typ":"JWT","alg":"HS256"}"#;
/// It is looked four times a second whether there is something to report.
pub(super) const SHOWN: Duration = Duration::from_secs(10);

/// A client that reads meldingen up to intern, with a key that the gateway knows.
pub(super) fn melder(at: &Installation) -> AcClient {
    let may = Autorisatie::zaken(&["zaken.lezen"], sample::ZAAKTYPE_MELDING, "intern");
    let body = json!({ "label": "Zelf", "autorisaties": [may.body(&at.public_url())] });
    let client = AcClient::register(at, &body);
    eventually(IN_FORCE, "the key is known", || ask(at, &client.jwt()).status == 200);
    client
}

pub(super) fn ask(at: &Installation, jwt: &str) -> Answer {
    Request::get(&melding()).bearer(jwt).send(at.gateway)
}

pub(super) fn claims(client: &AcClient, with: &Value) -> String {
    let (id, now) = (&client.application.client_id, Clock::system().unix().as_secs());
    let mut claims = json!({ "iss": id, "client_id": id, "iat": now });
    for (name, value) in with.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims.to_string()
}

fn a_jwt_of_the_clients_own_is_judged_by_what_its_applicatie_holds(bench: &Bench) {
    let at = bench.shared();
    let client = melder(&at);
    let mark = mark();
    let jwt = client.jwt();
    let get = |path: &str, mark: &str| {
        Request::get(path).bearer(&jwt).header("X-Mark", mark).send(at.gateway)
    };
    for _ in 0..2 {
        assert_eq!(ask(&at, &jwt).status, 200, "the first time, and when it is known");
    }
    assert_eq!(get(&melding(), &mark).status, 200);
    let authorization = seen(&at.upstream, &mark).header("authorization")[0].clone();
    assert_ne!(authorization, format!("Bearer {jwt}"), "signed by the gateway");
    let hidden = get(&zaak(sample::ZAAK_BIJSTAND_OPENBAAR), &super::mark());
    refused(&hidden, 403, "object-not-held");
    let create = Request::post(sample::ZAKEN).bearer(&jwt).json(&json!({})).send(at.gateway);
    refused(&create, 403, "scope-not-held");
}

/// Each fault of a JWT, by its code.
fn faults(at: &Installation, client: &AcClient) -> Vec<(&'static str, String)> {
    let now = Clock::system().unix().as_secs();
    let under = |header: &str, with: &Value| {
        sign_hs256(header, &claims(client, with), client.key.as_bytes())
    };
    let with = |with: Value| under(HEADER, &with);
    let headed = |member: &str, value: Value| {
        let mut header = json!({ "typ": "JWT", "alg": "HS256" });
        header[member] = value;
        under(&header.to_string(), &json!({}))
    };
    let none = claims(client, &json!({}));
    let twice = format!(r#"{{"client_id":"x",{}"#, &none[1..]);
    let secret = client.application.secret.as_bytes();
    let mut found = vec![
        ("missing-client-identifier", sign_hs256(HEADER, r#"{"iat":1}"#, client.key.as_bytes())),
        ("invalid-client-identifier", with(json!({ "client_id": "niemand" }))),
        ("invalid-client-identifier", with(json!({ "client_id": "beheerder" }))),
        ("invalid-client-identifier", with(json!({ "client_id": 5 }))),
        ("invalid-jwt-signature", sign_hs256(HEADER, &none, b"")),
        ("invalid-jwt-signature", sign_hs256(HEADER, &none, secret)),
        ("invalid-jwt-signature", compact(&message(HEADER, &none), b"x")),
        ("jwt-missing-iat-claim", with(json!({ "iat": null }))),
        // The issuer's clock counts, of which the gateway hears once a second.
        ("jwt-expired", with(json!({ "iat": now - 3_603, "exp": now + 3_600 }))),
        ("jwt-immaturesignatureerror", with(json!({ "iat": now + 30 }))),
        ("jwt-immaturesignatureerror", with(json!({ "nbf": now + 30 }))),
        ("jwt-expiredsignatureerror", with(json!({ "exp": now - 3 }))),
        ("jwt-invalidaudienceerror", with(json!({ "aud": at.public_url() }))),
        ("jwt-decode-error", sign_hs256(HEADER, &twice, client.key.as_bytes())),
        ("jwt-decode-error", headed("crit", json!(["b64"]))),
        ("jwt-decode-error", headed("b64", json!(false))),
        ("jwt-decode-error", headed("zip", json!("DEF"))),
    ];
    for member in ["jwk", "jku", "x5u", "x5c"] {
        found.push(("jwt-decode-error", headed(member, json!(at.issuer_url()))));
    }
    // Another alg makes it another kind, which has rules and codes of its own.
    for alg in ["none", "hs256", "HS384", "RS256"] {
        let header = format!(r#"{{"typ":"JWT","alg":"{alg}"}}"#);
        found.push(("token-not-valid", under(&header, &json!({}))));
    }
    found
}

fn what_is_wrong_with_a_jwt_of_the_clients_own_is_told_by_its_code(bench: &Bench) {
    let at = bench.shared();
    let client = melder(&at);
    for (code, jwt) in faults(&at, &client) {
        let mark = mark();
        let answer = Request::get(&melding()).bearer(&jwt).header("X-Mark", &mark).send(at.gateway);
        refused(&answer, 401, code);
        assert!(answer.header("www-authenticate").unwrap().contains("error=\"invalid_token\""));
        unseen(&at.upstream, &mark);
    }
    assert_eq!(ask(&at, &client.jwt()).status, 200);
}

/// A gateway of the same installation, with what is to be set.
fn own_gateway(at: &Installation, name: &str, more: &str, feed_key: Option<&str>) -> OwnGateway {
    let mut gateway = OwnGateway::serving(at, name, more);
    if let Some(file) = feed_key {
        gateway.set("FEED_KEY__FILE", file);
    }
    gateway.start_ready();
    gateway
}

fn for_zgw_clients_the_same_codes_come_with_403(bench: &Bench) {
    let at = bench.shared();
    let client = melder(&at);
    let gateway = own_gateway(&at, "zgw-fouten", "errors = \"zgw\"\n", Some("keys/feed.key"));
    assert_eq!(gateway.get(&melding(), &client.jwt()).status, 200);
    for (code, jwt) in faults(&at, &client) {
        let code = if code == "token-not-valid" { "permission_denied" } else { code };
        refused(&gateway.get(&melding(), &jwt), 403, code);
    }
}

fn a_gateway_that_has_not_the_feeds_key_takes_none_and_its_log_says_what_to_set(bench: &Bench) {
    let at = bench.shared();
    let client = melder(&at);
    let token = super::melder(&at).token(&at);
    let without = own_gateway(&at, "zonder-sleutel", "", None);
    let answer = without.get(&melding(), &client.jwt());
    refused(&answer, 401, "self-signed-not-taken");
    assert!(answer.member("detail").contains("fetch an access token"), "{}", answer.text());
    eventually(SHOWN, "it says why", || without.said().contains("gateway.feed_key is not set"));
    write_secret(
        &at.path("keys/andere-feed.key"),
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
    );
    let other = own_gateway(&at, "andere-sleutel", "", Some("keys/andere-feed.key"));
    refused(&other.get(&melding(), &client.jwt()), 503, "zgw-key-not-opened");
    eventually(SHOWN, "it says why", || other.said().contains("which is not configured"));
    for gateway in [&without, &other] {
        assert_eq!(gateway.get(&melding(), &token).status, 200);
    }
}

fn an_issuer_that_shares_no_key_tells_no_gateway_of_any(bench: &Bench) {
    let at = bench.with(&Options::default().split());
    let may = json!({ "label": "Alles", "heeft_alle_autorisaties": true });
    let client = AcClient::register(&at, &may);
    write_secret(&at.path("keys/feed.key"), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
    let gateway = own_gateway(&at, "met-sleutel", "", Some("keys/feed.key"));
    // A token of now is judged by what the gateway has heard by now.
    assert_eq!(gateway.get(&melding(), &client.application.token(&at)).status, 200);
    refused(&gateway.get(&melding(), &client.jwt()), 401, "invalid-client-identifier");
    assert_eq!(client.ask("GET", "/applicaties").status, 200, "the issuer has it");
}

fn many_that_are_forged_are_refused_and_the_right_one_passes_among_them(bench: &Bench) {
    let at = bench.shared();
    let client = melder(&at);
    for number in 0..300 {
        let forged = claims(&client, &json!({ "jti": number.to_string() }));
        let answer = ask(&at, &sign_hs256(HEADER, &forged, b"niet de sleutel van deze client"));
        refused(&answer, 401, "invalid-jwt-signature");
        if number % 50 == 0 {
            assert_eq!(ask(&at, &client.jwt()).status, 200);
        }
    }
}
