//! A path that is taken has one reading: however often a server decodes it, and whoever normalizes it,
//! it leads to the same place.

use crate::route::path::CanonicalPath;

/// Takes the input as a request's path.
pub(super) fn holds(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let Ok(path) = CanonicalPath::parse(text) else { return };
    assert_eq!(path.as_str(), text, "what is judged is what came");
    let once = decoded(input);
    let twice = decoded(&once);
    assert_eq!(once, twice, "decoding it again changes nothing");
    assert!(once.is_ascii() && !once.iter().any(u8::is_ascii_control));
    assert!(!once.iter().any(|byte| b"\\;#?%".contains(byte)), "nothing in it ends it");
    let slashes = |bytes: &[u8]| bytes.split(|byte| *byte == b'/').count();
    assert_eq!(slashes(input), slashes(&once), "no segment becomes two");
    let mut segments = once.split(|byte| *byte == b'/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        assert!(!matches!(segment, b"." | b".."), "it goes up nowhere");
        assert!(!segment.is_empty() || segments.peek().is_none(), "no segment is left out");
    }
    let url = url::Url::parse(&format!("http://h{text}"));
    assert_eq!(url.as_ref().map(url::Url::path), Ok(text), "a browser reads it so too");
    let uri = http::Uri::try_from(text).map(|uri| uri.path().to_owned());
    assert_eq!(uri.ok().as_deref(), Some(text), "and the client that sends it on");
}

/// As a server does that leaves alone what encodes nothing.
fn decoded(path: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::new();
    let mut rest = path;
    while let Some((&byte, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| byte == b'%');
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        let encoded = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(encoded.unwrap_or(byte));
        rest = if encoded.is_some() { &after[2..] } else { after };
    }
    decoded
}
