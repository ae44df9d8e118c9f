//! A body that is judged has one reading.

use voorbeeldzaken::sample;

use super::{mark, melder, new_zaak, refused, seen, unseen};
use crate::cases;
use crate::harness::{Bench, Connection, Installation, Request};

cases![
    a_body_with_two_readings_is_refused,
    a_body_that_is_not_plain_json_in_utf_8_is_refused,
    a_body_that_is_declared_as_something_else_is_refused,
];

/// The members of a good body, without the braces.
pub(super) fn members(at: &Installation, mark: &str) -> String {
    let body = new_zaak(at, sample::ZAAKTYPE_MELDING, Some("openbaar"), mark).to_string();
    body[1..body.len() - 1].to_owned()
}

fn bijstand(at: &Installation) -> String {
    sample::url(&at.public_url(), sample::ZAAKTYPEN, sample::ZAAKTYPE_BIJSTAND)
}

/// Sends a body made of the good members: refused, and not a byte of it arrives.
#[track_caller]
fn not_judged(at: &Installation, token: &str, make: impl FnOnce(&str) -> Vec<u8>) {
    let mark = mark();
    let body = make(&members(at, &mark));
    let shown = String::from_utf8_lossy(&body[..body.len().min(300)]).into_owned();
    let request = Request::post(sample::ZAKEN).bearer(token).header("X-Mark", &mark);
    let answer = request.body("application/json", body).send(at.gateway);
    assert_eq!(answer.status, 400, "{shown}: {answer:?}");
    refused(&answer, 400, "body-not-judged");
    unseen(&at.upstream, &mark);
}

fn a_body_with_two_readings_is_refused(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    let other = bijstand(&at);
    for more in [
        format!(r#""zaaktype":"{other}""#),
        format!(r#""ZAAKTYPE":"{other}""#),
        format!(r#""zaakType":"{other}""#),
        format!(r#""zaak_type":"{other}""#),
        format!(r#""_zaaktype_":"{other}""#),
        format!(r#""zaakt\u0079pe":"{other}""#),
        format!(r#""zaaktype":null,"zaaktype":"{other}""#),
        r#""vertrouwelijkheidaanduiding":"zeer_geheim""#.to_owned(),
        r#""Vertrouwelijkheid_Aanduiding":"zeer_geheim""#.to_owned(),
        r#""vertrouwelijkheidAanduiding":"zeer_geheim""#.to_owned(),
        r#""toelichting":"twee keer""#.to_owned(),
        r#""genest":{"a":1,"a":2}"#.to_owned(),
        r#""genest":[{"b":{"aB":1,"a_b":2}}]"#.to_owned(),
    ] {
        not_judged(&at, &token, |good| format!("{{{good},{more}}}").into_bytes());
        not_judged(&at, &token, |good| format!("{{{more},{good}}}").into_bytes());
    }
    for name in ["ZAAKTYPE", "zaak_type", "zaakType", "_zaaktype", "zaaktype_", "zaaktype "] {
        not_judged(&at, &token, |good| {
            format!("{{{}}}", good.replace("\"zaaktype\"", &format!("\"{name}\""))).into_bytes()
        });
    }
    let mark = mark();
    let body = format!(r#"{{{},"genest":{{"zaaktype":"{other}"}}}}"#, members(&at, &mark));
    let answer =
        Request::post(sample::ZAKEN).bearer(&token).body("application/json", body).send(at.gateway);
    assert_eq!(answer.status, 201, "another object's member of that name: {answer:?}");
}

fn a_body_that_is_not_plain_json_in_utf_8_is_refused(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    let wrapped = |before: &str, after: &str| {
        let (before, after) = (before.to_owned(), after.to_owned());
        move |good: &str| format!("{before}{{{good}}}{after}").into_bytes()
    };
    not_judged(&at, &token, wrapped("\u{feff}", ""));
    not_judged(&at, &token, wrapped("[", "]"));
    not_judged(&at, &token, wrapped("", "{}"));
    not_judged(&at, &token, wrapped("", ","));
    not_judged(&at, &token, wrapped("", "\0"));
    not_judged(&at, &token, wrapped("\u{c}", ""));
    not_judged(&at, &token, wrapped("// x\n", ""));
    not_judged(&at, &token, wrapped(")]}'\n", ""));
    not_judged(&at, &token, wrapped("\"", "\""));
    for more in [
        ",",
        ",\"a\"",
        ",\"a\":",
        ",\"a\":NaN",
        ",\"a\":01",
        ",\"a\":'b'",
        ",\"a\":\"\\x\"",
        ",\"a\":+1",
        ",a:1",
        ",\"a\":\"\u{1}\"",
        ",\"a\":\"\n\"",
        ",\"a\":\"\\ud800\"",
        ",\"\\ud800\":1",
        "/* x */",
        ",\"a\":tru",
        ",\"a\":1.",
        ",\"a\":.5",
        ",\"a\":1e",
    ] {
        not_judged(&at, &token, |good| format!("{{{good}{more}}}").into_bytes());
    }
    for bytes in [&b"\xff"[..], b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe2\x82"] {
        not_judged(&at, &token, |good| {
            [b"{", good.as_bytes(), b",\"a\":\"", bytes, b"\"}"].concat()
        });
    }
    let utf16 = |bytes: fn(u16) -> [u8; 2]| {
        move |good: &str| format!("{{{good}}}").encode_utf16().flat_map(bytes).collect()
    };
    not_judged(&at, &token, utf16(u16::to_le_bytes));
    not_judged(&at, &token, utf16(u16::to_be_bytes));
    for depth in [65, 1_000, 100_000] {
        not_judged(&at, &token, |good| {
            format!("{{{good},\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth)).into_bytes()
        });
    }
    not_judged(&at, &token, |_| Vec::new());
    not_judged(&at, &token, |_| b"null".to_vec());
    not_judged(&at, &token, |good| format!("{{{good},\"{}\":1}}", "n".repeat(5_000)).into_bytes());
}

fn a_body_that_is_declared_as_something_else_is_refused(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    let send = |headers: &[(&str, &str)], mark: &str| {
        let body = format!("{{{}}}", members(&at, mark));
        let head = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n"));
        let head = head.collect::<Vec<_>>().concat();
        let mut connection = Connection::open(at.gateway);
        connection.send(format!(
            "POST {} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n{head}\
             Content-Length: {}\r\n\r\n{body}",
            sample::ZAKEN,
            at.gateway,
            body.len()
        ));
        connection.answer().expect("no answer")
    };
    let json = ("Content-Type", "application/json");
    for headers in [
        &[][..],
        &[("Content-Type", "")],
        &[("Content-Type", "text/json")],
        &[("Content-Type", "text/plain")],
        &[("Content-Type", "application/jsonx")],
        &[("Content-Type", "application/x-www-form-urlencoded")],
        &[("Content-Type", "multipart/form-data; boundary=x")],
        &[("Content-Type", "application/json, application/x-www-form-urlencoded")],
        &[("Content-Type", "application/json; charset=utf-16")],
        &[("Content-Type", "application/json; charset=latin1")],
        &[json, ("Content-Type", "multipart/form-data; boundary=x")],
        &[json, json],
        &[json, ("Content-Encoding", "gzip")],
        &[json, ("Content-Encoding", "identity")],
        &[json, ("Content-Encoding", "utf-8")],
    ] {
        let mark = mark();
        refused(&send(headers, &mark), 400, "body-not-judged");
        unseen(&at.upstream, &mark);
    }
    for content_type in ["application/json", "Application/JSON", "application/json;charset=utf-8"] {
        let mark = mark();
        assert_eq!(send(&[("Content-Type", content_type)], &mark).status, 201);
        // What else a server might read the type from is gone.
        let named = [("Content-Type", content_type), ("Connection", "content-type")];
        assert_eq!(send(&named, &mark).status, 201);
        let seen = at.upstream.traces(&mark);
        assert!(seen.iter().all(|seen| seen.header("content-type") == [content_type]), "{seen:?}");
    }
    let mark = mark();
    assert_eq!(send(&[json, ("Content_Type", "multipart/form-data")], &mark).status, 201);
    assert!(seen(&at.upstream, &mark).header("content_type").is_empty());
}
