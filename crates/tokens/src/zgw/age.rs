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

/// Days ahead at which the key of ZGW JWTs ends at the latest: three years.
pub const KEY_DAYS: i64 = 1_096;

/// Reads the `iat` of a token that is neither too old nor too new.
pub(super) fn check(payload: &Body, now: UnixTime) -> Result<UnixTime, ZgwError> {
    let iat = match payload.value("iat") {
        Err(_) | Ok(Value::Null) => return Err(ZgwError::NoIat),
        Ok(value) => seconds(value).ok_or(ZgwError::IatNotANumber)?,
    };
    if end(iat) <= now {
        return Err(ZgwError::TooOld { iat });
    }
    if iat > now.plus(MAX_AHEAD) {
        return Err(ZgwError::IatInTheFuture { iat });
    }
    Ok(iat)
}

/// When a token of this `iat` is too old.
pub(super) fn end(iat: UnixTime) -> UnixTime {
    iat.plus(MAX_AGE)
}
