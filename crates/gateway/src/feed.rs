//! Following the issuer's feed: connect, resume where it was left, come back whatever happens.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use autorisaties::{Compiler, TypeAliases};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use edge::config::SecretError;
use edge::feed::ChangeNumber;
use edge::feed::sse::Decoder;
use edge::stop::StopSignal;
use edge::tls::Connector;
use http::{HeaderValue, Uri};
use secrecy::ExposeSecret;
use tokio::time::Instant;
use zeroize::Zeroizing;

use crate::config::GatewayConfig;
use crate::first::First;
use crate::kept::{Keeper, Kept};
use crate::state::{Live, Waiting};

mod connection;
mod follower;

use connection::{Connection, ConnectionError};
use follower::{FeedFault, Follower, Remedy};

/// The first pause before the feed is opened again.
const SHORTEST_PAUSE: Duration = Duration::from_millis(50);
/// The longest: a change must be in force within a second of the issuer's return.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
/// How long a kept state waits for the issuer's word before it is relied on without.
const GRACE: Duration = Duration::from_secs(1);
/// How long one event may take to come, however steadily its bytes do.
const EVENTLESS: Duration = Duration::from_secs(10);

/// What it takes to follow the feed.
#[derive(Debug)]
pub(crate) struct Subscription {
    /// Where the issuer is reached; the next is tried when one cannot be.
    uris: Vec<Uri>,
    authorization: HeaderValue,
    connector: Connector,
    live: Arc<Live>,
    /// Told at which of them the feed was opened.
    first: First,
    aliases: Arc<TypeAliases>,
}

/// Why a stretch of the feed ended.
#[derive(Debug, thiserror::Error)]
enum Ended {
    #[error(transparent)]
    Connection(#[from] ConnectionError),
    #[error(transparent)]
    Fault(#[from] FeedFault),
    #[error("the kept state needs everything once more")]
    Unkept,
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
        connector: Connector,
    ) -> Result<Self, SecretError> {
        let secret = config.credential.read()?;
        let pair = Zeroizing::new(format!("{}:{}", config.client_id, secret.expose_secret()));
        let encoded = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
        let basic = Zeroizing::new(format!("Basic {}", *encoded));
        // Base64 and a path of our own: both always fit.
        let mut authorization =
            HeaderValue::try_from(basic.as_str()).unwrap_or(HeaderValue::from_static("Basic"));
        authorization.set_sensitive(true);
        let uris = config.issuer_addresses.iter().map(|address| {
            let address = address.as_str().trim_end_matches('/');
            Uri::try_from(format!("{address}{}", edge::feed::PATH)).unwrap_or_default()
        });
        let (uris, first) = (uris.collect(), First::default());
        let aliases = Arc::new(config.type_aliases.clone());
        Ok(Self { uris, authorization, connector, live, first, aliases })
    }

    /// The type URLs that are one, by which what it tells is understood.
    pub(crate) fn aliases(&self) -> Arc<TypeAliases> {
        Arc::clone(&self.aliases)
    }

    /// The gateway's own credential, as it stands in a request.
    pub(crate) fn authorization(&self) -> HeaderValue {
        self.authorization.clone()
    }

    /// Which of the issuer's addresses is asked first, as the feed knows it.
    pub(crate) fn first(&self) -> First {
        self.first.clone()
    }
}

/// For how long the feed is followed.
#[derive(Debug, Clone)]
pub(crate) struct Until {
    /// The process is to stop: an issuer in it stops too, and that its feed ends is no news.
    pub(crate) stopping: StopSignal,
    /// The last request was judged.
    pub(crate) judged: StopSignal,
}

/// Follows the feed until the last request was judged, from the kept state on if there is one.
pub(crate) async fn follow(subscription: Subscription, kept: Kept, until: Until) {
    let Until { stopping, judged } = until;
    let (compiler, keeper) = restore(&subscription, kept).await;
    let fall_back = Instant::now() + GRACE;
    let mut following = Following { subscription, compiler, keeper, at: 0, fall_back, stopping };
    tokio::select! {
        () = following.follow_forever() => {}
        () = judged.stopped() => {}
    }
    following.keeper.close().await;
}

/// Puts the kept state in reserve. One compiler for good: what a change brings shares the texts
/// of what was there before.
async fn restore(subscription: &Subscription, kept: Kept) -> (Compiler, Keeper) {
    let aliases = Arc::clone(&subscription.aliases);
    let compiler = move || Compiler::new(TypeAliases::clone(&aliases));
    let open = {
        let mut compiler = compiler();
        move || (kept.open(&mut compiler), compiler)
    };
    let Ok(((found, keeper), compiler)) = tokio::task::spawn_blocking(open).await else {
        return (compiler(), Keeper::nowhere());
    };
    if let Some(found) = found {
        let (number, digest) = (found.state.number().get(), found.state.digest());
        subscription.live.restore(found.state, &found.confirmed);
        tracing::info!(number, %digest, "state found on disk");
    }
    (compiler, keeper)
}

struct Following {
    subscription: Subscription,
    compiler: Compiler,
    keeper: Keeper,
    /// Which address is tried.
    at: usize,
    /// From when on a kept state is relied on.
    fall_back: Instant,
    stopping: StopSignal,
}

impl Following {
    async fn follow_forever(&mut self) {
        let live = Arc::clone(&self.subscription.live);
        let mut from = From::WhereItWasLeft;
        let mut pause = SHORTEST_PAUSE;
        loop {
            let begun = Instant::now();
            let ended = self.stretch(from).await;
            from = self.after(&ended);
            // A feed that said anything of use is not one that keeps failing.
            if live.since_confirmed().is_some_and(|since| since <= begun.elapsed()) {
                pause = SHORTEST_PAUSE;
            }
            tokio::time::sleep(jittered(pause)).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Reads one connection to its end, which is always an error: a feed has no last event.
    async fn stretch(&mut self, from: From) -> Ended {
        let live = Arc::clone(&self.subscription.live);
        let resume = match from {
            From::WhereItWasLeft => live.number(),
            From::Anew => None,
        };
        let fall_back = self.fall_back;
        let mut read = pin!(self.read(resume));
        let ended = tokio::select! {
            ended = &mut read => ended,
            () = tokio::time::sleep_until(fall_back) => {
                rely_on_kept(&live);
                read.await
            }
        };
        match ended {
            Ok(never) => match never {},
            Err(ended) => ended,
        }
    }

    async fn read(&mut self, resume: Option<ChangeNumber>) -> Result<Infallible, Ended> {
        let Subscription { uris, connector, authorization, live, first, .. } = &self.subscription;
        let at = self.at % uris.len();
        let uri = &uris[at];
        let mut follower = Follower::new(live, &mut self.compiler, &mut self.keeper);
        let mut connection = Connection::open(uri, authorization, resume, connector).await?;
        first.heard_at(at);
        live.waits_for(Waiting::Snapshot);
        tracing::info!(issuer = %uri, resume = resume.map(ChangeNumber::get), "feed opened");
        let mut decoder = Decoder::default();
        let mut last_event = Instant::now();
        loop {
            let chunk = connection.next().await?;
            for event in decoder.push(&chunk).map_err(FeedFault::from)? {
                follower.take(event)?;
                last_event = Instant::now();
            }
            if last_event.elapsed() > EVENTLESS {
                return Err(ConnectionError::Dripping.into());
            }
            if follower.is_unkept() {
                return Err(Ended::Unkept);
            }
        }
    }

    fn after(&mut self, ended: &Ended) -> From {
        let live = &self.subscription.live;
        live.waits_for(Waiting::Feed(ended.to_string()));
        if live.is_stale() {
            tracing::warn!(policy = ?live.when_stale(), "the state is stale: the issuer has not confirmed it for max_staleness");
        }
        match ended {
            Ended::Connection(error) => {
                if self.stopping.is_given() {
                    tracing::debug!(reason = %error, "the feed ended");
                } else {
                    tracing::warn!(reason = %error, "the feed ended");
                }
                self.at = self.at.wrapping_add(1);
                match error {
                    // The issuer is there, and says no.
                    ConnectionError::Refused(_) => live.rely_on_nothing_kept(),
                    _ => rely_on_kept(live),
                }
                From::WhereItWasLeft
            }
            Ended::Fault(fault) => {
                let remedy = fault.remedy();
                tracing::error!(reason = %fault, ?remedy, "the feed cannot be followed");
                if remedy == Remedy::Forget {
                    live.forget();
                    self.keeper.forget();
                }
                From::Anew
            }
            Ended::Unkept => {
                tracing::info!(reason = %ended, "the feed is opened anew");
                From::Anew
            }
        }
    }
}

/// The issuer is away, or does not answer.
fn rely_on_kept(live: &Live) {
    if live.fall_back() {
        let since = live.since_confirmed().unwrap_or_default();
        tracing::warn!(
            confirmed_seconds_ago = since.as_secs(),
            "the issuer does not answer; the kept state counts until it is stale"
        );
    }
}

/// Between half the pause and all of it, so that gateways do not come back in one herd.
fn jittered(pause: Duration) -> Duration {
    let [chance] = edge::chance::bytes::<1>().unwrap_or([u8::MAX]);
    pause / 2 + pause / 2 * u32::from(chance) / 255
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
