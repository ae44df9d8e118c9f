//! Who may open the feed: a gateway, with a credential that is good for nothing else.

use serde_json::json;

use crate::cases;
use crate::harness::people::basic;
use crate::harness::{Bench, Events, Request, TaskApplication};

cases![
    the_feed_is_closed_without_a_gateways_credential,
    which_of_two_authorization_headers_counts_is_not_guessed,
    a_clients_secret_does_not_open_the_feed,
    an_administrators_secret_and_token_do_not_open_the_feed,
    a_wrong_credential_does_not_open_the_feed,
    a_gateways_credential_opens_the_feed,
    every_method_but_get_is_refused,
];

fn the_feed_is_closed_without_a_gateways_credential(bench: &Bench) {
    let at = bench.shared();
    let answer = Request::get("/feed/v1").send(at.issuer);
    assert_eq!(answer.status, 401);
    let challenge = r#"Basic realm="Zaakpoort feed", charset="UTF-8""#;
    assert_eq!(answer.header("www-authenticate"), Some(challenge));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(answer.member("code"), "not-authenticated");
    assert!(answer.member("detail").contains("zaakpoort secret create"), "{}", answer.text());
    for value in ["", "Basic", "Basic !!!", "Bearer x", "Token x", "Basic Z2F0ZXdheQ=="] {
        let request = Request::get("/feed/v1").header("Authorization", value);
        assert_eq!(request.send(at.issuer).status, 401, "{value}");
    }
}

fn which_of_two_authorization_headers_counts_is_not_guessed(bench: &Bench) {
    let at = bench.shared();
    let credential = std::fs::read_to_string(at.path("keys/gateway.secret")).unwrap();
    let good = basic("gateway", credential.trim());
    let twice = Request::get("/feed/v1").header("Authorization", &good);
    let twice = twice.header("Authorization", &good).send(at.issuer);
    assert_eq!((twice.status, twice.member("code").as_str()), (400, "invalid-request"));
    assert_eq!(twice.header("content-type"), Some("application/problem+json"));
}

fn a_clients_secret_does_not_open_the_feed(bench: &Bench) {
    let at = bench.shared();
    let all = json!({ "label": "Alles", "heeft_alle_autorisaties": true });
    let client = json!({ "extra_scopes": ["zaakpoort.feed"] });
    let application = TaskApplication::register(&at, &all, &client);
    assert_eq!(application.ask(&at, "").status, 200, "though it is a good secret");
    for id in [application.client_id.as_str(), "gateway"] {
        let refused = Events::open(&at, id, &application.secret, None);
        assert_eq!(refused.err().unwrap().status, 401, "{id}");
    }
    let token = application.token_for(&at, "zaakpoort.feed");
    assert_eq!(Request::get("/feed/v1").bearer(&token).send(at.issuer).status, 401);
}

fn an_administrators_secret_and_token_do_not_open_the_feed(bench: &Bench) {
    let at = bench.shared();
    for id in ["beheerder", "gateway"] {
        let refused = Events::open(&at, id, &at.first_secret(), None);
        assert_eq!(refused.err().unwrap().status, 401, "{id}");
    }
    let request = Request::get("/feed/v1").bearer(&at.administrator().token);
    assert_eq!(request.send(at.issuer).status, 401);
}

fn a_wrong_credential_does_not_open_the_feed(bench: &Bench) {
    let at = bench.shared();
    let credential = std::fs::read_to_string(at.path("keys/gateway.secret")).unwrap();
    let credential = credential.trim();
    for wrong in [&credential[1..], &format!("{credential}x"), "", "geheim"] {
        assert_eq!(Events::open(&at, "gateway", wrong, None).err().unwrap().status, 401);
    }
    for id in ["Gateway", "beheerder", "", "niemand"] {
        assert_eq!(Events::open(&at, id, credential, None).err().unwrap().status, 401, "{id}");
    }
}

fn a_gateways_credential_opens_the_feed(bench: &Bench) {
    let at = bench.shared();
    let (items, end) = Events::of_the_gateway(&at, None).snapshot();
    assert_eq!(u64::try_from(items.len()).unwrap(), end.number("count"));
}

fn every_method_but_get_is_refused(bench: &Bench) {
    let at = bench.shared();
    let credential = std::fs::read_to_string(at.path("keys/gateway.secret")).unwrap();
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let request = Request::new(method, "/feed/v1");
        let request = request.header("Authorization", &basic("gateway", credential.trim()));
        assert!([404, 405].contains(&request.send(at.issuer).status), "{method}");
    }
}
