//! Signing keys as they are shown, and what is asked of them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::rotation::KeyLife;

/// How the key that signs is replaced.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::admin) struct RotateKeys {
    /// For an emergency: the new key signs now, and every token that was signed before is refused.
    #[serde(default)]
    pub(in crate::admin) at_once: bool,
}

/// A new key was made.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct KeyRotated {
    pub(in crate::admin) kid: String,
    /// `next`, or `active` when it had to be at once.
    pub(in crate::admin) phase: &'static str,
    /// From when on it signs.
    pub(in crate::admin) signs_from: DateTime<Utc>,
    /// The keys that count no more.
    pub(in crate::admin) removed: Vec<String>,
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
