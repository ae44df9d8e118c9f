//! The scanner against bodies that have one reading, and bodies that have two.

use super::nesting::MAX_DEPTH;
use super::*;

const WANTED: Wanted = &[&["zaaktype"], &["vertrouwelijkheidaanduiding"]];

/// What stood under the two members.
type Both = [Option<Member>; 2];

/// Scans in chunks of every size, which must all agree.
fn scan(body: &[u8]) -> Result<Both, BodyFault> {
    let whole = in_chunks(body, body.len().max(1));
    for size in [1, 2, 3, 5, 16] {
        assert_eq!(in_chunks(body, size), whole, "{:?} in {size}", String::from_utf8_lossy(body));
    }
    whole
}

fn in_chunks(body: &[u8], size: usize) -> Result<Both, BodyFault> {
    let mut scanner = Scanner::new(WANTED);
    body.chunks(size).try_for_each(|chunk| scanner.push(chunk))?;
    let found = scanner.finish()?;
    Ok([WANTED[0], WANTED[1]].map(|way| found.one(way).cloned()))
}

/// So many members of different names, each with a comma behind it.
fn members(count: u32) -> String {
    let members: Vec<String> = (0..count).map(|n| format!(r#""n{n}":1,"#)).collect();
    members.concat()
}

fn text(value: &str) -> Member {
    Member::Text(value.to_owned())
}

#[test]
fn the_wanted_members_are_found_at_the_top_level_only() {
    let body = r#" {"a":[{"zaaktype":"https://not.this/one"}], "zaaktype" : "https://x/1",
        "b":{"zaaktype":1,"c":[true,false,null,-0.5e+10,[]]},"vertrouwelijkheidaanduiding":"geheim"} "#;
    assert_eq!(scan(body.as_bytes()), Ok([Some(text("https://x/1")), Some(text("geheim"))]));
}

#[test]
fn an_escaped_name_and_value_are_what_they_stand_for() {
    let body = r#"{"zaakt\u0079pe":"https:\/\/x\/\u00e9\ud83d\ude00\n"}"#;
    assert_eq!(scan(body.as_bytes()), Ok([Some(text("https://x/é😀\n")), None]));
}

#[test]
fn a_member_that_is_no_string_is_told_apart_from_an_absent_one() {
    for value in ["1", "-0", "1.5", "1e9", "true", "[]", "{}", r#"["x"]"#, r#"{"a":"b"}"#] {
        let body = format!(r#"{{"zaaktype":{value},"x":"y"}}"#);
        assert_eq!(scan(body.as_bytes()), Ok([Some(Member::NotText), None]), "{value}");
    }
    assert_eq!(scan(br#"{"zaaktype":null}"#), Ok([Some(Member::Null), None]));
    assert_eq!(scan(b"{}"), Ok([None, None]));
    assert_eq!(scan(br#"{"zaaktype":""}"#), Ok([Some(text("")), None]));
}

#[test]
fn two_names_that_fold_onto_each_other_are_refused_wherever_they_stand() {
    for body in [
        r#"{"zaaktype":"a","zaaktype":"b"}"#,
        r#"{"zaaktype":"a","ZAAKTYPE":"b"}"#,
        r#"{"zaaktype":"a","zaak_type":"b"}"#,
        r#"{"zaaktype":"a","\u005fzaaktype":"b"}"#,
        r#"{"toelichting":"a","Toelichting":"b"}"#,
        r#"{"x":[{"a":1},{"b":{"eenNaam":1,"een_naam":2}}]}"#,
    ] {
        assert_eq!(scan(body.as_bytes()), Err(BodyFault::TwoNamesFold), "{body}");
    }
    assert!(scan(br#"{"a":{"b":1},"c":{"b":1},"d":[{"b":1},{"b":1}]}"#).is_ok());
}

#[test]
fn a_wanted_member_in_another_spelling_is_refused() {
    for name in ["Zaaktype", "zaak_type", "_zaaktype", "ZAAKTYPE"] {
        let body = format!(r#"{{"{name}":"https://x/1"}}"#);
        assert_eq!(
            scan(body.as_bytes()),
            Err(BodyFault::Spelling { member: "zaaktype" }),
            "{name}"
        );
    }
    assert!(scan(br#"{"x":{"Zaaktype":"y"}}"#).is_ok(), "below the top level it decides nothing");
}

#[test]
fn what_is_not_one_json_object_is_refused() {
    for body in ["", " ", "[]", "null", "\"x\"", "1", "[{}]"] {
        assert_eq!(scan(body.as_bytes()), Err(BodyFault::NotAnObject), "{body}");
    }
    for body in [
        "{",
        "{]",
        "{}{}",
        "{} x",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":1,}"#,
        "{,}",
        r#"{"a":[1,]}"#,
        r#"{"a":01}"#,
        r#"{"a":+1}"#,
        r#"{"a":1.}"#,
        r#"{"a":.5}"#,
        r#"{"a":1e}"#,
        r#"{"a":-}"#,
        r#"{"a":NaN}"#,
        r#"{"a":-Infinity}"#,
        r#"{"a":tru}"#,
        r#"{"a":nulL}"#,
        "{'a':1}",
        "{a:1}",
        r#"{"a":1 "b":2}"#,
        "{\"a\":\"\t\"}",
        r#"{"a":"\x"}"#,
        r#"{"a":"\u12g4"}"#,
        r#"{"a":"b}"#,
        "{\"a\":1/*c*/}",
        r#"{"a":[}"#,
        r#"{"a":{]}"#,
        "{\"a\":1\u{b}}",
        "{\0}",
    ] {
        assert!(matches!(scan(body.as_bytes()), Err(BodyFault::NotJson { .. })), "{body}");
    }
}

#[test]
fn a_byte_order_mark_and_broken_utf8_are_refused() {
    assert_eq!(scan(b"\xEF\xBB\xBF{}"), Err(BodyFault::ByteOrderMark));
    for bytes in [
        &b"\xC0\xAE"[..],
        b"\xE0\x80\xAF",
        b"\xED\xA0\x80",
        b"\xF4\x90\x80\x80",
        b"\xFF",
        b"\x80",
        b"\xC3",
    ] {
        let body = [br#"{"a":""#, bytes, br#""}"#].concat();
        assert_eq!(scan(&body), Err(BodyFault::NotUtf8), "{bytes:?}");
    }
    assert!(scan("{\"é\":\"€😀\u{ffff}\"}".as_bytes()).is_ok());
}

#[test]
fn a_lone_surrogate_is_refused() {
    for escape in [r"\ud800", r"\udc00", r"\ud800\ud800", r"\ud800x", r"\ud800\n", r"\udc00\ud800"]
    {
        let body = format!(r#"{{"a":"{escape}"}}"#);
        assert_eq!(scan(body.as_bytes()), Err(BodyFault::LoneSurrogate), "{escape}");
    }
}

#[test]
fn depth_and_names_are_bounded() {
    let nested = |depth: usize| format!(r#"{{"a":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
    assert!(scan(nested(MAX_DEPTH - 1).as_bytes()).is_ok());
    assert_eq!(scan(nested(MAX_DEPTH).as_bytes()), Err(BodyFault::TooDeep { most: MAX_DEPTH }));

    let many = members(70_000);
    let body = format!(r#"{{{many}"z":1}}"#);
    assert_eq!(in_chunks(body.as_bytes(), 4096), Err(BodyFault::TooManyNames));

    let long = format!(r#"{{"{}":1}}"#, "x".repeat(MAX_NAME + 1));
    assert_eq!(scan(long.as_bytes()), Err(BodyFault::TextTooLong { most: MAX_NAME }));
    let long = format!(r#"{{"zaaktype":"{}"}}"#, "x".repeat(MAX_WANTED + 1));
    assert_eq!(scan(long.as_bytes()), Err(BodyFault::TextTooLong { most: MAX_WANTED }));
    let long = format!(r#"{{"inhoud":"{}"}}"#, "x".repeat(1_000_000));
    assert!(in_chunks(long.as_bytes(), 65536).is_ok());
}

#[test]
fn names_of_closed_objects_cost_nothing_more() {
    let one = members(1000);
    let object = format!(r#"{{{one}"z":1}},"#);
    let body = format!(r#"{{"a":[{}{{}}]}}"#, object.repeat(100));
    assert!(in_chunks(body.as_bytes(), 4096).is_ok());
}
