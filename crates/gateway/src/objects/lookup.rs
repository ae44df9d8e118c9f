//! What is asked of an upstream about an object before a verdict, with the gateway's own credential.
//!
//! A URL from a request is never fetched: it must be that of an object behind this gateway, and its
//! path is asked there. What can change is remembered for reads alone, and briefly; a write whose
//! verdict hangs on it looks it up afresh.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use autorisaties::TypeUrl;
use quick_cache::sync::Cache;

use super::body;
use super::facts::Facts;
use super::kind::{Kind, Place};
use crate::app::App;
use crate::forward::{self, Found};
use crate::refusal::Refusal;
use crate::route::{Called, Route};

/// How many objects are remembered.
const REMEMBERED: usize = 50_000;
/// How long what can change counts for reads: a level, an einddatum, a status.
const CHANGEABLE: Duration = Duration::from_secs(2);
/// How long an object's type counts.
const IDENTITY: Duration = Duration::from_mins(1);

/// How many objects one search asks for: as many as a page of the standard holds.
const MOST_BY_ONE_SEARCH: usize = 100;
/// How many are looked up one by one, where there is no search.
const MOST_ONE_BY_ONE: u64 = 10;

/// Objects that were looked up.
#[derive(Debug)]
pub(crate) struct Lookups(Cache<Box<str>, Remembered>);

#[derive(Debug, Clone)]
struct Remembered {
    facts: Arc<Facts>,
    at: Instant,
}

/// For what an object is looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum For {
    /// To show something: what was known a moment ago counts.
    Reading,
    /// To change something: only what is there now counts.
    Writing,
}

impl Lookups {
    pub(crate) fn new() -> Self {
        Self(Cache::new(REMEMBERED))
    }

    /// The object of a kind at a URL; nothing if there is none behind this gateway.
    pub(super) async fn object(
        &self,
        (kind, url): (Kind, &str),
        purpose: For,
        app: &App,
    ) -> Result<Option<Arc<Facts>>, Refusal> {
        if purpose == For::Reading
            && let Some(facts) = self.remembered(url, CHANGEABLE)
        {
            return Ok(Some(facts).filter(|facts| facts.kind == kind));
        }
        let Some(route) = route_of(kind, url, app) else { return Ok(None) };
        let found = fetched(kind, &route, app).await?;
        match &found {
            Some(facts) => {
                self.note(url, Arc::clone(facts));
            }
            None => self.forget(url),
        }
        Ok(found)
    }

    /// Those of these objects that are there, for showing what belongs to them: of zaken and documents
    /// all that are not remembered by one search.
    pub(super) async fn objects(
        &self,
        kind: Kind,
        urls: &[String],
        app: &App,
    ) -> Result<HashMap<String, Arc<Facts>>, Refusal> {
        let mut known = HashMap::new();
        let mut unknown = Vec::new();
        for url in urls {
            match self.remembered(url, CHANGEABLE) {
                Some(facts) => drop(known.insert(url.clone(), facts)),
                None => unknown.push(url.as_str()),
            }
        }
        match (kind, &unknown[..]) {
            (_, []) => {}
            (Kind::Besluit, _) | (_, [_]) => {
                if unknown.len() as u64 > MOST_ONE_BY_ONE {
                    return Err(Refusal::ListTooWide { most: MOST_ONE_BY_ONE });
                }
                for url in unknown {
                    let found = self.object((kind, url), For::Writing, app).await?;
                    known.extend(found.map(|facts| (url.to_owned(), facts)));
                }
            }
            (Kind::Zaak | Kind::Document, _) => {
                for some in unknown.chunks(MOST_BY_ONE_SEARCH) {
                    known.extend(self.searched(kind, some, app).await?);
                }
            }
        }
        Ok(known)
    }

    async fn searched(
        &self,
        kind: Kind,
        urls: &[&str],
        app: &App,
    ) -> Result<HashMap<String, Arc<Facts>>, Refusal> {
        let mut found = HashMap::new();
        let behind = urls.iter().filter(|url| route_of(kind, url, app).is_some());
        let pairs = behind.filter_map(|url| url.rsplit_once('/'));
        let mut by_place: HashMap<&str, Vec<&str>> = HashMap::new();
        pairs.for_each(|(place, uuid)| by_place.entry(place).or_default().push(uuid));
        for (place, uuids) in by_place {
            let search = format!("{place}/_zoek");
            let Some(route) = app.routes.find_search(&search) else { continue };
            let by = body::search_by_uuids(&uuids);
            let failed = |why| Refusal::LookUp(Box::new(why));
            let rows = forward::search(&route, by, app.max_judged_answer, app);
            let Found::Whole(json) = rows.await.map_err(failed)? else { continue };
            let why = "what was searched for is no list of objects";
            let rows = body::named(kind, &json).ok_or(Refusal::Unjudgeable { why });
            for (url, facts) in rows.map_err(failed)? {
                let facts = Arc::new(facts);
                self.note(&url, Arc::clone(&facts));
                found.insert(url, facts);
            }
        }
        Ok(found)
    }

    /// The type of an object, if it was looked up not long ago.
    pub(super) fn known_type(&self, url: &str) -> Option<TypeUrl> {
        self.remembered(url, IDENTITY).map(|facts| facts.object_type.clone())
    }

    /// Remembers what an answer said of an object.
    pub(super) fn note(&self, url: &str, facts: Arc<Facts>) {
        self.0.insert(url.into(), Remembered { facts, at: Instant::now() });
    }

    /// An object is about to change, or is gone.
    pub(super) fn forget(&self, url: &str) {
        self.0.remove(url);
    }

    fn remembered(&self, url: &str, most: Duration) -> Option<Arc<Facts>> {
        let remembered = self.0.get(url)?;
        (remembered.at.elapsed() <= most).then_some(remembered.facts)
    }
}

/// The way to an object of a kind, if its URL is one of an object behind this gateway.
pub(super) fn route_of<'a>(kind: Kind, url: &'a str, app: &'a App) -> Option<Route<'a>> {
    let route = app.routes.find_url(url)?;
    let Called::Zgw(operation) = route.called() else { return None };
    (Kind::of(operation) == Some((kind, Place::Item))).then_some(route)
}

/// Asks for the object at the end of a way.
pub(super) async fn fetched(
    kind: Kind,
    route: &Route<'_>,
    app: &App,
) -> Result<Option<Arc<Facts>>, Refusal> {
    let failed = |why| Refusal::LookUp(Box::new(why));
    match forward::fetch(route, app.max_judged_answer, app).await.map_err(failed)? {
        Found::Nothing => Ok(None),
        Found::Whole(body) => {
            let why = "an object that was looked up does not say what it is";
            let facts = Facts::read(kind, &body).ok_or(Refusal::Unjudgeable { why });
            facts.map(|facts| Some(Arc::new(facts))).map_err(failed)
        }
    }
}
