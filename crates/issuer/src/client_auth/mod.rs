//! Client authentication, at each endpoint that asks for it: Basic, a secret in the body, or an
//! assertion; one of them, and none by a public client.
//!
//! Who passes is an [`Authenticated`].

use std::sync::Arc;

use autorisaties::ClientId;
use chrono::{DateTime, Utc};
use edge::uses::Minute;

use crate::app::App;
use crate::model::{Credential, CredentialId, CredentialKind};
use crate::secret::{SecretError, Secrets};
use crate::settings::Authentication;
use crate::state::{ClientEntry, State};

mod assertion;
mod credentials;
mod error;
mod presented;
mod unproven;

pub(crate) use credentials::Credentials;
pub(crate) use error::ClientAuthError;
use error::{Unproven, Via, from_secret};
use presented::{By, Reading, refused};
pub(crate) use presented::{Presented, presented};

/// A client that proved who it is, and with which credential. Only who checked that makes one.
#[derive(Debug)]
pub(crate) struct Authenticated {
    entry: Arc<ClientEntry>,
    credential: CredentialId,
}

impl Authenticated {
    pub(crate) fn new(entry: Arc<ClientEntry>, credential: CredentialId) -> Self {
        Self { entry, credential }
    }

    pub(crate) fn entry(&self) -> &Arc<ClientEntry> {
        &self.entry
    }

    pub(crate) fn credential(&self) -> &CredentialId {
        &self.credential
    }
}

/// Verifies what was presented. However much was guessed at a client, what is right is let through: it
/// is the wrong guess that waits.
pub(crate) async fn authenticate(
    presented: &Presented,
    state: &State,
    app: &App,
    now: DateTime<Utc>,
) -> Result<Authenticated, ClientAuthError> {
    let proven = prove(presented, state, app, now).await;
    if let Ok(client) = &proven {
        app.uses.note(client.credential.as_str(), Minute::of(now));
    }
    if proven.as_ref().is_err_and(ClientAuthError::is_a_wrong_guess) {
        // It counts, and is told for what it is as long as there are few.
        presented.leave(app, now)?;
    }
    proven
}

async fn prove(
    presented: &Presented,
    state: &State,
    app: &App,
    now: DateTime<Utc>,
) -> Result<Authenticated, ClientAuthError> {
    match &presented.by {
        By::Assertion(assertion) => assertion.authenticate(state, app, now).await,
        By::Id(id) => public(id, state, now),
        By::Secret(secret) => {
            let mut tries = made_here(&secret.readings, &app.secrets);
            if tries.is_empty() {
                // To refuse a string that is not ours costs a hash, which is not had without end.
                presented.leave(app, now)?.unused();
                tries.extend(secret.readings.first());
            }
            let found = verify_secret(&tries, state, &app.secrets, now).await;
            let found = found.map_err(|error| from_secret(error, secret.via))?;
            // Said to who has the secret, and to nobody else.
            match found.entry.client.oauth.authentication {
                Authentication::ClientSecret => Ok(found),
                other => Err(refused(Unproven::OtherMethod(other), secret.via)),
            }
        }
    }
}

/// A client that is registered as one that cannot keep a secret, for as long as that is not revoked.
fn public(id: &str, state: &State, now: DateTime<Utc>) -> Result<Authenticated, ClientAuthError> {
    let entry = ClientId::parse(id).ok().and_then(|id| state.client(&id));
    let entry = entry.filter(|entry| entry.client.oauth.is_public());
    let live = |row: &&Credential| row.kind == CredentialKind::Public && row.is_live_at(now);
    let found = entry.and_then(|entry| Some((entry, entry.credentials.iter().find(live)?)));
    let (entry, credential) = found.ok_or(refused(Unproven::NoCredentials, Via::Body))?;
    Ok(Authenticated::new(Arc::clone(entry), credential.id.clone()))
}

/// Verifies the readings in their order; the first that vouches counts.
///
/// A client that is not there costs what a wrong secret costs.
async fn verify_secret(
    readings: &[&Reading],
    state: &State,
    secrets: &Secrets,
    now: DateTime<Utc>,
) -> Result<Authenticated, SecretError> {
    for reading in readings {
        let entry = ClientId::parse(&reading.client_id).ok().and_then(|id| state.client(&id));
        let rows = entry.map_or(&[][..], |entry| &entry.credentials);
        let verdict = secrets.verify(rows, CredentialKind::Secret, &reading.secret, now).await;
        match (verdict, entry) {
            (Ok(credential), Some(entry)) => {
                return Ok(Authenticated { entry: Arc::clone(entry), credential });
            }
            (Ok(_), None) | (Err(SecretError::Wrong), _) => {}
            (Err(busy), _) => return Err(busy),
        }
    }
    Err(SecretError::Wrong)
}

/// The readings whose secret this issuer made. Where there is none, the first alone is tried, so that a
/// string that is not ours costs one hash and never two, and a genuine one never waits behind it.
fn made_here<'a>(readings: &'a [Reading], secrets: &Secrets) -> Vec<&'a Reading> {
    let made = |reading: &&Reading| secrets.made(CredentialKind::Secret, &reading.secret);
    readings.iter().filter(made).collect()
}
