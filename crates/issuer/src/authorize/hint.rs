//! `id_token_hint`: of whom a client speaks (OpenID Connect Core 3.1.2.1). The ID token itself is kept nowhere;
//! what waits for a person says who that is.

use std::fmt;

use autorisaties::ClientId;
use tokens::IdTokenHint;

use super::fault::Fault;
use crate::app::App;
use crate::state::State;

/// An ID token that a client brought back.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Hint(String);

impl Hint {
    pub(super) fn new(text: String) -> Self {
        Self(text)
    }

    /// The `sub` that it names, if this issuer gave it to this client, however long ago.
    pub(super) fn sub(&self, client: &ClientId, state: &State, app: &App) -> Result<String, Fault> {
        let (keys, issuer) = (state.verification_keys(), app.public_url.as_str());
        let said = IdTokenHint::verify(&self.0, keys, issuer).ok();
        let said = said.filter(|said| said.client_id == client.as_str());
        said.map(|said| said.sub).ok_or(Fault::InvalidRequest(NO_HINT))
    }
}

impl fmt::Debug for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hint(..)")
    }
}

const NO_HINT: &str = "id_token_hint is no ID token that this issuer gave this client; send the one that \
                       came with the code of this person, or leave it out";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_only_the_characters_that_rfc_6749_allows() {
        let allowed = |c: char| matches!(c, '\x20'..='\x21' | '\x23'..='\x5b' | '\x5d'..='\x7e');
        assert!(NO_HINT.chars().all(allowed));
    }

    #[test]
    fn a_hint_is_never_printed() {
        assert_eq!(format!("{:?}", Hint::new("a.b.c".to_owned())), "Hint(..)");
    }
}
