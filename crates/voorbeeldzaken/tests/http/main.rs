//! The sample upstream over real sockets: its tokens, its APIs, its test routes, its memory.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod around_zaken;
mod besluiten;
mod client;
mod closing;
mod composing;
mod content;
mod documenten;
mod fixture;
mod operations;
mod remembering;
mod running;
mod searching;
mod streaming;
mod tokens;
mod writing;
mod zaken;
