//! What people see of a client that nobody has looked at, and where it may lead them.

use serde_json::json;

use super::Registrar;
use crate::cases;
use crate::connect::authorize::{Portal, client, is_a_page, refused};
use crate::harness::{Bench, Browser};

cases![
    who_let_an_application_in_that_registered_itself_sees_that_on_their_account,
    nobody_is_sent_on_by_it_who_has_not_signed_in,
];

const GONE: &str = "https://portaal.example/uit";

fn who_let_an_application_in_that_registered_itself_sees_that_on_their_account(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let registered = registrar.registered(&json!({ "client_name": "Het portaal" }));
    let mut portal = registrar.portal(&registered, "zelf-aangemeld");
    portal.code(&[]);
    let itself = format!("{} (heeft zichzelf aangemeld)", portal.app.client_id);
    portal.app = client(&portal.at, &json!({}));
    portal.code(&[]);
    let account = portal.browser.get("/account").text();
    assert_eq!(account.matches("data-consent=").count(), 2);
    assert!(account.contains(&itself), "{account}");
    assert_eq!(account.matches("heeft zichzelf aangemeld").count(), 1, "{account}");
    assert!(account.contains(&format!(">{}. Toegestaan", portal.app.client_id)), "{account}");
}

fn nobody_is_sent_on_by_it_who_has_not_signed_in(bench: &Bench) {
    let registrar = Registrar::open(bench);
    let out = json!({ "post_logout_redirect_uris": [GONE] });
    let mut portal = registrar.portal(&registrar.registered(&out), "niet-doorgestuurd");
    let code = portal.code(&[]);
    let token = portal.redeem(&code, &[]).member("id_token");
    let mut stranger = Browser::at(portal.at.issuer);
    let leave = |by: &str| format!("/connect/endsession?{by}&post_logout_redirect_uri={GONE}");
    let named = format!("client_id={}", portal.app.client_id);
    is_a_page(&stranger.get(&leave(&named)), 200);
    let hinted = stranger.get(&leave(&format!("id_token_hint={token}")));
    assert_eq!((hinted.status, hinted.header("location")), (303, Some(GONE)));
    // Nor by a request that is wrong: who has signed in is, and so is a program that asks nobody.
    let wrong = portal.request(&[("response_type", "token")]);
    let led = stranger.get(&wrong);
    assert!(led.header("location").unwrap().starts_with("/login?"), "{led:?}");
    let silent = portal.request(&[("response_type", "token"), ("prompt", "none")]);
    assert_eq!(refused(&stranger.get(&silent)), "unsupported_response_type");
    assert_eq!(refused(&portal.browser.get(&wrong)), "unsupported_response_type");
    // One that an administrator registered is believed.
    let known = client(&portal.at, &out).client_id;
    let mut of_the_known = Portal { app: client(&portal.at, &json!({})), ..portal };
    of_the_known.browser = stranger.clone();
    let said = of_the_known.ask(&[("response_type", "token")]);
    assert_eq!(refused(&said), "unsupported_response_type");
    let sent = stranger.get(&leave(&format!("client_id={known}")));
    assert_eq!((sent.status, sent.header("location")), (303, Some(GONE)));
}
