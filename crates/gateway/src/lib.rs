//! The bearer-token gateway: authenticate, permit, forward.
//!
//! It stands under the public name of zaak APIs. A request passes five steps, each a value that the
//! next one needs: `route`, `credential`, `principal`, `permit`, `forward`; start reading at `proxy`.
//! What it judges by it has from the issuer's feed, in memory; it writes down nothing but that,
//! sealed, for its next start. It never asks the issuer about a request, never repairs one, and
//! never passes on what it did not understand.
//!
//! One path under every public name is not judged here: the Autorisaties API is the issuer's, and
//! is asked in the caller's own name (`forward/issuer.rs`).

mod app;
pub mod config;
mod cors;
mod credential;
mod doctor;
mod explain;
mod feed;
mod first;
mod foreign;
mod forward;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzed;
mod generation;
mod ground;
mod health;
mod hygiene;
mod introspection;
mod issuers;
mod kept;
mod metrics;
mod objects;
mod permit;
mod ping;
mod principal;
mod proxy;
mod query;
mod record;
mod refusal;
mod reload;
mod route;
mod shadow;
mod start;
mod state;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod testing;
mod trace;
mod upstream;
mod user;
mod uses;

pub use config::GatewayConfig;
pub use doctor::examine;
pub use foreign::TrustFault;
pub use kept::KeptError;
pub use record::DecisionsError;
pub use refusal::Errors;
pub use reload::{ReloadError, Reloader};
pub use start::{Running, StartError, run};
pub use upstream::{
    CredentialError, SharedKey, UpstreamError, UpstreamKey, UpstreamKeyError, seal_shared_key,
    upstream_secret,
};
