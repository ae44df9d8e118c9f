//! Client ids and the ids of users: none is both (RFC 9700 4.15).

use serde_json::json;

use crate::cases;
use crate::harness::Bench;
use crate::harness::ac::AcClient;
use crate::harness::canaries::PASSWORD;

cases![
    bp_15_no_client_is_registered_under_the_id_of_a_user,
    bp_15_no_client_id_of_the_autorisaties_api_is_the_id_of_a_user,
];

/// The id of a user, and one that is nobody's.
fn ids(bench: &Bench, username: &str) -> (String, String) {
    let user = json!({ "username": username, "name": "Jan Jansen", "password": PASSWORD });
    let made = bench.shared().administrator().done("POST", "/users", &user);
    let id = made["id"].as_str().unwrap().to_owned();
    let last = if id.ends_with('0') { '1' } else { '0' };
    let other = format!("{}{last}", &id[..id.len() - 1]);
    (id, other)
}

fn bp_15_no_client_is_registered_under_the_id_of_a_user(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let (id, other) = ids(bench, "bp-15");
    let all = json!({ "label": "BP-15", "heeft_alle_autorisaties": true });
    let applicatie = admin.done("POST", "/applicaties", &all)["id"].clone();
    let register = |client_id: &str| {
        let client = json!({ "client_id": client_id, "applicatie": applicatie });
        admin.call("POST", "/clients", &client)
    };
    for spelled in [id.clone(), id.to_uppercase(), id.replace('-', "")] {
        let answer = register(&spelled);
        assert_eq!(
            (answer.status, &*answer.member("code")),
            (409, "client-id-exists"),
            "{spelled}"
        );
        assert!(answer.member("detail").contains("is the id of a user"), "{}", answer.text());
    }
    assert_eq!(register(&other).status, 201);
    let api = json!({ "reference": "BP-15", "resources": [], "scopes": [] });
    assert_eq!(admin.call("PUT", &format!("/apis/{id}"), &api).status, 409);
}

fn bp_15_no_client_id_of_the_autorisaties_api_is_the_id_of_a_user(bench: &Bench) {
    let at = bench.shared();
    let (id, other) = ids(bench, "bp-15-ac");
    let writer = AcClient::writer(&at);
    let body = |client_id: &str| json!({ "clientIds": [client_id], "label": "BP-15", "heeftAlleAutorisaties": true });
    let answer = writer.call("POST", "/applicaties", &body(&id));
    assert_eq!(answer.status, 400, "{}", answer.text());
    assert_eq!(answer.json()["invalidParams"][0]["code"], "clientId-exists");
    let import = at.administrator().call("POST", "/imports/applicaties", &body(&id));
    assert_eq!(import.status, 400, "{}", import.text());
    writer.done("POST", "/applicaties", &body(&other));
}
