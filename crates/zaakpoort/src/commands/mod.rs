//! One file per command.

pub(crate) mod applicatie;
pub(crate) mod autorisatie;
pub(crate) mod client;
#[cfg(feature = "gateway")]
pub(crate) mod gateway;
#[cfg(feature = "issuer")]
pub(crate) mod issuer;
#[cfg(feature = "issuer")]
pub(crate) mod migrate;
pub(crate) mod secret;
pub(crate) mod token;
#[cfg(all(feature = "issuer", feature = "gateway"))]
pub(crate) mod up;

/// A member of an answer, for people.
fn member<'a>(answer: &'a serde_json::Value, name: &str) -> &'a str {
    answer.get(name).and_then(serde_json::Value::as_str).unwrap_or("?")
}
