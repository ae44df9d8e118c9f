//! `/admin/v1/audit`: who did what, to what, when and from where. It can be read, and nothing else.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::authorize;
use super::body::{self, AuditBody, AuditLines, AuditQuery, Cursor};
use super::error::AdminError;
use super::openapi::Refusals;
use crate::app::App;
use crate::store::{self, audit_records};

/// Lists the lines of the audit log.
#[utoipa::path(
    get, path = "/audit", tag = "audit", operation_id = "list_audit",
    params(AuditQuery), responses((status = 200, body = AuditLines), Refusals)
)]
pub(super) async fn list(request: HttpRequest, app: Data<App>) -> Result<HttpResponse, AdminError> {
    authorize(&request, &app).await?;
    let query: AuditQuery = body::query(&request)?;
    let (limit, after) = (query.limit()?, query.after()?);
    let read = store::read(&app.db).await?;
    let mut found = audit_records::page(&read, query.filter()?, (after, limit.and_one())).await?;
    let next = limit.cut(&mut found).map(|last| Cursor::new(last.id)).map(Cursor::into_text);
    let results = found.into_iter().map(AuditBody::from).collect();
    Ok(HttpResponse::Ok().json(AuditLines { results, next }))
}
