//! Bodies that cannot be understood: 400, and a text that says where and what to do.

use serde_json::{Value, json};

use super::{assert_fout, empty};
use crate::cases;
use crate::harness::{Bench, Installation, Request};

cases![
    what_is_not_json_is_refused,
    an_unknown_member_is_refused_and_named,
    a_missing_member_is_refused_and_named,
    a_member_of_another_type_is_refused,
    a_body_of_more_than_a_mebibyte_is_refused,
    json_that_nests_without_end_is_refused,
    an_applicatie_of_thousands_of_autorisaties_fits,
    a_body_of_another_media_type_is_refused,
    a_member_that_was_probably_meant_is_named,
];

fn post(at: &Installation, path: &str, body: &[u8]) -> crate::harness::Answer {
    let request = Request::post(&format!("/admin/v1{path}")).bearer(&at.administrator().token);
    request.body("application/json", body).send(at.issuer)
}

const WITH_BODY: &[&str] = &[
    "/applicaties",
    "/applicaties/0f7b2f52-6d1e-4e57-9c55-2b7a90c1ffff/autorisaties",
    "/clients",
    "/clients/niemand/secrets",
];

fn what_is_not_json_is_refused(bench: &Bench) {
    let at = bench.shared();
    for path in WITH_BODY {
        for body in [&b""[..], b"label=x", b"{", b"{}}", b"\xff", b"[]", b"null", b"1", b"\"x\""] {
            assert_fout(&post(&at, path, body), 400, "invalid");
        }
    }
}

fn an_unknown_member_is_refused_and_named(bench: &Bench) {
    let at = bench.shared();
    for path in WITH_BODY {
        let answer = post(&at, path, br#"{"heeftAlleAutorisaties":true}"#);
        assert_fout(&answer, 400, "invalid");
        assert!(answer.member("detail").contains("heeftAlleAutorisaties"), "{}", answer.text());
    }
}

fn a_missing_member_is_refused_and_named(bench: &Bench) {
    let at = bench.shared();
    for (path, missing) in
        [(WITH_BODY[0], "label"), (WITH_BODY[1], "component"), (WITH_BODY[2], "client_id")]
    {
        let answer = post(&at, path, b"{}");
        assert_fout(&answer, 400, "invalid");
        assert!(answer.member("detail").contains(missing), "{}", answer.text());
    }
    let client = json!({ "client_id": "zonder-applicatie" });
    let answer = post(&at, "/clients", client.to_string().as_bytes());
    assert!(answer.member("detail").contains("applicatie"), "{}", answer.text());
}

fn a_member_of_another_type_is_refused(bench: &Bench) {
    let at = bench.shared();
    let applicatie = empty(&at);
    let refused = |path: &str, body: Value| {
        assert_fout(&post(&at, path, body.to_string().as_bytes()), 400, "invalid");
    };
    for label in [json!(1), json!(null), json!(["x"]), json!({}), json!(""), json!(" ")] {
        refused("/applicaties", json!({ "label": label }));
    }
    refused("/applicaties", json!({ "label": "x".repeat(101) }));
    for flag in [json!("true"), json!(1), json!(null)] {
        refused("/applicaties", json!({ "label": "x", "heeft_alle_autorisaties": flag }));
    }
    for id in [json!("geen-uuid"), json!(1), json!(null)] {
        refused("/clients", json!({ "client_id": "x", "applicatie": id }));
    }
    for lifetime in [json!(59), json!(86_401), json!(-1), json!("300"), json!(300.5)] {
        let client = json!({ "client_id": "x", "applicatie": applicatie });
        let mut client = client.clone();
        client["access_token_lifetime"] = lifetime;
        refused("/clients", client);
    }
    for scopes in [json!("a b"), json!(["a b"]), json!([""]), json!(["é"]), json!([1])] {
        let client = json!({ "client_id": "x", "applicatie": applicatie, "extra_scopes": scopes });
        refused("/clients", client);
    }
    for end in [json!("morgen"), json!(1_900_000_000), json!("2099-01-01")] {
        refused("/clients/niemand/secrets", json!({ "expires_at": end }));
    }
    refused("/clients/niemand/secrets", json!({ "label": "x".repeat(101) }));
}

fn a_body_of_more_than_a_mebibyte_is_refused(bench: &Bench) {
    let at = bench.shared();
    let body = json!({ "label": "x".repeat(4 * 1024 * 1024) }).to_string();
    for path in WITH_BODY {
        let answer = post(&at, path, body.as_bytes());
        assert_fout(&answer, 413, "too-large");
        assert!(answer.member("detail").contains("1 MiB"), "{}", answer.text());
    }
}

fn json_that_nests_without_end_is_refused(bench: &Bench) {
    let at = bench.shared();
    for open in ["[", "{\"label\":"] {
        assert_fout(&post(&at, "/applicaties", open.repeat(100_000).as_bytes()), 400, "invalid");
    }
}

fn a_body_of_another_media_type_is_refused(bench: &Bench) {
    let at = bench.shared();
    let send = |path: &str, media_type: &str| {
        let request = Request::post(&format!("/admin/v1{path}"));
        let request = request.bearer(&at.administrator().token);
        request.body(media_type, "{\"label\":\"x\"}").send(at.issuer)
    };
    for path in WITH_BODY {
        for other in ["application/x-www-form-urlencoded", "text/plain", "", "application/jsonx"] {
            let answer = send(path, other);
            assert_fout(&answer, 415, "media-type");
            assert!(answer.member("detail").contains("application/json"), "{}", answer.text());
        }
    }
    for own in ["application/json", "Application/JSON; charset=utf-8"] {
        assert_eq!(send("/applicaties", own).status, 201, "{own}");
    }
}

fn a_member_that_was_probably_meant_is_named(bench: &Bench) {
    let at = bench.shared();
    for (path, body, meant) in [
        ("/applicaties", "{\"lable\":\"x\"}", "did you mean `label`?"),
        (
            "/applicaties",
            "{\"heeftAlleAutorisaties\":true}",
            "did you mean `heeft_alle_autorisaties`?",
        ),
        ("/clients", "{\"clientId\":\"x\"}", "did you mean `client_id`?"),
        ("/keys/rotate", "{\"atOnce\":true}", "unknown field `atOnce`"),
    ] {
        let answer = post(&at, path, body.as_bytes());
        assert_fout(&answer, 400, "invalid");
        assert!(answer.member("detail").contains(meant), "{}", answer.text());
    }
}

fn an_applicatie_of_thousands_of_autorisaties_fits(bench: &Bench) {
    let at = bench.shared();
    let may = |number: usize| json!({ "component": "ztc", "scopes": [format!("scope.{number}")] });
    let these: Vec<Value> = (0..5_000).map(may).collect();
    let body = json!({ "label": "Veel", "autorisaties": these }).to_string();
    assert!(body.len() < 1024 * 1024);
    let answer = post(&at, "/applicaties", body.as_bytes());
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.json()["autorisaties"].as_array().unwrap().len(), 5_000);
}
