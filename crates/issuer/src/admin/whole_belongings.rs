//! What the clients of a whole applicatie have: who they are to other issuers, the APIs that they may call,
//! and their public keys.

use autorisaties::ClientId;
use chrono::{DateTime, Utc};
use edge::chance;
use tokens::assertion::ClientKey;

use super::bindings::MOST;
use super::body::{NewPublicKey, NewWholeClient, WholeAccess};
use super::error::AdminError;
use super::whole_writing::of_client;
use super::{apis, public_keys, refused};
use crate::app::App;
use crate::bearer::Caller;
use crate::model::{Access, AccessState, AssertionKey, Binding, Client, Foreigner, Mark};
use crate::store::accesses::AccessFilter;
use crate::store::wholes::WholeClient;
use crate::store::{Write, accesses, bindings, credentials};

/// More than a client has, of all that was ever asked for it: one for each API.
const MOST_ACCESSES: u64 = 10_000;

/// A client as it is to be, and what it is.
pub(super) struct Wanted<'a> {
    pub(super) client: Client,
    pub(super) known: Option<&'a WholeClient>,
    pub(super) keys: Vec<ClientKey>,
    pub(super) is: NewWholeClient,
}

impl Wanted<'_> {
    fn named(&self, error: AdminError) -> AdminError {
        of_client(error, self.client.id.as_str())
    }

    fn known_keys(&self) -> impl Iterator<Item = (&AssertionKey, &ClientKey)> {
        let known = self.known.map_or(&[][..], |known| &known.keys);
        known.iter().filter_map(|key| Some((key, key.registered()?)))
    }

    fn wants(&self, key: &ClientKey) -> bool {
        self.keys.iter().any(|wanted| wanted.thumbprint() == key.thumbprint())
    }

    fn has(&self, key: &ClientKey) -> bool {
        self.known_keys().any(|(_, known)| known.thumbprint() == key.thumbprint())
    }
}

/// The public keys that a client is to have.
pub(super) fn keys(wanted: &NewWholeClient) -> Result<Vec<ClientKey>, AdminError> {
    let read = |jwk: &serde_json::Value| {
        ClientKey::from_value(jwk.clone()).map_err(|why| {
            let text = format!("client `{}`: `public_keys`: {why}", wanted.client_id);
            AdminError::Invalid(text)
        })
    };
    wanted.public_keys.iter().map(read).collect()
}

/// Takes away what is not wanted: of all clients first, for what one loses another may have.
pub(super) async fn take(
    write: &Write,
    all: &[Wanted<'_>],
    now: DateTime<Utc>,
) -> Result<(), AdminError> {
    for one in all {
        let Some(known) = one.known else { continue };
        let id = &one.client.id;
        let is_wanted = |is: &Foreigner| one.is.bindings.iter().any(|wanted| wanted.names(is));
        for binding in known.bindings.iter().filter(|binding| !is_wanted(&binding.is)) {
            bindings::remove(write, id, binding.id).await?;
        }
        for (key, _) in one.known_keys().filter(|(_, key)| !one.wants(key)) {
            credentials::revoke(write, id, &key.id, now).await?;
        }
    }
    Ok(())
}

/// Gives what is wanted and not there, and withdraws what may not be called any more.
pub(super) async fn give(
    write: &Write,
    all: Vec<Wanted<'_>>,
    caller: &Caller,
    (app, now): (&App, DateTime<Utc>),
) -> Result<(), AdminError> {
    for one in all {
        bind(write, &one, now).await?;
        hand_keys(write, &one, app, now).await?;
        let mark = Mark { at: now, by: caller.client_id().to_string() };
        allow(write, one, &mark).await?;
    }
    Ok(())
}

async fn bind(write: &Write, one: &Wanted<'_>, now: DateTime<Utc>) -> Result<(), AdminError> {
    let known = one.known.map_or(&[][..], |known| &known.bindings);
    for wanted in &one.is.bindings {
        let is = wanted.read().map_err(|error| one.named(error))?;
        if known.iter().any(|binding| binding.is == is) {
            continue;
        }
        if let Some(client) = bindings::bound(write, &is).await? {
            return Err(AdminError::Bound { value: is.value, client });
        }
        let binding = Binding { id: chance::uuid_v7(now)?, is, since: now };
        bindings::insert(write, &one.client.id, &binding).await?;
    }
    if one.is.bindings.len() > MOST {
        let (client, what) = (one.client.id.to_string(), "bindings");
        return Err(AdminError::TooManyKeys { client, what, most: MOST });
    }
    Ok(())
}

async fn hand_keys(
    write: &Write,
    one: &Wanted<'_>,
    app: &App,
    now: DateTime<Utc>,
) -> Result<(), AdminError> {
    if one.keys.iter().all(|key| one.has(key)) {
        return Ok(());
    }
    let state = app.follower.beneath(write).await;
    let state = state.map_err(|stale| refused(stale.into(), app))?;
    for key in one.keys.iter().filter(|key| !one.has(key)) {
        let new = NewPublicKey { label: String::new(), expires_at: None, key: key.clone() };
        let kept = public_keys::keep(write, &one.client, &new, (&state, now)).await;
        kept.map_err(|error| one.named(error))?;
    }
    Ok(())
}

/// What was asked for, refused or withdrawn before is decided anew.
async fn allow(write: &Write, one: Wanted<'_>, mark: &Mark) -> Result<(), AdminError> {
    let id = one.client.id.clone();
    let filter = AccessFilter { client: Some(id.clone()), ..AccessFilter::default() };
    let known = accesses::page(write, &filter, None, MOST_ACCESSES).await?;
    let is_wanted = |known: &&Access| one.is.accesses.iter().any(|a| a.api() == known.api.as_str());
    let approved = known.iter().filter(|known| known.state == AccessState::Approved);
    for gone in approved.filter(|known| !is_wanted(known)) {
        let state = AccessState::Withdrawn;
        accesses::change(write, &Access { state, decided: Some(mark.clone()), ..gone.clone() })
            .await?;
    }
    for wanted in one.is.accesses {
        let before = known.iter().find(|known| known.api.as_str() == wanted.api());
        let access =
            access(write, &id, wanted, mark).await.map_err(|why| of_client(why, id.as_str()))?;
        match before {
            None => accesses::insert(write, &access).await?,
            Some(before) if is_same(before, &access) => {}
            Some(before) => {
                let requested = before.requested.clone();
                let note = before.note.clone();
                let access = Access { id: before.id, requested, note, ..access };
                accesses::change(write, &access).await?;
            }
        }
    }
    Ok(())
}

fn is_same(known: &Access, wanted: &Access) -> bool {
    known.state == AccessState::Approved
        && known.scopes == wanted.scopes
        && known.attributes == wanted.attributes
}

/// An access as it is to be: the file of who administers is the owner's word.
async fn access(
    write: &Write,
    client: &ClientId,
    wanted: WholeAccess,
    mark: &Mark,
) -> Result<Access, AdminError> {
    let api = apis::find(write, wanted.api()).await?;
    Ok(Access {
        id: chance::uuid_v4()?,
        client: client.clone(),
        scopes: wanted.scopes(&api)?,
        attributes: wanted.attributes()?,
        api: api.id,
        state: AccessState::Approved,
        note: String::new(),
        requested: mark.clone(),
        decided: Some(mark.clone()),
    })
}
