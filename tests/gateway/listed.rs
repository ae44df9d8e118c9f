//! Operations of an API outside the standard, listed in configuration: judged by what its owner
//! approved, as things stand, and a ping that says who the caller is.

use std::time::Duration;

use serde_json::{Value, json};

use super::{mark, refused};
use crate::cases;
use crate::harness::{
    Answer, Bench, IN_FORCE, Installation, OwnGateway, Request, ScriptedUpstream, Tail,
    TaskApplication, eventually,
};

cases![
    sd5_3_a_listed_operation_opens_with_the_approval_and_shuts_within_a_second,
    sd5_7_a_ping_says_who_the_caller_is_and_keeps_the_zero_of_the_code,
    sd5_11_an_upstream_hears_from_the_gateway_alone_whose_client_calls,
    what_is_not_listed_is_refused_and_its_neighbour_is_not,
    a_scope_that_the_token_does_not_carry_opens_nothing,
    an_api_token_stands_for_all_that_its_client_holds,
    a_token_for_another_api_opens_nothing,
];

const HOST: &str = "dossiers.example";
const ANSWER: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";

/// A registered API with one scope of its name, behind a gateway of its own.
struct Api {
    id: String,
    upstream: ScriptedUpstream,
    gateway: OwnGateway,
}

impl Api {
    fn start(at: &Installation, id: &str) -> Self {
        let body = json!({ "reference": format!("API {id}"), "scopes": [id] });
        at.administrator().done("PUT", &format!("/apis/{id}"), &body);
        let upstream = ScriptedUpstream::start(ANSWER, Tail::End);
        let more = format!(
            r#"
[[gateway.upstream]]
name = "dossiers"
public_url = "http://{HOST}"
address = "http://{}"
credential = {{ kind = "none" }}
audience = ["{id}"]
organisation_headers = true
operations = [
    {{ method = "GET", path = "/health/v1/ping", answer = "ping" }},
    {{ method = "GET", path = "/v1/dossiers/{{id}}", scope = "{id}" }},
    {{ method = "POST", path = "/v1/dossiers", scope = "{id} & {id}.schrijf" }},
]
"#,
            upstream.address
        );
        let mut gateway = OwnGateway::serving(at, id, &more);
        gateway.start_ready();
        Self { id: id.to_owned(), upstream, gateway }
    }

    /// The id of an access that was asked for.
    fn asked_by(&self, at: &Installation, client: &TaskApplication) -> String {
        let path = format!("/apis/{}/accesses", self.id);
        let body = json!({ "client_id": client.client_id, "scopes": [self.id] });
        let made = at.administrator().done("POST", &path, &body);
        made["id"].as_str().unwrap().to_owned()
    }

    /// A client that may call it.
    fn client(&self, at: &Installation) -> TaskApplication {
        let client = client(at);
        decide(at, &self.asked_by(at, &client), "approve");
        client
    }

    fn token(&self, at: &Installation, client: &TaskApplication, more: &str) -> String {
        let answer = client.ask(at, &format!("audience={}&scope={}{more}", self.id, self.id));
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.member("access_token")
    }

    fn get(&self, token: &str) -> Answer {
        self.send(Request::get("/v1/dossiers/7").bearer(token))
    }

    fn send(&self, request: Request) -> Answer {
        self.gateway.ask(HOST, request)
    }
}

/// A client of an organisation that may do nothing in any API of the standard.
fn client(at: &Installation) -> TaskApplication {
    let organisation =
        json!({ "orgcode": "0123456789", "orgnaam": "Zorg & Co", "applicatienaam": "Dossiers" });
    let body = json!({ "oauth": { "organisation": organisation }, "extra_scopes": ["vo_info"] });
    TaskApplication::register(at, &json!({ "label": "Dossiers" }), &body)
}

fn decide(at: &Installation, access: &str, decision: &str) {
    at.administrator().done("POST", &format!("/accesses/{access}/{decision}"), &json!({}));
}

fn sd5_3_a_listed_operation_opens_with_the_approval_and_shuts_within_a_second(bench: &Bench) {
    let at = bench.shared();
    let api = Api::start(&at, "poort-sd53");
    let (client, neighbour) = (client(&at), api.client(&at));
    let access = api.asked_by(&at, &client);
    decide(&at, &access, "approve");
    let token = api.token(&at, &client, "");
    let theirs = api.token(&at, &neighbour, "");
    assert_eq!((api.get(&token).status, api.get(&theirs).status), (200, 200));
    decide(&at, &access, "withdraw");
    eventually(IN_FORCE, "refused", || api.get(&token).status == 403);
    refused(&api.get(&token), 403, "scope-not-held");
    let challenge = api.get(&token).header("www-authenticate").unwrap_or_default().to_owned();
    assert!(challenge.contains("scope=\"poort-sd53\""), "{challenge}");
    assert_eq!(api.get(&theirs).status, 200, "a neighbour's access is its own");
    decide(&at, &access, "approve");
    eventually(IN_FORCE, "open again", || api.get(&token).status == 200);
}

fn sd5_7_a_ping_says_who_the_caller_is_and_keeps_the_zero_of_the_code(bench: &Bench) {
    let at = bench.shared();
    let api = Api::start(&at, "poort-sd57");
    let client = api.client(&at);
    let token = api.token(&at, &client, "+vo_info");
    let spoofed = Request::get("/health/v1/ping").bearer(&token).header("X-Vo-Orgcode", "9");
    let said = api.send(spoofed);
    assert_eq!(said.status, 200, "{}", said.text());
    let expected = json!({
        "client_id": client.client_id, "scopes": ["poort-sd57", "vo_info"],
        "vo_orgcode": "0123456789", "vo_orgnaam": "Zorg & Co", "vo_applicatienaam": "Dossiers",
    });
    assert_eq!(said.json(), expected);
    assert_eq!(said.header("cache-control"), Some("no-store"));
    let without = api.send(Request::get("/health/v1/ping").bearer(&api.token(&at, &client, "")));
    assert_eq!(without.json(), json!({ "client_id": client.client_id, "scopes": ["poort-sd57"] }));
    assert_eq!(api.send(Request::get("/health/v1/ping")).status, 401);
    assert_eq!(api.send(Request::post("/health/v1/ping").bearer(&token)).status, 405);
    assert!(api.upstream.heads().is_empty(), "no upstream is asked");
}

fn sd5_11_an_upstream_hears_from_the_gateway_alone_whose_client_calls(bench: &Bench) {
    let at = bench.shared();
    let api = Api::start(&at, "poort-sd511");
    let client = api.client(&at);
    let spoof = format!("spoof-{}", mark());
    for (more, expected) in [("+vo_info", Some("0123456789")), ("", None)] {
        let mut request = Request::get("/v1/dossiers/7").bearer(&api.token(&at, &client, more));
        for name in ["Orgcode", "Orgnaam", "Applicatienaam"] {
            for spelling in [
                format!("X-Vo-{name}"),
                format!("x-vo-{name}"),
                format!("X-VO-{}", name.to_uppercase()),
                format!("X_Vo_{name}"),
                format!("X-Vo_{name}"),
                format!("X.Vo.{name}"),
                format!("X-Vo-{name}"),
            ] {
                request = request.header(&spelling, &spoof);
            }
        }
        assert_eq!(api.send(request).status, 200);
        let head = api.upstream.heads().pop().unwrap();
        assert!(!head.contains(&spoof), "{head}");
        let said = |name: &str| {
            let named: Vec<&str> = head
                .lines()
                .filter_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
                .collect();
            named.first().map(|value| ((*value).to_owned(), named.len()))
        };
        let once = |value: &str| Some((value.to_owned(), 1));
        assert_eq!(said("x-vo-orgcode"), expected.and_then(once), "{head}");
        let told = expected.is_some();
        assert_eq!(said("x-vo-orgnaam"), told.then(|| ("zorg & co".to_owned(), 1)), "{head}");
        assert_eq!(said("x-vo-applicatienaam"), told.then(|| ("dossiers".to_owned(), 1)));
    }
}

fn what_is_not_listed_is_refused_and_its_neighbour_is_not(bench: &Bench) {
    let at = bench.shared();
    let api = Api::start(&at, "poort-lijst");
    let token = api.token(&at, &api.client(&at), "");
    let ask = |method: &str, path: &str| api.send(Request::new(method, path).bearer(&token));
    assert_eq!(ask("GET", "/v1/dossiers/7?x=1").status, 200);
    assert_eq!(ask("HEAD", "/v1/dossiers/7").status, 200);
    for path in
        ["/v1/dossiers/7/", "/v1/dossiers/", "/v1/dossiers/7/stukken", "/v2/dossiers/7", "/"]
    {
        refused(&ask("GET", path), 404, "path-unknown");
    }
    refused(&ask("GET", "/v1//dossiers"), 400, "path-not-canonical");
    refused(&ask("GET", "/v1/dossiers/%2e%2e"), 400, "path-not-canonical");
    let put = ask("PUT", "/v1/dossiers/7");
    refused(&put, 405, "method_not_allowed");
    assert_eq!(put.header("allow"), Some("GET, HEAD"));
    refused(&ask("POST", "/v1/dossiers"), 403, "scope-not-held");
    assert_eq!(api.upstream.heads().len(), 2, "nothing else went up");
}

fn a_scope_that_the_token_does_not_carry_opens_nothing(bench: &Bench) {
    let at = bench.shared();
    let api = Api::start(&at, "poort-draagt");
    let client = api.client(&at);
    let other = client.ask(&at, "audience=poort-draagt&scope=vo_info");
    assert_eq!(other.status, 200, "{}", other.text());
    refused(&api.get(&other.member("access_token")), 403, "scope-not-in-token");
    // A token that says no scope stands for autorisaties alone.
    let unsaid = client.ask(&at, "audience=poort-draagt");
    assert_eq!(unsaid.status, 200, "{}", unsaid.text());
    refused(&api.get(&unsaid.member("access_token")), 403, "scope-not-in-token");
    assert_eq!(api.get(&api.token(&at, &client, "")).status, 200);
}

fn an_api_token_stands_for_all_that_its_client_holds(bench: &Bench) {
    let at = bench.shared();
    let api = Api::start(&at, "poort-sleutel");
    let client = client(&at);
    let access = api.asked_by(&at, &client);
    decide(&at, &access, "approve");
    let path = format!("/clients/{}/api-tokens", client.client_id);
    let key = |body: &Value| {
        let made = at.administrator().done("POST", &path, body);
        format!("Token {}", made["token"].as_str().unwrap())
    };
    let (whole, narrow) = (key(&json!({})), key(&json!({ "scopes": ["vo_info"] })));
    let get =
        |key: &str| api.send(Request::get("/v1/dossiers/7").header("Authorization", key)).status;
    eventually(Duration::from_secs(2), "known", || get(&whole) == 200);
    eventually(Duration::from_secs(2), "limited", || get(&narrow) == 403);
    decide(&at, &access, "withdraw");
    eventually(IN_FORCE, "refused", || get(&whole) == 403);
}

fn a_token_for_another_api_opens_nothing(bench: &Bench) {
    let at = bench.shared();
    let api = Api::start(&at, "poort-ander");
    let client = api.client(&at);
    let elsewhere = json!({ "reference": "API elders", "scopes": ["poort-elders"] });
    at.administrator().done("PUT", "/apis/poort-elders", &elsewhere);
    let body = json!({ "client_id": client.client_id, "scopes": ["poort-elders"] });
    let made = at.administrator().done("POST", "/apis/poort-elders/accesses", &body);
    decide(&at, made["id"].as_str().unwrap(), "approve");
    let answer = client.ask(&at, "audience=poort-elders&scope=poort-elders");
    assert_eq!(answer.status, 200, "{}", answer.text());
    refused(&api.get(&answer.member("access_token")), 401, "token-not-valid");
    assert_eq!(api.get(&api.token(&at, &client, "")).status, 200);
}
