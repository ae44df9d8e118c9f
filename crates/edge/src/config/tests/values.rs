//! What each parser takes and refuses.

use super::*;

fn parsed<T: std::fmt::Debug>(
    toml: &str,
    parse: impl FnOnce(&Value) -> Result<T, String>,
) -> String {
    let mut document = Document::parse(FILE, &format!("[s]\nk = {toml}"), []).unwrap();
    let value = document.section("s", |section| section.required("k", parse));
    match document.finish() {
        Ok(()) => format!("{:?}", value.unwrap()),
        Err(faults) => faults[0].to_string().replace("zaakpoort.toml:2: `s.k`: ", "no: "),
    }
}

#[test]
fn times_and_sizes_have_units() {
    for (toml, expected) in [
        ("'250ms'", "250ms"),
        ("'10s'", "10s"),
        ("'5 m'", "300s"),
        ("'2h'", "7200s"),
        ("'1d'", "86400s"),
        ("'10'", "no: `10` is not a time with its unit (ms, s, m, h or d)"),
        ("'-1s'", "no: `-1s` is not a time with its unit (ms, s, m, h or d)"),
        (
            "'99999999999999999d'",
            "no: `99999999999999999d` is not a time with its unit (ms, s, m, h or d)",
        ),
    ] {
        assert_eq!(parsed(toml, parse::duration), expected);
    }
    for (toml, expected) in [
        ("'7 B'", "7"),
        ("'2KiB'", "2048"),
        ("'256 MiB'", "268435456"),
        ("'1 GiB'", "1073741824"),
        ("'1 MB'", "no: `1 MB` is not a size with its unit (B, KiB, MiB or GiB)"),
        ("1", "no: expected a size with its unit, such as \"256 KiB\" or \"1 MiB\""),
    ] {
        assert_eq!(parsed(toml, parse::byte_size), expected);
    }
}

#[test]
fn a_url_is_absolute_and_carries_no_secret() {
    for (toml, expected) in [
        ("'http://a'", "no: a URL must not carry a user or a password"),
        ("'ftp://a'", "no: expected an http or https URL, found one of scheme ftp"),
        ("'/a'", "no: not an absolute URL: relative URL without a base"),
        ("'http://a/?b'", "no: a URL must not carry a query or a fragment here"),
    ] {
        let toml = toml.replace("'http://a'", "'http://user:hunter2@a'");
        assert_eq!(parsed(&toml, |value| parse::url(value).map(String::from)), expected);
    }
    let url = |value: &Value| parse::url(value).map(String::from);
    assert_eq!(parsed("'https://a.example/b'", url), "\"https://a.example/b\"");
}

#[test]
fn numbers_names_and_lists_say_what_they_want() {
    let format = || parse::one_of(&[("text", 1), ("json", 2)]);
    assert_eq!(parsed("'json'", format()), "2");
    assert_eq!(parsed("'xml'", format()), "no: expected `text` or `json`, found `xml`");
    assert_eq!(parsed("0x10", parse::integer_in(1..=64_u8)), "16");
    let bounds = "no: expected a whole number from 1 to 64, found 300";
    assert_eq!(parsed("300", parse::integer_in(1..=64_u8)), bounds);
    assert_eq!(parsed("-1", parse::integer::<u8>), "no: -1 is out of range");
    let fraction = "no: expected a whole number, found a number with a fraction";
    assert_eq!(parsed("1.5", parse::integer::<u8>), fraction);
    assert_eq!(parsed("true", parse::boolean), "true");
    assert_eq!(parsed("['a', 'b']", parse::list_of(parse::string)), r#"["a", "b"]"#);
    let element = "no: expected a string, found a whole number";
    assert_eq!(parsed("['a', 1]", parse::list_of(parse::string)), element);
    let number = parse::text_as(|text: &str| text.parse::<u8>());
    assert_eq!(parsed("'x'", number), "no: invalid digit found in string");
    assert_eq!(parsed("''", parse::path), "no: expected a path, found an empty string");
}
