//! `POST /admin/v1/imports/applicaties`: takes over an applicatie of another Autorisaties API. It is
//! known again by its client ids, so that importing it twice changes nothing.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use autorisaties::ApplicatieId;
use edge::chance;
use sea_orm::ConnectionTrait;

use super::body::{self, ImportQuery, Imported};
use super::error::AdminError;
use super::openapi::{Refusals, Standard};
use super::{Caller, asked, begin};
use crate::act::Act;
use crate::app::App;
use crate::deeds::{self, Done};
use crate::notices;
use crate::register::{self, Draft, Extent, Fault, Vocabulary, recorded};
use crate::store::audit::{Content, Deed};
use crate::store::shown::{self, Shown};
use crate::store::{self, Write, client_ids};

/// Takes over one applicatie, or says what that would change.
#[utoipa::path(
    post, path = "/imports/applicaties", tag = "imports", operation_id = "import_applicatie",
    params(ImportQuery), request_body = Standard,
    responses((status = 200, body = Imported), Refusals)
)]
pub(super) async fn applicatie(
    request: HttpRequest,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let body = body::read_document(&request, body);
    let (caller, document, _) = asked(&request, body, &app).await?;
    let query: ImportQuery = body::query(&request)?;
    let draft = Draft::read(&document, Extent::Whole, Vocabulary::V1_1);
    let imported = if query.dry_run {
        let read = store::read(&app.db).await?;
        let (before, checked) = judged(&read, draft).await?;
        Imported::of(before.as_ref(), &checked.shown())
    } else {
        write(begin(&request, &app).await?, draft, &caller, &app).await?
    };
    Ok(HttpResponse::Ok().json(imported))
}

/// What is there of it, and what would come of it.
async fn judged(
    db: &impl ConnectionTrait,
    draft: (Draft, Vec<Fault>),
) -> Result<(Option<Shown>, register::Checked), AdminError> {
    let given = draft.0.client_ids.as_deref().unwrap_or_default();
    let before = match client_ids::owners(db, given).await?.first() {
        Some(id) => shown::present(db, *id).await?,
        None => None,
    };
    let id = match &before {
        Some(before) => before.applicatie.id,
        None => ApplicatieId::new(chance::uuid_v4()?),
    };
    let checked = register::check(db, draft, id, before.as_ref()).await?;
    Ok((before, checked))
}

async fn write(
    write: Write,
    draft: (Draft, Vec<Fault>),
    caller: &Caller,
    app: &App,
) -> Result<Imported, AdminError> {
    let now = app.clock.now();
    let (before, checked) = judged(&write, draft).await?;
    let after = checked.shown();
    let imported = Imported::of(before.as_ref(), &after);
    if imported.is_unchanged() {
        return Ok(imported);
    }
    let id = after.applicatie.id;
    let noticed = notices::before(&write, id).await?;
    let change = match &before {
        Some(_) => checked.replace(&write, now).await?,
        None => checked.create(&write, now).await?,
    };
    let was = before.as_ref().and_then(|shown| recorded(shown, app));
    let content = Content::changed(was, recorded(&after, app));
    let (actor, on) = (caller.client_id().as_str(), id.to_string());
    let deed = Deed::new(actor, Act::ApplicatieImport, on, content);
    let deed = Deed { address: Some(caller.address()), ..deed };
    let notice = noticed.after(&write).await?;
    let done = Done { deed, changed: change.changed, notice };
    deeds::commit::<AdminError>(write, done, app, now).await?;
    Ok(imported)
}
