//! What an upstream gets: the caller's name under the gateway's signature, and nothing of the client's.

use voorbeeldzaken::sample;

use super::{mark, melder, melding, new_zaak, seen};
use crate::cases;
use crate::harness::forge::claims_of;
use crate::harness::{Bench, Request, TaskApplication};

cases![
    an_ordinary_zgw_jwt_of_the_caller_and_one_of_it,
    a_client_id_of_any_letters_arrives_as_it_is,
    the_query_arrives_byte_for_byte,
    the_urls_of_objects_are_those_of_the_public_name,
    a_body_that_is_not_judged_arrives_byte_for_byte,
];

fn an_ordinary_zgw_jwt_of_the_caller_and_one_of_it(bench: &Bench) {
    let at = bench.shared();
    for application in [melder(&at), TaskApplication::with_all(&at)] {
        let token = application.token(&at);
        let mark = mark();
        let request = Request::get(&melding()).bearer(&token).header("X-Mark", &mark);
        let answer = request.send(at.gateway);
        assert_eq!(answer.status, 200, "{answer:?}");
        let client_id = application.client_id.as_str();
        assert_eq!(answer.header("x-voorbeeld-client-id"), Some(client_id));
        let seen = seen(&at.upstream, &mark);
        assert_eq!(seen.caller.as_ref().unwrap().client_id, client_id);
        let presented = seen.header("authorization");
        let [presented] = presented.as_slice() else { panic!("{presented:?}") };
        let claims = claims_of(presented.strip_prefix("Bearer ").unwrap());
        assert_eq!(claims["client_id"], client_id);
        assert_eq!(claims["iss"], client_id);
        assert!(claims.get("aud").is_none(), "Open Zaak refuses a token with an aud");
        let lifetime = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
        assert!((1..=60).contains(&lifetime), "{lifetime}");
        assert_eq!(seen.header("host"), [at.gateway.to_string()]);
        assert_eq!(seen.header("x-forwarded-proto"), ["http"]);
        assert_eq!(seen.header("x-forwarded-for"), ["127.0.0.1"]);
    }
}

fn a_client_id_of_any_letters_arrives_as_it_is(bench: &Bench) {
    let at = bench.shared();
    let longest = "ő".repeat(50);
    for client_id in ["Ünïcode gemeente", "a\"b\\c", "met spatie", "x:y@z/..", longest.as_str()] {
        let all = serde_json::json!({ "label": "Alles", "heeft_alle_autorisaties": true });
        let admin = at.administrator();
        let made = admin.done("POST", "/applicaties", &all);
        let body = serde_json::json!({ "client_id": client_id, "applicatie": made["id"] });
        admin.done("POST", "/clients", &body);
        let escaped = client_id.bytes().map(|byte| format!("%{byte:02X}"));
        let escaped = escaped.collect::<Vec<_>>().concat();
        let path = format!("/clients/{escaped}/secrets");
        let secret = admin.done("POST", &path, &serde_json::json!({}));
        at.trust(client_id);
        let form = format!(
            "grant_type=client_credentials&client_id={escaped}&client_secret={}",
            secret["secret"].as_str().unwrap()
        );
        let token = Request::post("/connect/token").form(&form).send(at.issuer);
        let token = token.member("access_token");
        let mark = mark();
        let request = Request::get(&melding()).bearer(&token).header("X-Mark", &mark);
        assert_eq!(request.send(at.gateway).status, 200, "{client_id}");
        assert_eq!(seen(&at.upstream, &mark).caller.unwrap().client_id, client_id);
    }
}

fn the_query_arrives_byte_for_byte(bench: &Bench) {
    let at = bench.shared();
    let token = TaskApplication::with_all(&at).token(&at);
    for query in [
        "?",
        "?page=2&page=1",
        "?zaaktype=http%3A%2F%2Fx%2F..%2Fy&a=%zz&b=%00",
        "?a=b;c=d&&=&e",
        "?a=/../b//c?d",
        "?a=%2e%2e%2f\\|^`",
    ] {
        let mark = mark();
        let target = format!("{}{query}", melding());
        let answer = Request::get(&target).bearer(&token).header("X-Mark", &mark).send(at.gateway);
        let forwarded = at.upstream.traces(&mark);
        // What is no URI at all may be refused; what passes, passes unchanged.
        assert!(matches!(answer.status, 200 | 400), "{target}: {answer:?}");
        assert!(forwarded.iter().all(|seen| seen.target == target), "{forwarded:?}");
        assert_eq!(forwarded.len(), usize::from(answer.status == 200), "{target}");
    }
}

fn the_urls_of_objects_are_those_of_the_public_name(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    let answer = Request::get(&melding()).bearer(&token).send(at.gateway);
    assert_eq!(answer.member("url"), format!("{}{}", at.public_url(), melding()));
    let body = new_zaak(&at, sample::ZAAKTYPE_MELDING, Some("intern"), &mark());
    let made = Request::post(sample::ZAKEN).bearer(&token).json(&body).send(at.gateway);
    assert_eq!(made.status, 201, "{made:?}");
    assert_eq!(made.header("location"), Some(made.member("url").as_str()));
    assert!(made.member("url").starts_with(&at.public_url()));
}

fn a_body_that_is_not_judged_arrives_byte_for_byte(bench: &Bench) {
    let at = bench.shared();
    let token = TaskApplication::with_all(&at).token(&at);
    let mark = mark();
    let bytes =
        [mark.as_bytes(), b"\0\xff{\"a\":1,\"A\":2}\r\n\r\nGET / HTTP/1.1\r\n\r\n"].concat();
    let request = Request::post(sample::ZAKEN).bearer(&token).header("Content-Encoding", "gzip");
    let answer = request.body("text/vreemd", bytes.clone()).send(at.gateway);
    assert_eq!(answer.status, 415, "the upstream's own verdict");
    let seen = seen(&at.upstream, &mark);
    assert_eq!(seen.body.start, bytes);
    assert!(seen.body.complete);
    assert_eq!(seen.header("content-type"), ["text/vreemd"]);
    assert_eq!(seen.header("content-encoding"), ["gzip"]);
    assert_eq!(seen.header("content-length"), [bytes.len().to_string()]);
}
