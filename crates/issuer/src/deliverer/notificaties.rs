//! The Notificaties API: one POST for each message, with a ZGW JWT that we sign.

use std::time::Duration;

use edge::client::{Bounds, Client};
use edge::config::SecretError;
use edge::scheme::{Scheme, is_exposed};
use edge::tls::{Remedies, TrustError};
use http::{Method, Uri};
use serde_json::Value;
use tokens::UnixTime;
use tracing::warn;

use super::caller::{Asked, Caller};
use super::refusal::Refusal;
use crate::config::{NOTIFICATIES, NotificatiesConfig};

/// How long a call may take, and how much of what it says is read.
const BOUNDS: Bounds = Bounds { time: Duration::from_secs(10), body: 16 * 1024 };
/// What to set when it is not believed.
const REMEDIES: Remedies =
    Remedies { trust: "autorisaties.notificaties.ca", name: "autorisaties.notificaties.tls_name" };

/// Where notifications go, and as whom we bring them.
#[derive(Debug)]
pub(crate) struct Notificaties {
    caller: Caller,
    to: Uri,
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
            to: format!("{}{NOTIFICATIES}", config.url.as_str().trim_end_matches('/')).parse()?,
            caller: Caller {
                http: Client::new(connector, REMEDIES),
                client_id: config.client_id.clone(),
                secret: config.secret.read()?,
            },
        })
    }

    /// Brings one message; it is delivered when this says so.
    pub(super) async fn post(&self, message: &Value, now: UnixTime) -> Result<(), Refusal> {
        let asked = Asked {
            method: Method::POST,
            to: self.to.clone(),
            body: Some(message),
            bounds: BOUNDS,
        };
        self.caller.ask(asked, now).await?.taken().map(drop)
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
