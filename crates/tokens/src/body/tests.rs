//! One object, each member once, each of its type.

use super::*;

fn parse(json: &str) -> Result<Body, Unreadable> {
    Body::parse(json.as_bytes())
}

#[test]
fn only_one_json_object_is_a_body() {
    let deep = format!("{{\"a\":{}", "[".repeat(100_000));
    let others =
        ["", "null", "[]", "\"a\"", "1", "{", "{}{}", "{} x", "{'a':1}", "{a:1}", "\u{feff}{}"];
    for other in others.into_iter().chain([deep.as_str()]) {
        assert_eq!(parse(other).err(), Some(Unreadable::NotAnObject), "{other:.20}");
    }
    assert!(Body::parse(b"{\"a\":\"\xff\"}").is_err(), "not UTF-8");
    assert!(parse(r#"{"a":"\ud800"}"#).is_err(), "half a character");
    assert!(parse(" {\"a\": 1}\n").is_ok());
}

#[test]
fn a_member_that_stands_twice_is_refused_wherever_and_however_it_is_spelt() {
    let twice = [
        r#"{"a":1,"a":1}"#,
        r#"{"a":1,"b":2,"a":{}}"#,
        r#"{"a":1,"\u0061":2}"#,
        r#"{"a":1,"a":2,"a":3}"#,
    ];
    for json in twice {
        assert_eq!(parse(json).err(), Some(Unreadable::Duplicate), "{json}");
    }
    assert!(parse(r#"{"a":1,"A":1}"#).is_ok(), "names know case");
}

#[test]
fn a_text_is_a_string_with_something_in_it() {
    let body = parse(r#"{"good":"x","empty":"","number":1,"null":null,"list":["x"]}"#).unwrap();
    assert_eq!(body.text("good"), Ok("x"));
    assert_eq!(body.text("empty"), Err(Flaw::Empty));
    assert_eq!(body.text("absent"), Err(Flaw::Missing));
    for other in ["number", "null", "list"] {
        assert_eq!(body.text(other), Err(Flaw::WrongKind), "{other}");
    }
}

#[test]
fn a_moment_is_an_integer_between_1970_and_9999() {
    let read = |json: &str| parse(&format!(r#"{{"t":{json}}}"#)).unwrap().moment("t");
    assert_eq!(read("0"), Ok(UnixTime::new(0)));
    assert_eq!(read("253402300799"), Ok(UnixTime::LATEST));
    for over in ["-1", "253402300800", "9223372036854775807", "18446744073709551615"] {
        assert_eq!(read(over), Err(Flaw::OutOfRange), "{over}");
    }
    for other in ["1.0", "1e9", "1800000000.5", "18446744073709551616", "1e300", "\"1\"", "null"] {
        assert_eq!(read(other), Err(Flaw::WrongKind), "{other}");
    }
}

#[test]
fn a_member_that_may_be_left_out_must_still_be_right() {
    let body = parse(r#"{"good":"x","number":1}"#).unwrap();
    assert_eq!(optional(body.text("good")), Ok(Some("x")));
    assert_eq!(optional(body.text("absent")), Ok(None));
    assert_eq!(optional(body.text("number")), Err(Flaw::WrongKind));
}
