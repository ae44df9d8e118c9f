//! `GET /admin/v1/feed`: how far this issuer is, and which gateways listen to it.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::authorize;
use super::body::{FeedBody, FeedStatus};
use super::error::AdminError;
use super::openapi::Refusals;
use crate::app::App;

/// Tells how this issuer's feed is doing. Of several issuers each knows its own.
#[utoipa::path(
    get, path = "/feed", tag = "feed", operation_id = "show_feed",
    responses((status = 200, body = FeedStatus), Refusals)
)]
pub(super) async fn status(
    request: HttpRequest,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    authorize(&request, &app).await?;
    Ok(HttpResponse::Ok().json(FeedStatus {
        number: app.follower.last_known().number.get(),
        fresh: app.follower.is_fresh(),
        feeds: app.feeds.all().into_iter().map(FeedBody::from).collect(),
    }))
}
