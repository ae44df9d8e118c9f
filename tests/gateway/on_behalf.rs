//! For whom a client calls: as far as the upstream's audit trail, from who may say it and from nobody else.

use serde_json::{Value, json};
use voorbeeldzaken::Seen;

use super::{mark, melding, refused, seen, unseen};
use crate::cases;
use crate::commands::administration::as_administrator;
use crate::connect::authorize::{Portal, payload};
use crate::harness::ac::AcClient;
use crate::harness::canaries::PASSWORD;
use crate::harness::forge::claims_of;
use crate::harness::{Answer, Bench, IN_FORCE, Installation, Request, TaskApplication, eventually};

cases![
    sd1_3_the_user_that_a_jwt_of_the_clients_own_names_reaches_the_upstream,
    who_has_the_right_says_for_whom_each_request_is,
    who_has_not_the_right_is_refused_and_without_the_header_is_not,
    the_right_ends_within_a_second,
    a_name_with_more_than_one_reading_is_refused,
    other_spellings_of_the_headers_name_nobody,
    a_token_that_a_person_gave_speaks_for_that_person,
    an_api_token_names_a_user_by_its_own_scope_or_speaks_for_its_own,
];

const SCOPE: &str = "zaakpoort.on-behalf";
const ID: &str = "X-Zaakpoort-User-Id";
const NAME: &str = "X-Zaakpoort-User-Representation";

fn everything() -> Value {
    json!({ "label": "Alles", "heeft_alle_autorisaties": true })
}

/// A client that may do everything and say for whom.
fn with_the_right(at: &Installation) -> TaskApplication {
    TaskApplication::register(at, &everything(), &json!({ "extra_scopes": [SCOPE] }))
}

fn token(at: &Installation, client: &TaskApplication) -> String {
    client.token_for(at, &format!("zaken.lezen {SCOPE}"))
}

fn get(credential: &str, mark: &str, headers: &[(&str, &str)]) -> Request {
    let request = Request::get(&melding()).header("Authorization", credential);
    let request = request.header("X-Mark", mark);
    headers.iter().fold(request, |request, (name, value)| request.header(name, value))
}

fn ask(at: &Installation, token: &str, headers: &[(&str, &str)]) -> Answer {
    get(&format!("Bearer {token}"), &mark(), headers).send(at.gateway)
}

/// Of a request that passes, what the upstream's JWT says of the user, and all that came there.
fn told(at: &Installation, credential: &str, headers: &[(&str, &str)]) -> (Value, Seen) {
    let mark = mark();
    let answer = get(credential, &mark, headers).send(at.gateway);
    assert_eq!(answer.status, 200, "{headers:?}: {}", answer.text());
    let seen = seen(&at.upstream, &mark);
    let presented = seen.header("authorization");
    let claims = claims_of(presented[0].strip_prefix("Bearer ").unwrap());
    (json!([claims.get("user_id"), claims.get("user_representation")]), seen)
}

fn sd1_3_the_user_that_a_jwt_of_the_clients_own_names_reaches_the_upstream(bench: &Bench) {
    let at = bench.shared();
    let client = AcClient::register(&at, &everything());
    eventually(IN_FORCE, "the key is known", || ask(&at, &client.jwt(), &[]).status == 200);
    let long = "\u{e9}".repeat(255);
    for (id, name, expected) in [
        (Some("jan"), Some("Jan Jansen"), json!(["jan", "Jan Jansen"])),
        (Some("piet"), None, json!(["piet", null])),
        (None, Some("Piet"), json!([null, "Piet"])),
        (Some("\u{141}ukasz"), Some(long.as_str()), json!(["\u{141}ukasz", long])),
        (Some("a\"b\\c"), Some(""), json!(["a\"b\\c", null])),
        (None, None, json!([null, null])),
    ] {
        let jwt = client.jwt_of(|claims| {
            claims.user_id = id.map(str::to_owned);
            claims.user_representation = name.map(str::to_owned);
        });
        let (said, seen) = told(&at, &format!("Bearer {jwt}"), &[]);
        assert_eq!(said, expected);
        // The upstream verified it under a secret that it has of the gateway.
        assert_eq!(seen.caller.as_ref().unwrap().client_id, client.application.client_id);
        assert_ne!(seen.header("authorization")[0], format!("Bearer {jwt}"));
    }
}

fn who_has_the_right_says_for_whom_each_request_is(bench: &Bench) {
    let at = bench.shared();
    let client = with_the_right(&at);
    let credential = format!("Bearer {}", token(&at, &client));
    let cases = [
        (&[(ID, "jan"), (NAME, "Jan Jansen")][..], json!(["jan", "Jan Jansen"])),
        (&[(ID, "piet"), (NAME, "Jos%C3%A9 100%25")], json!(["piet", "Jos\u{e9} 100%"])),
        (&[], json!([null, null])),
        (&[("x-zaakpoort-USER-id", "jan")], json!(["jan", null])),
    ];
    // Several within one second, so that what was signed for one could be taken for another.
    for (headers, expected) in cases.iter().cycle().take(20) {
        let (said, seen) = told(&at, &credential, headers);
        assert_eq!(said, *expected, "{headers:?}");
        assert_eq!(seen.caller.as_ref().unwrap().client_id, client.client_id);
        let names = seen.headers.iter().map(|(name, _)| name.as_str());
        let passed: Vec<&str> = names.filter(|name| name.contains("user")).collect();
        assert!(passed.is_empty() || passed == ["user-agent"], "{passed:?}");
    }
}

fn who_has_not_the_right_is_refused_and_without_the_header_is_not(bench: &Bench) {
    let at = bench.shared();
    let (right, without) = (with_the_right(&at), TaskApplication::with_all(&at));
    let own = AcClient::register(&at, &everything());
    let path = format!("/clients/{}", own.application.client_id);
    at.administrator().done("PATCH", &path, &json!({ "extra_scopes": [SCOPE] }));
    eventually(IN_FORCE, "the key is known", || ask(&at, &own.jwt(), &[]).status == 200);
    for (token, code) in [
        (without.token(&at), "on-behalf-not-held"),
        (right.token(&at), "on-behalf-not-in-token"),
        (right.token_for(&at, "zaken.lezen"), "on-behalf-not-in-token"),
        (own.jwt(), "on-behalf-not-in-token"),
    ] {
        // However it is written, who may not say it hears that and nothing else.
        for headers in [&[(ID, "jan")][..], &[(NAME, "Jan")], &[(ID, "%"), (ID, "")]] {
            let mark = mark();
            let answer = get(&format!("Bearer {token}"), &mark, headers).send(at.gateway);
            refused(&answer, 403, code);
            let challenge = answer.header("www-authenticate").unwrap();
            assert!(challenge.contains(&format!("scope=\"{SCOPE}\"")), "{challenge}");
            unseen(&at.upstream, &mark);
        }
        assert_eq!(ask(&at, &token, &[]).status, 200);
    }
    assert_eq!(ask(&at, &token(&at, &right), &[(ID, "jan")]).status, 200);
    assert_eq!(ask(&at, "geen.token.hier", &[(ID, "jan")]).status, 401, "who it is comes first");
}

fn the_right_ends_within_a_second(bench: &Bench) {
    let at = bench.shared();
    let client = TaskApplication::register(&at, &everything(), &json!({}));
    let change = |flags: &[&str]| {
        let change = ["client", "change", client.client_id.as_str()];
        let changed = as_administrator(&at, &change, flags);
        assert!(changed.status.success(), "{}", changed.stderr);
    };
    change(&["--extra-scope", SCOPE]);
    let token = token(&at, &client);
    assert_eq!(ask(&at, &token, &[(ID, "jan")]).status, 200);
    change(&["--unset", "extra-scope"]);
    eventually(IN_FORCE, "the right is over", || {
        ask(&at, &token, &[(ID, "jan")]).member("code") == "on-behalf-not-held"
    });
    assert_eq!(ask(&at, &token, &[]).status, 200);
}

fn a_name_with_more_than_one_reading_is_refused(bench: &Bench) {
    let at = bench.shared();
    let token = token(&at, &with_the_right(&at));
    let (most, more) = ("a".repeat(255), "a".repeat(256));
    for headers in [
        &[(ID, "jan"), (ID, "jan")][..],
        &[(ID, "jan"), ("x-zaakpoort-user-id", "piet")],
        &[(ID, "jan"), (NAME, "Jan"), (NAME, "Piet")],
        &[(NAME, "Jan")],
        &[(ID, "")],
        &[(ID, "Jos\u{e9}")],
        &[(ID, "100%")],
        &[(ID, "a%0Ab")],
        &[(ID, "%FF")],
        &[(ID, more.as_str())],
        &[(ID, "jan"), (NAME, "")],
        &[(ID, "jan"), (NAME, more.as_str())],
    ] {
        let mark = mark();
        let answer = get(&format!("Bearer {token}"), &mark, headers).send(at.gateway);
        refused(&answer, 400, "user-unclear");
        unseen(&at.upstream, &mark);
    }
    assert_eq!(ask(&at, &token, &[(ID, most.as_str()), (NAME, most.as_str())]).status, 200);
}

fn other_spellings_of_the_headers_name_nobody(bench: &Bench) {
    let at = bench.shared();
    let credential = format!("Bearer {}", token(&at, &with_the_right(&at)));
    for name in [
        "X_Zaakpoort_User_Id",
        "X-Zaakpoort_User-Id",
        "X.Zaakpoort.User.Id",
        "X-Zaakpoort-UserId",
        "X-Zaakpoort-User",
        "X-User-Id",
        "User-Id",
    ] {
        let (said, seen) = told(&at, &credential, &[(name, "jan")]);
        assert_eq!(said, json!([null, null]), "{name}");
        assert!(seen.header(name).is_empty(), "{name}");
    }
}

fn a_token_that_a_person_gave_speaks_for_that_person(bench: &Bench) {
    let grants = json!({ "grant_types": ["authorization_code", "client_credentials"] });
    let mut portal = Portal::with(bench, "namens-zichzelf", &grants);
    assert_eq!(portal.browser.sign_in("namens-zichzelf", PASSWORD).status, 303);
    let code = portal.code(&[]);
    let token = portal.redeem(&code, &[]).member("access_token");
    let person = payload(&token)["sub"].clone();
    let (said, _) = told(&portal.at, &format!("Bearer {token}"), &[]);
    assert_eq!(said, json!([person, person]));
    let own = portal.app.token_for(&portal.at, "zaken.lezen");
    let (said, _) = told(&portal.at, &format!("Bearer {own}"), &[]);
    assert_eq!(said, json!([null, null]), "of the client itself");
    refused(&ask(&portal.at, &token, &[(ID, "jan")]), 403, "on-behalf-not-held");
}

fn an_api_token_names_a_user_by_its_own_scope_or_speaks_for_its_own(bench: &Bench) {
    let at = bench.shared();
    let client = with_the_right(&at);
    let admin = at.administrator();
    let body = json!({ "username": "van-een-api-token", "name": "Jan", "password": PASSWORD });
    let user = admin.done("POST", "/users", &body);
    let make = |body: &Value| {
        let made = admin.done("POST", &format!("/clients/{}/api-tokens", client.client_id), body);
        let credential = format!("Token {}", made["token"].as_str().unwrap());
        let known = || get(&credential, &mark(), &[]).send(at.gateway).status != 401;
        eventually(IN_FORCE, "known", known);
        credential
    };
    let all = make(&json!({ "label": "alles" }));
    let by_name = make(&json!({ "label": "namens", "scopes": ["zaken.lezen", SCOPE] }));
    let of_user = make(&json!({ "label": "van", "user": "van-een-api-token" }));
    let refusal = get(&all, &mark(), &[(ID, "jan")]).send(at.gateway);
    refused(&refusal, 403, "on-behalf-not-in-token");
    assert_eq!(told(&at, &all, &[]).0, json!([null, null]));
    assert_eq!(told(&at, &by_name, &[(ID, "jan")]).0, json!(["jan", null]));
    assert_eq!(told(&at, &of_user, &[]).0, json!([user["id"], user["id"]]));
}
