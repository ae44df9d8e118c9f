//! The webhook: one POST for each message, signed as Standard Webhooks has it, so that whoever listens
//! knows that it comes from here, and of when it is.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use edge::client::{Bounds, Client};
use edge::config::SecretError;
use edge::scheme::{Scheme, is_exposed};
use edge::tls::{Remedies, TrustError};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT};
use http::{Method, Request, Uri};
use http_body_util::Full;
use secrecy::ExposeSecret as _;
use serde_json::Value;
use sha2::Sha256;
use tokio::sync::Notify;
use tracing::warn;

use super::refusal::Refusal;
use crate::config::WebhookConfig;

/// How long a call may take, and how much of what it says is read.
const BOUNDS: Bounds = Bounds { time: Duration::from_secs(10), body: 16 * 1024 };
/// What to set when it is not believed.
const REMEDIES: Remedies = Remedies { trust: "issuer.webhook.ca", name: "issuer.webhook.tls_name" };
const ID: HeaderName = HeaderName::from_static("webhook-id");
const TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const US: HeaderValue = HeaderValue::from_static(concat!("zaakpoort/", env!("CARGO_PKG_VERSION")));
/// What a key begins with, and how many bytes it has.
const PREFIX: &str = "whsec_";
const BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// How long a message is tried.
const GIVEN_UP: TimeDelta = TimeDelta::days(3);

/// Where messages go, and by what they are signed.
pub(crate) struct Webhook {
    http: Client,
    to: Uri,
    key: Hmac<Sha256>,
    /// Told when something is queued for it.
    pub(crate) queued: Notify,
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Whoever knows the address may be able to post there.
        f.write_str("Webhook")
    }
}

/// Why nobody can be told.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// The key cannot be read.
    #[error("issuer.webhook.secret: {0}")]
    Secret(#[from] SecretError),
    /// It is none.
    #[error(
        "issuer.webhook.secret: expected `whsec_` and the base64 of 24 to 64 bytes; `openssl rand -base64 32` \
         makes what follows `whsec_`"
    )]
    Key,
    /// It could not be believed.
    #[error("issuer.webhook.ca: {0}")]
    Trust(#[from] TrustError),
    /// Nothing can be sent to that address.
    #[error("issuer.webhook.url: nothing can be sent there: {0}")]
    Url(#[from] http::uri::InvalidUri),
}

impl Webhook {
    pub(crate) fn new(config: &WebhookConfig) -> Result<Self, WebhookError> {
        warn_of_plain_http(config);
        let connector = config.verification.connector(Scheme::of(&config.url))?;
        let key = key(config.secret.read()?.expose_secret()).ok_or(WebhookError::Key)?;
        Ok(Self {
            http: Client::new(connector, REMEDIES),
            to: config.url.as_str().parse()?,
            key,
            queued: Notify::new(),
        })
    }

    /// Brings one message; it is delivered when this says so.
    pub(super) async fn post(&self, message: &Value, now: DateTime<Utc>) -> Result<(), Refusal> {
        if is_stale(message, now) {
            warn!("a message was not taken by the webhook for three days, and is given up");
            return Ok(());
        }
        let (id, body) = (message["id"].as_str().unwrap_or_default(), message.to_string());
        let timestamp = now.timestamp().to_string();
        let signature = signature(&self.key, (id, &timestamp, &body));
        let mut request = Request::new(Full::new(Bytes::from(body)));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.to.clone();
        let headers = request.headers_mut();
        headers.extend([(CONTENT_TYPE, JSON), (USER_AGENT, US)]);
        for (name, value) in [(ID, id), (TIMESTAMP, &timestamp), (SIGNATURE, &signature)] {
            let value = HeaderValue::try_from(value)
                .map_err(|_| Refusal::of_ours("a header of the message cannot be made"))?;
            headers.insert(name, value);
        }
        let answer = self.http.call(request, BOUNDS).await;
        let response = answer.map_err(|error| Refusal::no_answer(&error))?.response;
        if response.status().is_success() {
            return Ok(());
        }
        Err(Refusal::of(response.status(), response.body(), &[]))
    }
}

/// Whether it has been tried for so long that what it says is old.
fn is_stale(message: &Value, now: DateTime<Utc>) -> bool {
    let said = message["timestamp"].as_str().and_then(|text| text.parse::<DateTime<Utc>>().ok());
    said.is_none_or(|said| said + GIVEN_UP < now)
}

/// Reads `whsec_` and base64.
fn key(text: &str) -> Option<Hmac<Sha256>> {
    let bytes = STANDARD.decode(text.trim().strip_prefix(PREFIX)?).ok()?;
    BYTES.contains(&bytes.len()).then(|| Hmac::new_from_slice(&bytes).ok()).flatten()
}

/// Over id, moment and body, in the first version of the scheme.
fn signature(key: &Hmac<Sha256>, (id, timestamp, body): (&str, &str, &str)) -> String {
    let mut tag = key.clone();
    for part in [id, ".", timestamp, ".", body] {
        tag.update(part.as_bytes());
    }
    format!("v1,{}", STANDARD.encode(tag.finalize().into_bytes()))
}

/// What it says opens nothing, but who ends when is nobody else's business.
fn warn_of_plain_http(config: &WebhookConfig) {
    if is_exposed(&config.url) {
        warn!(
            host = config.url.host_str(),
            "messages go to the webhook over plain http, where others on the way can read which clients' \
             secrets end; if it speaks TLS, write https:// in issuer.webhook.url"
        );
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_signed_as_standard_webhooks_does_it() {
        // The example of the specification's own libraries.
        let key = key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n").unwrap();
        let message = ("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", r#"{"test": 2432232314}"#);
        let expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(signature(&key, message), expected);
    }

    #[test]
    fn a_key_is_long_enough_and_says_what_it_is() {
        let of = |bytes: usize| format!("whsec_{}", STANDARD.encode(vec![7; bytes]));
        assert!(key(&of(24)).is_some() && key(&of(64)).is_some());
        let bare = STANDARD.encode([7; 32]);
        for bad in [of(23), of(65), bare, "whsec_".to_owned(), String::new(), "whsec_%%".to_owned()]
        {
            assert!(key(&bad).is_none(), "{bad}");
        }
    }
}
