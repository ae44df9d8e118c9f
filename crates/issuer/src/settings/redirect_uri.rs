//! A redirect URI: what may be registered, and what a presented one is compared with.

use url::Url;

use super::origin::is_loopback;

/// One that was registered. It is kept and compared as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RedirectUri {
    text: String,
    kind: Kind,
}

/// What answers at a redirect URI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A server that is reached over TLS.
    Https,
    /// Something on the person's own machine, over plain http.
    Loopback,
    /// An application that the system knows by a scheme of its own (RFC 8252 7.1).
    PrivateScheme,
}

/// Why a URI cannot be registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RedirectUriError {
    #[error("is no absolute URI of visible ASCII characters")]
    NotAUri,
    #[error("is longer than 1000 characters")]
    TooLong,
    #[error("has a fragment, which RFC 6749 3.1.2 forbids")]
    Fragment,
    #[error("has a user name or password in it")]
    UserInfo,
    #[error("has a host that is no name and no address")]
    Host,
    #[error("is not written as browsers and servers agree to read it; write it as {0}")]
    Ambiguous(&'static str),
    #[error("is over plain http; only the person's own machine (127.0.0.1, [::1]) may be")]
    Plain,
    #[error("has a scheme that is no application's own")]
    Scheme,
}

const LONGEST: usize = 1_000;
/// Schemes that run something, read something or are somebody else's.
const NOT_THEIRS: &[&str] = &[
    "about",
    "blob",
    "data",
    "file",
    "filesystem",
    "ftp",
    "ftps",
    "javascript",
    "mailto",
    "sms",
    "tel",
    "urn",
    "vbscript",
    "view-source",
    "ws",
    "wss",
];

impl RedirectUri {
    pub(crate) fn parse(text: &str) -> Result<Self, RedirectUriError> {
        use RedirectUriError as E;
        if text.len() > LONGEST {
            return Err(E::TooLong);
        }
        let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        let url = Url::parse(text).ok().filter(|_| visible).ok_or(E::NotAUri)?;
        if text.contains('#') {
            return Err(E::Fragment);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(E::UserInfo);
        }
        unambiguous(text, &url)?;
        // What stands in a policy of ours (`form-action`) ends at a semicolon or a comma.
        let of_a_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
        if !url.host_str().unwrap_or_default().bytes().all(of_a_name) {
            return Err(E::Host);
        }
        let kind = match url.scheme() {
            "https" => Kind::Https,
            "http" if is_loopback(&url) => Kind::Loopback,
            "http" => return Err(E::Plain),
            scheme if NOT_THEIRS.contains(&scheme) => return Err(E::Scheme),
            _ => Kind::PrivateScheme,
        };
        Ok(Self { text: text.to_owned(), kind })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether it leads to the machine of whoever follows it, over TLS or not.
    pub(crate) fn is_on_the_own_machine(&self) -> bool {
        Url::parse(&self.text).is_ok_and(|url| is_loopback(&url))
    }

    /// Whether its scheme, if it is an application's own, is a domain name turned round (RFC 8252 7.1),
    /// as no other application's is.
    pub(crate) fn is_of_nobody_else(&self) -> bool {
        let scheme = self.text.split(':').next().unwrap_or_default();
        self.kind != Kind::PrivateScheme || scheme.contains('.')
    }

    /// Its host, where it has one.
    pub(crate) fn host(&self) -> Option<String> {
        Url::parse(&self.text).ok()?.host_str().map(str::to_owned)
    }

    /// Whether the same answers at both: by scheme and host, and by the port where that is a server's (of the
    /// person's own machine it may be any, RFC 8252 7.3).
    pub(crate) fn is_at_the_place_of(&self, other: &Self) -> bool {
        let place = |one: &Self| {
            let url = Url::parse(&one.text).ok()?;
            let port = url.port().filter(|_| one.kind == Kind::Https);
            Some((url.scheme().to_owned(), url.host_str().map(str::to_owned), port))
        };
        place(self).is_some_and(|here| place(other) == Some(here))
    }

    /// Whether a presented URI is this one, where the port of a loopback address may be any
    /// (RFC 8252 7.3). The name `localhost` has no such exception (8.3).
    pub(crate) fn is_but_for_the_loopback_port(&self, presented: &str) -> bool {
        if presented == self.text {
            return true;
        }
        match (without_port(&self.text), without_port(presented)) {
            (Some(registered), Some(presented)) => registered == presented,
            _ => false,
        }
    }
}

/// Two readers may disagree on what these mean, and one of them is an attacker's.
fn unambiguous(text: &str, url: &Url) -> Result<(), RedirectUriError> {
    use RedirectUriError::Ambiguous;
    if text.contains('\\') {
        return Err(Ambiguous("one without backslashes"));
    }
    let special = matches!(url.scheme(), "http" | "https");
    let path = text.split(['?', '#']).next().unwrap_or_default();
    let lower = path.to_ascii_lowercase();
    let dots = |segment: &str| matches!(segment.replace("%2e", ".").as_str(), "." | "..");
    if special
        && lower
            .split('/')
            .skip(3)
            .any(|segment| dots(segment.split(';').next().unwrap_or_default()))
    {
        return Err(Ambiguous("one without dot segments"));
    }
    if text.contains('*') {
        return Err(Ambiguous("one without wildcards, and register every address by itself"));
    }
    let scheme = text.split(':').next().unwrap_or_default();
    let authority = path.split('/').nth(2).unwrap_or_default();
    if scheme != url.scheme()
        || (special && authority.bytes().any(|byte| byte.is_ascii_uppercase()))
    {
        return Err(Ambiguous("one with scheme and host in lower case"));
    }
    if special && !text.starts_with(&format!("{scheme}://{}", url.host_str().unwrap_or_default())) {
        return Err(Ambiguous("one with the host as it resolves"));
    }
    Ok(())
}

/// What stands before and behind the port of a loopback address that is a number.
fn without_port(uri: &str) -> Option<(&str, &str)> {
    const HOSTS: [&str; 2] = ["http://127.0.0.1", "http://[::1]"];
    let host = HOSTS.into_iter().find(|host| uri.starts_with(host))?;
    let rest = &uri[host.len()..];
    let Some(port) = rest.strip_prefix(':') else {
        let ends = rest.is_empty() || rest.starts_with(['/', '?']);
        return ends.then_some((host, rest));
    };
    let digits = port.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = port.split_at(digits);
    let is_a_port = number.parse::<u16>().is_ok() && !number.starts_with('0');
    let ends = rest.is_empty() || rest.starts_with(['/', '?']);
    (is_a_port && ends).then_some((host, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_registered_is_https_the_own_machine_or_a_scheme_of_ones_own() {
        for (text, expected) in [
            ("https://app.example/cb", Ok(Kind::Https)),
            ("https://app.example", Ok(Kind::Https)),
            ("https://app.example/cb?a=b&c=%2F", Ok(Kind::Https)),
            ("https://app.example:8443/cb", Ok(Kind::Https)),
            ("http://127.0.0.1/cb", Ok(Kind::Loopback)),
            ("http://[::1]:9/cb", Ok(Kind::Loopback)),
            ("http://localhost:3000/cb", Ok(Kind::Loopback)),
            ("myapp://cb", Ok(Kind::PrivateScheme)),
            ("nl.gemeente.app:/cb", Ok(Kind::PrivateScheme)),
            ("http://example.org/cb", Err(RedirectUriError::Plain)),
            ("https://app.example/cb#x", Err(RedirectUriError::Fragment)),
            ("https://a@app.example/cb", Err(RedirectUriError::UserInfo)),
            ("https://a:b@app.example/cb", Err(RedirectUriError::UserInfo)),
            ("https://x;script-src/cb", Err(RedirectUriError::Host)),
            ("https://x,y.example/cb", Err(RedirectUriError::Host)),
            ("https://a_b-1.example/cb", Ok(Kind::Https)),
            ("javascript:alert(1)", Err(RedirectUriError::Scheme)),
            ("data:text/html,x", Err(RedirectUriError::Scheme)),
            ("file:///etc/passwd", Err(RedirectUriError::Scheme)),
            ("/cb", Err(RedirectUriError::NotAUri)),
            ("", Err(RedirectUriError::NotAUri)),
            ("https://app.example/c b", Err(RedirectUriError::NotAUri)),
            ("https://app.example/\u{e9}", Err(RedirectUriError::NotAUri)),
            ("https://app.example/cb\r\nX: y", Err(RedirectUriError::NotAUri)),
        ] {
            assert_eq!(RedirectUri::parse(text).map(|uri| uri.kind()), expected, "{text}");
        }
        let long = format!("https://app.example/{}", "a".repeat(LONGEST));
        assert_eq!(RedirectUri::parse(&long), Err(RedirectUriError::TooLong));
    }

    #[test]
    fn what_two_readers_may_take_for_two_things_is_not_registered() {
        for text in [
            "https://app.example\\@evil.example/cb",
            "https://app.example/a/../cb",
            "https://app.example/a/%2e%2E/cb",
            "https://app.example/a/..;/cb",
            "https://app.example/./cb",
            "https://*.example/cb",
            "https://APP.example/cb",
            "HTTPS://app.example/cb",
            "https:app.example/cb",
            "https:///app.example/cb",
            "http://127.1/cb",
            "http://0x7f.0.0.1/cb",
        ] {
            let refused = RedirectUri::parse(text);
            assert!(matches!(refused, Err(RedirectUriError::Ambiguous(_))), "{text}: {refused:?}");
        }
    }

    fn same(registered: &str, presented: &str) -> bool {
        RedirectUri::parse(registered)
            .is_ok_and(|registered| registered.is_but_for_the_loopback_port(presented))
    }

    #[test]
    fn only_the_port_of_a_loopback_address_may_vary() {
        for presented in
            ["http://127.0.0.1/cb", "http://127.0.0.1:1/cb", "http://127.0.0.1:65535/cb"]
        {
            assert!(same("http://127.0.0.1/cb", presented), "{presented}");
            assert!(same("http://127.0.0.1:8080/cb", presented), "{presented}");
        }
        assert!(same("http://[::1]/cb", "http://[::1]:49152/cb"));
        assert!(same("http://127.0.0.1", "http://127.0.0.1:7"));
        for presented in [
            "http://127.0.0.1:1/cb/",
            "http://127.0.0.1:1/CB",
            "http://127.0.0.1:1/cb?x",
            "http://127.0.0.1:1/cb#x",
            "http://127.0.0.1:/cb",
            "http://127.0.0.1:0/cb",
            "http://127.0.0.1:080/cb",
            "http://127.0.0.1:65536/cb",
            "http://127.0.0.1:1@evil.example/cb",
            "http://127.0.0.1.evil.example/cb",
            "http://127.0.0.2/cb",
            "http://[::1]/cb",
            "http://localhost/cb",
            "https://127.0.0.1/cb",
            "HTTP://127.0.0.1/cb",
        ] {
            assert!(!same("http://127.0.0.1/cb", presented), "{presented}");
        }
        assert!(!same("http://localhost/cb", "http://localhost:1/cb"), "RFC 8252 8.3");
        assert!(!same("https://app.example/cb", "https://app.example:444/cb"));
        assert!(!same("myapp://cb", "myapp://cb/"));
    }
}
