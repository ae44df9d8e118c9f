//! `/admin/v1/keys`: the keys that sign tokens, and their replacement, in good time or at once.

use ::tokens::{Algorithm, Phase, SigningKey};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};

use super::body::{self, KeyBody, KeyRotated, Keys, RotateKeys};
use super::error::AdminError;
use super::openapi::Refusals;
use super::{Written, asked, authorize, begin, commit};
use crate::app::App;
use crate::clocks;
use crate::rotation::{self, KeyLife, Step};
use crate::store::changes::Subject;
use crate::store::keys::NewKey;
use crate::store::{self, key_lives, keys};

/// The one that tokens are signed with until there are several.
const ALGORITHM: Algorithm = Algorithm::Es256;

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

/// Makes a new signing key: published now, signing as soon as every verifier can know it.
#[utoipa::path(
    post, path = "/keys/rotate", tag = "keys", operation_id = "rotate_keys",
    request_body = RotateKeys, responses((status = 201, body = KeyRotated), Refusals)
)]
pub(super) async fn rotate(
    request: HttpRequest,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let body = body::read_or_default::<RotateKeys>(&request, body);
    let (caller, asked, now) = asked(&request, body, &app).await?;
    let key = SigningKey::generate(ALGORITHM).map_err(|_| AdminError::Internal)?;
    if !asked.at_once && clocks::differ(&app).await? {
        return Err(AdminError::ClocksDiffer);
    }
    let write = begin(&request, &app).await?;
    let lives = key_lives::all(&write).await?;
    let plan = if asked.at_once { at_once(&lives, &key) } else { in_time(&lives, &key, now)? };
    let new = NewKey { key: &key, phase: plan.new.to };
    keys::insert(&write, &app.seals, new, now).await?;
    for step in plan.steps() {
        key_lives::enter(&write, step, now).await?;
    }
    let written = Written {
        caller: &caller,
        act: if asked.at_once { "key.rotate_at_once" } else { "key.rotate" },
        on: key.kid().to_string(),
        changed: plan.steps().map(|step| Subject::Key(step.kid.clone())).collect(),
        notice: None,
    };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::Created().json(KeyRotated {
        kid: key.kid().to_string(),
        phase: plan.new.to.as_str(),
        signs_from: plan.new.until.unwrap_or(now),
        removed: plan.removed.iter().map(|step| step.kid.to_string()).collect(),
    }))
}

/// What becomes of the new key and of those that were there.
struct Plan {
    new: Step,
    removed: Vec<Step>,
}

impl Plan {
    /// The new one first: no gateway is ever without a key.
    fn steps(&self) -> impl Iterator<Item = &Step> {
        std::iter::once(&self.new).chain(&self.removed)
    }
}

fn at_once(lives: &[KeyLife], key: &SigningKey) -> Plan {
    Plan {
        new: Step { kid: key.kid().clone(), to: Phase::Active, until: None },
        removed: rotation::all_removed(lives, ALGORITHM),
    }
}

fn in_time(lives: &[KeyLife], key: &SigningKey, now: DateTime<Utc>) -> Result<Plan, AdminError> {
    if let Some(pending) = rotation::pending(lives, ALGORITHM) {
        return Err(AdminError::RotationPending { signs_from: pending.until });
    }
    let until = Some(rotation::signs_from(now));
    let new = Step { kid: key.kid().clone(), to: Phase::Next, until };
    Ok(Plan { new, removed: Vec::new() })
}
