//! The one reading of a path: what has another reading somewhere upstream is refused, not repaired.
//!
//! uWSGI resolves dot segments, decodes `%2f` and cuts at `#`, so a path that is judged in one
//! form and forwarded in another is a way around the verdict. Here both are the same bytes.
//!
//! One thing is out of reach: `http::Uri` has cut a `#` and what follows off the request target
//! before anybody here sees it, and actix keeps no raw head. What is left of it is what is judged and
//! what is forwarded, so there is no second reading to refuse.

/// Why a path is not canonical.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PathFault {
    /// Not `/something`.
    #[error("the request target does not begin with a slash")]
    NoSlash,
    /// A byte that a path may not hold unencoded (RFC 3986 3.3), or `;`, which begins a matrix parameter.
    #[error("the path holds a character that does not belong in a path")]
    Character,
    /// `//`.
    #[error("the path has an empty segment (`//`)")]
    EmptySegment,
    /// `.` or `..`.
    #[error("the path has a dot segment (`.` or `..`)")]
    DotSegment,
    /// `%` without two hexadecimal digits.
    #[error("the path has a percent sign that encodes nothing")]
    Percent,
    /// An encoded character that some server decodes into another path.
    #[error("the path encodes a character that may not be encoded there; send it as it is")]
    Encoded,
}

/// A path that has one reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CanonicalPath<'a>(&'a str);

impl<'a> CanonicalPath<'a> {
    /// Takes a path as it stood in the request line, without the query.
    pub(crate) fn parse(path: &'a str) -> Result<Self, PathFault> {
        let rest = path.strip_prefix('/').ok_or(PathFault::NoSlash)?;
        check_bytes(rest.as_bytes())?;
        check_segments(rest)?;
        Ok(Self(path))
    }

    /// The bytes that were judged and are forwarded.
    pub(crate) const fn as_str(self) -> &'a str {
        self.0
    }

    /// What follows `base`, if the path lies under it: `base` itself, or `base` and a slash.
    pub(crate) fn below(self, base: &str) -> Option<&'a str> {
        let rest = self.0.strip_prefix(base)?;
        if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
    }
}

fn check_bytes(path: &[u8]) -> Result<(), PathFault> {
    let mut at = 0;
    while let Some(&byte) = path.get(at) {
        match byte {
            b'%' => {
                check_encoded(path.get(at + 1..at + 3))?;
                at += 3;
            }
            _ if stands_for_itself(byte) => at += 1,
            _ => return Err(PathFault::Character),
        }
    }
    Ok(())
}

/// RFC 3986 3.3: pchar and the slash; without `;`.
const fn stands_for_itself(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/' | b':' | b'@')
        || matches!(byte, b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b'=')
}

/// Only what cannot stand for itself and means nothing to a server may be encoded: so not a
/// control or 8-bit byte, and not `/ \ . % ; ? #`.
fn check_encoded(digits: Option<&[u8]>) -> Result<(), PathFault> {
    let byte = digits
        .and_then(|digits| std::str::from_utf8(digits).ok())
        .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
        .and_then(|digits| u8::from_str_radix(digits, 16).ok())
        .ok_or(PathFault::Percent)?;
    let harmless = matches!(byte, b' ' | b'"' | b'<' | b'>' | b'[' | b']' | b'^' | b'`')
        || matches!(byte, b'{' | b'|' | b'}' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')')
        || matches!(byte, b'*' | b'+' | b',' | b'=' | b':' | b'@');
    if harmless { Ok(()) } else { Err(PathFault::Encoded) }
}

fn check_segments(rest: &str) -> Result<(), PathFault> {
    let mut segments = rest.split('/').peekable();
    while let Some(segment) = segments.next() {
        match segment {
            "." | ".." => return Err(PathFault::DotSegment),
            // A trailing slash ends in an empty segment; that is another path, not another reading.
            "" if segments.peek().is_some() => return Err(PathFault::EmptySegment),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &[&str] = &[
        "/zaken/api/v1/zaken",
        "/zaken/api/v1/zaken/0e6b7fb6-4f4b-4d7c-a9a1-9a6a6a0f8a11",
        "/zaken/api/v1/zaken/_zoek",
        "/zaken/api/v1/zaken/",
        "/",
        "/a...b/.well-known",
        "/a%20b",
        "/a:b@c!$&'()*+,=~-",
    ];

    const BAD: &[(&str, PathFault)] = &[
        ("*", PathFault::NoSlash),
        ("", PathFault::NoSlash),
        ("/zaken/../autorisaties", PathFault::DotSegment),
        ("/zaken/..", PathFault::DotSegment),
        ("/./zaken", PathFault::DotSegment),
        ("/zaken/%2e%2e/autorisaties", PathFault::Encoded),
        ("/zaken/.%2E/autorisaties", PathFault::Encoded),
        ("/zaken%2fapi", PathFault::Encoded),
        ("/zaken%5Capi", PathFault::Encoded),
        ("/zaken%00", PathFault::Encoded),
        ("/zaken%0d%0a", PathFault::Encoded),
        ("/zaken/%252e%252e/x", PathFault::Encoded),
        ("/zaken%3b", PathFault::Encoded),
        ("/zaken%3fx=1", PathFault::Encoded),
        ("/zaken%23x", PathFault::Encoded),
        ("/zaken/%c0%ae%c0%ae/x", PathFault::Encoded),
        ("/z%61ken", PathFault::Encoded),
        ("/zaken%7f", PathFault::Encoded),
        ("/zaken%", PathFault::Percent),
        ("/zaken%2", PathFault::Percent),
        ("/zaken%zz", PathFault::Percent),
        ("/zaken%+1", PathFault::Percent),
        ("//zaken", PathFault::EmptySegment),
        ("/zaken//api", PathFault::EmptySegment),
        ("/zaken/api//", PathFault::EmptySegment),
        ("/zaken;x=1/api", PathFault::Character),
        ("/zaken/..;/api", PathFault::Character),
        ("/zaken\\api", PathFault::Character),
        ("/zaken api", PathFault::Character),
        ("/zaken\0", PathFault::Character),
        ("/zaken\u{e9}", PathFault::Character),
        ("/zaken#x", PathFault::Character),
        ("/zaken\"", PathFault::Character),
        ("/{uuid}", PathFault::Character),
    ];

    #[test]
    fn a_path_with_one_reading_is_taken_byte_for_byte() {
        for path in GOOD {
            assert_eq!(CanonicalPath::parse(path).map(CanonicalPath::as_str), Ok(*path));
        }
    }

    #[test]
    fn a_path_with_another_reading_is_refused() {
        for (path, fault) in BAD {
            assert_eq!(CanonicalPath::parse(path), Err(*fault), "{path}");
        }
    }

    #[test]
    fn a_base_ends_at_a_segment() {
        let below = |path| CanonicalPath::parse(path).ok().and_then(|p| p.below("/zaken/api/v1"));
        assert_eq!(below("/zaken/api/v1/zaken"), Some("zaken"));
        assert_eq!(below("/zaken/api/v1"), Some(""));
        assert_eq!(below("/zaken/api/v1evil"), None);
        assert_eq!(below("/zaken/api"), None);
    }
}
