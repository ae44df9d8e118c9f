//! Which scopes a token gets (RFC 6749 3.3).
//!
//! Without a request: all ZGW scopes that the autorisaties give, and nothing else, named neither
//! in the token nor in the answer. With one: exactly what was asked for, or nothing at all. Extra
//! scopes and scopes of this system (`zaakpoort.`) count only when asked for by name.

use autorisaties::{Scope, ScopeSet};
use edge::nearest::nearest;

use crate::model::Client;
use crate::settings::{OAuth, Profile};
use crate::state::Held;

/// What the token will say about scopes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Granted {
    /// Nothing: whatever the autorisaties give at the time of each request.
    Held,
    /// These, and no others.
    These(ScopeSet),
}

/// Who asks.
#[derive(Debug)]
pub(crate) struct Asking<'a> {
    pub(crate) client: &'a Client,
    /// What it may ask of the APIs that it may call.
    pub(crate) of_apis: ScopeSet,
}

/// The request cannot be granted as it is.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotHeld {
    /// Not a list of scopes.
    #[error("invalid_scope: not a list of scopes")]
    NotAList,
    /// Nothing was asked for, and the client has no default.
    #[error("invalid_scope: no scope was asked for, and the client has no default scopes")]
    NoDefault,
    /// Asked for, not held.
    #[error("invalid_scope: `{0}` is not held")]
    Scope(Scope),
    /// All that was asked for is of APIs that the token is not for.
    #[error("invalid_scope: no scope is left for the API that was named")]
    OfAnother,
    /// Asked for, and no loaded route pack names it. The log does not repeat it: whoever asks may
    /// have written anything there, a secret too.
    #[error("invalid_scope: a scope is not held that no route pack names{}", meant(.nearest.as_ref()))]
    Unnamed {
        /// The one that was perhaps meant.
        nearest: Option<Scope>,
    },
}

impl NotHeld {
    /// As its client hears it: in the characters that RFC 6749 allows, and nothing of the request.
    pub(crate) fn told(&self) -> &'static str {
        match self {
            Self::NotAList => NOT_A_LIST,
            Self::NoDefault => NO_DEFAULT,
            Self::Scope(_) | Self::Unnamed { .. } => NOT_HELD,
            Self::OfAnother => OF_ANOTHER,
        }
    }
}

const NOT_A_LIST: &str = "scope is a list of names with one space between them, in ASCII without \
                          quotes or backslashes";
const NO_DEFAULT: &str = "no scope was asked for, and this client has no default scopes, or none of \
                          what was given is left; ask for scopes by name";
const NOT_HELD: &str = "a requested scope is not held by this client, was not given, or is not a \
                        scope; ask for less, or have the administrator of this issuer add it";
const OF_ANOTHER: &str = "the scopes are of another API; name the API that has them, or name none";

fn meant(nearest: Option<&Scope>) -> String {
    nearest.map(|nearest| format!("; perhaps `{nearest}` was meant")).unwrap_or_default()
}

/// Reads the parameter `scope`.
pub(crate) fn requested(parameter: Option<&str>) -> Result<Option<ScopeSet>, NotHeld> {
    parameter.map(|list| ScopeSet::parse_list(list).map_err(|_| NotHeld::NotAList)).transpose()
}

/// Judges what was asked for against what the client holds. `known` are the scopes that a loaded
/// route pack names: what a client with heeftAlleAutorisaties may ask for.
pub(crate) fn negotiate(
    requested: Option<ScopeSet>,
    Asking { client, of_apis }: &Asking<'_>,
    held: Option<&Held>,
    known: &ScopeSet,
) -> Result<Granted, NotHeld> {
    let asked = requested.filter(|scopes| !scopes.is_empty());
    let unasked = || unasked(client, held, known);
    let Some(requested) = asked.map_or_else(unasked, |asked| Ok(Some(asked)))? else {
        return Ok(Granted::Held);
    };
    let own = |scope: &Scope| {
        client.extra_scopes.contains(scope.as_str()) || of_apis.contains(scope.as_str())
    };
    let reached = |scope: &Scope| client.oauth.reaches(scope.as_str());
    let may_have = |scope: &Scope| reached(scope) && (own(scope) || gives(held, scope, known));
    if let Some(missing) = requested.iter().find(|scope| !may_have(scope)) {
        return Err(not_held(missing, known));
    }
    Ok(Granted::These(requested))
}

/// The NL GOV profile has scopes said, and defaults where they are not (3.5). Who is limited to some gets
/// what it holds of those.
fn unasked(
    client: &Client,
    held: Option<&Held>,
    known: &ScopeSet,
) -> Result<Option<ScopeSet>, NotHeld> {
    let OAuth { profile, default_scopes, only_scopes, .. } = &client.oauth;
    match (profile, only_scopes) {
        (Profile::Baseline, None) => Ok(None),
        (Profile::Baseline, Some(only)) => {
            let held: ScopeSet =
                only.iter().filter(|scope| gives(held, scope, known)).cloned().collect();
            if held.is_empty() { Err(NotHeld::NoDefault) } else { Ok(Some(held)) }
        }
        (Profile::Nlgov, _) if default_scopes.is_empty() => Err(NotHeld::NoDefault),
        (Profile::Nlgov, _) => Ok(Some(default_scopes.clone())),
    }
}

/// That a scope is not held, named only if a route pack names it.
pub(super) fn not_held(scope: &Scope, known: &ScopeSet) -> NotHeld {
    if known.contains(scope.as_str()) {
        return NotHeld::Scope(scope.clone());
    }
    let nearest = nearest(scope.as_str(), known.iter().map(Scope::as_str));
    let nearest = nearest.and_then(|name| known.iter().find(|known| known.as_str() == name));
    NotHeld::Unnamed { nearest: nearest.cloned() }
}

/// Whether the autorisaties give a scope.
pub(crate) fn gives(held: Option<&Held>, scope: &Scope, known: &ScopeSet) -> bool {
    if scope.is_of_the_system() {
        return false;
    }
    match held {
        Some(&Held::All) => known.contains(scope.as_str()),
        Some(Held::These(these)) => these.contains(scope.as_str()),
        None => false,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
