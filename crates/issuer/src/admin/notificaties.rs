//! `/admin/v1/notificaties`: the notifications that are not delivered yet, why, and what to do about
//! them: try again now, or give one up.

use crate::act::Act;
use crate::store::audit::Content;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;

use super::body::{
    self, Cursor, NotificatieBody, NotificatieFilterQuery, NotificatieRetried, Notificaties,
};
use super::error::AdminError;
use super::openapi::Refusals;
use super::{Written, authorize, begin, commit};
use crate::app::App;
use crate::bearer::Caller;
use crate::store::outbox::Target;
use crate::store::outbox_records::{MessageFilter, MessageRecord};
use crate::store::{self, StoreError, Write, deliveries, outbox_records};

const TARGET: Target<'static> = Target::Notificaties;

/// Lists what is not delivered yet, oldest first.
#[utoipa::path(
    get, path = "/notificaties", tag = "notificaties", operation_id = "list_notificaties",
    params(NotificatieFilterQuery), responses((status = 200, body = Notificaties), Refusals)
)]
pub(super) async fn list(request: HttpRequest, app: Data<App>) -> Result<HttpResponse, AdminError> {
    authorize(&request, &app).await?;
    let query: NotificatieFilterQuery = body::query(&request)?;
    let (limit, after) = (query.limit()?, query.after()?);
    let read = store::read(&app.db).await?;
    let filter = query.filter();
    let mut found = outbox_records::page(&read, (TARGET, &filter), after, limit.and_one()).await?;
    let next = limit.cut(&mut found).map(|last| Cursor::new(last.number));
    Ok(HttpResponse::Ok().json(Notificaties {
        results: found.into_iter().map(NotificatieBody::from).collect(),
        next: next.map(Cursor::into_text),
    }))
}

/// Tries the oldest one of the same applicatie again now: the order is kept.
#[utoipa::path(
    post, path = "/notificaties/{number}/retry", tag = "notificaties",
    operation_id = "retry_notificatie",
    params(("number" = u64, Path, description = "The notification.")),
    responses((status = 200, body = NotificatieRetried), Refusals)
)]
pub(super) async fn retry(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    let caller = authorize(&request, &app).await?;
    let write = begin(&request, &app).await?;
    let found = find(&write, &path).await?;
    let due_at = time_within(&write, now).await?;
    let in_front = in_front_of(&write, &found).await?;
    let retried = outbox_records::hurry(&write, (TARGET, &found.subject), due_at).await?;
    let told = NotificatieRetried { retried, in_front };
    let deed = (Act::NotificatieRetry, found.number.to_string(), Content::made(&told));
    done(write, deed, &caller, &app).await?;
    Ok(HttpResponse::Ok().json(told))
}

/// Tries everything again now that waits for its time.
#[utoipa::path(
    post, path = "/notificaties/retry", tag = "notificaties",
    operation_id = "retry_notificaties",
    responses((status = 200, body = NotificatieRetried), Refusals)
)]
pub(super) async fn retry_all(
    request: HttpRequest,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    let caller = authorize(&request, &app).await?;
    let write = begin(&request, &app).await?;
    let due_at = time_within(&write, now).await?;
    let retried = deliveries::hurry(&write, TARGET, due_at).await?;
    let told = NotificatieRetried { retried, in_front: None };
    let deed = (Act::NotificatieRetry, "all".to_owned(), Content::made(&told));
    done(write, deed, &caller, &app).await?;
    Ok(HttpResponse::Ok().json(told))
}

/// Gives one up: it is never delivered, and the next one of its applicatie follows.
#[utoipa::path(
    delete, path = "/notificaties/{number}", tag = "notificaties",
    operation_id = "drop_notificatie",
    params(("number" = u64, Path, description = "The notification.")),
    responses((status = 204, description = "It is given up."), Refusals)
)]
pub(super) async fn give_up(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    let caller = authorize(&request, &app).await?;
    let write = begin(&request, &app).await?;
    let found = find(&write, &path).await?;
    let due_at = time_within(&write, now).await?;
    // The next one may not overtake what is on its way; a claim that lapsed is of a dead issuer.
    if found.is_claimed && found.due_at.is_some_and(|until| due_at < until) {
        return Err(AdminError::UnderWay(found.number));
    }
    outbox_records::drop_locked(&write, (TARGET, &found), due_at).await?;
    let on = format!("{}/{}", found.subject, found.number);
    let deed = (Act::NotificatieDrop, on, Content::gone(NotificatieBody::from(found)));
    done(write, deed, &caller, &app).await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn find(db: &impl ConnectionTrait, number: &str) -> Result<MessageRecord, AdminError> {
    let missing = || AdminError::NotFound { what: "notificatie", id: number.to_owned() };
    let parsed = number.parse().map_err(|_| missing())?;
    outbox_records::find_locked(db, TARGET, parsed).await?.ok_or_else(missing)
}

/// The one that must be taken first.
async fn in_front_of(
    db: &impl ConnectionTrait,
    found: &MessageRecord,
) -> Result<Option<i64>, StoreError> {
    let same = MessageFilter { standing: None, subject: Some(found.subject.clone()) };
    let first = outbox_records::page(db, (TARGET, &same), None, 1).await?.pop();
    Ok(first.map(|first| first.number).filter(|number| *number != found.number))
}

/// What is due is compared with the server's clock, where there is one.
async fn time_within(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, StoreError> {
    Ok(store::time_within(db).await?.unwrap_or(now))
}

/// Commits it with its line in the audit log, and wakes who delivers.
async fn done(
    write: Write,
    (act, on, content): (Act, String, Content),
    caller: &Caller,
    app: &App,
) -> Result<(), AdminError> {
    let written = Written { caller, act, on, content, changed: Vec::new(), notice: None };
    commit(write, written, app, app.clock.now()).await?;
    app.queued.notify_one();
    Ok(())
}
