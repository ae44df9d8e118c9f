//! Odd bodies: each is refused with an error of RFC 7591, none breaks anything, and none leaves a client.

use serde_json::{Value, json};

use super::{Registrar, done, metadata};
use crate::cases;
use crate::harness::{Bench, Request};

cases![odd_bodies_are_refused_and_leave_nothing];

/// Every member that is read, with something that it may be.
const MEMBERS: &[(&str, &str)] = &[
    ("redirect_uris", r#"["https://app.example/cb"]"#),
    ("token_endpoint_auth_method", r#""client_secret_post""#),
    ("grant_types", r#"["authorization_code"]"#),
    ("response_types", r#"["code"]"#),
    ("client_name", r#""Naam""#),
    ("client_name#nl", r#""Naam""#),
    ("client_uri", r#""https://app.example""#),
    ("scope", r#""openid""#),
    ("application_type", r#""native""#),
    ("post_logout_redirect_uris", r#"["https://app.example/uit"]"#),
    ("id_token_signed_response_alg", r#""RS256""#),
    ("token_endpoint_auth_signing_alg", r#""RS256""#),
    ("require_pushed_authorization_requests", "false"),
    ("software_id", r#""app""#),
    ("software_version", r#""1""#),
];

/// What none of them is.
fn of_no_type() -> Vec<Value> {
    let deep = (0..100).fold(json!(1), |inner, _| json!([inner]));
    let list: Vec<Value> = vec![json!("x"); 5_000];
    vec![
        json!(7),
        json!(-1.5e300),
        json!({}),
        json!({ "a": 1 }),
        json!([null]),
        json!([["code"]]),
        json!([{ "a": "b" }]),
        json!(""),
        json!("\u{0}"),
        json!("a\u{202e}b\u{0}"),
        json!("\u{feff}"),
        json!("😀".repeat(500)),
        json!("x".repeat(20_000)),
        json!(list),
        deep,
    ]
}

/// What other members are not.
fn others() -> Vec<Value> {
    let mut bodies = Vec::new();
    for wrong in of_no_type() {
        for name in ["jwks", "jwks_uri"] {
            let method = json!({ "token_endpoint_auth_method": "private_key_jwt" });
            bodies.push(super::with(method, &json!({ name: wrong })));
        }
    }
    let key = |jwk: Value| json!({ "token_endpoint_auth_method": "private_key_jwt", "jwks": { "keys": [jwk] } });
    for jwk in [
        Value::Null,
        json!({}),
        json!({ "kty": "EC", "crv": "P-256", "x": "", "y": "" }),
        json!({ "kty": "EC", "crv": "P-256", "x": "AA", "y": "\u{0}" }),
        json!({ "kty": "EC", "crv": "P-384", "x": "AA", "y": "AA" }),
        json!({ "kty": "RSA", "n": "AQAB", "e": "AQAB" }),
        json!({ "kty": ["RSA"], "n": 7, "e": {} }),
        json!({ "kty": "oct", "k": "AA" }),
    ] {
        bodies.push(key(jwk));
    }
    bodies
}

fn odd_bodies_are_refused_and_leave_nothing(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let mut token = registrar.token(&json!({}));
    let mut bodies = others();
    for (name, good) in MEMBERS {
        let good: Value = serde_json::from_str(good).unwrap();
        bodies.extend(of_no_type().into_iter().map(|wrong| json!({ *name: wrong })));
        // A list where a text belongs, and the other way round.
        let turned = match good {
            Value::Array(list) => list[0].clone(),
            other => json!([other]),
        };
        bodies.push(json!({ *name: turned }));
    }
    assert!(bodies.len() > 200, "{}", bodies.len());
    for (number, body) in bodies.iter().enumerate() {
        // Who fails with one token again and again waits.
        if number % 50 == 0 {
            token = registrar.token(&json!({}));
        }
        let body = metadata(body).to_string();
        let request = Request::post("/connect/register").bearer(&token);
        let answer = request.body("application/json", &*body).send(registrar.at.issuer);
        let (error, about) = (answer.member("error"), answer.member("error_description"));
        let shown: String = body.chars().take(300).collect();
        assert_eq!(answer.status, 400, "{shown}: {}", answer.text());
        let known = ["invalid_client_metadata", "invalid_redirect_uri"];
        assert!(known.contains(&&*error), "{shown}: {error}");
        let plain = about.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
        assert!(plain && (10..600).contains(&about.len()), "{shown}: {about}");
    }
    assert_eq!(registrar.clients().len(), 0);
    for (name, good) in MEMBERS {
        let good: Value = serde_json::from_str(good).unwrap();
        done(&registrar.register(&token, &metadata(&json!({ *name: good }))));
    }
    assert_eq!(registrar.clients().len(), MEMBERS.len(), "nothing was used up before");
    let nothing = MEMBERS.iter().filter(|(name, _)| *name != "redirect_uris");
    let nothing = nothing.map(|(name, _)| ((*name).to_owned(), Value::Null)).collect();
    done(&registrar.register(&token, &metadata(&Value::Object(nothing))));
}
