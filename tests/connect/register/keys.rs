//! Clients that bring their own keys, and prove themselves by them.

use serde_json::{Value, json};
use tokens::Algorithm;

use super::{METADATA, Registrar, done, metadata, refused};
use crate::cases;
use crate::connect::authorize::{Portal, payload, redeeming};
use crate::harness::Bench;
use crate::harness::asserter::{Asserter, TYPE, fresh_jti, from_now};

cases![
    ng_08_a_native_application_registers_a_key_of_its_own_and_gets_tokens_by_it,
    r7591_04_keys_are_given_here_or_at_an_address_and_not_both,
    what_is_no_set_of_public_keys_is_refused_and_nothing_of_it_is_kept,
    by_nlgov_no_key_is_shared_with_another_client,
    keys_are_taken_only_from_who_proves_itself_by_them,
    a_key_that_registered_itself_elsewhere_stands_in_nobodys_way_and_is_not_told_of,
];

fn jwks(keys: &[&Asserter]) -> Value {
    json!({ "keys": keys.iter().map(|key| key.jwk()).collect::<Vec<_>>() })
}

fn by_key(jwks: &Value) -> Value {
    json!({ "token_endpoint_auth_method": "private_key_jwt", "jwks": jwks })
}

/// Redeems a code by an assertion that this key signs.
fn redeem(portal: &Portal, key: &Asserter, code: &str) -> crate::harness::Answer {
    let id = &portal.app.client_id;
    let claims = json!({
        "iss": id, "sub": id, "aud": portal.at.issuer_url(), "jti": fresh_jti(),
        "exp": from_now(300), "iat": from_now(0),
    });
    let assertion = key.sign(&key.header(), &claims);
    let said = [("client_assertion_type", TYPE), ("client_assertion", &*assertion)];
    redeeming(code, &said).send(portal.at.issuer)
}

fn ng_08_a_native_application_registers_a_key_of_its_own_and_gets_tokens_by_it(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let (key, other) = (Asserter::new(Algorithm::Es256), Asserter::new(Algorithm::Es256));
    let native = json!({ "application_type": "native" });
    let body = metadata(&super::with(by_key(&jwks(&[&key])), &native));
    let token = registrar.token(&json!({ "profile": "nlgov" }));
    let registered = done(&registrar.register(&token, &body));
    assert_eq!(registered["jwks"]["keys"][0]["x"], key.jwk()["x"]);
    assert_eq!(registered.get("client_secret"), None);
    let mut portal = registrar.portal(&registered, "ng-08");
    let code = portal.code(&[]);
    assert_eq!(redeem(&portal, &other, &code).member("error"), "invalid_client");
    let answer = redeem(&portal, &key, &code);
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(payload(&answer.member("access_token"))["client_id"], registered["client_id"]);
    let path = format!("/clients/{}/secrets", portal.app.client_id);
    let listed = registrar.admin.done("GET", &path, &json!({}))["results"].clone();
    assert_eq!((&listed[0]["kind"], listed.as_array().unwrap().len()), (&json!("public_key"), 1));
}

fn r7591_04_keys_are_given_here_or_at_an_address_and_not_both(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let here = by_key(&jwks(&[&Asserter::new(Algorithm::EdDsa)]));
    let url = "https://app.example/jwks";
    let both = super::with(here.clone(), &json!({ "jwks_uri": url }));
    let why = refused(&registrar.try_out(&both), METADATA);
    assert!(why.contains("one of the two"), "{why}");
    done(&registrar.try_out(&here));
    let there = json!({ "token_endpoint_auth_method": "private_key_jwt", "jwks_uri": url });
    let registered = registrar.registered(&there);
    assert_eq!((&registered["jwks_uri"], registered.get("jwks")), (&json!(url), None));
    assert_eq!(registrar.client(&registered)["oauth"]["jwks_uri"], url);
    for inside in ["https://10.0.0.1/jwks", "https://[::1]/jwks"] {
        let there = super::with(there.clone(), &json!({ "jwks_uri": inside }));
        let why = refused(&registrar.try_out(&there), METADATA);
        assert!(why.contains("not an address of the public internet"), "{why}");
    }
    for wrong in ["http://app.example/jwks", "https://u:p@app.example/jwks", "x", ""] {
        let there = super::with(there.clone(), &json!({ "jwks_uri": wrong }));
        let why = refused(&registrar.try_out(&there), METADATA);
        assert!(why.contains("jwks_uri"), "{wrong}: {why}");
    }
}

fn what_is_no_set_of_public_keys_is_refused_and_nothing_of_it_is_kept(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let key = Asserter::new(Algorithm::Es256);
    let one = key.jwk();
    let private = super::with(one.clone(), &json!({ "d": "geheim-deel" }));
    let secret = json!({ "kty": "oct", "k": "geheim-deel" });
    let many: Vec<Value> = (0..11).map(|_| Asserter::new(Algorithm::Es256).jwk()).collect();
    for (wrong, told) in [
        (json!([]), "JWK Set"),
        (json!({}), "JWK Set"),
        (json!({ "keys": [] }), "JWK Set"),
        (json!({ "keys": {} }), "JWK Set"),
        (json!({ "keys": many }), "1 to 10"),
        (json!({ "keys": [7] }), "jwks.keys[0]"),
        (json!({ "keys": [one, private] }), "a private or secret key was sent"),
        (json!({ "keys": [secret] }), "a private or secret key was sent"),
        (json!({ "keys": [one, one] }), "twice"),
        (json!({ "keys": [super::with(one.clone(), &json!({ "use": "enc" }))] }), "signatures"),
    ] {
        let why = refused(&registrar.try_out(&by_key(&wrong)), METADATA);
        assert!(why.contains(told) && !why.contains("geheim-deel"), "{wrong}: {why}");
    }
    assert_eq!(registrar.clients().len(), 0);
    let registered = registrar.registered(&by_key(&json!({ "keys": &many[..10] })));
    assert_eq!(registered["jwks"]["keys"].as_array().unwrap().len(), 10);
}

fn by_nlgov_no_key_is_shared_with_another_client(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let (shared, own) = (Asserter::new(Algorithm::Es256), Asserter::new(Algorithm::Es256));
    let nlgov = registrar.token(&json!({ "profile": "nlgov" }));
    let body = |key: &Asserter| metadata(&by_key(&jwks(&[key])));
    done(&registrar.register(&nlgov, &body(&shared)));
    for token in [&nlgov, &registrar.token(&json!({}))] {
        let why = refused(&registrar.register(token, &body(&shared)), METADATA);
        assert!(why.contains("2.1.1"), "{why}");
    }
    done(&registrar.register(&nlgov, &body(&own)));
}

fn keys_are_taken_only_from_who_proves_itself_by_them(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let here = json!({ "jwks": jwks(&[&Asserter::new(Algorithm::Es256)]) });
    let there = json!({ "jwks_uri": "https://app.example/jwks" });
    for keys in [&here, &there] {
        for method in ["none", "client_secret_basic", "client_secret_post"] {
            let method = json!({ "token_endpoint_auth_method": method });
            let why = refused(&registrar.try_out(&super::with(method, keys)), METADATA);
            assert!(why.contains("private_key_jwt"), "{why}");
        }
        let why = refused(&registrar.try_out(keys), METADATA);
        assert!(why.contains("private_key_jwt"), "unsaid it is a secret: {why}");
    }
    assert_eq!(registrar.clients().len(), 0);
    let method = json!({ "token_endpoint_auth_method": "private_key_jwt" });
    for keys in [&here, &there] {
        registrar.registered(&super::with(method.clone(), keys));
    }
}

fn a_key_that_registered_itself_elsewhere_stands_in_nobodys_way_and_is_not_told_of(bench: &Bench) {
    let (squatter, victim) = (Registrar::open(bench), Registrar::open(bench));
    let (key, own) = (Asserter::new(Algorithm::Es256), Asserter::new(Algorithm::Es256));
    let by = |registrar: &Registrar, key: &Asserter| {
        let token = registrar.token(&json!({ "profile": "nlgov" }));
        registrar.register(&token, &metadata(&by_key(&jwks(&[key]))))
    };
    done(&by(&squatter, &key));
    done(&by(&victim, &key));
    let create = |applicatie: &str, id: &str, key: &Asserter| {
        let oauth = json!({ "profile": "nlgov", "token_endpoint_auth_method": "private_key_jwt",
                            "default_scopes": ["zaken.lezen"] });
        let body = json!({ "client_id": id, "applicatie": applicatie, "oauth": oauth,
                           "public_keys": [{ "jwk": key.jwk() }] });
        victim.admin.call("POST", "/clients", &body)
    };
    // Who has it in one applicatie is told, as ever.
    let within = create(&victim.applicatie, "sleutel-binnen", &key);
    assert_eq!(within.status, 400, "{}", within.text());
    let third = Registrar::open(bench).applicatie;
    let made = create(&third, "sleutel-derde", &key);
    assert_eq!((made.status, made.json().get("note")), (201, None), "{}", made.text());
    // The other way round nothing is told either.
    let made = create(&third, "sleutel-eerst", &own);
    assert_eq!(made.status, 201, "{}", made.text());
    done(&by(&squatter, &own));
    // Nor is anything new between those whom administrators registered.
    let fourth = create(&Registrar::open(bench).applicatie, "sleutel-vierde", &own);
    assert_eq!(fourth.status, 400, "{}", fourth.text());
    let why = refused(&by(&victim, &key), METADATA);
    assert!(why.contains("2.1.1"), "{why}");
}
