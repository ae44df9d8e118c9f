//! The level that a type gives to objects that state none: looked up at the catalogus, kept briefly.

use autorisaties::{Component, TypeUrl, Vertrouwelijkheidaanduiding};
use edge::operations::Operation;
use quick_cache::sync::Cache;
use tokens::UnixTime;

use super::body::TypeBody;
use crate::app::App;
use crate::forward;

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

    /// The level of a type, or nothing if it cannot be learned; the log says why.
    pub(super) async fn of_type(
        &self,
        url: &TypeUrl,
        app: &App,
    ) -> Option<Vertrouwelijkheidaanduiding> {
        let now = app.clock.unix();
        let url = app.type_aliases.canonical(url);
        if let Some((level, _)) = self.0.get(&url).filter(|(_, until)| now < *until) {
            return Some(level);
        }
        let level = look_up(&url, app).await?;
        self.0.insert(url, (level, now.plus(SECONDS)));
        Some(level)
    }
}

/// A URL from a request is never fetched: it must be that of a type in a catalogus behind this
/// gateway, and its path is asked there, with the gateway's own credential.
async fn look_up(url: &TypeUrl, app: &App) -> Option<Vertrouwelijkheidaanduiding> {
    let route = app.routes.find_url(url.as_str()).filter(|route| is_type(route.operation()))?;
    match forward::fetch(&route, MOST, app).await {
        Ok(body) => TypeBody::level(&body),
        Err(refusal) => {
            tracing::warn!(%url, %refusal, "cannot look up the level of this type");
            None
        }
    }
}

fn is_type(operation: &Operation) -> bool {
    operation.component() == Component::Ztc && TYPES.contains(&operation.template())
}
