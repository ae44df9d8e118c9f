//! The gateway over real sockets, between an issuer that speaks the real feed and an upstream that
//! writes down what it gets.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod addresses;
mod costs;
mod creates;
mod credentials;
mod expanding;
mod explaining;
mod feed;
mod feed_faults;
mod forwarding;
mod harness;
mod hygiene;
mod issuers_api;
mod issuers_away;
mod issuers_hung;
mod leaving;
mod lists;
mod on_behalf;
mod pace;
mod paths;
mod rates;
mod reads;
mod records;
mod rights;
mod shadow;
mod strict;
mod traces;
mod upstream_tokens;
mod upstreams;
mod uses;
