//! Whose a refresh token is, and how its client proves that it is the one.

use serde_json::json;
use tokens::Algorithm;

use super::{Offline, USUAL, is_invalid, refresh_token};
use crate::cases;
use crate::connect::authorize::{CALLBACK, VERIFIER};
use crate::harness::asserter::{Asserter, TYPE, fresh_jti, from_now, register};
use crate::harness::client::encoded;
use crate::harness::{Bench, IN_FORCE, Request, eventually};

cases![
    i5_ng_72_r6749_15_the_token_of_another_client_is_no_grant_and_stays_as_it_is,
    i5_a_client_proves_who_it_is_to_refresh,
    bp_09_ng_73_a_public_client_says_its_id_and_each_token_counts_once,
    ng_73_a_second_use_by_a_public_client_of_the_profile_ends_the_grant_at_once,
    ng_72_a_client_of_the_profile_signs_an_assertion_to_refresh,
    a_grant_outlives_the_secret_that_it_was_redeemed_with,
];

fn i5_ng_72_r6749_15_the_token_of_another_client_is_no_grant_and_stays_as_it_is(bench: &Bench) {
    let at = bench.shared();
    let mut owner = Offline::at(&at, "eigenaar-token");
    let mut other = Offline::at(&at, "ander-token");
    let token = owner.token();
    // The same person lets the other client do something too.
    other.browser = owner.browser.clone();
    let own = other.token();
    is_invalid(&other.refresh(&token), "invalid_grant");
    is_invalid(&other.refresh(&token), "invalid_grant");
    let next = refresh_token(&owner.refresh(&token));
    // A used one in other hands says nothing of theft either: nothing came of it.
    is_invalid(&other.refresh(&token), "invalid_grant");
    assert_eq!(owner.refresh(&next).status, 200);
    assert_eq!(other.refresh(&own).status, 200);
}

fn i5_a_client_proves_who_it_is_to_refresh(bench: &Bench) {
    let at = bench.shared();
    let mut client = Offline::at(&at, "bewijs-token");
    let token = client.token();
    let form = format!("grant_type=refresh_token&refresh_token={token}");
    let nobody = Request::post("/connect/token").form(&form).send(at.issuer);
    is_invalid(&nobody, "invalid_client");
    let named = format!("{form}&client_id=bewijs-token");
    is_invalid(&Request::post("/connect/token").form(&named).send(at.issuer), "invalid_client");
    let wrong = format!("{named}&client_secret=zp_niet");
    is_invalid(&Request::post("/connect/token").form(&wrong).send(at.issuer), "invalid_client");
    assert_eq!(client.refresh(&token).status, 200);
}

fn bp_09_ng_73_a_public_client_says_its_id_and_each_token_counts_once(bench: &Bench) {
    let at = bench.shared();
    let public = json!({ "token_endpoint_auth_method": "none", "application_type": "native" });
    let mut client = Offline::with(&at, "openbare-token", &public);
    let token = client.token();
    let form = format!("grant_type=refresh_token&refresh_token={token}");
    is_invalid(&Request::post("/connect/token").form(&form).send(at.issuer), "invalid_client");
    let other = format!("{form}&client_id=niemand");
    is_invalid(&Request::post("/connect/token").form(&other).send(at.issuer), "invalid_client");
    let next = refresh_token(&client.refresh(&token));
    is_invalid(&client.refresh(&token), "invalid_grant");
    assert_eq!(client.refresh(&next).status, 200);
}

fn ng_73_a_second_use_by_a_public_client_of_the_profile_ends_the_grant_at_once(bench: &Bench) {
    let at = bench.shared();
    let public = json!({
        "token_endpoint_auth_method": "none", "application_type": "native", "profile": "nlgov",
        "default_scopes": ["openid"],
    });
    let mut client = Offline::with(&at, "eenmalige-token", &public);
    let (token, other) = (client.token(), client.token());
    let next = refresh_token(&client.refresh(&token));
    is_invalid(&client.refresh(&token), "invalid_grant");
    is_invalid(&client.refresh(&next), "invalid_grant");
    assert_eq!(client.refresh(&other).status, 200, "that of another consent goes on");
    let said = "a refresh token came again after its use; its grant ends";
    eventually(IN_FORCE, "the log says so", || at.said().contains(said));
}

fn ng_72_a_client_of_the_profile_signs_an_assertion_to_refresh(bench: &Bench) {
    let at = bench.shared();
    let mut client = Offline::at(&at, "profiel-token");
    let (admin, key) = (at.administrator(), Asserter::new(Algorithm::Es256));
    register(&admin, "profiel-token", &key);
    let settings = json!({ "oauth": {
        "profile": "nlgov", "token_endpoint_auth_method": "private_key_jwt",
        "default_scopes": ["openid"], "grant_types": ["authorization_code", "refresh_token"],
        "redirect_uris": [CALLBACK],
    } });
    admin.done("PATCH", "/clients/profiel-token", &settings);
    let proof = || {
        let claims = json!({ "iss": "profiel-token", "sub": "profiel-token", "jti": fresh_jti(),
                             "aud": at.issuer_url(), "iat": from_now(0), "exp": from_now(300) });
        let assertion = key.sign(&key.header(), &claims);
        format!("&client_assertion_type={}&client_assertion={assertion}", encoded(TYPE))
    };
    let post = |form: &str| Request::post("/connect/token").form(form).send(at.issuer);
    let code = client.code(USUAL, "");
    let redeem = format!(
        "grant_type=authorization_code&code={code}&redirect_uri={}&code_verifier={VERIFIER}",
        encoded(CALLBACK)
    );
    let token = refresh_token(&post(&format!("{redeem}{}", proof())));
    let form = format!("grant_type=refresh_token&refresh_token={token}");
    is_invalid(&post(&form), "invalid_client");
    is_invalid(&post(&format!("{form}&client_id=profiel-token")), "invalid_client");
    is_invalid(&client.refresh(&token), "invalid_client");
    refresh_token(&post(&format!("{form}{}", proof())));
}

fn a_grant_outlives_the_secret_that_it_was_redeemed_with(bench: &Bench) {
    let at = bench.shared();
    let mut client = Offline::at(&at, "nieuw-geheim");
    let token = client.token();
    let (admin, path) = (at.administrator(), "/clients/nieuw-geheim/secrets");
    let second = admin.done("POST", path, &json!({}))["secret"].as_str().unwrap().to_owned();
    let first = client.secret["zp_".len()..][..12].to_owned();
    admin.done("DELETE", &format!("{path}/{first}"), &json!({}));
    is_invalid(&client.refresh(&token), "invalid_client");
    client.secret = second;
    refresh_token(&client.refresh(&token));
}
