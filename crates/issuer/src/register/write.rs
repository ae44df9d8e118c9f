//! From a draft to the store: checked beside what is there, then written as a new applicatie, or in
//! the place of what it was.

use autorisaties::{Applicatie, ApplicatieId, ClientId, Grants};
use chrono::{DateTime, Utc};
use edge::chance::{self, NoChance};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::draft::Draft;
use super::fault::{Fault, Rule};
use crate::public_clients::{self, NotKept};
use crate::store::changes::Subject;
use crate::store::client_ids::{self, Taken};
use crate::store::shown::Shown;
use crate::store::{StoreError, applicaties};

/// Why a draft was not written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RegisterError {
    #[error("the body is not valid")]
    Faulty(Vec<Fault>),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Chance(#[from] NoChance),
}

impl From<NotKept> for RegisterError {
    fn from(error: NotKept) -> Self {
        match error {
            NotKept::Store(error) => error.into(),
            NotKept::Chance(error) => error.into(),
        }
    }
}

/// What a draft becomes: good by itself, and beside what is stored.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Checked {
    applicatie: Applicatie,
    client_ids: Vec<ClientId>,
}

/// What was written, and what gateways must hear of it.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) after: Shown,
    pub(crate) changed: Vec<Subject>,
}

/// Every fault of the fields at once; what concerns several fields is looked at when each is good.
/// What was not given counts as it is stored.
pub(crate) async fn check(
    db: &impl ConnectionTrait,
    (mut draft, mut faults): (Draft, Vec<Fault>),
    id: ApplicatieId,
    stored: Option<&Shown>,
) -> Result<Checked, RegisterError> {
    let given = draft.client_ids.take();
    let taken = client_ids::taken(db, given.as_deref().unwrap_or_default(), Some(id)).await?;
    if !taken.is_empty() {
        let whose = taken.into_iter().map(whose).collect();
        faults.push(Fault::new("clientIds", Rule::ClientIdExists(whose)));
    }
    if !faults.is_empty() {
        return Err(RegisterError::Faulty(faults));
    }
    let applicatie = draft
        .onto(id, stored.map(|stored| &stored.applicatie))
        .map_err(|fault| RegisterError::Faulty(vec![fault]))?;
    let client_ids = match given {
        Some(given) => given,
        None => stored.map(own_client_ids).transpose()?.unwrap_or_default(),
    };
    Ok(Checked { applicatie, client_ids })
}

impl Checked {
    /// As it will be shown.
    pub(crate) fn shown(&self) -> Shown {
        let client_ids = self.client_ids.iter().map(ToString::to_string).collect();
        Shown { applicatie: self.applicatie.clone(), client_ids }
    }

    /// Writes it as a new applicatie.
    pub(crate) async fn create(
        self,
        db: &impl ConnectionTrait,
        now: DateTime<Utc>,
    ) -> Result<Change, RegisterError> {
        applicaties::insert(db, &self.applicatie, &ids(&self.applicatie)?, now).await?;
        self.finish(db, now).await
    }

    /// Writes it in the place of what is stored.
    pub(crate) async fn replace(
        self,
        db: &impl ConnectionTrait,
        now: DateTime<Utc>,
    ) -> Result<Change, RegisterError> {
        applicaties::replace(db, &self.applicatie, &ids(&self.applicatie)?).await?;
        self.finish(db, now).await
    }

    async fn finish(
        self,
        db: &impl ConnectionTrait,
        now: DateTime<Utc>,
    ) -> Result<Change, RegisterError> {
        let id = self.applicatie.id;
        let clients = client_ids::set(db, id, &self.client_ids, now).await?;
        for client in &clients.public {
            public_clients::keep(db, client, now).await?;
        }
        let clients = clients.changed.into_iter().map(Subject::Client);
        let changed = std::iter::once(Subject::Applicatie(id)).chain(clients).collect();
        Ok(Change { after: self.shown(), changed })
    }
}

fn own_client_ids(stored: &Shown) -> Result<Vec<ClientId>, StoreError> {
    let corrupt =
        |id: &String| StoreError::Corrupt { table: "clients", row: id.clone(), what: "its id" };
    stored.client_ids.iter().map(|id| ClientId::parse(id).map_err(|_| corrupt(id))).collect()
}

/// `ac-001`: a client id is never given to another applicatie, whatever became of the first.
fn whose(taken: Taken) -> String {
    match taken.by {
        Some(applicatie) => format!("{} ({applicatie})", taken.client_id),
        None => taken.client_id,
    }
}

fn ids(applicatie: &Applicatie) -> Result<Vec<Uuid>, NoChance> {
    match &applicatie.grants {
        Grants::All => Ok(Vec::new()),
        Grants::These(these) => these.iter().map(|_| chance::uuid_v4()).collect(),
    }
}
