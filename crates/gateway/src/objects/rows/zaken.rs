//! The list of zaken, and the search for them: narrowed to the caller's types, each up to its level.
//!
//! One type goes by parameters, several that end at one level by one search, and those that end at
//! different levels by a search for each. So count and next are the upstream's own, and exact.

use actix_web::HttpResponse;
use autorisaties::{TypeUrl, Vertrouwelijkheidaanduiding};
use bytes::Bytes;
use serde_json::{Map, Value};

use super::exact::{self, Exactly};
use super::seen::Seen;
use super::source::Source;
use super::{Reading, joined, read_on, shown};
use crate::query::{Query, fold};
use crate::refusal::Refusal;

const TYPE: &str = "zaaktype";
const TYPES: &str = "zaaktype__in";
const MOST: &str = "maximaleVertrouwelijkheidaanduiding";
const ORDER: &str = "ordering";
/// What says which rows of those that were found are asked for.
const OF_PAGES: [&str; 2] = ["page", "pageSize"];

/// What a caller may see, and asks for, at one level.
pub(super) type Group<'a> = (Vertrouwelijkheidaanduiding, Vec<&'a TypeUrl>);

/// Answers with the zaken that are the caller's to see.
pub(super) async fn answer(reading: Reading<'_>, seen: Seen) -> Result<HttpResponse, Refusal> {
    let asked = match &reading.search {
        Some(search) => Some(Asked::in_search(search)?),
        None => Asked::in_query(&reading.query)?,
    };
    // What is no type or no level, the upstream will say.
    let Some(asked) = asked else {
        return read_on::answer(&reading, &reading.source(), &seen).await;
    };
    let seen = seen.narrowed(asked.types.as_deref(), asked.most);
    let Some(groups) = seen.by_ceiling() else {
        return exact::answer(&reading, &reading.source(), &seen).await;
    };
    if groups.is_empty() {
        return Ok(shown::nothing(&reading));
    }
    let filters = match (&reading.search, seen.only_type()) {
        (None, Some((only, most))) => {
            let query = reading.query.with(TYPE, only.as_str()).with(MOST, most.as_str());
            let source = Source { query, ..reading.source() };
            return exact::answer(&reading, &source, &seen).await;
        }
        (Some(search), _) => Some(without_types(search)),
        (None, None) => filters(&reading.query),
    };
    let Some(filters) = filters else {
        return read_on::answer(&reading, &reading.source(), &seen).await;
    };
    match &groups[..] {
        [group] => {
            let source = reading.searching(&filters, group);
            match exact::narrowed(&reading, &source, &seen).await? {
                Exactly::Shown(answer) => Ok(answer),
                Exactly::NotTaken => read_on::answer(&reading, &reading.source(), &seen).await,
            }
        }
        [.., (highest, _)] if filters.contains_key(ORDER) => {
            // Rows in an order of their own cannot be joined group by group.
            let all = groups.iter().flat_map(|(_, types)| types.iter().copied()).collect();
            let source = reading.searching(&filters, &(*highest, all));
            read_on::answer(&reading, &source, &seen).await
        }
        groups => {
            let sources = groups.iter().map(|group| reading.searching(&filters, group));
            joined::answer(&reading, &sources.collect::<Vec<_>>(), &seen).await
        }
    }
}

impl Reading<'_> {
    /// A search among the zaken of a group.
    fn searching(&self, filters: &Map<String, Value>, (most, types): &Group<'_>) -> Source {
        let mut search = filters.clone();
        let types: Vec<&str> = types.iter().map(|of| of.as_str()).collect();
        search.insert(TYPES.to_owned(), types.into());
        search.insert(MOST.to_owned(), most.as_str().into());
        let path = self.asker.route.path();
        let path = if self.search.is_some() { path.to_owned() } else { format!("{path}/_zoek") };
        let body = Some(Bytes::from(Value::Object(search).to_string()));
        Source { path, query: self.query.only(&OF_PAGES), body }
    }
}

/// Which zaken a caller asks for, as far as types and levels go.
#[derive(Debug, Default)]
struct Asked {
    types: Option<Vec<TypeUrl>>,
    most: Option<Vertrouwelijkheidaanduiding>,
}

impl Asked {
    /// Nothing if what stands there is no type or no level.
    fn in_query(query: &Query) -> Result<Option<Self>, Refusal> {
        let of = query.one(TYPE)?.filter(|text| !text.is_empty());
        let most = query.one(MOST)?.filter(|text| !text.is_empty());
        let types = of.map(TypeUrl::parse).transpose();
        let most = most.map(Vertrouwelijkheidaanduiding::parse).transpose();
        let (Ok(one), Ok(most)) = (types, most) else { return Ok(None) };
        Ok(Some(Self { types: one.map(|one| vec![one]), most }))
    }

    fn in_search(search: &Map<String, Value>) -> Result<Self, Refusal> {
        for member in [TYPE, TYPES, MOST] {
            // The upstream may fold another spelling onto the one that is set here.
            if search.keys().any(|name| name != member && fold(name) == fold(member)) {
                return Err(Refusal::SearchUnclear { member });
            }
        }
        let url = |value: &Value, member| {
            let text = value.as_str().and_then(|text| TypeUrl::parse(text).ok());
            text.ok_or(Refusal::SearchUnclear { member })
        };
        let one = search.get(TYPE).map(|value| url(value, TYPE)).transpose()?;
        let several = match search.get(TYPES) {
            None => None,
            Some(Value::Array(these)) => {
                Some(these.iter().map(|one| url(one, TYPES)).collect::<Result<Vec<_>, _>>()?)
            }
            Some(_) => return Err(Refusal::SearchUnclear { member: TYPES }),
        };
        let types = match (one, several) {
            (Some(one), Some(mut several)) => {
                several.retain(|this| *this == one);
                Some(several)
            }
            (Some(one), None) => Some(vec![one]),
            (None, several) => several,
        };
        let most = search.get(MOST).map(|value| {
            let level =
                value.as_str().and_then(|text| Vertrouwelijkheidaanduiding::parse(text).ok());
            level.ok_or(Refusal::SearchUnclear { member: MOST })
        });
        Ok(Self { types, most: most.transpose()? })
    }
}

fn without_types(search: &Map<String, Value>) -> Map<String, Value> {
    let others = search.iter().filter(|(name, _)| ![TYPE, TYPES, MOST].contains(&name.as_str()));
    others.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// The parameters of a list as members of a search; nothing if one is not known to be both.
fn filters(query: &Query) -> Option<Map<String, Value>> {
    let mut filters = Map::new();
    for (name, value) in query.pairs() {
        let name = name.as_str();
        if [TYPE, MOST].contains(&name) || OF_PAGES.contains(&name) {
            continue;
        }
        let known = FILTERS.contains(&name) && !filters.contains_key(name);
        filters.insert(known.then(|| name.to_owned())?, member(name, value)?);
    }
    Some(filters)
}

fn member(name: &str, value: &str) -> Option<Value> {
    if name.ends_with("__in") {
        return Some(value.split(',').collect::<Vec<_>>().into());
    }
    if name.ends_with("__isnull") {
        return value.to_ascii_lowercase().parse().ok().map(Value::Bool);
    }
    Some(value.into())
}

/// Parameters of the list that the search has too (zrc 1.5.1 to 1.7.0), sorted.
const FILTERS: [&str; 40] = [
    "archiefactiedatum",
    "archiefactiedatum__gt",
    "archiefactiedatum__isnull",
    "archiefactiedatum__lt",
    "archiefnominatie",
    "archiefnominatie__in",
    "archiefstatus",
    "archiefstatus__in",
    "bronorganisatie",
    "bronorganisatie__in",
    "einddatum",
    "einddatumGepland",
    "einddatumGepland__gt",
    "einddatumGepland__lt",
    "einddatum__gt",
    "einddatum__isnull",
    "einddatum__lt",
    "expand",
    "identificatie",
    "ordering",
    "registratiedatum",
    "registratiedatum__gt",
    "registratiedatum__lt",
    "rol__betrokkene",
    "rol__betrokkeneIdentificatie__medewerker__identificatie",
    "rol__betrokkeneIdentificatie__natuurlijkPersoon__anpIdentificatie",
    "rol__betrokkeneIdentificatie__natuurlijkPersoon__inpA_nummer",
    "rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn",
    "rol__betrokkeneIdentificatie__nietNatuurlijkPersoon__annIdentificatie",
    "rol__betrokkeneIdentificatie__nietNatuurlijkPersoon__innNnpId",
    "rol__betrokkeneIdentificatie__organisatorischeEenheid__identificatie",
    "rol__betrokkeneIdentificatie__vestiging__vestigingsNummer",
    "rol__betrokkeneType",
    "rol__omschrijvingGeneriek",
    "startdatum",
    "startdatum__gt",
    "startdatum__gte",
    "startdatum__lt",
    "startdatum__lte",
    "uiterlijkeEinddatumAfdoening",
];
