//! The name under which the world knows a server of ours: an origin, and nothing behind it.
//!
//! The issuer's is the `iss` of its tokens; a gateway's is the origin in the URLs of an API's objects.

use url::Url;

use crate::scheme;

/// Scheme, host and port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    scheme: &'static str,
    /// Lower case, with the port where it is not the scheme's own.
    host: String,
    default_port: Option<u16>,
}

/// Why a text is no public URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PublicUrlError {
    /// Not a URL.
    #[error("not an absolute http or https URL")]
    NotAUrl,
    /// More than an origin.
    #[error(
        "give scheme, host and port alone, such as https://zaken.example; paths stand with the APIs"
    )]
    MoreThanOrigin,
}

impl PublicUrl {
    /// Reads `https://zaken.example` or `http://127.0.0.1:8100`.
    pub fn parse(text: &str) -> Result<Self, PublicUrlError> {
        let url = Url::parse(text).map_err(|_| PublicUrlError::NotAUrl)?;
        let (scheme, port) = match url.scheme() {
            "http" => ("http", 80),
            "https" => ("https", 443),
            _ => return Err(PublicUrlError::NotAUrl),
        };
        let host = url.host_str().ok_or(PublicUrlError::NotAUrl)?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        if !bare || !url.username().is_empty() || url.password().is_some() {
            return Err(PublicUrlError::MoreThanOrigin);
        }
        // `Url` leaves out the scheme's own port and lower-cases the host.
        let (host, default_port) = match url.port() {
            Some(port) => (format!("{host}:{port}"), None),
            None => (host.to_owned(), Some(port)),
        };
        Ok(Self { origin: format!("{scheme}://{host}"), scheme, host, default_port })
    }

    /// `http` or `https`.
    pub const fn scheme(&self) -> &'static str {
        self.scheme
    }

    /// Whether what is sent there can be read by another machine on its way.
    pub fn is_exposed(&self) -> bool {
        Url::parse(&self.origin).is_ok_and(|url| scheme::is_exposed(&url))
    }

    /// Host and, where it is not the scheme's own, port.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The origin, such as `https://zaken.example`.
    pub fn as_str(&self) -> &str {
        &self.origin
    }

    /// The address of a path under it.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// What a Host header may say for it (RFC 9110 4.2.3): with and without the scheme's own port.
    pub fn host_spellings(&self) -> Vec<String> {
        let with_port = self.default_port.map(|port| format!("{}:{port}", self.host));
        std::iter::once(self.host.clone()).chain(with_port).collect()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_taken_with_or_without_its_slash() {
        for text in ["https://Zaken.example", "https://zaken.example/", "https://zaken.example:443"]
        {
            assert_eq!(PublicUrl::parse(text).unwrap().as_str(), "https://zaken.example");
        }
        assert_eq!(PublicUrl::parse("http://127.0.0.1:8100").unwrap().host(), "127.0.0.1:8100");
    }

    #[test]
    fn the_port_of_the_scheme_may_be_said_or_left_out() {
        let spellings = PublicUrl::parse("https://zaken.example").unwrap().host_spellings();
        assert_eq!(spellings, ["zaken.example", "zaken.example:443"]);
        let spellings = PublicUrl::parse("https://zaken.example:8443").unwrap().host_spellings();
        assert_eq!(spellings, ["zaken.example:8443"]);
    }

    #[test]
    fn more_than_an_origin_is_refused() {
        for text in
            ["https://zaken.example/zaken", "https://a@zaken.example", "https://zaken.example/?x"]
        {
            assert_eq!(PublicUrl::parse(text), Err(PublicUrlError::MoreThanOrigin), "{text}");
        }
        for text in ["zaken.example", "ftp://zaken.example", "/zaken"] {
            assert_eq!(PublicUrl::parse(text), Err(PublicUrlError::NotAUrl), "{text}");
        }
    }
}
