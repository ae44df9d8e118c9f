//! What others know and the metadata does not name: it does not work.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA384, RSA_PSS_SHA512,
    RsaEncoding, RsaKeyPair,
};
use serde_json::{Value, json};
use tokens::Algorithm;

use super::{Crawl, given};
use crate::cases;
use crate::connect::authorize::refused;
use crate::harness::asserter::{self, Asserter, AssertingClient, TYPE};
use crate::harness::client::encoded;
use crate::harness::forge::{compact, message, sign_hs256};
use crate::harness::people::basic;
use crate::harness::{Answer, Bench, Request, TaskApplication};

cases![
    r8414_05_no_other_grant_type_gets_a_token,
    r8414_05_nobody_authenticates_in_another_way,
    r8414_05_nobody_introspects_in_another_way,
    r8414_05_no_assertion_of_another_algorithm_is_taken,
    r8414_05_no_client_is_registered_for_another_algorithm_or_way,
    r8414_05_no_other_response_type_mode_challenge_or_prompt_is_taken,
    r8414_05_no_other_scope_is_granted_and_no_claim_is_asked_for_by_itself,
    r8414_05_no_other_endpoint_is_there,
];

/// Of RFC 6749, 7522, 7523, 8628, 8693, OpenID Connect CIBA and UMA 2.0.
const GRANT_TYPES: &[&str] = &[
    "authorization_code",
    "client_credentials",
    "refresh_token",
    "password",
    "implicit",
    "CLIENT_CREDENTIALS",
    "urn:ietf:params:oauth:grant-type:device_code",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "urn:ietf:params:oauth:grant-type:saml2-bearer",
    "urn:ietf:params:oauth:grant-type:token-exchange",
    "urn:ietf:params:oauth:grant-type:uma-ticket",
    "urn:openid:params:grant-type:ciba",
];

/// Of RFC 7591 and RFC 8705.
const METHODS: &[&str] = &[
    "client_secret_basic",
    "client_secret_post",
    "client_secret_jwt",
    "private_key_jwt",
    "tls_client_auth",
    "self_signed_tls_client_auth",
    "none",
];

/// Of RFC 7518, 8037 and 9864.
const ALGORITHMS: &[&str] = &[
    "none", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
    "ES256", "ES384", "ES512", "EdDSA", "Ed25519",
];

fn is_refused(answer: &Answer, status: u16, error: &str) {
    assert_eq!((answer.status, answer.member("error").as_str()), (status, error), "{answer:?}");
    assert_eq!(answer.json().get("access_token"), None);
}

fn r8414_05_no_other_grant_type_gets_a_token(bench: &Bench) {
    let crawl = Crawl::open(bench, "kruip-grant");
    let service = TaskApplication::with_all(&crawl.portal.at);
    // Whatever those grants would be given stands there.
    let rest = "username=kruip-grant&password=x&assertion=a.b.c&device_code=x&ticket=x&code=x\
                &auth_req_id=x&subject_token=a.b.c&subject_token_type=\
                urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token";
    for grant in crawl.unadvertised("grant_types_supported", GRANT_TYPES) {
        for app in [&service, &crawl.portal.app] {
            let form = format!("grant_type={}&{rest}", encoded(grant));
            let header = basic(&app.client_id, &app.secret);
            let request = Request::post(crawl.path("token_endpoint")).form(&form);
            let answer = request.header("Authorization", &header).send(crawl.portal.at.issuer);
            is_refused(&answer, 400, "unsupported_grant_type");
        }
    }
    given(&service.ask(&crawl.portal.at, rest.split_once('&').unwrap().0));
}

/// A client with a secret that proves itself by an assertion of this algorithm under that secret.
fn client_secret_jwt(crawl: &Crawl, algorithm: &str) -> Answer {
    let app = TaskApplication::with_all(&crawl.portal.at);
    let id = &app.client_id;
    let claims = json!({
        "iss": id, "sub": id, "aud": crawl.metadata["issuer"], "jti": asserter::fresh_jti(),
        "exp": asserter::from_now(300), "iat": asserter::from_now(0),
    });
    let header = json!({ "alg": algorithm }).to_string();
    let assertion = sign_hs256(&header, &claims.to_string(), app.secret.as_bytes());
    asserter::ask(&crawl.portal.at, &assertion)
}

fn r8414_05_nobody_authenticates_in_another_way(bench: &Bench) {
    let crawl = Crawl::open(bench, "kruip-wijze");
    let at = &crawl.portal.at;
    let app = TaskApplication::with_all(at);
    let form = format!("grant_type=client_credentials&client_id={}", app.client_id);
    for method in crawl.unadvertised("token_endpoint_auth_methods_supported", METHODS) {
        let answer = match method {
            "client_secret_jwt" => client_secret_jwt(&crawl, "HS256"),
            // A certificate would be told by a proxy in front, in one of these headers.
            "tls_client_auth" | "self_signed_tls_client_auth" => Request::post("/connect/token")
                .form(&form)
                .header("X-Client-Cert", "MIIB")
                .header("X-SSL-Client-Verify", "SUCCESS")
                .header("Client-Cert", ":MIIB:")
                .send(at.issuer),
            other => panic!("nothing here tries {other}: write how"),
        };
        is_refused(&answer, 401, "invalid_client");
    }
    given(&app.ask(at, ""));
}

fn r8414_05_nobody_introspects_in_another_way(bench: &Bench) {
    let crawl = Crawl::open(bench, "kruip-inzien");
    let at = &crawl.portal.at;
    let secret = std::fs::read_to_string(at.path("keys/gateway.secret")).unwrap();
    let ask = |more: &str| {
        let request = Request::post(crawl.path("introspection_endpoint"));
        request.form(&format!("token=x&{more}")).send(at.issuer)
    };
    let client = AssertingClient::new(at, TaskApplication::with_all(at), json!({}));
    let (kind, assertion) = (encoded(TYPE), client.assertion(at));
    let methods = "introspection_endpoint_auth_methods_supported";
    for method in crawl.unadvertised(methods, METHODS) {
        let answer = match method {
            "client_secret_post" => {
                ask(&format!("client_id=gateway&client_secret={}", encoded(secret.trim())))
            }
            "client_secret_jwt" | "private_key_jwt" => {
                ask(&format!("client_assertion_type={kind}&client_assertion={assertion}"))
            }
            _ => ask("client_id=gateway"),
        };
        is_refused(&answer, 401, "invalid_client");
    }
}

/// Signs with this algorithm, as well as can be: under the client's own key if that fits.
fn signed(client: &AssertingClient, algorithm: &str, claims: &Value) -> String {
    let header = json!({ "alg": algorithm });
    let (header, claims) = (header.to_string(), claims.to_string());
    let (text, random) = (message(&header, &claims), SystemRandom::new());
    let rsa = |padding: &'static dyn RsaEncoding| {
        let pair = RsaKeyPair::from_pkcs8(&client.with.key.to_pkcs8()).unwrap();
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(padding, &random, text.as_bytes(), &mut signature).unwrap();
        signature
    };
    let curve = |curve: &'static EcdsaSigningAlgorithm| {
        let pair = EcdsaKeyPair::generate(curve).unwrap();
        pair.sign(&random, text.as_bytes()).unwrap().as_ref().to_vec()
    };
    let signature = match algorithm {
        "none" => Vec::new(),
        "HS256" | "HS384" | "HS512" => {
            return sign_hs256(&header, &claims, client.application.secret.as_bytes());
        }
        "RS384" => rsa(&RSA_PKCS1_SHA384),
        "RS512" => rsa(&RSA_PKCS1_SHA512),
        "PS384" => rsa(&RSA_PSS_SHA384),
        "PS512" => rsa(&RSA_PSS_SHA512),
        "ES384" => curve(&ECDSA_P384_SHA384_FIXED_SIGNING),
        "ES512" => curve(&ECDSA_P521_SHA512_FIXED_SIGNING),
        // The newer name of EdDSA.
        "Ed25519" => return client.with.sign_text(&header, &claims),
        other => panic!("nothing here signs by {other}: write how"),
    };
    compact(&text, &signature)
}

fn r8414_05_no_assertion_of_another_algorithm_is_taken(bench: &Bench) {
    let crawl = Crawl::open(bench, "kruip-getekend");
    let at = &crawl.portal.at;
    let by = |algorithm| {
        let key = (Asserter::new(algorithm), json!({}));
        AssertingClient::by(at, TaskApplication::with_all(at), key)
    };
    let (rsa, edwards) = (by(Algorithm::Rs256), by(Algorithm::EdDsa));
    let named = "token_endpoint_auth_signing_alg_values_supported";
    for algorithm in crawl.unadvertised(named, ALGORITHMS) {
        let client = if algorithm == "Ed25519" { &edwards } else { &rsa };
        let assertion = signed(client, algorithm, &client.claims(at));
        is_refused(&asserter::ask(at, &assertion), 401, "invalid_client");
        if algorithm.starts_with("HS") {
            is_refused(&client_secret_jwt(&crawl, algorithm), 401, "invalid_client");
        }
    }
    given(&rsa.ask(at));
    given(&edwards.ask(at));
}

fn r8414_05_no_client_is_registered_for_another_algorithm_or_way(bench: &Bench) {
    let crawl = Crawl::open(bench, "kruip-aanmelden");
    let admin = crawl.portal.at.administrator();
    let path = format!("/clients/{}", crawl.portal.app.client_id);
    let set = |member: &str, value: &str| {
        admin.call("PATCH", &path, &json!({ "oauth": { member: value } })).status
    };
    let named = "id_token_signing_alg_values_supported";
    for algorithm in crawl.unadvertised(named, ALGORITHMS) {
        assert_eq!(set("id_token_signed_response_alg", algorithm), 400, "{algorithm}");
        assert_eq!(set("token_endpoint_auth_signing_alg", algorithm), 400, "{algorithm}");
    }
    for method in crawl.unadvertised("token_endpoint_auth_methods_supported", METHODS) {
        assert_eq!(set("token_endpoint_auth_method", method), 400, "{method}");
    }
    for grant in crawl.unadvertised("grant_types_supported", GRANT_TYPES) {
        let body = json!({ "oauth": { "grant_types": ["authorization_code", grant] } });
        assert_eq!(admin.call("PATCH", &path, &body).status, 400, "{grant}");
    }
    assert_eq!(set("id_token_signed_response_alg", "PS256"), 200);
}

fn r8414_05_no_other_response_type_mode_challenge_or_prompt_is_taken(bench: &Bench) {
    let crawl = Crawl::open(bench, "kruip-aanvraag");
    let mut portal = crawl.by_offline();
    let types =
        ["code", "token", "id_token", "none", "code token", "code id_token", "id_token token"];
    for kind in crawl.unadvertised("response_types_supported", &types) {
        let asked = portal.ask(&[("response_type", kind), ("nonce", "n")]);
        assert_eq!(refused(&asked), "unsupported_response_type", "{kind}");
    }
    let modes = [
        "query",
        "fragment",
        "form_post",
        "web_message",
        "jwt",
        "query.jwt",
        "fragment.jwt",
        "form_post.jwt",
    ];
    for (member, parameter, known) in [
        ("response_modes_supported", "response_mode", &modes[..]),
        ("code_challenge_methods_supported", "code_challenge_method", &["S256", "plain", "S512"]),
        ("prompt_values_supported", "prompt", &["login", "create", "admin_consent"]),
    ] {
        for value in crawl.unadvertised(member, known) {
            let asked = portal.ask(&[(parameter, value)]);
            assert_eq!(refused(&asked), "invalid_request", "{value}");
        }
    }
    portal.code(&[]);
}

fn r8414_05_no_other_scope_is_granted_and_no_claim_is_asked_for_by_itself(bench: &Bench) {
    let crawl = Crawl::open(bench, "kruip-scopes");
    let mut portal = crawl.by_offline();
    let known = ["openid", "address", "phone", "groups", "roles", "zaken.alles", "zaakpoort.admin"];
    for scope in crawl.unadvertised("scopes_supported", &known) {
        let asked = portal.ask(&[("scope", &format!("openid {scope}"))]);
        assert_eq!(refused(&asked), "invalid_scope", "{scope}");
    }
    // OpenID Connect Core 5.5 is not advertised, so a request for claims is passed over.
    let claims = r#"{"userinfo":{"email":{"essential":true}},"id_token":{"email":null}}"#;
    let code = portal.code(&[("scope", "openid"), ("claims", claims)]);
    let answer = portal.redeem(&code, &[]);
    let members = crawl.userinfo(&given(&answer)).json();
    assert_eq!(members.as_object().unwrap().len(), 1, "{members}");
}

fn r8414_05_no_other_endpoint_is_there(bench: &Bench) {
    let crawl = Crawl::open(bench, "kruip-adressen");
    for (member, path) in [
        ("check_session_iframe", "/connect/checksession"),
        ("device_authorization_endpoint", "/connect/deviceauthorization"),
        ("backchannel_authentication_endpoint", "/connect/ciba"),
    ] {
        assert_eq!(crawl.metadata.get(member), None, "{member}: prove it, and take it out here");
        for method in ["GET", "POST"] {
            let answer = Request::new(method, path).form("").send(crawl.portal.at.issuer);
            assert_eq!(answer.status, 404, "{method} {path}");
        }
    }
}
