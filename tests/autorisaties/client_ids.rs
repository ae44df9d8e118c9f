//! Client ids: given once and for ever (`ac-001`), ended by leaving them out, and brought back
//! without what they had.

use serde_json::{Value, json};
use voorbeeldzaken::sample;

use super::{assert_problem, faults_of, pairs, reader_of_catalogi};
use crate::cases;
use crate::harness::ac::{AcClient, path_of};
use crate::harness::client::encoded;
use crate::harness::people::basic;
use crate::harness::{Bench, IN_FORCE, Installation, Request, eventually};

cases![
    a_client_id_left_out_ends_and_comes_back_without_what_it_had,
    a_public_client_that_comes_back_has_its_credential,
    sd2_2_a_client_id_is_never_given_to_another_applicatie,
    the_clients_of_the_system_are_not_to_be_had,
    a_client_id_given_twice_counts_once,
    the_last_client_id_is_not_to_be_left_out,
];

/// A secret and a key for a client, as the administration gives them.
fn equipped(at: &Installation, client_id: &str) -> (String, String) {
    let admin = at.administrator();
    let path = format!("/clients/{}", encoded(client_id));
    let secret = admin.done("POST", &format!("{path}/secrets"), &json!({}));
    let end = edge::clock::Clock::system().now() + chrono::TimeDelta::days(1);
    let key = json!({ "label": "x", "expires_at": end });
    let key = admin.done("POST", &format!("{path}/zgw-keys"), &key);
    at.trust(client_id);
    (secret["secret"].as_str().unwrap().to_owned(), key["key"].as_str().unwrap().to_owned())
}

fn token(at: &Installation, client_id: &str, secret: &str) -> crate::harness::Answer {
    Request::post("/connect/token")
        .header("Authorization", &basic(client_id, secret))
        .form("grant_type=client_credentials")
        .send(at.issuer)
}

fn a_client_id_left_out_ends_and_comes_back_without_what_it_had(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let [stays, goes] = ["blijft", "gaat"].map(|end| format!("{}-{end}", ac.application.client_id));
    let body = json!({ "clientIds": [goes, stays], "label": "x", "heeftAlleAutorisaties": true });
    let path = path_of(&ac.done("POST", "/applicaties", &body));
    let (secret, _) = equipped(&at, &goes);
    let (other, _) = equipped(&at, &stays);
    let bearer = token(&at, &goes, &secret).member("access_token");
    let zaak = format!("{}/{}", sample::ZAKEN, sample::ZAAK_MELDING_OPENBAAR);
    let call = || Request::get(&zaak).bearer(&bearer).send(at.gateway).status;
    eventually(IN_FORCE, "let through", || call() == 200);

    let left = ac.done("PATCH", &path, &json!({ "clientIds": [stays] }));
    assert_eq!(left["clientIds"], json!([stays]));
    eventually(IN_FORCE, "its token is refused", || call() == 401);
    assert_eq!(token(&at, &goes, &secret).status, 401, "its secret is dead");
    assert_eq!(token(&at, &stays, &other).status, 200, "the other's is not");
    let gone = ac.ask("GET", &format!("/applicaties/consumer?clientId={goes}"));
    assert_problem(&gone, 404, "not_found");

    let back = ac.done("PATCH", &path, &json!({ "clientIds": [goes, stays] }));
    assert_eq!(back["clientIds"], json!([goes, stays]));
    assert_eq!(token(&at, &goes, &secret).status, 401, "its secret stays dead");
    let (fresh, _) = equipped(&at, &goes);
    let bearer_now = token(&at, &goes, &fresh).member("access_token");
    let call_now = || Request::get(&zaak).bearer(&bearer_now).send(at.gateway).status;
    eventually(IN_FORCE, "let through again", || call_now() == 200);
    assert_eq!(call(), 401, "the old token stays dead");
}

fn a_public_client_that_comes_back_has_its_credential(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let [stays, goes] =
        ["blijft", "gaat"].map(|end| format!("{}-{end}-open", ac.application.client_id));
    let body = json!({ "clientIds": [goes, stays], "label": "x", "heeftAlleAutorisaties": true });
    let path = path_of(&ac.done("POST", "/applicaties", &body));
    let admin = at.administrator();
    let oauth = json!({ "oauth": { "token_endpoint_auth_method": "none",
        "application_type": "native", "grant_types": ["authorization_code"],
        "redirect_uris": ["http://127.0.0.1/terug"] } });
    admin.done("PATCH", &format!("/clients/{goes}"), &oauth);
    // Who is not known hears of credentials; who is, of a code.
    let told = || {
        let form = format!("grant_type=authorization_code&code=x&client_id={goes}");
        Request::post("/connect/token").form(&form).send(at.issuer).member("error")
    };
    eventually(IN_FORCE, "known", || told() == "invalid_grant");
    ac.done("PATCH", &path, &json!({ "clientIds": [stays] }));
    eventually(IN_FORCE, "gone", || told() == "invalid_client");
    ac.done("PATCH", &path, &json!({ "clientIds": [goes, stays] }));
    eventually(IN_FORCE, "back", || told() == "invalid_grant");
}

/// The reason why a body with this client id is refused.
fn refused(ac: &AcClient, method: &str, path: &str, client_id: &str) -> String {
    let mut body = reader_of_catalogi(&[client_id]);
    body["clientIds"] = json!([format!("{client_id}-vrij"), client_id]);
    let answer = ac.call(method, path, &body);
    assert_problem(&answer, 400, "invalid");
    assert_eq!(faults_of(&answer), pairs(&[("clientIds", "clientId-exists")]), "{client_id}");
    let reason = answer.json()["invalidParams"][0]["reason"].as_str().unwrap().to_owned();
    assert!(reason.contains(client_id) && !reason.contains("-vrij"), "{reason}");
    reason
}

fn sd2_2_a_client_id_is_never_given_to_another_applicatie(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let id = |end: &str| format!("{}-{end}", ac.application.client_id);
    let make = |ids: &[&str]| ac.done("POST", "/applicaties", &reader_of_catalogi(ids));
    let lives = make(&[&id("leeft"), &id("beeindigd")]);
    ac.done("PATCH", &path_of(&lives), &json!({ "clientIds": [id("leeft")] }));
    let deleted = make(&[&id("verwijderd")]);
    assert_eq!(ac.ask("DELETE", &path_of(&deleted)).status, 204);
    let other = path_of(&make(&[&id("ander")]));
    for (client_id, owner) in
        [(id("leeft"), &lives), (id("beeindigd"), &lives), (id("verwijderd"), &deleted)]
    {
        let uuid = path_of(owner).rsplit('/').next().unwrap().to_owned();
        for (method, path) in [("POST", "/applicaties"), ("PUT", &other), ("PATCH", &other)] {
            let reason = refused(&ac, method, path, &client_id);
            assert!(reason.contains(&uuid), "{reason}");
        }
    }
    // An administrator cannot either, and what is its own it may have back.
    let admin = at.administrator();
    let applicatie = other.rsplit('/').next().unwrap();
    let body = json!({ "client_id": id("beeindigd"), "applicatie": applicatie });
    assert_eq!(admin.call("POST", "/clients", &body).status, 409);
    let own = json!({ "clientIds": [id("beeindigd"), id("leeft")] });
    assert_eq!(ac.done("PATCH", &path_of(&lives), &own)["clientIds"], own["clientIds"]);
}

fn the_clients_of_the_system_are_not_to_be_had(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    for client_id in ["beheerder", "gateway"] {
        refused(&ac, "POST", "/applicaties", client_id);
        refused(&ac, "PATCH", &format!("/applicaties/{}", ac.application.applicatie), client_id);
        let list = ac.ask("GET", &format!("/applicaties?clientIds={client_id}")).json();
        assert_eq!(list["count"], 0);
        let consumer = ac.ask("GET", &format!("/applicaties/consumer?clientId={client_id}"));
        assert_problem(&consumer, 404, "not_found");
    }
}

fn a_client_id_given_twice_counts_once(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let [a, b] = ["a", "b"].map(|end| format!("{}-{end}", ac.application.client_id));
    let mut body = reader_of_catalogi(&[]);
    body["clientIds"] = json!([b, a, b, format!(" {a} ")]);
    let made = ac.done("POST", "/applicaties", &body);
    assert_eq!(made["clientIds"], json!([b, a]));
    body["clientIds"] = json!([a, a, b]);
    assert_eq!(ac.done("PUT", &path_of(&made), &body)["clientIds"], json!([a, b]));
    assert_eq!(ac.ask("GET", &path_of(&made)).json()["clientIds"], json!([a, b]));
}

fn the_last_client_id_is_not_to_be_left_out(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let id = format!("{}-laatste", ac.application.client_id);
    let made = ac.done("POST", "/applicaties", &reader_of_catalogi(&[&id]));
    for ids in [json!([]), Value::Null] {
        let code = if ids.is_null() { "null" } else { "empty" };
        let answer = ac.call("PATCH", &path_of(&made), &json!({ "clientIds": ids }));
        assert_eq!(faults_of(&answer), pairs(&[("clientIds", code)]));
    }
    assert_eq!(ac.ask("GET", &path_of(&made)).json(), made);
}
