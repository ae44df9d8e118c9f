//! An origin whose pages may call as a client (WHATWG Fetch 3.1), byte for byte as a browser sends it.

use url::{Host, Url};

/// Scheme, host and port, as in the header `Origin`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Origin(String);

/// Not an origin that may be registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OriginError {
    #[error("is no origin: write scheme, host and port alone, as in https://app.example")]
    NotAnOrigin,
    #[error(
        "is not over https; only pages of the caller's own machine (localhost) may be otherwise"
    )]
    Plain,
}

impl Origin {
    pub(crate) fn parse(text: &str) -> Result<Self, OriginError> {
        let url = Url::parse(text).map_err(|_| OriginError::NotAnOrigin)?;
        // What a browser sends is what this prints: lower case, no default port, no path.
        if url.origin().ascii_serialization() != text {
            return Err(OriginError::NotAnOrigin);
        }
        match url.scheme() {
            "https" => Ok(Self(text.to_owned())),
            "http" if is_loopback(&url) => Ok(Self(text.to_owned())),
            "http" => Err(OriginError::Plain),
            _ => Err(OriginError::NotAnOrigin),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a URL leads back to the machine that asks.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_taken_as_a_browser_sends_it_and_in_no_other_way() {
        for text in [
            "https://app.example",
            "https://app.example:8443",
            "http://localhost:3000",
            "http://127.0.0.1:5173",
            "http://[::1]:8000",
        ] {
            let taken = Origin::parse(text).map(|origin| origin.as_str().to_owned());
            assert_eq!(taken, Ok(text.to_owned()));
        }
        for text in [
            "null",
            "*",
            "",
            "https://app.example/",
            "https://app.example:443",
            "https://APP.example",
            "https://a@app.example",
            "https://app.example?x",
            "https://app.example#x",
            "ftp://app.example",
            "chrome-extension://abc",
            "app.example",
            "http://[::1]:80000",
        ] {
            assert_eq!(Origin::parse(text), Err(OriginError::NotAnOrigin), "{text}");
        }
        assert_eq!(Origin::parse("http://app.example"), Err(OriginError::Plain));
    }
}
