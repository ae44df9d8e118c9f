//! A small, real zaak upstream: what stands behind the gateway in `demo` and in the tests.
//!
//! It speaks HTTP as Open Zaak does, holds a handful of zaken in memory and checks the ZGW JWT of
//! every call with its own code, so that it is a witness and not a mirror: it imports nothing of
//! this project. It never applies autorisaties; it stands for an Open Zaak in which every
//! applicatie may do everything. Start reading at [`start`]; a request enters at `front::answer`.
//!
//! Test routes, answered without a token: `GET /_bytes/{n}` streams n bytes in chunks,
//! `POST /_sink` counts the bytes of the body.

use std::net::SocketAddr;

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpServer, web};

mod api;
mod claims;
mod clock;
mod credentials;
mod etag;
mod front;
mod intake;
mod kind;
mod level;
mod listing;
mod problem;
mod route;
pub mod sample;
mod seen;
mod store;
mod token;
mod trial;
mod wire;
mod writing;

pub use credentials::Credentials;
pub use seen::{Body, Seen};
pub use token::Caller;

/// Header that names the client of the verified ZGW JWT on every answer of an API.
pub const CLIENT_ID_HEADER: &str = "X-Voorbeeld-Client-Id";

/// What a sample upstream needs to know before it starts.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Scheme, host and port of the type URLs (zaaktype, informatieobjecttype, besluittype). All
    /// other URLs follow the Host and X-Forwarded-Proto of the request.
    pub public_url: String,
    /// Who may sign; a clone kept by the caller can add and remove while the server runs.
    pub credentials: Credentials,
}

/// A running upstream; it goes on until [`Running::stop`] or the end of the runtime.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    handle: ServerHandle,
    state: web::Data<front::State>,
}

/// Starts the upstream within the caller's tokio or actix runtime; panics outside of one.
///
/// In a single-threaded runtime it answers once the caller has yielded to it for the first time.
/// Fails when the address cannot be bound or `public_url` has more than scheme, host and port.
pub fn start(options: Options) -> std::io::Result<Running> {
    let Options { listen, public_url, credentials } = options;
    let state = web::Data::new(front::State::new(&public_url, credentials)?);
    let shared = state.clone();
    let server = HttpServer::new(move || {
        App::new().app_data(shared.clone()).default_service(web::to(front::answer))
    })
    .workers(2)
    .tcp_nodelay(true)
    .shutdown_timeout(1)
    .disable_signals()
    .bind(listen)?;
    let address = server.addrs().first().copied().unwrap_or(listen);
    let server = server.run();
    let handle = server.handle();
    tokio::spawn(server);
    tracing::info!(%address, %public_url, "sample upstream listens");
    Ok(Running { address, handle, state })
}

impl Running {
    /// The address it listens on, with the port it got.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The requests seen so far, oldest first; the last 1,000 are kept, or as many as
    /// [`Running::keep_requests`] says.
    pub fn requests(&self) -> Vec<Seen> {
        self.state.seen.all()
    }

    /// Keeps so many requests from now on.
    pub fn keep_requests(&self, most: usize) {
        self.state.seen.keep(most);
    }

    /// Forgets the requests seen so far.
    pub fn forget_requests(&self) {
        self.state.seen.forget();
    }

    /// The credentials it accepts, to add to or remove from.
    pub fn credentials(&self) -> &Credentials {
        &self.state.credentials
    }

    /// Closes the listener, lets running requests end for at most a second, and returns.
    pub async fn stop(self) {
        self.handle.stop(true).await;
    }
}
