//! What is read of a body that describes an object or links to one, before anything is asked about rights.

use super::*;
use crate::objects::scan::Scanner;

fn described(operation: &str) -> &'static Described {
    let shape = shape::named(operation);
    shape.describes.as_ref().unwrap()
}

fn found(described: &Described, body: &str) -> Found {
    let mut scanner = Scanner::new(match described.kind {
        Kind::Zaak => &[&["zaaktype"], &["vertrouwelijkheidaanduiding"]],
        Kind::Document => &[&["informatieobjecttype"], &["vertrouwelijkheidaanduiding"]],
        Kind::Besluit => &[&["besluittype"]],
    });
    scanner.push(body.as_bytes()).unwrap();
    scanner.finish().unwrap()
}

#[test]
fn a_type_is_a_url_or_not_there() {
    let zaak = described("zaak");
    let stated = |body: &str| stated_type(zaak, &found(zaak, body));
    assert!(matches!(stated(r#"{"zaaktype":"https://x.example/1"}"#), Ok(Some(_))));
    assert_eq!(stated("{}"), Ok(None));
    for odd in ["1", "null", "[]", r#""""#, r#""zaaktype""#, r#""/zaaktypen/1""#] {
        let body = format!(r#"{{"zaaktype":{odd}}}"#);
        assert_eq!(stated(&body), Err(BodyFault::NotAType { member: "zaaktype" }), "{odd}");
    }
}

#[test]
fn a_level_is_one_of_the_eight_or_empty_or_not_there() {
    let document = described("document");
    let stated = |level: &str| {
        let body = format!(r#"{{"vertrouwelijkheidaanduiding":{level}}}"#);
        stated_level(document, &found(document, &body))
    };
    let geheim = Vertrouwelijkheidaanduiding::parse("geheim").unwrap();
    assert_eq!(stated(r#""geheim""#), Ok(Level::Stated(geheim)));
    assert_eq!(stated(r#""""#), Ok(Level::Empty));
    assert_eq!(stated_level(document, &found(document, "{}")), Ok(Level::Absent));
    for odd in ["1", "null", r#""GEHEIM""#, r#"" ""#] {
        assert_eq!(stated(odd), Err(BodyFault::NotALevel), "{odd}");
    }
    let besluit = described("besluit");
    let body = r#"{"vertrouwelijkheidaanduiding":1}"#;
    assert_eq!(stated_level(besluit, &found(besluit, body)), Ok(Level::Absent), "it has none");
}

#[test]
fn a_link_is_a_url_or_empty_or_not_there() {
    let text = |text: &str| Member::Text(text.to_owned());
    assert_eq!(link(&["zaak"], Some(&text("https://x/1"))), Ok(Some("https://x/1")));
    for none in [None, Some(&Member::Null), Some(&text(""))] {
        assert_eq!(link(&["zaak"], none), Ok(None));
    }
    let fault = BodyFault::NotALink { member: "zaak" };
    assert_eq!(link(&["zaak"], Some(&Member::NotText)), Err(fault));
}
