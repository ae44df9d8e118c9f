//! What a client may have on behalf of a person: what it holds itself, and what says something of them.
//! It is judged by the present state, when they are asked and each time that a grant is refreshed.

use autorisaties::{Scope, ScopeSet};

use super::audience::{self, Linked, NotLinked};
use super::scope::{self, Asking, Granted, NotHeld};
use crate::app::App;
use crate::model::{Access, Api, Client};
use crate::settings::GrantType;
use crate::state::{ClientEntry, State};

/// What says something of the person; each client that people are sent by may ask for it.
const OF_PEOPLE: [&str; 3] = ["openid", "profile", "email"];
/// That the client may go on while they are away.
pub(crate) const OFFLINE: &str = "offline_access";

/// What each client that people are sent by may ask for, if it has these grants.
pub(crate) fn of_people<'g>(
    grants: impl IntoIterator<Item = &'g GrantType>,
) -> impl Iterator<Item = &'static str> {
    let refreshes = grants.into_iter().any(|grant| *grant == GrantType::RefreshToken);
    OF_PEOPLE.into_iter().chain(refreshes.then_some(OFFLINE))
}

/// A client that people are sent by, and what it may have now.
pub(crate) struct Possible<'a> {
    client: &'a Client,
    apis: Vec<(&'a Api, &'a Access)>,
    of_apis: ScopeSet,
    state: &'a State,
    app: &'a App,
}

impl<'a> Possible<'a> {
    pub(crate) fn of(entry: &'a ClientEntry, state: &'a State, app: &'a App) -> Self {
        let client = &entry.client;
        let apis: Vec<(&Api, &Access)> = state.apis_of(entry).collect();
        let of_apis = apis.iter().flat_map(|(_, access)| access.scopes.iter().cloned());
        let of_people = of_people(&client.oauth.grants);
        let of_people = of_people.filter_map(|scope| Scope::parse(scope).ok());
        Self { client, of_apis: of_apis.chain(of_people).collect(), apis, state, app }
    }

    /// These scopes, if it may have every one.
    pub(crate) fn scopes(&self, named: &ScopeSet) -> Result<ScopeSet, NotHeld> {
        if named.is_empty() {
            return Err(NotHeld::NoDefault);
        }
        // Nobody consents to what is of this system itself.
        if let Some(scope) = named.iter().find(|scope| scope.is_of_the_system()) {
            return Err(NotHeld::Scope(scope.clone()));
        }
        // As an extra scope of the client it would mean nothing.
        let offline = self.client.oauth.may_use(GrantType::RefreshToken);
        if named.contains(OFFLINE) && !offline {
            return Err(NotHeld::Unnamed { nearest: None });
        }
        let asking = Asking { client: self.client, of_apis: self.of_apis.clone() };
        let held = self.state.held_by(self.client);
        match scope::negotiate(Some(named.clone()), &asking, held, &self.app.known_scopes)? {
            Granted::These(scopes) => Ok(scopes),
            Granted::Held => Err(NotHeld::NoDefault),
        }
    }

    /// For whom a token with these scopes is.
    pub(crate) fn audience(
        &self,
        targets: &[String],
        scopes: &ScopeSet,
    ) -> Result<Vec<String>, NotLinked> {
        let granted = Granted::These(scopes.clone());
        let linked = Linked { client: self.client, apis: &self.apis, granted: &granted };
        audience::choose(targets, &linked, &self.app.default_audience)
    }

    /// Of these scopes, what those can use whom a token is for.
    pub(crate) fn usable(
        &self,
        scopes: &ScopeSet,
        audience: &[String],
    ) -> Result<ScopeSet, NotHeld> {
        audience::usable(scopes, &self.apis, audience)
    }

    /// These scopes of what was given once, if it may have every one still.
    pub(crate) fn within(&self, given: &ScopeSet, named: &ScopeSet) -> Result<ScopeSet, NotHeld> {
        // RFC 6749 6: nothing beyond what was given, though the client may hold it.
        match named.iter().find(|scope| !given.contains(scope.as_str())) {
            Some(beyond) => Err(scope::not_held(beyond, &self.app.known_scopes)),
            None => self.scopes(named),
        }
    }

    /// Of what was given once: what it may have still.
    pub(crate) fn still(&self, given: &ScopeSet) -> Result<ScopeSet, NotHeld> {
        let alone =
            |scope: &&Scope| self.scopes(&std::iter::once((*scope).clone()).collect()).is_ok();
        let left: ScopeSet = given.iter().filter(alone).cloned().collect();
        if left.is_empty() { Err(NotHeld::NoDefault) } else { Ok(left) }
    }

    /// Of whom it was for once: those that it is linked to still.
    pub(crate) fn still_for(
        &self,
        given: &[String],
        scopes: &ScopeSet,
    ) -> Result<Vec<String>, NotLinked> {
        let alone = |target: &&String| self.audience(&[(*target).clone()], scopes).is_ok();
        let left: Vec<String> = given.iter().filter(alone).cloned().collect();
        if left.is_empty() { Err(NotLinked) } else { Ok(left) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_refresh_may_ask_to_go_on_while_people_are_away() {
        let of = |grants: &[GrantType]| of_people(grants).collect::<Vec<_>>();
        let (code, refresh) = (GrantType::AuthorizationCode, GrantType::RefreshToken);
        assert_eq!(of(&[code]), ["openid", "profile", "email"]);
        assert_eq!(of(&[code, refresh]), ["openid", "profile", "email", "offline_access"]);
    }
}
