//! What an application may say of itself: each rule refused, and its neighbour let through.

use serde_json::{Value, json};

use super::{METADATA, Registrar, done, metadata, refused};
use crate::cases;
use crate::connect::authorize::CALLBACK;
use crate::harness::Bench;
use crate::harness::asserter::Asserter;
use tokens::Algorithm;

cases![
    ng_60_no_client_registers_itself_for_client_credentials,
    r7591_05_grant_types_and_response_types_fit_each_other,
    what_no_client_here_may_be_is_refused_and_its_neighbour_is_not,
    addresses_keep_the_rules_that_hold_for_every_client,
    a_token_of_the_profile_nlgov_registers_no_client_that_breaks_it,
    administrators_change_what_registered_itself_but_not_that_it_did,
];

/// Refused, for a reason that names this; and with the other let through.
fn one_of_two(registrar: &Registrar, wrong: &Value, told: &str, right: &Value) {
    let why = refused(&registrar.try_out(wrong), METADATA);
    assert!(why.contains(told), "{wrong}: {why}");
    done(&registrar.try_out(right));
}

fn ng_60_no_client_registers_itself_for_client_credentials(bench: &Bench) {
    let registrar = Registrar::open(bench);
    for grants in [
        json!(["client_credentials"]),
        json!(["authorization_code", "client_credentials"]),
        json!(["client_credentials", "refresh_token"]),
    ] {
        let body = json!({ "grant_types": grants, "response_types": [] });
        let why = refused(&registrar.try_out(&body), METADATA);
        assert!(why.contains("an administrator of this issuer registers such clients"), "{why}");
    }
    assert_eq!(registrar.clients().len(), 0);
    let registered = registrar.registered(&json!({ "grant_types": ["authorization_code"] }));
    let app = registrar.portal(&registered, "ng-60").app;
    let asked = app.ask(&registrar.at, "");
    assert_eq!((asked.status, &*asked.member("error")), (400, "unauthorized_client"));
}

fn r7591_05_grant_types_and_response_types_fit_each_other(bench: &Bench) {
    let registrar = Registrar::open(bench);
    for (grants, types) in [
        (json!(["authorization_code"]), json!(["token"])),
        (json!(["authorization_code"]), json!([])),
        (json!(["authorization_code"]), json!(["code", "code id_token"])),
        (json!(["refresh_token"]), json!(["code"])),
        (json!([]), json!(["code"])),
        (json!([]), json!([])),
        (json!(["implicit"]), json!(["token"])),
        (json!(["password"]), json!(["code"])),
    ] {
        let body = json!({ "grant_types": grants, "response_types": types });
        let why = refused(&registrar.try_out(&body), METADATA);
        assert!(why.contains("grant_types"), "{body}: {why}");
    }
    for grants in [json!(["authorization_code"]), json!(["refresh_token", "authorization_code"])] {
        done(&registrar.try_out(&json!({ "grant_types": grants, "response_types": ["code"] })));
    }
}

fn what_no_client_here_may_be_is_refused_and_its_neighbour_is_not(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let long = |length: usize| "a".repeat(length);
    for (member, wrong, right) in [
        ("token_endpoint_auth_method", json!("client_secret_jwt"), json!("client_secret_post")),
        ("token_endpoint_auth_method", json!("tls_client_auth"), json!("none")),
        ("application_type", json!("browser"), json!("native")),
        ("client_name", json!(long(101)), json!(long(100))),
        ("client_name", json!("a\u{0}b"), json!("<b>naam</b>")),
        ("client_name", json!("Gemeente\u{202e}"), json!("Gemeente")),
        ("client_uri", json!("http://app.example"), json!("https://app.example")),
        ("client_uri", json!("https://:p@app.example"), json!("https://app.example/")),
        ("client_uri", json!("javascript:alert(1)"), json!("https://app.example/a?b=c")),
        ("scope", json!("zaken.lezen  \"x\""), json!("zaken.lezen openid")),
        ("software_id", json!(long(201)), json!(long(200))),
        ("software_version", json!("1\n2"), json!("1.2")),
        ("id_token_signed_response_alg", json!("none"), json!("EdDSA")),
        ("id_token_signed_response_alg", json!("HS256"), json!("PS256")),
        ("token_endpoint_auth_signing_alg", json!("RS512"), json!("RS256")),
        ("require_pushed_authorization_requests", json!("true"), json!(true)),
    ] {
        let (wrong, right) = (json!({ member: wrong }), json!({ member: right }));
        one_of_two(&registrar, &wrong, member, &right);
    }
    let assertions = json!({ "token_endpoint_auth_method": "private_key_jwt" });
    let jwks = json!({ "keys": [Asserter::new(Algorithm::Es256).jwk()] });
    let with_keys = super::with(assertions.clone(), &json!({ "jwks": jwks }));
    one_of_two(&registrar, &assertions, "needs the public keys", &with_keys);
}

fn addresses_keep_the_rules_that_hold_for_every_client(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let token = registrar.token(&json!({}));
    let many: Vec<String> = (0..51).map(|one| format!("https://app.example/{one}")).collect();
    for uris in [
        Value::Null,
        json!([]),
        json!("https://app.example/cb"),
        json!([7]),
        json!(["http://app.example/cb"]),
        json!(["https://app.example/cb#x"]),
        json!(["https://app.example/cb", "https://*.app.example/cb"]),
        json!(["https://u:p@app.example/cb"]),
        json!(["javascript:alert(1)"]),
        json!(["ms-word:ofe|u|x"]),
        json!(["mijnapp:/terug"]),
        json!(["/cb"]),
        json!(["https://app.example/\u{0}"]),
        json!(many),
    ] {
        let answer = registrar.register(&token, &json!({ "redirect_uris": uris }));
        let why = refused(&answer, "invalid_redirect_uri");
        assert!(why.contains("redirect_uris") && !why.contains("u:p"), "{uris}: {why}");
    }
    refused(&registrar.register(&token, &json!({})), "invalid_redirect_uri");
    let own_scheme = json!({ "redirect_uris": ["nl.voorbeeld.app:/cb"] });
    let why = refused(&registrar.register(&token, &own_scheme), METADATA);
    assert!(why.contains("`native`"), "{why}");
    let native = super::with(own_scheme, &json!({ "application_type": "native" }));
    done(&registrar.register(&token, &native));
    done(&registrar.register(&token, &json!({ "redirect_uris": &many[..50] })));
    let out = |uri: &str| json!({ "post_logout_redirect_uris": [uri] });
    let (wrong, right) = (out("http://app.example/uit"), out("https://app.example/uit"));
    one_of_two(&registrar, &wrong, "post_logout_redirect_uris", &right);
    one_of_two(&registrar, &out("nl.voorbeeld.app:/uit"), "`native`", &right);
    let native = |uri: &str| super::with(out(uri), &json!({ "application_type": "native" }));
    let (wrong, right) = (native("ms-word:ofe"), native("nl.voorbeeld.app:/uit"));
    one_of_two(&registrar, &wrong, "domain name", &right);
}

fn a_token_of_the_profile_nlgov_registers_no_client_that_breaks_it(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let (nlgov, baseline) =
        (registrar.token(&json!({ "profile": "nlgov" })), registrar.token(&json!({})));
    let by_key = || {
        let jwks = json!({ "keys": [Asserter::new(Algorithm::Es256).jwk()] });
        json!({ "token_endpoint_auth_method": "private_key_jwt", "jwks": jwks })
    };
    let local = json!({ "redirect_uris": ["http://127.0.0.1/cb"] });
    let public = json!({ "token_endpoint_auth_method": "none" });
    for (more, told) in [
        (json!({}), "(2.3.3)"),
        (public.clone(), "(2.3.3)"),
        (super::with(by_key(), &local), "(2.2.1)"),
    ] {
        let why = refused(&registrar.register(&nlgov, &metadata(&more)), METADATA);
        assert!(why.contains("the profile `nlgov` demands") && why.contains(told), "{more}: {why}");
        done(&registrar.register(&baseline, &metadata(&more)));
    }
    let native = super::with(public, &json!({ "application_type": "native" }));
    done(&registrar.register(&nlgov, &metadata(&native)));
    let keyed = done(&registrar.register(&nlgov, &metadata(&by_key())));
    assert_eq!(registrar.client(&keyed)["oauth"]["profile"], "nlgov");
}

fn administrators_change_what_registered_itself_but_not_that_it_did(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let registered = registrar.registered(&json!({ "client_name": "Oud" }));
    let path = format!("/clients/{}", registered["client_id"].as_str().unwrap());
    let before = registrar.client(&registered)["oauth"].clone();
    let change = json!({ "oauth": {
        "client_name": "Nieuw", "registered": "administrator",
        "registration": { "statement_issuer": "https://keurmerk.example" },
    } });
    let oauth = registrar.admin.done("PATCH", &path, &change)["oauth"].clone();
    assert_eq!(oauth["client_name"], "Nieuw");
    assert_eq!(oauth["redirect_uris"], json!([CALLBACK]));
    assert_eq!(oauth["registered"], "dynamic");
    assert_eq!(oauth["registration"], before["registration"]);
    let by_hand = json!({
        "client_id": "meldt-zich-niet-zelf-aan", "applicatie": registrar.applicatie,
        "oauth": { "registered": "dynamic", "registration": { "token": "abcdefghijkl" } },
    });
    registrar.admin.done("POST", "/clients", &by_hand);
    let shown = registrar.client(&by_hand)["oauth"].clone();
    assert_eq!(shown, json!({}));
}
