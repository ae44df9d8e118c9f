//! Which trace a request belongs to (W3C Trace Context): the client's, if it names one in the one way
//! that has one reading, else a new one.

use actix_web::http::header::HeaderMap;
use edge::chance::Stream;
use edge::telemetry::Place;
use edge::traceparent::{self, TraceParent};
use http::{HeaderName, HeaderValue};

/// As the upstream is told it.
pub(crate) const TRACEPARENT: HeaderName = HeaderName::from_static(traceparent::NAME);
pub(crate) const TRACESTATE: &str = "tracestate";

/// The flags that have a meaning (level 2, 3.2.2.5): sampled, and random. Others are sent as zero.
const KNOWN: u8 = 0b11;
/// Of these the first.
const SAMPLED: u8 = 0b01;
/// What a new trace has: its id is random, and it is on record.
const NEW: u8 = 0b11;

/// The trace of a request, and its own place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Trace {
    id: [u8; 16],
    /// The span of the client that it comes from; of a new trace there is none.
    parent: Option<[u8; 8]>,
    span: [u8; 8],
    flags: u8,
}

impl Trace {
    /// The trace that a request names, continued; or a new one. A request that has a place in a trace
    /// already, by which the gateway's own span is sent on, keeps that.
    pub(crate) fn of(headers: &HeaderMap, place: Option<Place>, chance: &mut Stream) -> Self {
        let named = TraceParent::of(headers);
        if let Some(Place { trace: id, span, is_sampled }) = place {
            let named = named.filter(|named| named.trace == id);
            let flags = named.as_ref().map_or(NEW, |named| named.flags & KNOWN) & !SAMPLED;
            let parent = named.map(|named| named.parent);
            return Self { id, parent, span, flags: flags | u8::from(is_sampled) };
        }
        let span = chance.draw();
        match named {
            Some(TraceParent { trace: id, parent, flags }) => {
                Self { id, parent: Some(parent), span, flags: flags & KNOWN }
            }
            None => Self { id: chance.draw(), parent: None, span, flags: NEW },
        }
    }

    /// Whether it is the client's: then its `tracestate` belongs to it.
    pub(crate) fn is_continued(&self) -> bool {
        self.parent.is_some()
    }

    /// What is sent upstream: this request is the parent there.
    pub(crate) fn header(&self) -> Option<HeaderValue> {
        let mut text = *b"00-________________________________-________________-__";
        write(&self.id, &mut text[3..35]);
        write(&self.span, &mut text[36..52]);
        write(&[self.flags], &mut text[53..]);
        HeaderValue::from_bytes(&text).ok()
    }

    pub(crate) fn id(&self) -> Hex<32> {
        Hex::of(&self.id)
    }

    pub(crate) fn span(&self) -> Hex<16> {
        Hex::of(&self.span)
    }

    pub(crate) fn parent(&self) -> Option<Hex<16>> {
        self.parent.map(|parent| Hex::of(&parent))
    }
}

/// So many hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hex<const N: usize>([u8; N]);

impl<const N: usize> Hex<N> {
    fn of(bytes: &[u8]) -> Self {
        let mut digits = [b'0'; N];
        write(bytes, &mut digits);
        Self(digits)
    }

    pub(crate) fn as_str(&self) -> &str {
        // Digits are ASCII.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

fn write(bytes: &[u8], digits: &mut [u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for (pair, byte) in digits.chunks_exact_mut(2).zip(bytes) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 0xf)];
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue as Value};

    use super::*;

    const ID: &str = "0af7651916cd43dd8448eb211c80319c";
    const PARENT: &str = "b7ad6b7169203331";

    fn of(values: &[&str]) -> Trace {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(
                HeaderName::from_static(traceparent::NAME),
                Value::from_str(value).unwrap(),
            );
        }
        Trace::of(&headers, None, &mut Stream::begin().unwrap())
    }

    /// What is sent on, but for our own span.
    fn sent(trace: &Trace) -> (String, String) {
        let text = trace.header().unwrap().to_str().unwrap().to_owned();
        assert_eq!((text.len(), &text[..3], &text[36..52]), (55, "00-", trace.span().as_str()));
        (text[3..35].to_owned(), text[53..].to_owned())
    }

    #[test]
    fn a_trace_that_is_named_well_is_continued_under_a_span_of_our_own() {
        for (value, flags) in [
            (format!("00-{ID}-{PARENT}-01"), "01"),
            (format!("00-{ID}-{PARENT}-00"), "00"),
            (format!("00-{ID}-{PARENT}-03"), "03"),
            (format!("00-{ID}-{PARENT}-ff"), "03"),
            (format!("01-{ID}-{PARENT}-01"), "01"),
            (format!("cc-{ID}-{PARENT}-01-what-the-future-will-be-like"), "01"),
            (format!("fe-{ID}-{PARENT}-08-"), "00"),
        ] {
            let trace = of(&[&value]);
            assert_eq!(sent(&trace), (ID.to_owned(), flags.to_owned()), "{value}");
            assert_eq!(trace.parent().unwrap().as_str(), PARENT);
            assert_ne!(trace.span().as_str(), PARENT);
        }
    }

    #[test]
    fn what_names_none_begins_a_new_one() {
        let good = format!("00-{ID}-{PARENT}-01");
        let zero = |digits: usize| "0".repeat(digits);
        for value in [
            String::new(),
            good[..54].to_owned(),
            good.replacen("00-", "ff-", 1),
            good.replacen("00-", "0G-", 1),
            good.replacen("00-", "0-", 1),
            good.to_ascii_uppercase(),
            good.replace(ID, &ID.to_ascii_uppercase()),
            good.replace(PARENT, &PARENT.to_ascii_uppercase()),
            good.replace("-01", "-0X"),
            good.replace(ID, &zero(32)),
            good.replace(PARENT, &zero(16)),
            good.replace('-', "_"),
            good.replacen("9c-", "9c", 1),
            format!("{good}-00"),
            format!("{good},{good}"),
            good.replacen("00-", "cc-", 1) + ".future",
        ] {
            let trace = of(&[&value]);
            let (id, flags) = sent(&trace);
            assert!(id != ID && flags == "03" && !trace.is_continued(), "{value}");
        }
        assert!(!of(&[]).is_continued());
        assert!(!of(&[&good, &good]).is_continued(), "two of them have two readings");
    }

    #[test]
    fn a_request_that_has_a_place_already_keeps_it_and_the_clients_span_if_it_is_of_that_trace() {
        let value = format!("00-{ID}-{PARENT}-01");
        let mut headers = HeaderMap::new();
        headers
            .append(HeaderName::from_static(traceparent::NAME), Value::from_str(&value).unwrap());
        let trace = of(&[&value]).id;
        let at = |trace, is_sampled| {
            let place = Place { trace, span: [7; 8], is_sampled };
            Trace::of(&headers, Some(place), &mut Stream::begin().unwrap())
        };
        let [own, other] = [at(trace, false), at([9; 16], true)];
        assert_eq!(sent(&own), (ID.to_owned(), "00".to_owned()), "it is not sampled here");
        assert_eq!((own.span, own.parent().unwrap().as_str()), ([7; 8], PARENT));
        assert_eq!(sent(&other), ("09".repeat(16), "03".to_owned()));
        assert!(!other.is_continued());
    }

    #[test]
    fn no_two_requests_share_a_span() {
        let (one, other) = (of(&[]), of(&[]));
        assert_ne!((one.id(), one.span()), (other.id(), other.span()));
    }
}
