//! `POST /admin/v1/tokens/revoke`: one token, by itself or by its name; and what takes its time.

use serde_json::{Value, json};

use super::assert_fout;
use crate::connect::refresh::Offline;
use crate::harness::{Bench, IN_FORCE, Options, Request, TaskApplication, eventually};
use crate::{cases, server};

cases![
    a_token_is_revoked_by_its_name_in_the_log,
    exactly_one_thing_is_named,
    a_token_that_is_refused_already_is_not_revoked,
];

server![what_ends_very_many_grants_takes_its_time];

fn a_token_is_revoked_by_its_name_in_the_log(bench: &Bench) {
    let at = bench.shared();
    let application = TaskApplication::with_all(&at);
    at.trust(&application.client_id);
    let token = application.token(&at);
    let jti = tokens_jti(&token);
    let ask = || Request::get("/zaken/api/v1/zaken").bearer(&token).send(at.gateway).status;
    assert_eq!(ask(), 200);
    let revoked = at.administrator().done("POST", "/tokens/revoke", &json!({ "jti": jti }));
    assert_eq!(revoked["revoked"], format!("token:{jti}"));
    eventually(IN_FORCE, "refused", || ask() == 401);
}

fn tokens_jti(token: &str) -> String {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&payload).unwrap();
    claims["jti"].as_str().unwrap().to_owned()
}

fn exactly_one_thing_is_named(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    for body in [
        json!({}),
        json!({ "jti": "a", "user": "b" }),
        json!({ "jti": "" }),
        json!({ "grant": "a b" }),
        json!({ "tokens": "a" }),
        json!({ "all": false }),
        json!({ "all": true, "jti": "a" }),
    ] {
        assert_fout(&admin.call("POST", "/tokens/revoke", &body), 400, "invalid");
    }
    let revoked = admin.done("POST", "/tokens/revoke", &json!({ "grant": "g-1" }));
    assert!(revoked["until"].is_string(), "{revoked}");
}

fn a_token_that_is_refused_already_is_not_revoked(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    for token in ["x", "zpt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        let answer = admin.call("POST", "/tokens/revoke", &json!({ "token": token }));
        assert_fout(&answer, 400, "invalid");
        assert!(!answer.text().contains(token) || token.len() == 1, "it is not repeated");
    }
}

/// Each has more to do than a statement has time for that others wait for.
fn what_ends_very_many_grants_takes_its_time(bench: &Bench) {
    let at = bench.with(&Options::default());
    let mut client = Offline::at(&at, "heel-veel");
    let slow = "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS \
                'BEGIN PERFORM pg_sleep(1.5); RETURN NEW; END'; \
                CREATE TRIGGER slow BEFORE UPDATE ON grants FOR EACH ROW EXECUTE FUNCTION slow()";
    at.database.changed(at.folder.path(), slow);
    let admin = at.administrator();
    let of_client = admin.done("GET", "/clients/heel-veel", &Value::Null)["applicatie"].clone();
    let applicatie = format!("/applicaties/{}", of_client.as_str().unwrap());
    for (method, path, body) in [
        ("POST", "/tokens/revoke", json!({ "client_id": "heel-veel" })),
        ("POST", "/clients/heel-veel/tokens/revoke", json!({})),
        ("DELETE", &*applicatie, json!({})),
    ] {
        client.token();
        let answer = admin.call(method, path, &body);
        assert!((200..300).contains(&answer.status), "{method} {path}: {}", answer.text());
        let alive = "SELECT count(*) FROM grants WHERE revoked_at IS NULL";
        assert_eq!(at.database.rows(at.folder.path(), alive), [[0]], "{method} {path}");
    }
}
