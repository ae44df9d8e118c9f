//! Requests that wait in the database: for an answer of somebody who has signed in, or, pushed, for
//! somebody to come. Of who has not signed in nothing is kept, so nobody can fill the database.

use chrono::{DateTime, TimeDelta, Utc};
use edge::chance::NoChance;
use sea_orm::ConnectionTrait;
use secrecy::{ExposeSecret as _, SecretString};

use super::parameters::Parameters;
use super::refusal::Refusal;
use super::step::{Arrival, Request, Way};
use crate::app::App;
use crate::granting::code;
use crate::model::Client;
use crate::onward::Onward;
use crate::pages::{Language, UI_LOCALES};
use crate::paths;
use crate::session::Session;
use crate::store::authorizations::{self, Of, Waiting};
use crate::store::{self, Lane, StoreError, sessions};

/// How long a request waits for a person.
const PATIENCE: TimeDelta = TimeDelta::minutes(10);
/// How long one that was pushed waits for somebody to come (RFC 9126 2.2).
pub(super) const PUSHED_FOR: TimeDelta = TimeDelta::seconds(60);
/// How many may wait for one session.
const OF_A_SESSION: u64 = 20;
/// How many of one client may wait for somebody to come, and of all clients.
const OF_A_CLIENT: u64 = 2_000;
const OF_ALL: u64 = 20_000;

/// A request that waits: by what it is found, and whose it is.
pub(super) struct Kept {
    pub(super) digest: String,
    pub(super) session: Option<String>,
    pub(super) request: Parameters,
    pub(super) arrival: Arrival,
}

/// Has a request wait for the answer of who has signed in, and says where it goes on.
pub(super) async fn keep(
    request: &Request,
    session: &Session,
    app: &App,
) -> Result<Onward, Refusal> {
    let (id, now) = (code::make()?, app.clock.now());
    let mine = session.digest.as_str();
    let waiting = Waiting {
        digest: code::digest(&id),
        request: serde_json::to_value(&request.asked)?,
        created_at: request.arrival.at,
        expires_at: now + PATIENCE,
        session: Some(mine.to_owned()),
        pushed_by: None,
        begun_at: None,
    };
    // Before it waits to write: who asks without end is refused by a look.
    demand_place(&store::read(&app.db).await?, mine, now).await?;
    let append = store::append_in(&app.db, Lane::Pages).await?;
    if !sessions::hold(&append, mine).await? {
        return Err(Refusal::Over);
    }
    demand_place(&append, mine, now).await?;
    authorizations::insert(&append, waiting).await?;
    append.commit().await?;
    onward(id.expose_secret(), request.asked.language())
}

async fn demand_place(
    db: &impl ConnectionTrait,
    session: &str,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    let waiting = authorizations::count(db, Of::Session(session), now).await?;
    if waiting < OF_A_SESSION { Ok(()) } else { Err(Refusal::TooMany) }
}

/// Why a request that was pushed does not wait.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unkept {
    #[error("too many pushed requests wait")]
    TooMany,
    #[error("it cannot be written down")]
    Unwritable(#[from] serde_json::Error),
    #[error("the database does not answer: {0}")]
    Store(#[from] StoreError),
    #[error(transparent)]
    Chance(#[from] NoChance),
}

/// Keeps what a client pushed, under a new id.
pub(super) async fn push(
    asked: &Parameters,
    client: &Client,
    app: &App,
) -> Result<SecretString, Unkept> {
    let (id, now, id_of) = (code::make()?, app.clock.now(), client.id.as_str());
    let waiting = Waiting {
        digest: code::digest(&id),
        request: serde_json::to_value(asked)?,
        created_at: now,
        expires_at: now + PUSHED_FOR,
        session: None,
        pushed_by: Some(id_of.to_owned()),
        begun_at: None,
    };
    let append = store::append_in(&app.db, Lane::Pushed).await?;
    // Who proved who it is has so many of its own; of all others together there are not more.
    let all = client.oauth.is_public().then_some((Of::AnyClient, OF_ALL));
    for (of, most) in [(Of::Client(id_of), OF_A_CLIENT)].into_iter().chain(all) {
        if authorizations::count(&append, of, now).await? >= most {
            return Err(Unkept::TooMany);
        }
    }
    authorizations::insert(&append, waiting).await?;
    append.commit().await?;
    Ok(id)
}

/// Somebody comes with what a client pushed. They may come again, as who reloads a page does, until it
/// is answered or a minute old.
pub(super) async fn arrive(id: &str, client: Option<&str>, app: &App) -> Result<Onward, Refusal> {
    let (digest, now) = (code::digest(&id.into()), app.clock.now());
    let found = authorizations::find(&store::read(&app.db).await?, &digest).await?;
    let found = found.filter(|found| found.pushed_by.is_some());
    let found = found.filter(|found| found.pushed_by.as_deref() == client);
    let found = found.filter(|found| now < found.created_at + PUSHED_FOR);
    let found = found.ok_or(Refusal::NotPushed)?;
    if found.begun_at.is_none() {
        let append = store::append_in(&app.db, Lane::Pushed).await?;
        authorizations::begin(&append, &digest, (now, now + PATIENCE)).await?;
        append.commit().await?;
    }
    let asked: Parameters = serde_json::from_value(found.request)?;
    onward(id, asked.language())
}

/// The page of a request that waits. Its address says in which language, for the page where they sign in
/// first, and for when the request is over.
pub(super) fn onward(id: &str, wish: Option<Language>) -> Result<Onward, Refusal> {
    let wish = wish.map(|wish| format!("&{UI_LOCALES}={}", wish.tag())).unwrap_or_default();
    Onward::parse(&format!("{}?verzoek={id}{wish}", paths::CONSENT)).ok_or(Refusal::Over)
}

/// The request that waits under an id.
pub(super) async fn find(id: &str, app: &App) -> Result<Kept, Refusal> {
    let digest = code::digest(&id.into());
    let found = authorizations::find(&store::read(&app.db).await?, &digest).await?;
    let now = app.clock.now();
    let found = found.filter(|found| now < found.expires_at).ok_or(Refusal::Over)?;
    let arrival = arrival(&found).ok_or(Refusal::Over)?;
    Ok(Kept {
        digest,
        session: found.session,
        request: serde_json::from_value(found.request)?,
        arrival,
    })
}

/// How it came; nothing, where nobody came with it yet.
fn arrival(found: &Waiting) -> Option<Arrival> {
    match (&found.pushed_by, found.begun_at) {
        (None, _) => Some(Arrival { at: found.created_at, way: Way::Browser }),
        (Some(_), begun_at) => begun_at.map(|at| Arrival { at, way: Way::Pushed }),
    }
}

/// Since when somebody is asked who comes back; what cannot be is not believed.
pub(super) fn since(asked: &Parameters, now: DateTime<Utc>) -> DateTime<Utc> {
    let said = asked.since.and_then(DateTime::from_timestamp_micros);
    said.filter(|said| (now - PATIENCE..=now).contains(said)).unwrap_or(now)
}
