//! Every path of the issuer, in one list.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{ServiceConfig, delete, get, post, resource, route};
use edge::chance;
use edge::problem::Fout;
use uuid::Uuid;

use crate::{admin, discovery, feed, health, paths, token};

pub(crate) fn configure(service: &mut ServiceConfig) {
    service
        .service(
            resource(paths::TOKEN)
                .route(post().to(token::post))
                .route(route().to(token::other_method)),
        )
        .route(paths::JWKS, get().to(discovery::jwks::get))
        .route(paths::METADATA, get().to(discovery::metadata::get))
        .route(edge::feed::PATH, get().to(feed::get))
        .route("/admin/v1/applicaties", post().to(admin::applicaties::create))
        .route("/admin/v1/applicaties/{id}/autorisaties", post().to(admin::autorisaties::add))
        .route(
            "/admin/v1/applicaties/{id}/autorisaties/{autorisatie}",
            delete().to(admin::autorisaties::remove),
        )
        .route("/admin/v1/clients", post().to(admin::clients::create))
        .route("/admin/v1/clients/{client_id}/secrets", post().to(admin::secrets::create))
        .route("/admin/v1/clients/{client_id}/secrets/{id}", delete().to(admin::secrets::revoke))
        .route("/health/live", get().to(health::live))
        .route("/health/ready", get().to(health::ready))
        .default_service(route().to(nothing_here));
}

/// Answers what has no path here.
async fn nothing_here() -> HttpResponse {
    let instance = chance::uuid_v4().unwrap_or(Uuid::nil());
    Fout::new(StatusCode::NOT_FOUND, "not-found", "Not found.", instance)
        .detail(format!(
            "the issuer has nothing at this path; what it has stands in {}",
            paths::METADATA
        ))
        .into_response()
}
