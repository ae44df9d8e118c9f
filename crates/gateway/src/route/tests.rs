//! Where requests go, and which go nowhere.

use actix_web::test::TestRequest;

use super::*;
use crate::testing::{config, routes, upstream};

const UUID: &str = "0e6b7fb6-4f4b-4d7c-a9a1-9a6a6a0f8a11";

fn gateway() -> Routes {
    routes(&config(vec![
        upstream("openzaak", "https://zaken.example"),
        upstream("other", "http://other.example:8080"),
    ]))
}

fn found(method: &str, host: &str, target: &str) -> String {
    let request = TestRequest::with_uri(target)
        .method(Method::from_bytes(method.as_bytes()).unwrap_or_default())
        .insert_header((header::HOST, host))
        .to_http_request();
    match gateway().find(&request) {
        Ok(Way::ToIssuer(target)) => {
            let query = target.query().map(|query| format!("?{query}")).unwrap_or_default();
            format!("issuer {}{query}", target.path())
        }
        Ok(Way::ToUpstream(route)) => {
            format!("{} {}", route.upstream().name(), route.called().name())
        }
        Err(refusal) => format!("{refusal:?}"),
    }
}

fn at(method: &str, target: &str) -> String {
    found(method, "zaken.example", target)
}

#[test]
fn host_method_and_path_lead_to_upstream_and_operation() {
    assert_eq!(at("GET", "/zaken/api/v1/zaken"), "openzaak zrc GET /zaken");
    assert_eq!(at("POST", "/zaken/api/v1/zaken/_zoek"), "openzaak zrc POST /zaken/_zoek");
    let item = format!("/documenten/api/v1/enkelvoudiginformatieobjecten/{UUID}");
    assert_eq!(at("GET", &item), "openzaak drc GET /enkelvoudiginformatieobjecten/{uuid}");
    let other = found("GET", "other.example:8080", "/zaken/api/v1/zaken?page=2");
    assert_eq!(other, "other zrc GET /zaken");
}

#[test]
fn head_is_judged_as_get() {
    assert_eq!(at("HEAD", "/zaken/api/v1/zaken"), "openzaak zrc GET /zaken");
}

#[test]
fn a_host_is_known_in_any_case_and_with_the_port_of_its_scheme() {
    for host in ["zaken.example", "ZAKEN.Example", "zaken.example:443"] {
        assert_eq!(found("GET", host, "/zaken/api/v1/zaken"), "openzaak zrc GET /zaken", "{host}");
    }
}

#[test]
fn another_host_is_not_served() {
    for host in [
        "evil.example",
        "zaken.example.",
        "zaken.example:80",
        "zaken.example:8443",
        "other.example",
        "",
        "127.0.0.1",
    ] {
        assert_eq!(found("GET", host, "/zaken/api/v1/zaken"), "UnknownHost", "{host}");
    }
}

#[test]
fn a_path_that_is_not_listed_is_unknown() {
    for path in [
        "/zaken/api/v1/zakenevil",
        "/zaken/api/v1evil/zaken",
        "/zaken/api/v1/zaken/",
        "/zaken/api/v1/Zaken",
        "/zaken/api/v1",
        "/zaken/api/v1/",
        "/zaken/api/v2/zaken",
        "/autorisaties/",
        "/autorisaties/api",
        "/autorisaties/api/v1x",
        "/autorisaties/api/v10/applicaties",
        "/Autorisaties/api/v1/applicaties",
        "/x/autorisaties/api/v1/applicaties",
        "/zaken/api/v1/zaken/not-a-uuid",
        "/zaken/api/v1/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r",
        "/",
        "/admin/",
    ] {
        assert_eq!(at("GET", path), "UnknownPath", "{path}");
    }
}

#[test]
fn the_autorisaties_api_is_the_issuers_under_every_name_and_by_every_method() {
    for path in ["", "/", "/applicaties", "/applicaties?page=2&x=%2F", "/a/b/c"] {
        let target = format!("{AUTORISATIES}{path}");
        for method in ["GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get"] {
            for host in ["zaken.example", "ZAKEN.example:443", "other.example:8080"] {
                assert_eq!(found(method, host, &target), format!("issuer {target}"), "{method}");
            }
        }
    }
    let applicaties = format!("{AUTORISATIES}/applicaties");
    assert_eq!(at("CONNECT", &applicaties), "Upgrade");
    assert_eq!(found("GET", "evil.example", &applicaties), "UnknownHost");
    assert!(at("GET", "/autorisaties//api/v1/applicaties").starts_with("Path("));
    let url = format!("https://zaken.example{applicaties}");
    assert!(gateway().find_url(&url).is_none(), "what the gateway looks up is an upstream's");
}

#[test]
fn a_known_path_says_which_methods_it_has() {
    let request = TestRequest::with_uri("/zaken/api/v1/zaken")
        .method(Method::DELETE)
        .insert_header((header::HOST, "zaken.example"))
        .to_http_request();
    let gateway = gateway();
    let Err(Refusal::MethodNotAllowed { allow }) = gateway.find(&request) else {
        unreachable!("DELETE is not in the list")
    };
    assert_eq!(allow.to_string(), "GET, HEAD, POST");
    assert!(at("OPTIONS", "/zaken/api/v1/zaken").starts_with("MethodNotAllowed"));
    assert!(at("TRACE", "/zaken/api/v1/zaken").starts_with("MethodNotAllowed"));
    assert_eq!(at("OPTIONS", "/zaken/api/v1/evil"), "UnknownPath");
}

#[test]
fn a_method_is_taken_letter_by_letter() {
    for method in ["get", "Get", "GETX", "PROPFIND", "_POST"] {
        assert_eq!(at(method, "/zaken/api/v1/zaken"), "UnknownMethod", "{method}");
    }
    assert_eq!(at("CONNECT", "/zaken/api/v1/zaken"), "Upgrade");
}

#[test]
fn an_absolute_target_must_name_the_host_that_was_asked() {
    assert_eq!(at("GET", "https://zaken.example/zaken/api/v1/zaken"), "openzaak zrc GET /zaken");
    assert_eq!(at("GET", "https://other.example:8080/zaken/api/v1/zaken"), "ForeignTarget");
    assert_eq!(at("GET", "http://zaken.example@evil.example/zaken/api/v1/zaken"), "ForeignTarget");
}

#[test]
fn a_path_that_is_not_canonical_is_refused_and_not_repaired() {
    for path in [
        "/zaken/api/v1/../../../autorisaties/api/v1/applicaties",
        "/zaken/api/v1//zaken",
        "/zaken/api/v1/%7aaken",
    ] {
        assert!(at("GET", path).starts_with("Path("), "{path}");
    }
}

#[test]
fn a_websocket_is_refused() {
    let request = TestRequest::with_uri("/zaken/api/v1/zaken")
        .insert_header((header::HOST, "zaken.example"))
        .insert_header((header::UPGRADE, "WebSocket"))
        .to_http_request();
    assert!(matches!(gateway().find(&request), Err(Refusal::Upgrade)));
}

#[test]
fn a_url_is_looked_up_only_under_a_public_url() {
    let gateway = gateway();
    let found = |url: &str| gateway.find_url(url).map(|route| route.called().name().to_owned());
    let good = format!("https://zaken.example/catalogi/api/v1/zaaktypen/{UUID}");
    assert_eq!(found(&good).as_deref(), Some("ztc GET /zaaktypen/{uuid}"));
    for url in [
        format!("http://zaken.example/catalogi/api/v1/zaaktypen/{UUID}"),
        format!("https://evil.example/catalogi/api/v1/zaaktypen/{UUID}"),
        format!("https://zaken.example@evil.example/catalogi/api/v1/zaaktypen/{UUID}"),
        format!("https://zaken.example/catalogi/api/v1/../v1/zaaktypen/{UUID}"),
        format!("https://zaken.example/catalogi/api/v1/zaaktypen/{UUID}?x=1"),
        format!("https://zaken.example/catalogi/api/v1/zaaktypen/{UUID}#x"),
        "https://zaken.example".to_owned(),
        "file:///etc/passwd".to_owned(),
    ] {
        assert_eq!(found(&url), None, "{url}");
    }
}
