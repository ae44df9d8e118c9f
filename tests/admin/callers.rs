//! Who may administer: a token for exactly this API, with its scope, that is still alive.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::{Value, json};

use super::{ENDPOINTS, assert_fout};
use crate::cases;
use crate::harness::client::encoded;
use crate::harness::forge::{Forge, claims_of, compact, message, sign_hs256};
use crate::harness::people::basic;
use crate::harness::{
    Administrator, Answer, Bench, Connection, Installation, Request, TaskApplication,
};

cases![
    without_a_token_nothing_is_administered,
    what_is_no_bearer_token_is_refused,
    a_token_for_another_audience_is_refused,
    a_token_for_this_api_and_another_is_refused,
    a_token_without_the_scope_is_refused_and_told_which,
    an_administrators_token_dies_with_its_secret,
    a_forged_token_is_refused,
    an_administrator_is_let_in_everywhere,
    a_method_that_is_not_there_does_nothing,
    an_administrator_who_ends_while_a_body_comes_does_nothing_any_more,
    an_administrator_who_ends_while_a_write_waits_for_its_turn_does_nothing_any_more,
];

fn everywhere(at: &Installation, authorization: Option<&str>, check: impl Fn(&Answer)) {
    for (method, path) in ENDPOINTS {
        let mut request = Request::new(method, &format!("/admin/v1{path}"));
        if let Some(value) = authorization {
            request = request.header("Authorization", value);
        }
        check(&request.json(&json!({ "label": "x" })).send(at.issuer));
    }
}

/// What to ask for instead, and where.
fn assert_names_the_token(answer: &Answer) {
    let detail = answer.member("detail");
    for named in ["/admin/v1", "scope=zaakpoort.admin", "/connect/token"] {
        assert!(detail.contains(named), "{detail}");
    }
}

fn assert_invalid_token(answer: &Answer) {
    assert_fout(answer, 401, "not-authenticated");
    assert_names_the_token(answer);
    let challenge = r#"Bearer realm="Zaakpoort admin", error="invalid_token""#;
    assert_eq!(answer.header("www-authenticate"), Some(challenge));
}

fn without_a_token_nothing_is_administered(bench: &Bench) {
    everywhere(&bench.shared(), None, |answer| {
        assert_fout(answer, 401, "not-authenticated");
        assert_names_the_token(answer);
        // RFC 6750 3.1: no error code where no credentials were sent.
        let challenge = r#"Bearer realm="Zaakpoort admin""#;
        assert_eq!(answer.header("www-authenticate"), Some(challenge));
    });
}

fn what_is_no_bearer_token_is_refused(bench: &Bench) {
    let at = bench.shared();
    let password = basic("beheerder", &at.first_secret());
    let secret = format!("Bearer {}", at.first_secret());
    for value in [&password, &secret, "Bearer", "Bearer ", "Bearer é", "Bearer a.b.c", "Token x"] {
        everywhere(&at, Some(value), |answer| {
            assert_fout(answer, 401, "not-authenticated");
            assert!(answer.header("www-authenticate").unwrap().starts_with("Bearer realm="));
        });
    }
    let token = format!("Bearer {}", at.administrator().token);
    let twice = Request::post("/admin/v1/clients").header("Authorization", &token);
    let twice = twice.header("Authorization", &token).json(&json!({})).send(at.issuer);
    // RFC 6750 3.1: more than one way of sending a token is an invalid request.
    assert_fout(&twice, 400, "invalid-request");
    assert!(twice.header("www-authenticate").unwrap().contains(r#"error="invalid_request""#));
}

/// A task application that was granted the scope by its name, and these audiences.
fn named_admin(at: &Installation, audiences: &[String]) -> TaskApplication {
    let all = json!({ "label": "Alles", "heeft_alle_autorisaties": true });
    let client = json!({ "extra_scopes": ["zaakpoort.admin"], "audiences": audiences });
    TaskApplication::register(at, &all, &client)
}

fn admin_url(at: &Installation) -> String {
    format!("{}/admin/v1", at.issuer_url())
}

fn a_token_for_another_audience_is_refused(bench: &Bench) {
    let at = bench.shared();
    let mut others = vec![at.public_url(), at.issuer_url(), format!("{}/", admin_url(&at))];
    others.push(format!("{}/feed/v1", at.issuer_url()));
    for audience in others {
        let token = named_admin(&at, &[audience]).token_for(&at, "zaakpoort.admin");
        assert_eq!(claims_of(&token)["scope"], "zaakpoort.admin");
        everywhere(&at, Some(&format!("Bearer {token}")), assert_invalid_token);
    }
    let all = TaskApplication::with_all(&at).token(&at);
    everywhere(&at, Some(&format!("Bearer {all}")), assert_invalid_token);
}

fn a_token_for_this_api_and_another_is_refused(bench: &Bench) {
    let at = bench.shared();
    let application = named_admin(&at, &[admin_url(&at), at.public_url()]);
    let ask = |targets: &[String]| {
        let targets: Vec<String> =
            targets.iter().map(|target| format!("&resource={}", encoded(target))).collect();
        let answer = application.ask(&at, &format!("scope=zaakpoort.admin{}", targets.concat()));
        format!("Bearer {}", answer.member("access_token"))
    };
    // Whoever else it is for could use it here.
    let both = ask(&[admin_url(&at), at.public_url()]);
    everywhere(&at, Some(&both), assert_invalid_token);
    let alone = ask(&[admin_url(&at)]);
    everywhere(&at, Some(&alone), |answer| assert!(![401, 403].contains(&answer.status)));
}

fn a_token_without_the_scope_is_refused_and_told_which(bench: &Bench) {
    let at = bench.shared();
    let unscoped = named_admin(&at, &[admin_url(&at)]).token(&at);
    everywhere(&at, Some(&format!("Bearer {unscoped}")), |answer| {
        assert_fout(answer, 403, "insufficient-scope");
        assert_names_the_token(answer);
        let challenge = answer.header("www-authenticate").unwrap();
        assert!(challenge.contains(r#"error="insufficient_scope", scope="zaakpoort.admin""#));
    });
}

fn an_administrators_token_dies_with_its_secret(bench: &Bench) {
    let at = bench.shared();
    let first = at.administrator();
    let made = first.done("POST", "/clients/beheerder/secrets", &json!({ "label": "tweede" }));
    let text = |name: &str| made[name].as_str().unwrap().to_owned();
    let second = Administrator::login(at.issuer, &text("secret"));
    let bearer = format!("Bearer {}", second.token);
    everywhere(&at, Some(&bearer), |answer| assert!(![401, 403].contains(&answer.status)));
    let path = format!("/clients/beheerder/secrets/{}", text("id"));
    second.done("DELETE", &path, &json!({}));
    everywhere(&at, Some(&bearer), assert_invalid_token);
    first.done("POST", "/applicaties", &json!({ "label": "De eerste mag nog" }));
}

fn a_forged_token_is_refused(bench: &Bench) {
    let at = bench.shared();
    let token = at.administrator().token;
    let claims: Value = claims_of(&token);
    let published = Request::get("/connect/jwks").send(at.issuer).json()["keys"][0].clone();
    let kid = published["kid"].as_str().unwrap();
    let forge = Forge::new();
    let mut embedded: Value = serde_json::from_str(&forge.header()).unwrap();
    embedded["jwk"] = forge.jwk();
    let stolen_kid = forge.header().replace(forge.key.kid().as_str(), kid);
    let confused = format!(r#"{{"typ":"at+jwt","alg":"HS256","kid":"{kid}"}}"#);
    let unsigned = format!(r#"{{"typ":"at+jwt","alg":"none","kid":"{kid}"}}"#);
    let claims = claims.to_string();
    for forged in [
        forge.sign(&forge.header(), &claims),
        forge.sign(&stolen_kid, &claims),
        forge.sign(&embedded.to_string(), &claims),
        sign_hs256(&confused, &claims, published.to_string().as_bytes()),
        compact(&message(&unsigned, &claims), b""),
        format!("{token}x"),
        token[..token.len() - 1].to_owned(),
    ] {
        everywhere(&at, Some(&format!("Bearer {forged}")), assert_invalid_token);
    }
}

fn an_administrator_is_let_in_everywhere(bench: &Bench) {
    let at = bench.shared();
    let bearer = format!("bearer {}", at.administrator().token);
    everywhere(&at, Some(&bearer), |answer| {
        assert!([200, 201, 400, 404, 428].contains(&answer.status), "{answer:?}");
    });
}

fn a_method_that_is_not_there_does_nothing(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    for (_, path) in ENDPOINTS {
        let takes: Vec<&str> = ENDPOINTS
            .iter()
            .filter(|(_, other)| other == path)
            .map(|(method, _)| *method)
            .collect();
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            if takes.contains(&method) {
                continue;
            }
            let answer = admin.call(method, path, &json!({ "label": "x" }));
            assert_fout(&answer, 405, "method-not-allowed");
            let allow = answer.header("allow").unwrap();
            assert!(takes.iter().all(|method| allow.contains(method)), "{path}: {allow}");
            assert!(!allow.contains(method), "{path}: {allow}");
        }
    }
}

/// A second administrator, `tweede`.
fn second(at: &Installation, admin: &Administrator) -> Administrator {
    admin.done("POST", "/clients", &json!({ "client_id": "tweede", "system": "administrator" }));
    let secret = admin.done("POST", "/clients/tweede/secrets", &json!({}));
    Administrator::login_as(at.issuer, "tweede", secret["secret"].as_str().unwrap())
}

fn an_administrator_who_ends_while_a_body_comes_does_nothing_any_more(bench: &Bench) {
    let at = bench.fresh();
    let admin = at.administrator();
    let second = second(&at, &admin);
    let body = json!({ "label": "te laat" }).to_string();
    let mut connection = Connection::open(at.issuer);
    connection.send(format!(
        "POST /admin/v1/applicaties HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
        at.issuer,
        second.token,
        body.len(),
        &body[..5]
    ));
    assert_eq!(admin.call("DELETE", "/clients/tweede", &json!({})).status, 204);
    connection.send(&body[5..]);
    assert_eq!(connection.answer().unwrap().status, 401);
    let found = admin.call("GET", "/applicaties", &json!({})).json();
    assert_eq!(found["results"].as_array().unwrap().len(), 0, "{found}");
}

fn an_administrator_who_ends_while_a_write_waits_for_its_turn_does_nothing_any_more(bench: &Bench) {
    let at = bench.fresh();
    let admin = at.administrator();
    let second = second(&at, &admin);
    let made = AtomicUsize::new(0);
    let make_on = || loop {
        match second.call("POST", "/applicaties", &json!({ "label": "Van de tweede" })).status {
            201 => _ = made.fetch_add(1, Ordering::Relaxed),
            503 => {}
            status => return status,
        }
    };
    thread::scope(|scope| {
        let makers: Vec<_> = (0..6).map(|_| scope.spawn(make_on)).collect();
        while made.load(Ordering::Relaxed) < 20 {
            thread::yield_now();
        }
        while admin.call("DELETE", "/clients/tweede", &json!({})).status == 503 {}
        for maker in makers {
            assert_eq!(maker.join().unwrap(), 401);
        }
    });
    // What is last in the log of changes is its end.
    let query = "SELECT COUNT(*) AS n FROM changes WHERE number > \
                 (SELECT MAX(number) FROM changes WHERE kind = 'client' AND key = 'tweede')";
    assert_eq!(at.database.rows(at.folder.path(), query), [[0]]);
}
