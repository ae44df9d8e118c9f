//! What reaches an upstream of a client's head.

use actix_web::test::TestRequest;

use super::*;
use crate::objects::answer::Shown;
use crate::objects::kind::Kind;
use crate::route::{Called, Routes};
use crate::testing::{config, routed, routes, upstream};

const TARGET: &str = "/zaken/api/v1/zaken/0e6b7fb6-4f4b-4d7c-a9a1-9a6a6a0f8a11";

fn gateway() -> Routes {
    routes(&config(vec![upstream("openzaak", "https://zaken.example")]))
}

fn sent(method: &str, headers: &[(&str, &str)], judged: Option<Kind>) -> Request<()> {
    let mut request = TestRequest::with_uri(&format!("{TARGET}?a=%2F&b"))
        .method(method.parse().unwrap())
        .peer_addr("192.0.2.7:1234".parse().unwrap())
        .insert_header((client_header::HOST, "zaken.example"));
    for header in headers {
        request = request.append_header(*header);
    }
    let request = request.to_http_request();
    let gateway = gateway();
    let route = routed(&gateway, &request);
    let ours = (header::AUTHORIZATION, HeaderValue::from_static("ours"));
    let answer = match (judged, route.called()) {
        (Some(kind), Called::Zgw(operation)) => Answer::Judged(Shown::Object(kind), operation),
        (None, _) | (_, Called::Listed(_)) => Answer::Passes,
    };
    of(&request, &route, answer, &[ours]).unwrap()
}

fn all<'a>(head: &'a Request<()>, name: &str) -> Vec<&'a str> {
    head.headers().get_all(name).iter().map(|value| value.to_str().unwrap()).collect()
}

#[test]
fn path_and_query_go_up_byte_for_byte_to_the_upstreams_address() {
    let head = sent("GET", &[], None);
    assert_eq!(head.uri().to_string(), format!("http://127.0.0.1:8000{TARGET}?a=%2F&b"));
}

#[test]
fn host_and_scheme_are_those_of_the_public_url_and_the_address_is_the_peers() {
    let told = [
        ("x-forwarded-proto", "http"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-for", "10.0.0.1"),
        ("forwarded", "for=10.0.0.1"),
        ("x_forwarded_proto", "http"),
    ];
    let head = sent("GET", &told, None);
    assert_eq!(all(&head, "host"), ["zaken.example"]);
    assert_eq!(all(&head, "x-forwarded-proto"), ["https"]);
    assert_eq!(all(&head, "x-forwarded-for"), ["192.0.2.7"]);
    assert!(all(&head, "x-forwarded-host").is_empty() && all(&head, "forwarded").is_empty());
}

#[test]
fn a_client_cannot_take_away_or_add_to_what_the_gateway_says() {
    let told = [
        ("connection", "close, Host, Authorization, X-Forwarded-Proto"),
        ("connection", "x-own"),
        ("x-own", "stays here"),
        ("authorization", "Bearer of.the.client"),
        ("cookie", "sessionid=1"),
        ("x-user-id", "admin"),
        ("accept", "application/json"),
        ("accept", "text/plain"),
    ];
    let head = sent("GET", &told, None);
    assert_eq!(all(&head, "host"), ["zaken.example"]);
    assert_eq!(all(&head, "x-forwarded-proto"), ["https"]);
    assert_eq!(all(&head, "accept"), ["application/json", "text/plain"]);
    assert_eq!(all(&head, "authorization"), ["ours"]);
    for name in ["connection", "x-own", "cookie", "x-user-id"] {
        assert!(all(&head, name).is_empty(), "{name}");
    }
}

#[test]
fn conditions_and_ranges_pass_where_nothing_hangs_on_the_answer() {
    let told = [("if-none-match", "\"a\""), ("range", "bytes=0-1"), ("accept-encoding", "gzip")];
    let head = sent("HEAD", &told, None);
    assert_eq!(head.method(), Method::HEAD);
    for (name, value) in told {
        assert_eq!(all(&head, name), [value]);
    }
}

#[test]
fn an_answer_that_is_judged_is_asked_for_whole_and_unconditionally() {
    let told = [
        ("if-none-match", "\"a\""),
        ("if-match", "\"a\""),
        ("if-modified-since", "Sat, 21 Nov 2026 09:00:00 GMT"),
        ("range", "bytes=0-1"),
        ("accept-encoding", "gzip"),
        ("content-type", "application/json"),
        ("accept-crs", "EPSG:4326"),
    ];
    let head = sent("HEAD", &told, Some(Kind::Zaak));
    assert_eq!(head.method(), Method::GET);
    assert_eq!(all(&head, "accept-encoding"), ["identity"]);
    assert_eq!(all(&head, "accept-crs"), ["EPSG:4326"]);
    for name in ["if-none-match", "if-match", "if-modified-since", "range", "content-type"] {
        assert!(all(&head, name).is_empty(), "{name}");
    }
}
