//! Whoever has a registration token and fails with it keeps nobody out, and waits.

use serde_json::{Value, json};

use super::{METADATA, Registrar, done, metadata, refused, register};
use crate::cases;
use crate::harness::{Answer, Bench, Request};

cases![
    who_would_be_refused_is_while_nobody_can_write,
    who_fails_too_often_with_one_token_waits_and_others_go_on,
];

/// Failed registrations with one token that are free.
const LET: usize = 100;

fn registrar(bench: &Bench) -> Registrar {
    let all = json!({ "label": "Alles", "heeft_alle_autorisaties": true });
    Registrar::at(bench.fresh().into(), &all)
}

fn failing() -> Value {
    metadata(&json!({ "token_endpoint_auth_method": "none", "scope": "zaken.bestaat-niet" }))
}

fn who_would_be_refused_is_while_nobody_can_write(bench: &Bench) {
    let registrar = registrar(bench);
    let at = &registrar.at;
    let token = registrar.token(&json!({}));
    let ask =
        |body: &Value| Request::post("/connect/register").bearer(&token).json(body).send(at.issuer);
    let right = metadata(&json!({ "token_endpoint_auth_method": "none" }));
    let locked = at.database.locked(at.folder.path());
    refused(&ask(&failing()), METADATA);
    assert_eq!(ask(&right).status, 503, "it is to be written");
    drop(locked);
    done(&register(at, &token, &right));
}

fn who_fails_too_often_with_one_token_waits_and_others_go_on(bench: &Bench) {
    let registrar = registrar(bench);
    let [token, other] = [(); 2].map(|()| registrar.token(&json!({})));
    for _ in 0..3 {
        done(&registrar.register(&token, &metadata(&json!({}))));
    }
    let mut answers: Vec<Answer> =
        (0..LET + 40).map(|_| registrar.register(&token, &failing())).collect();
    for answer in answers.drain(..LET) {
        refused(&answer, METADATA);
    }
    let waiting = answers.iter().find(|one| one.status == 429).unwrap();
    assert_eq!(waiting.member("error"), "temporarily_unavailable");
    let seconds: u64 = waiting.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    assert!(waiting.member("error_description").contains("Retry-After"));
    refused(&registrar.register(&other, &failing()), METADATA);
    done(&registrar.register(&other, &metadata(&json!({}))));
}
