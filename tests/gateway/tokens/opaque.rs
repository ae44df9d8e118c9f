//! Opaque tokens: the gateway asks the issuer what each stands for, and judges it by its own state.

use serde_json::json;

use crate::cases;
use crate::gateway::refused;
use crate::harness::{
    Bench, IN_FORCE, Installation, Options, OwnGateway, Request, TaskApplication, eventually,
};

cases![
    ng_90_an_opaque_token_is_taken_as_a_signed_one_is,
    an_opaque_token_that_nobody_issued_is_refused,
    who_invents_many_opaque_tokens_waits_alone,
    what_has_not_our_form_is_not_asked_about,
    a_revoked_token_is_refused_within_a_second_and_its_neighbour_is_not,
    an_opaque_token_goes_on_while_the_issuer_is_away,
    ng_91_bp_11_bp_50_an_opaque_token_for_another_audience_is_refused,
];

fn with_format(at: &Installation, format: &str) -> TaskApplication {
    let all = json!({ "label": format, "heeft_alle_autorisaties": true });
    let application =
        TaskApplication::register(at, &all, &json!({ "oauth": { "token_format": format } }));
    at.trust(&application.client_id);
    application
}

fn status(at: &Installation, token: &str) -> u16 {
    Request::get("/zaken/api/v1/zaken").bearer(token).send(at.gateway).status
}

fn ng_90_an_opaque_token_is_taken_as_a_signed_one_is(bench: &Bench) {
    let at = bench.shared();
    let token = with_format(&at, "opaque").token(&at);
    assert!(!token.contains('.'));
    for _ in 0..3 {
        assert_eq!(status(&at, &token), 200);
    }
}

fn an_opaque_token_that_nobody_issued_is_refused(bench: &Bench) {
    let at = bench.shared();
    let asked = Request::get("/zaken/api/v1/zaken").bearer(&format!("zpt_{}", "A".repeat(43)));
    let answer = asked.send(at.gateway);
    refused(&answer, 401, "token-not-active");
    assert!(answer.header("www-authenticate").unwrap().contains("error=\"invalid_token\""));
}

fn who_invents_many_opaque_tokens_waits_alone(bench: &Bench) {
    let at = bench.shared();
    let application = with_format(&at, "opaque");
    let mut gateway = OwnGateway::new(&at, "vreemden");
    gateway.set("TRUSTED_PROXIES", "[\"127.0.0.1\"]");
    gateway.start_ready();
    let host = at.gateway.to_string();
    let ask = |from: &str, token: &str| {
        let request = Request::get("/zaken/api/v1/zaken").bearer(token);
        gateway.ask(&host, request.header("X-Forwarded-For", from))
    };
    let [known, later] = [application.token(&at), application.token(&at)];
    assert_eq!(ask("192.0.2.1", &known).status, 200);
    let invented = |number: usize| format!("zpt_{number:043}");
    let mut numbers = 0..2_000;
    let throttled = numbers.find_map(|number| {
        let answer = ask("192.0.2.1", &invented(number));
        (answer.status != 401).then_some((number, answer))
    });
    let (number, throttled) = throttled.expect("a flood is never held up");
    assert!((100..400).contains(&number), "{number}");
    assert_eq!((throttled.status, throttled.member("code").as_str()), (429, "tokens-throttled"));
    assert!(throttled.header("retry-after").is_some());
    assert_eq!(ask("192.0.2.1", &known).status, 200, "what it had shown before goes on");
    assert_eq!(ask("192.0.2.2", &later).status, 200, "and so do others");
    assert_eq!(ask("192.0.2.2", &invented(9_999)).status, 401);
}

fn what_has_not_our_form_is_not_asked_about(bench: &Bench) {
    let at = bench.shared();
    for other in ["zpt_A", "zpx_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "0123456789"] {
        let asked = Request::get("/zaken/api/v1/zaken").bearer(other).send(at.gateway);
        refused(&asked, 401, "token-malformed");
    }
}

fn a_revoked_token_is_refused_within_a_second_and_its_neighbour_is_not(bench: &Bench) {
    let at = bench.shared();
    for format in ["opaque", "jwt"] {
        let application = with_format(&at, format);
        let [one, other] = [application.token(&at), application.token(&at)];
        assert_eq!((status(&at, &one), status(&at, &other)), (200, 200));
        at.administrator().done("POST", "/tokens/revoke", &json!({ "token": one }));
        eventually(IN_FORCE, "refused", || status(&at, &one) == 401);
        let answer = Request::get("/zaken/api/v1/zaken").bearer(&one).send(at.gateway);
        refused(&answer, 401, "token-withdrawn");
        assert_eq!(status(&at, &other), 200, "{format}");
    }
}

fn an_opaque_token_goes_on_while_the_issuer_is_away(bench: &Bench) {
    let mut at = bench.with(&Options::default().apart(1, 1));
    let application = with_format(&at, "opaque");
    let [known, unknown] = [application.token(&at), application.token(&at)];
    assert_eq!(status(&at, &known), 200);
    at.kill_issuer();
    assert_eq!(status(&at, &known), 200, "what it stands for is known");
    let asked = Request::get("/zaken/api/v1/zaken").bearer(&unknown).send(at.gateway);
    refused(&asked, 503, "token-not-introspected");
    assert!(asked.header("retry-after").is_some());
    at.start_issuer();
    assert_eq!(status(&at, &unknown), 200);
}

fn ng_91_bp_11_bp_50_an_opaque_token_for_another_audience_is_refused(bench: &Bench) {
    let at = bench.shared();
    let all = json!({ "label": "Elders", "heeft_alle_autorisaties": true });
    let client = json!({
        "oauth": { "token_format": "opaque" }, "audiences": ["https://elders.example"],
    });
    let application = TaskApplication::register(&at, &all, &client);
    let elsewhere = application.token(&at);
    let answer = Request::get("/zaken/api/v1/zaken").bearer(&elsewhere).send(at.gateway);
    refused(&answer, 401, "token-not-valid");
}
