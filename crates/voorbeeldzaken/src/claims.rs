//! The claims of a ZGW JWT: which must be there, and what each may hold.

use serde_json::{Map, Value};

use crate::token::{Caller, Refusal};

/// From this age on, in seconds since `iat`, a token is too old.
const TOO_OLD: f64 = 3600.0;

type Claims = Map<String, Value>;

/// The client that the token says it is of.
pub(crate) fn client_id(claims: &Claims) -> Result<&str, Refusal> {
    let client_id = claims.get("client_id").ok_or(Refusal::NoClientId)?;
    client_id.as_str().ok_or(Refusal::UnknownClient)
}

/// Checks all other claims, in the order in which Open Zaak comes to them.
pub(crate) fn check(claims: &Claims, now: i64) -> Result<(), Refusal> {
    #[expect(clippy::cast_precision_loss, reason = "exact for the next 285 million years")]
    let now = now as f64;
    check_window(claims, now)?;
    if claims.get("aud").is_some_and(|aud| !is_empty(aud)) {
        return Err(Refusal::Audience);
    }
    if !string_or_absent(claims, "sub") {
        return Err(Refusal::Subject);
    }
    if !string_or_absent(claims, "jti") {
        return Err(Refusal::TokenId);
    }
    if claims.get("iss").and_then(Value::as_str).is_none_or(str::is_empty) {
        return Err(Refusal::NoIssuer);
    }
    check_age(claims, now)
}

/// What the claims say of the caller.
pub(crate) fn caller(client_id: &str, claims: &Claims) -> Caller {
    let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    Caller {
        client_id: client_id.to_owned(),
        user_id: text("user_id"),
        user_representation: text("user_representation"),
    }
}

fn check_window(claims: &Claims, now: f64) -> Result<(), Refusal> {
    if let Some(nbf) = claims.get("nbf")
        && seconds(nbf).ok_or(Refusal::MalformedTime)? > now
    {
        return Err(Refusal::Immature);
    }
    if let Some(exp) = claims.get("exp")
        && seconds(exp).ok_or(Refusal::MalformedTime)? <= now
    {
        return Err(Refusal::Expired);
    }
    Ok(())
}

/// An `iat` in the future passes, as it does in Open Zaak.
fn check_age(claims: &Claims, now: f64) -> Result<(), Refusal> {
    let iat = claims.get("iat").filter(|iat| !iat.is_null()).ok_or(Refusal::NoIssuedAt)?;
    let iat = seconds(iat).ok_or(Refusal::IssuedAtNotNumber)?;
    if now - iat >= TOO_OLD { Err(Refusal::TooOld) } else { Ok(()) }
}

/// What Python's `int()` makes of it, as near as it matters: numbers, digits in a string, booleans.
fn seconds(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64().map(f64::trunc),
        Value::String(digits) => digits.parse::<u32>().ok().map(f64::from),
        Value::Bool(set) => Some(f64::from(u8::from(*set))),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn is_empty(aud: &Value) -> bool {
    match aud {
        Value::Null => true,
        Value::String(one) => one.is_empty(),
        Value::Array(several) => several.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    }
}

fn string_or_absent(claims: &Claims, name: &str) -> bool {
    claims.get(name).is_none_or(Value::is_string)
}
