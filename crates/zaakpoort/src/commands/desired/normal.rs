//! What is compared: a thing without what nobody decides, and with what has no order in one order.

use serde_json::{Map, Value};
use tokens::assertion::ClientKey;

/// Lists whose order says nothing.
const SETS: &[&str] =
    &["scopes", "extra_scopes", "grant_types", "cors_origins", "default_scopes", "only_scopes"];

/// An applicatie, whether it came from the file or from the issuer.
pub(super) fn applicatie(given: &Value) -> Value {
    let mut is = given.as_object().cloned().unwrap_or_default();
    is.remove("id");
    is.remove("etag");
    let autorisaties = listed(&is, "autorisaties").iter().map(|one| {
        let mut one = one.as_object().cloned().unwrap_or_default();
        one.remove("id");
        plain(one)
    });
    let autorisaties = sorted(autorisaties);
    let ours = listed(&is, "clients").iter().filter(|one| one["registered_itself"] != true);
    let clients = sorted(ours.map(client));
    is.insert("autorisaties".into(), autorisaties);
    is.insert("clients".into(), clients);
    plain(is)
}

fn client(given: &Value) -> Value {
    let mut is = given.as_object().cloned().unwrap_or_default();
    is.remove("registered_itself");
    is.remove("shared_with_upstreams");
    for name in ["bindings", "accesses"] {
        let these = sorted(
            listed(&is, name).iter().map(|one| plain(one.as_object().cloned().unwrap_or_default())),
        );
        is.insert(name.into(), these);
    }
    let keys = sorted(listed(&is, "public_keys").iter().map(|jwk| thumbprint(jwk).into()));
    is.insert("public_keys".into(), keys);
    if let Some(Value::Object(oauth)) = is.get_mut("oauth") {
        order(oauth);
        if oauth.get("organisation").and_then(Value::as_object).is_some_and(Map::is_empty) {
            oauth.remove("organisation");
        }
    }
    plain(is)
}

/// An API, whether it came from the file or from the issuer.
pub(super) fn api(given: &Value) -> Value {
    plain(given.as_object().cloned().unwrap_or_default())
}

/// Names a public key, whatever its JWK says beside (RFC 7638).
pub(super) fn thumbprint(jwk: &Value) -> String {
    let key = ClientKey::from_value(jwk.clone());
    key.map_or_else(|_| jwk.to_string(), |key| key.thumbprint().as_str().to_owned())
}

pub(super) fn listed<'a>(is: &'a Map<String, Value>, name: &str) -> &'a [Value] {
    is.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Without what says nothing.
fn plain(mut is: Map<String, Value>) -> Value {
    order(&mut is);
    is.retain(|_, value| match value {
        Value::Null => false,
        Value::Bool(answer) => *answer,
        Value::Array(these) => !these.is_empty(),
        Value::Object(members) => !members.is_empty(),
        _ => true,
    });
    Value::Object(is)
}

fn order(is: &mut Map<String, Value>) {
    for name in SETS {
        if let Some(Value::Array(these)) = is.get_mut(*name) {
            these.sort_by_key(ToString::to_string);
            these.dedup();
        }
    }
}

fn sorted(these: impl Iterator<Item = Value>) -> Value {
    let mut these: Vec<Value> = these.collect();
    these.sort_by_cached_key(ToString::to_string);
    Value::Array(these)
}
