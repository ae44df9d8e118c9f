//! Writing an applicatie as a whole: what must go goes first, then comes what must come. The rules are those
//! of the endpoints for each part.

use std::collections::BTreeSet;

use autorisaties::{Applicatie, ApplicatieId, ClientId, Grants};
use chrono::{DateTime, Utc};
use edge::chance::{self, NoChance};
use uuid::Uuid;

use super::body::{self, NewWhole, NewWholeClient};
use super::clients::demand_free;
use super::error::AdminError;
use super::{client_settings, whole_belongings};
use crate::app::App;
use crate::bearer::Caller;
use crate::model::Client;
use crate::store::wholes::{Whole, WholeClient};
use crate::store::{Write, applicaties, client_records, clients, ending};
use crate::{client_keys, public_clients};

/// What is to become of an applicatie, and what it is.
pub(super) struct Target<'a> {
    pub(super) id: ApplicatieId,
    pub(super) before: Option<&'a Whole>,
    pub(super) new: NewWhole,
}

/// Writes all of it, and commits nothing.
pub(super) async fn write(
    write: &Write,
    target: Target<'_>,
    caller: &Caller,
    (app, now): (&App, DateTime<Utc>),
) -> Result<(), AdminError> {
    let Target { id, before, new } = target;
    let (applicatie, wanted) = new.read(id)?;
    demand_once(&wanted)?;
    itself(write, before, &applicatie, now).await?;
    let known = before.map_or(&[][..], |before| &before.clients);
    end(write, known, &wanted, now).await?;
    let mut settled = Vec::with_capacity(wanted.len());
    for wanted in wanted {
        let known = known.iter().find(|known| known.client.id.as_str() == wanted.client_id);
        let keys = whole_belongings::keys(&wanted)?;
        let client = client(&wanted, known.map(|known| &known.client), id)?;
        client_settings::demand_profile(&client, keys.len(), app)
            .map_err(|error| of_client(error, &wanted.client_id))?;
        settle(write, &client, known, (app, now)).await?;
        settled.push(whole_belongings::Wanted { client, known, keys, is: wanted });
    }
    whole_belongings::take(write, &settled, now).await?;
    whole_belongings::give(write, settled, caller, (app, now)).await
}

fn demand_once(wanted: &[NewWholeClient]) -> Result<(), AdminError> {
    let mut seen = BTreeSet::new();
    match wanted.iter().find(|client| !seen.insert(client.client_id.as_str())) {
        Some(twice) => {
            let text = format!("client `{}` stands in `clients` twice", twice.client_id);
            Err(AdminError::Invalid(text))
        }
        None => Ok(()),
    }
}

async fn itself(
    write: &Write,
    before: Option<&Whole>,
    applicatie: &Applicatie,
    now: DateTime<Utc>,
) -> Result<(), AdminError> {
    let count = match &applicatie.grants {
        Grants::All => 0,
        Grants::These(these) => these.len(),
    };
    let ids = (0..count).map(|_| chance::uuid_v4()).collect::<Result<Vec<Uuid>, NoChance>>()?;
    match before {
        Some(_) => applicaties::replace(write, applicatie, &ids).await?,
        None => applicaties::insert(write, applicatie, &ids, now).await?,
    }
    Ok(())
}

/// Ends the clients that are not wanted; one that registered itself is not the writer's to end.
async fn end(
    write: &Write,
    known: &[WholeClient],
    wanted: &[NewWholeClient],
    now: DateTime<Utc>,
) -> Result<(), AdminError> {
    let is_wanted = |known: &&WholeClient| {
        wanted.iter().any(|wanted| wanted.client_id == known.client.id.as_str())
    };
    let of_ours = known.iter().filter(|known| !known.registered_itself());
    let gone = of_ours.filter(|known| !is_wanted(known)).map(|known| known.client.id.clone());
    Ok(ending::end_clients(write, &gone.collect::<Vec<ClientId>>(), now).await?)
}

/// The client that this becomes.
fn client(
    wanted: &NewWholeClient,
    known: Option<&Client>,
    id: ApplicatieId,
) -> Result<Client, AdminError> {
    let client = match known {
        Some(known) => known.clone(),
        None => Client::of_an_applicatie(body::new_client_id(&wanted.client_id)?, id),
    };
    wanted.settings().settle(client).map_err(|error| of_client(error, &wanted.client_id))
}

/// What is not valid of a client, with its name: there are many in one body.
pub(super) fn of_client(error: AdminError, client: &str) -> AdminError {
    match error {
        AdminError::Invalid(why) => AdminError::Invalid(format!("client `{client}`: {why}")),
        other => other,
    }
}

/// Registers a client that is new, or changes one whose settings differ.
async fn settle(
    write: &Write,
    client: &Client,
    known: Option<&WholeClient>,
    (app, now): (&App, DateTime<Utc>),
) -> Result<(), AdminError> {
    let before = known.map(|known| &known.client);
    if before == Some(client) {
        return Ok(());
    }
    let old = before.map(|before| before.oauth.clone()).unwrap_or_default();
    client_settings::demand_keys(write, &old, &client.oauth).await?;
    if before.is_some() {
        clients::change(write, client).await?;
    } else {
        demand_unknown(write, client).await?;
        clients::insert(write, client, now).await?;
    }
    let old = old.jwks_uri.as_ref();
    client_keys::keep_address(write, client, old, (&app.key_sets, now)).await?;
    Ok(public_clients::keep(write, client, now).await?)
}

/// A client id is given once: to whom it was given is said, with the way to have it back.
async fn demand_unknown(write: &Write, client: &Client) -> Result<(), AdminError> {
    let Some(found) = client_records::find(write, &client.id).await? else {
        return demand_free(write, &client.id).await;
    };
    match (found.deleted_at, found.client.belongs.applicatie()) {
        (Some(at), _) => Err(AdminError::Deleted { what: "client", id: client.id.to_string(), at }),
        (None, Some(home)) => Err(AdminError::Elsewhere { client: client.id.to_string(), home }),
        (None, None) => Err(AdminError::ClientIdGiven(client.id.to_string())),
    }
}
