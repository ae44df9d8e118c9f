//! Where the document is, for whom, and in which forms.

use serde_json::json;

use super::{METHODS, document, operations};
use crate::cases;
use crate::harness::ac::{AC, AcClient, path_of};
use crate::harness::{Bench, Installation, Options, Request};

cases![
    the_document_is_there_for_everyone_under_four_names,
    the_document_follows_the_version_that_is_served,
    the_paths_take_the_methods_of_the_document_and_no_others,
];

const NAMES: [(&str, &str); 4] = [
    ("/openapi.json", "application/json"),
    ("/openapi.yaml", "application/yaml"),
    ("/schema/openapi.json", "application/json"),
    ("/schema/openapi.yaml", "application/yaml"),
];

fn the_document_is_there_for_everyone_under_four_names(bench: &Bench) {
    let at = bench.shared();
    let expected = document(&at);
    assert_eq!(expected["openapi"], "3.0.3");
    let server = format!("{}{AC}", at.public_url());
    assert_eq!(expected["servers"], json!([{ "url": server }]));
    let flow = &expected["components"]["securitySchemes"]["OAuth2"]["flows"]["clientCredentials"];
    assert_eq!(flow["tokenUrl"], format!("{}/connect/token", at.issuer_url()));
    let landing = Request::get("/autorisaties/").send(at.issuer).text();
    for server in [at.issuer, at.gateway] {
        for (name, media_type) in NAMES {
            let path = format!("{AC}{name}");
            let shown = Request::get(&path).send(server);
            let header = |name| shown.header(name);
            assert_eq!((shown.status, header("content-type")), (200, Some(media_type)), "{name}");
            assert_eq!(header("api-version"), Some("1.1.0"));
            assert_eq!(header("cache-control"), Some("public, max-age=3600"));
            assert_eq!(header("access-control-allow-origin"), Some("*"));
            if media_type == "application/json" {
                assert_eq!(shown.json(), expected);
            } else {
                assert!(shown.text().starts_with("openapi: 3.0.3\n"), "{}", shown.text());
            }
            let head = Request::new("HEAD", &path).send(server);
            let length = shown.body.len().to_string();
            assert_eq!((head.status, head.header("content-length")), (200, Some(&*length)));
            assert_eq!(Request::post(&path).send(server).status, 405);
        }
    }
    for name in ["/openapi.yaml", "/openapi.json"] {
        assert!(landing.contains(&format!("href=\"{}{AC}{name}\"", at.public_url())), "{landing}");
    }
}

fn the_document_follows_the_version_that_is_served(bench: &Bench) {
    let at = bench.with(&Options::default().set("AUTORISATIES__VERSION", "1.0.0"));
    let shown = Request::get(&format!("{AC}/openapi.json")).send(at.issuer);
    assert_eq!(shown.header("api-version"), Some("1.0.0"));
    assert_eq!(shown.json()["info"]["version"], "1.0.0");
    assert!(!shown.text().contains("alleenIsGereedVoorPublicatie"));
}

fn the_paths_take_the_methods_of_the_document_and_no_others(bench: &Bench) {
    let at = bench.shared();
    let document = document(&at);
    let operations = operations(&document);
    assert_eq!(operations.len(), 7);
    for path in document["paths"].as_object().unwrap().keys() {
        let declared = |method: &str| {
            let of = |(own, at, _): &(String, String, _)| own == method && at == path;
            operations.iter().any(of)
        };
        for method in METHODS.map(str::to_uppercase) {
            let asked = format!("{AC}{}", path.replace("{uuid}", &made(&at)));
            let answer = Request::new(&method, &asked).send(at.issuer);
            let expected = if declared(&method) { 401 } else { 405 };
            assert_eq!(answer.status, expected, "{method} {path}: {}", answer.text());
            let allow = answer.header("allow").unwrap();
            for one in allow.split(", ").filter(|one| !["HEAD", "OPTIONS"].contains(one)) {
                assert!(declared(one), "{path} says Allow: {allow}");
            }
            assert_eq!(allow.contains("HEAD"), declared("GET"), "{path}: {allow}");
        }
    }
}

/// An applicatie's uuid.
fn made(at: &Installation) -> String {
    let ac = AcClient::writer(at);
    let shown = ac.ask("GET", &format!("/applicaties?clientIds={}", ac.application.client_id));
    path_of(&shown.json()["results"][0]).rsplit('/').next().unwrap().to_owned()
}
