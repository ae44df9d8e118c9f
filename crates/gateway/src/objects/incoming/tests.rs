//! What is read from a body, before anything is asked about rights.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

use super::*;

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers
}

#[test]
fn json_in_utf8_is_read() {
    for value in [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
        "application/merge-patch+json",
    ] {
        assert!(readable(&headers(&[("content-type", value)])).is_ok(), "{value}");
    }
}

#[test]
fn anything_else_is_refused() {
    for value in [
        "",
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json, text/plain",
        "application/jsonp",
        "json",
    ] {
        let fault = readable(&headers(&[("content-type", value)])).unwrap_err();
        assert_eq!(fault, BodyFault::ContentType, "{value}");
    }
    for value in [
        "application/json; charset=utf-16",
        "application/json; charset=utf-7",
        "application/json; x=y",
        "application/json; charset=\"utf-8",
        "application/json; charset=utf-8\"",
        "application/json; charset=\"\"utf-8\"\"",
        "application/json; charset=\"",
    ] {
        let fault = readable(&headers(&[("content-type", value)])).unwrap_err();
        assert_eq!(fault, BodyFault::Charset, "{value}");
    }
    assert_eq!(readable(&headers(&[])).unwrap_err(), BodyFault::ContentType);
    let twice = [("content-type", "application/json"), ("content-type", "text/plain")];
    assert_eq!(readable(&headers(&twice)).unwrap_err(), BodyFault::ContentType);
    let compressed = [("content-type", "application/json"), ("content-encoding", "gzip")];
    assert_eq!(readable(&headers(&compressed)).unwrap_err(), BodyFault::ContentEncoding);
}
