//! The two ways in which HTTP is carried.

use url::{Host, Url};

/// In plain text, or within TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// In plain text.
    Http,
    /// Within TLS.
    Https,
}

impl Scheme {
    /// That of a URL; one that is not http is taken for https, which fails closed.
    pub fn of(url: &Url) -> Self {
        if url.scheme() == "http" { Self::Http } else { Self::Https }
    }

    /// As it stands in a URL.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

/// Whether what is sent to a URL can be read by another machine on its way: plain http, and not to
/// this very machine.
pub fn is_exposed(url: &Url) -> bool {
    let near = match url.host() {
        // RFC 6761 6.3.
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    Scheme::of(url) == Scheme::Http && !near
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_exposed_unless_it_stays_on_this_machine() {
        for (url, exposed) in [
            ("http://127.0.0.1:8080", false),
            ("http://127.8.8.8", false),
            ("http://[::1]:8080", false),
            ("http://localhost", false),
            ("http://zaken.localhost:8000", false),
            ("https://zaken.example", false),
            ("http://zaken.example", true),
            ("http://localhost.example", true),
            ("http://10.0.0.1", true),
            ("http://[2001:db8::1]", true),
            ("http://0.0.0.0", true),
        ] {
            assert_eq!(is_exposed(&Url::parse(url).unwrap()), exposed, "{url}");
        }
    }
}
