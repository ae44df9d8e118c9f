//! A list for who may not see every row: narrowed upstream where that is exact, else read on until
//! the page is full. Nothing of the answer depends on rows that the caller may not see.

use std::collections::BTreeSet;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use edge::operations::{Flavour, ObjectRule, Operation, Parent};
use serde_json::{Map, Value};

use super::facts::Facts;
use super::kind::Kind;
use super::lookup::For;
use super::{body as object_body, expand, incoming};
use crate::app::App;
use crate::forward::question::Asker;
use crate::principal::Principal;
use crate::query::{Query, fold};
use crate::refusal::Refusal;
use crate::route::Route;

mod asked;
mod body;
mod exact;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod fuzzed;
mod joined;
mod read_on;
mod seen;
mod shown;
mod source;
mod zaken;

use asked::texts;
use body::Page;
use seen::Seen;
use source::Source;

const EXPAND: &str = "expand";
const FIELDS: &str = "fields";

/// A list that was asked for.
#[derive(Debug)]
pub(crate) struct Listing<'a> {
    operation: &'a Operation,
    /// What is searched by; of a GET nothing.
    search: Option<Map<String, Value>>,
}

impl<'a> Listing<'a> {
    /// Reads what is asked for. The body of a search has one reading, as that of a write has.
    pub(crate) async fn read(
        operation: &'a Operation,
        request: &HttpRequest,
        payload: Payload,
        app: &App,
    ) -> Result<Self, Refusal> {
        if operation.object() != ObjectRule::Search {
            return Ok(Self { operation, search: None });
        }
        let body = incoming::read(&[], request, payload, app).await?;
        let search = body.in_memory()?;
        // It was scanned: it is one object.
        Ok(Self { operation, search: Some(serde_json::from_slice(&search).unwrap_or_default()) })
    }
}

/// What the rows of a list are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rows {
    /// Objects themselves.
    Objects(Kind),
    /// Things, which say whose they are.
    Belonging(Parent),
}

impl Rows {
    /// The kind of object that decides.
    fn kind(self) -> Kind {
        match self {
            Self::Objects(kind) => kind,
            Self::Belonging(parent) => Kind::of_parent(parent),
        }
    }
}

/// One list for one caller, as things stand now.
struct Reading<'a> {
    asker: Asker<'a>,
    rows: Rows,
    /// As the caller asked.
    asked: Query,
    /// As the upstream is asked.
    query: Query,
    search: Option<Map<String, Value>>,
    expands: Expands,
    app: &'a App,
}

/// Whether rows have more in them than themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expands {
    Nothing,
    Something,
}

/// Answers a list.
pub(crate) async fn answer(
    listing: Listing<'_>,
    (request, route): (&HttpRequest, &Route<'_>),
    principal: Principal,
    app: &App,
) -> Result<HttpResponse, Refusal> {
    let Listing { operation, search } = listing;
    let seen = Seen::by(&principal, operation, &app.type_aliases)?;
    let query = Query::read(route.query().unwrap_or_default())?;
    let expands = expands(&query, search.as_ref(), &principal)?;
    let reading = Reading {
        asker: Asker { request, route, principal: &principal, app },
        rows: rows_of(operation).ok_or(Refusal::UnknownPath)?,
        asked: query.clone(),
        query,
        search,
        expands,
        app,
    };
    if seen.shows_all(reading.rows.kind()) {
        return exact::passed(&reading, &reading.source(), &seen).await;
    }
    match reading.rows {
        Rows::Objects(Kind::Zaak) => zaken::answer(reading, seen).await,
        Rows::Objects(Kind::Document) => {
            let by_type = route.upstream().flavour() == Flavour::OpenZaak;
            reading.by_one_type(by_type.then_some("informatieobjecttype"), seen).await
        }
        Rows::Objects(Kind::Besluit) => reading.by_one_type(Some("besluittype"), seen).await,
        Rows::Belonging(parent) => reading.of_one_object(parent, seen).await,
    }
}

/// Whether what stands in the query may be asked for at all.
pub(crate) fn may_be_asked(route: &Route<'_>, principal: &Principal) -> Result<(), Refusal> {
    let query = Query::read(route.query().unwrap_or_default())?;
    expands(&query, None, principal).map(|_| ())
}

/// What is asked for beside the rows; what leaves a row without what it is judged by is refused.
fn expands(
    query: &Query,
    search: Option<&Map<String, Value>>,
    principal: &Principal,
) -> Result<Expands, Refusal> {
    let mut names: Vec<&str> = query.one(EXPAND)?.into_iter().collect();
    if query.one(FIELDS)?.is_some() {
        return Err(Refusal::ParameterUnclear { parameter: FIELDS.to_owned() });
    }
    if let Some(search) = search {
        for member in [EXPAND, FIELDS] {
            if search.keys().any(|name| name != member && fold(name) == fold(member)) {
                return Err(Refusal::SearchUnclear { member });
            }
        }
        names.extend(texts(search, EXPAND)?);
        judged_by(search)?;
    }
    for these in &names {
        expand::may(these, principal)?;
    }
    Ok(if names.is_empty() { Expands::Nothing } else { Expands::Something })
}

/// A search for some members alone (zrc 1.6) finds those too by which its rows are judged.
fn judged_by(search: &Map<String, Value>) -> Result<(), Refusal> {
    if search.get(FIELDS).is_none_or(Value::is_null) {
        return Ok(());
    }
    let named = texts(search, FIELDS)?;
    let missing = |member: &&'static str| !named.contains(member);
    match ["zaaktype", "vertrouwelijkheidaanduiding"].iter().find(|member| missing(member)) {
        Some(member) => Err(Refusal::FieldMissing { member }),
        None => Ok(()),
    }
}

fn rows_of(operation: &Operation) -> Option<Rows> {
    let kind = Kind::in_component(operation.component())?;
    let template = operation.template();
    let itself = template.strip_suffix("/_zoek").unwrap_or(template) == kind.collection();
    Some(match (itself, kind) {
        (true, kind) => Rows::Objects(kind),
        (false, Kind::Zaak) if template == "/zaaknotities" => {
            Rows::Belonging(Parent::GerelateerdAan)
        }
        (false, Kind::Zaak) => Rows::Belonging(Parent::Zaak),
        (false, Kind::Document) => Rows::Belonging(Parent::Informatieobject),
        (false, Kind::Besluit) => Rows::Belonging(Parent::Besluit),
    })
}

impl Reading<'_> {
    /// Where a parameter narrows to one type, and the caller sees one, the upstream's word is exact
    /// unless levels decide too.
    async fn by_one_type(
        mut self,
        parameter: Option<&str>,
        seen: Seen,
    ) -> Result<HttpResponse, Refusal> {
        let (Some(parameter), None) = (parameter, &self.search) else {
            return read_on::answer(&self, &self.source(), &seen).await;
        };
        let asked = self.query.one(parameter)?.filter(|url| !url.is_empty());
        let asked = asked.map(autorisaties::TypeUrl::parse).transpose();
        // What is no type, the upstream will say.
        let Ok(asked) = asked else {
            return read_on::answer(&self, &self.source(), &seen).await;
        };
        let seen = seen.narrowed(asked.as_ref().map(std::slice::from_ref), None);
        if seen.is_nothing() {
            return Ok(shown::nothing(&self));
        }
        let Some((only, ceiling)) = seen.only_type() else {
            return read_on::answer(&self, &self.source(), &seen).await;
        };
        if asked.is_none() {
            self.query = self.query.with(parameter, only.as_str());
        }
        let highest = autorisaties::Vertrouwelijkheidaanduiding::HIGHEST;
        if ceiling == highest && !seen.is_for_publication(self.rows.kind()) {
            exact::answer(&self, &self.source(), &seen).await
        } else {
            read_on::answer(&self, &self.source(), &seen).await
        }
    }

    /// Rows of one object are shown or not, all alike.
    async fn of_one_object(self, parent: Parent, seen: Seen) -> Result<HttpResponse, Refusal> {
        let kind = Kind::of_parent(parent);
        let Some(url) = self.query.one(parent.member())?.filter(|url| !url.is_empty()) else {
            return read_on::answer(&self, &self.source(), &seen).await;
        };
        let facts = self.app.lookups.object((kind, url), For::Reading, self.app).await?;
        if facts.is_some_and(|facts| seen.shows(&facts)) {
            return exact::answer(&self, &self.source(), &seen).await;
        }
        Ok(shown::nothing(&self))
    }

    /// What the caller asked, as it was read.
    fn source(&self) -> Source {
        let body = self.search.clone().map(|search| Value::Object(search).to_string().into());
        let path = self.asker.route.path().to_owned();
        Source { path, query: self.query.clone(), body }
    }

    /// The rows of a page that the caller sees, and of what is expanded in them what they see.
    async fn shown(
        &self,
        page: &Page<'_>,
        json: &Bytes,
        seen: &Seen,
    ) -> Result<Vec<Bytes>, Refusal> {
        let shows = self.seen(&page.rows, seen).await?;
        let visible = page.rows.iter().zip(shows).filter(|(_, shows)| *shows).map(|(row, _)| *row);
        if self.expands == Expands::Nothing {
            return Ok(visible.map(|row| json.slice_ref(row)).collect());
        }
        let rows = expand::pruned(visible.collect(), self.asker.principal, self.app).await?;
        Ok(rows.into_iter().map(|row| Bytes::from(row.into_owned())).collect())
    }

    /// Which of these rows the caller sees.
    async fn seen(&self, rows: &[&[u8]], seen: &Seen) -> Result<Vec<bool>, Refusal> {
        let why = "a row of it does not say what it is";
        match self.rows {
            Rows::Objects(kind) => {
                let shows = |row: &&[u8]| Facts::read(kind, row).map(|facts| seen.shows(&facts));
                rows.iter().map(|row| shows(row).ok_or(Refusal::Unjudgeable { why })).collect()
            }
            Rows::Belonging(parent) => {
                let owners = rows.iter().map(|row| object_body::parent_of(parent, row));
                let owners: Option<Vec<String>> = owners.collect();
                let owners = owners.ok_or(Refusal::Unjudgeable { why })?;
                let each: BTreeSet<String> = owners.iter().cloned().collect();
                let each: Vec<String> = each.into_iter().collect();
                let kind = Kind::of_parent(parent);
                let known = self.app.lookups.objects(kind, &each, self.app).await?;
                let shows = |facts: Option<&Arc<Facts>>| facts.is_some_and(|it| seen.shows(it));
                Ok(owners.iter().map(|owner| shows(known.get(owner))).collect())
            }
        }
    }
}
