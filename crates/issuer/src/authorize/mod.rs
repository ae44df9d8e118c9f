//! `/connect/authorize` and `/toestemming`: a client sends somebody here, who signs in, agrees or not,
//! and goes back with a code (RFC 6749 4.1, OpenID Connect Core 3.1). With `/connect/par` it says
//! beforehand what it asks (RFC 9126).
//!
//! A request is addressed first: what has no known client and registered redirect URI ends on a page
//! of ours. After that every way out is the way back. Whom a page must be shown to, the request waits
//! for in the database; a form carries nothing but its id and the language of its page.
//!
//! Which language that is, its client may wish with `ui_locales`: it goes along in each address that leads
//! a person on, so the page where they sign in, and one that says what went wrong, can go by it too.

use actix_web::web::{ServiceConfig, get, post, resource, route};

use crate::{paths, routes};

mod back;
mod begin;
mod consent;
mod fault;
mod hint;
mod judge;
mod parameters;
mod push;
mod refusal;
mod step;
mod unpushed;
mod waiting;

pub(crate) fn configure(service: &mut ServiceConfig) {
    service
        .service(
            resource(paths::AUTHORIZE)
                .route(get().to(begin::get))
                .route(post().to(begin::post))
                .default_service(route().to(|| async { routes::method_not_allowed("GET, POST") })),
        )
        .service(
            resource(paths::PUSH)
                .route(post().to(push::post))
                .default_service(route().to(push::other_method)),
        )
        .service(
            resource(paths::CONSENT)
                .route(get().to(consent::get))
                .route(post().to(consent::post))
                .default_service(route().to(|| async { routes::method_not_allowed("GET, POST") })),
        );
}
