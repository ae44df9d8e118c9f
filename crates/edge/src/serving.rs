//! Serving: issuer and gateway listen, keep connections and stop in the same way.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::pin::Pin;
use std::time::{Duration, Instant};

use actix_web::dev::{Server, Service};
use actix_web::web::ServiceConfig;
use actix_web::{App, HttpResponse, HttpServer};
use futures_util::future::{Either, ready};

use crate::config::{self, Section, parse};
use crate::incoming::{self, Held};
use crate::metrics::Requests;
use crate::outgoing;
use crate::peer::TrustedProxies;
use crate::stop::StopSignal;
use crate::telemetry::Spans;
use crate::tls::ServerTls;

mod connections;

use connections::Connections;
pub use connections::Place;

/// How many TLS handshakes a worker takes on at once: silent connections must not keep others out.
const HANDSHAKES: usize = 4_096;
/// How long the count of connections may lag behind them.
const COUNTED: Duration = Duration::from_millis(100);

/// How long a server goes on taking connections after the stop signal, if nothing is said.
pub const STOP_DELAY: Duration = Duration::from_millis(250);

/// Where and how a server listens.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address; port 0 lets the system choose one.
    pub address: SocketAddr,
    /// The configuration key that gave the address, such as `issuer.listen`.
    pub key: &'static str,
    /// Worker threads.
    pub workers: NonZeroUsize,
    /// What it shows over TLS; without it, plain HTTP is spoken.
    pub tls: Option<ServerTls>,
    /// Who is believed about whom a request comes from.
    pub proxies: TrustedProxies,
    /// Which requests get a span, and so context for whatever is logged of them.
    pub spans: Spans,
    /// What counts its requests, unless it does that better itself.
    pub requests: Option<Requests>,
    /// How long a client may take to send a request's head.
    pub request_timeout: Duration,
    /// How long a client may take for the TLS handshake.
    pub handshake_timeout: Duration,
    /// How long an idle connection is kept; zero closes after each answer.
    pub keep_alive: Duration,
    /// How long it goes on taking connections at a stop, saying that it is not ready: so long that
    /// whoever sends requests here has seen that.
    pub stop_delay: Duration,
    /// How long running requests are given after that, in whole seconds.
    pub shutdown_timeout: Duration,
}

impl Settings {
    /// The usual settings for an address that stands under `key`.
    pub fn at(address: SocketAddr, key: &'static str) -> Self {
        let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        Self {
            address,
            key,
            workers: cores,
            tls: None,
            proxies: TrustedProxies::default(),
            spans: Spans::Always,
            requests: None,
            request_timeout: Duration::from_secs(10),
            handshake_timeout: Duration::from_secs(5),
            keep_alive: Duration::from_secs(75),
            stop_delay: STOP_DELAY,
            shutdown_timeout: Duration::from_secs(30),
        }
    }

    /// Reads the key `stop_delay`.
    pub fn stop_delay(section: &mut Section<'_>) -> Option<Duration> {
        section.default("stop_delay", STOP_DELAY, parse::duration)
    }
}

/// A server that has its address; awaiting `server` runs it until the stop signal.
pub struct Listening {
    /// The running server; ends when the stop signal was given and requests were finished.
    pub server: Pin<Box<dyn Future<Output = io::Result<()>> + Send>>,
    /// The address it was given, with the port that the system chose if that was left open.
    pub address: SocketAddr,
}

/// An address that cannot be had, in one line: which, which key named it, what to do.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address} ({key}): {}", advice(.source, .key))]
pub struct BindError {
    address: SocketAddr,
    key: &'static str,
    source: io::Error,
}

/// Binds an address and starts a server on it: each worker builds its routes with `configure`,
/// every request gets a span, and the server stops when `stop` is given. Called inside a runtime.
///
/// A request's head is bounded by actix: 96 headers and 128 KiB.
pub fn serve<F>(
    settings: &Settings,
    stop: &StopSignal,
    configure: F,
) -> Result<Listening, BindError>
where
    F: Fn(&mut ServiceConfig) + Clone + Send + 'static,
{
    let refused = |source| BindError { address: settings.address, key: settings.key, source };
    let standing = Connections::new();
    let counted = standing.clone();
    let (proxies, spans) = (settings.proxies.clone(), settings.spans);
    let requests = settings.requests.clone();
    let leaving = stop.clone();
    let app = move || {
        App::new()
            .app_data(proxies.clone())
            .wrap_fn({
                let (leaving, requests) = (leaving.clone(), requests.clone());
                move |mut request, service| {
                    let held = incoming::hold(&mut request);
                    let (leaving, requests) = (leaving.clone(), requests.clone());
                    let counting = requests.map(|requests| (requests, Instant::now()));
                    // Who broke off before their address was read has none, and hears no answer: what
                    // they ask would be judged, counted and kept on record as nobody's.
                    let answer = if request.peer_addr().is_some() {
                        Either::Left(service.call(request))
                    } else {
                        let unheard = HttpResponse::BadRequest().force_close().finish();
                        Either::Right(ready(Ok(request.into_response(unheard))))
                    };
                    async move {
                        let answer = answer.await;
                        held.into_iter().for_each(Held::let_go);
                        if let (Some((requests, began)), Ok(answer)) = (counting, &answer) {
                            requests.count(answer.request(), answer.status(), began.elapsed());
                        }
                        answer.map(|answer| outgoing::frame(answer, leaving.is_given()))
                    }
                }
            })
            .wrap(spans)
            .configure(configure.clone())
    };
    let server = HttpServer::new(app)
        .workers(settings.workers.get())
        .tcp_nodelay(true)
        .client_request_timeout(settings.request_timeout)
        .tls_handshake_timeout(settings.handshake_timeout)
        .max_connection_rate(HANDSHAKES)
        .keep_alive(settings.keep_alive)
        .shutdown_timeout(settings.shutdown_timeout.as_secs())
        .disable_signals()
        .on_connect(move |_, connection| drop(connection.insert(counted.open())));
    let server = match settings.tls.clone() {
        Some(tls) => server.bind_rustls_0_23(settings.address, tls.into_config()),
        None => server.bind(settings.address),
    };
    let server = server.map_err(refused)?;
    let address = server.addrs().first().copied().unwrap_or(settings.address);
    let server = Box::pin(until_stopped(server.run(), standing, stop.clone(), settings.stop_delay));
    Ok(Listening { server, address })
}

/// Runs a server until the stop signal and its delay are over, then until its last connection is
/// closed. Whoever connects while the address is given up is not answered: the delay is there for
/// that, since a server that says it is not ready is sent nothing new.
///
/// Connections without a request are closed at once, the others after their answer. actix itself
/// looks only once a second whether any is left, and waits for handshakes that never end: it is
/// left to that by itself. Its own stop at a signal would end the whole system, and with it the
/// workers of a server beside it that is still answering.
async fn until_stopped(
    server: Server,
    standing: Connections,
    stop: StopSignal,
    delay: Duration,
) -> io::Result<()> {
    let handle = server.handle();
    let mut server = tokio::spawn(server);
    tokio::select! {
        ended = &mut server => return ended?,
        () = stop.stopped() => {}
    }
    tokio::select! {
        ended = &mut server => return ended?,
        () = tokio::time::sleep(delay) => {}
    }
    // It is told by this call; the answer would come a second later.
    drop(handle.stop(true));
    tokio::select! {
        ended = server => ended??,
        () = standing.none() => return Ok(()),
    }
    // A connection that ended in good order is counted off a moment after its server.
    if tokio::time::timeout(COUNTED, standing.none()).await.is_err() {
        tracing::warn!("requests that still ran after the time for a stop were broken off");
    }
    Ok(())
}

fn advice(error: &io::Error, key: &str) -> String {
    let variable = config::variable(key);
    match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "something listens there already; stop it, or choose another port with {key} or {variable}"
        ),
        io::ErrorKind::PermissionDenied => format!(
            "ports below 1024 need a privilege; choose a higher one with {key} or {variable}"
        ),
        io::ErrorKind::AddrNotAvailable => {
            format!("this machine has no such address; correct {key} or {variable}")
        }
        _ => format!("{error}; correct {key} or {variable}"),
    }
}

#[cfg(test)]
mod tests;
