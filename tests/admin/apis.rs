//! `/admin/v1/apis` and the access to them: asked for, decided, taken back.

use serde_json::{Value, json};

use super::{assert_fout, empty};
use crate::cases;
use crate::harness::{Answer, Bench, Installation};

cases![
    an_api_is_registered_described_anew_and_listed,
    two_apis_have_neither_reference_nor_resource_in_common,
    what_describes_no_api_is_refused,
    access_is_asked_for_decided_and_taken_back,
    a_client_asks_once_and_for_scopes_of_the_api_alone,
    an_attribute_has_a_plain_name_and_a_bounded_text,
];

fn put(at: &Installation, id: &str, body: &Value) -> Answer {
    at.administrator().call("PUT", &format!("/apis/{id}"), body)
}

fn client(at: &Installation, id: &str) {
    let body = json!({ "client_id": id, "applicatie": empty(at) });
    at.administrator().done("POST", "/clients", &body);
}

fn ask(at: &Installation, api: &str, body: &Value) -> Answer {
    at.administrator().call("POST", &format!("/apis/{api}/accesses"), body)
}

fn decide(at: &Installation, id: &str, decision: &str, body: &Value) -> Answer {
    at.administrator().call("POST", &format!("/accesses/{id}/{decision}"), body)
}

fn an_api_is_registered_described_anew_and_listed(bench: &Bench) {
    let at = bench.shared();
    let first = json!({
        "reference": "Register", "resources": ["https://register.example"], "scopes": ["lees"],
        "owner_code": "0123456789", "owner_name": "Zorg",
    });
    let made = put(&at, "register-api", &first);
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(made.json()["owner_code"], "0123456789", "a code keeps its zeros");
    let again = put(&at, "register-api", &json!({ "reference": "Register 2" }));
    assert_eq!(again.status, 200);
    let admin = at.administrator();
    let shown = admin.done("GET", "/apis/register-api", &json!(null));
    assert_eq!(shown, again.json());
    assert_eq!(shown["scopes"], json!([]), "it is described as a whole");
    let listed = admin.done("GET", "/apis", &json!(null));
    assert!(listed["results"].as_array().unwrap().contains(&shown));
    let client = admin.done("GET", "/clients/register-api", &json!(null));
    assert_eq!(client["role"], "api");
    admin.done("DELETE", "/clients/register-api", &json!(null));
    assert_fout(&admin.call("GET", "/apis/register-api", &json!(null)), 404, "not-found");
    assert_fout(&put(&at, "register-api", &first), 409, "client-id-exists");
}

fn two_apis_have_neither_reference_nor_resource_in_common(bench: &Bench) {
    let at = bench.shared();
    let one = json!({ "reference": "Enig", "resources": ["https://enig.example"] });
    assert_eq!(put(&at, "enig-api", &one).status, 201);
    for other in [
        json!({ "reference": "Enig" }),
        json!({ "reference": "Ander", "resources": ["https://enig.example"] }),
    ] {
        let refused = put(&at, "ander-api", &other);
        assert_fout(&refused, 400, "invalid");
        assert!(refused.member("detail").contains("`enig-api`"), "{}", refused.text());
    }
    let neighbour = json!({ "reference": "Ander", "resources": ["https://enig.example/ander"] });
    assert_eq!(put(&at, "ander-api", &neighbour).status, 201);
}

fn what_describes_no_api_is_refused(bench: &Bench) {
    let at = bench.shared();
    for body in [
        json!({}),
        json!({ "reference": "" }),
        json!({ "reference": "Fout", "resources": ["geen url"] }),
        json!({ "reference": "Fout", "resources": ["https://fout.example/#x"] }),
        json!({ "reference": "Fout", "scopes": ["a b"] }),
        json!({ "reference": "Fout", "scopes": ["zaakpoort.admin"] }),
        json!({ "reference": "Fout", "owner_code": "" }),
        json!({ "reference": "Fout", "client_id": "x" }),
    ] {
        assert_fout(&put(&at, "fout", &body), 400, "invalid");
    }
    assert_fout(&put(&at, &"x".repeat(51), &json!({ "reference": "Fout" })), 400, "invalid");
}

fn access_is_asked_for_decided_and_taken_back(bench: &Bench) {
    let at = bench.shared();
    let api = json!({ "reference": "Toegang", "scopes": ["lees", "schrijf"] });
    assert_eq!(put(&at, "toegang", &api).status, 201);
    client(&at, "vrager");
    let asked = json!({ "client_id": "vrager", "scopes": ["lees"], "note": "voor de balie" });
    let made = ask(&at, "toegang", &asked);
    assert_eq!(made.status, 201, "{}", made.text());
    let access = made.json();
    assert_eq!(
        (&access["state"], &access["requested_by"]),
        (&json!("requested"), &json!("beheerder"))
    );
    assert_eq!(access["decided_at"], json!(null));
    let id = access["id"].as_str().unwrap();
    let none = json!({});
    assert_fout(&decide(&at, id, "withdraw", &none), 409, "decided");
    let approved = decide(&at, id, "approve", &json!({ "attributes": { "regio": "west" } }));
    assert_eq!(approved.json()["state"], "approved");
    assert_eq!(approved.json()["attributes"], json!({ "regio": "west" }));
    assert_eq!(approved.json()["decided_by"], "beheerder");
    for decision in ["approve", "refuse"] {
        assert_fout(&decide(&at, id, decision, &none), 409, "decided");
    }
    assert_eq!(decide(&at, id, "withdraw", &none).json()["state"], "withdrawn");
    assert_eq!(decide(&at, id, "approve", &none).json()["state"], "approved", "and back");
    let list = at.administrator().done("GET", "/apis/toegang/accesses", &json!(null));
    assert_eq!(list["results"].as_array().unwrap().len(), 1);
    for unknown in ["00000000-0000-0000-0000-000000000000", "x"] {
        assert_fout(&decide(&at, unknown, "approve", &none), 404, "not-found");
    }
}

fn a_client_asks_once_and_for_scopes_of_the_api_alone(bench: &Bench) {
    let at = bench.shared();
    let api = json!({ "reference": "Eenmaal", "scopes": ["lees"] });
    assert_eq!(put(&at, "eenmaal", &api).status, 201);
    client(&at, "eens");
    let asked = |scope: &str| json!({ "client_id": "eens", "scopes": [scope] });
    let foreign = ask(&at, "eenmaal", &asked("schrijf"));
    assert_fout(&foreign, 400, "invalid");
    assert!(foreign.member("detail").contains("it has lees"), "{}", foreign.text());
    let made = ask(&at, "eenmaal", &asked("lees"));
    assert_eq!(made.status, 201);
    let refused = decide(&at, made.json()["id"].as_str().unwrap(), "refuse", &json!({}));
    assert_eq!(refused.json()["state"], "refused");
    assert_fout(&ask(&at, "eenmaal", &asked("lees")), 409, "decided");
    for other in ["beheerder", "gateway", "eenmaal"] {
        let body = json!({ "client_id": other, "scopes": ["lees"] });
        assert_fout(&ask(&at, "eenmaal", &body), 400, "invalid");
    }
    let nobody = json!({ "client_id": "niemand", "scopes": ["lees"] });
    assert_fout(&ask(&at, "eenmaal", &nobody), 404, "not-found");
    assert_fout(&ask(&at, "eens", &asked("lees")), 404, "not-found");
}

fn an_attribute_has_a_plain_name_and_a_bounded_text(bench: &Bench) {
    let at = bench.shared();
    assert_eq!(
        put(&at, "kenmerk", &json!({ "reference": "Kenmerk", "scopes": ["a"] })).status,
        201
    );
    client(&at, "gekenmerkt");
    let made = ask(&at, "kenmerk", &json!({ "client_id": "gekenmerkt", "scopes": ["a"] })).json();
    let id = made["id"].as_str().unwrap();
    for (name, value) in
        [("Regio", "west"), ("", "x"), ("a b", "x"), ("a", &"x".repeat(501)), ("a", "\u{202e}")]
    {
        let refused = decide(&at, id, "approve", &json!({ "attributes": { name: value } }));
        assert_fout(&refused, 400, "invalid");
    }
    let fits = json!({ "attributes": { "regio_2": "x".repeat(500) } });
    assert_eq!(decide(&at, id, "approve", &fits).status, 200);
}
