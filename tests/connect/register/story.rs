//! From the administrator's token to the end of the client: everybody does their part.

use serde_json::json;
use voorbeeldzaken::sample;

use super::{Registrar, done, metadata};
use crate::cases;
use crate::commands::administration::administer;
use crate::connect::authorize::{redeeming, refused};
use crate::harness::{Bench, IN_FORCE, Options, Request, eventually};

cases![
    ng_59_r7591_08_a_client_registers_itself_acts_for_a_person_and_is_ended,
    ng_11_a_native_application_registers_itself_and_uses_pkce,
    a_client_that_registered_at_one_issuer_is_known_to_all,
];

fn read(registrar: &Registrar, token: &str) -> u16 {
    let path = format!("{}/{}", sample::ZAKEN, sample::ZAAK_MELDING_OPENBAAR);
    Request::get(&path).bearer(token).send(registrar.at.gateway).status
}

fn ng_59_r7591_08_a_client_registers_itself_acts_for_a_person_and_is_ended(bench: &Bench) {
    let at = bench.fresh();
    let applicatie =
        administer(&at, &["applicatie", "create", "--label", "App", "--heeft-alle-autorisaties"]);
    let id = applicatie["id"].as_str().unwrap().to_owned();
    let create = ["registration-token", "create", &id, "--label", "leverancier", "--to", "token"];
    let made = administer(&at, &create);
    let file = made["token_file"].as_str().unwrap();
    let token = std::fs::read_to_string(at.path(file)).unwrap();
    let endpoint = Request::get("/.well-known/openid-configuration").send(at.issuer);
    let endpoint = endpoint.member("registration_endpoint");
    let path = endpoint.strip_prefix(&at.issuer_url()).unwrap().to_owned();
    let said = metadata(&json!({
        "client_name": "Balie", "grant_types": ["authorization_code", "refresh_token"],
        "scope": "openid zaken.lezen offline_access",
    }));
    let answer = Request::post(&path).bearer(token.trim()).json(&said).send(at.issuer);
    let registered = done(&answer);
    let client_id = registered["client_id"].as_str().unwrap().to_owned();
    // As every client of Open Zaak's, it is known there before it calls.
    at.trust(&client_id);
    let admin = at.administrator();
    let registrar = Registrar { at: at.into(), admin, applicatie: id };
    let mut portal = registrar.portal(&registered, "balie");
    let code = portal.code(&[("scope", "")]);
    let given = portal.redeem(&code, &[]);
    assert_eq!(given.status, 200, "{}", given.text());
    let (access, refresh) = (given.member("access_token"), given.member("refresh_token"));
    assert_eq!(read(&registrar, &access), 200);
    let at = &registrar.at;
    administer(at, &["client", "delete", &client_id, "--yes"]);
    eventually(IN_FORCE, "its token is dead", || read(&registrar, &access) == 401);
    let again = redeeming("x", &[("grant_type", "refresh_token"), ("refresh_token", &refresh)]);
    let header = crate::harness::people::basic(&client_id, &portal.app.secret);
    let again = again.header("Authorization", &header).send(at.issuer);
    assert_eq!((again.status, &*again.member("error")), (401, "invalid_client"));
    let page = portal.ask(&[]);
    assert_eq!(page.status, 400, "nobody is sent by it any more: {}", page.text());
}

fn ng_11_a_native_application_registers_itself_and_uses_pkce(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let native = json!({ "application_type": "native", "token_endpoint_auth_method": "none" });
    let registered = registrar.registered(&native);
    registrar.at.trust(registered["client_id"].as_str().unwrap());
    let mut portal = registrar.portal(&registered, "ng-11");
    let plain = [("code_challenge", ""), ("code_challenge_method", "")];
    assert_eq!(refused(&portal.ask(&plain)), "invalid_request", "without PKCE there is no code");
    let code = portal.code(&[]);
    let id = portal.app.client_id.clone();
    let redeem = |verifier: &str| {
        let said = [("client_id", id.as_str()), ("code_verifier", verifier)];
        redeeming(&code, &said).send(registrar.at.issuer)
    };
    let wrong = redeem(&"x".repeat(43));
    assert_eq!((wrong.status, &*wrong.member("error")), (400, "invalid_grant"));
    let code = portal.code(&[]);
    let said = [("client_id", id.as_str())];
    let given = redeeming(&code, &said).send(registrar.at.issuer);
    assert_eq!(given.status, 200, "{}", given.text());
    assert_eq!(read(&registrar, &given.member("access_token")), 200);
}

fn a_client_that_registered_at_one_issuer_is_known_to_all(bench: &Bench) {
    let at = bench.with(&Options::default().apart(2, 1)).into();
    let all = json!({ "label": "Alles", "heeft_alle_autorisaties": true });
    let registrar = Registrar::at(at, &all);
    let [one, other] = registrar.at.issuers()[..] else { panic!("two were asked for") };
    let token = registrar.token(&json!({}));
    let post = |issuer| {
        let request = Request::post("/connect/register").bearer(&token);
        done(&request.json(&metadata(&json!({}))).send(issuer))
    };
    for (here, there) in [(one, other), (other, one)] {
        let registered = post(here);
        let header = crate::harness::people::basic(
            registered["client_id"].as_str().unwrap(),
            registered["client_secret"].as_str().unwrap(),
        );
        let knows = || {
            let asked = redeeming("x", &[]).header("Authorization", &header).send(there);
            asked.member("error") == "invalid_grant"
        };
        eventually(IN_FORCE, "the other issuer knows it", knows);
    }
}
