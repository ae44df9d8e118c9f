//! Who shows no credential, or several; what the log keeps of a refusal, and what it does not.

use serde_json::json;

use super::{assert_problem, reader_of_catalogi};
use crate::cases;
use crate::harness::ac::{AC, AcClient, path_of};
use crate::harness::forge::sign_hs256;
use crate::harness::{Answer, Bench, IN_FORCE, Options, Request, eventually};

cases![
    sd2_6_who_shows_nothing_is_told_what_to_show,
    several_credentials_are_none,
    a_write_without_a_right_is_refused_before_its_body_is_looked_at,
    what_is_asked_is_looked_at_in_the_order_of_the_reference,
    the_log_has_the_instance_of_a_refusal_and_nothing_of_what_was_sent,
];

const REALM: &str = r#"Bearer realm="Autorisaties API""#;

fn sd2_6_who_shows_nothing_is_told_what_to_show(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let list = Request::get(&format!("{AC}/applicaties"));
    let jwt = ac.jwt();
    for header in [
        None,
        Some(String::new()),
        Some("Bearer".to_owned()),
        Some("Bearer ".to_owned()),
        Some("Basic YTpi".to_owned()),
        Some("Token x".to_owned()),
        Some(format!("Bearer\t{jwt}")),
        Some(jwt.clone()),
    ] {
        let request = match &header {
            Some(header) => list.clone().header("Authorization", header),
            None => list.clone(),
        };
        let answer = request.send(at.issuer);
        assert_problem(&answer, 401, "not_authenticated");
        assert_eq!(answer.header("www-authenticate"), Some(REALM), "{header:?}");
    }
    for scheme in ["bearer", "BEARER", "Bearer  "] {
        let header = format!("{scheme} {jwt}");
        let answer = list.clone().header("Authorization", &header).send(at.issuer);
        assert_eq!(answer.status, 200, "RFC 9110 11.1: {scheme}");
    }
    let in_query = Request::get(&format!("{AC}/applicaties?access_token={jwt}")).send(at.issuer);
    assert_problem(&in_query, 401, "not_authenticated");
}

fn several_credentials_are_none(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let answer = ac.request("GET", "/applicaties").bearer(&ac.jwt()).send(at.issuer);
    assert_problem(&answer, 400, "parse_error");
    let challenge = format!(r#"{REALM}, error="invalid_request""#);
    assert_eq!(answer.header("www-authenticate"), Some(challenge.as_str()));
    let listed = format!("Bearer {}, Bearer {}", ac.jwt(), ac.jwt());
    let request = Request::get(&format!("{AC}/applicaties")).header("Authorization", &listed);
    assert_problem(&request.send(at.issuer), 401, "jwt-decode-error");
}

fn a_write_without_a_right_is_refused_before_its_body_is_looked_at(bench: &Bench) {
    let at = bench.shared();
    let reader = AcClient::with(&at, &["autorisaties.lezen"]);
    let path = format!("/applicaties/{}", reader.application.applicatie);
    for (method, path) in [
        ("POST", "/applicaties"),
        ("PUT", &path),
        ("PATCH", &path),
        ("DELETE", &path),
        ("PUT", "/applicaties/niets"),
    ] {
        for body in ["{", "{}"] {
            let request = reader.request(method, path).body("text/plain", body);
            let answer = request.send(at.issuer);
            assert_problem(&answer, 403, "permission_denied");
            let challenge =
                format!(r#"{REALM}, error="insufficient_scope", scope="autorisaties.bijwerken""#);
            assert_eq!(answer.header("www-authenticate"), Some(challenge.as_str()));
        }
    }
    assert_eq!(reader.ask("GET", &path).status, 200);
    let writer = AcClient::with(&at, &["autorisaties.bijwerken"]);
    for path in ["/applicaties", "/applicaties/consumer", path.as_str(), "/applicaties/niets"] {
        assert_problem(&writer.ask("GET", path), 403, "permission_denied");
    }
    let made = writer.call(
        "POST",
        "/applicaties",
        &reader_of_catalogi(&[&format!("{}-w", writer.application.client_id)]),
    );
    assert_eq!(made.status, 201);
    assert_eq!(writer.ask("DELETE", &path_of(&made.json())).status, 204);
}

fn what_is_asked_is_looked_at_in_the_order_of_the_reference(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let to = |method: &str, path: &str, accept: &str| {
        Request::new(method, &format!("{AC}{path}")).header("Accept", accept).send(at.issuer)
    };
    assert_problem(&to("GET", "/niets", "text/html"), 404, "not_found");
    assert_problem(&to("PUT", "/applicaties", "text/html"), 406, "not_acceptable");
    assert_problem(&to("PUT", "/applicaties", "*/*"), 405, "method_not_allowed");
    assert_problem(&to("GET", "/applicaties?foo=1", "text/html"), 406, "not_acceptable");
    assert_problem(&to("GET", "/applicaties?foo=1", "*/*"), 401, "not_authenticated");
    let with_body = |media_type: &str, body: &str| {
        ac.request("PATCH", "/applicaties/niets").body(media_type, body).send(at.issuer)
    };
    assert_problem(&with_body("text/plain", "{"), 404, "not_found");
}

fn the_log_has_the_instance_of_a_refusal_and_nothing_of_what_was_sent(bench: &Bench) {
    let at = bench.with(&Options::default().set("LOG__FILTER", "debug"));
    let ac = AcClient::writer(&at);
    let canary = "kanarie-van-elders";
    let jwt = ac.jwt();
    let forged =
        sign_hs256(r#"{"alg":"HS256"}"#, &json!({ "client_id": canary }).to_string(), b"x");
    let made = ac.done("POST", "/applicaties", &reader_of_catalogi(&["gewoon"]));
    let refused: Vec<Answer> = [
        ac.request("GET", &format!("/applicaties?{canary}=1")),
        ac.request("GET", &format!("/applicaties?clientIds=%00{canary}")),
        ac.request("GET", &format!("/applicaties?page={canary}")),
        ac.request("POST", "/applicaties").json(&json!({ canary: 1, "label": { canary: canary } })),
        ac.request("POST", "/applicaties").body("application/json", format!("{{\"{canary}")),
        ac.request("PATCH", &path_of(&made))
            .json(&json!({ "clientIds": [canary, canary, 5, true] })),
        Request::get(&format!("{AC}/applicaties")).bearer(&forged),
        Request::get(&format!("{AC}/applicaties")).bearer(&format!("{jwt}x")),
        Request::get(&format!("{AC}/applicaties?access_token={jwt}")),
        Request::get(&format!("{AC}/{jwt}")),
        Request::get(&format!("{AC}/applicaties/{jwt}")).bearer(&jwt),
    ]
    .iter()
    .map(|request| request.send(at.issuer))
    .collect();
    for answer in &refused {
        assert!((400..500).contains(&answer.status), "{}", answer.text());
        let instance = answer.member("instance");
        let id = instance.strip_prefix("urn:uuid:").unwrap();
        eventually(IN_FORCE, "the log has it", || at.said().contains(id));
        let line = at.said().lines().find(|line| line.contains(id)).unwrap().to_owned();
        assert!(line.contains(&answer.member("code")), "{line}");
    }
    let said = at.said();
    let signature = jwt.rsplit('.').next().unwrap();
    let payload = jwt.split('.').nth(1).unwrap();
    let token = ac.application.token(&at);
    let secrets = [canary, signature, payload, &ac.key, token.rsplit('.').next().unwrap()];
    for secret in secrets {
        let line = said.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "said: {}", line.unwrap_or_default());
    }
}
