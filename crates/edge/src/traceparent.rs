//! `traceparent` (W3C Trace Context): of which trace a request says that it is, and of which span.

use actix_web::http::header::{HeaderMap, HeaderName};

/// The header's name.
pub const NAME: &str = "traceparent";
/// As actix has it.
const HEADER: HeaderName = HeaderName::from_static(NAME);
/// How long version 00 is: `00-`, the trace, `-`, the parent, `-`, the flags.
const LENGTH: usize = 55;

/// What a request says of where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceParent {
    /// The trace.
    pub trace: [u8; 16],
    /// The span of the client.
    pub parent: [u8; 8],
    /// As they were sent; what has no meaning is in them too.
    pub flags: u8,
}

impl TraceParent {
    /// What the only `traceparent` says. Of two, as of one that is not well-formed, nothing counts (4.3).
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(HEADER);
        match (values.next(), values.next()) {
            (Some(only), None) => Self::read(only.as_bytes()),
            _ => None,
        }
    }

    /// 3.2.2: of a version that is not known yet, the parts that this one has.
    fn read(text: &[u8]) -> Option<Self> {
        let (known, more) = text.split_at_checked(LENGTH)?;
        let [version] = digits(&known[..2])?;
        let whole = match version {
            0 => more.is_empty(),
            0xff => false,
            _ => more.is_empty() || more.starts_with(b"-"),
        };
        let separated = [2, 35, 52].iter().all(|at| known[*at] == b'-');
        if !(whole && separated) {
            return None;
        }
        let (trace, parent) = (digits::<16>(&known[3..35])?, digits::<8>(&known[36..52])?);
        let [flags] = digits(&known[53..])?;
        let names_something = trace != [0; 16] && parent != [0; 8];
        names_something.then_some(Self { trace, parent, flags })
    }
}

/// Hexadecimal digits, in lower case alone.
fn digits<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

fn digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}
