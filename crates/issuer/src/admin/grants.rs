//! `/admin/v1/grants`: what people let clients do while they are away, and its end.

use crate::act::Act;
use crate::store::audit::Content;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use edge::feed::Revocable;

use super::body::{self, Cursor, GrantBody, GrantQuery, Grants};
use super::error::AdminError;
use super::openapi::Refusals;
use super::{Written, authorize, begin, commit, users};
use crate::app::App;
use crate::revoking;
use crate::store::changes::Subject;
use crate::store::grants::{self, GrantFilter};
use crate::store::{self, users as people};

/// Lists the grants that can be refreshed now.
#[utoipa::path(
    get, path = "/grants", tag = "tokens", operation_id = "list_grants",
    params(GrantQuery), responses((status = 200, body = Grants), Refusals)
)]
pub(super) async fn list(request: HttpRequest, app: Data<App>) -> Result<HttpResponse, AdminError> {
    authorize(&request, &app).await?;
    let query: GrantQuery = body::query(&request)?;
    let (limit, after, client) = (query.limit()?, query.after()?, query.client()?);
    let read = store::read(&app.db).await?;
    let user = match query.user.as_deref() {
        Some(user) => Some(users::find(&read, user).await?.person.id),
        None => None,
    };
    let (filter, from) = (GrantFilter { client, user }, (after.as_deref(), limit.and_one()));
    let mut found = grants::page(&read, &filter, from, app.clock.now()).await?;
    let next = limit.cut(&mut found).map(|last| Cursor::new(&last.id));
    let names = people::usernames(&read, found.iter().map(|grant| grant.user).collect()).await?;
    let body = |grant| GrantBody::new(grant, &names);
    Ok(HttpResponse::Ok().json(Grants {
        results: found.into_iter().map(body).collect(),
        next: next.map(Cursor::into_text),
    }))
}

/// Ends a grant: its refresh token, and every access token that came of it.
#[utoipa::path(
    delete, path = "/grants/{id}", tag = "tokens", operation_id = "revoke_grant",
    params(("id" = String, Path, description = "The grant.")),
    responses((status = 204, description = "It has ended."), Refusals)
)]
pub(super) async fn revoke(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    let caller = authorize(&request, &app).await?;
    let write = begin(&request, &app).await?;
    let found = match body::name(&path) {
        Some(id) => grants::find(&write, id).await?,
        None => None,
    };
    // One that is over may have left a token that is not.
    let live = found.filter(|grant| grant.revoked_at.is_none());
    let grant =
        live.ok_or_else(|| AdminError::NotFound { what: "grant", id: path.into_inner() })?;
    let of = Revocable::grant(&grant.id);
    let on = grant.id.clone();
    let was = grant.recorded();
    revoking::put(&write, &of, now).await?;
    let written = Written {
        caller: &caller,
        act: Act::GrantRevoke,
        on,
        content: Content::gone(was),
        changed: vec![Subject::Revocation(of)],
        notice: None,
    };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::NoContent().finish())
}
