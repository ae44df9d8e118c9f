//! HOW WE SPEAK HTTP: what issuer and gateway share at the edge of the process.
//!
//! Wire types of the feed, problem bodies, credentials of a request, route packs, configuration,
//! telemetry, sealing, serving, TLS and the graceful stop. It never decides what may be done: that
//! is `autorisaties`. Start reading at [`feed`].

pub mod authorization;
pub mod chance;
pub mod client;
pub mod clock;
pub mod config;
pub mod digest;
pub mod feed;
pub mod finding;
pub mod freshness;
pub mod guard;
pub mod hangup;
pub mod incoming;
pub mod introspection;
pub mod metrics;
pub mod nearest;
pub mod opaque;
pub mod operations;
mod outgoing;
pub mod part;
pub mod paths;
pub mod peer;
pub mod problem;
pub mod public_url;
pub mod scheme;
pub mod sealing;
pub mod secret_text;
pub mod serving;
pub mod stop;
pub mod telemetry;
pub mod tls;
pub mod traceparent;
pub mod uses;
pub mod watched;
