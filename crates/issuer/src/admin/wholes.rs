//! `/admin/v1/desired-state/applicaties`: applicaties as wholes, for who keeps them in a file. Each is read
//! with all that is its own, and written in one transaction, for the state that the writer saw.

use std::collections::BTreeSet;

use actix_web::http::header::ETAG;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use autorisaties::{ApplicatieId, ClientId};
use sea_orm::ConnectionTrait;
use serde_json::Value;
use uuid::Uuid;

use super::body::{
    self, Cursor, NewWhole, WholeApplicatie, WholeApplicaties, WholeClientBody, WholePageQuery,
    WholeQuery,
};
use super::error::AdminError;
use super::openapi::Refusals;
use super::precondition::Thing;
use super::whole_writing::{self, Target};
use super::{asked, authorize, begin};
use crate::act::Act;
use crate::app::App;
use crate::bearer::Caller;
use crate::deeds::{self, Done};
use crate::notices;
use crate::store;
use crate::store::applicatie_records::{self, ApplicatieFilter, Which};
use crate::store::audit::{Content, Deed};
use crate::store::changes::Subject;
use crate::store::wholes::{self, Whole};

/// Lists applicaties as wholes, by label.
#[utoipa::path(
    get, path = "/desired-state/applicaties", tag = "desired state",
    operation_id = "list_whole_applicaties", params(WholePageQuery),
    responses((status = 200, body = WholeApplicaties), Refusals)
)]
pub(super) async fn list(request: HttpRequest, app: Data<App>) -> Result<HttpResponse, AdminError> {
    authorize(&request, &app).await?;
    let query: WholePageQuery = body::query(&request)?;
    let (limit, after) = (query.limit()?, query.after()?);
    let read = store::read(&app.db).await?;
    let filter = ApplicatieFilter { which: Which::Present, label: None, client_id: None };
    let mut found =
        applicatie_records::page(&read, &filter, after.as_ref(), limit.and_one()).await?;
    let next = limit.cut(&mut found).map(|last| Cursor::new((&last.label, last.id.as_uuid())));
    let found = wholes::of(&read, found).await?;
    Ok(HttpResponse::Ok().json(WholeApplicaties {
        results: found.iter().map(WholeApplicatie::from).collect(),
        next: next.map(Cursor::into_text),
    }))
}

/// Shows an applicatie as a whole.
#[utoipa::path(
    get, path = "/desired-state/applicaties/{id}", tag = "desired state",
    operation_id = "show_whole_applicatie",
    params(("id" = Uuid, Path, description = "The applicatie.")),
    responses((status = 200, body = WholeApplicatie), Refusals)
)]
pub(super) async fn show(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    authorize(&request, &app).await?;
    let read = store::read(&app.db).await?;
    let found = find(&read, id(&path)?).await?.ok_or_else(|| missing(&path))?;
    Ok(answer(HttpResponse::Ok(), &WholeApplicatie::from(&found)))
}

/// Writes an applicatie as a whole, or with `dry_run` says what would come of it. It holds for the state
/// that `If-Match` names, or for one that is not there yet (`If-None-Match: *`).
#[utoipa::path(
    put, path = "/desired-state/applicaties/{id}", tag = "desired state",
    operation_id = "put_whole_applicatie",
    params(("id" = Uuid, Path, description = "The applicatie; of a new one, an id of your own."), WholeQuery),
    request_body = NewWhole,
    responses(
        (status = 200, body = WholeApplicatie), (status = 201, body = WholeApplicatie), Refusals
    )
)]
pub(super) async fn put(
    request: HttpRequest,
    path: Path<String>,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let body = body::read_large::<NewWhole>(&request, body);
    let (caller, new, now) = asked(&request, body, &app).await?;
    let (query, id): (WholeQuery, _) = (body::query(&request)?, id(&path)?);
    let write = begin(&request, &app).await?.patient();
    let found = find(&write, id).await?;
    let before = found.as_ref().map(WholeApplicatie::from);
    let etag = before.as_ref().map(WholeApplicatie::etag);
    let thing = Thing { what: "applicatie", id: &path, etag };
    if query.dry_run {
        thing.hold(&request)?;
    } else {
        thing.demand(&request)?;
    }
    let noticed = notices::before(&write, id).await?;
    let target = Target { id, before: found.as_ref(), new };
    whole_writing::write(&write, target, &caller, (&app, now)).await?;
    let after = find(&write, id).await?.ok_or(AdminError::Internal)?;
    let after = WholeApplicatie::from(&after);
    if query.dry_run || before.as_ref() == Some(&after) {
        return Ok(answer(HttpResponse::Ok(), &after));
    }
    let is_new = before.is_none();
    let change = Change { id, before, after };
    let notice = if change.is_shown() { noticed.after(&write).await? } else { None };
    let done = Done { deed: change.deed(&caller), changed: change.subjects(), notice };
    deeds::commit::<AdminError>(write, done, &app, now).await?;
    let status = if is_new { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(answer(status, &change.after))
}

/// What was written.
struct Change {
    id: ApplicatieId,
    before: Option<WholeApplicatie>,
    after: WholeApplicatie,
}

impl Change {
    /// Whether the Autorisaties API shows it.
    fn is_shown(&self) -> bool {
        self.before.as_ref().is_none_or(|before| !before.is_like(&self.after))
    }

    fn deed<'a>(&self, caller: &'a Caller) -> Deed<'a> {
        let content = Content::changed(self.before.as_ref().map(kept), kept(&self.after));
        let (actor, on) = (caller.client_id().as_str(), self.id.to_string());
        let deed = Deed::new(actor, Act::ApplicatieApply, on, content);
        Deed { address: Some(caller.address()), ..deed }
    }

    /// What gateways and other issuers read anew: the applicatie, and each client that came, went or is not
    /// as it was.
    fn subjects(&self) -> Vec<Subject> {
        let before = self.before.as_ref().map_or(&[][..], |before| &before.clients);
        let after = &self.after.clients;
        let differs = |one: &&WholeClientBody, others: &[WholeClientBody]| !others.contains(one);
        let gone = before.iter().filter(|one| differs(one, after));
        let came = after.iter().filter(|one| differs(one, before));
        let ids: BTreeSet<&str> = gone.chain(came).map(|one| one.client_id.as_str()).collect();
        let clients = ids.into_iter().filter_map(|id| ClientId::parse(id).ok());
        let applicatie = self.is_shown().then_some(Subject::Applicatie(self.id));
        applicatie.into_iter().chain(clients.map(Subject::Client)).collect()
    }
}

/// As the audit log has it: what stands there says for itself which state it was.
fn kept(whole: &WholeApplicatie) -> Value {
    let mut kept = serde_json::to_value(whole).unwrap_or_default();
    if let Some(members) = kept.as_object_mut() {
        members.remove("etag");
    }
    kept
}

fn answer(mut status: HttpResponseBuilder, whole: &WholeApplicatie) -> HttpResponse {
    status.insert_header((ETAG, whole.etag())).json(whole)
}

fn id(text: &str) -> Result<ApplicatieId, AdminError> {
    Uuid::parse_str(text).map(ApplicatieId::new).map_err(|_| missing(text))
}

fn missing(id: &str) -> AdminError {
    AdminError::NotFound { what: "applicatie", id: id.to_owned() }
}

/// One that is there, or none; of one that was deleted nobody makes another.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    id: ApplicatieId,
) -> Result<Option<Whole>, AdminError> {
    let Some(record) = applicatie_records::find(db, id).await? else { return Ok(None) };
    if let Some(at) = record.deleted_at {
        return Err(AdminError::Deleted { what: "applicatie", id: id.to_string(), at });
    }
    Ok(wholes::of(db, vec![record]).await?.pop())
}
