//! Challenges as a strict client reads them (RFC 9110 11.6.1, RFC 6750 3).

/// The parameters of a Bearer challenge, in their order; the realm must come first.
#[track_caller]
pub(super) fn parse(challenge: &str) -> Vec<(String, String)> {
    let mut rest = challenge.strip_prefix("Bearer ").expect("it is no Bearer challenge");
    let mut parameters = Vec::new();
    loop {
        let (name, value) = rest.split_once("=\"").expect("a parameter is not key=\"value\"");
        let (value, after) = value.split_once('"').expect("a value does not end");
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{name}");
        assert!(value.bytes().all(|byte| (0x20..0x7f).contains(&byte) && byte != b'\\'), "{value}");
        parameters.push((name.to_owned(), value.to_owned()));
        match after {
            "" => break,
            after => rest = after.strip_prefix(", ").expect("no comma between parameters"),
        }
    }
    let names: Vec<&str> = parameters.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names[0], "realm", "{challenge}");
    let known = ["realm", "error", "error_description", "scope"];
    assert!(names.iter().all(|name| known.contains(name)), "{challenge}");
    let mut once = names.clone();
    once.dedup();
    assert_eq!(once, names, "a parameter comes twice: {challenge}");
    parameters
}

/// A parameter of a challenge.
pub(super) fn parameter(challenge: &str, name: &str) -> Option<String> {
    parse(challenge).into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
}
