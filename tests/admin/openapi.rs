//! `GET /admin/v1/openapi.json`: the description, and real answers held against it.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};

use serde_json::{Value, json};
use tokens::Algorithm;

use super::audit_content;
use super::described::Described;
use crate::cases;
use crate::connect::refresh::Offline;
use crate::harness::asserter::Asserter;
use crate::harness::{Administrator, Bench, IN_FORCE, Options, Request, eventually, free_port};

cases![
    the_description_is_there_for_everyone_and_names_this_issuer,
    every_operation_answers_as_it_is_described,
];

fn the_description_is_there_for_everyone_and_names_this_issuer(bench: &Bench) {
    let at = bench.shared();
    let answer = Request::get("/admin/v1/openapi.json").send(at.issuer);
    assert_eq!(answer.status, 200);
    let document = answer.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1."));
    assert_eq!(document["servers"][0]["url"], format!("{}/admin/v1", at.issuer_url()));
    let scheme = &document["components"]["securitySchemes"]["administrator"];
    let token_url = &scheme["flows"]["clientCredentials"]["tokenUrl"];
    assert_eq!(*token_url, format!("{}/connect/token", at.issuer_url()));
    assert_eq!(document["security"], json!([{ "administrator": ["zaakpoort.admin"] }]));
}

fn users(api: &mut Described, admin: &Administrator) {
    let none = json!({});
    let user = json!({ "username": "jan", "name": "Jan", "email": "jan@gemeente.example" });
    api.call(admin, "POST /users", "/users", &user);
    api.call(admin, "POST /users", "/users", &user);
    api.call(admin, "GET /users", "/users?role=none&limit=1", &none);
    api.call(admin, "GET /users/{user}", "/users/jan", &none);
    api.call(admin, "PATCH /users/{user}", "/users/jan", &json!({ "email": null }));
    for act in ["password", "disable", "enable"] {
        let operation = format!("POST /users/{{user}}/{act}");
        api.call(admin, &operation, &format!("/users/jan/{act}"), &none);
    }
}

fn grants(api: &mut Described, (admin, issuer): (&Administrator, SocketAddr)) {
    let none = json!({});
    Offline::register(issuer, admin, ("beschreven", &none)).token();
    let listed = api.call(admin, "GET /grants", "/grants?client=beschreven&limit=1", &none);
    let one = format!("/grants/{}", listed["results"][0]["id"].as_str().unwrap());
    api.call(admin, "DELETE /grants/{id}", &one, &none);
    api.call(admin, "DELETE /grants/{id}", &one, &none);
}

fn every_operation_answers_as_it_is_described(bench: &Bench) {
    let nobody = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()));
    let at = bench.with(&Options::default().telling_at(nobody));
    let admin = at.administrator();
    let document = Request::get("/admin/v1/openapi.json").send(at.issuer).json();
    let mut api = Described { document, seen: Vec::new(), shown_once: Vec::new() };
    let none = json!({});
    let may = json!({ "component": "ztc", "scopes": ["catalogi.lezen"] });
    let made = api.call(&admin, "POST /applicaties", "/applicaties", &json!({ "label": "x" }));
    let app = format!("/applicaties/{}", made["id"].as_str().unwrap());
    let these = format!("{app}/autorisaties");
    let one = api.call(&admin, "POST /applicaties/{id}/autorisaties", &these, &may);
    let one = format!("{these}/{}", one["id"].as_str().unwrap());
    api.call(&admin, "GET /applicaties/{id}/autorisaties", &these, &none);
    api.call(&admin, "DELETE /applicaties/{id}/autorisaties/{autorisatie}", &one, &none);
    let client = json!({ "client_id": "a:b", "applicatie": made["id"] });
    api.call(&admin, "POST /clients", "/clients", &client);
    let at_client = "/clients/a:b";
    api.call(&admin, "GET /clients/{client_id}", at_client, &none);
    api.call(&admin, "GET /clients", "/clients?limit=1", &none);
    settings(&mut api, &admin, at_client);
    apis(&mut api, &admin);
    registration(&mut api, (&admin, at.issuer), &made["id"]);
    let secrets = format!("{at_client}/secrets");
    let secret = api.call(&admin, "POST /clients/{client_id}/secrets", &secrets, &none);
    let there = json!({ "clientIds": ["elders"], "label": "x", "heeftAlleAutorisaties": true });
    let import = "POST /imports/applicaties";
    api.call(&admin, import, "/imports/applicaties?dry_run=true", &there);
    api.call(&admin, import, "/imports/applicaties", &there);
    api.call(&admin, import, "/imports/applicaties", &there);
    api.call(&admin, import, "/imports/applicaties", &json!({ "clientIds": [] }));
    let end = edge::clock::Clock::system().now() + chrono::TimeDelta::days(1);
    let shared = json!({ "upstream": "openzaak", "sealed": "AAAA", "fingerprint": "f" });
    let imported =
        json!({ "client_id": "a:b", "key": "oud", "expires_at": end, "upstream_key": shared });
    api.call(&admin, "POST /imports/secrets", "/imports/secrets", &imported);
    let keys = format!("{at_client}/upstream-keys");
    api.call(&admin, "GET /clients/{client_id}/upstream-keys", &keys, &none);
    let one = "DELETE /clients/{client_id}/upstream-keys/{upstream}";
    api.call(&admin, one, &format!("{keys}/openzaak"), &none);
    api.call(&admin, one, &format!("{keys}/openzaak"), &none);
    bindings(&mut api, &admin, at_client);
    wholes(&mut api, &admin, &made["id"]);
    let whole = json!({ "label": "In een keer" });
    let path = "/desired-state/applicaties/0192f3a1-0000-7000-8000-00000000a11e";
    assert_eq!(admin.replaces(path, "If-None-Match", &whole).status, 201);
    let key = format!("{at_client}/zgw-keys");
    let end = edge::clock::Clock::system().now() + chrono::TimeDelta::days(1);
    api.call(&admin, "POST /clients/{client_id}/zgw-keys", &key, &json!({ "expires_at": end }));
    let key = json!({ "jwk": Asserter::new(Algorithm::Es256).jwk() });
    let keys = format!("{at_client}/public-keys");
    api.call(&admin, "POST /clients/{client_id}/public-keys", &keys, &key);
    let tokens = format!("{at_client}/api-tokens");
    api.call(&admin, "POST /clients/{client_id}/api-tokens", &tokens, &none);
    let rotate = format!("{secrets}/rotate");
    api.call(&admin, "POST /clients/{client_id}/secrets/rotate", &rotate, &none);
    api.call(&admin, "GET /clients/{client_id}/secrets", &secrets, &none);
    let secret = format!("{secrets}/{}", secret["id"].as_str().unwrap());
    api.call(&admin, "DELETE /clients/{client_id}/secrets/{id}", &secret, &none);
    api.call(&admin, "DELETE /clients/{client_id}/secrets/{id}", &secret, &none);
    let revoke = format!("{at_client}/tokens/revoke");
    api.call(&admin, "POST /clients/{client_id}/tokens/revoke", &revoke, &none);
    api.call(&admin, "POST /tokens/revoke", "/tokens/revoke", &json!({ "grant": "g" }));
    api.call(&admin, "DELETE /clients/{client_id}", at_client, &none);
    let restore = format!("{at_client}/restore");
    api.call(&admin, "POST /clients/{client_id}/restore", &restore, &none);
    api.call(&admin, "GET /applicaties/{id}", &app, &none);
    api.call(&admin, "DELETE /applicaties/{id}", &app, &none);
    api.call(&admin, "GET /applicaties", "/applicaties?deleted=true", &none);
    api.call(&admin, "POST /applicaties/{id}/restore", &format!("{app}/restore"), &none);
    users(&mut api, &admin);
    grants(&mut api, (&admin, at.issuer));
    api.call(&admin, "GET /secrets", "/secrets?unused=0&limit=2", &none);
    api.call(&admin, "GET /audit", "/audit?act=applicatie&limit=2", &none);
    api.call(&admin, "GET /feed", "/feed", &none);
    let question = json!({ "url": format!("{}/zaken/api/v1/zaken", at.public_url()), "client_id": "beheerder" });
    api.call(&admin, "POST /explain", "/explain", &question);
    api.call(&admin, "POST /keys/rotate", "/keys/rotate", &none);
    api.call(&admin, "POST /keys/rotate", "/keys/rotate", &none);
    api.call(&admin, "GET /keys", "/keys", &none);
    api.call(&admin, "GET /openapi.json", "/openapi.json", &none);
    let listed = api.call(&admin, "GET /notificaties", "/notificaties?limit=1", &none);
    let first = format!("/notificaties/{}", listed["results"][0]["number"]);
    api.call(&admin, "POST /notificaties/{number}/retry", &format!("{first}/retry"), &none);
    api.call(&admin, "POST /notificaties/retry", "/notificaties/retry", &none);
    eventually(IN_FORCE, "it is not under way", || {
        api.call(&admin, "DELETE /notificaties/{number}", &first, &none) == Value::Null
    });
    let mut acts = audit_content::hold(&admin, &api.shown_once);
    acts.extend(mirrors(&mut api, bench));
    audit_content::are_all(&acts, &api.document);
    for operation in api.operations() {
        assert!(api.seen.contains(&operation), "{operation} was never seen to succeed");
    }
}

/// Of an installation that keeps an upstream.
fn mirrors(api: &mut Described, bench: &Bench) -> BTreeSet<String> {
    let kept = crate::mirror::kept(bench);
    let (admin, none) = (kept.at.administrator(), Value::Null);
    api.call(&admin, "GET /mirrors", "/mirrors", &none);
    for (method, what) in
        [("GET", "waiting"), ("POST", "retry"), ("GET", "differences"), ("POST", "sync")]
    {
        let operation = format!("{method} /mirrors/{{name}}/{what}");
        api.call(&admin, &operation, &format!("/mirrors/openzaak/{what}"), &none);
    }
    api.call(&admin, "POST /keys/rotate", "/keys/rotate", &json!({ "at_once": true }));
    audit_content::hold(&kept.at.administrator(), &api.shown_once)
}

/// Every setting that a client may have stands in the description.
fn settings(api: &mut Described, admin: &Administrator, at_client: &str) {
    let oauth = json!({
        "profile": "baseline", "client_name": "x", "client_names": { "nl": "x" }, "only_scopes": ["x"], "application_type": "native",
        "grant_types": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_method": "private_key_jwt",
        "redirect_uris": ["myapp://cb"], "post_logout_redirect_uris": ["https://x.example/"],
        "cors_origins": ["https://x.example"], "default_scopes": ["api1"], "token_format": "opaque",
        "id_token_signed_response_alg": "PS256", "require_pkce": false,
        "require_pushed_authorization_requests": true, "refresh_token_idle_lifetime": 60,
        "refresh_token_lifetime": 61, "jwks_uri": "https://x.example/keys",
        "token_endpoint_auth_signing_alg": "PS256", "assertion_lifetime": 60,
        "assertion_tolerance": "acm", "organisation": { "orgcode": "0123456789" },
    });
    let change = "PATCH /clients/{client_id}";
    api.call(admin, change, at_client, &json!({ "oauth": oauth }));
    let lint = format!("{at_client}/lint");
    api.call(admin, "GET /clients/{client_id}/lint", &lint, &json!({}));
    let back: Value =
        oauth.as_object().unwrap().keys().map(|name| (name.clone(), json!(null))).collect();
    let shown = api.call(admin, change, at_client, &json!({ "oauth": back }));
    assert_eq!(shown["oauth"], json!({}));
}

fn wholes(api: &mut Described, admin: &Administrator, applicatie: &Value) {
    let (all, one) = ("/desired-state/applicaties", "/desired-state/applicaties/{id}");
    api.call(admin, &format!("GET {all}"), &format!("{all}?limit=500"), &json!({}));
    let path = format!("{all}/{}", applicatie.as_str().unwrap());
    api.call(admin, &format!("GET {one}"), &path, &json!({}));
    let put = format!("PUT {one}");
    let body = json!({ "label": "x", "clients": [{ "client_id": "a:b" }] });
    api.call(admin, &put, &format!("{path}?dry_run=true"), &body);
    api.call(admin, &put, &path, &body);
}

fn bindings(api: &mut Described, admin: &Administrator, at_client: &str) {
    let all = format!("{at_client}/bindings");
    let create = "POST /clients/{client_id}/bindings";
    let is = json!({ "issuer": "https://elders.example/beschreven", "value": "x" });
    let bound = api.call(admin, create, &all, &is);
    api.call(admin, create, &all, &is);
    api.call(admin, create, &all, &json!({ "issuer": "elders", "value": "x" }));
    api.call(admin, "GET /clients/{client_id}/bindings", &all, &json!({}));
    let one = format!("{all}/{}", bound["id"].as_str().unwrap());
    api.call(admin, "DELETE /clients/{client_id}/bindings/{id}", &one, &json!({}));
    api.call(admin, "DELETE /clients/{client_id}/bindings/{id}", &one, &json!({}));
}

fn registration(
    api: &mut Described,
    (admin, issuer): (&Administrator, SocketAddr),
    applicatie: &Value,
) {
    let none = json!({});
    let (list, make) = ("GET /registration-tokens", "POST /registration-tokens");
    let token = json!({ "applicatie": applicatie, "label": "x", "scopes": ["openid"] });
    let made = api.call(admin, make, "/registration-tokens", &token);
    let body = json!({
        "redirect_uris": ["https://x.example/cb"], "client_name#nl": "x", "software_id": "x",
        "software_version": "1", "client_uri": "https://x.example",
    });
    let request = Request::post("/connect/register").bearer(made["token"].as_str().unwrap());
    let client = request.json(&body).send(issuer).member("client_id");
    let shown = api.call(admin, "GET /clients/{client_id}", &format!("/clients/{client}"), &none);
    assert_eq!(shown["oauth"]["registered"], "dynamic");
    let second = api.call(admin, make, "/registration-tokens", &token);
    api.call(admin, list, "/registration-tokens?limit=1", &none);
    let one = format!("/registration-tokens/{}", second["id"].as_str().unwrap());
    api.call(admin, "DELETE /registration-tokens/{id}", &one, &none);
    api.call(admin, "DELETE /registration-tokens/{id}", &one, &none);
}

fn apis(api: &mut Described, admin: &Administrator) {
    let none = json!({});
    let (one, access) = ("/apis/{client_id}", "/apis/{client_id}/accesses");
    let described = json!({ "reference": "x", "scopes": ["lees"] });
    let [put, get, ask, list] = [
        format!("PUT {one}"),
        format!("GET {one}"),
        format!("POST {access}"),
        format!("GET {access}"),
    ];
    api.call(admin, &put, "/apis/an-api", &described);
    api.call(admin, &put, "/apis/an-api", &described);
    api.call(admin, &get, "/apis/an-api", &none);
    api.call(admin, "GET /apis", "/apis", &none);
    let asked = json!({ "client_id": "a:b", "scopes": ["lees"] });
    let made = api.call(admin, &ask, "/apis/an-api/accesses", &asked);
    let at = format!("/accesses/{}", made["id"].as_str().unwrap());
    for decision in ["refuse", "approve", "withdraw", "withdraw"] {
        let operation = format!("POST /accesses/{{id}}/{decision}");
        api.call(admin, &operation, &format!("{at}/{decision}"), &none);
    }
    api.call(admin, &list, "/apis/an-api/accesses", &none);
    api.call(admin, "GET /accesses", "/accesses?state=withdrawn&limit=1", &none);
}
