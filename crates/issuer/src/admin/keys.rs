//! `/admin/v1/keys`: the keys that sign tokens, and their replacement, in good time or at once.

use ::tokens::{Phase, SigningKey};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use edge::chance;

use super::body::{self, KeyBody, Keys, KeysRotated, NewKeyBody, RotateKeys};
use super::error::AdminError;
use super::openapi::Refusals;
use super::{Written, asked, authorize, begin, commit};
use crate::act::Act;
use crate::app::App;
use crate::clocks;
use crate::fresh_keys;
use crate::rotation::{self, KeyLife, Step};
use crate::store::audit::{self, Deed};
use crate::store::changes::Subject;
use crate::store::keys::NewKey;
use crate::store::{self, key_lives, keys};

/// Lists the signing keys with the phases of their lives, newest first.
#[utoipa::path(
    get, path = "/keys", tag = "keys", operation_id = "list_keys",
    responses((status = 200, body = Keys), Refusals)
)]
pub(super) async fn list(request: HttpRequest, app: Data<App>) -> Result<HttpResponse, AdminError> {
    authorize(&request, &app).await?;
    let read = store::read(&app.db).await?;
    let lives = key_lives::all(&read).await?;
    let results = lives.into_iter().rev().map(KeyBody::from).collect();
    Ok(HttpResponse::Ok().json(Keys { results }))
}

/// Makes new signing keys: published now, signing as soon as every verifier can know them.
#[utoipa::path(
    post, path = "/keys/rotate", tag = "keys", operation_id = "rotate_keys",
    request_body = RotateKeys, responses((status = 201, body = KeysRotated), Refusals)
)]
pub(super) async fn rotate(
    request: HttpRequest,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let body = body::read_or_default::<RotateKeys>(&request, body);
    let (caller, asked, now) = asked(&request, body, &app).await?;
    let fresh = fresh_keys::of(&asked.algorithms()?).await?;
    if !asked.at_once && clocks::differ(&app).await? {
        return Err(AdminError::ClocksDiffer);
    }
    let write = begin(&request, &app).await?;
    let lives = key_lives::all(&write).await?;
    let plan = if asked.at_once { at_once(&lives, &fresh) } else { in_time(&lives, &fresh, now)? };
    for (key, step) in fresh.iter().zip(&plan.new) {
        keys::insert(&write, &app.seals, NewKey { key, phase: step.to }, now).await?;
    }
    for step in plan.steps() {
        key_lives::enter(&write, step, now).await?;
    }
    let act = if asked.at_once { Act::KeyRotateAtOnce } else { Act::KeyRotate };
    let (was, is) = (lives, key_lives::all(&write).await?);
    let removed = plan.removed.iter().map(|step| (Act::KeyRemove, step));
    let mut lines: Vec<_> = removed.chain(plan.new.iter().map(|step| (act, step))).collect();
    let last = lines.pop().ok_or(AdminError::Internal)?;
    // Each key has a line in the audit log; the commit below writes that of the last.
    for (act, Step { kid, .. }) in lines {
        let content = key_lives::content(kid, &was, &is);
        let deed = Deed::new(caller.client_id().as_str(), act, kid.to_string(), content);
        let deed = Deed { address: Some(caller.address()), ..deed };
        audit::insert(&write, chance::uuid_v7(now)?, deed, now).await?;
    }
    let changed = plan.steps().map(|step| Subject::Key(step.kid.clone())).collect();
    let (act, Step { kid, .. }) = last;
    let (on, content) = (kid.to_string(), key_lives::content(kid, &was, &is));
    let written = Written { caller: &caller, act, on, content, changed, notice: None };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::Created().json(plan.told(&fresh, now)))
}

/// What becomes of the new keys, in their order, and of those that were there.
struct Plan {
    phase: Phase,
    new: Vec<Step>,
    removed: Vec<Step>,
}

impl Plan {
    /// The new ones first: no gateway is ever without a key.
    fn steps(&self) -> impl Iterator<Item = &Step> {
        self.new.iter().chain(&self.removed)
    }

    fn told(&self, fresh: &[SigningKey], now: DateTime<Utc>) -> KeysRotated {
        let until = self.new.iter().find_map(|step| step.until);
        KeysRotated {
            keys: fresh.iter().map(NewKeyBody::from).collect(),
            phase: self.phase.as_str(),
            signs_from: until.unwrap_or(now),
            removed: self.removed.iter().map(|step| step.kid.to_string()).collect(),
        }
    }
}

fn at_once(lives: &[KeyLife], fresh: &[SigningKey]) -> Plan {
    let signs = |key: &SigningKey| Step { kid: key.kid().clone(), to: Phase::Active, until: None };
    let replaced = |key: &SigningKey| rotation::all_removed(lives, key.algorithm());
    Plan {
        phase: Phase::Active,
        new: fresh.iter().map(signs).collect(),
        removed: fresh.iter().flat_map(replaced).collect(),
    }
}

fn in_time(
    lives: &[KeyLife],
    fresh: &[SigningKey],
    now: DateTime<Utc>,
) -> Result<Plan, AdminError> {
    let pending = |key: &SigningKey| rotation::pending(lives, key.algorithm());
    if let Some(pending) = fresh.iter().find_map(pending) {
        let (algorithm, signs_from) = (pending.algorithm, pending.until);
        return Err(AdminError::RotationPending { algorithm, signs_from });
    }
    let new = fresh.iter().map(|key| rotation::next(key.kid(), now)).collect();
    Ok(Plan { phase: Phase::Next, new, removed: Vec::new() })
}
