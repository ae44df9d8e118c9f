//! `/admin/v1/users`: people who may sign in, and what is kept of them.

use crate::act::Act;
use crate::store::audit::Content;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use edge::chance;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::body::{self, Cursor, NewUser, UserBody, UserFilterQuery, UserMade, UserPatch, Users};
use super::error::AdminError;
use super::openapi::Refusals;
use super::secrets::UNSTORED;
use super::seen;
use super::{Written, asked, authorize, begin, commit};
use crate::app::App;
use crate::bearer::Caller;
use crate::person::UsernameKey;
use crate::store::users::UserRecord;
use crate::store::{self, users};

/// Lists users by username.
#[utoipa::path(
    get, path = "/users", tag = "users", operation_id = "list_users",
    params(UserFilterQuery), responses((status = 200, body = Users), Refusals)
)]
pub(super) async fn list(request: HttpRequest, app: Data<App>) -> Result<HttpResponse, AdminError> {
    authorize(&request, &app).await?;
    let query: UserFilterQuery = body::query(&request)?;
    let (limit, after) = (query.limit()?, query.after()?);
    let read = store::read(&app.db).await?;
    let mut found = users::page(&read, &query.filter(), after.as_ref(), limit.and_one()).await?;
    let next = limit.cut(&mut found).map(|last| Cursor::new(last.person.username.key().as_str()));
    Ok(HttpResponse::Ok().json(Users {
        results: found.into_iter().map(UserBody::from).collect(),
        next: next.map(Cursor::into_text),
    }))
}

/// Adds a user. A password that is made here is shown once.
#[utoipa::path(
    post, path = "/users", tag = "users", operation_id = "create_user",
    request_body = NewUser, responses((status = 201, body = UserMade<'_>), Refusals)
)]
pub(super) async fn create(
    request: HttpRequest,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let body = body::read::<NewUser>(&request, body);
    let (caller, new, now) = asked(&request, body, &app).await?;
    let person = new.person(chance::uuid_v4()?)?;
    let given = new.password(&person.username)?;
    // Before anybody waits for the write lock: that takes its time.
    let hash = app.passwords.hash(&given.password).await?;
    let write = begin(&request, &app).await?;
    if users::find_named(&write, &person.username.key()).await?.is_some() {
        return Err(AdminError::UsernameTaken(person.username.to_string()));
    }
    users::insert(&write, &person, hash, now).await?;
    let content = Content::made(seen::user(&write, person.id).await?);
    commit(write, of(&caller, (Act::UserCreate, content), person.id), &app, now).await?;
    let made = UserMade::new(&person, &given);
    Ok(HttpResponse::Created().insert_header(UNSTORED).json(made))
}

/// Shows a user, also a disabled one.
#[utoipa::path(
    get, path = "/users/{user}", tag = "users", operation_id = "show_user",
    params(("user" = String, Path, description = "The user's id, or the username.")),
    responses((status = 200, body = UserBody), Refusals)
)]
pub(super) async fn show(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    authorize(&request, &app).await?;
    let read = store::read(&app.db).await?;
    let found = find(&read, &path).await?;
    Ok(HttpResponse::Ok().json(UserBody::from(found)))
}

/// Changes a user's name, e-mail address or role; what is left out stays.
#[utoipa::path(
    patch, path = "/users/{user}", tag = "users", operation_id = "change_user",
    params(("user" = String, Path, description = "The user's id, or the username.")),
    request_body = UserPatch, responses((status = 200, body = UserBody), Refusals)
)]
pub(super) async fn change(
    request: HttpRequest,
    path: Path<String>,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let body = body::read::<UserPatch>(&request, body);
    let (caller, patch, now) = asked(&request, body, &app).await?;
    let write = begin(&request, &app).await?;
    let mut record = find(&write, &path).await?;
    let was = seen::user(&write, record.person.id).await?;
    patch.apply(&mut record.person)?;
    users::update(&write, &record.person).await?;
    let (id, is) = (record.person.id, UserBody::from(record));
    let content = Content::changed(was, &is);
    commit(write, of(&caller, (Act::UserChange, content), id), &app, now).await?;
    Ok(HttpResponse::Ok().json(is))
}

/// What was done to a user. Neither gateways nor the AC hear of it.
pub(super) fn of(caller: &Caller, (act, content): (Act, Content), user: Uuid) -> Written<'_> {
    Written { caller, act, on: user.to_string(), content, changed: Vec::new(), notice: None }
}

/// One by id or username, disabled or not.
pub(super) async fn find(db: &impl ConnectionTrait, user: &str) -> Result<UserRecord, AdminError> {
    let found = match Uuid::parse_str(user) {
        Ok(id) => users::find(db, id).await?,
        Err(_) => users::find_named(db, &UsernameKey::of(user)).await?.map(|found| found.record),
    };
    found.ok_or_else(|| AdminError::NotFound { what: "user", id: user.to_owned() })
}
