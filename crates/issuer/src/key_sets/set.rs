//! A JWK Set as others write it (RFC 7517 5): what cannot be used here is passed over.

use serde_json::Value;
use tokens::assertion::ClientKey;

use super::fetch::FetchError;

/// How many keys of a set are looked at.
const MOST: usize = 100;

/// The keys that can be used; at least one.
pub(super) fn read(body: &[u8]) -> Result<Vec<ClientKey>, FetchError> {
    let set: Value = serde_json::from_slice(body).map_err(|_| FetchError::NotASet)?;
    let keys = set.get("keys").and_then(Value::as_array).ok_or(FetchError::NotASet)?;
    let keys: Vec<ClientKey> =
        keys.iter().take(MOST).filter_map(|jwk| ClientKey::from_value(jwk.clone()).ok()).collect();
    if keys.is_empty() { Err(FetchError::NoKey) } else { Ok(keys) }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use serde_json::json;

    use super::*;

    const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

    fn many(set: &Value) -> Result<usize, FetchError> {
        read(set.to_string().as_bytes()).map(|keys| keys.len())
    }

    /// NG-37.
    #[test]
    fn what_is_no_set_is_refused() {
        for other in [json!({}), json!([]), json!({ "keys": {} }), json!("x"), json!(null)] {
            assert!(matches!(many(&other), Err(FetchError::NotASet)), "{other}");
        }
        assert!(matches!(read(b"<html></html>"), Err(FetchError::NotASet)));
        assert!(matches!(many(&json!({ "keys": [] })), Err(FetchError::NoKey)));
    }

    #[test]
    fn keys_that_cannot_be_used_are_passed_over() {
        let good = json!({ "kty": "OKP", "crv": "Ed25519", "x": X });
        let mut private = good.clone();
        private["d"] = json!("AAAA");
        let other = json!({ "kty": "AKP", "alg": "ML-DSA-44", "pub": "AAAA" });
        let set = json!({ "keys": [other, "x", private, good], "more": 1 });
        assert_eq!(many(&set).unwrap(), 1);
        assert!(matches!(many(&json!({ "keys": [private] })), Err(FetchError::NoKey)));
    }
}
