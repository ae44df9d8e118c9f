//! An API outside the standard, known to the gateway by its OpenAPI file alone.

use serde_json::json;

use super::{mark, refused};
use crate::cases;
use crate::harness::{
    Answer, Bench, Installation, OwnGateway, Request, ScriptedUpstream, Tail, TaskApplication,
};

cases![
    an_operation_asks_for_the_scopes_that_its_file_names,
    what_the_file_does_not_describe_is_refused,
    a_parameter_is_what_the_file_says_that_it_is,
    what_asks_for_no_scope_opens_to_any_client_only_if_that_is_said,
    a_file_with_a_fault_keeps_the_gateway_from_starting_and_says_where_it_is,
];

const HOST: &str = "stukken.example";
const ANSWER: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
const FILE: &str = include_str!("openapi/dossiers.yaml");
const BASE: &str = "/dossiers/api/v1";
const UUID: &str = "0e6b7fb6-4f4b-4d7c-a9a1-9a6a6a0f8a11";

/// The API behind a gateway of its own.
struct Api {
    upstream: ScriptedUpstream,
    gateway: OwnGateway,
}

impl Api {
    /// Not started yet.
    fn with(at: &Installation, name: &str, file: &str, unsecured: &str) -> Self {
        let path = at.path(&format!("{name}.yaml"));
        std::fs::write(&path, file).unwrap();
        let upstream = ScriptedUpstream::start(ANSWER, Tail::End);
        let more = format!(
            r#"
[[gateway.upstream]]
name = "stukken"
public_url = "http://{HOST}"
address = "http://{}"
credential = {{ kind = "none" }}
openapi = {{ file = "{}"{unsecured} }}
"#,
            upstream.address,
            path.display(),
        );
        Self { upstream, gateway: OwnGateway::serving(at, name, &more) }
    }

    fn start(at: &Installation, name: &str, unsecured: &str) -> Self {
        let mut api = Self::with(at, name, FILE, unsecured);
        api.gateway.start_ready();
        api
    }

    fn ask(&self, method: &str, path: &str, token: &str) -> Answer {
        let path = format!("{BASE}{path}");
        let request = Request::new(method, &path).bearer(token).header("X-Mark", &mark());
        self.gateway.ask(HOST, request)
    }
}

const REFUSED: &str = ", unsecured = \"refused\"";

/// A token with these scopes, of a client that holds them all.
fn token(at: &Installation, scope: &str) -> String {
    let body = json!({
        "extra_scopes": ["dossiers.lezen", "dossiers.beheren", "anders"],
        "audiences": [format!("http://{HOST}")],
    });
    let client = TaskApplication::register(at, &json!({ "label": "Dossiers" }), &body);
    client.token_for(at, scope)
}

fn an_operation_asks_for_the_scopes_that_its_file_names(bench: &Bench) {
    let at = bench.shared();
    let api = Api::start(&at, "openapi-scopes", REFUSED);
    let [reads, manages, both, other] =
        ["dossiers.lezen", "dossiers.beheren", "dossiers.lezen dossiers.beheren", "anders"]
            .map(|scope| token(&at, scope));
    let one = format!("/dossiers/{UUID}");
    let archived = format!("/archief/{UUID}");
    for (method, path, passing, refusing) in [
        ("GET", "/dossiers", &[&reads, &manages, &both][..], &[&other][..]),
        ("HEAD", "/dossiers", &[&reads], &[]),
        ("POST", "/dossiers", &[&both], &[&reads, &manages, &other]),
        ("GET", &one, &[&reads, &manages], &[&other]),
        ("DELETE", &one, &[&manages, &both], &[&reads, &other]),
        ("GET", &archived, &[&reads], &[&other]),
        ("DELETE", &archived, &[&manages], &[&reads]),
    ] {
        for token in passing {
            let answer = api.ask(method, path, token);
            assert_eq!(answer.status, 200, "{method} {path}: {}", answer.text());
        }
        let before = api.upstream.heads().len();
        for token in refusing {
            refused(&api.ask(method, path, token), 403, "scope-not-in-token");
        }
        assert_eq!(api.upstream.heads().len(), before, "{method} {path}");
    }
}

fn what_the_file_does_not_describe_is_refused(bench: &Bench) {
    let at = bench.shared();
    let api = Api::start(&at, "openapi-rest", REFUSED);
    let token = token(&at, "dossiers.lezen dossiers.beheren");
    let put = api.ask("PUT", "/dossiers", &token);
    refused(&put, 405, "method_not_allowed");
    assert_eq!(put.header("allow"), Some("GET, HEAD, POST"));
    for path in ["/onbekend", "/dossiers/", "/versie", ""] {
        refused(&api.ask("GET", path, &token), 404, "path-unknown");
    }
    let root = Request::get("/dossiers").bearer(&token);
    refused(&api.gateway.ask(HOST, root), 404, "path-unknown");
    assert_eq!(api.ask("GET", "/dossiers", &token).status, 200);
}

fn a_parameter_is_what_the_file_says_that_it_is(bench: &Bench) {
    let at = bench.shared();
    let api = Api::start(&at, "openapi-parameters", REFUSED);
    let token = token(&at, "dossiers.lezen");
    refused(&api.ask("GET", "/dossiers/7", &token), 404, "path-unknown");
    refused(&api.ask("GET", "/dossiers/7/stukken/7", &token), 404, "path-unknown");
    let document = format!("/dossiers/{UUID}/stukken/7");
    assert_eq!(api.ask("GET", &document, &token).status, 200);
}

fn what_asks_for_no_scope_opens_to_any_client_only_if_that_is_said(bench: &Bench) {
    let at = bench.shared();
    let open = Api::start(&at, "openapi-open", ", unsecured = \"any-client\"");
    let token = token(&at, "anders");
    assert_eq!(open.ask("GET", "/versie", &token).status, 200);
    refused(&open.ask("GET", "/dossiers", &token), 403, "scope-not-in-token");
    let nobody = Request::get(&format!("{BASE}/versie"));
    refused(&open.gateway.ask(HOST, nobody), 401, "not_authenticated");
    let unsaid = Api::with(&at, "openapi-unsaid", FILE, "").gateway.run();
    assert!(!unsaid.status.success());
    let said = "asks for no scope at GET /dossiers/api/v1/versie; give each a line in `operations`";
    assert!(unsaid.stderr.contains(said), "{}", unsaid.stderr);
}

fn a_file_with_a_fault_keeps_the_gateway_from_starting_and_says_where_it_is(bench: &Bench) {
    let at = bench.shared();
    let broken = FILE.replace("oidc: [dossiers", "oicd: [dossiers");
    let told = Api::with(&at, "openapi-broken", &broken, REFUSED).gateway.run();
    assert!(!told.status.success());
    for said in [
        "openapi-broken.yaml#/paths/~1dossiers~1{dossier-id}/delete/security/0/oicd: ",
        "`components.securitySchemes` has no scheme of this name",
    ] {
        assert!(told.stderr.contains(said), "{}", told.stderr);
    }
}
