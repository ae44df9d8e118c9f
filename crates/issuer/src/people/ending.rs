//! What a client asks that sends somebody to sign out: whose it is, and where they go then. They are
//! sent to no address but one that this client registered, letter by letter.

use std::sync::Arc;

use autorisaties::ClientId;
use tokens::IdTokenHint;

use super::refusal::Refusal;
use crate::app::App;
use crate::location;
use crate::pages::{Language, UI_LOCALES};
use crate::session::Session;
use crate::settings::Registered;
use crate::state::ClientEntry;

pub(super) const HINT: &str = "id_token_hint";
pub(super) const CLIENT: &str = "client_id";
pub(super) const TARGET: &str = "post_logout_redirect_uri";
pub(super) const STATE: &str = "state";

/// A request to sign somebody out, every rule kept.
pub(super) struct Ending {
    /// The person that the client speaks of.
    sub: Option<String>,
    client: Option<Arc<ClientEntry>>,
    /// Where they go.
    pub(super) uri: Option<String>,
    state: Option<String>,
}

impl Ending {
    pub(super) async fn of(asked: &[(String, String)], app: &App) -> Result<Self, Refusal> {
        let find = |wanted: &str| {
            let mut found =
                asked.iter().filter(|(name, value)| name == wanted && !value.is_empty());
            match (found.next(), found.next()) {
                (Some(_), Some(_)) => Err(Refusal::Repeated),
                (found, _) => Ok(found.map(|(_, value)| value.as_str())),
            }
        };
        let state = app.follower.current().await?;
        // One that says nothing to us (a key that is gone, an issuer that is not this one) is none.
        let hint = find(HINT)?.and_then(|token| {
            let issuer = app.public_url.as_str();
            IdTokenHint::verify(token, state.verification_keys(), issuer).ok()
        });
        let named = find(CLIENT)?;
        let hinted = hint.as_ref().map(|hint| hint.client_id.as_str());
        if named.is_some() && hinted.is_some() && named != hinted {
            return Err(Refusal::OtherClient);
        }
        let id = named.or(hinted).and_then(|id| ClientId::parse(id).ok());
        let client = id.and_then(|id| state.client(&id)).map(Arc::clone);
        let uri = find(TARGET)?.map(|uri| registered(uri, client.as_deref())).transpose()?;
        let (sub, state) = (hint.map(|hint| hint.sub), find(STATE)?.map(str::to_owned));
        Ok(Self { sub, client, uri, state })
    }

    /// Whether it speaks of who has signed in.
    pub(super) fn is_of(&self, session: &Session) -> bool {
        self.sub.as_deref() == Some(session.person.id.to_string().as_str())
    }

    /// Whether it counts of itself: what a client registered for itself nobody has looked at, so only who
    /// has signed in, or did for this client, is sent there.
    pub(super) fn is_believed(&self) -> bool {
        let itself = |entry: &ClientEntry| entry.client.oauth.registered == Registered::Dynamic;
        self.sub.is_some() || !self.client.as_deref().is_some_and(itself)
    }

    /// What is said there is the client's own `state`, and nothing else.
    pub(super) fn target(&self) -> Option<String> {
        let state = self.state.as_deref().map(|state| (STATE, state));
        self.uri.as_deref().map(|uri| location::with(uri, state))
    }

    pub(super) fn client_name(&self, language: Language) -> Option<&str> {
        let client = &self.client.as_ref()?.client;
        Some(client.oauth.name_in(language.tag()).unwrap_or(client.id.as_str()))
    }

    /// For the form that asks whether they want it.
    pub(super) fn fields(&self, language: Language) -> Vec<(&'static str, &str)> {
        let client = self.client.as_ref().map(|entry| (CLIENT, entry.client.id.as_str()));
        let uri = self.uri.as_deref().map(|uri| (TARGET, uri));
        let state = self.state.as_deref().map(|state| (STATE, state));
        let all = [client, uri, state, Some((UI_LOCALES, language.tag()))];
        all.into_iter().flatten().collect()
    }
}

fn registered(uri: &str, client: Option<&ClientEntry>) -> Result<String, Refusal> {
    let theirs = client.map(|entry| entry.client.oauth.post_logout_redirect_uris.iter());
    let mut theirs = theirs.into_iter().flatten();
    if theirs.any(|registered| registered.as_str() == uri) {
        Ok(uri.to_owned())
    } else {
        Err(Refusal::Target)
    }
}
