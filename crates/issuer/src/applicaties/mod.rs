//! `/autorisaties/api/v1`: the Autorisaties API of the standard, whole and without extensions.
//!
//! Others keep copies of what it shows and are told of changes; gateways follow the feed instead.
//! The rules for an applicatie stand in `register`. Start reading at [`routes`].

mod answer;
mod body;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod bounded;
mod caller;
mod delete;
mod error;
mod fouten;
mod landing;
mod list;
mod negotiation;
mod openapi;
mod post;
mod put;
mod query;
mod read;
mod root;
mod routes;
mod written;

pub(crate) use openapi::Described;
pub(crate) use routes::configure;
