//! Every path of the issuer, in one list; those of the admin API stand in `admin/routes.rs`.

use actix_web::dev::Handler;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::middleware::from_fn;
use actix_web::web::{Data, ServiceConfig, get, head, post, resource, route};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Resource, Responder, Route};
use edge::chance;
use edge::problem::Fout;
use uuid::Uuid;

use crate::app::App;
use crate::config::Version;
use crate::pages::{Language, Message};
use crate::{
    admin, applicaties, authorize, cors, discovery, feed, health, introspection, pages, paths,
    people, registration, session, token, userinfo,
};

pub(crate) fn configure(service: &mut ServiceConfig, ac: Version) {
    service
        .service(
            resource(paths::TOKEN)
                .wrap(from_fn(cors::shared))
                .route(post().to(token::post))
                .route(route().to(token::other_method)),
        )
        .service(
            resource(paths::REVOCATION)
                .wrap(from_fn(cors::shared))
                .route(post().to(token::revocation::post))
                .route(route().to(token::other_method)),
        )
        .service(
            resource(edge::introspection::PATH)
                .route(post().to(introspection::post))
                .route(route().to(introspection::other_method)),
        )
        .service(
            resource(paths::REGISTER)
                .route(post().to(registration::post))
                .route(route().to(registration::other_method)),
        )
        .service(
            readable(paths::USERINFO, userinfo::answer)
                .route(post().to(userinfo::answer))
                .wrap(from_fn(cors::shared)),
        )
        .service(readable(paths::JWKS, discovery::jwks::get))
        .service(readable(paths::METADATA, discovery::metadata::get))
        .service(readable(paths::OPENID, discovery::metadata::get))
        .service(only("GET", edge::feed::PATH, get().to(feed::get)))
        .service(only("POST", edge::uses::PATH, post().to(feed::uses::post)))
        .service(readable("/assets/{name}", pages::assets::get))
        .configure(authorize::configure)
        .configure(people::configure)
        .configure(admin::configure)
        .configure(|service| applicaties::configure(service, ac))
        .service(readable("/health/live", health::live))
        .service(readable("/health/ready", health::ready))
        .default_service(route().to(nothing_here));
}

/// What is read with GET, and with HEAD (RFC 9110 9.3.2).
fn readable<H, A>(path: &str, handler: H) -> Resource
where
    H: Handler<A> + Clone,
    A: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    only("GET, HEAD", path, get().to(handler.clone())).route(head().to(handler))
}

/// One thing to do at a path; other methods hear which one (RFC 9110 15.5.6).
fn only(allow: &'static str, path: &str, does: Route) -> Resource {
    let elsewise = move || async move { method_not_allowed(allow) };
    resource(path).route(does).default_service(route().to(elsewise))
}

/// Says which methods a path takes.
pub(crate) fn method_not_allowed(allow: &str) -> HttpResponse {
    let status = StatusCode::METHOD_NOT_ALLOWED;
    let detail = format!("this path takes {allow}");
    let mut response = problem(status, "method-not-allowed", "Method not allowed.", detail);
    if let Ok(allow) = HeaderValue::from_str(allow) {
        response.headers_mut().insert(ALLOW, allow);
    }
    response
}

/// Answers what has no path here: a program with a problem, a person with a page. Who comes to the front
/// door is let in.
async fn nothing_here(request: HttpRequest, app: Data<App>) -> HttpResponse {
    if pages::are_read_by(&request) {
        return match request.path() {
            "/" => session::see_other(paths::ACCOUNT),
            _ => Message::NOTHING_HERE.answer(Language::of(&request), &app),
        };
    }
    let detail =
        format!("the issuer has nothing at this path; what it has stands in {}", paths::METADATA);
    problem(StatusCode::NOT_FOUND, "not-found", "Not found.", detail)
}

fn problem(status: StatusCode, code: &str, title: &str, detail: String) -> HttpResponse {
    let instance = chance::uuid_v4().unwrap_or(Uuid::nil());
    Fout::new(status, code, title, instance).detail(detail).into_response()
}
