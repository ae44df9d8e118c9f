//! URLs and JSON: how a stored thing looks to a caller, and what a caller's URL points at.

use actix_web::HttpRequest;
use actix_web::http::header::HOST;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::kind::{Content, Kind};
use crate::route;
use crate::store::Thing;

/// Scheme and host in front of the paths.
#[derive(Debug)]
pub(crate) struct Bases {
    /// As the request names them.
    pub(crate) request: String,
    /// As the URLs of types have them.
    pub(crate) public: String,
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

    /// The JSON of a thing.
    pub(crate) fn body(&self, thing: &Thing) -> Value {
        let mut body = Map::new();
        body.insert("url".to_owned(), self.url(thing).into());
        body.insert("uuid".to_owned(), thing.uuid.to_string().into());
        for member in thing.kind.shape().members {
            let stored = thing.members.get(member.name).unwrap_or(&Value::Null);
            body.insert(member.name.to_owned(), self.member(member.content, stored));
        }
        Value::Object(body)
    }

    /// What a URL that a caller wrote points at, compared with its whole host as Open Zaak does;
    /// none when it is not a URL of that kind of thing here.
    pub(crate) fn target(&self, kind: Kind, url: &str) -> Option<Uuid> {
        let public = url.strip_prefix(self.public.as_str());
        let own = url.strip_prefix(self.request.as_str()).filter(|_| !kind.is_type());
        let rest = public.or(own)?.strip_prefix(kind.shape().path)?;
        route::uuid(rest.strip_prefix('/')?)
    }

    fn member(&self, content: Content, stored: &Value) -> Value {
        match (content, stored.as_str()) {
            (_, Some("")) => stored.clone(),
            (Content::Type(kind) | Content::Parent(kind) | Content::Link(kind), Some(path)) => {
                self.url_of(kind, path).into()
            }
            (Content::Kept, Some(path)) => format!("{}{path}", self.request).into(),
            _ => stored.clone(),
        }
    }

    fn url_of(&self, kind: Kind, path: &str) -> String {
        let base = if kind.is_type() { &self.public } else { &self.request };
        format!("{base}{path}")
    }
}
