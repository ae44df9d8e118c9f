//! "Authenticatie" of Dastra: an API whose key is used by people through the code flow, and by servers
//! through client credentials, with opaque tokens and pages of registered origins.

use serde_json::{Value, json};

use crate::cases;
use crate::connect::authorize::{CALLBACK, back, redeeming};
use crate::harness::browser::hidden;
use crate::harness::canaries::PASSWORD;
use crate::harness::people::basic;
use crate::harness::{
    Answer, Bench, Browser, Installation, OwnGateway, Request, ScriptedUpstream, Tail,
    TaskApplication, eventually,
};

cases![
    sd3_1_sd3_2_sd3_3_sd3_6_sd3_8_sd3_9_an_application_follows_the_document_from_key_to_workspaces,
];

const HOST: &str = "api.dastra.example";
const APP: &str = "https://app.dastra.example";
const WORKSPACES: &str =
    r#"{"items":[{"id":1,"tenantId":1,"label":"Mijn gegevens bedrijf"}],"total":1}"#;

/// The API behind a gateway, and a key for it.
pub(super) struct Dastra {
    gateway: OwnGateway,
    key: TaskApplication,
    _upstream: ScriptedUpstream,
}

impl Dastra {
    pub(super) fn register(at: &Installation) -> Self {
        let admin = at.administrator();
        let api = json!({ "reference": "Dastra API", "scopes": ["api1"] });
        admin.done("PUT", "/apis/dastra", &api);
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n";
        let answer = format!("{head}Content-Length: {}\r\n\r\n{WORKSPACES}", WORKSPACES.len());
        let upstream = ScriptedUpstream::start(&answer, Tail::End);
        let more = format!(
            r#"
[[gateway.upstream]]
name = "dastra"
public_url = "http://{HOST}"
address = "http://{}"
credential = {{ kind = "none" }}
audience = ["dastra"]
operations = [{{ method = "GET", path = "/v1/workspaces", scope = "api1" }}]
"#,
            upstream.address
        );
        let mut gateway = OwnGateway::serving(at, "dastra", &more);
        gateway.start_ready();
        Self { gateway, key: key(at), _upstream: upstream }
    }

    /// A token request with the key as Basic.
    fn ask(&self, at: &Installation, request: Request) -> Answer {
        let header = basic(&self.key.client_id, &self.key.secret);
        request.header("Authorization", &header).send(at.issuer)
    }

    fn workspaces(&self, token: &str) -> Answer {
        self.gateway.ask(HOST, Request::get("/v1/workspaces").bearer(token))
    }
}

/// "U kunt uw sleutels beheren": redirect URLs, CORS origins, and what the key may reach.
fn key(at: &Installation) -> TaskApplication {
    let oauth = json!({
        "client_name": "Dastra-sleutel",
        "grant_types": ["client_credentials", "authorization_code", "refresh_token"],
        "redirect_uris": [CALLBACK],
        "cors_origins": [APP],
        "token_format": "opaque",
        "require_pkce": false,
    });
    let body = json!({ "oauth": oauth, "access_token_lifetime": 3_600 });
    let key = TaskApplication::named(at, "dastra-sleutel", &json!({ "label": "Dastra" }), &body);
    let admin = at.administrator();
    let asked = json!({ "client_id": key.client_id, "scopes": ["api1"] });
    let access = admin.done("POST", "/apis/dastra/accesses", &asked);
    let id = access["id"].as_str().unwrap();
    admin.done("POST", &format!("/accesses/{id}/approve"), &json!({}));
    key
}

/// The address of the document, with the name that its parameter has there.
fn address(key: &TaskApplication, response_type: &str) -> String {
    let redirect = crate::harness::client::encoded(CALLBACK);
    format!(
        "/connect/authorize?{response_type}=code&client_id={}&redirect_uri={redirect}\
         &scope=api1+offline_access&state=STATE",
        key.client_id
    )
}

#[track_caller]
fn given(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let given = answer.json();
    assert_eq!((&given["token_type"], &given["expires_in"]), (&json!("Bearer"), &json!(3_600)));
    let token = given["access_token"].as_str().unwrap();
    assert!(token.len() >= 43 && !token.contains('.'), "it is opaque");
    given
}

fn sd3_1_sd3_2_sd3_3_sd3_6_sd3_8_sd3_9_an_application_follows_the_document_from_key_to_workspaces(
    bench: &Bench,
) {
    let at = bench.shared();
    let dastra = Dastra::register(&at);
    by_code(&at, &dastra);
    let token = by_credentials(&at, &dastra);
    from_a_page(&at, &dastra);

    // "Eenmaal een toegangstoken opgehaald, kun je elk endpoint aanroepen."
    eventually(crate::harness::IN_FORCE, "known", || dastra.workspaces(&token).status == 200);
    assert_eq!(dastra.workspaces(&token).text(), WORKSPACES);

    // "Verzoeken zonder authenticatie zullen mislukken met foutcode 401."
    let nobody = dastra.gateway.ask(HOST, Request::get("/v1/workspaces"));
    assert_eq!(nobody.status, 401, "{}", nobody.text());
    assert_eq!(dastra.workspaces("tNQoqsSePv0DnSSNVJv1aDxzSFh9H2z3YBKtuBKqWAU").status, 401);
}

/// "`OAuth2` Autorisatie code stroom": without PKCE, which the key was set to do without.
fn by_code(at: &Installation, dastra: &Dastra) {
    let user = json!({ "username": "dastra-jan", "name": "Jan Jansen", "password": PASSWORD });
    at.administrator().done("POST", "/users", &user);
    let mut browser = Browser::at(at.issuer);
    assert_eq!(browser.sign_in("dastra-jan", PASSWORD).status, 303);
    // The document's own slip is no name of that parameter.
    let slip = browser.get(&address(&dastra.key, "antwoord_type"));
    let said = back(&slip);
    assert_eq!((said["error"].as_str(), said["state"].as_str()), ("invalid_request", "STATE"));
    let sent = browser.get(&address(&dastra.key, "response_type"));
    let page = browser.get(sent.header("location").unwrap());
    assert_eq!(page.status, 200, "{}", page.text());
    let (csrf, request) = (hidden(&page, "csrf"), hidden(&page, "verzoek"));
    let fields = [("csrf", &*csrf), ("verzoek", &request), ("antwoord", "toestaan")];
    let mut said = back(&browser.post("/toestemming", &fields));
    assert_eq!(said["state"], "STATE");
    let code = said.remove("code").unwrap();
    let first = given(&dastra.ask(at, redeeming(&code, &[("code_verifier", "")])));
    let refresh = first["refresh_token"].as_str().unwrap();
    let form = format!("grant_type=refresh_token&refresh_token={refresh}");
    let second = given(&dastra.ask(at, Request::post("/connect/token").form(&form)));
    assert_ne!(second["refresh_token"], first["refresh_token"], "each is used once");
    let token = second["access_token"].as_str().unwrap();
    eventually(crate::harness::IN_FORCE, "known", || dastra.workspaces(token).status == 200);
}

/// "`OAuth2` Client credential stroom".
fn by_credentials(at: &Installation, dastra: &Dastra) -> String {
    let form = "grant_type=client_credentials&scope=api1";
    let given = given(&dastra.ask(at, Request::post("/connect/token").form(form)));
    assert_eq!(given["scope"], "api1");
    assert_eq!(given["refresh_token"], Value::Null);
    given["access_token"].as_str().unwrap().to_owned()
}

/// "De geauthoriseerde CORS origins."
fn from_a_page(at: &Installation, dastra: &Dastra) {
    let preflight = |origin: &str| {
        let answer = Request::new("OPTIONS", "/connect/token")
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "authorization")
            .send(at.issuer);
        answer.header("access-control-allow-origin").map(str::to_owned)
    };
    assert_eq!(preflight(APP).as_deref(), Some(APP));
    assert_eq!(preflight("https://elders.example"), None);
    let form = "grant_type=client_credentials&scope=api1";
    let request = Request::post("/connect/token").header("Origin", APP).form(form);
    let answer = dastra.ask(at, request);
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, Some(APP)));
}
