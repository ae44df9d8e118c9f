//! New signing keys, made off the threads that answer: one of RSA takes a core a tenth of a second.

use futures_util::future::try_join_all;
use tokens::{Algorithm, SigningKey};

/// The system had no randomness, or no thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no signing key could be made")]
pub(crate) struct NotMade;

/// One of each of these algorithms, in this order. They are made beside each other.
pub(crate) async fn of(algorithms: &[Algorithm]) -> Result<Vec<SigningKey>, NotMade> {
    try_join_all(algorithms.iter().map(|algorithm| one(*algorithm))).await
}

async fn one(algorithm: Algorithm) -> Result<SigningKey, NotMade> {
    let made = tokio::task::spawn_blocking(move || SigningKey::generate(algorithm));
    made.await.map_err(|_| NotMade)?.map_err(|_| NotMade)
}
