//! Of the scopes that an application asks for, those that its clients can ever be given. The rest is not
//! registered, and the answer says what is (NL GOV Assurance profile for OAuth 2.0, 3.1.3).

use autorisaties::{Scope, ScopeSet};

use super::error::RegistrationError;
use super::metadata::Metadata;
use crate::app::App;
use crate::granting::{person, scope};
use crate::model::RegistrationToken;
use crate::settings::OAuthBody;
use crate::state::State;

const NONE: &str = "none of the scopes that scope names can be given to this client; ask the \
                    administrator of this issuer which ones its applicatie holds, or leave scope out";

/// The scopes among the settings of a new client.
pub(super) fn limit(
    settings: &mut OAuthBody,
    metadata: &Metadata,
    (token, state): (&RegistrationToken, &State),
    app: &App,
) -> Result<(), RegistrationError> {
    let held = state.applicatie(token.applicatie).map(|entry| &entry.held);
    let grants = settings.grant_types.as_deref().unwrap_or_default();
    let of_people: Vec<&str> = person::of_people(grants).collect();
    let now = |one: &Scope| {
        of_people.contains(&one.as_str()) || scope::gives(held, one, &app.known_scopes)
    };
    let offered = |one: &Scope| {
        let mut apis = state.clients().filter_map(|entry| entry.api.as_ref());
        apis.any(|api| api.scopes.contains(one.as_str()))
    };
    let Some(asked) = &metadata.scope else {
        settings.only_scopes = token.scopes.as_ref().map(texts);
        return Ok(());
    };
    let within = |one: &&Scope| {
        token.scopes.as_ref().is_none_or(|scopes| scopes.contains(one.as_str()))
            && (now(one) || offered(one))
            && !one.is_of_the_system()
    };
    let given: ScopeSet = asked.iter().filter(within).cloned().collect();
    if given.is_empty() {
        return Err(RegistrationError::Metadata(NONE.to_owned()));
    }
    // An API's owner has yet to agree: a request that names none must not fail for that.
    let unasked: ScopeSet = given.iter().filter(|one| now(one)).cloned().collect();
    settings.default_scopes = Some(texts(&unasked)).filter(|texts| !texts.is_empty());
    settings.only_scopes = Some(texts(&given));
    Ok(())
}

fn texts(scopes: &ScopeSet) -> Vec<String> {
    scopes.iter().map(ToString::to_string).collect()
}
