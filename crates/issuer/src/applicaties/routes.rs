//! Every path of the Autorisaties API, in one list, and that of the pages which explain its errors.

use actix_web::dev::Handler;
use actix_web::http::Method;
use actix_web::middleware::DefaultHeaders;
use actix_web::web::{self, Data, ServiceConfig, resource, route, scope};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Resource, Responder, Route, Scope};

use super::error::AcError;
use super::{delete, fouten, landing, list, negotiation, openapi, post, put, read, root};
use crate::app::App;
use crate::config::Version;

pub(crate) fn configure(service: &mut ServiceConfig, version: Version) {
    let version = DefaultHeaders::new().add(("API-version", version.as_str()));
    service.service(fouten::service()).service(
        scope("/autorisaties")
            .wrap(version)
            .service(at("/", vec![reads(landing::get)]))
            .service(api())
            .default_service(route().to(nothing_here)),
    );
}

/// The API itself.
fn api() -> Scope {
    scope("/api/v1")
        .service(at("", vec![reads(root::to_slash)]))
        .service(at("/", vec![reads(root::get)]))
        .service(at("/openapi.json", vec![reads(openapi::json)]))
        .service(at("/openapi.yaml", vec![reads(openapi::yaml)]))
        .service(at("/schema/openapi.json", vec![reads(openapi::json)]))
        .service(at("/schema/openapi.yaml", vec![reads(openapi::yaml)]))
        .service(at("/applicaties", vec![reads(list::get), one(Method::POST, post::post)]))
        .service(at("/applicaties/consumer", vec![reads(read::consumer)]))
        .service(at(
            "/applicaties/{uuid}",
            vec![
                reads(read::get),
                one(Method::PUT, put::put),
                one(Method::PATCH, put::patch),
                one(Method::DELETE, delete::delete),
            ],
        ))
        .default_service(route().to(nothing_here))
}

/// A method of a path, and what it does.
struct Does {
    methods: Vec<Method>,
    routes: Vec<Route>,
}

/// Reads with GET, and with HEAD (RFC 9110 9.3.2).
fn reads<H, A>(handler: H) -> Does
where
    H: Handler<A> + Clone,
    A: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    let routes = vec![web::get().to(handler.clone()), web::head().to(handler)];
    Does { methods: vec![Method::GET, Method::HEAD], routes }
}

fn one<H, A>(method: Method, handler: H) -> Does
where
    H: Handler<A>,
    A: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    Does { routes: vec![route().method(method.clone()).to(handler)], methods: vec![method] }
}

/// A path; each answer of it says which methods it takes.
fn at(
    path: &str,
    does: Vec<Does>,
) -> Resource<
    impl actix_web::dev::ServiceFactory<
        actix_web::dev::ServiceRequest,
        Config = (),
        Response = actix_web::dev::ServiceResponse,
        Error = actix_web::Error,
        InitError = (),
    > + use<>,
> {
    let methods = does.iter().flat_map(|one| &one.methods);
    let allow = methods.map(Method::as_str).chain(["OPTIONS"]).collect::<Vec<_>>().join(", ");
    let resource = resource(path).default_service(route().to(other_method));
    does.into_iter()
        .flat_map(|one| one.routes)
        .fold(resource, Resource::route)
        .wrap(DefaultHeaders::new().add(("Allow", allow)))
}

/// What a path does not take; and OPTIONS, which no scope gives.
async fn other_method(request: HttpRequest, app: Data<App>) -> HttpResponse {
    if negotiation::is_preflight(&request) {
        // No header says that an origin is allowed, so none is.
        return HttpResponse::Ok().finish();
    }
    let refused = match negotiation::demand_json(&request) {
        Err(refused) => refused,
        Ok(()) if request.method() == Method::OPTIONS => AcError::NotForAnyone,
        Ok(()) => AcError::Method(request.method().clone()),
    };
    refused.answer(&app)
}

async fn nothing_here(app: Data<App>) -> HttpResponse {
    AcError::NotFound.answer(&app)
}
