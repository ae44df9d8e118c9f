//! The type that a body names: compared to the letter, and never fetched.

use std::net::TcpListener;

use serde_json::json;
use uuid::Uuid;
use voorbeeldzaken::sample;

use super::creating::create;
use super::{mark, melder, new_zaak, refused, seen, unseen};
use crate::cases;
use crate::harness::{Bench, TaskApplication};

cases![a_type_is_compared_to_the_letter, a_type_that_lies_elsewhere_is_never_fetched,];

fn a_type_is_compared_to_the_letter(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    let url = sample::url(&at.public_url(), sample::ZAAKTYPEN, sample::ZAAKTYPE_MELDING);
    for other in [
        format!("{url}/"),
        format!("{url}?x=1"),
        format!("{url}#x"),
        format!("{url}%20"),
        url.to_uppercase(),
        url.replace("6e3f0c3a", "6E3F0C3A"),
        url.replace("http://", "https://"),
        url.replace("127.0.0.1", "localhost"),
        url.replace("127.0.0.1", "127.1"),
        url.replace("/catalogi", "/./catalogi"),
        url.replace("/catalogi", "//catalogi"),
        url.replace("http://", "http://a@"),
    ] {
        let mark = mark();
        let mut body = new_zaak(&at, Uuid::nil(), Some("openbaar"), &mark);
        body["zaaktype"] = json!(other);
        refused(&create(&at, sample::ZAKEN, &token, &body), 403, "type-not-held");
        unseen(&at.upstream, &mark);
    }
    for other in
        [json!(null), json!(""), json!(1), json!([url]), json!({ "url": url }), json!("/x")]
    {
        let mark = mark();
        let mut body = new_zaak(&at, Uuid::nil(), Some("openbaar"), &mark);
        body["zaaktype"] = other;
        refused(&create(&at, sample::ZAKEN, &token, &body), 400, "body-not-judged");
        unseen(&at.upstream, &mark);
    }
}

fn a_type_that_lies_elsewhere_is_never_fetched(bench: &Bench) {
    let at = bench.shared();
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let origin = format!("http://{}", elsewhere.local_addr().unwrap());
    let upstream = format!("http://{}", at.upstream.address());
    for origin in [origin, upstream] {
        let url = sample::url(&origin, sample::ZAAKTYPEN, sample::ZAAKTYPE_MELDING);
        let foreign = json!({ "label": "Elders", "autorisaties": [{
            "component": "zrc", "scopes": ["zaken.aanmaken"], "zaaktype": url,
            "max_vertrouwelijkheidaanduiding": "intern" }] });
        let token = TaskApplication::register(&at, &foreign, &json!({})).token(&at);
        let mark = mark();
        let mut body = new_zaak(&at, Uuid::nil(), None, &mark);
        body["zaaktype"] = json!(url);
        refused(&create(&at, sample::ZAKEN, &token, &body), 403, "level-not-stated");
        unseen(&at.upstream, &mark);
        body["vertrouwelijkheidaanduiding"] = json!("intern");
        assert_eq!(create(&at, sample::ZAKEN, &token, &body).status, 400, "the upstream's verdict");
        seen(&at.upstream, &mark);
    }
    assert!(elsewhere.accept().is_err(), "somebody called");
}
