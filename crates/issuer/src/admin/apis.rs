//! `/admin/v1/apis`: registers the APIs that tokens are for beside those of autorisaties.

use crate::act::Act;
use crate::store::audit::Content;
use std::collections::BTreeSet;

use actix_web::http::header::ETAG;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use autorisaties::{ClientId, Scope};
use sea_orm::ConnectionTrait;

use super::body::{self, ApiBody, ApiDescription, ApiPut, Apis, DroppedScope};
use super::clients::demand_free;
use super::error::AdminError;
use super::openapi::Refusals;
use super::precondition::Thing;
use super::{Written, asked, authorize, begin, commit};
use crate::app::App;
use crate::model::{Api, Belongs, Client};
use crate::store::changes::Subject;
use crate::store::{self, accesses, apis, clients};

/// Lists the APIs that are not deleted, by reference.
#[utoipa::path(
    get, path = "/apis", tag = "apis", operation_id = "list_apis",
    responses((status = 200, body = Apis), Refusals)
)]
pub(super) async fn list(request: HttpRequest, app: Data<App>) -> Result<HttpResponse, AdminError> {
    authorize(&request, &app).await?;
    let read = store::read(&app.db).await?;
    let mut results = Vec::new();
    for api in apis::all(&read).await? {
        if clients::find(&read, &api.id).await?.is_some() {
            results.push(ApiBody::from(api));
        }
    }
    Ok(HttpResponse::Ok().json(Apis { results }))
}

/// Shows an API.
#[utoipa::path(
    get, path = "/apis/{client_id}", tag = "apis", operation_id = "show_api",
    params(("client_id" = String, Path, description = "The API's client id.")),
    responses((status = 200, body = ApiBody), Refusals)
)]
pub(super) async fn show(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    authorize(&request, &app).await?;
    let read = store::read(&app.db).await?;
    let shown = ApiBody::from(find(&read, &path).await?);
    Ok(HttpResponse::Ok().insert_header((ETAG, body::etag(&shown))).json(shown))
}

/// Registers an API, or describes it anew, as a whole: a scope that is not named any more is taken from
/// those who had access to it. Its id is given once, for ever. With `If-Match` it is for the state of that
/// `ETag` alone, with `If-None-Match: *` for one that is not there yet.
#[utoipa::path(
    put, path = "/apis/{client_id}", tag = "apis", operation_id = "put_api",
    params(("client_id" = String, Path, description = "The API's client id.")),
    request_body = ApiDescription,
    responses((status = 200, body = ApiPut), (status = 201, body = ApiPut), Refusals)
)]
pub(super) async fn put(
    request: HttpRequest,
    path: Path<String>,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let body = body::read::<ApiDescription>(&request, body);
    let (caller, description, now) = asked(&request, body, &app).await?;
    let write = begin(&request, &app).await?;
    let found = find(&write, &path).await;
    let api = match &found {
        Ok(api) => description.of(api.id.clone())?,
        Err(AdminError::NotFound { .. }) => description.of(body::new_client_id(&path)?)?,
        Err(_) => return found.map(|_| HttpResponse::Ok().finish()),
    };
    let etag = found.as_ref().ok().map(|api| body::etag(&ApiBody::from(api.clone())));
    Thing { what: "API", id: &path, etag: etag.as_deref() }.hold(&request)?;
    demand_unlike_others(&write, &api).await?;
    let (made, before) = (found.is_err(), found.ok());
    let was = before.clone().map(ApiBody::from);
    let lost = Lost::between(&write, before.as_ref(), &api).await?;
    if made {
        demand_free(&write, &api.id).await?;
        clients::insert(&write, &Client::api(api.id.clone()), now).await?;
        apis::insert(&write, &api).await?;
    } else {
        apis::change(&write, &api).await?;
    }
    let written = Written {
        caller: &caller,
        act: if made { Act::ApiCreate } else { Act::ApiChange },
        on: api.id.to_string(),
        content: Content::changed(was, ApiBody::from(api.clone())),
        changed: lost.touched(&api),
        notice: None,
    };
    commit(write, written, &app, now).await?;
    let mut answer = if made { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(answer.json(ApiPut { api: ApiBody::from(api), dropped: lost.dropped }))
}

/// What another description takes from who may call an API.
struct Lost {
    /// Who has an approved access for a scope that came or went.
    of: BTreeSet<ClientId>,
    dropped: Vec<DroppedScope>,
}

impl Lost {
    async fn between(
        db: &impl ConnectionTrait,
        before: Option<&Api>,
        after: &Api,
    ) -> Result<Self, AdminError> {
        let mut lost = Self { of: BTreeSet::new(), dropped: Vec::new() };
        let Some(before) = before else { return Ok(lost) };
        let accesses = accesses::approved_to(db, &after.id).await?;
        let having = |scope: &Scope| {
            let theirs = accesses.iter().filter(|access| access.scopes.contains(scope.as_str()));
            theirs.map(|access| access.client.clone()).collect::<BTreeSet<_>>()
        };
        for scope in before.scopes.iter().filter(|one| !after.scopes.contains(one.as_str())) {
            let clients = having(scope);
            lost.dropped.push(DroppedScope::new(scope, &clients));
            lost.of.extend(clients);
        }
        // One that comes back counts again for who had it.
        let back = after.scopes.iter().filter(|one| !before.scopes.contains(one.as_str()));
        lost.of.extend(back.flat_map(having));
        Ok(lost)
    }

    /// Gateways and other issuers read these anew.
    fn touched(&self, api: &Api) -> Vec<Subject> {
        [&api.id].into_iter().chain(&self.of).cloned().map(Subject::Client).collect()
    }
}

/// Two APIs of one name could be taken for each other, and their tokens too.
async fn demand_unlike_others(db: &impl ConnectionTrait, api: &Api) -> Result<(), AdminError> {
    match apis::find_alike(db, api).await? {
        Some(other) => Err(AdminError::Invalid(format!(
            "API `{}` has this `reference` or one of these `resources` already",
            other.id
        ))),
        None => Ok(()),
    }
}

/// One that is not deleted.
pub(super) async fn find(db: &impl ConnectionTrait, id: &str) -> Result<Api, AdminError> {
    let missing = || AdminError::NotFound { what: "API", id: id.to_owned() };
    let client = clients::find(db, &body::client_id(id)?).await?;
    let client = client.filter(|client| client.belongs == Belongs::Api).ok_or_else(missing)?;
    apis::find(db, &client.id).await?.ok_or_else(missing)
}
