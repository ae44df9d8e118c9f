//! Codes of clients that differ: by how they authenticate, where they are, and what their tokens are.

use serde_json::json;
use voorbeeldzaken::sample;

use super::{CALLBACK, CHALLENGE, Portal, VERIFIER, back, is_a_page, payload, redeeming};
use crate::cases;
use crate::harness::asserter::{AssertingClient, TYPE};
use crate::harness::browser::hidden;
use crate::harness::{Bench, Options, Request, TaskApplication, eventually};

cases![
    ng_02_ng_29_a_code_is_redeemed_with_the_assertion_of_its_client_alone,
    r8252_01_r8252_02_r8252_03_bp_01_the_port_of_a_loopback_address_is_free_for_native_clients,
    r8707_a_token_is_for_less_than_was_authorized_but_not_for_more,
    an_opaque_token_of_a_code_is_let_through,
    a_token_of_a_person_says_when_they_signed_in,
    i31_no_code_no_verifier_and_no_pushed_request_is_written_to_log_or_database,
    a_key_that_is_missing_is_noticed_before_the_code_is_used,
];

fn call(portal: &Portal, token: &str) -> u16 {
    let path = format!("{}/{}", sample::ZAKEN, sample::ZAAK_MELDING_OPENBAAR);
    Request::get(&path).bearer(token).send(portal.at.gateway).status
}

fn ng_02_ng_29_a_code_is_redeemed_with_the_assertion_of_its_client_alone(bench: &Bench) {
    let portal = Portal::open(bench, "ng-29");
    let nlgov = json!({ "profile": "nlgov", "default_scopes": ["zaken.lezen"],
                        "grant_types": ["authorization_code"], "redirect_uris": [CALLBACK] });
    let register = |oauth: &serde_json::Value| {
        let app = TaskApplication::with_all(&portal.at);
        AssertingClient::new(&portal.at, app, oauth.clone())
    };
    let (client, other) = (register(&nlgov), register(&nlgov));
    let mut portal = Portal { app: client.application.clone(), ..portal };
    let code = portal.code(&[]);
    let redeem = |by: &AssertingClient| {
        let assertion = by.assertion(&portal.at);
        let said = [("client_assertion_type", TYPE), ("client_assertion", &assertion)];
        redeeming(&code, &said).send(portal.at.issuer)
    };
    let refused = |answer: crate::harness::Answer, error: &str| {
        assert_eq!(answer.member("error"), error);
    };
    refused(portal.redeem(&code, &[]), "invalid_client");
    refused(
        redeeming(&code, &[("client_id", client.client_id())]).send(portal.at.issuer),
        "invalid_client",
    );
    refused(redeem(&other), "invalid_grant");
    let answer = redeem(&client);
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(payload(&answer.member("access_token"))["client_id"], client.client_id());
}

fn r8252_01_r8252_02_r8252_03_bp_01_the_port_of_a_loopback_address_is_free_for_native_clients(
    bench: &Bench,
) {
    let native = json!({ "token_endpoint_auth_method": "none", "application_type": "native",
                         "redirect_uris": ["http://127.0.0.1/terug", "http://[::1]/terug"] });
    let mut portal = Portal::with(bench, "r8252", &native);
    portal.sign_in("/login", "r8252");
    for uri in [
        "http://127.0.0.1:49152/terug/",
        "http://127.0.0.1:49152/Terug",
        "http://127.0.0.1:49152/terug?x=y",
        "http://127.0.0.2:49152/terug",
        "http://localhost:49152/terug",
        "https://127.0.0.1:49152/terug",
        "http://127.0.0.1:49152@evil.example/terug",
        "http://127.0.0.1.evil.example:49152/terug",
    ] {
        is_a_page(&portal.ask(&[("redirect_uri", uri)]), 400);
    }
    for uri in ["http://127.0.0.1:49152/terug", "http://[::1]:1024/terug"] {
        let page = portal.page(&[("redirect_uri", uri)]);
        let sent = portal.answer(&page, "toestaan");
        let location = sent.header("location").unwrap();
        let code = location.strip_prefix(&format!("{uri}?code=")).unwrap().split('&').next();
        let id = portal.app.client_id.clone();
        let said = [("client_id", &*id), ("redirect_uri", "http://127.0.0.1:1/terug")];
        let wrong = redeeming(code.unwrap(), &said).send(portal.at.issuer);
        assert_eq!(wrong.member("error"), "invalid_grant", "{uri}");
        let page = portal.page(&[("redirect_uri", uri)]);
        let sent = portal.answer(&page, "toestaan");
        let code = sent.header("location").unwrap().split("code=").nth(1).unwrap().to_owned();
        let code = code.split('&').next().unwrap();
        let said = [("client_id", &*id), ("redirect_uri", uri)];
        assert_eq!(redeeming(code, &said).send(portal.at.issuer).status, 200, "{uri}");
    }
    let web = json!({ "redirect_uris": ["https://portaal.example/terug"] });
    let mut web = Portal { app: super::client(&portal.at, &web), ..portal };
    is_a_page(&web.ask(&[("redirect_uri", "https://portaal.example:8443/terug")]), 400);
}

fn r8707_a_token_is_for_less_than_was_authorized_but_not_for_more(bench: &Bench) {
    const FIRST: &str = "https://zaken.gemeente.example";
    const SECOND: &str = "https://foto.gemeente.example/api";
    const THIRD: &str = "https://derde.gemeente.example";
    let portal = Portal::open(bench, "r8707");
    let all = json!({ "label": "Alles", "heeft_alle_autorisaties": true });
    let oauth = json!({ "grant_types": ["authorization_code"], "redirect_uris": [CALLBACK] });
    let body = json!({ "audiences": [FIRST, SECOND, THIRD], "oauth": oauth });
    let app = TaskApplication::register(&portal.at, &all, &body);
    let mut portal = Portal { app, ..portal };
    let more = format!("&resource={FIRST}&resource={SECOND}");
    let mut code = || {
        let path = format!("{}{more}", portal.request(&[]));
        let mut sent = portal.browser.get(&path);
        if sent.header("location").unwrap().starts_with("/toestemming") {
            let page = portal.browser.get(sent.header("location").unwrap());
            assert!(page.text().contains(&format!("data-resource=\"{SECOND}\"")));
            let (csrf, id) = (hidden(&page, "csrf"), hidden(&page, "verzoek"));
            let fields = [("csrf", &*csrf), ("verzoek", &id), ("antwoord", "toestaan")];
            sent = portal.browser.post("/toestemming", &fields);
        }
        back(&sent).remove("code").unwrap()
    };
    let codes = [code(), code(), code()];
    let audience = |code: &str, said: &[(&str, &str)]| {
        let answer = portal.redeem(code, said);
        assert_eq!(answer.status, 200, "{}", answer.text());
        payload(&answer.member("access_token"))["aud"].clone()
    };
    assert_eq!(audience(&codes[0], &[]), json!([SECOND, FIRST]));
    assert_eq!(audience(&codes[1], &[("resource", SECOND)]), SECOND);
    let refused = portal.redeem(&codes[2], &[("resource", THIRD)]);
    assert_eq!((refused.status, refused.member("error").as_str()), (400, "invalid_target"));
}

fn an_opaque_token_of_a_code_is_let_through(bench: &Bench) {
    let portal = Portal::open(bench, "ondoorzichtig");
    let opaque = json!({ "token_format": "opaque" });
    let mut portal = Portal { app: super::client(&portal.at, &opaque), ..portal };
    let code = portal.code(&[]);
    let answer = portal.redeem(&code, &[]);
    let token = answer.member("access_token");
    assert!(token.starts_with("zpt_"), "{token}");
    assert_eq!(call(&portal, &token), 200);
    let said = Request::get("/connect/userinfo").bearer(&token).send(portal.at.issuer);
    assert_eq!(said.json()["sub"], payload(&answer.member("id_token"))["sub"]);
}

fn a_token_of_a_person_says_when_they_signed_in(bench: &Bench) {
    let mut portal = Portal::open(bench, "r9068-auth-time");
    let code = portal.code(&[]);
    let answer = portal.redeem(&code, &[]);
    let of = |name: &str| payload(&answer.member(name))["auth_time"].clone();
    assert!(of("access_token").is_i64());
    assert_eq!(of("access_token"), of("id_token"));
    let machine = TaskApplication::with_all(&portal.at).token(&portal.at);
    assert_eq!(payload(&machine).get("auth_time"), None);
}

fn i31_no_code_no_verifier_and_no_pushed_request_is_written_to_log_or_database(bench: &Bench) {
    let at = std::sync::Arc::new(bench.with(&Options::default().set("LOG__FILTER", "debug")));
    let mut portal = Portal::at(at, "zwijgen", &json!({}));
    portal.browser.sign_in("zwijgen", super::PASSWORD);
    let page = portal.page(&[]);
    let id = hidden(&page, "verzoek");
    portal.answer(&page, "weigeren");
    let (code, open, wrong) = (portal.code(&[]), portal.code(&[]), portal.code(&[]));
    let answer = portal.redeem(&code, &[]);
    let id_token = answer.member("id_token");
    portal.redeem(&code, &[]);
    let other = "een-heel-andere-verifier-die-niemand-mag-lezen";
    portal.redeem(&wrong, &[("code_verifier", other)]);
    portal.redeem(VERIFIER, &[]);
    let form = format!(
        "client_id={}&client_secret={}&redirect_uri={}&response_type=code&scope=openid\
         &code_challenge={CHALLENGE}&code_challenge_method=S256",
        portal.app.client_id,
        portal.app.secret,
        crate::harness::client::encoded(CALLBACK)
    );
    let pushed = Request::post("/connect/par").form(&form).send(portal.at.issuer);
    let pushed = pushed.member("request_uri").rsplit(':').next().unwrap().to_owned();
    portal.browser.get(&format!("/connect/endsession?id_token_hint={id_token}"));
    let signature = id_token.rsplit('.').next().unwrap();
    let (said, database) = (portal.at.said(), portal.at.database_bytes());
    for canary in [&code, &open, &wrong, VERIFIER, other, &id, &pushed, signature] {
        let line = said.lines().find(|line| line.contains(canary));
        assert!(line.is_none(), "said: {}", line.unwrap_or_default());
        let mut windows = database.windows(canary.len());
        assert!(!windows.any(|window| window == canary.as_bytes()), "{canary} is stored");
    }
    assert!(said.contains("a code was given") && said.contains("a request was pushed"));
}

fn a_key_that_is_missing_is_noticed_before_the_code_is_used(bench: &Bench) {
    let at = std::sync::Arc::new(bench.with(&Options::default().split()));
    let mut portal = Portal::at(at, "sleutel-weg", &json!({}));
    portal.browser.sign_in("sleutel-weg", super::PASSWORD);
    portal.code(&[]);
    let Portal { at, app, browser } = portal;
    let mut at = std::sync::Arc::into_inner(at).unwrap();
    at.kill_issuer();
    at.database.changed(at.folder.path(), "DELETE FROM signing_keys WHERE algorithm = 'RS256'");
    at.start_issuer();
    let mut portal = Portal { at: std::sync::Arc::new(at), app, browser };
    portal.browser.issuer = portal.at.issuer;
    let code = portal.code(&[]);
    let answer = portal.redeem(&code, &[]);
    assert_eq!((answer.status, answer.member("error").as_str()), (503, "temporarily_unavailable"));
    let oauth = json!({ "oauth": { "id_token_signed_response_alg": "ES256" } });
    let path = format!("/clients/{}", portal.app.client_id);
    portal.at.administrator().done("PATCH", &path, &oauth);
    eventually(crate::harness::IN_FORCE, "it is redeemed", || {
        portal.redeem(&code, &[]).status == 200
    });
}
