//! The gateway over real sockets, between an issuer that speaks the real feed and an upstream that
//! writes down what it gets.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod credentials;
mod feed;
mod forwarding;
mod harness;
mod objects;
mod paths;
mod rights;
mod upstreams;
