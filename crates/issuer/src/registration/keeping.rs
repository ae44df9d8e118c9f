//! Writes a new client, with what proves it and the use of its token, in one transaction.

use crate::act::Act;
use crate::store::audit::Content;
use std::net::IpAddr;

use autorisaties::{ApplicatieId, Scope};
use chrono::{DateTime, Utc};
use secrecy::SecretString;
use serde_json::{Value, json};

use super::error::RegistrationError;
use super::metadata::{Keys, Metadata};
use super::words::Method;
use crate::app::App;
use crate::client_keys;
use crate::deeds::{self, Done};
use crate::model::{
    AssertionKey, Client, Credential, CredentialKind, KeySource, RegistrationToken,
};
use crate::notices;
use crate::public_clients;
use crate::secret::form;
use crate::store::assertion_keys::{self, NewAssertionKey};
use crate::store::changes::Subject;
use crate::store::credentials::{self, NewCredential};
use crate::store::{Write, audit, clients, registration_tokens};

/// What secrets and keys are listed under.
const LABEL: &str = "registratie";

/// Who registered, with what, and from where.
pub(super) struct Deed<'a> {
    pub(super) client: &'a Client,
    pub(super) token: &'a RegistrationToken,
    pub(super) address: IpAddr,
}

/// The secret of a client that has one, and is shown once.
pub(super) struct NewSecret(Option<(Credential, SecretString)>);

impl NewSecret {
    /// Makes it with its hash, before anybody waits for the write lock: that takes its time.
    pub(super) async fn make(metadata: &Metadata, app: &App) -> Result<Self, RegistrationError> {
        if !matches!(metadata.method, Method::Basic | Method::Post) {
            return Ok(Self(None));
        }
        let kind = CredentialKind::Secret;
        let (fresh, hash) = app.secrets.make(kind).await?;
        let credential =
            Credential { id: fresh.id, kind, hash, not_before: None, expires_at: None };
        Ok(Self(Some((credential, fresh.text))))
    }

    /// Its text, and when it ends.
    pub(super) fn shown(&self) -> Option<(&SecretString, Option<DateTime<Utc>>)> {
        self.0.as_ref().map(|(credential, text)| (text, credential.expires_at))
    }
}

/// All of it, or nothing.
pub(super) async fn keep(
    write: Write,
    Deed { client, token, address }: Deed<'_>,
    (metadata, secret): (&Metadata, &NewSecret),
    app: &App,
) -> Result<(), RegistrationError> {
    let now = app.clock.now();
    let shown = notices::before(&write, token.applicatie).await?;
    clients::insert(&write, client, now).await?;
    keep_proofs(&write, client, (metadata, secret), app).await?;
    registration_tokens::count_use(&write, token, now).await?;
    let notice = shown.after(&write).await?;
    let actor = format!("registration-token/{}", token.id);
    let content = Content::made(recorded(client));
    let deed = audit::Deed::new(&actor, Act::ClientRegister, client.id.to_string(), content);
    let deed = audit::Deed { address: Some(address), ..deed };
    let changed = vec![Subject::Client(client.id.clone())];
    deeds::commit(write, Done { deed, changed, notice }, app, now).await.map(drop)
}

/// As the admin API shows it.
fn recorded(client: &Client) -> Value {
    json!({
        "client_id": client.id.as_str(),
        "role": client.belongs.role(),
        "applicatie": client.belongs.applicatie().map(ApplicatieId::as_uuid),
        "audiences": client.audiences,
        "extra_scopes": client.extra_scopes.iter().map(Scope::as_str).collect::<Vec<_>>(),
        "access_token_lifetime": client.access_token_lifetime,
        "oauth": client.oauth.to_body(),
    })
}

/// What it proves itself by.
async fn keep_proofs(
    write: &Write,
    client: &Client,
    (metadata, secret): (&Metadata, &NewSecret),
    app: &App,
) -> Result<(), RegistrationError> {
    let now = app.clock.now();
    if let Some((credential, _)) = &secret.0 {
        let new = NewCredential { client: &client.id, credential, label: LABEL };
        credentials::insert(write, new, now).await?;
    }
    if let Keys::Here(keys) = &metadata.keys {
        for key in keys {
            let source = KeySource::Registered(key.clone());
            let key = AssertionKey { id: form::fresh_id()?, source, expires_at: None };
            let new = NewAssertionKey { key: &key, label: LABEL };
            assertion_keys::insert(write, &client.id, new, now).await?;
        }
    }
    client_keys::keep_address(write, client, None, (&app.key_sets, now)).await?;
    Ok(public_clients::keep(write, client, now).await?)
}
