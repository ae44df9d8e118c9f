//! The sample upstream over real sockets: its tokens, its APIs, its test routes, its memory.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod around_zaken;
mod client;
mod closing;
mod fixture;
mod remembering;
mod running;
mod streaming;
mod tokens;
mod writing;
mod zaken;
