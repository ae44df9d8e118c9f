//! How a request came here, as its upstream is told: made anew from what is known, never passed on.
//!
//! One address, though proxies may have stood between: of a list some servers believe the first
//! member and others the last, and of one that is the same. `X-Forwarded-Host` and `-Port` are not
//! sent: `Host` is the public name already, and servers that look for them fall back on it.

use edge::peer::Peer;
use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::config::ForwardedHeader;
use crate::upstream::Upstream;

pub(super) const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Says for whom it is asked, and under which public name.
pub(super) fn tell(client: Peer, upstream: &Upstream, headers: &mut HeaderMap) {
    let address = client.address().to_string();
    if upstream.forwarded_header() == ForwardedHeader::Sent {
        let public = upstream.public_url();
        insert(header::FORWARDED, forwarded(&address, public.scheme(), public.host()), headers);
    }
    insert(FORWARDED_FOR, address, headers);
}

/// RFC 7239 4 and 6: what holds a colon stands in quotation marks, an IPv6 address in brackets too.
fn forwarded(address: &str, scheme: &str, host: &str) -> String {
    let quoted = |text: String| if text.contains(':') { format!("\"{text}\"") } else { text };
    let address = if address.contains(':') { format!("[{address}]") } else { address.to_owned() };
    let (address, host) = (quoted(address), quoted(host.to_owned()));
    format!("for={address};proto={scheme};host={host}")
}

/// Addresses and public names are ASCII, which a header always takes.
fn insert(name: HeaderName, value: String, headers: &mut HeaderMap) {
    if let Ok(value) = HeaderValue::try_from(value) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;
    use crate::testing::{config, routed, routes, upstream};

    /// What an upstream is told of a client at this address.
    fn told(client: &str, forwarded_header: ForwardedHeader) -> [Option<String>; 2] {
        let mut config = config(vec![upstream("openzaak", "https://zaken.example:8443")]);
        config.forwarded_header = forwarded_header;
        let request = TestRequest::with_uri("/zaken/api/v1/zaken")
            .peer_addr(client.parse().unwrap())
            .insert_header(("host", "zaken.example:8443"))
            .to_http_request();
        let routes = routes(&config);
        let route = routed(&routes, &request);
        let mut headers = HeaderMap::new();
        tell(Peer::of(&request), route.upstream(), &mut headers);
        let said = |name| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        [said(FORWARDED_FOR), said(header::FORWARDED)]
    }

    #[test]
    fn an_upstream_is_told_the_address_and_in_forwarded_too_if_it_is_to_be() {
        let one = |text: &str| Some(text.to_owned());
        assert_eq!(told("192.0.2.7:1", ForwardedHeader::Withheld), [one("192.0.2.7"), None]);
        let both = "for=\"[2001:db8::7]\";proto=https;host=\"zaken.example:8443\"";
        let expected = [one("2001:db8::7"), one(both)];
        assert_eq!(told("[2001:db8::7]:1", ForwardedHeader::Sent), expected);
        let mapped = told("[::ffff:192.0.2.7]:1", ForwardedHeader::Withheld);
        assert_eq!(mapped, [one("192.0.2.7"), None], "the same address in another spelling");
    }

    #[test]
    fn an_element_is_written_as_the_rfc_has_it() {
        for (address, host, expected) in [
            ("192.0.2.7", "zaken.example", "for=192.0.2.7;proto=https;host=zaken.example"),
            (
                "2001:db8::7",
                "zaken.example:8443",
                "for=\"[2001:db8::7]\";proto=https;host=\"zaken.example:8443\"",
            ),
            ("::1", "[::1]:81", "for=\"[::1]\";proto=https;host=\"[::1]:81\""),
        ] {
            assert_eq!(forwarded(address, "https", host), expected);
        }
    }
}
