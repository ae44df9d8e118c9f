//! The Notificaties API: one POST for each message, with a ZGW JWT that we sign.

use std::time::Duration;

use autorisaties::ClientId;
use bytes::Bytes;
use edge::client::{Bounds, CallError, Client};
use edge::config::SecretError;
use edge::scheme::{Scheme, is_exposed};
use edge::tls::{Remedies, TrustError};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Request, Uri};
use http_body_util::Full;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use tokens::UnixTime;
use tokens::zgw::{self, ZgwClaims};
use tracing::warn;

use super::refusal::Refusal;
use crate::config::{NOTIFICATIES, NotificatiesConfig};

/// How long a call may take, and how much of what it says is read.
const BOUNDS: Bounds = Bounds { time: Duration::from_secs(10), body: 16 * 1024 };
/// How long a JWT of ours is good for: longer than a call, and clocks may differ a little.
const LIFETIME: i64 = 60;
/// How far back it is dated: many refuse one from the future, by a second too.
const DATED_BACK: i64 = 5;
/// Who did it, as its audit trail shows.
const USER: &str = "zaakpoort";
/// What to set when it is not believed.
const REMEDIES: Remedies =
    Remedies { trust: "autorisaties.notificaties.ca", name: "autorisaties.notificaties.tls_name" };

/// Where notifications go, and as whom we bring them.
#[derive(Debug)]
pub(crate) struct Notificaties {
    http: Client,
    to: Uri,
    client_id: ClientId,
    secret: SecretString,
}

/// Why nobody can be told.
#[derive(Debug, thiserror::Error)]
pub enum NotificatiesError {
    /// Our secret there cannot be read.
    #[error("autorisaties.notificaties.secret: {0}")]
    Secret(#[from] SecretError),
    /// It could not be believed.
    #[error("autorisaties.notificaties.ca: {0}")]
    Trust(#[from] TrustError),
    /// Nothing can be sent to that address.
    #[error("autorisaties.notificaties.url: nothing can be sent there: {0}")]
    Url(#[from] http::uri::InvalidUri),
}

impl Notificaties {
    pub(crate) fn new(config: &NotificatiesConfig) -> Result<Self, NotificatiesError> {
        warn_of_plain_http(config);
        let connector = config.verification.connector(Scheme::of(&config.url))?;
        Ok(Self {
            http: Client::new(connector, REMEDIES),
            to: format!("{}{NOTIFICATIES}", config.url.as_str().trim_end_matches('/')).parse()?,
            client_id: config.client_id.clone(),
            secret: config.secret.read()?,
        })
    }

    /// Brings one message; it is delivered when this says so.
    pub(super) async fn post(&self, message: &Value, now: UnixTime) -> Result<(), Refusal> {
        let token = self.token(now);
        let mut request = Request::new(Full::new(Bytes::from(message.to_string())));
        *request.method_mut() = http::Method::POST;
        *request.uri_mut() = self.to.clone();
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let mut bearer = HeaderValue::try_from(format!("Bearer {}", token.expose_secret()))
            .map_err(|_| Refusal::of_ours("the header with our JWT cannot be made"))?;
        bearer.set_sensitive(true);
        headers.insert(AUTHORIZATION, bearer);
        let answer = self.http.call(request, BOUNDS).await;
        let answer = answer.map_err(|error: CallError| Refusal::no_answer(&error))?;
        let (status, body) = (answer.response.status(), answer.response.body());
        if status.is_success() {
            return Ok(());
        }
        Err(Refusal::of(status, body, &[&self.secret, &token]))
    }

    /// No `aud`: Open Zaak's kind refuses every token with one.
    fn token(&self, now: UnixTime) -> SecretString {
        let claims = ZgwClaims {
            iss: self.client_id.as_str().to_owned(),
            client_id: self.client_id.as_str().to_owned(),
            iat: UnixTime::new(now.as_secs() - DATED_BACK),
            exp: now.plus(LIFETIME),
            user_id: Some(USER.to_owned()),
            user_representation: Some(USER.to_owned()),
        };
        zgw::sign(&claims, self.secret.expose_secret().as_bytes()).into()
    }
}

/// As of an upstream: it is not refused, but nobody should have it unawares.
fn warn_of_plain_http(config: &NotificatiesConfig) {
    if is_exposed(&config.url) {
        warn!(
            url = %config.url,
            "our JWT goes to the Notificaties API over plain http, where others on the way can read \
             it; if it speaks TLS, write https:// in autorisaties.notificaties.url"
        );
    }
}
