//! APIs that tokens are for, and who may call them.

use std::collections::BTreeMap;

use autorisaties::{ClientId, Scope, ScopeSet};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// An API that is registered here. As a client it has an id and credentials of its own, with which it
/// introspects the tokens that it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Api {
    pub(crate) id: ClientId,
    /// The name by which organisations ask for it.
    pub(crate) reference: String,
    /// The URLs by which a request names it (RFC 8707); the first is what its tokens are for.
    pub(crate) resources: Vec<String>,
    /// Those that may be asked for.
    pub(crate) scopes: ScopeSet,
    pub(crate) owner: Owner,
}

/// The organisation that decides who calls an API.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Owner {
    pub(crate) code: Option<String>,
    pub(crate) name: Option<String>,
}

impl Api {
    /// What its tokens are for when nobody names it.
    pub(crate) fn audience(&self) -> &str {
        self.resources.first().map_or(self.id.as_str(), String::as_str)
    }

    /// Whether a request means it by this name.
    pub(crate) fn is_named(&self, target: &str) -> bool {
        self.id.as_str() == target || self.resources.iter().any(|resource| resource == target)
    }
}

/// That a client may call an API, or asks to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Access {
    pub(crate) id: Uuid,
    pub(crate) client: ClientId,
    pub(crate) api: ClientId,
    pub(crate) scopes: ScopeSet,
    /// What the API's owner says of the client, for that API alone.
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) state: AccessState,
    /// What was written beside the request.
    pub(crate) note: String,
    pub(crate) requested: Mark,
    pub(crate) decided: Option<Mark>,
}

impl Access {
    /// Takes out what its API does not have any more: what was approved gives no scope that nobody
    /// can ask for.
    pub(crate) fn keep_to(&mut self, api: Option<&Api>) {
        let has = |scope: &&Scope| api.is_some_and(|api| api.scopes.contains(scope.as_str()));
        self.scopes = self.scopes.iter().filter(has).cloned().collect();
    }
}

/// When something was done, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) at: DateTime<Utc>,
    pub(crate) by: String,
}

/// Where a request for access is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccessState {
    /// The owner has yet to decide.
    Requested,
    /// The client may call.
    Approved,
    /// The owner said no.
    Refused,
    /// It could, and can no more.
    Withdrawn,
}

impl AccessState {
    const ALL: [Self; 4] = [Self::Requested, Self::Approved, Self::Refused, Self::Withdrawn];

    /// The word for it in rows and answers.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether the owner may decide this next.
    pub(crate) fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Requested | Self::Refused | Self::Withdrawn, Self::Approved)
                | (Self::Requested, Self::Refused)
                | (Self::Approved, Self::Withdrawn)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_decided_and_a_decision_is_taken_back() {
        use AccessState::{Approved, Refused, Requested, Withdrawn};
        let next = |state: AccessState| -> Vec<AccessState> {
            AccessState::ALL.into_iter().filter(|next| state.may_become(*next)).collect()
        };
        assert_eq!(next(Requested), [Approved, Refused]);
        assert_eq!(next(Approved), [Withdrawn]);
        assert_eq!(next(Refused), [Approved]);
        assert_eq!(next(Withdrawn), [Approved]);
        for state in AccessState::ALL {
            assert_eq!(AccessState::parse(state.as_str()), Some(state));
        }
    }
}
