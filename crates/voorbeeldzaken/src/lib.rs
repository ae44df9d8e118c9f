//! A small, real zaak upstream: what stands behind the gateway in `demo` and in the tests.
//!
//! It speaks HTTP as Open Zaak does, holds its zaken, documenten and besluiten in memory and
//! checks the ZGW JWT of every call with its own code, so that it is a witness and not a mirror:
//! it imports nothing of this project. It never applies autorisaties; it stands for an Open Zaak in which every
//! applicatie may do everything. Start reading at [`start`]; a request enters at `front::answer`.
//!
//! Test routes, answered without a token: `GET /_bytes/{n}` streams n bytes in chunks,
//! `POST /_sink` counts the bytes of the body.

use std::net::SocketAddr;

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpServer, web};

mod api;
mod body;
mod claims;
mod clock;
mod composite;
mod consequences;
mod credentials;
mod criteria;
mod deed;
mod documents;
mod doing;
mod etag;
mod expand;
mod fields;
mod front;
mod intake;
mod kind;
mod level;
mod listing;
mod locks;
mod multipart;
mod negotiation;
mod problem;
mod reservation;
mod route;
pub mod sample;
mod seen;
mod selection;
mod store;
mod token;
mod trail;
mod trial;
mod uploads;
mod view;
mod wire;
mod writing;

pub use credentials::Credentials;
pub use sample::Content;
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
    /// What it holds to begin with.
    pub content: Content,
    /// Whether callers must say which coordinates they speak.
    pub crs: Crs,
}

/// What becomes of a call on zaken without `Accept-Crs`. Another one than EPSG:4326 is always 406.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Crs {
    /// It passes.
    #[default]
    Assumed,
    /// It is 412, as in Open Zaak.
    Demanded,
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
    let listen = options.listen;
    let state = web::Data::new(front::State::new(options)?);
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
    tracing::info!(%address, public_url = %state.public_url, "sample upstream listens");
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

    /// Goes back to the content it began with, or to what it held at [`Running::settle`]; what was
    /// seen stays.
    pub fn reset(&self) {
        self.state.store.restore();
    }

    /// From now on [`Running::reset`] goes back to what it holds now.
    pub fn settle(&self) {
        self.state.store.settle();
    }

    /// Takes away, as if it had never been there, each thing whose path is chosen, and all that
    /// hangs below it; so that a list can be compared with that of a database without those rows.
    pub fn hide(&self, chosen: impl Fn(&str) -> bool) {
        self.state.store.hide(chosen);
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
