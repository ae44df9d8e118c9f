//! What no database keeps: it names nothing, on pages and at endpoints alike.

use super::PASSWORD;
use crate::cases;
use crate::connect::authorize::Portal;
use crate::harness::browser::hidden;
use crate::harness::people::basic;
use crate::harness::{Bench, Request};

cases![
    a_consent_of_no_client_is_withdrawn_already,
    a_username_that_no_database_keeps_is_nobodys,
    an_endpoint_takes_no_parameter_that_no_database_keeps,
];

fn a_consent_of_no_client_is_withdrawn_already(bench: &Bench) {
    let mut portal = Portal::open(bench, "nul-intrek");
    portal.code(&[]);
    let csrf = hidden(&portal.browser.get("/account"), "csrf");
    let client = portal.app.client_id.clone();
    for (client, stays) in [("a\0b", true), (&*format!("{client}\0"), true), (&*client, false)] {
        let fields = [("csrf", &*csrf), ("client", client)];
        let answer = portal.browser.post("/account/toestemmingen", &fields);
        assert_eq!((answer.status, answer.header("location")), (303, Some("/account")));
        let account = portal.browser.get("/account");
        assert_eq!(account.text().contains(&*portal.app.client_id), stays, "{client:?}");
    }
}

fn a_username_that_no_database_keeps_is_nobodys(bench: &Bench) {
    let mut portal = Portal::open(bench, "nul-naam");
    for name in ["\0", "nul-naam\0", "\0nul-naam", "nul\0-naam"] {
        let refused = portal.sign_in("/login?prompt=login", name);
        assert_eq!(refused.status, 422, "{name:?}: {}", refused.text());
    }
    assert_eq!(portal.browser.sign_in("nul-naam", PASSWORD).status, 303);
}

fn an_endpoint_takes_no_parameter_that_no_database_keeps(bench: &Bench) {
    let mut portal = Portal::open(bench, "nul-eindpunt");
    let (issuer, code) = (portal.at.issuer, portal.code(&[]));
    let id = portal.app.client_id.clone();
    let header = basic(&id, &portal.app.secret);
    let nul = format!("zpr_{}%00", "A".repeat(42));
    let granted = |rest: &str| ("/connect/token", format!("grant_type=authorization_code&{rest}"));
    for (path, form) in [
        granted("code=a%00"),
        granted(&format!("code={code}%00&redirect_uri=%00")),
        granted(&format!("code={code}&resource=a%00&client_id={id}")),
        ("/connect/token", format!("grant_type=refresh_token&refresh_token={nul}")),
        ("/connect/token", "grant_type=client_credentials&scope=a%00b".to_owned()),
        ("/connect/token", "grant_type=client_credentials&resource=a%00b".to_owned()),
        ("/connect/token", "grant_type=%00".to_owned()),
        ("/connect/par", "response_type=code&redirect_uri=%00".to_owned()),
        ("/connect/par", "request_uri=%00".to_owned()),
        ("/connect/introspect", "token=zpt_%00".to_owned()),
    ] {
        let request = Request::post(path).header("Authorization", &header);
        let answer = request.form(&form).send(issuer);
        assert!((400..500).contains(&answer.status), "{path} {form}: {}", answer.text());
    }
    for token in [&*nul, "zpk_%00", "zpt_%00", "%00"] {
        let request = Request::post("/connect/revocation").header("Authorization", &header);
        let answer = request.form(&format!("token={token}")).send(issuer);
        assert_eq!(answer.status, 200, "{token}: {}", answer.text());
    }
    for (path, form) in [
        ("/connect/token", "grant_type=client_credentials&client_id=a%00&client_secret=%00"),
        ("/connect/par", "client_id=a%00b&client_secret=x"),
        ("/connect/introspect", "client_id=a%00b&client_secret=x&token=y"),
        ("/connect/revocation", "client_id=a%00b&client_secret=x&token=y"),
    ] {
        let answer = Request::post(path).form(form).send(issuer);
        assert_eq!(answer.status, 401, "{path}: {}", answer.text());
    }
    for path in [
        "/connect/authorize?client_id=a%00b",
        "/connect/authorize?client_id=a&request_uri=urn:ietf:params:oauth:request_uri:a%00",
        "/toestemming?verzoek=a%00",
        "/connect/endsession?client_id=a%00&post_logout_redirect_uri=%00",
    ] {
        let answer = portal.browser.get(path);
        assert_eq!(answer.status, 400, "{path}: {}", answer.text());
    }
    let logging_in = portal.browser.get("/login?prompt=login&login_hint=a%00b");
    assert_eq!(logging_in.status, 200, "{}", logging_in.text());
    let csrf = hidden(&portal.browser.get("/account"), "csrf");
    let odd = [("csrf", &*csrf), ("verzoek", "a\0b"), ("antwoord", "toestaan")];
    assert_eq!(portal.browser.post("/toestemming", &odd).status, 400);
}
