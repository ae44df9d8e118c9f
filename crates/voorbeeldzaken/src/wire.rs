//! URLs: what stands in front of the paths, and what a caller's URL points at.

use actix_web::HttpRequest;
use actix_web::http::header::HOST;

use crate::kind::Kind;
use crate::route;
use crate::store::{Store, Thing};

/// Scheme and host in front of the paths.
#[derive(Debug)]
pub(crate) struct Bases {
    /// As the request names them.
    pub(crate) request: String,
    /// As the URLs of types have them.
    pub(crate) public: String,
}

/// What a call is judged and answered by: how its URLs are written, and what there is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Site<'a> {
    pub(crate) bases: &'a Bases,
    pub(crate) store: &'a Store,
}

impl Bases {
    /// Host and X-Forwarded-Proto are believed, X-Forwarded-Host is not, as in Open Zaak.
    pub(crate) fn of(request: &HttpRequest, public: &str) -> Self {
        let header = |name: &str| request.headers().get(name).and_then(|v| v.to_str().ok());
        let scheme = if header("x-forwarded-proto") == Some("https") { "https" } else { "http" };
        let host = header(HOST.as_str()).unwrap_or("localhost");
        Self { request: format!("{scheme}://{host}"), public: public.to_owned() }
    }

    /// The URL of a thing.
    pub(crate) fn url(&self, thing: &Thing) -> String {
        self.url_of(thing.kind, &thing.path())
    }

    /// The URL of a path at which a thing of this kind stands.
    pub(crate) fn url_of(&self, kind: Kind, path: &str) -> String {
        let base = if kind.is_type() { &self.public } else { &self.request };
        format!("{base}{path}")
    }

    /// The path of a URL that a caller wrote, compared with its whole host as Open Zaak does; none
    /// when it is not a URL of that kind of thing here.
    pub(crate) fn path_in<'a>(&self, kind: Kind, url: &'a str) -> Option<&'a str> {
        let public = url.strip_prefix(self.public.as_str());
        let own = url.strip_prefix(self.request.as_str()).filter(|_| !kind.is_type());
        public.or(own).filter(|path| route::uuid_of(kind, path).is_some())
    }

    /// The path of a URL of anything here; any other text as it is.
    pub(crate) fn shortened<'a>(&self, url: &'a str) -> &'a str {
        let own = [&self.public, &self.request];
        let path = own.iter().find_map(|base| url.strip_prefix(base.as_str()));
        path.filter(|path| path.starts_with('/')).unwrap_or(url)
    }
}
