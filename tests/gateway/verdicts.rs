//! What is remembered of a token counts for that token at that upstream alone (G23).

use serde_json::json;
use voorbeeldzaken::sample;

use super::{mark, melding, refused, unseen, zaak};
use crate::harness::{ANDERE, LoneGateway, ZAKEN, get_at};
use crate::house;

house![
    a_token_that_is_known_at_one_upstream_is_unknown_at_another,
    one_tokens_verdict_is_never_anothers,
    what_is_remembered_ends_with_the_token,
];

fn a_token_that_is_known_at_one_upstream_is_unknown_at_another() {
    let at = LoneGateway::start();
    let for_zaken = at.token("alles");
    let mut claims = at.claims("alles");
    claims["aud"] = json!(ANDERE);
    let for_andere = at.sign(&claims);
    claims["aud"] = json!([ZAKEN, ANDERE]);
    let for_both = at.sign(&claims);
    let status = |origin: &str, token: &str, mark: &str| {
        let request = get_at(origin, &melding()).bearer(token).header("X-Mark", mark);
        request.send(at.address).status
    };
    let elsewhere = get_at(ZAKEN, &melding()).bearer(&for_andere).send(at.address);
    assert!(elsewhere.member("detail").contains("fetch one that does"), "{}", elsewhere.text());
    // The second upstream's credential is its own, so its 403 comes from the sample upstream.
    for _ in 0..3 {
        let mark = mark();
        assert_eq!(status(ZAKEN, &for_zaken, "x"), 200);
        assert_eq!(status(ANDERE, &for_zaken, &mark), 401);
        assert_eq!(status(ZAKEN, &for_andere, &mark), 401);
        unseen(&at.upstream, &mark);
        assert_eq!(status(ANDERE, &for_andere, &mark), 403);
        assert_eq!(at.upstream.traces(&mark).len(), 1);
        assert_eq!(status(ZAKEN, &for_both, "x"), 200);
        assert_eq!(status(ANDERE, &for_both, "x"), 403);
    }
}

fn one_tokens_verdict_is_never_anothers() {
    let at = LoneGateway::start();
    let hidden = zaak(sample::ZAAK_BIJSTAND_OPENBAAR);
    let mut reads = at.claims("alles");
    let all = at.sign(&reads);
    reads["scope"] = json!("catalogi.lezen");
    let narrow = at.sign(&reads);
    let lezer = at.token("lezer");
    let ask = |token: &str| get_at(ZAKEN, &hidden).bearer(token).send(at.address);
    let (signed, signature) = all.rsplit_once('.').unwrap();
    let mut forged = signature.to_owned();
    let first = if forged.starts_with('A') { "B" } else { "A" };
    forged.replace_range(..1, first);
    for _ in 0..3 {
        assert_eq!(ask(&all).status, 200);
        refused(&ask(&narrow), 403, "scope-not-in-token");
        refused(&ask(&lezer), 403, "object-not-held");
        refused(&ask(&format!("{signed}.{forged}")), 401, "token-not-valid");
        let (head, _) = signed.split_once('.').unwrap();
        let payload = narrow.split('.').nth(1).unwrap();
        refused(&ask(&format!("{head}.{payload}.{signature}")), 401, "token-not-valid");
    }
}

fn what_is_remembered_ends_with_the_token() {
    let at = LoneGateway::start();
    let mut claims = at.claims("alles");
    // Within the leeway of ten seconds, and beyond it a second or two later.
    claims["exp"] = json!(claims["iat"].as_i64().unwrap() - 8);
    let token = at.sign(&claims);
    let ask = || get_at(ZAKEN, &melding()).bearer(&token).send(at.address);
    assert_eq!(ask().status, 200);
    let patience = std::time::Duration::from_secs(5);
    crate::harness::eventually(patience, "it expires", || ask().status == 401);
    refused(&ask(), 401, "token-expired");
}
