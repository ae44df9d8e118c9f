//! `POST /connect/revocation` (RFC 7009): a client ends a token of its own.

use serde_json::{Value, json};

use crate::cases;
use crate::harness::people::basic;
use crate::harness::{Answer, Bench, IN_FORCE, Installation, Request, TaskApplication, eventually};

cases![
    r7009_01_what_is_no_token_is_revoked_already,
    r7009_02_a_wrong_hint_revokes_all_the_same,
    r7009_03_the_token_of_another_client_is_not_revoked,
    r7009_06_without_a_token_the_request_is_invalid,
    r7009_08_a_revoked_jwt_is_refused_at_the_gateway_within_a_second,
    ng_69_a_client_revokes_its_own_tokens_and_may_do_so_again,
    ng_82b_revocation_asks_who_wants_it,
    revocation_takes_post_with_a_form_alone,
    an_api_token_of_its_own_ends_for_good_and_its_neighbours_go_on,
    r7009_03_the_api_token_of_another_client_is_not_revoked,
];

const PATH: &str = "/connect/revocation";

fn revoke(at: &Installation, by: &TaskApplication, form: &str) -> Answer {
    let credential = basic(&by.client_id, &by.secret);
    Request::post(PATH).header("Authorization", &credential).form(form).send(at.issuer)
}

fn status(at: &Installation, token: &str) -> u16 {
    Request::get("/zaken/api/v1/zaken").bearer(token).send(at.gateway).status
}

fn application(at: &Installation, format: &str) -> TaskApplication {
    let all = json!({ "label": "Intrekker", "heeft_alle_autorisaties": true });
    let client = json!({ "oauth": { "token_format": format } });
    let application = TaskApplication::register(at, &all, &client);
    at.trust(&application.client_id);
    application
}

fn done(answer: &Answer) {
    assert_eq!((answer.status, answer.text().as_str()), (200, ""));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

fn r7009_01_what_is_no_token_is_revoked_already(bench: &Bench) {
    let at = bench.shared();
    let by = application(&at, "jwt");
    let unknown = format!("zpt_{}", "A".repeat(43));
    for token in ["rommel", "a.b.c", &unknown, &by.secret] {
        done(&revoke(&at, &by, &format!("token={token}")));
    }
}

fn r7009_02_a_wrong_hint_revokes_all_the_same(bench: &Bench) {
    let at = bench.shared();
    for hint in ["refresh_token", "id_token", ""] {
        let by = application(&at, "opaque");
        let token = by.token(&at);
        assert_eq!(status(&at, &token), 200);
        done(&revoke(&at, &by, &format!("token={token}&token_type_hint={hint}")));
        eventually(IN_FORCE, "refused", || status(&at, &token) == 401);
    }
}

fn r7009_03_the_token_of_another_client_is_not_revoked(bench: &Bench) {
    let at = bench.shared();
    for format in ["jwt", "opaque"] {
        let [owner, other] = [application(&at, format), application(&at, format)];
        let token = owner.token(&at);
        let refused = revoke(&at, &other, &format!("token={token}"));
        assert_eq!((refused.status, refused.member("error").as_str()), (400, "invalid_grant"));
        assert_eq!(status(&at, &token), 200, "{format}");
        done(&revoke(&at, &owner, &format!("token={token}")));
        eventually(IN_FORCE, "refused", || status(&at, &token) == 401);
    }
}

fn r7009_06_without_a_token_the_request_is_invalid(bench: &Bench) {
    let at = bench.shared();
    let by = application(&at, "jwt");
    for form in ["", "token=", "token_type_hint=access_token"] {
        let refused = revoke(&at, &by, form);
        assert_eq!((refused.status, refused.member("error").as_str()), (400, "invalid_request"));
    }
    done(&revoke(&at, &by, "token=x"));
}

fn r7009_08_a_revoked_jwt_is_refused_at_the_gateway_within_a_second(bench: &Bench) {
    let at = bench.shared();
    let by = application(&at, "jwt");
    let [one, other] = [by.token(&at), by.token(&at)];
    assert_eq!((status(&at, &one), status(&at, &other)), (200, 200));
    done(&revoke(&at, &by, &format!("token={one}")));
    eventually(IN_FORCE, "refused", || status(&at, &one) == 401);
    assert_eq!(status(&at, &other), 200, "its neighbour");
}

fn ng_69_a_client_revokes_its_own_tokens_and_may_do_so_again(bench: &Bench) {
    let at = bench.shared();
    let by = application(&at, "jwt");
    let form = format!("token={}", by.token(&at));
    done(&revoke(&at, &by, &form));
    done(&revoke(&at, &by, &form));
    let body = format!("client_id={}&client_secret={}&token=x", by.client_id, by.secret);
    done(&Request::post(PATH).form(&body).send(at.issuer));
}

fn ng_82b_revocation_asks_who_wants_it(bench: &Bench) {
    let at = bench.shared();
    let by = application(&at, "jwt");
    let token = by.token(&at);
    let form = format!("token={token}");
    let unnamed = Request::post(PATH).form(&form).send(at.issuer);
    assert_eq!((unnamed.status, unnamed.member("error").as_str()), (401, "invalid_client"));
    assert!(unnamed.header("www-authenticate").is_none(), "it used no Authorization header");
    let impostor = TaskApplication { secret: "zp_x".to_owned(), ..by };
    let refused = revoke(&at, &impostor, &form);
    assert_eq!((refused.status, refused.member("error").as_str()), (401, "invalid_client"));
    assert_eq!(status(&at, &token), 200);
}

fn revocation_takes_post_with_a_form_alone(bench: &Bench) {
    let at = bench.shared();
    let by = application(&at, "jwt");
    let get = Request::get(PATH).send(at.issuer);
    assert_eq!((get.status, get.header("allow")), (405, Some("POST")));
    let credential = basic(&by.client_id, &by.secret);
    let body = json!({ "token": by.token(&at) });
    let json = Request::post(PATH).header("Authorization", &credential).json(&body);
    assert_eq!(json.send(at.issuer).status, 400);
}

fn api_token(at: &Installation, of: &TaskApplication) -> Value {
    let path = format!("/clients/{}/api-tokens", of.client_id);
    let made = at.administrator().done("POST", &path, &json!({ "label": "scherm" }));
    eventually(IN_FORCE, "it is known", || shown(at, &made) == 200);
    made
}

/// The status of a call that shows one.
fn shown(at: &Installation, made: &Value) -> u16 {
    let value = format!("Token {}", made["token"].as_str().unwrap());
    Request::get("/zaken/api/v1/zaken").header("Authorization", &value).send(at.gateway).status
}

fn of(made: &Value) -> String {
    format!("token={}", made["token"].as_str().unwrap())
}

fn an_api_token_of_its_own_ends_for_good_and_its_neighbours_go_on(bench: &Bench) {
    let at = bench.shared();
    let by = application(&at, "jwt");
    let [ended, other] = [(); 2].map(|()| api_token(&at, &by));
    let access = by.token(&at);
    done(&revoke(&at, &by, &of(&ended)));
    eventually(IN_FORCE, "refused", || shown(&at, &ended) == 401);
    assert_eq!((shown(&at, &other), status(&at, &access)), (200, 200));
    done(&revoke(&at, &by, &of(&ended)));
    let path = format!("/clients/{}/secrets", by.client_id);
    let listed = at.administrator().done("GET", &path, &json!({}));
    let listed = listed["results"].as_array().unwrap().iter();
    let state = |id: &Value| listed.clone().find(|one| one["id"] == *id).unwrap()["state"].clone();
    assert_eq!([state(&ended["id"]), state(&other["id"])], [json!("revoked"), json!("live")]);
    done(&revoke(&at, &by, &format!("{}&token_type_hint=refresh_token", of(&other))));
    eventually(IN_FORCE, "refused", || shown(&at, &other) == 401);
}

fn r7009_03_the_api_token_of_another_client_is_not_revoked(bench: &Bench) {
    let at = bench.shared();
    let [owner, other] = [application(&at, "jwt"), application(&at, "jwt")];
    let token = api_token(&at, &owner);
    let refused = revoke(&at, &other, &of(&token));
    assert_eq!((refused.status, refused.member("error").as_str()), (400, "invalid_grant"));
    assert_eq!(shown(&at, &token), 200);
    done(&revoke(&at, &owner, &of(&token)));
    eventually(IN_FORCE, "refused", || shown(&at, &token) == 401);
}
