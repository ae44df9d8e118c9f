//! Each way in which a ZGW JWT can be wrong, with the code that Open Zaak 1.30 gives it.

use serde_json::{Value, json};
use voorbeeldzaken::sample::ZAKEN;

use crate::client::{Answer, Request};
use crate::fixture::{CLIENT, HOST, SECRET, Upstream, claims, now, signed, token};

fn with_authorization(upstream: &Upstream, value: &str) -> Answer {
    let request = Request::new("GET", ZAKEN).header("Host", HOST);
    upstream.send(&request.header("Authorization", value))
}

fn with_claims(upstream: &Upstream, changes: &Value) -> Answer {
    let mut claims = claims();
    for (name, value) in changes.as_object().unwrap() {
        if value == "absent" {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = value.clone();
        }
    }
    with_authorization(upstream, &format!("Bearer {}", token(&claims)))
}

fn with_header(upstream: &Upstream, header: &Value) -> Answer {
    with_authorization(upstream, &format!("Bearer {}", signed(header, &claims(), SECRET)))
}

#[test]
fn a_sound_token_passes_and_the_answer_names_its_client() {
    let upstream = Upstream::start();
    let answer = with_claims(&upstream, &json!({}));
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("X-Voorbeeld-Client-Id"), Some(CLIENT));
}

#[test]
fn what_is_no_bearer_token_is_permission_denied() {
    let upstream = Upstream::start();
    let sound = token(&claims());
    let none = upstream.send(&Request::new("GET", ZAKEN).header("Host", HOST));
    assert_eq!(none.verdict(), (403, "permission_denied".to_owned()));
    assert_eq!(none.header("WWW-Authenticate"), None);
    for value in [sound.clone(), format!("bearer {sound}"), format!("Basic {sound}")] {
        let answer = with_authorization(&upstream, &value);
        assert_eq!(answer.verdict(), (403, "permission_denied".to_owned()), "{value}");
    }
}

#[test]
fn two_authorization_headers_are_permission_denied() {
    let upstream = Upstream::start();
    let bearer = format!("Bearer {}", token(&claims()));
    let request = Request::new("GET", ZAKEN).header("Host", HOST);
    let request = request.header("Authorization", &bearer).header("Authorization", &bearer);
    assert_eq!(upstream.send(&request).verdict(), (403, "permission_denied".to_owned()));
}

#[test]
fn what_cannot_be_read_is_a_decode_error() {
    let upstream = Upstream::start();
    let sound = token(&claims());
    let no_object = signed(&json!({ "alg": "HS256" }), &json!(["client_id"]), SECRET);
    for token in ["rommel", "a.b", &format!("{sound}.x"), &no_object] {
        let answer = with_authorization(&upstream, &format!("Bearer {token}"));
        assert_eq!(answer.verdict(), (403, "jwt-decode-error".to_owned()), "{token}");
    }
    let critical = json!({ "alg": "HS256", "crit": ["b64"], "b64": false });
    assert_eq!(with_header(&upstream, &critical).verdict().1, "jwt-decode-error");
}

#[test]
fn only_hs256_is_an_algorithm() {
    let upstream = Upstream::start();
    for alg in ["none", "None", "hs256", "HS384", "HS512", "RS256"] {
        let answer = with_header(&upstream, &json!({ "alg": alg }));
        assert_eq!(answer.verdict(), (403, "jwt-invalidalgorithmerror".to_owned()), "{alg}");
    }
    assert_eq!(with_header(&upstream, &json!({})).verdict().1, "jwt-invalidalgorithmerror");
    assert_eq!(with_header(&upstream, &json!({ "alg": "HS256" })).status, 200);
}

#[test]
fn the_client_is_looked_up_before_the_signature_and_the_signature_before_the_times() {
    let upstream = Upstream::start();
    let old = json!({ "iss": CLIENT, "client_id": CLIENT, "iat": 0 });
    let stranger = json!({ "iss": CLIENT, "client_id": "vreemd", "iat": 0 });
    let header = json!({ "alg": "HS256" });
    let of = |claims: &Value, secret: &str| {
        with_authorization(&upstream, &format!("Bearer {}", signed(&header, claims, secret)))
            .verdict()
    };
    assert_eq!(of(&stranger, "anders").1, "invalid-client-identifier");
    assert_eq!(of(&old, "anders").1, "invalid-jwt-signature");
    assert_eq!(of(&old, SECRET).1, "jwt-expired");
}

#[test]
fn each_claim_has_its_own_code() {
    let upstream = Upstream::start();
    let cases = [
        (json!({ "client_id": "absent" }), "missing-client-identifier"),
        (json!({ "client_id": null }), "invalid-client-identifier"),
        (json!({ "client_id": CLIENT.to_uppercase() }), "invalid-client-identifier"),
        (json!({ "iss": "absent" }), "jwt-missingrequiredclaimerror"),
        (json!({ "iat": "absent" }), "jwt-missing-iat-claim"),
        (json!({ "iat": null }), "jwt-missing-iat-claim"),
        (json!({ "iat": "abc" }), "permission_denied"),
        (json!({ "iat": true }), "jwt-expired"),
        (json!({ "iat": now() - 3601 }), "jwt-expired"),
        (json!({ "exp": now() - 1 }), "jwt-expiredsignatureerror"),
        (json!({ "exp": "abc" }), "jwt-decodeerror"),
        (json!({ "nbf": now() + 60 }), "jwt-immaturesignatureerror"),
        (json!({ "aud": "zaken" }), "jwt-invalidaudienceerror"),
        (json!({ "aud": ["zaken"] }), "jwt-invalidaudienceerror"),
        (json!({ "sub": 1 }), "jwt-invalidsubjecterror"),
        (json!({ "jti": 1 }), "jwt-invalidjtierror"),
    ];
    for (changes, code) in cases {
        let verdict = with_claims(&upstream, &changes).verdict();
        assert_eq!(verdict, (403, code.to_owned()), "{changes}");
    }
}

#[test]
fn what_open_zaak_lets_pass_passes() {
    let upstream = Upstream::start();
    let cases = [
        json!({ "iat": now() - 3500 }),
        json!({ "iat": now() + 1_000_000_000 }),
        json!({ "iat": now().to_string() }),
        json!({ "exp": now() + 60, "nbf": now() - 60 }),
        json!({ "aud": "" }),
        json!({ "sub": "x", "jti": "y", "scope": "alles" }),
        json!({ "user_id": null, "user_representation": "absent" }),
    ];
    for changes in cases {
        assert_eq!(with_claims(&upstream, &changes).status, 200, "{changes}");
    }
    let padded = format!("Bearer {}=", token(&claims()));
    assert_eq!(with_authorization(&upstream, &padded).status, 200);
}

#[test]
fn credentials_change_while_it_runs() {
    let upstream = Upstream::start();
    let credentials = upstream.running().credentials();
    credentials.insert(CLIENT, "");
    assert_eq!(with_claims(&upstream, &json!({})).verdict().1, "invalid-client-identifier");
    credentials.insert(CLIENT, SECRET);
    assert_eq!(with_claims(&upstream, &json!({})).status, 200);
    credentials.remove(CLIENT);
    assert_eq!(with_claims(&upstream, &json!({})).verdict().1, "invalid-client-identifier");
}
