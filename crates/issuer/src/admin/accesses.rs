//! `/admin/v1/apis/{client_id}/accesses` and `/admin/v1/accesses`: which clients may call an API.
//! One asks, the API's owner decides; scopes work from then on, and stop with a withdrawal.

use crate::act::Act;
use crate::store::audit::Content;
use std::collections::BTreeMap;

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use autorisaties::ClientId;
use edge::chance;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::body::{
    self, AccessBody, AccessPage, AccessQuery, Accesses, Approval, Cursor, NewAccess,
};
use super::clients::find_present;
use super::error::AdminError;
use super::openapi::Refusals;
use super::{Written, apis, asked, authorize, begin, commit};
use crate::app::App;
use crate::model::{Access, AccessState, Belongs, Mark};
use crate::store::changes::Subject;
use crate::store::{self, accesses};

/// Lists who may call an API and who asks to, newest first.
#[utoipa::path(
    get, path = "/apis/{client_id}/accesses", tag = "apis", operation_id = "list_accesses",
    params(("client_id" = String, Path, description = "The API's client id.")),
    responses((status = 200, body = Accesses), Refusals)
)]
pub(super) async fn list(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    authorize(&request, &app).await?;
    let read = store::read(&app.db).await?;
    let api = apis::find(&read, &path).await?;
    let results = accesses::to_api(&read, &api.id).await?.into_iter().map(AccessBody::from);
    Ok(HttpResponse::Ok().json(Accesses { results: results.collect() }))
}

/// Lists accesses to all APIs, the one that waits longest first.
#[utoipa::path(
    get, path = "/accesses", tag = "apis", operation_id = "list_all_accesses",
    params(AccessQuery), responses((status = 200, body = AccessPage), Refusals)
)]
pub(super) async fn list_all(
    request: HttpRequest,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    authorize(&request, &app).await?;
    let query: AccessQuery = body::query(&request)?;
    let (limit, after, filter) = (query.limit()?, query.after()?, query.filter()?);
    let read = store::read(&app.db).await?;
    let mut found = accesses::page(&read, &filter, after, limit.and_one()).await?;
    let next = limit.cut(&mut found).map(AccessQuery::next);
    Ok(HttpResponse::Ok().json(AccessPage {
        results: found.into_iter().map(AccessBody::from).collect(),
        next: next.map(Cursor::into_text),
    }))
}

/// Asks that a client may call an API. Nothing works before it is approved.
#[utoipa::path(
    post, path = "/apis/{client_id}/accesses", tag = "apis", operation_id = "request_access",
    params(("client_id" = String, Path, description = "The API's client id.")),
    request_body = NewAccess, responses((status = 201, body = AccessBody), Refusals)
)]
pub(super) async fn ask(
    request: HttpRequest,
    path: Path<String>,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let body = body::read::<NewAccess>(&request, body);
    let (caller, new, now) = asked(&request, body, &app).await?;
    let write = begin(&request, &app).await?;
    let api = apis::find(&write, &path).await?;
    let client = find_present(&write, new.client_id()?.as_str()).await?.client;
    let Belongs::To(_) = client.belongs else { return Err(of_no_applicatie()) };
    let access = Access {
        id: chance::uuid_v4()?,
        scopes: new.scopes(&api)?,
        client: client.id,
        api: api.id,
        attributes: BTreeMap::new(),
        state: AccessState::Requested,
        note: new.note()?,
        requested: Mark { at: now, by: caller.client_id().to_string() },
        decided: None,
    };
    demand_first(&write, &access).await?;
    accesses::insert(&write, &access).await?;
    let (on, client) = (access.id, access.client.clone());
    let body = AccessBody::from(access);
    let written = written(&caller, (Act::AccessRequest, Content::made(&body)), (on, client));
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::Created().json(body))
}

/// Lets a client call the API, with what the owner says of it.
#[utoipa::path(
    post, path = "/accesses/{id}/approve", tag = "apis", operation_id = "approve_access",
    params(("id" = Uuid, Path, description = "The request.")),
    request_body = Approval, responses((status = 200, body = AccessBody), Refusals)
)]
pub(super) async fn approve(
    request: HttpRequest,
    path: Path<String>,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let body = body::read_or_default::<Approval>(&request, body);
    let (_, approval, _) = asked(&request, body, &app).await?;
    let decision = Decision {
        becomes: AccessState::Approved,
        act: Act::AccessApprove,
        attributes: Some(approval.attributes()?),
    };
    decide(&request, &path, decision, &app).await
}

/// Says no to a request.
#[utoipa::path(
    post, path = "/accesses/{id}/refuse", tag = "apis", operation_id = "refuse_access",
    params(("id" = Uuid, Path, description = "The request.")),
    responses((status = 200, body = AccessBody), Refusals)
)]
pub(super) async fn refuse(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let becomes = AccessState::Refused;
    decide(&request, &path, Decision { becomes, act: Act::AccessRefuse, attributes: None }, &app)
        .await
}

/// Takes back what was approved; tokens that a client has are no good for the API within a second.
#[utoipa::path(
    post, path = "/accesses/{id}/withdraw", tag = "apis", operation_id = "withdraw_access",
    params(("id" = Uuid, Path, description = "The request.")),
    responses((status = 200, body = AccessBody), Refusals)
)]
pub(super) async fn withdraw(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let becomes = AccessState::Withdrawn;
    let decision = Decision { becomes, act: Act::AccessWithdraw, attributes: None };
    decide(&request, &path, decision, &app).await
}

/// What the owner says.
struct Decision {
    becomes: AccessState,
    act: Act,
    attributes: Option<BTreeMap<String, String>>,
}

async fn decide(
    request: &HttpRequest,
    id: &str,
    decision: Decision,
    app: &App,
) -> Result<HttpResponse, AdminError> {
    let caller = authorize(request, app).await?;
    let now = app.clock.now();
    let write = begin(request, app).await?;
    let missing = || AdminError::NotFound { what: "access", id: id.to_owned() };
    let uuid = Uuid::parse_str(id).map_err(|_| missing())?;
    let found = accesses::find(&write, uuid).await?.ok_or_else(missing)?;
    let was = AccessBody::from(found.clone());
    if !found.state.may_become(decision.becomes) {
        return Err(AdminError::Decided { id: id.to_owned(), state: found.state.as_str() });
    }
    let access = Access {
        state: decision.becomes,
        attributes: decision.attributes.unwrap_or(found.attributes),
        decided: Some(Mark { at: now, by: caller.client_id().to_string() }),
        ..found
    };
    accesses::change(&write, &access).await?;
    let (on, client) = (access.id, access.client.clone());
    let is = AccessBody::from(access);
    let deed = (decision.act, Content::changed(was, &is));
    commit(write, written(&caller, deed, (on, client)), app, now).await?;
    Ok(HttpResponse::Ok().json(is))
}

/// A client asks once: what was decided of it is decided anew, not asked anew.
async fn demand_first(db: &impl ConnectionTrait, access: &Access) -> Result<(), AdminError> {
    let before = accesses::to_api(db, &access.api).await?;
    match before.into_iter().find(|known| known.client == access.client) {
        Some(known) => {
            Err(AdminError::Decided { id: known.id.to_string(), state: known.state.as_str() })
        }
        None => Ok(()),
    }
}

/// Gateways and other issuers read the client anew.
fn written(
    caller: &crate::bearer::Caller,
    (act, content): (Act, Content),
    (on, client): (Uuid, ClientId),
) -> Written<'_> {
    let changed = vec![Subject::Client(client)];
    Written { caller, act, on: on.to_string(), content, changed, notice: None }
}

fn of_no_applicatie() -> AdminError {
    AdminError::Invalid("only a client of an applicatie calls APIs".into())
}
