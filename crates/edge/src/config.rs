//! Configuration: one TOML file, environment over it, and every fault at once with its line.
//!
//! A reader asks for keys by name and gets real types; what nobody asked for is a fault.
//!
//! ```
//! use edge::config::{Document, parse};
//!
//! let text = "[gateway]\nlisten = \"127.0.0.1:8080\"\n";
//! let mut document = Document::parse("zaakpoort.toml", text, [])?;
//! let listen = document.section("gateway", |section| {
//!     // Ask for every key first and use `?` after: a key that was not asked for is unknown.
//!     let listen = section.required("listen", parse::socket_address);
//!     let workers = section.default("workers", 2, parse::integer);
//!     Some((listen?, workers?))
//! });
//! document.finish()?;
//! assert!(listen.is_some());
//! # Ok::<(), Vec<edge::config::Fault>>(())
//! ```

mod document;
mod environment;
mod fault;
mod ledger;
pub mod parse;
mod secret;
mod section;
pub mod type_aliases;
mod value;
pub mod verification;

pub use document::{Document, Fill};
pub use environment::{environment, variable};
pub use fault::Fault;
pub use secret::{SecretError, SecretSource};
pub use section::Section;
pub use value::Value;

#[cfg(test)]
mod tests;
