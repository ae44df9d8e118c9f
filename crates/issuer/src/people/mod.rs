//! People sign in and out, see who they are here and change their password: `/login`, `/logout`, `/account`;
//! clients send them to sign out at `/connect/endsession`.
//!
//! Who has signed in is [`crate::session`]'s to say, for every feature; here it begins and ends.

use actix_web::web::{ServiceConfig, get, head, post, resource, route};

use crate::{paths, routes};

mod account;
mod asked;
mod changing;
mod consents;
mod end_session;
mod ending;
mod enter;
mod login;
mod logout;
mod password;
mod proof;
mod refusal;
mod unchanged;

pub(crate) fn configure(service: &mut ServiceConfig) {
    service
        .service(
            resource(paths::LOGIN)
                .route(get().to(login::get))
                .route(head().to(login::get))
                .route(post().to(login::post))
                .default_service(
                    route().to(|| async { routes::method_not_allowed("GET, HEAD, POST") }),
                ),
        )
        .service(
            resource(paths::LOGOUT)
                .route(post().to(logout::post))
                .default_service(route().to(|| async { routes::method_not_allowed("POST") })),
        )
        .service(
            resource(paths::END_SESSION)
                .route(get().to(end_session::get))
                .route(post().to(end_session::post))
                .default_service(route().to(|| async { routes::method_not_allowed("GET, POST") })),
        )
        .service(
            resource(paths::CONSENTS)
                .route(post().to(consents::post))
                .default_service(route().to(|| async { routes::method_not_allowed("POST") })),
        )
        .service(
            resource(paths::PASSWORD)
                .route(get().to(password::get))
                .route(head().to(password::get))
                .route(post().to(password::post))
                .default_service(
                    route().to(|| async { routes::method_not_allowed("GET, HEAD, POST") }),
                ),
        )
        .service(
            resource(paths::ACCOUNT)
                .route(get().to(account::get))
                .route(head().to(account::get))
                .default_service(route().to(|| async { routes::method_not_allowed("GET, HEAD") })),
        );
}
