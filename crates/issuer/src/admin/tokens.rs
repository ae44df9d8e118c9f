//! `POST /admin/v1/clients/{client_id}/tokens/revoke`: every token of a client that was issued
//! until now is refused everywhere within a second; its secrets go on.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::body::TokensRevoked;
use super::clients::find_present;
use super::error::AdminError;
use super::openapi::Refusals;
use super::{Written, authorize, begin, commit};
use crate::app::App;
use crate::store::changes::{self, Subject};
use crate::store::ending;

/// Revokes every token that a client has.
#[utoipa::path(
    post, path = "/clients/{client_id}/tokens/revoke", tag = "clients",
    operation_id = "revoke_tokens",
    params(("client_id" = String, Path, description = "The client.")),
    responses((status = 200, body = TokensRevoked), Refusals)
)]
pub(super) async fn revoke(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    let caller = authorize(&request, &app).await?;
    let write = begin(&request, &app).await?;
    let client = find_present(&write, &path).await?.client;
    // A replica that lags judges by an earlier number, so what it issues meanwhile counts as before.
    let number = changes::upcoming(&write, now).await?;
    ending::withdraw_tokens(&write, &client.id, number).await?;
    let written = Written {
        caller: &caller,
        act: "tokens.revoke",
        on: client.id.to_string(),
        changed: vec![Subject::Client(client.id.clone())],
        notice: None,
    };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::Ok().json(TokensRevoked::new(&client.id, number)))
}
