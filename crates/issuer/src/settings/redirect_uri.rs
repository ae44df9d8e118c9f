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
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
