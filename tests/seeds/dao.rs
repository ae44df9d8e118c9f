//! "Aanvragen Client" of DAO (Digitale Aangifte Overlijden), an API behind ACM/IDM Vlaanderen: an
//! organisation's client is made, access is asked for and approved, and a ping shows who it is.

use serde_json::{Value, json};
use tokens::Algorithm;

use crate::cases;
use crate::harness::asserter::{self, Asserter, AssertingClient, fresh_jti, from_now};
use crate::harness::people::basic;
use crate::harness::{
    Administrator, Answer, Bench, IN_FORCE, Installation, OwnGateway, Request, TaskApplication,
    eventually,
};

cases![
    sd5_1_sd5_3_sd5_7_sd5_8_sd5_9_a_client_for_dao_is_asked_for_approved_and_pings,
    sd5_10_a_client_says_nothing_of_its_own_organisation,
];

/// "De API waarvoor u toegang moet vragen heeft volgende kenmerken."
const API: &str = "b3f43c85-53a5-443d-838c-7c2d0359897b";
const REFERENCE: &str = "DAO (Digitale Aangifte Overlijden) API T&I";
const SCOPE: &str = "dao_depzorg";
const HOST: &str = "dao.api.beta-athumi.example";
const PING: &str = "/health/v1/ping";

/// The API, as its owner registered it, with a gateway before it.
pub(super) struct Dao {
    credential: String,
    gateway: OwnGateway,
}

impl Dao {
    pub(super) fn register(at: &Installation) -> Self {
        let admin = at.administrator();
        let body = json!({
            "reference": REFERENCE, "resources": [format!("https://{HOST}")], "scopes": [SCOPE],
            "owner_code": "OVO002949", "owner_name": "Athumi",
        });
        admin.done("PUT", &format!("/apis/{API}"), &body);
        let made = admin.done("POST", &format!("/clients/{API}/secrets"), &json!({}));
        let more = format!(
            r#"
[[gateway.upstream]]
name = "dao"
public_url = "http://{HOST}"
address = "http://{}"
credential = {{ kind = "none" }}
audience = ["{API}"]
operations = [{{ method = "GET", path = "{PING}", scope = "{SCOPE}", answer = "ping" }}]
"#,
            at.upstream.address()
        );
        let mut gateway = OwnGateway::serving(at, "dao", &more);
        gateway.start_ready();
        Self { credential: basic(API, made["secret"].as_str().unwrap()), gateway }
    }

    fn ping(&self, token: &str) -> Answer {
        self.gateway.ask(HOST, Request::get(PING).bearer(token))
    }

    fn introspect(&self, at: &Installation, token: &str) -> Value {
        let request =
            Request::post("/connect/introspect").header("Authorization", &self.credential);
        request.form(&format!("token={token}")).send(at.issuer).json()
    }
}

/// "Conventie client naam: DAO beta <organisatie> client."
pub(super) fn client(at: &Installation, name: &str) -> AssertingClient {
    let oauth = json!({
        "client_name": "DAO beta Departement Zorg client", "token_format": "opaque",
        "organisation": {
            "orgcode": "0316380841", "orgnaam": "Departement Zorg", "applicatienaam": "DAO beta",
        },
    });
    let body = json!({ "extra_scopes": ["vo_info"] });
    let application = TaskApplication::named(at, name, &json!({ "label": "DAO beta" }), &body);
    AssertingClient::by(at, application, (Asserter::new(Algorithm::Rs256), oauth))
}

/// A token as the samples of Digitaal Vlaanderen ask for it: no kid, the issuer as aud, a UUID as jti,
/// eight minutes.
fn ask(at: &Installation, client: &AssertingClient) -> Answer {
    let mut claims = client.claims(at);
    (claims["exp"], claims["jti"]) = (json!(from_now(8 * 60)), json!(fresh_jti()));
    let assertion = client.with.sign(&json!({ "alg": "RS256", "typ": "JWT" }), &claims);
    asserter::ask_more(at, &assertion, &format!("audience={API}&scope={SCOPE}+vo_info"))
}

fn token(at: &Installation, client: &AssertingClient) -> String {
    let answer = ask(at, client);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.member("access_token")
}

#[track_caller]
fn assert_refused(answer: &Answer, status: u16, error: &str) {
    assert_eq!((answer.status, answer.member("error").as_str()), (status, error));
}

fn sd5_1_sd5_3_sd5_7_sd5_8_sd5_9_a_client_for_dao_is_asked_for_approved_and_pings(bench: &Bench) {
    let at = bench.shared();
    let (admin, dao) = (at.administrator(), Dao::register(&at));

    // "Stap 1: registratie DAO API Client. Een client aanmaken en hiervoor toegang tot onze DAO API
    // vragen, met authenticatie via een JWT." A private key is not what is handed in.
    let client = client(&at, "dao-beta-zorg");
    a_private_key_is_refused(&at, &admin, &client);
    assert_refused(&ask(&at, &client), 400, "invalid_scope");
    let asked = json!({ "client_id": client.client_id(), "scopes": [SCOPE] });
    let access = admin.done("POST", &format!("/apis/{API}/accesses"), &asked);
    assert_eq!(access["state"], "requested");
    assert_refused(&ask(&at, &client), 400, "invalid_scope");

    // "Gelieve ons een mailtje terug te sturen. Zo kunnen wij dit goedkeuren."
    let decide = |decision: &str| {
        let id = access["id"].as_str().unwrap();
        admin.done("POST", &format!("/accesses/{id}/{decision}"), &json!({}))
    };
    assert_eq!(decide("approve")["state"], "approved");

    // "Stap 2: probeer een eerste keer connectie te maken met onze API. De vo_orgcode, de vo_orgnaam
    // en de client id moeten herkenbaar zijn en kloppen met uw client."
    let first = token(&at, &client);
    let said = dao.ping(&first);
    assert_eq!(said.status, 200, "{}", said.text());
    for told in [said.json(), dao.introspect(&at, &first)] {
        assert_eq!(told["vo_orgcode"], "0316380841", "a text, with its zero: {told}");
        assert_eq!(told["vo_orgnaam"], "Departement Zorg");
        assert_eq!(told["client_id"], client.client_id());
    }
    let introspected = dao.introspect(&at, &first);
    assert_eq!((&introspected["active"], &introspected["aud"]), (&json!(true), &json!(API)));

    // The owner takes the access back: no new token, and the one that is out is worth nothing.
    decide("withdraw");
    assert_refused(&ask(&at, &client), 400, "invalid_scope");
    assert_eq!(dao.introspect(&at, &first), json!({ "active": false }));
    eventually(IN_FORCE, "refused", || dao.ping(&first).status == 403);
    decide("approve");
    eventually(IN_FORCE, "open again", || dao.ping(&first).status == 200);

    a_leaked_key_is_replaced(&at, &dao, &client);
}

fn a_private_key_is_refused(at: &Installation, admin: &Administrator, client: &AssertingClient) {
    let mut jwk = Asserter::new(Algorithm::Es256).jwk();
    jwk["d"] = json!("Z2VoZWltLXZhbi1kYW8");
    let path = format!("/clients/{}/public-keys", client.client_id());
    let refused = admin.call("POST", &path, &json!({ "jwk": jwk }));
    assert_eq!(refused.status, 400, "{}", refused.text());
    let leaked = |text: &str| text.contains("Z2VoZWltLXZhbi1kYW8");
    assert!(!leaked(&refused.text()) && !leaked(&at.said()));
}

/// A second key beside the one that leaked; then that one goes, and with it what it fetched.
fn a_leaked_key_is_replaced(at: &Installation, dao: &Dao, leaked: &AssertingClient) {
    let admin = at.administrator();
    let with = Asserter::new(Algorithm::Es256);
    let key_id = asserter::register(&admin, leaked.client_id(), &with);
    let next = AssertingClient { application: leaked.application.clone(), with, key_id };
    let ask_next = || {
        let assertion = next.assertion(at);
        asserter::ask_more(at, &assertion, &format!("audience={API}&scope={SCOPE}"))
    };
    let (of_leaked, of_next) = (token(at, leaked), ask_next().member("access_token"));
    assert_eq!((dao.ping(&of_leaked).status, dao.ping(&of_next).status), (200, 200));
    let path = format!("/clients/{}/secrets/{}", leaked.client_id(), leaked.key_id);
    admin.done("DELETE", &path, &json!({}));
    assert_refused(&ask(at, leaked), 401, "invalid_client");
    eventually(IN_FORCE, "refused", || dao.ping(&of_leaked).status == 401);
    assert_eq!(dao.introspect(at, &of_leaked), json!({ "active": false }));
    assert_eq!((ask_next().status, dao.ping(&of_next).status), (200, 200));
}

/// Neither an assertion nor a parameter says whose client it is.
fn sd5_10_a_client_says_nothing_of_its_own_organisation(bench: &Bench) {
    let at = bench.shared();
    let application = TaskApplication::with_all(&at);
    let path = format!("/clients/{}", application.client_id);
    at.administrator().done("PATCH", &path, &json!({ "extra_scopes": ["vo_info"] }));
    let client = AssertingClient::new(
        &at,
        application,
        json!({ "organisation": { "orgcode": "0316380841" } }),
    );
    let mut claims = client.claims(&at);
    for (name, value) in [("vo_orgcode", "0999999999"), ("vo_orgnaam", "Ander"), ("oin", "1")] {
        claims[name] = json!(value);
    }
    let assertion = client.with.sign(&client.with.header(), &claims);
    let more = "scope=vo_info&vo_orgcode=0999999999&vo_orgnaam=Ander";
    let answer = asserter::ask_more(&at, &assertion, more);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let said = crate::harness::forge::claims_of(&answer.member("access_token"));
    assert_eq!(said["vo_orgcode"], "0316380841");
    assert_eq!((said.get("vo_orgnaam"), said.get("oin")), (None, None), "{said}");
}
