//! `/admin/v1/apis` and the access to them: asked for, decided, taken back.

use serde_json::{Value, json};

use super::lists::paged;
use super::{assert_fout, empty};
use crate::cases;
use crate::harness::{
    Answer, Bench, IN_FORCE, Installation, OwnGateway, Request, TaskApplication, eventually,
};

cases![
    an_api_is_registered_described_anew_and_listed,
    two_apis_have_neither_reference_nor_resource_in_common,
    what_describes_no_api_is_refused,
    access_is_asked_for_decided_and_taken_back,
    a_client_asks_once_and_for_scopes_of_the_api_alone,
    accesses_of_all_apis_are_listed_by_state_api_and_client_a_page_at_a_time,
    a_scope_that_an_api_drops_is_given_by_no_access_and_comes_back_with_it,
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
    assert_eq!(again.json()["dropped"], json!([{ "scope": "lees", "clients": [] }]));
    let again = put(&at, "register-api", &json!({ "reference": "Register 2" }));
    let admin = at.administrator();
    let shown = admin.done("GET", "/apis/register-api", &json!(null));
    assert_eq!(shown, again.json(), "nothing more was dropped");
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

fn accesses_of_all_apis_are_listed_by_state_api_and_client_a_page_at_a_time(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    for api in ["lijst-een", "lijst-twee"] {
        assert_eq!(put(&at, api, &json!({ "reference": api, "scopes": ["lees"] })).status, 201);
    }
    let mut ids = Vec::new();
    for (api, name) in
        [("lijst-een", "lijst-a"), ("lijst-een", "lijst-b"), ("lijst-twee", "lijst-a")]
    {
        if api == "lijst-een" {
            client(&at, name);
        }
        let made = ask(&at, api, &json!({ "client_id": name, "scopes": ["lees"] })).json();
        ids.push(made["id"].as_str().unwrap().to_owned());
    }
    let listed = |query: &str, limit: usize| -> Vec<String> {
        let all = paged(&admin, &format!("/accesses?{query}"), limit);
        let id = |one: &Value| one["id"].as_str().unwrap().to_owned();
        all.iter().map(id).filter(|id| ids.contains(id)).collect()
    };
    assert_eq!(listed("client=lijst-a", 1), [ids[0].clone(), ids[2].clone()]);
    assert_eq!(listed("api=lijst-een", 1), ids[..2]);
    assert_eq!(decide(&at, &ids[1], "refuse", &json!({})).status, 200);
    assert_eq!(listed("state=requested", 2), [ids[0].clone(), ids[2].clone()]);
    assert_eq!(listed("state=refused&api=lijst-een", 2), ids[1..2]);
    assert_eq!(listed("client=niemand", 2), [""; 0]);
    for odd in ["state=waiting", "limit=0", "after=x", "clients=x"] {
        let refused = admin.call("GET", &format!("/accesses?{odd}"), &json!(null));
        assert_fout(&refused, 400, "invalid");
    }
}

fn krimp_gateway(at: &Installation) -> OwnGateway {
    let more = format!(
        r#"
[[gateway.upstream]]
name = "krimp"
public_url = "http://krimp.example"
address = "http://{}"
credential = {{ kind = "none" }}
operations = [
    {{ method = "GET", path = "/lees", scope = "krimp.lees", answer = "ping" }},
    {{ method = "GET", path = "/schrijf", scope = "krimp.schrijf", answer = "ping" }},
]
"#,
        at.upstream.address()
    );
    let mut gateway = OwnGateway::serving(at, "krimp", &more);
    gateway.start_ready();
    gateway
}

fn a_scope_that_an_api_drops_is_given_by_no_access_and_comes_back_with_it(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let describe = |scopes: &[&str]| {
        let body = json!({ "reference": "Krimp", "resources": ["http://krimp.example"], "scopes": scopes });
        put(&at, "krimp-api", &body).json()
    };
    describe(&["krimp.lees", "krimp.schrijf"]);
    let application = TaskApplication::with_all(&at);
    let id = application.client_id.clone();
    let asked = json!({ "client_id": id, "scopes": ["krimp.lees", "krimp.schrijf"] });
    let access = ask(&at, "krimp-api", &asked).json();
    decide(&at, access["id"].as_str().unwrap(), "approve", &json!({}));
    let gateway = krimp_gateway(&at);
    let token = |scope: &str| application.ask(&at, &format!("scope={scope}"));
    let both = token("krimp.lees+krimp.schrijf").member("access_token");
    let call = |path: &str| {
        let request = Request::get(path).bearer(&both);
        gateway.ask("krimp.example", request).status
    };
    eventually(IN_FORCE, "both", || (call("/lees"), call("/schrijf")) == (200, 200));

    let told = describe(&["krimp.lees"]);
    assert_eq!(told["dropped"], json!([{ "scope": "krimp.schrijf", "clients": [id] }]));
    assert_eq!(token("krimp.schrijf").member("error"), "invalid_scope");
    assert_eq!(token("krimp.lees").status, 200, "its neighbour stays");
    eventually(IN_FORCE, "one", || (call("/lees"), call("/schrijf")) == (200, 403));
    let listed = admin.done("GET", "/apis/krimp-api/accesses", &json!(null));
    assert_eq!(listed["results"][0]["scopes"], asked["scopes"], "what was approved stays written");

    assert_eq!(describe(&["krimp.lees", "krimp.schrijf"]).get("dropped"), None);
    assert_eq!(token("krimp.schrijf").status, 200);
    eventually(IN_FORCE, "both again", || (call("/lees"), call("/schrijf")) == (200, 200));
}
