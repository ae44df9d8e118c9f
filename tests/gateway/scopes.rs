//! Scopes: whole words, held and in the token (G12).

use serde_json::{Value, json};
use voorbeeldzaken::sample;

use super::challenge::parameter;
use super::{mark, melder, melding, new_zaak, refused, unseen};
use crate::harness::{Bench, LoneGateway, Options, Request, TaskApplication, ZAKEN, get_at};
use crate::{cases, house};

cases![
    a_token_may_say_less_than_the_applicatie_holds,
    what_only_superusers_may_do_needs_all_and_a_token_for_all,
];

house![
    a_scope_in_a_token_is_a_whole_word,
    a_scope_claim_that_is_no_list_of_words_is_refused,
    a_token_cannot_say_more_than_the_applicatie_holds,
];

fn scoped(at: &LoneGateway, client: &str, scope: Value) -> String {
    let mut claims = at.claims(client);
    claims["scope"] = scope;
    at.sign(&claims)
}

fn a_scope_in_a_token_is_a_whole_word() {
    let at = LoneGateway::start();
    for scope in [
        "zaken.leze",
        "zaken.lezenx",
        "xzaken.lezen",
        "zaken",
        "zaken.",
        "zaken.*",
        "*",
        "ZAKEN.LEZEN",
        "Zaken.lezen",
        "zaken_lezen",
        "zrc:zaken.lezen",
        "zaken.lezen,zaken.aanmaken",
        "zaken.lezen;zaken.aanmaken",
        "zaken.lezen:all",
        "zaken.aanmaken zaken.lezenx",
        "zaakpoort.admin",
        " ",
    ] {
        for client in ["alles", "lezer"] {
            let mark = mark();
            let token = scoped(&at, client, json!(scope));
            let request = get_at(ZAKEN, &melding()).bearer(&token).header("X-Mark", &mark);
            refused(&request.send(at.address), 403, "scope-not-in-token");
            unseen(&at.upstream, &mark);
        }
    }
    let surplus = " x  zaken.lezen ";
    for scope in ["zaken.lezen", "x zaken.lezen y", "zaken.lezen zaken.lezen", surplus] {
        let token = scoped(&at, "lezer", json!(scope));
        let answer = get_at(ZAKEN, &melding()).bearer(&token).send(at.address);
        assert_eq!(answer.status, 200, "{scope}: {answer:?}");
    }
}

fn a_scope_claim_that_is_no_list_of_words_is_refused() {
    let at = LoneGateway::start();
    for scope in [
        json!(["zaken.lezen"]),
        json!([]),
        json!(null),
        json!(true),
        json!(1),
        json!({ "zaken.lezen": true }),
        json!(""),
        json!("x\tzaken.lezen"),
        json!("x\nzaken.lezen"),
        json!("x\u{a0}zaken.lezen"),
        json!("zaken.lezen\u{0}"),
        json!("\"zaken.lezen\""),
    ] {
        let mark = mark();
        let token = scoped(&at, "alles", scope.clone());
        let request = get_at(ZAKEN, &melding()).bearer(&token).header("X-Mark", &mark);
        let answer = request.send(at.address);
        assert_eq!(answer.status, 401, "{scope}: {answer:?}");
        unseen(&at.upstream, &mark);
    }
}

fn a_token_may_say_less_than_the_applicatie_holds(bench: &Bench) {
    let at = bench.shared();
    let application = melder(&at);
    let create = |token: &str, mark: &str| {
        let body = new_zaak(&at, sample::ZAAKTYPE_MELDING, Some("openbaar"), mark);
        Request::post(sample::ZAKEN).bearer(token).json(&body).send(at.gateway)
    };
    let mark = mark();
    let reads = application.token_for(&at, "zaken.lezen");
    assert_eq!(Request::get(&melding()).bearer(&reads).send(at.gateway).status, 200);
    let answer = create(&reads, &mark);
    refused(&answer, 403, "scope-not-in-token");
    let challenge = answer.header("www-authenticate").unwrap();
    assert_eq!(parameter(challenge, "scope").as_deref(), Some("zaken.aanmaken"));
    unseen(&at.upstream, &mark);
    let both = application.token_for(&at, "zaken.aanmaken zaken.lezen");
    assert_eq!(create(&both, &mark).status, 201);
}

fn a_token_cannot_say_more_than_the_applicatie_holds() {
    let at = LoneGateway::start();
    let token = scoped(&at, "lezer", json!("zaken.verwijderen zaken.lezen catalogi.lezen"));
    for (method, path) in
        [("DELETE", melding()), ("GET", "/catalogi/api/v1/besluittypen".to_owned())]
    {
        let mark = mark();
        let request = Request::new(method, &path).header("Host", "zaken.example");
        let answer = request.bearer(&token).header("X-Mark", &mark).send(at.address);
        refused(&answer, 403, "scope-not-held");
        unseen(&at.upstream, &mark);
    }
    let answer = get_at(ZAKEN, &melding()).bearer(&token).send(at.address);
    assert_eq!(answer.status, 200, "{answer:?}");
}

fn what_only_superusers_may_do_needs_all_and_a_token_for_all(bench: &Bench) {
    let at = bench.with(&Options::default().set("GATEWAY__UPSTREAM__0__FLAVOUR", "openzaak"));
    let path = "/documenten/api/v1/import/create";
    let all = TaskApplication::with_all(&at);
    let ask = |token: &str, mark: &str| {
        let request = Request::post(path).bearer(token).header("X-Mark", mark);
        request.json(&json!({})).send(at.gateway)
    };
    let marked = mark();
    refused(&ask(&melder(&at).token(&at), &marked), 403, "superuser-only");
    let narrowed = all.token_for(&at, "documenten.aanmaken documenten.bijwerken");
    refused(&ask(&narrowed, &marked), 403, "token-narrowed");
    unseen(&at.upstream, &marked);
    assert_eq!(ask(&all.token(&at), &marked).status, 404, "the sample upstream has no import");
    assert_eq!(at.upstream.traces(&marked).len(), 1);
}
