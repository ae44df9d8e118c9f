//! One GET of a key set: within bounds, and not to where our own doors are.

use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use edge::client::{Bounds, CallError, Client};
use edge::freshness;
use edge::guard::{Forbidden, Guard};
use edge::scheme::Scheme;
use edge::tls::{GuardedConnector, Remedies, TrustError, Verification};
use http::header::ACCEPT;
use http::{HeaderMap, HeaderValue, Request, StatusCode};
use http_body_util::Full;
use tokens::assertion::ClientKey;
use url::Url;

use super::set;

const BOUNDS: Bounds = Bounds { time: Duration::from_secs(5), body: 1024 * 1024 };
/// How long keys are fresh whose server does not say; and what it may say.
const USUAL: Duration = Duration::from_mins(5);
const SHORTEST: Duration = Duration::from_mins(1);
const LONGEST: Duration = Duration::from_hours(1);
/// What to do when the server is not believed.
const REMEDIES: Remedies = Remedies {
    trust: "the authorities of this system, which know its certificate's issuer,",
    name: "the client's jwks_uri",
};

/// Fetches key sets.
#[derive(Debug)]
pub(super) struct Fetcher {
    guard: Guard,
    https: OnceLock<Client<GuardedConnector>>,
    http: OnceLock<Client<GuardedConnector>>,
}

/// What was fetched.
#[derive(Debug)]
pub(super) struct Fetched {
    pub(super) keys: Vec<ClientKey>,
    pub(super) fresh_for: Duration,
}

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FetchError {
    #[error("the last look at it is too short ago")]
    TooSoon,
    #[error("nothing can be sent there: {0}")]
    Address(#[from] http::uri::InvalidUri),
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error(transparent)]
    Trust(#[from] TrustError),
    #[error(transparent)]
    Call(#[from] CallError),
    #[error("it answered {0}; redirects are not followed")]
    Status(StatusCode),
    #[error("its answer is larger than 1 MiB, or did not come whole within five seconds")]
    NotWhole,
    #[error("what it answered is not a JWK Set (RFC 7517 5): a JSON object with a list `keys`")]
    NotASet,
    #[error("of the keys in it none can be used here")]
    NoKey,
}

impl Fetcher {
    pub(super) fn new(guard: Guard) -> Self {
        Self { guard, https: OnceLock::new(), http: OnceLock::new() }
    }

    pub(super) fn may_call(&self, url: &Url) -> Result<(), Forbidden> {
        self.guard.check(url)
    }

    pub(super) async fn fetch(&self, url: &Url) -> Result<Fetched, FetchError> {
        self.may_call(url)?;
        let mut request = Request::new(Full::new(Bytes::new()));
        *request.uri_mut() = url.as_str().parse()?;
        let json = HeaderValue::from_static("application/jwk-set+json, application/json");
        request.headers_mut().insert(ACCEPT, json);
        let answer = self.client(Scheme::of(url))?.call(request, BOUNDS).await?;
        let (head, body) = answer.response.into_parts();
        if head.status != StatusCode::OK {
            return Err(FetchError::Status(head.status));
        }
        if !answer.is_whole {
            return Err(FetchError::NotWhole);
        }
        Ok(Fetched { keys: set::read(&body)?, fresh_for: fresh_for(&head.headers) })
    }

    /// Made when it is first needed: where no client has keys elsewhere, no authority is read.
    fn client(&self, scheme: Scheme) -> Result<&Client<GuardedConnector>, TrustError> {
        let made = match scheme {
            Scheme::Https => &self.https,
            Scheme::Http => &self.http,
        };
        if let Some(client) = made.get() {
            return Ok(client);
        }
        let connector = Verification::default().guarded(self.guard.clone(), scheme)?;
        Ok(made.get_or_init(|| Client::new(connector, REMEDIES)))
    }
}

/// How long an answer is fresh, within bounds.
fn fresh_for(headers: &HeaderMap) -> Duration {
    freshness::max_age(headers).unwrap_or(USUAL).clamp(SHORTEST, LONGEST)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use http::header::CACHE_CONTROL;

    use super::*;

    #[test]
    fn keys_are_fresh_as_long_as_their_server_says_within_bounds() {
        let fresh = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(CACHE_CONTROL, HeaderValue::from_str(value).unwrap());
            fresh_for(&headers).as_secs()
        };
        assert_eq!(fresh("public, max-age=900"), 900);
        assert_eq!(fresh("Max-Age=\"120\""), 120);
        assert_eq!((fresh("max-age=0"), fresh("max-age=86400")), (60, 3600));
        for other in ["no-store", "s-maxage=900", "max-age=x", "max-age=-1", ""] {
            assert_eq!(fresh(other), 300, "{other}");
        }
        assert_eq!(fresh_for(&HeaderMap::new()).as_secs(), 300);
    }

    #[tokio::test]
    async fn what_may_not_be_called_is_not() {
        let fetcher = Fetcher::new(Guard::default());
        for url in ["https://127.0.0.1:1/", "http://[::1]:1/", "https://169.254.169.254/"] {
            let refused = fetcher.fetch(&Url::parse(url).unwrap()).await.unwrap_err();
            assert!(matches!(refused, FetchError::Forbidden(_)), "{url}: {refused}");
        }
        let by_name = fetcher.fetch(&Url::parse("http://localhost:1/").unwrap()).await.unwrap_err();
        assert!(by_name.to_string().contains("not an address of the public internet"), "{by_name}");
    }
}
