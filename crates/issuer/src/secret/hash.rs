//! Argon2id in a bounded pool: hashing costs 15 ms of a core, so it may be asked for, never demanded.
//!
//! A fixed number hash at a time, a short queue waits, and what comes on top is told to come back
//! later (503): a flood of logins must not take the CPU from those who hold a token request that
//! needs no hash.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use edge::chance::{self, NoChance};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Semaphore;

// OWASP Password Storage Cheat Sheet: argon2id, 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Bytes of a salt and of a hash, as the library makes them.
const SALT: usize = 16;
const OUTPUT: usize = 32;

/// Why nothing was hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HashError {
    /// As many are waiting as may wait.
    #[error("the hashing pool and its queue are full")]
    Busy,
    /// Hashing itself failed.
    #[error("argon2 failed")]
    Failed,
}

/// How much hashing may go on at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolSize {
    /// How many hash at a time.
    pub workers: usize,
    /// How many may wait.
    pub queue: usize,
}

/// The pool.
#[derive(Debug, Clone)]
pub(crate) struct HashPool {
    size: PoolSize,
    admitted: Arc<Semaphore>,
    workers: Arc<Semaphore>,
    refused: Arc<AtomicU64>,
}

/// How much hashing goes on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct HashLoad {
    pub(crate) workers: f64,
    pub(crate) running: f64,
    pub(crate) waiting: f64,
    /// How many found the pool and its queue full, from the start on.
    pub(crate) refused: f64,
}

impl HashPool {
    pub(crate) fn new(size: PoolSize) -> Self {
        Self {
            size,
            refused: Arc::default(),
            admitted: Arc::new(Semaphore::new(size.workers + size.queue)),
            workers: Arc::new(Semaphore::new(size.workers)),
        }
    }

    /// Whether as many wait as may.
    pub(crate) fn is_full(&self) -> bool {
        self.admitted.available_permits() == 0
    }

    /// How much goes on now.
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    pub(crate) fn load(&self) -> HashLoad {
        let PoolSize { workers, queue } = self.size;
        let running = workers - self.workers.available_permits();
        let inside = workers + queue - self.admitted.available_permits();
        HashLoad {
            workers: workers as f64,
            running: running as f64,
            // One whose caller has left still runs.
            waiting: inside.saturating_sub(running) as f64,
            refused: self.refused.load(Ordering::Relaxed) as f64,
        }
    }

    /// Hashes a new secret.
    pub(crate) async fn hash(&self, secret: SecretString) -> Result<String, HashError> {
        self.run(move || hash_now(&secret)).await?
    }

    /// Whether this secret is the one behind this hash.
    pub(crate) async fn verify(
        &self,
        secret: SecretString,
        hash: String,
    ) -> Result<bool, HashError> {
        self.run(move || verify_now(&secret, &hash)).await
    }

    fn refuse(&self) -> HashError {
        self.refused.fetch_add(1, Ordering::Relaxed);
        HashError::Busy
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, HashError> {
        let _admitted = self.admitted.try_acquire().map_err(|_| self.refuse())?;
        let worker = Arc::clone(&self.workers).acquire_owned().await;
        let worker = worker.map_err(|_| HashError::Failed)?;
        // The permit goes along: a caller that hangs up does not free a worker that still hashes.
        let hashing = move || (work(), drop(worker)).0;
        tokio::task::spawn_blocking(hashing).await.map_err(|_| HashError::Failed)
    }
}

fn argon2() -> Result<Argon2<'static>, HashError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| HashError::Failed)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// A hash as any other, to compare with in vain: it was drawn, and nobody knows a secret behind
/// it. Drawn rather than computed, for a start needs neither the time nor the memory.
pub(crate) fn nobodys() -> Result<String, NoChance> {
    let salt = STANDARD_NO_PAD.encode(chance::bytes::<SALT>()?);
    let hash = STANDARD_NO_PAD.encode(chance::bytes::<OUTPUT>()?);
    Ok(format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${hash}"))
}

fn hash_now(secret: &SecretString) -> Result<String, HashError> {
    let hash = argon2()?.hash_password(secret.expose_secret().as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|_| HashError::Failed)
}

fn verify_now(secret: &SecretString, hash: &str) -> bool {
    let (Ok(argon2), Ok(parsed)) = (argon2(), PasswordHash::new(hash)) else { return false };
    argon2.verify_password(secret.expose_secret().as_bytes(), &parsed).is_ok()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn a_comparison_with_nobodys_hash_costs_what_one_with_a_real_hash_costs() {
        let (nobodys, real) = (nobodys().unwrap(), hash_now(&"goed".into()).unwrap());
        let [nobodys, real] = [&nobodys, &real].map(|text| PasswordHash::new(text).unwrap());
        assert_eq!((nobodys.algorithm, nobodys.version), (real.algorithm, real.version));
        assert_eq!(nobodys.params, real.params);
        let lengths = |hash: &PasswordHash| {
            (hash.salt.unwrap().as_ref().len(), hash.hash.unwrap().as_bytes().len())
        };
        assert_eq!(lengths(&nobodys), lengths(&real));
    }

    #[test]
    fn nobodys_hash_is_nobodys() {
        assert!(!verify_now(&"".into(), &nobodys().unwrap()));
        assert_ne!(nobodys().unwrap(), nobodys().unwrap());
    }
}
