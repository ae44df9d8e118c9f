//! The line through the house: what is written at the AC is in force at the gateway, and shown.

use serde_json::{Value, json};
use voorbeeldzaken::sample;

use crate::cases;
use crate::harness::ac::{AC, AcClient, path_of};
use crate::harness::client::encoded;
use crate::harness::{Bench, IN_FORCE, Installation, Request, eventually};

cases![
    what_is_registered_is_shown_to_both_kinds_of_token_and_under_both_names,
    sd2_8_a_right_that_is_given_or_taken_is_in_force_at_the_gateway_within_a_second,
];

/// A body for a client that may read meldingen.
fn melder(at: &Installation, client_id: &str) -> Value {
    let zaaktype = sample::url(&at.public_url(), sample::ZAAKTYPEN, sample::ZAAKTYPE_MELDING);
    json!({
        "clientIds": [client_id],
        "label": "Meldingen",
        "autorisaties": [{
            "component": "zrc",
            "scopes": ["zaken.lezen"],
            "zaaktype": zaaktype,
            "maxVertrouwelijkheidaanduiding": "openbaar"
        }]
    })
}

fn what_is_registered_is_shown_to_both_kinds_of_token_and_under_both_names(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let client_id = format!("{}-meldingen", ac.application.client_id);
    let made = ac.call("POST", "/applicaties", &melder(&at, &client_id));
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(made.header("api-version"), Some("1.1.0"));
    let body = made.json();
    assert_eq!(made.header("location"), body["url"].as_str());
    assert!(body["url"].as_str().unwrap().starts_with(&format!("{}{AC}/", at.public_url())));
    assert_eq!(body["autorisaties"][0]["componentWeergave"], "Zaken API");
    let token = ac.application.token(&at);
    for bearer in [ac.jwt(), token] {
        for server in [at.issuer, at.gateway] {
            let path = format!("{AC}{}", path_of(&body));
            let shown = Request::get(&path).bearer(&bearer).send(server);
            assert_eq!((shown.status, shown.json()), (200, body.clone()));
            let path = format!("{AC}/applicaties?clientIds={}", encoded(&client_id));
            let listed = Request::get(&path).bearer(&bearer).send(server).json();
            let page = json!({ "count": 1, "next": null, "previous": null, "results": [body] });
            assert_eq!(listed, page);
            let path = format!("{AC}/applicaties/consumer?clientId={}", encoded(&client_id));
            assert_eq!(Request::get(&path).bearer(&bearer).send(server).json(), body);
        }
    }
}

fn sd2_8_a_right_that_is_given_or_taken_is_in_force_at_the_gateway_within_a_second(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let client_id = format!("{}-in-force", ac.application.client_id);
    let made = ac.done("POST", "/applicaties", &melder(&at, &client_id));
    let secret = at.administrator().done(
        "POST",
        &format!("/clients/{}/secrets", encoded(&client_id)),
        &json!({}),
    );
    at.trust(&client_id);
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        encoded(&client_id),
        secret["secret"].as_str().unwrap()
    );
    let token = Request::post("/connect/token").form(&form).send(at.issuer).member("access_token");
    let zaak = format!("{}/{}", sample::ZAKEN, sample::ZAAK_MELDING_OPENBAAR);
    let status = || Request::get(&zaak).bearer(&token).send(at.gateway).status;
    eventually(IN_FORCE, "let through", || status() == 200);
    let catalogi =
        json!({ "autorisaties": [{ "component": "ztc", "scopes": ["catalogi.lezen"] }] });
    ac.done("PATCH", &path_of(&made), &catalogi);
    eventually(IN_FORCE, "refused", || status() == 403);
    let both = json!({ "autorisaties": melder(&at, &client_id)["autorisaties"] });
    ac.done("PATCH", &path_of(&made), &both);
    eventually(IN_FORCE, "let through again", || status() == 200);
    assert_eq!(ac.ask("DELETE", &path_of(&made)).status, 204);
    eventually(IN_FORCE, "refused for good", || status() == 401);
    assert_eq!(ac.ask("GET", &path_of(&made)).status, 404);
}
