//! The claims of RFC 7519 4.1 in a ZGW JWT, each looked at only where it stands.

use serde_json::Value;

use super::ZgwError;
use super::seconds::seconds;
use crate::UnixTime;
use crate::body::Body;

/// Judges them in the order of `PyJWT`, which Open Zaak leaves them to: of two faults the same one is
/// told. There is no leeway. Gives the `exp`.
pub(super) fn check(payload: &Body, now: UnixTime) -> Result<Option<UnixTime>, ZgwError> {
    begun(payload, now)?;
    let exp = not_over(payload, now)?;
    for_nobody(payload)?;
    text_if_any(payload, "sub", ZgwError::Subject)?;
    text_if_any(payload, "jti", ZgwError::TokenId)?;
    Ok(exp)
}

fn begun(payload: &Body, now: UnixTime) -> Result<(), ZgwError> {
    match moment(payload, "nbf")? {
        Some(nbf) if nbf > now => Err(ZgwError::NotYetValid { nbf }),
        _ => Ok(()),
    }
}

fn not_over(payload: &Body, now: UnixTime) -> Result<Option<UnixTime>, ZgwError> {
    match moment(payload, "exp")? {
        Some(exp) if exp <= now => Err(ZgwError::Expired { exp }),
        exp => Ok(exp),
    }
}

/// A null is no way to leave a moment out: who wrote it meant to set one.
fn moment(payload: &Body, claim: &'static str) -> Result<Option<UnixTime>, ZgwError> {
    let Ok(value) = payload.value(claim) else { return Ok(None) };
    seconds(value).map(Some).ok_or(ZgwError::NotANumber { claim })
}

/// RFC 7519 4.1.3: who is not named in an `aud` must refuse, and no ZGW API has a name. An `aud`
/// with nothing in it names nobody.
fn for_nobody(payload: &Body) -> Result<(), ZgwError> {
    let nobody = payload.value("aud").map_or(true, is_nothing);
    if nobody { Ok(()) } else { Err(ZgwError::Audience) }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) => false,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
    }
}

fn text_if_any(payload: &Body, claim: &str, refusal: ZgwError) -> Result<(), ZgwError> {
    let right = payload.value(claim).map_or(true, Value::is_string);
    if right { Ok(()) } else { Err(refusal) }
}
