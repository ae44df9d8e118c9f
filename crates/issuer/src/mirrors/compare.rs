//! What lies at an upstream beside what is to lie there: what is missing, what says something else,
//! and what nobody here knows.

use std::collections::{HashMap, HashSet};

use autorisaties::ApplicatieId;

use super::mirror::Mirror;
use super::said::{self, Said};
use super::there::Lying;
use crate::app::App;
use crate::deliverer::Refusal;
use crate::store::shown::{self, Shown, Stretch};
use crate::store::{self, StoreError, mirrored};

/// How many of ours are read at once.
const AT_ONCE: u64 = 100;

/// Where an applicatie there and here differ.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// Ours; none for what only lies there.
    pub(crate) applicatie: Option<ApplicatieId>,
    /// What it is called there, if it lies there.
    pub(crate) there: Option<String>,
    pub(crate) client_ids: Vec<String>,
    pub(crate) what: What,
}

/// How they differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    /// It is to lie there, and does not.
    Missing,
    /// It says otherwise in these members.
    Differs(Vec<&'static str>),
    /// It is ours no more, and lies there still.
    Left,
    /// It is none of ours, and left alone.
    Unknown,
    /// It is named to be left alone.
    Kept,
}

/// Compares everything. What it finds may be under way at this moment.
pub(crate) async fn compare(mirror: &Mirror, app: &App) -> Result<Vec<Difference>, Refusal> {
    let lying = mirror.there.all(app.clock.unix()).await?;
    let ours = read(mirror, app).await;
    let ours = ours.map_err(|_| Refusal::of_ours("our own database does not answer"))?;
    Ok(ours.beside(lying, mirror))
}

struct Ours {
    shown: Vec<Shown>,
    mirrored: HashMap<ApplicatieId, String>,
}

async fn read(mirror: &Mirror, app: &App) -> Result<Ours, StoreError> {
    let db = store::read_much(&app.db).await?.patient();
    let mut shown = Vec::new();
    loop {
        let offset = u64::try_from(shown.len()).unwrap_or(u64::MAX);
        let page = shown::page(&db, Stretch { offset, limit: AT_ONCE }).await?;
        if page.is_empty() {
            break;
        }
        shown.extend(page);
    }
    Ok(Ours { shown, mirrored: mirrored::all(&db, mirror.name()).await? })
}

impl Ours {
    fn beside(self, lying: Vec<Lying>, mirror: &Mirror) -> Vec<Difference> {
        let mut there: HashMap<String, Said> =
            lying.into_iter().map(|lying| (lying.uuid, lying.said)).collect();
        let mut differences = Vec::new();
        for shown in &self.shown {
            let id = shown.applicatie.id;
            let Some(body) = said::body(shown, &mirror.aliases) else { continue };
            let wanted = Said::read(&body);
            let uuid = self.mirrored.get(&id).cloned().or_else(|| holding(&there, &wanted));
            let found = uuid.as_ref().and_then(|uuid| there.remove(uuid));
            let what = match &found {
                None => What::Missing,
                Some(found) => match wanted.differences(found) {
                    none if none.is_empty() => continue,
                    members => What::Differs(members),
                },
            };
            let there = uuid.filter(|_| found.is_some());
            let client_ids = shown.client_ids.clone();
            differences.push(Difference { applicatie: Some(id), there, client_ids, what });
        }
        let by_uuid: HashMap<&String, ApplicatieId> =
            self.mirrored.iter().map(|(id, uuid)| (uuid, *id)).collect();
        let mut rest: Vec<(String, Said)> = there.into_iter().collect();
        rest.sort_by(|a, b| a.0.cmp(&b.0));
        for (uuid, said) in rest {
            let applicatie = by_uuid.get(&uuid).copied();
            let what = match applicatie {
                _ if said.client_ids.iter().any(|id| mirror.keeps(id)) => What::Kept,
                Some(_) => What::Left,
                None => What::Unknown,
            };
            let client_ids = said.client_ids.into_iter().collect();
            differences.push(Difference { applicatie, there: Some(uuid), client_ids, what });
        }
        differences
    }
}

/// The one there that holds just these client ids; of several always the same.
fn holding(there: &HashMap<String, Said>, wanted: &Said) -> Option<String> {
    let ours: HashSet<&String> = wanted.client_ids.iter().collect();
    let same = |said: &Said| {
        !said.client_ids.is_empty() && said.client_ids.iter().all(|id| ours.contains(id))
    };
    there.iter().filter(|(_, said)| same(said)).map(|(uuid, _)| uuid).min().cloned()
}
