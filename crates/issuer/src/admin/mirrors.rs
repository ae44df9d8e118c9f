//! `/admin/v1/mirrors`: the upstreams whose own applicaties are written as ours change: what waits for
//! them, why, and where they differ from ours.

use crate::act::Act;
use crate::store::audit::Content;
use std::sync::Arc;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use autorisaties::ApplicatieId;
use serde_json::json;

use super::body::{
    self, Cursor, DifferenceBody, MirrorBody, MirrorDifferences, MirrorRetried, Mirrors,
    WaitingBody, WaitingQuery, Waitings,
};
use super::error::AdminError;
use super::openapi::{Fout, Refusals};
use super::{Written, authorize, begin, commit};
use crate::app::App;
use crate::bearer::Caller;
use crate::mirrors::{self, Difference, Mirror, What};
use crate::store::outbox_records::Counted;
use crate::store::{self, Write, deliveries, held_back, mirrored, outbox_records};

/// How many are queued in one transaction.
const AT_ONCE: usize = 50;

/// Lists the upstreams that are kept, and how far.
#[utoipa::path(
    get, path = "/mirrors", tag = "mirrors", operation_id = "list_mirrors",
    responses((status = 200, body = Mirrors), Refusals)
)]
pub(super) async fn list(request: HttpRequest, app: Data<App>) -> Result<HttpResponse, AdminError> {
    authorize(&request, &app).await?;
    let read = store::read(&app.db).await?;
    let mut results = Vec::new();
    for mirror in app.mirrors.all() {
        let Counted { waiting, failing } = outbox_records::count(&read, mirror.target()).await?;
        let mirrored = mirrored::count(&read, mirror.name()).await?;
        let (name, api_root) = (mirror.name().to_owned(), mirror.api_root().to_owned());
        results.push(MirrorBody { name, api_root, waiting, failing, mirrored });
    }
    let held_back = held_back::count(&read).await?;
    Ok(HttpResponse::Ok().json(Mirrors { results, held_back }))
}

/// Lists the applicaties that are still to be written there, oldest first, and why.
#[utoipa::path(
    get, path = "/mirrors/{name}/waiting", tag = "mirrors", operation_id = "list_waiting",
    params(("name" = String, Path, description = "The upstream."), WaitingQuery),
    responses((status = 200, body = Waitings), Refusals)
)]
pub(super) async fn waiting(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    authorize(&request, &app).await?;
    let mirror = find(&path, &app)?;
    let query: WaitingQuery = body::query(&request)?;
    let (limit, after) = (query.limit()?, query.after()?);
    let read = store::read(&app.db).await?;
    let wanted = (mirror.target(), &query.filter());
    let mut found = outbox_records::page(&read, wanted, after, limit.and_one()).await?;
    let next = limit.cut(&mut found).map(|last| Cursor::new(last.number));
    Ok(HttpResponse::Ok().json(Waitings {
        results: found.into_iter().map(WaitingBody::from).collect(),
        next: next.map(Cursor::into_text),
    }))
}

/// Tries everything again now that waits for its time.
#[utoipa::path(
    post, path = "/mirrors/{name}/retry", tag = "mirrors", operation_id = "retry_mirror",
    params(("name" = String, Path, description = "The upstream.")),
    responses((status = 200, body = MirrorRetried), Refusals)
)]
pub(super) async fn retry(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    let caller = authorize(&request, &app).await?;
    let mirror = find(&path, &app)?;
    let write = begin(&request, &app).await?;
    let due_at = store::time_within(&write).await?.unwrap_or(now);
    let retried = deliveries::hurry(&write, mirror.target(), due_at).await?;
    done(write, (Act::MirrorRetry, mirror, retried), &caller, &app).await?;
    Ok(HttpResponse::Ok().json(MirrorRetried { retried }))
}

/// Compares everything that lies there with what is to lie there, and changes nothing.
#[utoipa::path(
    get, path = "/mirrors/{name}/differences", tag = "mirrors", operation_id = "compare_mirror",
    params(("name" = String, Path, description = "The upstream.")),
    responses(
        (status = 200, body = MirrorDifferences), Refusals,
        (status = 502, body = Fout, content_type = "application/problem+json")
    )
)]
pub(super) async fn differences(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    authorize(&request, &app).await?;
    let found = compare(find(&path, &app)?, &app).await?;
    Ok(HttpResponse::Ok().json(MirrorDifferences { results: shown(found), queued: 0 }))
}

/// Compares everything, and has what differs written there as it is here. What is none of ours there
/// is left alone.
#[utoipa::path(
    post, path = "/mirrors/{name}/sync", tag = "mirrors", operation_id = "sync_mirror",
    params(("name" = String, Path, description = "The upstream.")),
    responses(
        (status = 200, body = MirrorDifferences), Refusals,
        (status = 502, body = Fout, content_type = "application/problem+json")
    )
)]
pub(super) async fn sync(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    authorize(&request, &app).await?;
    let mirror = find(&path, &app)?;
    let found = compare(mirror, &app).await?;
    let (caller, now) = (authorize(&request, &app).await?, app.clock.now());
    let wrong: Vec<ApplicatieId> = found.iter().filter_map(to_write).collect();
    // Others write between these.
    for some in wrong.chunks(AT_ONCE) {
        let write = begin(&request, &app).await?;
        for id in some {
            mirrors::enqueue(&write, (mirror.target(), *id), (now, now)).await?;
        }
        write.commit().await?;
    }
    let write = begin(&request, &app).await?;
    let queued = u64::try_from(wrong.len()).unwrap_or(u64::MAX);
    done(write, (Act::MirrorSync, mirror, queued), &caller, &app).await?;
    Ok(HttpResponse::Ok().json(MirrorDifferences { results: shown(found), queued }))
}

/// What is none of ours, or named to be left alone, is.
fn to_write(difference: &Difference) -> Option<ApplicatieId> {
    match difference.what {
        What::Missing | What::Differs(_) | What::Left => difference.applicatie,
        What::Unknown | What::Kept => None,
    }
}

fn shown(found: Vec<Difference>) -> Vec<DifferenceBody> {
    found.into_iter().map(DifferenceBody::from).collect()
}

async fn compare(mirror: &Mirror, app: &App) -> Result<Vec<Difference>, AdminError> {
    let compared = mirrors::compare(mirror, app).await;
    compared.map_err(|refusal| AdminError::Upstream {
        name: mirror.name().to_owned(),
        why: refusal.kept(),
    })
}

fn find<'a>(name: &str, app: &'a App) -> Result<&'a Arc<Mirror>, AdminError> {
    let missing = || AdminError::NotFound { what: "mirror", id: name.to_owned() };
    app.mirrors.find(name).ok_or_else(missing)
}

/// Commits it with its line in the audit log, and wakes who writes there.
async fn done(
    write: Write,
    (act, mirror, queued): (Act, &Mirror, u64),
    caller: &Caller,
    app: &App,
) -> Result<(), AdminError> {
    let (on, content) = (mirror.name().to_owned(), Content::made(json!({ "queued": queued })));
    let written = Written { caller, act, on, content, changed: Vec::new(), notice: None };
    commit(write, written, app, app.clock.now()).await?;
    mirror.queued.notify_one();
    Ok(())
}
