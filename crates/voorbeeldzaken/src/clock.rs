//! The one place where this crate looks at the clock and draws an identifier.

use chrono::{DateTime, SecondsFormat, Utc};
use uuid::Uuid;

/// The present moment.
#[expect(clippy::disallowed_methods, reason = "the crate imports none of ours, so no edge::clock")]
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now()
}

/// The present moment as the APIs write it.
pub(crate) fn moment() -> String {
    now().to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// An identifier that nobody has used before.
#[expect(clippy::disallowed_methods, reason = "the crate imports none of ours, so no edge::chance")]
pub(crate) fn fresh_uuid() -> Uuid {
    Uuid::new_v4()
}
