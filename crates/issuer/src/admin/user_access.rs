//! `/admin/v1/users/{user}/…`: whether somebody may sign in, and with which password. Whatever changes
//! here ends the sessions that there are, and the tokens that speak for them.

use crate::act::Act;
use crate::store::audit::Content;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use edge::feed::Revocable;
use uuid::Uuid;

use super::body::{self, NewPassword, UserBody, UserMade};
use super::error::AdminError;
use super::openapi::Refusals;
use super::secrets::UNSTORED;
use super::seen;
use super::users::{find, of};
use super::{Written, asked, authorize, begin, commit};
use crate::app::App;
use crate::revoking;
use crate::store::changes::Subject;
use crate::store::{self, Write, api_tokens, sessions, users};

/// Gives a user another password, and ends their sessions and tokens. One that is made here is shown once.
#[utoipa::path(
    post, path = "/users/{user}/password", tag = "users", operation_id = "set_user_password",
    params(("user" = String, Path, description = "The user's id, or the username.")),
    request_body = NewPassword, responses((status = 200, body = UserMade<'_>), Refusals)
)]
pub(super) async fn set_password(
    request: HttpRequest,
    path: Path<String>,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let body = body::read_or_default::<NewPassword>(&request, body);
    let (caller, new, now) = asked(&request, body, &app).await?;
    let read = store::read(&app.db).await?;
    let person = find(&read, &path).await?.person;
    drop(read);
    let given = new.password(&person.username)?;
    let hash = app.passwords.hash(&given.password).await?;
    let write = begin(&request, &app).await?;
    // A username is never another's, so this is the user that the password was looked at for.
    let was = seen::user(&write, person.id).await?;
    users::set_password(&write, person.id, hash, now).await?;
    let changed = end(&write, person.id, now).await?;
    let content = Content::changed(was, seen::user(&write, person.id).await?);
    let written = Written { changed, ..of(&caller, (Act::UserPassword, content), person.id) };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::Ok().insert_header(UNSTORED).json(UserMade::new(&person, &given)))
}

/// Lets a user sign in no more, and ends their sessions and tokens. API tokens that speak for them stay
/// revoked.
#[utoipa::path(
    post, path = "/users/{user}/disable", tag = "users", operation_id = "disable_user",
    params(("user" = String, Path, description = "The user's id, or the username.")),
    responses((status = 204, description = "They sign in no more."), Refusals)
)]
pub(super) async fn disable(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    let caller = authorize(&request, &app).await?;
    let write = begin(&request, &app).await?;
    let record = find(&write, &path).await?;
    let (id, disabled_at) = (record.person.id, record.disabled_at);
    let was = UserBody::from(record);
    // Disabled twice, it is still the first time that counts.
    users::set_disabled(&write, id, disabled_at.or(Some(now))).await?;
    let mut changed = end(&write, id, now).await?;
    let clients = api_tokens::revoke_of_user(&write, id, now).await?;
    changed.extend(clients.into_iter().map(Subject::Client));
    let content = Content::changed(was, seen::user(&write, id).await?);
    let written = Written { changed, ..of(&caller, (Act::UserDisable, content), id) };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Lets a user sign in again, with the password that they had.
#[utoipa::path(
    post, path = "/users/{user}/enable", tag = "users", operation_id = "enable_user",
    params(("user" = String, Path, description = "The user's id, or the username.")),
    responses((status = 204, description = "They may sign in."), Refusals)
)]
pub(super) async fn enable(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    let caller = authorize(&request, &app).await?;
    let write = begin(&request, &app).await?;
    let record = find(&write, &path).await?;
    let (id, was) = (record.person.id, UserBody::from(record));
    users::set_disabled(&write, id, None).await?;
    let content = Content::changed(was, seen::user(&write, id).await?);
    commit(write, of(&caller, (Act::UserEnable, content), id), &app, now).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ends what a user has: every session, every grant with the code that leads to it, and every token that
/// speaks for them, at every gateway.
async fn end(write: &Write, user: Uuid, now: DateTime<Utc>) -> Result<Vec<Subject>, AdminError> {
    sessions::end_all(write, user).await?;
    let theirs = Revocable::user(&user.to_string());
    revoking::put(write, &theirs, now).await?;
    Ok(vec![Subject::Revocation(theirs)])
}
