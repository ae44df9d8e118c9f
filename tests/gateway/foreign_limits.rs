//! Where tokens of other issuers end: how old their keys may be, and whom they speak for.

use serde_json::json;

use super::foreign::{FETCHED, bound, gateway, known};
use super::{mark, melding, refused, seen, unseen};
use crate::cases;
use crate::harness::forge::claims_of;
use crate::harness::played_idp::{Answering, PlayedIdp};
use crate::harness::{Bench, IN_FORCE, Installation, OwnGateway, Request, eventually};

cases![
    keys_that_are_too_old_count_for_nobody_until_they_are_fetched_anew,
    a_token_of_another_issuer_speaks_for_its_client_and_for_whom_that_may_say,
];

fn keys_that_are_too_old_count_for_nobody_until_they_are_fetched_anew(bench: &Bench) {
    let at = bench.shared();
    let idp = PlayedIdp::start();
    bound(&at, &idp, "te-oud");
    let gateway = gateway(&at, "te-oud", &[&idp], "max_key_age = \"20s\"");
    let [used, unused] = ["te-oud", "te-oud"].map(|value| idp.token(value));
    known(&gateway, &used);
    idp.becomes(Answering::Away);
    eventually(FETCHED, "its keys end", || gateway.get(&melding(), &used).status != 200);
    for token in [&used, &unused] {
        let mark = mark();
        let request = Request::get(&melding()).bearer(token).header("X-Mark", &mark);
        let answer = gateway.ask(&at.gateway.to_string(), request);
        refused(&answer, 503, "issuer-keys-unknown");
        unseen(&at.upstream, &mark);
    }
    idp.becomes(Answering::Well);
    for token in [&used, &unused] {
        eventually(FETCHED, "it counts again", || gateway.get(&melding(), token).status == 200);
    }
}

/// What the upstream hears of the user, of a request with these headers.
fn told(
    (gateway, at): (&OwnGateway, &Installation),
    token: &str,
    headers: &[(&str, &str)],
) -> serde_json::Value {
    let mark = mark();
    let request = Request::get(&melding()).bearer(token).header("X-Mark", &mark);
    let request =
        headers.iter().fold(request, |request, (name, value)| request.header(name, value));
    let answer = gateway.ask(&at.gateway.to_string(), request);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let seen = seen(&at.upstream, &mark);
    let presented = seen.header("authorization");
    let claims = claims_of(presented[0].strip_prefix("Bearer ").unwrap());
    json!([claims.get("user_id"), claims.get("user_representation")])
}

fn a_token_of_another_issuer_speaks_for_its_client_and_for_whom_that_may_say(bench: &Bench) {
    const SCOPE: &str = "zaakpoort.on-behalf";
    let at = bench.shared();
    let idp = PlayedIdp::start();
    let application = bound(&at, &idp, "namens");
    let path = format!("/clients/{}", application.client_id);
    at.administrator().done("PATCH", &path, &json!({ "extra_scopes": [SCOPE] }));
    let free = gateway(&at, "namens-vrij", &[&idp], "");
    let limited = gateway(&at, "namens-beperkt", &[&idp], "scope = \"limits\"");
    let scoped = |scope: &str| {
        let mut claims = idp.claims("namens");
        claims["scope"] = json!(scope);
        claims["sub"] = json!("j.jansen");
        idp.forge.sign(&idp.forge.header(), &claims.to_string())
    };
    let token = scoped(&format!("zaken.lezen {SCOPE}"));
    known(&free, &token);
    known(&limited, &token);
    let nobody = json!([null, null]);
    assert_eq!(told((&free, &at), &token, &[]), nobody, "its sub may be anything there");
    assert_eq!(told((&limited, &at), &token, &[]), nobody);
    let jan: &[(&str, &str)] = &[("X-Zaakpoort-User-Id", "jan")];
    eventually(IN_FORCE, "the scope is in force", || {
        let request = Request::get(&melding()).bearer(&token).header(jan[0].0, jan[0].1);
        limited.ask(&at.gateway.to_string(), request).status == 200
    });
    assert_eq!(told((&limited, &at), &token, jan), json!(["jan", null]));
    for (gateway, token) in [(&free, &token), (&limited, &scoped("zaken.lezen"))] {
        let request = Request::get(&melding()).bearer(token).header(jan[0].0, jan[0].1);
        let answer = gateway.ask(&at.gateway.to_string(), request);
        refused(&answer, 403, "on-behalf-not-in-token");
    }
}
