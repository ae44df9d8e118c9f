//! One connection to the feed: opened, then read chunk by chunk; silence is its end.

use std::time::Duration;

use bytes::Bytes;
use edge::feed::ChangeNumber;
use edge::tls::{ConnectFault, Connector, Remedies};
use http::{HeaderValue, Request, StatusCode, Uri, header};
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper_util::client::legacy;
use hyper_util::rt::TokioExecutor;

/// How long the issuer may take to begin its answer.
const OPENING: Duration = Duration::from_secs(3);
/// How long the feed may be silent: the issuer says its number every second. While one of several
/// stands still, what another was told is not in force here for as long.
const SILENCE: Duration = Duration::from_millis(2_500);

/// What to set when the issuer is not believed.
const REMEDIES: Remedies = Remedies { trust: "gateway.issuer_ca", name: "gateway.issuer_tls_name" };

/// An open feed.
#[derive(Debug)]
pub(super) struct Connection {
    body: Incoming,
}

/// Why a connection ended.
#[derive(Debug, thiserror::Error)]
pub(super) enum ConnectionError {
    #[error("the issuer cannot be reached: {0}")]
    Unreachable(ConnectFault),
    #[error("the issuer did not answer within {} seconds", OPENING.as_secs())]
    NoAnswer,
    #[error("the issuer refuses the gateway's client id or credential ({0})")]
    Refused(StatusCode),
    #[error(
        "the issuer does not send the feed in this way (403): it takes the connection for plain \
         http; if a proxy ends TLS in front of it, name that in issuer.trusted_proxies there"
    )]
    InPlain,
    #[error("the issuer answered {0} where the feed should be")]
    Status(StatusCode),
    #[error("what the issuer answered is not an event stream")]
    NotEvents,
    #[error("the feed broke off: {0}")]
    Broken(hyper::Error),
    #[error("the issuer closed the feed")]
    Closed,
    #[error("the feed drips, and no event of it becomes whole")]
    Dripping,
    #[error("the feed was silent for {} seconds", SILENCE.as_secs())]
    Silent,
}

impl Connection {
    /// Opens the feed, from behind a number or with a snapshot.
    pub(super) async fn open(
        uri: &Uri,
        authorization: &HeaderValue,
        resume: Option<ChangeNumber>,
        connector: &Connector,
    ) -> Result<Self, ConnectionError> {
        let client = legacy::Client::builder(TokioExecutor::new())
            .pool_max_idle_per_host(0)
            .build::<_, Empty<Bytes>>(connector.clone());
        let answer = client.request(asking(uri, authorization, resume));
        let answer = tokio::time::timeout(OPENING, answer).await;
        let answer = answer.map_err(|_| ConnectionError::NoAnswer)?;
        let answer = answer.map_err(|error| unreachable(&error))?;
        match answer.status() {
            StatusCode::OK => {}
            StatusCode::FORBIDDEN => return Err(ConnectionError::InPlain),
            status @ StatusCode::UNAUTHORIZED => return Err(ConnectionError::Refused(status)),
            status => return Err(ConnectionError::Status(status)),
        }
        let content_type = answer.headers().get(header::CONTENT_TYPE);
        if !content_type.is_some_and(|value| value.as_bytes().starts_with(b"text/event-stream")) {
            return Err(ConnectionError::NotEvents);
        }
        Ok(Self { body: answer.into_body() })
    }

    /// The next chunk.
    pub(super) async fn next(&mut self) -> Result<Bytes, ConnectionError> {
        loop {
            let frame = tokio::time::timeout(SILENCE, self.body.frame()).await;
            let frame = frame.map_err(|_| ConnectionError::Silent)?;
            let frame = frame.ok_or(ConnectionError::Closed)?;
            if let Ok(chunk) = frame.map_err(ConnectionError::Broken)?.into_data() {
                return Ok(chunk);
            }
        }
    }
}

fn unreachable(error: &legacy::Error) -> ConnectionError {
    ConnectionError::Unreachable(ConnectFault::of(error, REMEDIES))
}

fn asking(
    uri: &Uri,
    authorization: &HeaderValue,
    resume: Option<ChangeNumber>,
) -> Request<Empty<Bytes>> {
    let mut request = Request::new(Empty::new());
    *request.uri_mut() = uri.clone();
    let headers = request.headers_mut();
    headers.insert(header::ACCEPT, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::AUTHORIZATION, authorization.clone());
    if let Some(number) = resume {
        headers.insert("last-event-id", HeaderValue::from(number.get()));
    }
    request
}
