//! Tokens of other issuers, at the gateway: taken for the client that is bound to theirs, where an upstream
//! lists their issuer.

use std::time::Duration;

use serde_json::{Value, json};

use super::{melding, refused};
use crate::cases;
use crate::commands::administration::{administer, as_administrator};
use crate::harness::client::encoded;
use crate::harness::forge::{compact, message, sign_hs256};
use crate::harness::played_idp::{AUDIENCE, Answering, PlayedIdp};
use crate::harness::{
    Bench, Forge, IN_FORCE, Installation, OwnGateway, Request, TaskApplication, eventually,
};

cases![
    a_token_of_another_issuer_counts_while_its_client_is_bound,
    r9068_05_what_is_wrong_with_a_token_of_another_issuer_stops_it,
    an_upstream_that_does_not_list_an_issuer_takes_nothing_of_it,
    what_such_a_token_may_do_is_what_the_applicatie_holds_unless_its_scope_limits,
    a_new_key_is_found_and_many_that_are_made_up_cause_no_more_than_that_fetch,
    keys_that_cannot_be_fetched_anew_go_on_and_those_that_are_gone_do_not,
    an_issuer_that_never_answered_keeps_nobody_elses_tokens_out,
    nobody_is_two_clients_and_a_client_that_ends_is_nobody,
];

/// A fetch comes ten seconds after the last at the earliest, and may take five.
pub(super) const FETCHED: Duration = Duration::from_secs(25);

/// A gateway that takes tokens of these issuers, and what more is said of each.
pub(super) fn gateway(
    at: &Installation,
    name: &str,
    idps: &[&PlayedIdp],
    more: &str,
) -> OwnGateway {
    let names: Vec<String> = (0..idps.len()).map(|number| format!("\"elders-{number}\"")).collect();
    let mut text = format!("foreign_issuers = [{}]\n", names.join(", "));
    text.push_str(OTHER_UPSTREAM);
    for (number, idp) in idps.iter().enumerate() {
        let url = idp.url();
        text.push_str(&format!(
            "[[gateway.foreign_issuer]]\nname = \"elders-{number}\"\nissuer = \"{url}\"\n\
             discovery = true\naudience = [\"{AUDIENCE}\"]\n{more}\n"
        ));
    }
    let mut gateway = OwnGateway::serving(at, name, &text);
    gateway.start_ready();
    gateway
}

const OTHER_UPSTREAM: &str = r#"
[[gateway.upstream]]
name = "andere"
public_url = "http://andere.example"
address = "http://127.0.0.1:9"
credential = { kind = "none" }
apis = [{ component = "zrc", path = "/zaken/api/v1" }]
"#;

/// One that may do everything, and is this to an issuer.
pub(super) fn bound(at: &Installation, idp: &PlayedIdp, value: &str) -> TaskApplication {
    let application = TaskApplication::with_all(at);
    bind(at, &application, idp, value);
    application
}

fn bind(at: &Installation, application: &TaskApplication, idp: &PlayedIdp, value: &str) {
    let path = format!("/clients/{}/bindings", encoded(&application.client_id));
    at.administrator().done("POST", &path, &json!({ "issuer": idp.url(), "value": value }));
}

pub(super) fn known(gateway: &OwnGateway, token: &str) {
    eventually(IN_FORCE, "known", || gateway.get(&melding(), token).status == 200);
}

fn a_token_of_another_issuer_counts_while_its_client_is_bound(bench: &Bench) {
    let at = bench.shared();
    let idp = PlayedIdp::start();
    let gateway = gateway(&at, "elders", &[&idp], "");
    let [token, other] = ["meldingen-prod", "meldingen-test"].map(|value| idp.token(value));
    refused(&gateway.get(&melding(), &token), 401, "client-not-bound");
    let application = TaskApplication::with_all(&at);
    let id = application.client_id.as_str();
    let is = ["--foreign-issuer", &idp.url(), "--value", "meldingen-prod"];
    administer(&at, &[&["client", "bind", id][..], &is].concat());
    known(&gateway, &token);
    refused(&gateway.get(&melding(), &other), 401, "client-not-bound");
    let shown = as_administrator(&at, &["client", "bindings", id], &[]).stdout;
    assert!(shown.contains("meldingen-prod") && shown.contains(&idp.url()), "{shown}");
    administer(&at, &[&["client", "unbind", id][..], &is].concat());
    eventually(IN_FORCE, "refused", || gateway.get(&melding(), &token).status == 401);
    refused(&gateway.get(&melding(), &token), 401, "client-not-bound");
    let again = as_administrator(&at, &[&["client", "unbind", id][..], &is].concat(), &[]);
    assert_eq!(again.status.code(), Some(2), "{}", again.stderr);
    assert_eq!(gateway.get(&melding(), &application.token(&at)).status, 200, "its own go on");
}

fn r9068_05_what_is_wrong_with_a_token_of_another_issuer_stops_it(bench: &Bench) {
    let at = bench.shared();
    let idp = PlayedIdp::start();
    bound(&at, &idp, "fouten");
    let (strict, old) = (
        gateway(&at, "streng", &[&idp], ""),
        gateway(&at, "van-vroeger", &[&idp], "typ = \"jwt\""),
    );
    let claims = |with: Value| {
        let mut claims = idp.claims("fouten");
        claims.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
        claims.to_string()
    };
    let (header, right) = (idp.forge.header(), claims(json!({})));
    let now = idp.claims("x")["iat"].as_i64().unwrap();
    let with = |more: Value| idp.forge.sign(&header, &claims(more));
    let headed = |header: &str| idp.forge.sign(header, &right);
    let token = headed(&header);
    known(&strict, &token);
    known(&old, &token);
    for (code, token) in [
        ("token-not-valid", with(json!({ "iss": format!("{}/", idp.url()) }))),
        ("token-not-valid", with(json!({ "iss": at.issuer_url() }))),
        ("token-not-valid", with(json!({ "aud": format!("{AUDIENCE}/") }))),
        ("token-not-valid", with(json!({ "aud": at.public_url() }))),
        ("token-expired", with(json!({ "exp": now - 60 }))),
        ("token-not-valid", with(json!({ "exp": "later" }))),
        ("token-not-valid", with(json!({ "nbf": now + 60 }))),
        ("token-not-valid", with(json!({ "iat": now + 60 }))),
        ("token-not-valid", with(json!({ "client_id": 5 }))),
        ("client-not-bound", with(json!({ "client_id": "fouten ", "sub": "fouten" }))),
        ("token-not-valid", headed(&header.replace("at+jwt", "logout+jwt"))),
        ("token-not-valid", headed(&header.replace('}', r#","crit":["x"]}"#))),
        ("token-not-valid", Forge::new().sign(&header, &right)),
        ("token-not-valid", Forge::new().sign(&Forge::new().header(), &right)),
        ("token-not-valid", compact(&message(&header.replace("ES256", "none"), &right), b"x")),
        ("token-not-valid", headed(&header.replace("ES256", "RS256"))),
        (
            "missing-client-identifier",
            sign_hs256(
                &header.replace("ES256", "HS256"),
                &claims(json!({})).replace("client_id", "client"),
                idp.forge.jwk()["x"].as_str().unwrap().as_bytes(),
            ),
        ),
    ] {
        for gateway in [&strict, &old] {
            refused(&gateway.get(&melding(), &token), 401, code);
        }
    }
    let asked = idp.asked();
    let jku = header.replace('}', &format!(r#","jku":"{}/keys"}}"#, idp.url()));
    refused(&strict.get(&melding(), &Forge::new().sign(&jku, &right)), 401, "token-not-valid");
    assert_eq!(idp.asked(), asked, "a key that a token brings along is not looked at");
    let jwt = header.replace("at+jwt", "JWT");
    refused(&strict.get(&melding(), &headed(&jwt)), 401, "token-not-valid");
    assert_eq!(old.get(&melding(), &headed(&jwt)).status, 200);
    let id_token = idp.forge.sign(&jwt, &claims(json!({ "nonce": "n" })));
    refused(&old.get(&melding(), &id_token), 401, "token-not-valid");
}

fn an_upstream_that_does_not_list_an_issuer_takes_nothing_of_it(bench: &Bench) {
    let at = bench.shared();
    let idp = PlayedIdp::start();
    bound(&at, &idp, "alleen-hier");
    let gateway = gateway(&at, "alleen-hier", &[&idp], "");
    let token = idp.token("alleen-hier");
    known(&gateway, &token);
    let elsewhere = gateway.ask("andere.example", Request::get(&melding()).bearer(&token));
    refused(&elsewhere, 401, "token-not-valid");
    let usual = Request::get(&melding()).bearer(&token).send(at.gateway);
    refused(&usual, 401, "token-not-valid");
}

fn what_such_a_token_may_do_is_what_the_applicatie_holds_unless_its_scope_limits(bench: &Bench) {
    let at = bench.shared();
    let idp = PlayedIdp::start();
    let melder = super::melder(&at);
    bind(&at, &melder, &idp, "melder");
    let free = gateway(&at, "vrij", &[&idp], "");
    let limited = gateway(&at, "beperkt", &[&idp], "scope = \"limits\"");
    let scoped = |scope: &str| {
        let mut claims = idp.claims("melder");
        claims["scope"] = json!(scope);
        idp.forge.sign(&idp.forge.header(), &claims.to_string())
    };
    known(&free, &scoped("iets:anders"));
    known(&limited, &scoped("zaken.lezen"));
    refused(&limited.get(&melding(), &scoped("iets:anders")), 403, "scope-not-in-token");
    let delete = Request::new("DELETE", &melding()).bearer(&scoped("zaken.verwijderen"));
    refused(&free.ask(&at.gateway.to_string(), delete), 403, "scope-not-held");
}

fn a_new_key_is_found_and_many_that_are_made_up_cause_no_more_than_that_fetch(bench: &Bench) {
    let at = bench.shared();
    let idp = PlayedIdp::start();
    bound(&at, &idp, "wisselt");
    let gateway = gateway(&at, "wisselt", &[&idp], "");
    known(&gateway, &idp.token("wisselt"));
    assert_eq!(idp.asked(), 1);
    let next = Forge::new();
    idp.has_keys(&[&idp.forge, &next]);
    let renewed = next.sign(&next.header(), &idp.claims("wisselt").to_string());
    let mut made_up = 0;
    eventually(FETCHED, "the new key is found", || {
        for _ in 0..20 {
            made_up += 1;
            let kid = idp.forge.header().replace(r#""kid":""#, &format!(r#""kid":"{made_up}-"#));
            let token = idp.forge.sign(&kid, &idp.claims("wisselt").to_string());
            refused(&gateway.get(&melding(), &token), 401, "token-not-valid");
        }
        gateway.get(&melding(), &renewed).status == 200
    });
    assert_eq!(gateway.get(&melding(), &idp.token("wisselt")).status, 200);
    assert_eq!(idp.asked(), 2, "{made_up} were made up");
}

fn keys_that_cannot_be_fetched_anew_go_on_and_those_that_are_gone_do_not(bench: &Bench) {
    use Answering::{Away, Elsewhere, Empty, Garbage, Hanging, Huge};
    let at = bench.shared();
    let moods = [Garbage, Empty, Huge, Elsewhere, Hanging, Away];
    let idps: Vec<PlayedIdp> = moods.iter().map(|_| PlayedIdp::start()).collect();
    let replaced = PlayedIdp::start();
    let all: Vec<&PlayedIdp> = idps.iter().chain([&replaced]).collect();
    let application = TaskApplication::with_all(&at);
    all.iter().for_each(|idp| bind(&at, &application, idp, "blijft"));
    let gateway = gateway(&at, "uitval", &all, "");
    let tokens: Vec<String> = all.iter().map(|idp| idp.token("blijft")).collect();
    tokens.iter().for_each(|token| known(&gateway, token));
    idps.iter().zip(moods).for_each(|(idp, mood)| idp.becomes(mood));
    let next = Forge::new();
    replaced.has_keys(&[&next]);
    eventually(FETCHED, "each was asked again", || {
        for idp in &all {
            let unknown = Forge::new();
            let token = unknown.sign(&unknown.header(), &idp.claims("blijft").to_string());
            refused(&gateway.get(&melding(), &token), 401, "token-not-valid");
        }
        all.iter().all(|idp| idp.asked() >= 2)
    });
    let (gone, kept) = tokens.split_last().unwrap();
    eventually(IN_FORCE, "its key is gone", || gateway.get(&melding(), gone).status == 401);
    for (token, mood) in kept.iter().zip(moods) {
        assert_eq!(gateway.get(&melding(), token).status, 200, "{mood:?}");
    }
    let renewed = next.sign(&next.header(), &replaced.claims("blijft").to_string());
    assert_eq!(gateway.get(&melding(), &renewed).status, 200);
}

fn an_issuer_that_never_answered_keeps_nobody_elses_tokens_out(bench: &Bench) {
    let at = bench.shared();
    let [away, here] = [PlayedIdp::start(), PlayedIdp::start()];
    away.becomes(Answering::Away);
    let application = bound(&at, &away, "weg");
    bind(&at, &application, &here, "hier");
    let gateway = gateway(&at, "weg", &[&away, &here], "");
    known(&gateway, &here.token("hier"));
    assert_eq!(gateway.get(&melding(), &application.token(&at)).status, 200);
    let answer = gateway.get(&melding(), &away.token("weg"));
    refused(&answer, 503, "issuer-keys-unknown");
    assert!(answer.header("retry-after").is_some());
    away.becomes(Answering::Well);
    let token = away.token("weg");
    eventually(FETCHED, "its keys are found", || gateway.get(&melding(), &token).status == 200);
}

fn nobody_is_two_clients_and_a_client_that_ends_is_nobody(bench: &Bench) {
    let at = bench.shared();
    let idp = PlayedIdp::start();
    let (first, second) = (bound(&at, &idp, "een"), TaskApplication::with_all(&at));
    let gateway = gateway(&at, "een-of-geen", &[&idp], "");
    let token = idp.token("een");
    known(&gateway, &token);
    let admin = at.administrator();
    let path = format!("/clients/{}/bindings", encoded(&second.client_id));
    let is = json!({ "issuer": idp.url(), "value": "een" });
    let taken = admin.call("POST", &path, &is);
    assert_eq!((taken.status, taken.member("code").as_str()), (409, "bound"));
    for (issuer, value) in
        [("elders", "x"), ("http://elders.example", "x"), (&idp.url(), ""), (&idp.url(), "a\nb")]
    {
        let odd = admin.call("POST", &path, &json!({ "issuer": issuer, "value": value }));
        assert_eq!((odd.status, odd.member("code").as_str()), (400, "invalid"), "{issuer} {value}");
    }
    let system = admin.call("POST", "/clients/gateway/bindings", &is);
    assert_eq!(system.status, 400, "{}", system.text());
    admin.done("DELETE", &format!("/clients/{}", encoded(&first.client_id)), &json!({}));
    eventually(IN_FORCE, "refused", || gateway.get(&melding(), &token).status == 401);
    admin.done("POST", &path, &is);
    known(&gateway, &token);
}
