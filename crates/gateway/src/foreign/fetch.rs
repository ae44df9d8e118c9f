//! One look at the keys of another issuer: within bounds, and nowhere that it redirects to.

use std::time::Duration;

use bytes::Bytes;
use edge::client::{Bounds, CallError, Client};
use edge::freshness;
use edge::scheme::{Scheme, is_exposed};
use edge::tls::{Connector, Remedies, TrustError};
use http::header::ACCEPT;
use http::{HeaderMap, HeaderValue, Request, StatusCode};
use http_body_util::Full;
use serde_json::Value;
use tokens::assertion::ClientKey;
use url::Url;

use crate::config::{ForeignIssuerConfig, KeysAt};

const BOUNDS: Bounds = Bounds { time: Duration::from_secs(5), body: 1024 * 1024 };
/// How many keys of a set are looked at.
const MOST: usize = 100;
/// How long keys are fresh whose server does not say; and what it may say.
const USUAL: Duration = Duration::from_mins(10);
const SHORTEST: Duration = Duration::from_mins(1);
const LONGEST: Duration = Duration::from_hours(1);
const REMEDIES: Remedies =
    Remedies { trust: "gateway.foreign_issuer.ca", name: "gateway.foreign_issuer.tls_name" };

/// Fetches the keys of one issuer.
#[derive(Debug)]
pub(super) struct Fetcher {
    issuer: String,
    keys: KeysAt,
    client: Client<Connector>,
}

/// What was fetched.
#[derive(Debug)]
pub(super) struct Fetched {
    pub(super) keys: Vec<ClientKey>,
    pub(super) fresh_for: Duration,
}

/// Nobody could be believed to be the issuer.
#[derive(Debug, thiserror::Error)]
#[error("foreign issuer `{name}`: `ca`: {source}")]
pub struct TrustFault {
    name: String,
    source: TrustError,
}

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    #[error("nothing can be sent there: {0}")]
    Address(#[from] http::uri::InvalidUri),
    #[error(transparent)]
    Call(#[from] CallError),
    #[error("it answered {0}; redirects are not followed")]
    Status(StatusCode),
    #[error("its answer is larger than 1 MiB, or did not come whole within five seconds")]
    NotWhole,
    #[error("its metadata are of another issuer than `issuer` says, letter by letter")]
    AnotherIssuer,
    #[error("its metadata name no jwks_uri that can be called: https, as the metadata themselves")]
    NoJwksUri,
    #[error("what it answered is not a JWK Set (RFC 7517 5): a JSON object with a list `keys`")]
    NotASet,
    #[error("of the keys in it none can be used here")]
    NoKey,
}

impl Fetcher {
    pub(super) fn new(config: &ForeignIssuerConfig) -> Result<Self, TrustFault> {
        let connector = config.verification.connector(Scheme::of(config.keys.url()));
        let failed = |source| TrustFault { name: config.name.clone(), source };
        let client = Client::new(connector.map_err(failed)?, REMEDIES);
        Ok(Self { issuer: config.issuer.clone(), keys: config.keys.clone(), client })
    }

    pub(super) async fn fetch(&self) -> Result<Fetched, FetchError> {
        match &self.keys {
            KeysAt::Jwks(url) => self.keys_at(url).await,
            KeysAt::Discovery(url) => {
                let (metadata, _) = self.get(url).await?;
                self.keys_at(&self.jwks_uri(&metadata, url)?).await
            }
        }
    }

    /// RFC 8414 3.3: metadata of somebody else say nothing about this issuer.
    fn jwks_uri(&self, metadata: &[u8], from: &Url) -> Result<Url, FetchError> {
        let metadata: Value =
            serde_json::from_slice(metadata).map_err(|_| FetchError::AnotherIssuer)?;
        if metadata["issuer"].as_str() != Some(self.issuer.as_str()) {
            return Err(FetchError::AnotherIssuer);
        }
        let url = metadata["jwks_uri"].as_str().and_then(|url| Url::parse(url).ok());
        let same = |url: &Url| !is_exposed(url) && Scheme::of(url) == Scheme::of(from);
        url.filter(same).ok_or(FetchError::NoJwksUri)
    }

    async fn keys_at(&self, url: &Url) -> Result<Fetched, FetchError> {
        let (body, headers) = self.get(url).await?;
        Ok(Fetched { keys: read(&body)?, fresh_for: fresh_for(&headers) })
    }

    async fn get(&self, url: &Url) -> Result<(Bytes, HeaderMap), FetchError> {
        let mut request = Request::new(Full::new(Bytes::new()));
        *request.uri_mut() = url.as_str().parse()?;
        let json = HeaderValue::from_static("application/jwk-set+json, application/json");
        request.headers_mut().insert(ACCEPT, json);
        let answer = self.client.call(request, BOUNDS).await?;
        let (head, body) = answer.response.into_parts();
        match head.status {
            StatusCode::OK if answer.is_whole => Ok((body, head.headers)),
            StatusCode::OK => Err(FetchError::NotWhole),
            status => Err(FetchError::Status(status)),
        }
    }
}

/// The keys that can be used; at least one.
fn read(body: &[u8]) -> Result<Vec<ClientKey>, FetchError> {
    let set: Value = serde_json::from_slice(body).map_err(|_| FetchError::NotASet)?;
    let keys = set.get("keys").and_then(Value::as_array).ok_or(FetchError::NotASet)?;
    let keys: Vec<ClientKey> =
        keys.iter().take(MOST).filter_map(|jwk| ClientKey::from_value(jwk.clone()).ok()).collect();
    if keys.is_empty() { Err(FetchError::NoKey) } else { Ok(keys) }
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
        let fresh = |value: &'static str| {
            let headers = [(CACHE_CONTROL, HeaderValue::from_static(value))];
            fresh_for(&headers.into_iter().collect()).as_secs()
        };
        assert_eq!((fresh("public, max-age=900"), fresh("no-store")), (900, 600));
        assert_eq!((fresh("max-age=0"), fresh("max-age=86400")), (60, 3_600));
    }

    #[test]
    fn what_is_no_set_of_keys_that_serve_is_refused() {
        assert!(matches!(read(b"<html>"), Err(FetchError::NotASet)));
        assert!(matches!(read(br#"{"keys":[]}"#), Err(FetchError::NoKey)));
        let shared = br#"{"keys":[{"kty":"oct","k":"AAAA"}]}"#;
        assert!(matches!(read(shared), Err(FetchError::NoKey)));
        let good = br#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},5]}"#;
        assert_eq!(read(good).unwrap().len(), 1);
    }
}
