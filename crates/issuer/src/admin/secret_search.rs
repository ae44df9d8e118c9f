//! `/admin/v1/secrets`: what vouches for any client, by what is done about it: what ends soon, what nobody uses.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::authorize;
use super::body::{self, Cursor, SecretBody, SecretOfClient, SecretQuery, SecretsFound};
use super::error::AdminError;
use super::openapi::Refusals;
use crate::app::App;
use crate::model::CredentialId;
use crate::store::credential_records::{self, CredentialFilter};
use crate::store::{self, users};

/// Lists the secrets, keys and API tokens of all clients that count now or will; never what they are.
#[utoipa::path(
    get, path = "/secrets", tag = "secrets", operation_id = "find_secrets",
    params(SecretQuery), responses((status = 200, body = SecretsFound), Refusals)
)]
pub(super) async fn list(request: HttpRequest, app: Data<App>) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    authorize(&request, &app).await?;
    let query: SecretQuery = body::query(&request)?;
    let (limit, after) = (query.limit()?, query.after()?);
    let filter = CredentialFilter {
        client: query.client()?,
        kind: query.kind()?.map(str::to_owned),
        ends_by: query.expiring()?.map(|span| now + span),
        unused_since: query.unused()?.map(|span| now - span),
    };
    let read = store::read(&app.db).await?;
    let from = (after.as_ref().map(CredentialId::as_str), limit.and_one());
    let mut found = credential_records::page(&read, filter, from, now).await?;
    let next = limit.cut(&mut found).map(|(_, last)| Cursor::new(&last.id));
    let people = found.iter().filter_map(|(_, record)| record.user).collect();
    let names = users::usernames(&read, people).await?;
    let results = found.into_iter().map(|(client_id, record)| SecretOfClient {
        client_id,
        secret: SecretBody::new(record, &names, now),
    });
    let (results, next) = (results.collect(), next.map(Cursor::into_text));
    Ok(HttpResponse::Ok().json(SecretsFound { results, next }))
}
