//! The gateway's own access token for an upstream (RFC 6749 4.4): one for all callers and workers,
//! fetched by one of them, ahead of its end.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use edge::client::{Bounds, CallError, Client};
use edge::tls::Remedies;
use http::{HeaderValue, Request, StatusCode, header};
use http_body_util::Full;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::CredentialError;
use crate::config::OAuth2Config;

/// What to set when the token endpoint is not believed.
const REMEDIES: Remedies =
    Remedies { trust: "`ca` of this credential", name: "`tls_name` of this credential" };
/// How long a token endpoint may take, and how much it may say.
const BOUNDS: Bounds = Bounds { time: Duration::from_secs(10), body: 64 * 1024 };
/// How long a token counts whose life is not told (RFC 6749 5.1).
const LIFE: Duration = Duration::from_mins(5);
/// After a refusal nobody asks for so long; and no more than one token is given up in it.
const PAUSE: Duration = Duration::from_secs(5);

/// Fetches tokens.
#[derive(Debug)]
pub(crate) struct TokenSource {
    client: Client,
    token_url: String,
    authorization: HeaderValue,
    form: Bytes,
    kept: ArcSwapOption<Kept>,
    turn: Semaphore,
    begun: Instant,
    /// Until when nobody asks, in milliseconds since `begun`.
    pause: AtomicU64,
    /// Until when no token is given up, likewise.
    given_up: AtomicU64,
}

/// A token, as it stands in a request.
#[derive(Debug)]
struct Kept {
    header: HeaderValue,
    /// From when on the next one is fetched.
    old: Instant,
    ends: Instant,
}

/// Why there is no token. It names neither secret nor token.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TokenFault {
    #[error("the token endpoint of this upstream's credential does not answer: {0}")]
    Call(#[from] CallError),
    #[error(
        "the token endpoint of this upstream's credential answered {status}{code}; look at its \
         client_id, client_secret, scope and audience"
    )]
    Refused { status: StatusCode, code: String },
    #[error("the token endpoint of this upstream's credential gave no Bearer token")]
    NotUnderstood,
    #[error("the token endpoint of this upstream's credential failed a moment ago")]
    Pausing,
}

impl TokenFault {
    /// Whether time alone may mend it.
    pub(crate) fn passes(&self) -> bool {
        match self {
            Self::Call(_) | Self::Pausing => true,
            Self::Refused { status, .. } => status.is_server_error(),
            Self::NotUnderstood => false,
        }
    }
}

impl TokenSource {
    pub(super) fn new(config: &OAuth2Config) -> Result<Self, CredentialError> {
        let secret = config.client_secret.read()?;
        let connector = config.verification.connector(config.scheme());
        let connector = connector.map_err(CredentialError::Trust)?;
        Ok(Self {
            client: Client::new(connector, REMEDIES),
            token_url: config.token_url.as_str().to_owned(),
            authorization: basic(&config.client_id, &secret)?,
            form: form(config),
            kept: ArcSwapOption::empty(),
            turn: Semaphore::new(1),
            begun: Instant::now(),
            pause: AtomicU64::new(0),
            given_up: AtomicU64::new(0),
        })
    }

    /// A token that counts now.
    pub(crate) async fn header(self: &Arc<Self>) -> Result<HeaderValue, TokenFault> {
        let now = Instant::now();
        if let Some(kept) = &*self.kept.load()
            && now < kept.ends
        {
            if kept.old <= now {
                self.fetch_ahead(now);
            }
            return Ok(kept.header.clone());
        }
        let _turn = self.turn.acquire().await;
        match &*self.kept.load() {
            Some(kept) if Instant::now() < kept.ends => Ok(kept.header.clone()),
            _ => self.fetched().await,
        }
    }

    /// Fetches the next token, while everybody goes on with this one.
    fn fetch_ahead(self: &Arc<Self>, now: Instant) {
        if self.turn.available_permits() == 0 || self.pauses(&self.pause, now) {
            return;
        }
        let source = Arc::clone(self);
        tokio::spawn(async move {
            if let Ok(_turn) = source.turn.try_acquire() {
                // What went wrong stands in the log, and will be met again.
                let _ = source.fetched().await;
            }
        });
    }

    /// Another token than this one, which the upstream refused; none where one was given up just now,
    /// for then it is not the token.
    pub(crate) async fn instead_of(
        self: &Arc<Self>,
        refused: &HeaderValue,
    ) -> Result<Option<HeaderValue>, TokenFault> {
        let kept = self.kept.load_full();
        if let Some(kept) = kept.filter(|kept| kept.header == *refused) {
            let now = Instant::now();
            if self.pauses(&self.given_up, now) {
                return Ok(None);
            }
            self.pause_from(&self.given_up, now);
            self.kept.compare_and_swap(&kept, None);
        }
        self.header().await.map(Some)
    }

    /// Whoever has the turn asks, unless somebody was refused just now.
    async fn fetched(&self) -> Result<HeaderValue, TokenFault> {
        let now = Instant::now();
        if self.pauses(&self.pause, now) {
            return Err(TokenFault::Pausing);
        }
        match self.fetch(now).await {
            Ok(kept) => {
                let header = kept.header.clone();
                self.kept.store(Some(Arc::new(kept)));
                Ok(header)
            }
            Err(fault) => {
                self.pause_from(&self.pause, Instant::now());
                tracing::warn!(token_url = self.token_url, %fault, "no token for an upstream");
                Err(fault)
            }
        }
    }

    async fn fetch(&self, now: Instant) -> Result<Kept, TokenFault> {
        let mut request = Request::new(Full::new(self.form.clone()));
        *request.method_mut() = http::Method::POST;
        *request.uri_mut() = self.token_url.parse().map_err(|_| TokenFault::NotUnderstood)?;
        let headers = request.headers_mut();
        headers.insert(header::AUTHORIZATION, self.authorization.clone());
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        headers.insert(header::CONTENT_TYPE, form);
        let answer = self.client.call(request, BOUNDS).await?;
        let (status, body) = (answer.response.status(), answer.response.body());
        match status {
            StatusCode::OK if answer.is_whole => read(body, now),
            StatusCode::OK => Err(TokenFault::NotUnderstood),
            status => Err(TokenFault::Refused { status, code: code(body) }),
        }
    }

    fn pauses(&self, until: &AtomicU64, now: Instant) -> bool {
        self.millis(now) < until.load(Ordering::Relaxed)
    }

    fn pause_from(&self, until: &AtomicU64, now: Instant) {
        until.store(self.millis(now + PAUSE), Ordering::Relaxed);
    }

    fn millis(&self, now: Instant) -> u64 {
        let since = now.saturating_duration_since(self.begun).as_millis();
        u64::try_from(since).unwrap_or(u64::MAX)
    }
}

/// RFC 6749 2.3.1: both are form-encoded before they are joined.
fn basic(client_id: &str, secret: &SecretString) -> Result<HeaderValue, CredentialError> {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let joined = format!("{}:{}", encoded(client_id), encoded(secret.expose_secret()));
    let mut value = HeaderValue::try_from(format!("Basic {}", STANDARD.encode(joined)))?;
    value.set_sensitive(true);
    Ok(value)
}

fn form(config: &OAuth2Config) -> Bytes {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "client_credentials");
    let more = [("scope", &config.scope), ("audience", &config.audience)];
    for (name, value) in more {
        if let Some(value) = value {
            form.append_pair(name, value);
        }
    }
    Bytes::from(form.finish())
}

/// RFC 6749 5.1. It is old after four fifths of its life.
fn read(body: &[u8], now: Instant) -> Result<Kept, TokenFault> {
    let said: serde_json::Value =
        serde_json::from_slice(body).map_err(|_| TokenFault::NotUnderstood)?;
    let bearer = said["token_type"].as_str().is_some_and(|of| of.eq_ignore_ascii_case("bearer"));
    let token = said["access_token"].as_str().filter(|_| bearer);
    let token =
        token.filter(|token| !token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic()));
    let token = token.ok_or(TokenFault::NotUnderstood)?;
    let mut header =
        HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| TokenFault::NotUnderstood)?;
    header.set_sensitive(true);
    // A life beyond all bounds is cut: what is fetched once a day is fetched seldom enough.
    let life = said["expires_in"].as_u64().map_or(LIFE, Duration::from_secs);
    let life = life.min(Duration::from_hours(24));
    Ok(Kept { header, old: now + life * 4 / 5, ends: now + life })
}

/// RFC 6749 5.2: the error's code, if it is one; a text may hold anything.
fn code(body: &[u8]) -> String {
    let said: Option<serde_json::Value> = serde_json::from_slice(body).ok();
    let code = said.as_ref().and_then(|said| said["error"].as_str());
    let is_code = |code: &&str| {
        (1..=40).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
    };
    code.filter(is_code).map_or_else(String::new, |code| format!(" ({code})"))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
