//! Codes: whose they are, how often they count, and what comes of them.

use std::sync::Arc;

use serde_json::json;
use voorbeeldzaken::sample;

use super::{CALLBACK, CHALLENGE, PASSWORD, Portal, VERIFIER, half_hash, payload, redeeming};
use crate::cases;
use crate::harness::browser::hidden;
use crate::harness::forge::header_of;
use crate::harness::{Answer, Bench, IN_FORCE, Options, Request, eventually};

cases![
    bp_21_a_code_that_comes_twice_gives_nothing_and_ends_what_came_of_it,
    bp_04_bp_24_ng_25_ng_82e_a_challenge_demands_its_verifier_and_r6749_13_a_wrong_one_burns_the_code,
    a_second_use_counts_as_one_also_while_the_clients_key_does_not_sign_yet,
    bp_05_a_verifier_without_a_challenge_is_refused,
    r6749_11_a_code_is_its_clients_and_its_redirect_uris,
    ng_02_a_code_needs_the_clients_own_credentials,
    a_code_that_waits_dies_with_the_consent_and_with_the_person,
    ng_06_a_public_client_has_nothing_but_its_verifier,
    i37_roidc_01_roidc_05_an_id_token_says_who_signed_in_and_opens_nothing,
];

fn is_invalid(answer: &Answer, error: &str) {
    let status = if error == "invalid_client" { 401 } else { 400 };
    assert_eq!((answer.status, answer.member("error").as_str()), (status, error));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

fn call(portal: &Portal, token: &str) -> u16 {
    let path = format!("{}/{}", sample::ZAKEN, sample::ZAAK_MELDING_OPENBAAR);
    Request::get(&path).bearer(token).send(portal.at.gateway).status
}

fn bp_21_a_code_that_comes_twice_gives_nothing_and_ends_what_came_of_it(bench: &Bench) {
    let mut portal = Portal::open(bench, "bp-21");
    let (code, other) = (portal.code(&[]), portal.code(&[]));
    let token = portal.redeem(&code, &[]).member("access_token");
    let of_other = portal.redeem(&other, &[]).member("access_token");
    assert_eq!((call(&portal, &token), call(&portal, &of_other)), (200, 200));
    is_invalid(&portal.redeem(&code, &[]), "invalid_grant");
    eventually(IN_FORCE, "the token is refused", || call(&portal, &token) == 401);
    assert_eq!(call(&portal, &of_other), 200, "that of another code goes on");
}

fn a_second_use_counts_as_one_also_while_the_clients_key_does_not_sign_yet(bench: &Bench) {
    let at = Arc::new(bench.with(&Options::default().split()));
    let mut portal = Portal::at(at, "tweede-gebruik", &json!({}));
    assert_eq!(portal.browser.sign_in("tweede-gebruik", PASSWORD).status, 303);
    let (code, unused) = (portal.code(&[]), portal.code(&[]));
    let token = portal.redeem(&code, &[]).member("access_token");
    eventually(IN_FORCE, "the token is taken", || call(&portal, &token) == 200);
    let at = Arc::get_mut(&mut portal.at).unwrap();
    at.kill_issuer();
    let id = &portal.app.client_id;
    let rs256 = format!(
        r#"UPDATE clients SET oauth = '{{"grant_types":["authorization_code"],"signing_algorithm":"RS256",
           "redirect_uris":["{CALLBACK}"]}}' WHERE id = '{id}'"#
    );
    for sql in ["DELETE FROM signing_keys WHERE algorithm = 'RS256'", &rs256] {
        at.database.changed(at.folder.path(), sql);
    }
    at.start_issuer();
    let answer = portal.redeem(&unused, &[]);
    assert_eq!((answer.status, answer.member("error").as_str()), (503, "temporarily_unavailable"));
    is_invalid(&portal.redeem(&code, &[]), "invalid_grant");
    eventually(IN_FORCE, "the token is refused", || call(&portal, &token) == 401);
}

fn bp_04_bp_24_ng_25_ng_82e_a_challenge_demands_its_verifier_and_r6749_13_a_wrong_one_burns_the_code(
    bench: &Bench,
) {
    let mut portal = Portal::open(bench, "bp-04");
    let (long, odd) = ("a".repeat(129), format!("{}+", &VERIFIER[1..]));
    for wrong in ["", "kort", CHALLENGE, &VERIFIER.to_lowercase(), &long, &odd] {
        let code = portal.code(&[]);
        is_invalid(&portal.redeem(&code, &[("code_verifier", wrong)]), "invalid_grant");
        is_invalid(&portal.redeem(&code, &[]), "invalid_grant");
    }
    let code = portal.code(&[]);
    assert_eq!(portal.redeem(&code, &[]).status, 200);
}

fn bp_05_a_verifier_without_a_challenge_is_refused(bench: &Bench) {
    let portal = Portal::open(bench, "bp-05");
    let app = super::client(&portal.at, &json!({ "require_pkce": false }));
    let mut portal = Portal { app, ..portal };
    let without = [("code_challenge", ""), ("code_challenge_method", "")];
    let code = portal.code(&without);
    is_invalid(&portal.redeem(&code, &[]), "invalid_grant");
    let code = portal.code(&without);
    assert_eq!(portal.redeem(&code, &[("code_verifier", "")]).status, 200);
}

fn r6749_11_a_code_is_its_clients_and_its_redirect_uris(bench: &Bench) {
    let mut portal = Portal::open(bench, "r6749-11");
    let other = super::client(&portal.at, &json!({}));
    let code = portal.code(&[]);
    let header = crate::harness::people::basic(&other.client_id, &other.secret);
    let theirs = redeeming(&code, &[]).header("Authorization", &header).send(portal.at.issuer);
    is_invalid(&theirs, "invalid_grant");
    assert_eq!(portal.redeem(&code, &[]).status, 200, "another's attempt leaves it as it is");
    for uri in ["https://portaal.example/terug", "https://PORTAAL.example/terug?van=hier"] {
        let code = portal.code(&[]);
        is_invalid(&portal.redeem(&code, &[("redirect_uri", uri)]), "invalid_grant");
    }
    let code = portal.code(&[]);
    assert_eq!(portal.redeem(&code, &[("redirect_uri", "")]).status, 200, "PKCE binds it already");
}

fn ng_02_a_code_needs_the_clients_own_credentials(bench: &Bench) {
    let mut portal = Portal::open(bench, "ng-02");
    let code = portal.code(&[]);
    let id = [("client_id", portal.app.client_id.as_str())];
    is_invalid(&redeeming(&code, &[]).send(portal.at.issuer), "invalid_client");
    is_invalid(&redeeming(&code, &id).send(portal.at.issuer), "invalid_client");
    let wrong = [id[0], ("client_secret", "zp_niet")];
    is_invalid(&redeeming(&code, &wrong).send(portal.at.issuer), "invalid_client");
    assert_eq!(portal.redeem(&code, &[]).status, 200);
    is_invalid(&portal.redeem("", &[]), "invalid_request");
    is_invalid(&portal.redeem("niets", &[]), "invalid_grant");
}

fn a_code_that_waits_dies_with_the_consent_and_with_the_person(bench: &Bench) {
    let mut portal = Portal::open(bench, "wachtende-code");
    let code = portal.code(&[]);
    let csrf = hidden(&portal.browser.get("/account"), "csrf");
    let client = portal.app.client_id.clone();
    portal.browser.post("/account/toestemmingen", &[("csrf", &csrf), ("client", &client)]);
    is_invalid(&portal.redeem(&code, &[]), "invalid_grant");
    let (code, other) = (portal.code(&[]), portal.code(&[]));
    assert_eq!(portal.redeem(&other, &[]).status, 200);
    portal.at.administrator().done("POST", "/users/wachtende-code/disable", &json!({}));
    is_invalid(&portal.redeem(&code, &[]), "invalid_grant");
    portal.at.administrator().done("POST", "/users/wachtende-code/enable", &json!({}));
    is_invalid(&portal.redeem(&code, &[]), "invalid_grant");
}

fn ng_06_a_public_client_has_nothing_but_its_verifier(bench: &Bench) {
    let portal = Portal::open(bench, "ng-06");
    let public = json!({ "client_id": "openbaar", "applicatie": portal.app.applicatie, "oauth": {
        "token_endpoint_auth_method": "none", "application_type": "native",
        "grant_types": ["authorization_code"], "redirect_uris": [CALLBACK] } });
    let admin = portal.at.administrator();
    admin.done("POST", "/clients", &public);
    portal.at.trust("openbaar");
    let id = "openbaar".to_owned();
    let mut portal =
        Portal { app: super::TaskApplication { client_id: id, ..portal.app.clone() }, ..portal };
    let as_public = |code: &str, issuer| redeeming(code, &[("client_id", "openbaar")]).send(issuer);
    let code = portal.code(&[]);
    is_invalid(&portal.redeem(&code, &[]), "invalid_client");
    let answer = as_public(&code, portal.at.issuer);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let token = answer.member("access_token");
    assert_eq!(call(&portal, &token), 200);
    // What it holds nothing of ends its tokens, as a secret does.
    let listed = admin.done("GET", "/clients/openbaar/secrets", &json!({}));
    let credential = payload(&token)["zp_credential"].as_str().unwrap().to_owned();
    assert!(listed.to_string().contains(&credential), "{listed}");
    admin.done("DELETE", &format!("/clients/openbaar/secrets/{credential}"), &json!({}));
    eventually(IN_FORCE, "the token is refused", || call(&portal, &token) == 401);
    let code = portal.code(&[]);
    is_invalid(&as_public(&code, portal.at.issuer), "invalid_client");
}

fn i37_roidc_01_roidc_05_an_id_token_says_who_signed_in_and_opens_nothing(bench: &Bench) {
    let mut portal = Portal::open(bench, "i37");
    let code = portal.code(&[("nonce", "n-0S6_WzA2Mj")]);
    let answer = portal.redeem(&code, &[]);
    let (access, id) = (answer.member("access_token"), answer.member("id_token"));
    let (claims, of_access) = (payload(&id), payload(&access));
    assert_eq!(header_of(&id)["typ"], "JWT");
    assert_eq!(header_of(&id)["alg"], "RS256");
    assert_eq!(claims["iss"], portal.at.issuer_url());
    assert_eq!(claims["aud"], portal.app.client_id.as_str());
    assert_eq!(claims["azp"], portal.app.client_id.as_str());
    assert_eq!(claims["nonce"], "n-0S6_WzA2Mj");
    assert_eq!(claims["at_hash"], half_hash(&access));
    assert_eq!(claims["sub"], of_access["sub"]);
    assert_ne!(of_access["sub"], of_access["client_id"]);
    assert!(of_access["zp_grant"].is_string(), "{of_access}");
    assert!(claims["auth_time"].as_i64() <= claims["iat"].as_i64());
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 300);
    assert_eq!((call(&portal, &id), call(&portal, &access)), (401, 200));
    let userinfo =
        |token: &str| Request::get("/connect/userinfo").bearer(token).send(portal.at.issuer);
    assert_eq!(userinfo(&id).status, 401);
    assert_eq!(userinfo(&access).json(), json!({ "sub": claims["sub"] }));
    let code = portal.code(&[("scope", "openid profile email")]);
    let answer = portal.redeem(&code, &[]);
    assert_eq!(payload(&answer.member("id_token")).get("nonce"), None);
    let said = Request::get("/connect/userinfo").bearer(&answer.member("access_token"));
    let said = said.send(portal.at.issuer).json();
    assert_eq!(
        (&said["name"], &said["email"]),
        (&json!("Jan Jansen"), &json!("jan@gemeente.example"))
    );
    let code = portal.code(&[("scope", "zaken.lezen")]);
    assert_eq!(portal.redeem(&code, &[]).json().get("id_token"), None);
}
