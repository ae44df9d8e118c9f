//! Connections that stand soon, or not at all: looking up the name, TCP and TLS together.
//!
//! A process that hangs still takes TCP connections, for the kernel does that, and lets TLS wait for
//! ever. As long as no connection stands nothing was sent, so anything may be asked elsewhere.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use edge::tls::Connector;
use http::Uri;
use tower_service::Service;

use super::strict::Strict;

/// A connector that gives up.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    connector: Connector,
    within: Duration,
}

impl Standing {
    /// Connects in this way, within this time.
    pub(crate) fn within(within: Duration, connector: Connector) -> Self {
        Self { connector, within }
    }
}

type Connects = Strict<<Connector as Service<Uri>>::Response>;
type ConnectError = <Connector as Service<Uri>>::Error;

impl Service<Uri> for Standing {
    type Response = Connects;
    type Error = ConnectError;
    type Future = Pin<Box<dyn Future<Output = Result<Connects, ConnectError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), ConnectError>> {
        self.connector.poll_ready(context)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let (connecting, within) = (self.connector.call(uri), self.within);
        Box::pin(async move {
            let connected = tokio::time::timeout(within, connecting).await;
            connected.unwrap_or_else(|_| Err(too_slow(within).into())).map(Strict::new)
        })
    }
}

fn too_slow(within: Duration) -> io::Error {
    let said = format!("no connection stood within {} seconds", within.as_secs_f32());
    io::Error::new(io::ErrorKind::TimedOut, said)
}
