//! One path of the admin API and what may be done there; other methods hear which (RFC 9110 15.5.6).

use actix_web::dev::Handler;
use actix_web::http::Method;
use actix_web::web::{resource, route};
use actix_web::{FromRequest, Resource, Responder, Route};

use crate::{paths, routes};

/// A path, and a handler for each of its methods.
pub(super) struct At {
    path: &'static str,
    does: Vec<(Method, Route)>,
}

impl At {
    /// A path under `/admin/v1`.
    pub(super) fn path(path: &'static str) -> Self {
        Self { path, does: Vec::new() }
    }

    /// Reads with GET, and with HEAD (RFC 9110 9.3.2).
    pub(super) fn get<H, A>(self, handler: H) -> Self
    where
        H: Handler<A> + Clone,
        A: FromRequest + 'static,
        H::Output: Responder + 'static,
    {
        self.with(Method::GET, handler.clone()).with(Method::HEAD, handler)
    }

    pub(super) fn post<H, A>(self, handler: H) -> Self
    where
        H: Handler<A>,
        A: FromRequest + 'static,
        H::Output: Responder + 'static,
    {
        self.with(Method::POST, handler)
    }

    pub(super) fn put<H, A>(self, handler: H) -> Self
    where
        H: Handler<A>,
        A: FromRequest + 'static,
        H::Output: Responder + 'static,
    {
        self.with(Method::PUT, handler)
    }

    pub(super) fn patch<H, A>(self, handler: H) -> Self
    where
        H: Handler<A>,
        A: FromRequest + 'static,
        H::Output: Responder + 'static,
    {
        self.with(Method::PATCH, handler)
    }

    pub(super) fn delete<H, A>(self, handler: H) -> Self
    where
        H: Handler<A>,
        A: FromRequest + 'static,
        H::Output: Responder + 'static,
    {
        self.with(Method::DELETE, handler)
    }

    fn with<H, A>(mut self, method: Method, handler: H) -> Self
    where
        H: Handler<A>,
        A: FromRequest + 'static,
        H::Output: Responder + 'static,
    {
        let does = route().method(method.clone()).to(handler);
        self.does.push((method, does));
        self
    }

    #[cfg(test)]
    pub(super) fn name(&self) -> &'static str {
        self.path
    }

    pub(super) fn methods(&self) -> Vec<Method> {
        self.does.iter().map(|(method, _)| method.clone()).collect()
    }

    pub(super) fn into_resource(self) -> Resource {
        let allow = self.methods().iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
        let elsewise = move || {
            let refused = routes::method_not_allowed(&allow);
            async move { refused }
        };
        let resource = resource(format!("{}{}", paths::ADMIN, self.path));
        let resource = resource.default_service(route().to(elsewise));
        self.does.into_iter().fold(resource, |resource, (_, does)| resource.route(does))
    }
}
