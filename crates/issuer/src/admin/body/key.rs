//! Signing keys as they are shown, and what is asked of them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokens::{Algorithm, SigningKey};
use utoipa::ToSchema;

use crate::admin::error::AdminError;
use crate::rotation::KeyLife;

/// How the keys that sign are replaced.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::admin) struct RotateKeys {
    /// ES256, RS256, PS256 or `EdDSA`: only the key of that algorithm. Without it, that of each.
    #[serde(default)]
    algorithm: Option<String>,
    /// For an emergency: a new key signs now, and every token that was signed before by the one that
    /// it replaces is refused.
    #[serde(default)]
    pub(in crate::admin) at_once: bool,
}

impl RotateKeys {
    pub(in crate::admin) fn algorithms(&self) -> Result<Vec<Algorithm>, AdminError> {
        let Some(text) = &self.algorithm else { return Ok(Algorithm::ALL.to_vec()) };
        let algorithm = Algorithm::parse(text).ok_or_else(|| {
            let known = Algorithm::ALL.map(Algorithm::as_str).join(", ");
            AdminError::Invalid(format!("`{text}` is no algorithm; use one of {known}"))
        })?;
        Ok(vec![algorithm])
    }
}

/// New keys were made.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct KeysRotated {
    pub(in crate::admin) keys: Vec<NewKeyBody>,
    /// That of each: `next`, or `active` when it had to be at once.
    pub(in crate::admin) phase: &'static str,
    /// From when on they sign.
    pub(in crate::admin) signs_from: DateTime<Utc>,
    /// The keys that count no more.
    pub(in crate::admin) removed: Vec<String>,
}

/// A key that was made now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NewKey)]
pub(in crate::admin) struct NewKeyBody {
    kid: String,
    algorithm: &'static str,
}

impl From<&SigningKey> for NewKeyBody {
    fn from(key: &SigningKey) -> Self {
        Self { kid: key.kid().to_string(), algorithm: key.algorithm().as_str() }
    }
}

/// A signing key, where it is in its life, and when that goes on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Key)]
pub(in crate::admin) struct KeyBody {
    kid: String,
    algorithm: &'static str,
    /// `next`: published, does not sign yet. `active`: signs. `retiring`: only verifies. `removed`.
    phase: &'static str,
    created_at: DateTime<Utc>,
    phase_since: DateTime<Utc>,
    /// When its next phase begins; null where only a rotation begins one.
    #[schema(required)]
    phase_until: Option<DateTime<Utc>>,
}

impl From<KeyLife> for KeyBody {
    fn from(life: KeyLife) -> Self {
        Self {
            kid: life.kid.to_string(),
            algorithm: life.algorithm.as_str(),
            phase: life.phase.as_str(),
            created_at: life.created_at,
            phase_since: life.since,
            phase_until: life.until,
        }
    }
}

/// Every signing key, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct Keys {
    pub(in crate::admin) results: Vec<KeyBody>,
}
