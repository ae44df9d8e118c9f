//! What of a token is said to whom (RFC 7662 2.2): all of it to a gateway; to an API what is for it, so that
//! no other can send it on (RFC 7662 4).

use serde_json::{Map, Value};
use tokens::AccessClaims;

use crate::access::Standing;
use crate::insiders::Insider;
use crate::model::{Access, Api};
use crate::state::{ClientEntry, State};

/// The claims that a caller hears; `None` where the token is nothing to it.
pub(super) fn to(
    caller: &Insider,
    standing: &Standing,
    state: &State,
    default_audience: &str,
) -> Option<Value> {
    let claims = serde_json::to_value(&standing.known.claims).ok()?;
    match state.client(&caller.id)?.api.as_ref() {
        None => Some(claims),
        Some(api) => {
            let Value::Object(claims) = claims else { return None };
            let addressee = Addressee::of(standing, api, (state, default_audience));
            Some(Value::Object(for_api(claims, api, standing, addressee)?))
        }
    }
}

/// Whom a token is for, as one API sees it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Addressee {
    It,
    /// Its client named nobody.
    Nobody,
    /// Whoever else that is could send it on to this API.
    Another,
}

impl Addressee {
    fn of(standing: &Standing, api: &Api, (state, default_audience): (&State, &str)) -> Self {
        let (token, entry) = (&standing.known.claims, &standing.entry);
        let access = access(api, entry);
        if is_for(api, token, entry, access) {
            return Self::It;
        }
        // As ACM/IDM Vlaanderen has it, a token of who named no API is for its client itself.
        let unnamed = token.aud.is_only(default_audience) || token.aud.is_only(&token.client_id);
        let of_an_api = state.apis_of(entry).any(|(api, _)| is_named(api, token));
        if unnamed && !of_an_api { Self::Nobody } else { Self::Another }
    }
}

fn for_api(
    mut claims: Map<String, Value>,
    api: &Api,
    standing: &Standing,
    addressee: Addressee,
) -> Option<Map<String, Value>> {
    let access = access(api, &standing.entry);
    // What the installation keeps for itself.
    claims.retain(|name, _| !name.starts_with("zp_"));
    match addressee {
        Addressee::It => {}
        // It hears of its own scopes alone, and of nothing without one.
        Addressee::Nobody => {
            let its_scopes = its_scopes(&standing.known.claims, access);
            if its_scopes.is_empty() {
                return None;
            }
            claims.insert("scope".to_owned(), its_scopes.join(" ").into());
        }
        Addressee::Another => return None,
    }
    for (name, value) in access.iter().flat_map(|access| &access.attributes) {
        claims.insert(format!("setbyapi_{name}"), value.clone().into());
    }
    Some(claims)
}

fn access<'e>(api: &Api, client: &'e ClientEntry) -> Option<&'e Access> {
    client.accesses.iter().find(|access| access.api == api.id)
}

fn names(api: &Api) -> impl Iterator<Item = &str> {
    std::iter::once(api.id.as_str()).chain(api.resources.iter().map(String::as_str))
}

fn is_named(api: &Api, token: &AccessClaims) -> bool {
    names(api).any(|name| token.aud.contains(name))
}

/// Whether the API is among those whom the token is for, and its client may still call it.
fn is_for(api: &Api, token: &AccessClaims, client: &ClientEntry, access: Option<&Access>) -> bool {
    let linked = |name: &str| client.client.audiences.iter().any(|audience| audience == name);
    names(api).any(|name| token.aud.contains(name) && (access.is_some() || linked(name)))
}

/// Those of the token's scopes that its client may ask of the API now.
fn its_scopes(token: &AccessClaims, access: Option<&Access>) -> Vec<String> {
    let Some(access) = access else { return Vec::new() };
    let carried = token.scope.as_deref().unwrap_or_default().split(' ');
    carried.filter(|scope| access.scopes.contains(scope)).map(str::to_owned).collect()
}
