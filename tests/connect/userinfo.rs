//! `/connect/userinfo`, as APIs rely on it that ask about every request.

use serde_json::json;

use super::authorize::Portal;
use crate::cases;
use crate::harness::people::basic;
use crate::harness::{Answer, Bench, IN_FORCE, Installation, Request, TaskApplication, eventually};

cases![
    sd4_2_a_client_may_ask_for_openid_and_is_told_that_it_got_it,
    sd4_3_userinfo_of_a_service_names_the_same_subject_each_time,
    sd4_4_roidc_03_a_token_without_openid_is_forbidden_in_these_very_words,
    sd4_5_roidc_04_what_is_no_living_token_is_refused_in_these_very_words,
    sd4_9_every_challenge_has_parameters_and_the_realm_first,
    what_changed_of_a_person_is_said_within_a_second_however_often_is_asked,
    userinfo_is_read_by_get_head_and_post_and_nothing_else,
    a_token_in_the_query_or_the_body_does_not_count,
];

const PATH: &str = "/connect/userinfo";

fn speaks_openid(at: &Installation) -> TaskApplication {
    let all = json!({ "label": "Open VTB", "heeft_alle_autorisaties": true });
    TaskApplication::register(at, &all, &json!({ "extra_scopes": ["openid", "api1"] }))
}

fn ask(at: &Installation, token: &str) -> Answer {
    Request::get(PATH).bearer(token).send(at.issuer)
}

fn sd4_2_a_client_may_ask_for_openid_and_is_told_that_it_got_it(bench: &Bench) {
    let at = bench.shared();
    let application = speaks_openid(&at);
    let answer = application.ask(&at, "scope=openid");
    assert_eq!((answer.status, answer.member("scope").as_str()), (200, "openid"));
    assert!(answer.json().get("id_token").is_none(), "nobody signed in");
    let stranger = TaskApplication::with_all(&at).ask(&at, "scope=openid");
    assert_eq!((stranger.status, stranger.member("error").as_str()), (400, "invalid_scope"));
}

fn sd4_3_userinfo_of_a_service_names_the_same_subject_each_time(bench: &Bench) {
    let at = bench.shared();
    let application = speaks_openid(&at);
    let id = &application.client_id;
    let expected = json!({
        "sub": id, "preferred_username": format!("service-account-{id}"), "client_id": id,
    });
    for _ in 0..2 {
        let answer = ask(&at, &application.token_for(&at, "openid"));
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.json(), expected);
    }
    let changed = json!({ "oauth": { "token_format": "opaque" } });
    at.administrator().done("PATCH", &format!("/clients/{id}"), &changed);
    let token = application.token_for(&at, "openid");
    assert!(!token.contains('.'));
    assert_eq!(ask(&at, &token).json(), expected, "of an opaque token too");
}

fn sd4_4_roidc_03_a_token_without_openid_is_forbidden_in_these_very_words(bench: &Bench) {
    let at = bench.shared();
    let application = speaks_openid(&at);
    for token in [application.token(&at), application.token_for(&at, "api1")] {
        let refused = ask(&at, &token);
        assert_eq!(refused.status, 403);
        let challenge = refused.header("www-authenticate").unwrap();
        assert_eq!(
            challenge,
            "Bearer realm=\"Zaakpoort\", error=\"insufficient_scope\", \
             error_description=\"Missing openid scope\", scope=\"openid\""
        );
    }
}

fn sd4_5_roidc_04_what_is_no_living_token_is_refused_in_these_very_words(bench: &Bench) {
    let at = bench.shared();
    let application = speaks_openid(&at);
    let revoked = application.token_for(&at, "openid");
    assert_eq!(ask(&at, &revoked).status, 200);
    at.administrator().done("POST", "/tokens/revoke", &json!({ "token": revoked }));
    for dead in [revoked.as_str(), "rommel", "a.b.c", "zpt_x"] {
        let refused = ask(&at, dead);
        assert_eq!(refused.status, 401, "{dead}");
        assert_eq!(
            refused.header("www-authenticate").unwrap(),
            "Bearer realm=\"Zaakpoort\", error=\"invalid_token\", \
             error_description=\"Token verification failed\""
        );
    }
}

fn sd4_9_every_challenge_has_parameters_and_the_realm_first(bench: &Bench) {
    let at = bench.shared();
    let application = speaks_openid(&at);
    let own = basic(&application.client_id, &application.secret);
    let token = application.token(&at);
    let with = |name: &str, value: &str| Request::get(PATH).header(name, value).send(at.issuer);
    for refused in [
        Request::get(PATH).send(at.issuer),
        with("Authorization", &own),
        with("Authorization", "Bearer"),
        with("Authorization", "Bearer a b"),
        ask(&at, "x"),
        ask(&at, &token),
        Request::get("/zaken/api/v1/zaken").send(at.gateway),
        Request::get("/zaken/api/v1/zaken").bearer("x").send(at.gateway),
        Request::get("/admin/v1/clients").send(at.issuer),
    ] {
        assert!(matches!(refused.status, 401 | 403), "{}", refused.text());
        let challenge = refused.header("www-authenticate").unwrap();
        assert!(challenge.starts_with("Bearer realm=\""), "{challenge}");
    }
}

fn what_changed_of_a_person_is_said_within_a_second_however_often_is_asked(bench: &Bench) {
    let mut portal = Portal::open(bench, "veranderd");
    let code = portal.code(&[("scope", "openid profile")]);
    let token = portal.redeem(&code, &[]).member("access_token");
    let name = || ask(&portal.at, &token).member("name");
    assert_eq!(name(), "Jan Jansen");
    let admin = portal.at.administrator();
    admin.done("PATCH", "/users/veranderd", &json!({ "name": "Jan de Vries" }));
    eventually(IN_FORCE, "the new name", || name() == "Jan de Vries");
    admin.done("POST", "/users/veranderd/disable", &json!({}));
    assert_eq!(ask(&portal.at, &token).status, 401, "at once");
}

fn userinfo_is_read_by_get_head_and_post_and_nothing_else(bench: &Bench) {
    let at = bench.shared();
    let token = speaks_openid(&at).token_for(&at, "openid");
    for (method, status) in [("GET", 200), ("HEAD", 200), ("POST", 200), ("PUT", 405)] {
        let answer = Request::new(method, PATH).bearer(&token).send(at.issuer);
        assert_eq!(answer.status, status, "{method}");
    }
}

fn a_token_in_the_query_or_the_body_does_not_count(bench: &Bench) {
    let at = bench.shared();
    let token = speaks_openid(&at).token_for(&at, "openid");
    let query = Request::get(&format!("{PATH}?access_token={token}")).send(at.issuer);
    let body = Request::post(PATH).form(&format!("access_token={token}")).send(at.issuer);
    assert_eq!((query.status, body.status), (401, 401));
}
