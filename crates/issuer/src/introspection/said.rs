//! What of a token is said to whom (RFC 7662 2.2): all of it to a gateway; to an API what concerns it.

use serde_json::{Map, Value};
use tokens::AccessClaims;

use crate::access::Standing;
use crate::insiders::Insider;
use crate::model::{Access, Api};
use crate::state::{ClientEntry, State};

/// The claims that a caller hears; `None` where the token is nothing to it.
pub(super) fn to(caller: &Insider, standing: &Standing, state: &State) -> Option<Value> {
    let claims = serde_json::to_value(&standing.known.claims).ok()?;
    match state.client(&caller.id)?.api.as_ref() {
        None => Some(claims),
        Some(api) => {
            let Value::Object(claims) = claims else { return None };
            Some(Value::Object(for_api(claims, api, standing)?))
        }
    }
}

fn for_api(
    mut claims: Map<String, Value>,
    api: &Api,
    standing: &Standing,
) -> Option<Map<String, Value>> {
    let token = &standing.known.claims;
    let access = standing.entry.accesses.iter().find(|access| access.api == api.id);
    let for_it = is_for(api, token, &standing.entry, access);
    let its_scopes = its_scopes(token, access);
    if !for_it && its_scopes.is_empty() {
        return None;
    }
    // What the installation keeps for itself.
    claims.retain(|name, _| !name.starts_with("zp_"));
    if !for_it {
        // Of a token that is for others too, it hears of its own scopes alone.
        claims.insert("scope".to_owned(), its_scopes.join(" ").into());
    }
    for (name, value) in access.iter().flat_map(|access| &access.attributes) {
        claims.insert(format!("setbyapi_{name}"), value.clone().into());
    }
    Some(claims)
}

/// Whether the API is among those whom the token is for, and its client may still call it.
fn is_for(api: &Api, token: &AccessClaims, client: &ClientEntry, access: Option<&Access>) -> bool {
    let names = std::iter::once(api.id.as_str()).chain(api.resources.iter().map(String::as_str));
    let mut named = names.filter(|name| token.aud.contains(name)).peekable();
    let linked = |name: &str| client.client.audiences.iter().any(|audience| audience == name);
    named.peek().is_some() && (access.is_some() || named.any(linked))
}

/// Those of the token's scopes that its client may ask of the API now.
fn its_scopes(token: &AccessClaims, access: Option<&Access>) -> Vec<String> {
    let Some(access) = access else { return Vec::new() };
    let carried = token.scope.as_deref().unwrap_or_default().split(' ');
    carried.filter(|scope| access.scopes.contains(scope)).map(str::to_owned).collect()
}
