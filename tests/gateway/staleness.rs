//! An issuer that is away, slow, or talks nonsense (G21), and keys that nobody has (G22).

use std::time::{Duration, Instant};

use super::{mark, melder, melding, refused, unseen};
use crate::harness::{Bench, LoneGateway, Mood, Options, Request, ZAKEN, eventually, get_at};
use crate::{cases, house};

cases![
    without_its_issuer_a_gateway_goes_on_and_then_stops_and_then_goes_on_again,
    a_gateway_that_starts_without_issuer_and_kept_state_judges_nothing_until_it_is_there,
];

house![
    a_gateway_that_never_heard_from_its_issuer_judges_nothing,
    an_issuer_that_talks_nonsense_takes_nothing_away,
    unknown_kids_cause_no_call_to_the_issuer,
];

fn without_its_issuer_a_gateway_goes_on_and_then_stops_and_then_goes_on_again(bench: &Bench) {
    let options = Options::default().split().set("GATEWAY__MAX_STALENESS", "2s");
    let mut at = bench.with(&options);
    let application = melder(&at);
    let (used, unused) = (application.token(&at), application.token(&at));
    let gateway = at.gateway;
    let ask = |token: &str| Request::get(&melding()).bearer(token).send(gateway);
    assert_eq!(ask(&used).status, 200);
    at.kill_issuer();
    let gone = Instant::now();
    assert_eq!(ask(&used).status, 200, "a token that it knows");
    assert_eq!(ask(&unused).status, 200, "a key that it knows");
    eventually(Duration::from_secs(10), "it stops", || ask(&used).status == 503);
    // The last confirmation came up to a second before the end.
    assert!(gone.elapsed() >= Duration::from_millis(800), "{:?}", gone.elapsed());
    assert!(gone.elapsed() < Duration::from_secs(4), "{:?}", gone.elapsed());
    for token in [&used, &unused] {
        let mark = mark();
        let request = Request::get(&melding()).bearer(token).header("X-Mark", &mark);
        let answer = request.send(gateway);
        refused(&answer, 503, "state-stale");
        assert!(answer.header("retry-after").unwrap().parse::<u32>().is_ok());
        unseen(&at.upstream, &mark);
    }
    let ready = Request::get("/health/ready").send(gateway).status;
    assert_eq!(ready, 503);
    at.start_issuer();
    eventually(Duration::from_secs(5), "it goes on", || ask(&used).status == 200);
}

fn a_gateway_that_starts_without_issuer_and_kept_state_judges_nothing_until_it_is_there(
    bench: &Bench,
) {
    let mut at = bench.with(&Options::default().split().set("GATEWAY__STATE", ""));
    let token = melder(&at).token(&at);
    let gateway = at.gateway;
    let mark = mark();
    let ask = || Request::get(&melding()).bearer(&token).header("X-Mark", &mark).send(gateway);
    at.kill_issuer();
    at.kill_gateway();
    at.start_gateway();
    let listens = || std::net::TcpStream::connect(gateway).is_ok();
    eventually(Duration::from_secs(10), "it listens", listens);
    refused(&ask(), 503, "not-ready");
    unseen(&at.upstream, &mark);
    at.start_issuer();
    eventually(Duration::from_secs(5), "it judges", || ask().status == 200);
}

fn a_gateway_that_never_heard_from_its_issuer_judges_nothing() {
    let at = LoneGateway::start_with(Mood::Silent);
    let token = at.token("alles");
    let judges_nothing = |what: &str| {
        let mark = mark();
        let request = get_at(ZAKEN, &melding()).bearer(&token).header("X-Mark", &mark);
        let answer = request.send(at.address);
        assert_eq!(answer.status, 503, "{what}: {answer:?}");
        refused(&answer, 503, "not-ready");
        assert!(answer.header("retry-after").is_some());
        assert_eq!(Request::get("/health/ready").send(at.address).status, 503);
        assert_eq!(Request::get("/health/live").send(at.address).status, 200);
        unseen(&at.upstream, &mark);
    };
    judges_nothing("silent");
    for mood in [Mood::Garbage, Mood::Half, Mood::Empty, Mood::Failing, Mood::Page] {
        let before = at.issuer.asked();
        at.issuer.becomes(mood);
        eventually(Duration::from_secs(15), "it asks again", || at.issuer.asked() > before);
        judges_nothing(&format!("{mood:?}"));
    }
    at.issuer.becomes(Mood::Well);
    at.wait_until_ready();
    let answer = get_at(ZAKEN, &melding()).bearer(&token).send(at.address);
    assert_eq!(answer.status, 200, "{answer:?}");
}

fn an_issuer_that_talks_nonsense_takes_nothing_away() {
    let at = LoneGateway::start();
    let token = at.token("alles");
    let status = || get_at(ZAKEN, &melding()).bearer(&token).send(at.address).status;
    assert_eq!(status(), 200);
    for mood in [Mood::Empty, Mood::Failing, Mood::Page, Mood::Silent] {
        let before = at.issuer.asked();
        at.issuer.becomes(mood);
        eventually(Duration::from_secs(15), "it asks again", || at.issuer.asked() > before);
        assert_eq!(status(), 200, "{mood:?}");
    }
}

fn unknown_kids_cause_no_call_to_the_issuer() {
    let at = LoneGateway::start();
    let claims = at.claims("alles").to_string();
    let before = at.issuer.asked();
    for _ in 0..300 {
        let header = at.forge.header().replace(at.forge.key.kid().as_str(), &mark());
        let token = at.forge.sign(&header, &claims);
        let answer = get_at(ZAKEN, &melding()).bearer(&token).send(at.address);
        assert_eq!(answer.status, 401, "{answer:?}");
    }
    assert_eq!(at.issuer.asked(), before);
    assert_eq!(at.upstream.count(), 0);
    let answer = get_at(ZAKEN, &melding()).bearer(&at.token("alles")).send(at.address);
    assert_eq!(answer.status, 200);
}
