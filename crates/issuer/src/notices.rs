//! Notifications of what the Autorisaties API shows: others keep copies of it for as long as they
//! hear nothing (Notificaties API, kanaal `autorisaties`).
//!
//! A notice is queued in the transaction of the deed, and delivered afterwards.

use autorisaties::ApplicatieId;
use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::app::App;
use crate::store::outbox::{self, NewMessage, Target};
use crate::store::{StoreError, shown};

/// What was done, in the words of the Notificaties API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Actie {
    Create,
    Update,
    PartialUpdate,
    Destroy,
}

impl Actie {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::PartialUpdate => "partial_update",
            Self::Destroy => "destroy",
        }
    }
}

/// One notification, of one applicatie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Notice {
    pub(crate) applicatie: ApplicatieId,
    pub(crate) actie: Actie,
}

/// An applicatie before a deed that the AC does not know, as one of the administration.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Before {
    applicatie: ApplicatieId,
    was_shown: bool,
}

/// Looks at an applicatie before it is changed.
pub(crate) async fn before(
    db: &impl ConnectionTrait,
    applicatie: ApplicatieId,
) -> Result<Before, StoreError> {
    Ok(Before { applicatie, was_shown: shown::is_shown(db, applicatie).await? })
}

impl Before {
    /// Looks at it again: what must be told of the change.
    pub(crate) async fn after(
        self,
        db: &impl ConnectionTrait,
    ) -> Result<Option<Notice>, StoreError> {
        let Self { applicatie, was_shown } = self;
        let actie = match (was_shown, shown::is_shown(db, applicatie).await?) {
            (false, true) => Actie::Create,
            (true, true) => Actie::Update,
            (true, false) => Actie::Destroy,
            (false, false) => return Ok(None),
        };
        Ok(Some(Notice { applicatie, actie }))
    }
}

/// Queues a notice, if somebody is to be told. The `now` must be that of the commit.
pub(crate) async fn queue(
    db: &impl ConnectionTrait,
    notice: Notice,
    app: &App,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if app.autorisaties.notificaties.is_none() {
        return Ok(());
    }
    let url = app.autorisaties.applicatie_url(notice.applicatie);
    let message = json!({
        "kanaal": "autorisaties",
        "hoofdObject": url,
        "resource": "applicatie",
        "resourceUrl": url,
        "actie": notice.actie.as_str(),
        "aanmaakdatum": now.to_rfc3339_opts(SecondsFormat::Micros, true),
        "kenmerken": {},
    });
    let subject = notice.applicatie.to_string();
    let new = NewMessage { target: Target::Notificaties, subject, message };
    outbox::queue(db, new, now).await
}
