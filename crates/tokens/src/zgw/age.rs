//! How long a ZGW JWT counts: from its `iat`, whatever its `exp` says.

use serde_json::Value;

use super::ZgwError;
use super::seconds::seconds;
use crate::UnixTime;
use crate::body::Body;

/// Seconds after its `iat` from which a token is too old.
pub const MAX_AGE: i64 = 3600;

/// Seconds by which a client's clock may be ahead. Without a bound the client alone would say how
/// long its token lives.
pub const MAX_AHEAD: i64 = 60;

/// How far from now an `iat` may be, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// After so many a token is too old; never more than [`MAX_AGE`] counts.
    pub max_age: i64,
    /// So far a client's clock may be ahead; never more than [`MAX_AHEAD`] counts.
    pub ahead: i64,
}

impl Bounds {
    /// As wide as they can be.
    pub const WIDEST: Self = Self { max_age: MAX_AGE, ahead: MAX_AHEAD };

    /// When a token of this `iat` is too old.
    pub(super) fn end(self, iat: UnixTime) -> UnixTime {
        iat.plus(self.max_age.min(MAX_AGE))
    }
}

/// Days ahead at which the key of ZGW JWTs ends at the latest: three years.
pub const KEY_DAYS: i64 = 1_096;

/// Reads the `iat` of a token that is neither too old nor too new.
pub(super) fn check(payload: &Body, bounds: Bounds, now: UnixTime) -> Result<UnixTime, ZgwError> {
    let iat = match payload.value("iat") {
        Err(_) | Ok(Value::Null) => return Err(ZgwError::NoIat),
        Ok(value) => seconds(value).ok_or(ZgwError::IatNotANumber)?,
    };
    if bounds.end(iat) <= now {
        return Err(ZgwError::TooOld { iat });
    }
    if iat > now.plus(bounds.ahead.min(MAX_AHEAD)) {
        return Err(ZgwError::IatInTheFuture { iat });
    }
    Ok(iat)
}
