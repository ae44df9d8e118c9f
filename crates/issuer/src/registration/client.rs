//! The client that metadata becomes: of the token's applicatie, under an id that the issuer chooses, with
//! settings that keep every rule that an administrator's would.

use std::fmt::Write as _;

use autorisaties::ClientId;
use edge::chance;

use super::error::RegistrationError;
use super::metadata::{Keys, Metadata};
use super::scopes;
use crate::app::App;
use crate::client_keys::Sharing;
use crate::model::{Client, RegistrationToken};
use crate::settings::{Facts, OAuth, broken_by};
use crate::state::State;

/// The client that registers with this token.
pub(super) fn of(
    metadata: &Metadata,
    token: &RegistrationToken,
    state: &State,
    app: &App,
) -> Result<Client, RegistrationError> {
    // It ends with its applicatie.
    state.applicatie(token.applicatie).ok_or(RegistrationError::Token)?;
    let mut settings = metadata.settings.clone();
    settings.profile = Some(token.profile);
    settings.registration.token = Some(token.id.to_string());
    scopes::limit(&mut settings, metadata, (token, state), app)?;
    let oauth =
        OAuth::parse(&settings).map_err(|fault| RegistrationError::Metadata(fault.to_string()))?;
    let client = Client { oauth, ..Client::of_an_applicatie(fresh_id()?, token.applicatie) };
    demand_signatures(&client, state)?;
    demand_own_keys(metadata, &client, state)?;
    let keys = if let Keys::Here(keys) = &metadata.keys { keys.len() } else { 0 };
    let facts = Facts { access_token_lifetime: app.lifetime(None), keys };
    match broken_by(&client.oauth, facts) {
        Some(told) => Err(RegistrationError::Metadata(told)),
        None => Ok(client),
    }
}

/// 128 bits that nobody chose, in a form that no user's id has (RFC 9700 4.15).
fn fresh_id() -> Result<ClientId, RegistrationError> {
    let mut id = "dyn-".to_owned();
    for byte in chance::bytes::<16>()? {
        write!(id, "{byte:02x}").map_err(|_| RegistrationError::Internal)?;
    }
    ClientId::parse_new(&id).map_err(|_| RegistrationError::Internal)
}

/// Refuses an algorithm of ID tokens that no key signs with yet.
fn demand_signatures(client: &Client, state: &State) -> Result<(), RegistrationError> {
    let algorithm = client.oauth.id_token_algorithm;
    let usual = algorithm == OAuth::default().id_token_algorithm;
    if usual || state.signing_key(algorithm).is_some() {
        return Ok(());
    }
    Err(RegistrationError::Metadata(format!(
        "no key of {algorithm} signs yet; leave id_token_signed_response_alg out, or come back in a \
         quarter of an hour"
    )))
}

/// Refuses a key that somebody else has, where one of them must have its own.
fn demand_own_keys(
    metadata: &Metadata,
    client: &Client,
    state: &State,
) -> Result<(), RegistrationError> {
    let Keys::Here(keys) = &metadata.keys else { return Ok(()) };
    let mut shared = keys.iter().map(|key| Sharing::of(key, client, state));
    if shared.any(|one| matches!(one, Sharing::Forbidden(_))) {
        return Err(RegistrationError::Metadata(SHARED.to_owned()));
    }
    Ok(())
}

const SHARED: &str = "another client has a key of this jwks, and by the profile nlgov every client has \
                      its own (2.1.1); make a new pair";
