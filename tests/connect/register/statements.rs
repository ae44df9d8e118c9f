//! Software statements (RFC 7591 2.3): what somebody vouches for whom the issuer's configuration names.

use serde_json::{Value, json};
use tokens::Algorithm;

use super::{METADATA, Registrar, done, metadata, refused};
use crate::cases;
use crate::harness::asserter::{Asserter, from_now};
use crate::harness::{Answer, Bench, Options};

cases![
    ng_63_ng_64_what_a_statement_says_wins_and_people_see_who_vouches,
    ng_63_a_statement_that_lacks_something_is_refused,
    ng_63_a_statement_that_nobody_trusted_signed_is_refused,
    ng_63_a_statement_of_an_issuer_that_is_not_named_is_not_approved,
    a_statement_for_another_server_is_refused,
    who_has_a_statement_with_keys_proves_itself_by_those,
    where_people_go_after_signing_out_is_where_the_statement_has_them_come_back,
];

const KEURMERK: &str = "https://keurmerk.example";
const INVALID: &str = "invalid_software_statement";

/// An installation that believes one issuer of statements.
struct Stage {
    registrar: Registrar,
    keurmerk: Asserter,
}

impl Stage {
    fn open(bench: &Bench) -> Self {
        let (keurmerk, folder) = (Asserter::new(Algorithm::Es256), tempfile::tempdir().unwrap());
        let file = folder.path().join("keurmerk.json");
        std::fs::write(&file, json!({ "keys": [keurmerk.jwk()] }).to_string()).unwrap();
        let options = Options::default()
            .set("ISSUER__STATEMENT_ISSUER__0__ISSUER", KEURMERK)
            .set("ISSUER__STATEMENT_ISSUER__0__JWKS_FILE", file.to_str().unwrap());
        let all = json!({ "label": "Alles", "heeft_alle_autorisaties": true });
        Self { registrar: Registrar::at(bench.with(&options).into(), &all), keurmerk }
    }

    fn signed(&self, claims: &Value) -> String {
        self.keurmerk.sign(&self.keurmerk.header(), claims)
    }

    /// What is heard by who sends a statement, and says nothing else but this.
    fn send(&self, statement: &str, more: &Value) -> Answer {
        send(&self.registrar, statement, more)
    }
}

fn send(registrar: &Registrar, statement: &str, more: &Value) -> Answer {
    let body = super::with(json!({ "software_statement": statement }), more);
    registrar.register(&registrar.token(&json!({})), &body)
}

/// The claims of a good statement, with a change; null leaves one out.
fn claims(name: &str, value: Value) -> Value {
    let mut claims = json!({
        "iss": KEURMERK,
        "exp": from_now(300),
        "redirect_uris": [crate::connect::authorize::CALLBACK],
        "grant_types": ["authorization_code"],
        "client_name": "Balie",
        "client_uri": "https://app.example",
        "jwks": { "keys": [Asserter::new(Algorithm::Es256).jwk()] },
        "software_id": "balie",
    });
    match value {
        Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
        value => claims[name] = value,
    }
    claims
}

fn ng_63_ng_64_what_a_statement_says_wins_and_people_see_who_vouches(bench: &Bench) {
    let stage = Stage::open(bench);
    let vouched = claims("x", json!(1));
    let statement = stage.signed(&vouched);
    let itself = json!({
        "redirect_uris": ["https://evil.example/cb"], "client_name": "Bank", "software_version": "2",
        "client_name#nl": "Bank", "client_name#en": "Bank", "jwks_uri": "https://evil.example/jwks",
        "software_id": "bank", "scope": "openid zaken.lezen",
    });
    let registered = done(&stage.send(&statement, &itself));
    assert_eq!(registered["software_statement"], json!(statement), "unmodified");
    for name in ["redirect_uris", "grant_types", "client_name", "client_uri", "software_id"] {
        assert_eq!(registered[name], vouched[name], "{name}");
    }
    assert_eq!((registered.get("jwks_uri"), registered.get("client_name#nl")), (None, None));
    assert_eq!(registered["software_version"], "2", "of what it does not say, the rest counts");
    for claim in ["iss", "exp", "x"] {
        assert_eq!(registered.get(claim), None, "{claim}");
    }
    let client = stage.registrar.client(&registered);
    assert_eq!(client["oauth"]["registration"]["statement_issuer"], KEURMERK);
    let mut portal = stage.registrar.portal(&registered, "ng-63");
    let page = portal.page(&[]).text();
    assert!(page.contains(&format!("data-statement-issuer=\"{KEURMERK}\"")), "{page}");
    assert!(page.contains("Balie") && !page.contains("Bank"), "{page}");
    let alone = done(&stage.send(&stage.signed(&claims("exp", Value::Null)), &json!({})));
    assert_eq!(alone["client_name"], "Balie");
    let plain = stage.registrar.registered(&json!({}));
    let oauth = stage.registrar.client(&plain)["oauth"].clone();
    assert_eq!(oauth["registration"].get("statement_issuer"), None);
    assert!(!stage.registrar.at.said().contains(&statement));
}

fn ng_63_a_statement_that_lacks_something_is_refused(bench: &Bench) {
    let stage = Stage::open(bench);
    let itself = metadata(&json!({ "client_name": "Balie", "client_uri": "https://app.example" }));
    for claim in ["redirect_uris", "grant_types", "client_name", "client_uri", "jwks", "iss"] {
        let statement = stage.signed(&claims(claim, Value::Null));
        let why = refused(&stage.send(&statement, &itself), INVALID);
        assert!(why.contains(claim), "{claim}: {why}");
    }
    let address = json!("https://app.example/jwks");
    let mut elsewhere = claims("jwks", Value::Null);
    elsewhere["jwks_uri"] = address;
    elsewhere["token_endpoint_auth_method"] = json!("private_key_jwt");
    done(&stage.send(&stage.signed(&elsewhere), &json!({})));
    // What it says keeps the rules that hold for what is said without one.
    let wrong = stage.signed(&claims("redirect_uris", json!(["http://app.example/cb"])));
    refused(&stage.send(&wrong, &json!({})), "invalid_redirect_uri");
    let wrong = stage.signed(&claims("grant_types", json!(["client_credentials"])));
    refused(&stage.send(&wrong, &json!({})), METADATA);
    assert_eq!(stage.registrar.clients().len(), 1);
}

fn ng_63_a_statement_that_nobody_trusted_signed_is_refused(bench: &Bench) {
    let stage = Stage::open(bench);
    let good = stage.signed(&claims("x", json!(1)));
    let forger = Asserter::new(Algorithm::Es256);
    let forged = forger.sign(&forger.header(), &claims("x", json!(1)));
    let over = stage.signed(&claims("exp", json!(from_now(-60))));
    let not_yet = stage.signed(&claims("nbf", json!(from_now(600))));
    let unsigned = stage.keurmerk.sign(&json!({ "alg": "none" }), &claims("x", json!(1)));
    let other =
        stage.keurmerk.sign(&json!({ "alg": "ES256", "typ": "at+jwt" }), &claims("x", json!(1)));
    let embedded = json!({ "alg": "ES256", "jwk": forger.jwk() });
    let brought = forger.sign(&embedded, &claims("x", json!(1)));
    let cut = &good[..good.len() - 2];
    for statement in [&*forged, &over, &not_yet, &unsigned, &other, &brought, cut, "x", "", "a.b.c"]
    {
        refused(&stage.send(statement, &metadata(&json!({}))), INVALID);
    }
    for odd in [json!(7), json!([good]), json!({})] {
        let body = metadata(&json!({ "software_statement": odd }));
        refused(&stage.registrar.register(&stage.registrar.token(&json!({})), &body), INVALID);
    }
    assert_eq!(stage.registrar.clients().len(), 0);
    done(&stage.send(&good, &json!({})));
}

fn ng_63_a_statement_of_an_issuer_that_is_not_named_is_not_approved(bench: &Bench) {
    let stage = Stage::open(bench);
    for issuer in ["https://ander.example", "https://keurmerk.example/", "HTTPS://keurmerk.example"]
    {
        let statement = stage.signed(&claims("iss", json!(issuer)));
        let why = refused(&stage.send(&statement, &json!({})), "unapproved_software_statement");
        assert!(why.contains("nobody here knows the issuer") && !why.contains(issuer), "{why}");
    }
    let statement = stage.signed(&claims("x", json!(1)));
    let trusting_nobody = Registrar::open(bench);
    let answer = send(&trusting_nobody, &statement, &metadata(&json!({})));
    refused(&answer, "unapproved_software_statement");
    done(&stage.send(&statement, &json!({})));
    done(&trusting_nobody.try_out(&json!({})));
}

fn a_statement_for_another_server_is_refused(bench: &Bench) {
    let stage = Stage::open(bench);
    let issuer = stage.registrar.at.issuer_url();
    let slash = format!("{issuer}/");
    for odd in [
        json!("https://ander.example"),
        json!(["https://ander.example", "https://derde.example"]),
        json!(slash),
        json!([]),
        json!(""),
        json!(7),
        json!({}),
        json!(true),
        json!([issuer, 7]),
    ] {
        let why = refused(&stage.send(&stage.signed(&claims("aud", odd)), &json!({})), INVALID);
        assert!(why.contains("aud") && !why.contains("ander.example"), "{why}");
    }
    assert_eq!(stage.registrar.clients().len(), 0);
    for good in [json!(issuer), json!(["https://ander.example", issuer])] {
        let registered = done(&stage.send(&stage.signed(&claims("aud", good)), &json!({})));
        assert_eq!(registered.get("aud"), None);
    }
}

fn who_has_a_statement_with_keys_proves_itself_by_those(bench: &Bench) {
    let stage = Stage::open(bench);
    let here = claims("x", json!(1));
    let mut there = claims("jwks", Value::Null);
    there["jwks_uri"] = json!("https://app.example/jwks");
    for vouched in [here, there] {
        let statement = stage.signed(&vouched);
        for method in ["none", "client_secret_basic", "client_secret_post"] {
            let chosen = json!({ "token_endpoint_auth_method": method });
            let why = refused(&stage.send(&statement, &chosen), METADATA);
            assert!(why.contains("private_key_jwt"), "{method}: {why}");
            let mut said = vouched.clone();
            said["token_endpoint_auth_method"] = json!(method);
            refused(&stage.send(&stage.signed(&said), &json!({})), METADATA);
        }
        for chosen in [json!({}), json!({ "token_endpoint_auth_method": "private_key_jwt" })] {
            let registered = done(&stage.send(&statement, &chosen));
            assert_eq!(registered["token_endpoint_auth_method"], "private_key_jwt");
            assert_eq!(registered.get("client_secret"), None);
        }
    }
}

fn where_people_go_after_signing_out_is_where_the_statement_has_them_come_back(bench: &Bench) {
    let stage = Stage::open(bench);
    let back = ["https://app.example/cb", "http://127.0.0.1/cb", "nl.voorbeeld.app:/cb"];
    let native = claims("redirect_uris", json!(back));
    let native = super::with(native, &json!({ "application_type": "native" }));
    let send = |vouched: &Value, uris: &[&str]| {
        stage.send(&stage.signed(vouched), &json!({ "post_logout_redirect_uris": uris }))
    };
    for elsewhere in [
        "https://evil.example/uit",
        "https://app.example.evil.example/uit",
        "https://app.example:8443/uit",
        "https://www.app.example/uit",
        "http://[::1]/uit",
        "nl.kwaad.app:/uit",
        "nl.voorbeeld.app://evil/uit",
    ] {
        for uris in [&[elsewhere][..], &["https://app.example/uit", elsewhere]] {
            let why = refused(&send(&native, uris), METADATA);
            assert!(why.contains("post_logout_redirect_uris"), "{elsewhere}: {why}");
            assert!(!why.contains("uit"), "{why}");
        }
    }
    for odd in [json!("x"), json!([7]), json!(["/uit"])] {
        let more = json!({ "post_logout_redirect_uris": odd });
        refused(&stage.send(&stage.signed(&native), &more), METADATA);
    }
    let there = ["https://app.example/uit", "http://127.0.0.1:5000/uit", "nl.voorbeeld.app:/uit"];
    let registered = done(&send(&native, &there));
    assert_eq!(registered["post_logout_redirect_uris"], json!(there));
    // What it vouches for itself stands, whatever else was sent.
    let out = json!({ "post_logout_redirect_uris": ["https://uit.example/"] });
    let registered = done(&send(&super::with(native, &out), &["https://evil.example/uit"]));
    assert_eq!(registered["post_logout_redirect_uris"], out["post_logout_redirect_uris"]);
}
