//! Files that are read, and what is said of those that cannot be.

use std::path::Path;

use serde_json::{Value, json};

use super::*;

fn public_url() -> PublicUrl {
    PublicUrl::parse("https://dao.example").unwrap()
}

/// A document with these paths, and a scheme of each kind.
fn document(paths: &Value) -> Value {
    let flows = json!({ "clientCredentials": { "tokenUrl": "https://x", "scopes": {} } });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "DAO", "version": "1" },
        "paths": paths,
        "components": { "securitySchemes": {
            "oauth": { "type": "oauth2", "flows": flows },
            "oidc": { "type": "openIdConnect", "openIdConnectUrl": "https://x" },
            "key": { "type": "apiKey", "in": "header", "name": "X-Key" },
            "jwt": { "type": "http", "scheme": "bearer" },
        } },
    })
}

fn read(document: &Value) -> Result<Vec<Described>, Vec<OpenApiFault>> {
    describe(document, Terms { public_url: &public_url(), base: None, without: &[] })
}

/// What each operation is called, and what it asks for.
fn asked(document: &Value) -> Vec<(String, Option<String>)> {
    let described = read(document).unwrap();
    let asked = |one: &Described| {
        let listed = one.listed();
        (listed.name().to_owned(), listed.scopes().map(ToString::to_string))
    };
    described.iter().map(asked).collect()
}

/// The one fault that is found.
fn fault(document: &Value) -> String {
    let faults = read(document).unwrap_err();
    assert_eq!(faults.len(), 1, "{faults:?}");
    faults[0].to_string()
}

fn with_security(security: &Value) -> Value {
    document(&json!({ "/d": { "get": { "security": security } } }))
}

#[test]
fn each_requirement_suffices_and_within_one_all_of_it_is_asked_for() {
    for (security, expected) in [
        (json!([{ "oauth": ["a"] }]), Some("a")),
        (json!([{ "oauth": ["a", "b"] }]), Some("a & b")),
        (json!([{ "oauth": ["a"] }, { "oidc": ["b"] }]), Some("a | b")),
        (json!([{ "oauth": ["a"], "oidc": ["b"] }, { "oauth": ["c"] }]), Some("(a & b) | c")),
        (json!([{ "jwt": ["a"] }]), Some("a")),
        (json!([{ "jwt": ["(a | b)", "c"] }]), Some("(a | b) & c")),
        (json!([{ "oauth": ["a"], "key": [] }]), Some("a")),
        // What asks for nothing here never makes another's scopes needless.
        (json!([{ "oauth": ["a"] }, { "key": [] }]), Some("a")),
        (json!([{}, { "oauth": ["a"] }]), Some("a")),
        (json!([{ "oauth": [] }]), None),
        (json!([{ "key": [] }]), None),
        (json!([{}]), None),
        (json!([]), None),
    ] {
        let asked = asked(&with_security(&security));
        let expected = expected.map(str::to_owned);
        assert_eq!(normal(asked[0].1.as_deref()), normal(expected.as_deref()), "{security}");
    }
}

fn normal(expression: Option<&str>) -> Option<PlainExpression> {
    expression.map(|text| PlainExpression::parse(text).unwrap())
}

#[test]
fn what_an_operation_does_not_say_the_document_says() {
    let paths = json!({ "/a": { "get": {} }, "/b": { "get": { "security": [] } },
                        "/c": { "get": { "security": [{ "oauth": ["c"] }] } } });
    let without = document(&paths);
    let mut with = without.clone();
    with["security"] = json!([{ "oauth": ["all"] }]);
    let scopes = |document: &Value| -> Vec<Option<String>> {
        asked(document).into_iter().map(|(_, scopes)| scopes).collect()
    };
    assert_eq!(scopes(&without), [None, None, Some("c".to_owned())]);
    assert_eq!(scopes(&with), [Some("all".to_owned()), None, Some("c".to_owned())]);
}

#[test]
fn methods_are_those_that_are_served() {
    let item = json!({ "get": {}, "put": {}, "post": {}, "patch": {}, "delete": {}, "head": {},
                       "options": {}, "trace": {}, "summary": "", "x-more": {} });
    let names: Vec<String> =
        asked(&document(&json!({ "/d": item }))).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["DELETE /d", "GET /d", "PATCH /d", "POST /d", "PUT /d"]);
}

/// The operation that is found at a path.
fn found(document: &Value, path: &str) -> Option<String> {
    let listed = read(document).unwrap().iter().map(Described::listed).collect();
    let pack = super::super::Pack::of(listed).unwrap();
    let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    pack.find(Method::Get, &segments).map(|found| found.name().to_owned())
}

#[test]
fn a_parameter_is_a_uuid_if_its_schema_says_so_whatever_its_name() {
    let typed = json!([{ "name": "dossier-id", "in": "path",
                         "schema": { "$ref": "#/x/uuid", "title": "Dossier" } }]);
    let named = json!([{ "name": "uuid", "in": "path", "schema": { "type": "string" } }]);
    let again = json!([{ "$ref": "#/x/again" }, { "name": "id", "in": "query" }]);
    let mut document = document(&json!({
        "/t/{dossier-id}": { "parameters": typed, "get": {} },
        "/n/{uuid}": { "parameters": named, "get": {} },
        "/o/{dossier-id}": { "parameters": typed, "get": { "parameters": again } },
        "/u/{id}": { "get": {} },
    }));
    document["x"] = json!({
        "uuid": { "type": "string", "format": "uuid" },
        "again": { "name": "dossier-id", "in": "path", "schema": { "type": "string" } },
    });
    let uuid = "0e6b7fb6-4f4b-4d7c-a9a1-9a6a6a0f8a11";
    let by_uuid = |base: &str| found(&document, &format!("/{base}/{uuid}")).is_some();
    let by_text = |base: &str| found(&document, &format!("/{base}/7")).is_some();
    assert_eq!(["t", "n", "o", "u"].map(by_uuid), [true; 4]);
    assert_eq!(["t", "n", "o", "u"].map(by_text), [false, true, true, true]);
}

#[test]
fn the_base_is_what_servers_says_of_the_public_name() {
    let based = |servers: Value| {
        let mut document = document(&json!({ "/d": { "get": {} } }));
        document["servers"] = servers;
        read(&document).map(|all| all[0].template().to_owned()).map_err(|why| why[0].to_string())
    };
    let server = |url: &str| json!({ "url": url });
    for (servers, expected) in [
        (json!([]), "/d"),
        (json!([server("/")]), "/d"),
        (json!([server("/api/v1/")]), "/api/v1/d"),
        (json!([server("https://dao.example/api")]), "/api/d"),
        (json!([server("https://dao.example:443/api")]), "/api/d"),
        (json!([server("https://elders.example/api"), server("/v2")]), "/v2/d"),
        (json!([server("https://elders.example/api")]), "/api/d"),
        (json!([server("https://a.example/api"), server("http://b.example/api/")]), "/api/d"),
        (
            json!([{ "url": "https://{where}/{base}",
                     "variables": { "where": { "default": "dao.example" },
                                    "base": { "default": "v3" } } }]),
            "/v3/d",
        ),
    ] {
        assert_eq!(based(servers.clone()), Ok(expected.to_owned()), "{servers}");
    }
    let two = json!([server("https://a.example/a"), server("https://a.example/b")]);
    assert!(based(two).unwrap_err().starts_with("#/servers: it is not said which path"));
    let mut other = document(&json!({ "/d": { "get": {} } }));
    other["servers"] = json!([server("/a"), server("/b")]);
    let terms = Terms { public_url: &public_url(), base: Some("/c/"), without: &[] };
    assert_eq!(describe(&other, terms).unwrap()[0].template(), "/c/d");
}

#[test]
fn a_path_may_refer_to_another_within_the_file() {
    let mut document = document(&json!({
        "/a/{id}": { "$ref": "#/components/pathItems/one" },
        "/b/{id}": { "$ref": "#/paths/~1a~1%7Bid%7D" },
    }));
    document["components"]["pathItems"] =
        json!({ "one": { "get": { "security": [{ "oauth": ["a"] }] } } });
    let scope = Some("a".to_owned());
    let expected = [("GET /a/{id}".to_owned(), scope.clone()), ("GET /b/{id}".to_owned(), scope)];
    assert_eq!(asked(&document), expected);
}

#[test]
fn what_cannot_be_read_in_one_way_says_where_it_stands_and_what_to_do() {
    let path = |path: &str, item: Value| document(&json!({ path: item }));
    let get = || json!({ "get": {} });
    for (document, said) in [
        (json!({ "swagger": "2.0" }), "#: it has no `openapi: 3.…`; of Swagger 2.0"),
        (json!({ "openapi": "4.0.0" }), "#: OpenAPI 4.0.0 is not read; convert it"),
        (json!({ "openapi": "3.0.3" }), "#: it has no `paths`"),
        (with_security(&json!({})), "#/paths/~1d/get/security: it must be a list"),
        (with_security(&json!(["oauth"])), "/security/0: it must name schemes"),
        (with_security(&json!([{ "oauth": "a" }])), "/security/0/oauth: it must be a list"),
        (with_security(&json!([{ "oath": ["a"] }])), "/security/0/oath: `components.securitySch"),
        (with_security(&json!([{ "oauth": [1] }])), "/security/0/oauth/0: a scope is a text"),
        (with_security(&json!([{ "oauth": ["a b"] }])), "`a b` cannot be asked for"),
        (with_security(&json!([{ "oauth": ["a|b"] }])), "`a|b` cannot be asked for"),
        (with_security(&json!([{ "jwt": ["a b"] }])), "/jwt/0: `a b`: `|`, `&` or the end"),
        (with_security(&json!([{ "jwt": ["a | zaakpoort.admin"] }])), "granted by name only"),
        (with_security(&json!([{ "oauth": [""] }])), "/0/oauth/0: a scope has 1 to 100"),
        (with_security(&json!([{ "oauth": ["zaakpoort.admin"] }])), "granted by name only"),
        (path("/d/", get()), "#/paths/~1d~1/get: a path has no empty segment"),
        (path("/d/{id}.pdf", get()), "`{id}.pdf` is not a parameter alone"),
        (path("/d/{a\nb}", get()), "is not a parameter alone"),
        (path("/d/{}", get()), "`{}` is not a parameter alone"),
        (path("/d/{a}/{a}", get()), "stands twice; name its path in `without`"),
        (path("/d/../x", get()), "has a character that no canonical path has"),
        (path("d", get()), "#/paths/d: a path begins with `/`"),
        (path("/", get()), "#/paths/~1/get: a path begins with `/` and names something"),
        (path("/d", json!({ "gett": {} })), "#/paths/~1d/gett: no method of this name"),
        (path("/d", json!({ "GET": {} })), "#/paths/~1d/GET: no method of this name"),
        (path("/d", json!({ "servers": [], "get": {} })), "#/paths/~1d: servers of a path"),
        (path("/d", json!({ "get": { "servers": [] } })), "#/paths/~1d/get: servers of its own"),
        (path("/d", json!({ "$ref": "b.yaml#/d" })), "#/paths/~1d/$ref: it refers to another file"),
        (path("/d", json!({ "$ref": "#/x" })), "#/paths/~1d/$ref: there is no such thing"),
        (path("/d", json!({ "$ref": "#/paths/~1d" })), "#/paths/~1d: its references lead nowhere"),
        (path("/d", json!({ "$ref": "#/x", "get": {} })), "#/paths/~1d: beside `$ref`"),
    ] {
        let found = fault(&document);
        assert!(found.contains(said), "{found}");
    }
}

#[test]
fn paths_that_are_left_out_are_not_read_and_must_be_there() {
    let document = document(&json!({ "/": { "get": {} }, "/d": { "get": {} } }));
    assert!(fault(&document).starts_with("#/paths/~1/get: "));
    let public_url = public_url();
    let left = |without: &[&str]| {
        let without: Vec<String> = without.iter().map(|&path| path.to_owned()).collect();
        describe(&document, Terms { public_url: &public_url, base: None, without: &without })
    };
    assert_eq!(left(&["/"]).unwrap().len(), 1);
    let faults = left(&["/", "/e"]).unwrap_err();
    assert_eq!(faults[0].to_string(), "#/paths: `without` names /e, which is not there");
}

#[test]
fn a_file_is_json_or_yaml_and_has_a_bound() {
    let folder = tempfile::tempdir().unwrap();
    let written = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        load(&path)
    };
    let expected = json!({ "openapi": "3.0.0", "paths": { "/d": { "200": {} } } });
    assert_eq!(written("a.json", &expected.to_string()).unwrap(), expected);
    let yaml = "openapi: 3.0.0\npaths:\n  /d:\n    200: {}\n";
    assert_eq!(written("a.yaml", yaml).unwrap(), expected);
    assert!(matches!(written("b.json", yaml), Err(DocumentError::Json(_))));
    assert!(matches!(written("b.yaml", "a: [b"), Err(DocumentError::Yaml(_))));
    let twice = written("twice.yaml", "a: 1\na: 2\n");
    assert!(matches!(twice, Err(DocumentError::Yaml(_))), "{twice:?}");
    let long = format!("a: \"{}\"", "x".repeat(usize::try_from(MAX_SIZE).unwrap()));
    assert!(matches!(written("long.yaml", &long), Err(DocumentError::TooLong)));
    assert!(matches!(load(Path::new("/nowhere.yaml")), Err(DocumentError::Unreadable(_))));
}
