//! The level that a type gives to objects that state none: looked up at the catalogus, kept briefly.

use autorisaties::{Component, TypeUrl, Vertrouwelijkheidaanduiding};
use quick_cache::sync::Cache;
use tokens::UnixTime;

use super::body::TypeBody;
use crate::app::App;
use crate::forward::{self, Found};
use crate::refusal::Refusal;
use crate::route::Called;

/// How many types are remembered.
const REMEMBERED: usize = 10_000;
/// How long one is remembered, in seconds. A type's own level does not change once it is published.
const SECONDS: i64 = 60;
/// Longest description of a type that is read.
const MOST: u64 = 1024 * 1024;
/// What a type is called below the base of the Catalogi API.
const TYPES: [&str; 2] = ["/zaaktypen/{uuid}", "/informatieobjecttypen/{uuid}"];

/// Levels of types.
#[derive(Debug)]
pub(crate) struct Levels(Cache<TypeUrl, (Vertrouwelijkheidaanduiding, UnixTime)>);

impl Levels {
    pub(crate) fn new() -> Self {
        Self(Cache::new(REMEMBERED))
    }

    /// The level of a type; nothing if there is no such type behind this gateway.
    pub(super) async fn of_type(
        &self,
        url: &TypeUrl,
        app: &App,
    ) -> Result<Option<Vertrouwelijkheidaanduiding>, Refusal> {
        let now = app.clock.unix();
        let url = app.type_aliases.canonical(url);
        if let Some((level, _)) = self.0.get(&url).filter(|(_, until)| now < *until) {
            return Ok(Some(level));
        }
        let level = look_up(&url, app).await.map_err(|why| Refusal::LookUp(Box::new(why)))?;
        if let Some(level) = level {
            self.0.insert(url, (level, now.plus(SECONDS)));
        }
        Ok(level)
    }
}

/// A URL from a request is never fetched: it must be that of a type in a catalogus behind this
/// gateway, and its path is asked there, with the gateway's own credential.
async fn look_up(url: &TypeUrl, app: &App) -> Result<Option<Vertrouwelijkheidaanduiding>, Refusal> {
    let route = app.routes.find_url(url.as_str()).filter(|route| is_type(route.called()));
    let Some(route) = route else { return Ok(None) };
    match forward::fetch(&route, MOST, app).await? {
        Found::Nothing => Ok(None),
        Found::Whole(body) => {
            let why = "the type does not say its own level";
            TypeBody::level(&body).map(Some).ok_or(Refusal::Unjudgeable { why })
        }
    }
}

fn is_type(called: Called<'_>) -> bool {
    let Called::Zgw(operation) = called else { return false };
    operation.component() == Component::Ztc && TYPES.contains(&operation.template())
}
