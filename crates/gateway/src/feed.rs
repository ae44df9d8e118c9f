//! Following the issuer's feed: connect, resume where it was left, come back whatever happens.

use std::sync::Arc;
use std::time::Duration;

use autorisaties::{Compiler, TypeAliases};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use edge::config::SecretError;
use edge::feed::sse::Decoder;
use edge::stop::StopSignal;
use http::{HeaderValue, Uri};
use secrecy::ExposeSecret;

use crate::config::GatewayConfig;
use crate::state::Live;

mod connection;
mod follower;

use connection::{Connection, ConnectionError};
use follower::{FeedFault, Follower, Remedy};

/// The first pause before the feed is opened again.
const SHORTEST_PAUSE: Duration = Duration::from_millis(50);
/// The longest: a change must be in force within a second of the issuer's return.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// What it takes to follow the feed.
#[derive(Debug)]
pub(crate) struct Subscription {
    uri: Uri,
    authorization: HeaderValue,
    live: Arc<Live>,
    aliases: Arc<TypeAliases>,
}

/// Why a stretch of the feed ended.
#[derive(Debug, thiserror::Error)]
enum Ended {
    #[error(transparent)]
    Connection(#[from] ConnectionError),
    #[error(transparent)]
    Fault(#[from] FeedFault),
}

/// Where to begin when the feed is opened again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    /// Behind the number that was reached.
    WhereItWasLeft,
    /// With a snapshot.
    Anew,
}

impl Subscription {
    /// Reads the gateway's own secret.
    pub(crate) fn new(
        config: &GatewayConfig,
        live: Arc<Live>,
        aliases: Arc<TypeAliases>,
    ) -> Result<Self, SecretError> {
        let secret = config.credential.read()?;
        let pair = format!("{}:{}", config.client_id, secret.expose_secret());
        let basic = format!("Basic {}", STANDARD.encode(pair));
        // Base64 and a path of our own: both always fit.
        let mut authorization =
            HeaderValue::try_from(basic).unwrap_or(HeaderValue::from_static("Basic"));
        authorization.set_sensitive(true);
        let address = config.issuer_address.as_str().trim_end_matches('/');
        let uri = format!("{address}{}", edge::feed::PATH);
        Ok(Self { uri: Uri::try_from(uri).unwrap_or_default(), authorization, live, aliases })
    }
}

/// Follows the feed until the stop signal is given.
pub(crate) async fn follow(subscription: Subscription, stop: StopSignal) {
    tokio::select! {
        () = follow_forever(&subscription) => {}
        () = stop.stopped() => {}
    }
}

async fn follow_forever(subscription: &Subscription) {
    // One for good: what a change brings shares the texts of what the snapshot brought.
    let mut compiler = Compiler::new(TypeAliases::clone(&subscription.aliases));
    let mut from = From::WhereItWasLeft;
    let mut pause = SHORTEST_PAUSE;
    loop {
        let before = subscription.live.number();
        let ended = stretch(subscription, &mut compiler, from).await;
        from = after(&ended, &subscription.live);
        if subscription.live.number() != before {
            pause = SHORTEST_PAUSE;
        }
        tokio::time::sleep(jittered(pause)).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Reads one connection to its end, which is always an error: a feed has no last event.
async fn stretch(subscription: &Subscription, compiler: &mut Compiler, from: From) -> Ended {
    let resume = match from {
        From::WhereItWasLeft => subscription.live.number(),
        From::Anew => None,
    };
    match read(subscription, compiler, resume).await {
        Ok(never) => match never {},
        Err(ended) => ended,
    }
}

async fn read(
    subscription: &Subscription,
    compiler: &mut Compiler,
    resume: Option<edge::feed::ChangeNumber>,
) -> Result<std::convert::Infallible, Ended> {
    let mut follower = Follower::new(&subscription.live, compiler);
    let mut connection =
        Connection::open(&subscription.uri, &subscription.authorization, resume).await?;
    tracing::info!(issuer = %subscription.uri, resume = resume.map(edge::feed::ChangeNumber::get), "feed opened");
    let mut decoder = Decoder::default();
    loop {
        let chunk = connection.next().await?;
        for event in decoder.push(&chunk).map_err(FeedFault::from)? {
            follower.take(event)?;
        }
    }
}

fn after(ended: &Ended, live: &Live) -> From {
    let remedy = match ended {
        Ended::Connection(error) => {
            tracing::warn!(reason = %error, "the feed ended");
            return From::WhereItWasLeft;
        }
        Ended::Fault(fault) => {
            let remedy = fault.remedy();
            tracing::error!(reason = %fault, ?remedy, "the feed cannot be followed");
            remedy
        }
    };
    if remedy == Remedy::Forget {
        live.forget();
    }
    From::Anew
}

/// Between half the pause and all of it, so that gateways do not come back in one herd.
fn jittered(pause: Duration) -> Duration {
    let [chance] = edge::chance::bytes::<1>().unwrap_or([u8::MAX]);
    pause / 2 + pause / 2 * u32::from(chance) / 255
}
